//! What people search by: the terms of a text, cut in one way for what is kept and for what is asked, so that both
//! databases find the same.
//!
//! Letters are compared without case, width and accents. Where words are written with spaces between them a term is
//! a word; where they are not (Chinese, Japanese, Thai, …) it is each two letters that stand side by side. How terms
//! are kept and found is the store's business.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Longest search, in code points. Who knows more words than that knows enough of them.
pub const MAX_QUERY: usize = 100;

/// Longest term, in code points; the rest of a longer word tells nothing apart.
const MAX_TERM: usize = 32;

/// A word of fewer letters is looked for as it is; of more, also as the beginning of a longer one. The words that
/// begin with one letter or two are too many to be what somebody looks for.
const MIN_BEGINNING: usize = 3;

/// What somebody looks for: every term must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<Term>);

/// One thing that must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its letters: no sign, no space, no quotation mark.
    pub letters: String,
    /// Whether a longer term that begins with it will do.
    pub is_beginning: bool,
}

/// Why a search is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a search may have at most {MAX_QUERY} characters")]
pub struct TooLong;

impl Query {
    /// Reads what somebody typed. Without a letter in it nothing is looked for, and nothing found.
    ///
    /// # Errors
    /// [`TooLong`] when it is longer than [`MAX_QUERY`].
    pub fn parse(typed: &str) -> Result<Self, TooLong> {
        if typed.trim().chars().count() > MAX_QUERY {
            return Err(TooLong);
        }
        let mut terms = Vec::new();
        for word in words(typed) {
            let asked = match word {
                Word::Spaced(letters) => vec![Term {
                    is_beginning: letters.chars().count() >= MIN_BEGINNING,
                    letters,
                }],
                Word::Unspaced(letters) if letters.len() == 1 => vec![Term {
                    letters: letters.concat(),
                    is_beginning: true,
                }],
                Word::Unspaced(letters) => letters.windows(2).map(whole).collect(),
            };
            for term in asked {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        Ok(Self(terms))
    }

    /// What a page is asked for: its beginning, when it is too long; none when it is blank.
    pub fn of_page(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let end = typed.char_indices().nth(MAX_QUERY);
        let typed = end.map_or(typed, |(end, _)| &typed[..end]);
        Self::parse(typed).ok().filter(|_| !typed.is_empty())
    }

    /// What must be there.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// Whether terms as [`add_terms`] writes them hold everything that is looked for.
    pub fn matches(&self, terms: &str) -> bool {
        let holds = |term: &Term| {
            terms.split(' ').any(|known| match term.is_beginning {
                true => known.starts_with(&term.letters),
                false => known == term.letters,
            })
        };
        !self.0.is_empty() && self.0.iter().all(holds)
    }
}

/// Adds the terms of a text to those known, each once, with a space between; no more than fit into `most` bytes.
pub fn add_terms(known: &mut String, text: &str, most: usize) {
    let mut seen: HashSet<String> = known.split(' ').map(str::to_owned).collect();
    let mut add = |term: String| {
        let room = known.len() + term.len() < most;
        if room && !seen.contains(&term) {
            if !known.is_empty() {
                known.push(' ');
            }
            known.push_str(&term);
            seen.insert(term);
        }
    };
    for word in words(text) {
        match word {
            Word::Spaced(letters) => add(letters),
            Word::Unspaced(letters) => {
                letters.windows(2).for_each(|pair| add(pair.concat()));
                // Every letter begins a term, the last one, too.
                add(letters.last().cloned().unwrap_or_default());
            }
        }
    }
}

/// The terms of some texts together.
pub fn terms_of<'a>(texts: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let mut terms = String::new();
    for text in texts {
        add_terms(&mut terms, text, most);
    }
    terms
}

fn whole(pair: &[String]) -> Term {
    Term {
        letters: pair.concat(),
        is_beginning: false,
    }
}

/// A run of letters.
enum Word {
    /// Of a script with spaces between its words.
    Spaced(String),
    /// Of a script without, letter by letter, each with its marks.
    Unspaced(Vec<String>),
}

fn words(text: &str) -> Vec<Word> {
    let text = fold(text);
    let (mut words, mut run, mut end) = (Vec::new(), Vec::new(), 0);
    for (at, word) in text.unicode_word_indices() {
        let is_unspaced = word.chars().next().is_some_and(is_unspaced);
        if !run.is_empty() && (at != end || !is_unspaced) {
            words.push(Word::Unspaced(std::mem::take(&mut run)));
        }
        end = at + word.len();
        if is_unspaced {
            add_letters(&mut run, word);
        } else {
            // An apostrophe or a point inside of a word is not typed by everybody.
            let letters = word.chars().filter(|c| is_letter(*c)).take(MAX_TERM);
            words.push(Word::Spaced(letters.collect()));
        }
    }
    if !run.is_empty() {
        words.push(Word::Unspaced(run));
    }
    words
}

fn add_letters(run: &mut Vec<String>, word: &str) {
    for letter in word.chars().filter(|c| is_letter(*c)) {
        match run.last_mut() {
            Some(last) if is_combining_mark(letter) => last.push(letter),
            _ => run.push(letter.to_string()),
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Lower case, in one width and form, and without the accents of Latin, Greek and Cyrillic letters.
fn fold(text: &str) -> String {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let bare: String = text.nfkd().filter(|c| !is_accent(c)).nfc().collect();
    bare.to_lowercase().replace('ς', "σ")
}

/// Letters of the scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        // Thai, Lao, Myanmar, Khmer
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff
        // Kana and Bopomofo
        | 0x3040..=0x312f | 0x31a0..=0x31bf | 0x31f0..=0x31ff
        // Chinese characters
        | 0x3005..=0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        terms_of([text], 1_000)
    }

    fn finds(q: &str, text: &str) -> bool {
        Query::parse(q).expect("short enough").matches(&terms(text))
    }

    #[test]
    fn a_text_is_cut_into_words_or_pairs_of_letters() {
        for (text, expected) in [
            ("She heard teh call, teh CALL!", "she heard teh call"),
            ("Don't pay 3.14 €", "dont pay 314"),
            (
                "Ｆｕｌｌ ｗｉｄｔｈ, Müller, Ёлка",
                "full width muller елка",
            ),
            ("東京都の AI 研究", "東京 京都 都の の ai 研究 究"),
            ("カタカナ", "カタ タカ カナ ナ"),
            ("서울 시장", "서울 시장"),
            ("ที่นี่", "ที่นี่ นี่"),
            ("", ""),
            ("\" ' % _ \\ :* ›", ""),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_looked_for_is_found_whichever_way_it_is_written() {
        for (q, text) in [
            ("TEH", "heard teh call"),
            ("call heard", "heard teh call"),
            ("mistak", "two mistakes"),
            ("ошиб", "Ошибка в тексте"),
            ("muller", "Herr Müller"),
            ("京都", "東京都"),
            ("東京都", "私は東京都に住む"),
            ("都", "東京都"),
            ("ＡＩ", "the ai"),
        ] {
            assert!(finds(q, text), "{q} in {text}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for (q, text) in [
            ("te", "heard teh call"),
            ("eard", "heard teh call"),
            ("teh robin", "heard teh call"),
            ("東都", "東京都"),
            ("京東", "東京"),
            ("%", "100 %"),
            ("c_anged", "changed"),
            ("", "anything"),
        ] {
            assert!(!finds(q, text), "{q} in {text}");
        }
    }

    #[test]
    fn a_long_search_is_refused_and_long_words_are_cut() {
        assert_eq!(Query::parse(&"x ".repeat(60)), Err(TooLong));
        let long = "a".repeat(90);
        assert!(finds(&long, &long));
        assert_eq!(terms(&long).len(), MAX_TERM);
    }

    #[test]
    fn only_so_many_bytes_are_kept() {
        let many: String = (0..1_000).map(|n| format!("word{n} ")).collect();
        let kept = terms(&many);
        assert!(kept.len() <= 1_000 && kept.starts_with("word0 word1 "));
    }
}
