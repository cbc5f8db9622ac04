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
    let table = table();
    for (at, c) in text.char_indices() {
        let letter = table.letter(c);
        let (start, end) = (base + at, base + at + c.len_utf8());
        match (letter.class(), &mut word) {
            (Class::Joins | Class::Letter, Some(word)) => word.extend(end, c, letter),
            (Class::Joins, None) => {}
            (Class::Letter, None) => {
                word = Some(Token::single(start, end, c, letter, TokenKind::Word(0)));
            }
            (class, _) => {
                tokens.extend(word.take());
                let kind = match class {
                    Class::Ideograph => TokenKind::Ideograph,
                    Class::Sign => TokenKind::Sign,
                    _ => continue,
                };
                tokens.push(Token::single(start, end, c, letter, kind));
            }
        }
    }
    tokens.extend(word);
    tokens
}

/// The basis and the prime of FNV-1a.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x100_0000_01b3;

impl Token {
    fn single(start: usize, end: usize, c: char, letter: Letter, kind: TokenKind) -> Self {
        let mut token = Self {
            start,
            end,
            hash: BASIS,
            kind,
        };
        token.extend(end, c, letter);
        token
    }

    /// Hashes one more character (FNV-1a over folded code points) and counts it.
    #[inline(always)]
    fn extend(&mut self, end: usize, c: char, letter: Letter) {
        self.end = end;
        let mut hash = self.hash;
        let mut add = |code: u32| hash = (hash ^ u64::from(code)).wrapping_mul(PRIME);
        match letter.folded() {
            Some(code) => add(code),
            None => fold(c, |folded| add(folded as u32)),
        }
        self.hash = hash;
        if let TokenKind::Word(letters) = &mut self.kind {
            *letters = letters.saturating_add(1);
        }
    }
}

/// A character's class in the high byte, and below it what it is folded to; `OTHERWISE` when that is not one character.
#[derive(Clone, Copy)]
struct Letter(u32);

const OTHERWISE: u32 = 0xff_ffff;

impl Letter {
    fn of(c: char) -> Self {
        let (mut code, mut count) = (0, 0);
        fold(c, |folded| (code, count) = (folded as u32, count + 1));
        let code = if count == 1 { code } else { OTHERWISE };
        Self((classify(c) as u32) << 24 | code)
    }

    #[inline]
    fn class(self) -> Class {
        match self.0 >> 24 {
            0 => Class::Letter,
            1 => Class::Joins,
            2 => Class::Ideograph,
            3 => Class::Sign,
            _ => Class::Space,
        }
    }

    #[inline]
    fn folded(self) -> Option<u32> {
        Some(self.0 & OTHERWISE).filter(|&code| code != OTHERWISE)
    }
}

/// The letters of the basic plane: asking Unicode's tables for each character takes most of the time.
struct Table(Vec<Letter>);

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let nothing = Letter((Class::Sign as u32) << 24 | OTHERWISE);
        let letter = |code: u32| char::from_u32(code).map_or(nothing, Letter::of);
        Table((0..0x1_0000).map(letter).collect())
    })
}

impl Table {
    #[inline]
    fn letter(&self, c: char) -> Letter {
        match self.0.get(c as usize) {
            Some(&letter) => letter,
            None => Letter::of(c),
        }
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
