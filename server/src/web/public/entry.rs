//! What a reader typed into the form, and how it becomes a report.

use corrigenda_anchor::{Selectors, TextQuote};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::domain::article::{ArticleUrl, BadArticleUrl};
use crate::domain::report::{
    Idempotency, Kind, MAX_CONTEXT, MAX_EXACT, MAX_WORDS, NewReport, ReportId,
};
use crate::domain::site::Site;
use crate::web::api::annotation::is_address;
use crate::web::api::json::is_control;
use crate::web::guess;
use crate::words::Words;

/// The form's fields. All may be missing: then they are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The article's address.
    pub url: String,
    /// The passage.
    pub quote: String,
    /// The passage as the link gave it; what `prefix` and `suffix` belong to.
    pub quoted: String,
    /// What stands before it.
    pub prefix: String,
    /// What stands after it.
    pub suffix: String,
    /// How it should read.
    pub suggestion: String,
    /// Why.
    pub comment: String,
    /// Where that can be read, most often a link.
    pub source: String,
    /// The kind, or nothing.
    pub kind: String,
    /// The reader's address, or nothing.
    pub email: String,
    /// The idempotency key.
    pub key: String,
    /// When the form was made, signed.
    pub made: String,
    /// What no person fills in.
    pub subject: String,
}

/// What is wrong with a field, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The field's name; none when it is about the whole form.
    pub field: &'static str,
    /// What is wrong.
    pub words: String,
}

impl Typed {
    /// Fills in the passage that a link names.
    pub fn quote(&mut self, passage: TextQuote) {
        self.quote = passage.exact.clone();
        self.suggestion = passage.exact.clone();
        self.quoted = passage.exact;
        self.prefix = passage.prefix;
        self.suffix = passage.suffix;
    }

    /// As it was meant: forms send line ends as CRLF, and copying adds space at the ends.
    pub fn tidied(self) -> Self {
        let lines = |text: String| {
            text.replace("\r\n", "\n")
                .chars()
                .filter(|&c| !is_control(c))
                .collect::<String>()
        };
        let line = |text: String| lines(text).trim().to_owned();
        Self {
            url: line(self.url),
            quote: line(self.quote),
            quoted: line(self.quoted),
            prefix: lines(self.prefix),
            suffix: lines(self.suffix),
            suggestion: lines(self.suggestion),
            comment: line(self.comment),
            source: line(self.source),
            kind: line(self.kind),
            email: line(self.email),
            key: line(self.key),
            made: line(self.made),
            subject: line(self.subject),
        }
    }

    /// The passage with what stands around it, as far as that is still about this passage.
    fn selectors(&self) -> Option<Selectors> {
        if self.quote.is_empty() {
            return None;
        }
        let fits = |text: &str| self.quote == self.quoted && text.chars().count() <= MAX_CONTEXT;
        let kept = |text: &str| {
            if fits(text) {
                text.to_owned()
            } else {
                String::new()
            }
        };
        let quote = TextQuote {
            prefix: kept(&self.prefix),
            exact: self.quote.clone(),
            suffix: kept(&self.suffix),
        };
        Some(Selectors {
            quote: Some(quote),
            position: None,
        })
    }

    /// How the passage should read. Left as it was it suggests nothing; emptied it proposes to delete, but only
    /// where it was filled: a reader who typed the passage found this field empty.
    fn suggestion(&self) -> Option<String> {
        let suggestion = self.suggestion.trim();
        let was_filled = !self.quoted.is_empty();
        let says_something = suggestion != self.quote && (!suggestion.is_empty() || was_filled);
        (!self.quote.is_empty() && says_something).then(|| suggestion.to_owned())
    }

    /// The comment, and below it where that stands, as the widget has it; about the whole article, what should be
    /// read is part of it.
    fn comment(&self) -> Option<String> {
        let comment = format!("{}\n{}", self.comment, self.source);
        let mut parts = vec![comment.trim()];
        if self.quote.is_empty() {
            parts.push(self.suggestion.trim());
        }
        parts.retain(|part| !part.is_empty());
        Some(parts.join("\n\n")).filter(|comment| !comment.is_empty())
    }

    /// What makes pressing the button again the same report.
    fn idempotency(&self) -> Option<Idempotency> {
        let usable = (1..=100).contains(&self.key.len())
            && self.key.bytes().all(|byte| byte.is_ascii_graphic());
        let all = [
            &self.url,
            &self.quote,
            &self.suggestion,
            &self.comment,
            &self.source,
            &self.kind,
            &self.email,
        ];
        let digest = all.iter().fold(Sha256::new(), |digest, field| {
            digest.chain_update(field).chain_update([0])
        });
        usable.then(|| Idempotency {
            key: format!("form:{}", self.key),
            digest: digest.finalize().into(),
        })
    }
}

/// The report that was meant, or everything that is wrong with it.
pub fn read(
    typed: &Typed,
    site: &Site,
    words: Words,
    now: Timestamp,
) -> Result<NewReport, Vec<Mistake>> {
    let (suggestion, comment) = (typed.suggestion(), typed.comment());
    let mut mistakes = too_long(typed, comment.as_deref(), words);
    let url = ArticleUrl::parse(&typed.url, site)
        .map_err(|why| mistakes.insert(0, wrong_url(&why, typed, site, words)));
    if suggestion.is_none() && comment.is_none() {
        let (field, key) = match typed.quote.as_str() {
            "" => ("comment", "form-empty"),
            _ => ("suggestion", "form-unchanged"),
        };
        mistakes.push(Mistake {
            field,
            words: words.text(key),
        });
    }
    if !typed.email.is_empty() && !is_address(&typed.email) {
        mistakes.push(Mistake {
            field: "email",
            words: words.text("form-email-wrong"),
        });
    }
    let (Ok(url), true) = (url, mistakes.is_empty()) else {
        return Err(mistakes);
    };
    let kind: Option<Kind> = typed.kind.parse().ok();
    Ok(NewReport {
        id: ReportId::new(now),
        site: site.key.clone(),
        url,
        selectors: typed.selectors(),
        kind: kind.unwrap_or_else(|| guess::kind(Some(&typed.quote), suggestion.as_deref())),
        suggestion,
        comment,
        email: Some(typed.email.clone()).filter(|email| !email.is_empty()),
        extensions: None,
        text_rules: None,
        idempotency: typed.idempotency(),
        received: now,
    })
}

fn too_long(typed: &Typed, comment: Option<&str>, words: Words) -> Vec<Mistake> {
    let fields = [
        ("quote", typed.quote.as_str(), MAX_EXACT),
        ("suggestion", typed.suggestion.as_str(), MAX_WORDS),
        ("comment", comment.unwrap_or_default(), MAX_WORDS),
        ("email", typed.email.as_str(), 254),
    ];
    let over = fields.into_iter().filter_map(|(field, text, most)| {
        let over = text
            .chars()
            .count()
            .checked_sub(most)
            .filter(|over| *over > 0)?;
        Some(Mistake {
            field,
            words: words.get("form-too-long", &[("n", over.into())]),
        })
    });
    over.collect()
}

fn wrong_url(why: &BadArticleUrl, typed: &Typed, site: &Site, words: Words) -> Mistake {
    let key = match why {
        BadArticleUrl::NotAUrl if typed.url.is_empty() => "form-url-missing",
        _ => "form-url-wrong",
    };
    Mistake {
        field: "url",
        words: words.get(key, &[("site", site.name.as_str().into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::site::{Connector, TextRules};

    fn site() -> Site {
        Site {
            key: "daily".parse().unwrap(),
            name: "The Daily".to_owned(),
            origins: vec!["https://daily.example.org".to_owned()],
            language: "en".to_owned(),
            text: TextRules::default(),
            caps: crate::domain::sender::Caps::default(),
            connector: Connector::None,
        }
    }

    fn typed(quoted: &str, quote: &str, suggestion: &str, comment: &str) -> Typed {
        let text = str::to_owned;
        Typed {
            url: text("https://daily.example.org/a"),
            quoted: text(quoted),
            quote: text(quote),
            suggestion: text(suggestion),
            comment: text(comment),
            prefix: text("before "),
            ..Typed::default()
        }
    }

    fn read_en(typed: Typed) -> Result<NewReport, Vec<&'static str>> {
        let read = read(
            &typed.tidied(),
            &site(),
            Words::for_language("en"),
            Timestamp::UNIX_EPOCH,
        );
        read.map_err(|mistakes| mistakes.iter().map(|mistake| mistake.field).collect())
    }

    fn suggestion(typed: Typed) -> Result<Option<String>, Vec<&'static str>> {
        read_en(typed).map(|report| report.suggestion)
    }

    #[test]
    fn an_emptied_field_deletes_and_one_left_as_it_was_asks() {
        assert_eq!(
            suggestion(typed("teh", "teh", "the", "")),
            Ok(Some("the".to_owned()))
        );
        assert_eq!(
            suggestion(typed("teh", "teh", "", "")),
            Ok(Some(String::new()))
        );
        assert_eq!(
            suggestion(typed("a\nb", "a\r\nb", "a\r\nb ", "why?")),
            Ok(None)
        );
        assert_eq!(
            suggestion(typed("teh", "teh", "teh", "")),
            Err(vec!["suggestion"])
        );
        assert_eq!(
            suggestion(typed("", "teh", "", "why?")),
            Ok(None),
            "typed, not filled"
        );
        assert_eq!(suggestion(typed("", "", "", "")), Err(vec!["comment"]));
    }

    #[test]
    fn context_belongs_to_the_passage_it_came_with() {
        let prefix = |typed| {
            read_en(typed)
                .unwrap()
                .selectors
                .unwrap()
                .quote
                .unwrap()
                .prefix
        };
        assert_eq!(prefix(typed("teh", "teh", "the", "")), "before ");
        assert_eq!(prefix(typed("teh", "teh call", "the call", "")), "");
    }

    #[test]
    fn a_source_stands_below_the_comment() {
        let source = |comment: &str| {
            let typed = Typed {
                source: " https://example.org/minutes ".to_owned(),
                ..typed("teh", "teh", "the", comment)
            };
            read_en(typed).unwrap().comment.unwrap()
        };
        assert_eq!(source("Why."), "Why.\nhttps://example.org/minutes");
        assert_eq!(source(""), "https://example.org/minutes");
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let wrong = Typed {
            url: "https://other.example.org/a".to_owned(),
            email: "nobody".to_owned(),
            ..typed("", &"x".repeat(MAX_EXACT + 1), "y", "")
        };
        assert_eq!(read_en(wrong), Err(vec!["url", "quote", "email"]));
    }

    #[test]
    fn the_same_form_sent_twice_is_the_same_request() {
        let mut first = typed("teh", "teh", "the", "");
        first.key = "abc".to_owned();
        let digest = |typed: &Typed| typed.idempotency().unwrap().digest;
        assert_eq!(digest(&first), digest(&first.clone()));
        assert_ne!(
            digest(&first),
            digest(&Typed {
                comment: "more".to_owned(),
                ..first.clone()
            })
        );
        assert_eq!(typed("", "", "", "").idempotency(), None);
    }
}
