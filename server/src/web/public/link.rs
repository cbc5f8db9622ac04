//! What a link to the form says: the article, and the passage in it, as a quote or as the text fragment at the end of
//! the article's address (<https://wicg.github.io/scroll-to-text-fragment/>). Pure; the form reads the article.

use corrigenda_anchor::{Span, TextQuote};
use percent_encoding::percent_decode_str;
use serde::Deserialize;

use crate::domain::report::{MAX_CONTEXT, MAX_EXACT};

/// Places of a passage's first words that are looked at. A link is followed by anybody and anything, so it gets no
/// more than about one look through the text.
const CANDIDATES: usize = 64;

/// The query of a link to the form.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: Option<String>,
    quote: Option<String>,
}

/// What a link to the form says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The article's address, without a text fragment.
    pub url: String,
    /// The passage; none when the link speaks of the whole article.
    pub passage: Option<Passage>,
}

/// A passage as a link names it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Passage {
    start: String,
    /// The last words, when only the first and the last are named.
    end: Option<String>,
    prefix: String,
    suffix: String,
    /// Whether the words must stand there only once. A text fragment means the first place that fits.
    only: bool,
}

impl From<Asked> for Link {
    fn from(asked: Asked) -> Self {
        let given = asked.url.unwrap_or_default();
        let (url, directive) = given.split_once(":~:").unwrap_or((&given, ""));
        let quote = asked.quote.unwrap_or_default();
        let quote = Passage {
            start: cut(quote.trim(), MAX_EXACT),
            only: true,
            ..Passage::default()
        };
        let is_quoted = !quote.start.is_empty();
        let fragment = || {
            directive
                .split('&')
                .find_map(|one| fragment(one.strip_prefix("text=")?))
        };
        Self {
            url: url.trim().trim_end_matches('#').to_owned(),
            passage: is_quoted.then_some(quote).or_else(fragment),
        }
    }
}

/// Reads `[prefix-,]start[,end][,-suffix]`. The signs between the parts are plain, those inside of them escaped.
fn fragment(directive: &str) -> Option<Passage> {
    let mut parts: Vec<&str> = directive.split(',').collect();
    let prefix = parts.first().and_then(|part| part.strip_suffix('-'));
    parts.drain(..usize::from(prefix.is_some()));
    let suffix = parts.last().and_then(|part| part.strip_prefix('-'));
    parts.truncate(parts.len() - usize::from(suffix.is_some()));
    let words = |part: &str| {
        percent_decode_str(part)
            .decode_utf8_lossy()
            .trim()
            .to_owned()
    };
    let (start, end) = match parts[..] {
        [start] => (words(start), None),
        [start, end] => (words(start), Some(words(end))),
        _ => return None,
    };
    (!start.is_empty()).then(|| Passage {
        start: cut(&start, MAX_EXACT),
        end: end.filter(|end| !end.is_empty()),
        prefix: prefix.map(words).unwrap_or_default(),
        suffix: suffix.map(words).unwrap_or_default(),
        only: false,
    })
}

impl Passage {
    /// The passage as far as the link itself tells it, for an article whose text is not known.
    pub fn as_named(&self) -> TextQuote {
        let apart = |text: &str, near: Option<char>| {
            // White space around a fragment's parts is not told; words of most languages have some between them.
            let is_spaced = near.is_some_and(|c| c < '\u{2E80}');
            if !text.is_empty() && is_spaced {
                " "
            } else {
                ""
            }
        };
        let before = apart(&self.prefix, self.prefix.chars().last());
        let after = apart(&self.suffix, self.suffix.chars().next());
        // Of a passage that the link names by its ends, the beginning is all that is known.
        let after = if self.end.is_some() { "" } else { after };
        let suffix = if self.end.is_some() { "" } else { &self.suffix };
        TextQuote {
            prefix: last(&format!("{}{before}", self.prefix), MAX_CONTEXT),
            exact: self.start.clone(),
            suffix: cut(&format!("{after}{suffix}"), MAX_CONTEXT),
        }
    }

    /// Where it stands in a text.
    pub fn place(&self, text: &str) -> Option<Span> {
        let (from, until) = if self.only {
            self.only_place(text)?
        } else {
            let places = || self.places(text);
            let is_apart =
                |&(from, until): &(usize, usize)| !splits(text, from) && !splits(text, until);
            places().find(is_apart).or_else(|| places().next())?
        };
        let start = text[..from].chars().count();
        let length = text[from..until].chars().count().min(MAX_EXACT);
        Some(Span::new(start, start + length))
    }

    /// Where the words stand, unless they stand there twice.
    fn only_place(&self, text: &str) -> Option<(usize, usize)> {
        let at = text.find(&self.start)?;
        let step = self.start.chars().next()?.len_utf8();
        let is_only = !text[at + step..].contains(&self.start);
        is_only.then_some((at, at + self.start.len()))
    }

    /// The places that fit a text fragment, in bytes.
    fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        text.match_indices(&self.start)
            .take(CANDIDATES)
            .map_while(move |(at, start)| {
                let mut until = at + start.len();
                if let Some(end) = &self.end {
                    // Where the last words do not follow, they follow no later place either.
                    until += text[until..].find(end.as_str())? + end.len();
                }
                Some((at, until))
            })
            .filter(move |&(at, until)| {
                text[..at].trim_end().ends_with(&self.prefix)
                    && text[until..].trim_start().starts_with(&self.suffix)
            })
    }
}

/// Whether a word of letters is cut there; of scripts that write words together, none is.
fn splits(text: &str, at: usize) -> bool {
    let (before, after) = (text[..at].chars().last(), text[at..].chars().next());
    let is_letter = |c: char| c.is_alphanumeric() && c < '\u{2E80}';
    before.is_some_and(is_letter) && after.is_some_and(is_letter)
}

/// The first so many code points.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// The last so many code points.
fn last(text: &str, most: usize) -> String {
    let skipped = text.chars().count().saturating_sub(most);
    text.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "The keeper said tehran.\nHe heard teh call, and teh other call. Далі їжак, teh end.";

    fn link(url: &str) -> Link {
        Link::from(Asked {
            url: Some(url.to_owned()),
            quote: None,
        })
    }

    fn words(url: &str) -> Option<String> {
        let span = link(url).passage?.place(TEXT)?;
        let words = TEXT
            .chars()
            .skip(span.start())
            .take(span.end() - span.start());
        Some(words.collect())
    }

    fn starts_at(url: &str) -> Option<usize> {
        Some(link(url).passage?.place(TEXT)?.start())
    }

    #[test]
    fn every_form_of_a_text_fragment_is_understood() {
        let at = |words: &str| TEXT.find(words).map(|at| TEXT[..at].chars().count());
        assert_eq!(
            starts_at("https://d.example/a#:~:text=teh"),
            at("teh call"),
            "a whole word"
        );
        assert_eq!(
            starts_at("https://d.example/a#:~:text=and-,teh"),
            at("teh other")
        );
        assert_eq!(
            starts_at("https://d.example/a#:~:text=teh,-end"),
            at("teh end")
        );
        assert_eq!(
            words("https://d.example/a#:~:text=keeper-,said,heard,-teh").as_deref(),
            Some("said tehran.\nHe heard")
        );
        assert_eq!(
            words("https://d.example/a#top:~:foo&text=%D1%97%D0%B6%D0%B0%D0%BA%2C%20teh&text=call")
                .as_deref(),
            Some("їжак, teh")
        );
        assert_eq!(words("https://d.example/a#:~:text=nobody"), None);
        assert_eq!(
            words("https://d.example/a#:~:text=call-,teh,end,-nobody"),
            None
        );
    }

    #[test]
    fn what_is_no_text_fragment_is_none() {
        for url in [
            "https://d.example/a",
            "https://d.example/a#top",
            "https://d.example/a#:~:text=",
            "https://d.example/a#:~:text=a,b,c,d",
            "https://d.example/a#:~:text=a-",
            "https://d.example/a#:~:other=a",
        ] {
            assert_eq!(link(url).passage, None, "{url}");
        }
        assert_eq!(
            link("https://d.example/a?x=1#:~:text=teh").url,
            "https://d.example/a?x=1"
        );
    }

    #[test]
    fn a_quote_says_more_than_a_fragment() {
        let link = Link::from(Asked {
            url: Some("https://d.example/a#:~:text=teh".to_owned()),
            quote: Some(" їжак ".to_owned()),
        });
        assert_eq!(link.passage.unwrap().as_named().exact, "їжак");
    }

    #[test]
    fn words_have_a_place_when_they_stand_there_once() {
        let place = |text: &str, words: &str| {
            let quote = Passage {
                start: words.to_owned(),
                only: true,
                ..Passage::default()
            };
            quote.place(text)
        };
        assert_eq!(place("їжак teh call", "teh"), Some(Span::new(5, 8)));
        assert_eq!(place("teh and teh", "teh"), None);
        assert_eq!(place("їїї", "її"), None, "overlapping");
        assert_eq!(place("the call", "teh"), None);
    }

    #[test]
    fn without_the_text_the_link_is_believed() {
        let named = |url| link(url).passage.unwrap().as_named();
        let spaced = named("https://d.example/a#:~:text=heard-,teh,-call");
        assert_eq!(
            (
                spaced.prefix.as_str(),
                spaced.exact.as_str(),
                spaced.suffix.as_str()
            ),
            ("heard ", "teh", " call")
        );
        let close = named("https://d.example/a#:~:text=他-,听到,-呼唤");
        assert_eq!(
            (close.prefix.as_str(), close.suffix.as_str()),
            ("他", "呼唤")
        );
        let ends = named("https://d.example/a#:~:text=heard-,teh,other,-call");
        assert_eq!((ends.exact.as_str(), ends.suffix.as_str()), ("teh", ""));
    }
}
