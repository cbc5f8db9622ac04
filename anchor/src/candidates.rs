//! Where in a text it is worth looking closely. First pieces of the quote are searched as they are, which finds all
//! that was changed here and there; then the passage and its context are searched with a bounded number of errors.
//! Hits that point to one place are taken together.

use std::ops::Range;

use memchr::memmem;

use crate::alphabet::{Alphabet, Folded};
use crate::search::{LANES, LONGEST, Patterns, Symbol};
use crate::selector::TextQuote;
use crate::sought::Sought;

/// How many windows are looked at closely.
const WINDOWS: usize = 8;
/// How many hits of one search are kept.
const HITS: usize = 48;
/// Share of a passage's characters that may differ, and of its context's.
const PASSAGE_ERRORS: f32 = 0.42;
const CONTEXT_ERRORS: f32 = 0.34;
/// The least length of a piece in bytes; a shorter one stands in too many places.
const PIECE: usize = 9;
/// How many pieces are searched.
const PIECES: usize = 12;

/// A stretch of text, in bytes, that deserves a close look, and how much points to it.
pub(crate) struct Window {
    pub(crate) bytes: Range<usize>,
    pub(crate) promise: f32,
}

/// A hit of one of the searches: where the passage would begin.
struct Pointer {
    start: isize,
    score: f32,
    kind: usize,
}

/// The windows of `text`, in bytes, where pieces of the quote stand verbatim, the most promising first. `hint` is a
/// byte near which the passage is thought to be.
pub(crate) fn seeded(
    text: &str,
    quote: &TextQuote,
    sought: &Sought,
    hint: Option<usize>,
) -> Vec<Window> {
    let exact = quote.prefix.len();
    let mut pointers = Vec::new();
    for (kind, piece) in pieces(sought).into_iter().enumerate() {
        let ahead = exact as isize - piece.start as isize;
        let words = &sought.text[piece];
        let hits: Vec<usize> = memmem::find_iter(text.as_bytes(), words.as_bytes())
            .take(HITS)
            .collect();
        if hits.len() == HITS {
            continue;
        }
        let score = (words.len() as f32 / 16.0).min(2.0);
        pointers.extend(hits.into_iter().map(|at| Pointer {
            start: at as isize + ahead,
            score,
            kind,
        }));
    }
    let length = quote.exact.len() as isize;
    let reach = length / 4 + 40;
    let margin = quote.prefix.len().max(quote.suffix.len()) as isize + 48;
    let byte = |at: isize| ceiling(text, at.clamp(0, text.len() as isize) as usize);
    let window = |(promise, from, to): (f32, isize, isize)| Window {
        bytes: byte(from - margin)..byte(to + length + margin + reach),
        promise,
    };
    clusters(pointers, reach, hint)
        .into_iter()
        .map(window)
        .collect()
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Pieces of the quote, in bytes of it: whole words on one line, evenly over all of it.
fn pieces(sought: &Sought) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    let borders = [sought.passage.start, sought.passage.end];
    for (at, token) in sought.tokens.iter().enumerate() {
        let grown = match open.take() {
            Some(piece)
                if !borders.contains(&at)
                    && !sought.text[piece.start..token.end].contains('\n') =>
            {
                piece.start..token.end
            }
            _ => token.start..token.end,
        };
        if grown.len() >= PIECE {
            pieces.push(grown);
        } else {
            open = Some(grown);
        }
    }
    let step = pieces.len().div_ceil(PIECES).max(1);
    pieces.into_iter().step_by(step).collect()
}

/// The windows of `text`, in bytes, where the passage or its context stands with some errors, the most promising first.
pub(crate) fn searched(text: &str, quote: &TextQuote, hint: Option<usize>) -> Vec<Window> {
    let alphabet = Alphabet::of([&quote.prefix, &quote.exact, &quote.suffix]);
    let folded = Folded::new(&alphabet, text);
    let part = |string: &str| alphabet.symbols(string.trim());
    let (prefix, exact, suffix) = (part(&quote.prefix), part(&quote.exact), part(&quote.suffix));
    let hint = hint.map(|byte| folded.symbol(byte));
    let pointers = pointers(
        &folded.symbols,
        [&prefix, &exact, &suffix],
        alphabet.len(),
        hint,
    );
    let length = exact.len() as isize;
    let reach = length / 4 + 32;
    let margin = prefix.len().max(suffix.len()) as isize + 32;
    let byte = |at: isize| folded.byte(at.max(0) as usize);
    let window = |(promise, from, to): (f32, isize, isize)| Window {
        bytes: byte(from - margin)..byte(to + length + margin + reach),
        promise,
    };
    clusters(pointers, reach, hint)
        .into_iter()
        .map(window)
        .collect()
}

/// Searches the two ends of the passage, what stands right before it and what stands right after it.
fn pointers(
    text: &[Symbol],
    parts: [&[Symbol]; 3],
    alphabet: usize,
    hint: Option<usize>,
) -> Vec<Pointer> {
    let [prefix, exact, suffix] = parts;
    let long = exact.len() > LONGEST;
    let first = &exact[..exact.len().min(LONGEST)];
    let last = if long {
        &exact[exact.len() - LONGEST..]
    } else {
        &[]
    };
    let before = &prefix[prefix.len().saturating_sub(LONGEST)..];
    let after = &suffix[..suffix.len().min(LONGEST)];
    let errors = if exact.len() < 4 { 0.0 } else { PASSAGE_ERRORS };
    // From where a piece ends to where the passage begins.
    let length = exact.len() as isize;
    let lanes: [(&[Symbol], isize, f32); LANES] = [
        (first, -(first.len() as isize), errors),
        (last, -length, PASSAGE_ERRORS),
        (before, 0, CONTEXT_ERRORS),
        (after, -length - after.len() as isize, CONTEXT_ERRORS),
    ];
    let mut patterns = Patterns::new(alphabet);
    let limit =
        |(piece, _, errors): &(&[Symbol], isize, f32)| (piece.len() as f32 * errors) as usize;
    for (lane, one) in lanes.iter().enumerate() {
        patterns.set(lane, one.0, limit(one));
    }
    let mut pointers = Vec::new();
    for (kind, (mut hits, one)) in patterns
        .find(text, hint)
        .into_iter()
        .zip(&lanes)
        .enumerate()
    {
        if hits.len() > HITS {
            let rank = |hit: &crate::search::Hit| {
                (hit.edits, hint.map_or(0, |hint| hit.end.abs_diff(hint)))
            };
            hits.select_nth_unstable_by_key(HITS, rank);
            hits.truncate(HITS);
        }
        for hit in hits {
            // A hit proves the more the longer it is and the fewer errors it has.
            let clean = 1.0 - hit.edits as f32 / (limit(one) + 1) as f32;
            let score = clean * (one.0.len() as f32 / 16.0).min(2.0) + 0.1;
            pointers.push(Pointer {
                start: hit.end as isize + one.1,
                score,
                kind,
            });
        }
    }
    pointers
}

/// Takes the pointers to one place together: ranges of starts, the best first.
fn clusters(
    mut pointers: Vec<Pointer>,
    reach: isize,
    hint: Option<usize>,
) -> Vec<(f32, isize, isize)> {
    pointers.sort_by_key(|pointer| pointer.start);
    let mut found: Vec<(f32, isize, isize)> = Vec::new();
    let mut at = 0;
    while at < pointers.len() {
        let from = pointers[at].start;
        let mut best = [0.0f32; PIECES];
        let mut to = from;
        while let Some(pointer) = pointers
            .get(at)
            .filter(|pointer| pointer.start - from <= reach)
        {
            best[pointer.kind] = best[pointer.kind].max(pointer.score);
            to = pointer.start;
            at += 1;
        }
        let distance = |hint: usize| (from - hint as isize).unsigned_abs() as f32;
        let near = hint.map_or(0.0, |hint| 0.3 / (1.0 + distance(hint) / 500.0));
        found.push((best.iter().sum::<f32>() + near, from, to));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(WINDOWS);
    // What is far behind the best is not worth the look.
    let least = found.first().map_or(0.0, |best| best.0 * 0.25);
    found.retain(|one| one.0 >= least);
    found
}
