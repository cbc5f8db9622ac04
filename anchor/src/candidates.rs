//! Where in a text it is worth looking closely: the passage and its context are searched with a bounded number of
//! errors, and the hits that point to one place are taken together.

use std::ops::Range;

use crate::fold::fold;
use crate::search::{Pattern, Symbol};
use crate::selector::TextQuote;

/// How many windows are looked at closely.
const WINDOWS: usize = 8;
/// How many hits of one search are kept.
const HITS: usize = 48;
/// The longest pattern that is searched in one piece; of a longer one, its two ends are.
const PIECE: usize = 128;
/// Share of a passage's characters that may differ, and of its context's.
const PASSAGE_ERRORS: f32 = 0.42;
const CONTEXT_ERRORS: f32 = 0.34;

/// A text folded for the search: symbols of the quote's alphabet, and for each the byte of the text it came from.
struct Folded {
    symbols: Vec<Symbol>,
    origins: Vec<u32>,
}

/// The letters of the quote, numbered from 1.
struct Alphabet {
    near: Vec<Symbol>,
    /// Letters beyond the basic plane are rare, so they are a list.
    far: Vec<(char, Symbol)>,
    len: usize,
}

/// The end of the basic plane's part in which numbers are looked up directly.
const NEAR: usize = 0x1_0000;

impl Alphabet {
    fn of(strings: [&str; 3]) -> Self {
        let mut alphabet = Self {
            near: vec![0; NEAR],
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

    fn add(&mut self, c: char) {
        if self.number(c) == 0 && self.len < Symbol::MAX as usize {
            if (c as usize) < NEAR {
                self.near[c as usize] = self.len as Symbol;
            } else {
                self.far.push((c, self.len as Symbol));
            }
            self.len += 1;
        }
    }

    fn number(&self, c: char) -> Symbol {
        match self.near.get(c as usize) {
            Some(&number) => number,
            None => self
                .far
                .iter()
                .find(|far| far.0 == c)
                .map_or(0, |far| far.1),
        }
    }

    fn fold(&self, text: &str) -> Folded {
        let mut folded = Folded {
            symbols: Vec::with_capacity(text.len()),
            origins: Vec::with_capacity(text.len()),
        };
        let space = self.number(' ');
        let mut after_space = false;
        for (at, c) in text.char_indices() {
            fold(c, |c| {
                let is_space = c == ' ';
                if !(is_space && after_space) {
                    folded
                        .symbols
                        .push(if is_space { space } else { self.number(c) });
                    folded.origins.push(at as u32);
                }
                after_space = is_space;
            });
        }
        folded
    }
}

/// A hit of one of the searches: where the passage would begin, in symbols.
struct Pointer {
    start: isize,
    score: f32,
    kind: usize,
}

/// The windows of `text`, in bytes, that deserve a close look, the most promising first. `hint` is a byte near which
/// the passage is thought to be.
pub(crate) fn windows(text: &str, quote: &TextQuote, hint: Option<usize>) -> Vec<Range<usize>> {
    let alphabet = Alphabet::of([&quote.prefix, &quote.exact, &quote.suffix]);
    let folded = alphabet.fold(text);
    let part = |string: &str| alphabet.fold(string.trim()).symbols;
    let (prefix, exact, suffix) = (part(&quote.prefix), part(&quote.exact), part(&quote.suffix));
    let hint = hint.map(|byte| folded.origins.partition_point(|&at| (at as usize) < byte));
    let mut pointers = Vec::new();
    let mut search = |piece: &[Symbol], ahead: isize, kind: usize, errors: f32| {
        let limit = (piece.len() as f32 * errors) as usize;
        point(
            &folded.symbols,
            piece,
            alphabet.len,
            ahead,
            kind,
            limit,
            hint,
            &mut pointers,
        );
    };
    let length = exact.len() as isize;
    if exact.len() <= PIECE {
        search(
            &exact,
            0,
            0,
            if exact.len() < 4 { 0.0 } else { PASSAGE_ERRORS },
        );
    } else {
        search(&exact[..PIECE], 0, 0, PASSAGE_ERRORS);
        search(
            &exact[exact.len() - PIECE..],
            PIECE as isize - length,
            1,
            PASSAGE_ERRORS,
        );
    }
    let tail = &prefix[prefix.len().saturating_sub(64)..];
    search(tail, tail.len() as isize, 2, CONTEXT_ERRORS);
    search(&suffix[..suffix.len().min(64)], -length, 3, CONTEXT_ERRORS);
    let reach = length.max(24) as usize / 2 + 24;
    let context = prefix.len().max(suffix.len()) + 32;
    let places = clusters(pointers, reach as isize, hint);
    let to_bytes = |(from, to): (isize, isize)| {
        let start = (from - context as isize).max(0) as usize;
        let end = (to + length + (context + reach) as isize).max(0) as usize;
        let byte = |at: usize| folded.origins.get(at).map_or(text.len(), |&at| at as usize);
        byte(start)..byte(end)
    };
    places.into_iter().map(to_bytes).collect()
}

/// Searches one piece and notes where its hits say the passage begins.
#[expect(
    clippy::too_many_arguments,
    reason = "they are one search, and no two callers share a part of it"
)]
fn point(
    text: &[Symbol],
    piece: &[Symbol],
    alphabet: usize,
    ahead: isize,
    kind: usize,
    limit: usize,
    hint: Option<usize>,
    pointers: &mut Vec<Pointer>,
) {
    if piece.is_empty() {
        return;
    }
    let mut hits = Pattern::new(piece, alphabet).find(text, limit);
    if hits.len() > HITS {
        let rank =
            |hit: &crate::search::Hit| (hit.edits, hint.map_or(0, |hint| hit.end.abs_diff(hint)));
        hits.select_nth_unstable_by_key(HITS, rank);
        hits.truncate(HITS);
    }
    for hit in hits {
        let start = hit.end as isize - piece.len() as isize + ahead;
        // A hit proves the more the longer it is and the fewer errors it has.
        let score = (1.0 - hit.edits as f32 / (limit + 1) as f32)
            * (piece.len() as f32 / 16.0).min(2.0)
            + 0.1;
        pointers.push(Pointer { start, score, kind });
    }
}

/// Takes the pointers to one place together: ranges of starts, the best first.
fn clusters(mut pointers: Vec<Pointer>, reach: isize, hint: Option<usize>) -> Vec<(isize, isize)> {
    pointers.sort_by_key(|pointer| pointer.start);
    let mut found: Vec<(f32, isize, isize)> = Vec::new();
    let mut at = 0;
    while at < pointers.len() {
        let from = pointers[at].start;
        let mut best = [0.0f32; 4];
        let mut to = from;
        while let Some(pointer) = pointers
            .get(at)
            .filter(|pointer| pointer.start - from <= reach)
        {
            best[pointer.kind] = best[pointer.kind].max(pointer.score);
            to = pointer.start;
            at += 1;
        }
        let near = hint.map_or(0.0, |hint| {
            0.3 / (1.0 + (from - hint as isize).unsigned_abs() as f32 / 500.0)
        });
        found.push((best.iter().sum::<f32>() + near, from, to));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(WINDOWS);
    found.into_iter().map(|(_, from, to)| (from, to)).collect()
}
