//! A text folded for the search: each letter as its number in the alphabet of what is looked for.

use crate::fold::{fold, table};
use crate::search::Symbol;

/// The end of the basic plane, up to which numbers are looked up directly.
const NEAR: usize = 0x1_0000;
/// Characters to a page: a quote has letters of few.
const PAGE: usize = 256;

/// Symbols, and for each the byte of the text that it came from.
pub(crate) struct Folded {
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) origins: Vec<u32>,
}

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
        if self.number(c) == 0 && self.len < Symbol::MAX as usize {
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

    /// Folds a text; runs of white space are one symbol.
    pub(crate) fn fold(&self, text: &str) -> Folded {
        let mut folded = Folded {
            symbols: Vec::with_capacity(text.len()),
            origins: Vec::with_capacity(text.len()),
        };
        let mut after_space = false;
        let table = table();
        for (at, c) in text.char_indices() {
            table.fold(c, |c| {
                let is_space = c == ' ';
                if !(is_space && after_space) {
                    folded.symbols.push(self.number(c));
                    folded.origins.push(at as u32);
                }
                after_space = is_space;
            });
        }
        folded
    }
}
