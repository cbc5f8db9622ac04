//! A text cut into what an editor changes at once: words, single signs, and the single characters of scripts that
//! write without spaces. White space is between tokens and none itself.

use std::sync::OnceLock;

use crate::fold::fold;

/// A token: its bytes in the string that was cut, and the hash of its folded letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) hash: u64,
    pub(crate) kind: TokenKind,
}

/// What a token is, which says how much its standing there proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word or a number, with the count of its letters.
    Word(u16),
    /// One character of a script without spaces.
    Ideograph,
    /// A punctuation mark or a symbol.
    Sign,
}

impl Token {
    /// How much it weighs when it is found again.
    pub(crate) fn weight(&self) -> f32 {
        match self.kind {
            TokenKind::Word(letters) => 0.8 + 0.15 * f32::from(letters.min(10)),
            TokenKind::Ideograph => 0.7,
            TokenKind::Sign => 0.5,
        }
    }

    pub(crate) fn text<'a>(&self, of: &'a str) -> &'a str {
        &of[self.start..self.end]
    }
}

/// Cuts `text`; offsets are bytes of it plus `base`.
pub(crate) fn tokenise(text: &str, base: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut word: Option<Token> = None;
    for (at, c) in text.char_indices() {
        let (at, end) = (base + at, base + at + c.len_utf8());
        match class(c) {
            Class::Joins => {
                if let Some(word) = &mut word {
                    word.end = end;
                    extend(word, c);
                }
            }
            Class::Letter => match &mut word {
                Some(word) => {
                    word.end = end;
                    extend(word, c);
                }
                None => word = Some(single(at, end, c, TokenKind::Word(0))),
            },
            class => {
                tokens.extend(word.take());
                match class {
                    Class::Ideograph => tokens.push(single(at, end, c, TokenKind::Ideograph)),
                    Class::Sign => tokens.push(single(at, end, c, TokenKind::Sign)),
                    _ => {}
                }
            }
        }
    }
    tokens.extend(word);
    tokens
}

fn single(start: usize, end: usize, c: char, kind: TokenKind) -> Token {
    let mut token = Token {
        start,
        end,
        hash: 0xcbf2_9ce4_8422_2325,
        kind,
    };
    extend(&mut token, c);
    token
}

/// Hashes one more character (FNV-1a over code points) and counts it.
fn extend(token: &mut Token, c: char) {
    fold(c, |folded| {
        token.hash = (token.hash ^ u64::from(folded as u32)).wrapping_mul(0x100_0000_01b3)
    });
    if let TokenKind::Word(letters) = &mut token.kind {
        *letters = letters.saturating_add(1);
    }
}

#[derive(Clone, Copy)]
enum Class {
    Letter,
    Joins,
    Ideograph,
    Sign,
    Space,
}

/// Classes of the basic plane are looked up: asking Unicode's tables for each character takes most of the time.
fn class(c: char) -> Class {
    static CLASSES: OnceLock<Vec<Class>> = OnceLock::new();
    let classes = CLASSES.get_or_init(|| {
        let class = |code: u32| char::from_u32(code).map_or(Class::Sign, classify);
        (0..0x1_0000).map(class).collect()
    });
    classes
        .get(c as usize)
        .copied()
        .unwrap_or_else(|| classify(c))
}

fn classify(c: char) -> Class {
    match c as u32 {
        0xad | 0x200b..=0x200f | 0x2060 | 0xfeff | 0x202a..=0x202e => Class::Joins,
        // Thai, Lao, Khmer, Myanmar; kana; Han, and everything of the third plane.
        0xe00..=0xeff
        | 0x1000..=0x109f
        | 0x1780..=0x17ff
        | 0x3005..=0x3007
        | 0x3041..=0x30ff
        | 0x31f0..=0x31ff
        | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff
        | 0xf900..=0xfaff
        | 0xff66..=0xff9f
        | 0x20000..=0x3ffff => Class::Ideograph,
        _ if unicode_normalization::char::is_combining_mark(c) => Class::Joins,
        _ if c.is_alphanumeric() => Class::Letter,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_ideographs_are_told_apart() {
        let words = |text: &str| -> Vec<String> {
            tokenise(text, 0)
                .iter()
                .map(|token| token.text(text).to_owned())
                .collect()
        };
        assert_eq!(
            words("It’s 3.5, no?"),
            ["It", "’", "s", "3", ".", "5", ",", "no", "?"]
        );
        assert_eq!(words("日本 Rust言"), ["日", "本", "Rust", "言"]);
        assert_eq!(words("قَالَ می\u{200c}خواهم"), ["قَالَ", "می\u{200c}خواهم"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn folded_words_have_one_hash() {
        assert_eq!(
            tokenise("Café", 0)[0].hash,
            tokenise("cafe\u{301}", 0)[0].hash
        );
    }
}
