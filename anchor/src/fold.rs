//! What matching overlooks: case, kinds of quotation marks, dashes and spaces, soft hyphens, zero-width characters,
//! Arabic and Hebrew marks, letter forms and kana widths, composed or decomposed letters. Folding is for matching
//! alone; no Text is ever changed by it.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

/// What the characters of the basic plane are folded to.
pub(crate) struct Table {
    /// A character; or `DROP`; or, with the high bit set, where in `parts` several characters begin and how many.
    codes: Vec<u32>,
    parts: Vec<char>,
}

const DROP: u32 = 0;
const SPREAD: u32 = 1 << 31;
const PLANE: u32 = 0x1_0000;

impl Table {
    /// Calls `push` with each character that `c` is folded to: none, one, or a few. Any white space gives a space;
    /// runs of them are the caller's to join.
    #[inline]
    pub(crate) fn fold(&self, c: char, mut push: impl FnMut(char)) {
        match self.codes.get(c as usize) {
            None => fold_far(c, &mut push),
            Some(&DROP) => {}
            Some(&code) if code & SPREAD == 0 => push(char::from_u32(code).unwrap_or(c)),
            Some(&code) => {
                let start = ((code & !SPREAD) >> 5) as usize;
                self.parts[start..start + (code & 31) as usize]
                    .iter()
                    .copied()
                    .for_each(push);
            }
        }
    }
}

/// Folds one character; who folds many takes the table once.
pub(crate) fn fold(c: char, push: impl FnMut(char)) {
    table().fold(c, push);
}

/// Beyond the basic plane only case and invisible tags are of interest.
fn fold_far(c: char, push: &mut dyn FnMut(char)) {
    if !matches!(c as u32, 0xe0000..=0xe0fff) {
        c.to_lowercase().for_each(push);
    }
}

/// A string, folded, with runs of spaces as one.
pub(crate) fn fold_str(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold(c, |folded| {
            if folded != ' ' || !out.ends_with(' ') {
                out.push(folded);
            }
        });
    }
    out
}

/// Whether two strings hold the same words: they may differ in white space, invisible characters, kinds of quotation
/// marks and dashes and in how letters are composed, but not in a letter or its case.
pub(crate) fn same_words(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let upper = c.is_uppercase();
            fold(c, |folded| {
                if folded == ' ' {
                    if !out.ends_with(' ') && !out.is_empty() {
                        out.push(' ');
                    }
                } else {
                    if upper {
                        out.push('\u{1}');
                    }
                    out.push(folded);
                }
            });
        }
        out.truncate(out.trim_end().len());
        out
    };
    a == b || plain(a) == plain(b)
}

pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table {
            codes: Vec::with_capacity(PLANE as usize),
            parts: Vec::new(),
        };
        for code in 0..PLANE {
            let folded = char::from_u32(code).map_or(Vec::new(), decompose);
            let start = table.parts.len() as u32;
            table.codes.push(match folded[..] {
                [] => DROP,
                [one] => one as u32,
                _ => SPREAD | start << 5 | folded.len() as u32,
            });
            if folded.len() > 1 {
                table.parts.extend(folded);
            }
        }
        table
    })
}

fn decompose(c: char) -> Vec<char> {
    if is_invisible(c) {
        return Vec::new();
    }
    if let Some(sign) = sign(c) {
        return sign.chars().collect();
    }
    let parts: Vec<char> = match c as u32 {
        // Syllables of Hangul stay whole, so that a letter of Korean counts as one.
        0xac00..=0xd7a3 => vec![c],
        // One character that would become a phrase of eighteen, or of eight: a text of them would grow sixfold.
        0xfdfa | 0xfdfb => vec![c],
        // Presentation forms, ligatures, half and full widths.
        0xfb00..=0xfdff | 0xfe70..=0xfeff | 0xff00..=0xffef => c.nfkd().collect(),
        _ => c.nfd().collect(),
    };
    let lower = parts
        .into_iter()
        .flat_map(char::to_lowercase)
        .flat_map(UnicodeNormalization::nfd);
    lower.filter(|&c| !is_invisible(c)).map(letter).collect()
}

/// Marks that writers set or leave out at will, and characters that nobody sees.
fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0xad | 0x34f | 0x61c | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff
        | 0xfe00..=0xfe0f
        | 0x591..=0x5bd | 0x5bf | 0x5c1 | 0x5c2 | 0x5c4 | 0x5c5 | 0x5c7
        | 0x610..=0x61a | 0x640 | 0x64b..=0x652 | 0x656..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6df..=0x6e4)
        || (c.is_control() && !c.is_whitespace())
}

fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | 'ʼ' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '〝' | '〞' | '＂' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹘' | '－' => "-",
        '…' => "...",
        c if c.is_whitespace() => " ",
        _ => return None,
    })
}

/// Letters of Arabic script that keyboards confuse.
fn letter(c: char) -> char {
    match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_would_call_the_same_is_folded_to_the_same() {
        let pairs = [
            ("Café", "cafe\u{301}"),
            ("“It’s”", "\"it's\""),
            ("a\u{a0}\n b", "a b"),
            ("hy\u{ad}phen", "hyphen"),
            ("قَالَ", "قال"),
            ("שָׁלוֹם", "שלום"),
            ("كي", "کی"),
            ("ｶﾅ", "カナ"),
            ("ＡＢＣ", "abc"),
            ("ﬁn", "fin"),
            ("1–2 — 3", "1-2 - 3"),
            ("می\u{200c}خواهم", "میخواهم"),
        ];
        for (a, b) in pairs {
            assert_eq!(fold_str(a), fold_str(b), "{a} {b}");
        }
        for (a, b) in [("a", "b"), ("é", "e"), ("й", "и"), ("が", "か")] {
            assert_ne!(fold_str(a), fold_str(b), "{a} {b}");
        }
    }

    #[test]
    fn words_are_the_same_in_other_spaces_and_not_in_another_case() {
        assert!(same_words("one  two", "one\ntwo "));
        assert!(same_words("it's", "it’s"));
        assert!(!same_words("One", "one"));
        assert!(!same_words("one two", "onetwo"));
    }
}
