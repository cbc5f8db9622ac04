//! A text folded for the search: each letter as its number in the alphabet of what is looked for. White space is left
//! out: how words are parted says little, and costs as much as a letter.

use crate::fold::{fold, table};
use crate::search::Symbol;

/// The end of the basic plane, up to which numbers are looked up directly.
const NEAR: usize = 0x1_0000;
/// Characters to a page: a quote has letters of few.
const PAGE: usize = 256;
/// A text is folded in pieces of at most so many bytes, so that the place of a symbol is found in a few steps.
const PIECE: usize = 256;
/// Characters up to here are folded by tables of the alphabet's own: all alphabets with small letters, and Han.
const LOW: usize = 0xa000;
/// From here up to `LOW` each character is folded to itself.
const HAN: usize = 0x3400;
/// Stands for white space, and for a character that folds to nothing; no letter has this number.
const NOTHING: Symbol = Symbol::MAX;
/// Stands for a character that needs a closer look; no letter has this number.
const OTHERWISE: Symbol = Symbol::MAX - 1;

/// The letters of the quote, numbered from 1.
pub(crate) struct Alphabet {
    /// For each page of the plane where its numbers begin in `near`; the first page of `near` is that of no letter.
    pages: Vec<u32>,
    near: Vec<Symbol>,
    /// Letters beyond the basic plane are rare, so they are a list.
    far: Vec<(char, Symbol)>,
    len: usize,
}

impl Alphabet {
    pub(crate) fn of(strings: [&str; 3]) -> Self {
        let mut alphabet = Self {
            pages: vec![0; NEAR / PAGE],
            near: vec![0; PAGE],
            far: Vec::new(),
            len: 1,
        };
        for string in strings {
            for c in string.chars() {
                fold(c, |c| alphabet.add(c));
            }
        }
        alphabet
    }

    /// How many symbols there are, 0 for any other letter among them.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn add(&mut self, c: char) {
        if c != ' ' && self.number(c) == 0 && self.len < OTHERWISE as usize {
            if (c as usize) < NEAR {
                let page = &mut self.pages[c as usize / PAGE];
                if *page == 0 {
                    *page = self.near.len() as u32;
                    self.near.resize(self.near.len() + PAGE, 0);
                }
                self.near[*page as usize + c as usize % PAGE] = self.len as Symbol;
            } else {
                self.far.push((c, self.len as Symbol));
            }
            self.len += 1;
        }
    }

    fn number(&self, c: char) -> Symbol {
        match self.pages.get(c as usize / PAGE) {
            Some(&page) => self.near[page as usize + c as usize % PAGE],
            None => self
                .far
                .iter()
                .find(|far| far.0 == c)
                .map_or(0, |far| far.1),
        }
    }

    /// The symbols of a string.
    pub(crate) fn symbols(&self, string: &str) -> Vec<Symbol> {
        Folded::new(self, string).symbols
    }
}

/// A folded text, and how to find a symbol's place in it.
pub(crate) struct Folded<'t> {
    pub(crate) symbols: Vec<Symbol>,
    text: &'t str,
    pieces: Vec<Piece>,
}

/// Where a piece begins.
#[derive(Clone, Copy)]
struct Piece {
    /// In bytes of the text.
    byte: usize,
    /// In symbols.
    symbol: usize,
}

impl<'t> Folded<'t> {
    /// Folds `text`.
    pub(crate) fn new(alphabet: &Alphabet, text: &'t str) -> Self {
        let mut folded = Self {
            symbols: Vec::with_capacity(text.len()),
            text,
            pieces: Vec::with_capacity(text.len() / PIECE + 1),
        };
        let mut folding = Folding::new(alphabet);
        let mut byte = 0;
        while byte < text.len() {
            let symbol = folded.symbols.len();
            folded.pieces.push(Piece { byte, symbol });
            let end = text.floor_char_boundary(byte + PIECE);
            let piece = &text[byte..end];
            if piece.is_ascii() {
                folding.ascii(piece, &mut folded.symbols);
            } else {
                folding.any(piece, &mut folded.symbols);
            }
            byte = end;
        }
        folded
    }

    /// The byte of the text that a symbol came from; the end of the text for one that is beyond it.
    pub(crate) fn byte(&self, symbol: usize) -> usize {
        if symbol >= self.symbols.len() {
            return self.text.len();
        }
        let next = self.pieces.partition_point(|piece| piece.symbol <= symbol);
        let piece = self.pieces[next - 1];
        let (mut left, mut byte) = (symbol - piece.symbol, None);
        each(self.piece(next - 1), |_, at| {
            if left == 0 {
                byte.get_or_insert(piece.byte + at);
            }
            left = left.wrapping_sub(1);
        });
        byte.unwrap_or(self.text.len())
    }

    /// How many symbols come from before a byte of the text.
    pub(crate) fn symbol(&self, byte: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.byte <= byte);
        let Some(last) = next.checked_sub(1) else {
            return 0;
        };
        let piece = self.pieces[last];
        let mut count = piece.symbol;
        each(self.piece(last), |_, at| {
            count += usize::from(piece.byte + at < byte);
        });
        count
    }

    fn piece(&self, at: usize) -> &'t str {
        let end = self
            .pieces
            .get(at + 1)
            .map_or(self.text.len(), |next| next.byte);
        &self.text[self.pieces[at].byte..end]
    }
}

/// Gives each folded character of a piece with the byte it came from.
#[inline]
fn each(piece: &str, mut see: impl FnMut(char, usize)) {
    let table = table();
    for (at, c) in piece.char_indices() {
        table.fold(c, |c| {
            if c != ' ' {
                see(c, at);
            }
        });
    }
}

/// Folds and numbers in one step, by tables that are made for the pages of the text.
struct Folding<'a> {
    alphabet: &'a Alphabet,
    /// For each page of the basic plane where its symbols begin; those of other pages are all `OTHERWISE`.
    pages: Vec<u32>,
    symbols: Vec<Symbol>,
}

impl<'a> Folding<'a> {
    fn new(alphabet: &'a Alphabet) -> Self {
        let mut folding = Self {
            alphabet,
            pages: vec![0; NEAR / PAGE],
            symbols: vec![OTHERWISE; PAGE],
        };
        folding.add(0);
        folding
    }

    #[cold]
    fn add(&mut self, page: usize) {
        self.pages[page] = self.symbols.len() as u32;
        let (table, alphabet) = (table(), self.alphabet);
        if page >= HAN / PAGE {
            let start = alphabet.pages[page] as usize;
            let numbers = &alphabet.near[start..start + PAGE];
            self.symbols.extend_from_slice(numbers);
            return;
        }
        for code in page * PAGE..(page + 1) * PAGE {
            let (mut symbol, mut count) = (NOTHING, 0);
            let c = char::from_u32(code as u32).expect("no surrogate is below LOW");
            table.fold(c, |folded| {
                if folded != ' ' {
                    symbol = alphabet.number(folded);
                    count += 1;
                }
            });
            self.symbols
                .push(if count > 1 { OTHERWISE } else { symbol });
        }
    }

    /// What `each` does, for a piece that is ASCII alone, without a branch for each character.
    fn ascii(&self, piece: &str, symbols: &mut Vec<Symbol>) {
        let (start, mut len) = (symbols.len(), 0);
        symbols.resize(start + piece.len(), 0);
        let out = &mut symbols[start..];
        let table: &[Symbol] = &self.symbols[PAGE..PAGE + 128];
        for byte in piece.bytes() {
            let symbol = table[usize::from(byte & 127)];
            out[len] = symbol;
            len += usize::from(symbol != NOTHING);
        }
        symbols.truncate(start + len);
    }

    /// What `each` does, for any piece.
    fn any(&mut self, piece: &str, symbols: &mut Vec<Symbol>) {
        for c in piece.chars() {
            let page = self.pages.get(c as usize / PAGE).map_or(0, |&page| page);
            match self.symbols[page as usize + c as usize % PAGE] {
                NOTHING => {}
                OTHERWISE => self.otherwise(c, symbols),
                symbol => symbols.push(symbol),
            }
        }
    }

    /// Takes a character that has no symbol of its own, or whose page was not needed yet.
    fn otherwise(&mut self, c: char, symbols: &mut Vec<Symbol>) {
        let page = c as usize / PAGE;
        if (c as usize) < LOW && self.pages[page] == 0 {
            self.add(page);
        }
        table().fold(c, |c| {
            if c != ' ' {
                symbols.push(self.alphabet.number(c));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What folding letter by letter gives, the oracle: symbols with the bytes they came from.
    fn plain(alphabet: &Alphabet, text: &str) -> Vec<(Symbol, usize)> {
        let mut symbols = Vec::new();
        each(text, |c, at| symbols.push((alphabet.number(c), at)));
        symbols
    }

    proptest! {
        #[test]
        fn folds_as_letter_by_letter(
            quote in ".{0,20}",
            parts in prop::collection::vec(
                prop_oneof![".{0,80}", "[ﷲ…ﬁ]{1,300}", "[a-c \u{ad}\u{7}\t\n]{0,300}", "[а-яѐ  ]{0,90}", "[ﬁﷲ日本語ぱは\u{309a}㐀鿿ﾊﾟ…é\u{301}😀]{0,40}"],
                0..8,
            ),
        ) {
            let (alphabet, text) = (Alphabet::of([&quote, "abc", "дﬁ日本㐀は"]), parts.concat());
            let folded = Folded::new(&alphabet, &text);
            let expected = plain(&alphabet, &text);
            let symbols: Vec<Symbol> = expected.iter().map(|one| one.0).collect();
            prop_assert_eq!(&folded.symbols, &symbols);
            for (symbol, &(_, byte)) in expected.iter().enumerate() {
                prop_assert_eq!(folded.byte(symbol), byte);
            }
            prop_assert_eq!(folded.byte(expected.len()), text.len());
            for byte in 0..=text.len() {
                let before = expected.iter().filter(|one| one.1 < byte).count();
                prop_assert_eq!(folded.symbol(byte), before);
            }
        }
    }
}
