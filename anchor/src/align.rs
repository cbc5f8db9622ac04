//! Which token of one text has become which of another: an alignment that favours heavy tokens and unbroken runs
//! (dynamic programming after Needleman and Wunsch, ends free), and the borders of a passage read off it.

use std::ops::Range;

use crate::fold::fold;
use crate::tokens::{Token, TokenKind};

/// What a step over an unmatched token costs: little, but enough to prefer the near to the far.
const GAP: f32 = 0.03;
/// What a match is worth more when the token before it is matched as well.
const RUN: f32 = 0.35;
/// Below this two words are not the same word spelt otherwise.
const SIMILAR: f32 = 0.5;
/// Shorter words are alike or they are not.
const SHORT: u32 = 3;
/// From here on a word is sure to be the same one.
const ALIKE: f32 = 0.75;
/// The most cells that are worth computing; beyond, the alignment is left undone.
const CELLS: usize = 4_000_000;

/// The token of the other text that a token has become, and how alike they are, up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) to: usize,
    pub(crate) alike: f32,
}

/// For each token of `a` its counterpart in `b`, in order; all `None` when both are too long.
pub(crate) fn align(a: &[Token], a_text: &str, b: &[Token], b_text: &str) -> Vec<Option<Pair>> {
    let mut pairs = vec![None; a.len()];
    let head = a
        .iter()
        .zip(b)
        .take_while(|(a, b)| a.hash == b.hash)
        .count();
    // A common beginning is kept only when it is certain, that is when everything begins alike.
    let head = if head == a.len().min(b.len()) {
        head
    } else {
        0
    };
    for (at, pair) in pairs.iter_mut().enumerate().take(head) {
        *pair = Some(Pair { to: at, alike: 1.0 });
    }
    if a.is_empty() || b.is_empty() || head > 0 || (a.len() + 1).saturating_mul(b.len() + 1) > CELLS
    {
        return pairs;
    }
    let alike = Likeness::new(a, a_text, b, b_text);
    let matrix = Matrix::fill(a, b, &alike);
    matrix.trace(&alike, &mut pairs);
    pairs
}

/// How alike words are, by their folded letters.
struct Likeness<'t> {
    a: &'t [Token],
    b: &'t [Token],
    a_words: Words,
    b_words: Words,
}

impl<'t> Likeness<'t> {
    fn new(a: &'t [Token], a_text: &str, b: &'t [Token], b_text: &str) -> Self {
        Self {
            a,
            b,
            a_words: Words::new(a, a_text),
            b_words: Words::new(b, b_text),
        }
    }

    /// 1 for the same token, 0 for tokens that have nothing to do with each other.
    fn of(&self, i: usize, j: usize) -> f32 {
        if self.a[i].hash == self.b[j].hash {
            1.0
        } else {
            self.of_others(i, j)
        }
    }

    /// Whether a token of `a` can be like any that is not the same.
    fn has_others(&self, i: usize) -> bool {
        let word = &self.a_words.list[i];
        word.len >= SHORT || word.is_number
    }

    /// How alike two tokens are that are not the same.
    #[inline(always)]
    fn of_others(&self, i: usize, j: usize) -> f32 {
        let (a, b) = (&self.a_words.list[i], &self.b_words.list[j]);
        let begins = a.ends[0] == b.ends[0] || a.ends[1] == b.ends[1] || a.ends[2] == b.ends[2];
        let numbers = a.is_number && b.is_number;
        if !numbers && (a.len < SHORT || b.len < SHORT || !begins) {
            return 0.0;
        }
        // Letters that the other word lacks are edits: most other pairs are told apart by that.
        let lacking = (a.letters & !b.letters)
            .count_ones()
            .max((b.letters & !a.letters).count_ones());
        if lacking * 2 > a.len.max(b.len) && !numbers {
            return 0.0;
        }
        spelling(self.a_words.letters(i), self.b_words.letters(j))
    }
}

/// The folded letters of all words, one after the other.
struct Words {
    letters: Vec<char>,
    list: Vec<Word>,
}

struct Word {
    start: u32,
    /// 0 for what is no word.
    len: u32,
    /// One bit for each letter, by its number modulo 64.
    letters: u64,
    is_number: bool,
    /// The first, the second and the last letter.
    ends: [char; 3],
}

impl Words {
    fn new(tokens: &[Token], text: &str) -> Self {
        let mut words = Self {
            letters: Vec::with_capacity(tokens.len() * 6),
            list: Vec::with_capacity(tokens.len()),
        };
        for token in tokens {
            let start = words.letters.len();
            if matches!(token.kind, TokenKind::Word(_)) {
                token
                    .text(text)
                    .chars()
                    .for_each(|c| fold(c, |folded| words.letters.push(folded)));
            }
            let new = &words.letters[start..];
            let letters = new.iter().fold(0, |bits, &c| bits | 1 << (c as u32 % 64));
            let is_number = new.first().is_some_and(char::is_ascii_digit);
            let letter = |at: usize| new.get(at).copied().unwrap_or_default();
            let ends = [letter(0), letter(1), letter(new.len().wrapping_sub(1))];
            words.list.push(Word {
                start: start as u32,
                len: new.len() as u32,
                letters,
                is_number,
                ends,
            });
        }
        words
    }

    fn letters(&self, at: usize) -> &[char] {
        let word = &self.list[at];
        &self.letters[word.start as usize..(word.start + word.len) as usize]
    }
}

/// One minus the edit distance over the longer length; 0 when that is under `SIMILAR`. Numbers are always alike a
/// little: they are what corrections change.
fn spelling(a: &[char], b: &[char]) -> f32 {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let digits = |word: &[char]| word.first().is_some_and(char::is_ascii_digit);
    if digits(a) && digits(b) {
        return SIMILAR;
    }
    if long > 63 || (short as f32) < SIMILAR * long as f32 {
        return 0.0;
    }
    let alike = 1.0 - distance(a, b) as f32 / long as f32;
    if alike >= SIMILAR { alike } else { 0.0 }
}

/// Edit distance of two words, the swap of neighbours counted as one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let (mut before, mut last): ([u8; 64], [u8; 64]) = ([0; 64], [0; 64]);
    for (at, cell) in last.iter_mut().enumerate().take(b.len() + 1) {
        *cell = at as u8;
    }
    for i in 0..a.len() {
        let mut row = [0u8; 64];
        row[0] = i as u8 + 1;
        for j in 0..b.len() {
            let mut best = (last[j] + u8::from(a[i] != b[j]))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        (before, last) = (last, row);
        // Nothing can be alike enough once every cell is over the limit.
        if last[..=b.len()]
            .iter()
            .all(|&cell| usize::from(cell) * 2 > a.len().max(b.len()))
        {
            return a.len().max(b.len());
        }
    }
    usize::from(last[b.len()])
}

/// The larger of two numbers; nothing here is ever not a number, which `f32::max` would look for.
#[inline(always)]
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The matrix: the best score of anything up to a cell, and of what ends there with a match.
struct Matrix {
    width: usize,
    best: Vec<f32>,
    matched: Vec<f32>,
}

impl Matrix {
    fn fill(a: &[Token], b: &[Token], alike: &Likeness<'_>) -> Self {
        let width = b.len() + 1;
        let size = (a.len() + 1) * width;
        let (mut best, mut matched) = (vec![0.0f32; size], vec![f32::NEG_INFINITY; size]);
        let hashes: Vec<u64> = b.iter().map(|token| token.hash).collect();
        for (i, token) in a.iter().enumerate() {
            let (weight, has_others) = (token.weight(), alike.has_others(i));
            let (above, here) = best[i * width..(i + 2) * width].split_at_mut(width);
            let (matched_above, matched_here) =
                matched[i * width..(i + 2) * width].split_at_mut(width);
            let mut top = 0.0;
            let cells = here[1..].iter_mut().zip(&mut matched_here[1..]);
            let around = above.windows(2).zip(&*matched_above);
            for (j, (((best, matched), (above, matched_above)), hash)) in
                cells.zip(around).zip(&hashes).enumerate()
            {
                top = larger(above[1], top) - GAP;
                let likeness = if *hash == token.hash {
                    1.0
                } else if has_others {
                    alike.of_others(i, j)
                } else {
                    0.0
                };
                if likeness > 0.0 {
                    let run = larger(matched_above + RUN, above[0]);
                    *matched = run + weight * larger(2.0 * likeness - 1.0, 0.2 * likeness);
                    top = larger(top, *matched);
                }
                *best = top;
            }
        }
        Self {
            width,
            best,
            matched,
        }
    }

    fn trace(&self, alike: &Likeness<'_>, pairs: &mut [Option<Pair>]) {
        let last = self.best.len() / self.width - 1;
        // Ends are free: the best cell of the last column or row is where the alignment ends.
        let (mut i, mut j) = (last, self.width - 1);
        let mut top = self.best[i * self.width + j];
        for row in 0..=last {
            if self.best[row * self.width + self.width - 1] > top {
                (top, i, j) = (
                    self.best[row * self.width + self.width - 1],
                    row,
                    self.width - 1,
                );
            }
        }
        for column in 0..self.width {
            if self.best[last * self.width + column] > top {
                (top, i, j) = (self.best[last * self.width + column], last, column);
            }
        }
        let mut in_run = false;
        while i > 0 && j > 0 {
            let here = i * self.width + j;
            if in_run || self.matched[here] >= self.best[here] {
                pairs[i - 1] = Some(Pair {
                    to: j - 1,
                    alike: alike.of(i - 1, j - 1),
                });
                let diagonal = here - self.width - 1;
                in_run = self.matched[diagonal] + RUN >= self.best[diagonal];
                (i, j) = (i - 1, j - 1);
            } else if self.best[here - 1] >= self.best[here - self.width] {
                j -= 1;
            } else {
                i -= 1;
            }
        }
    }
}

/// What has become of a passage, in tokens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Image {
    /// The tokens of the other text; empty when nothing stands in its place.
    pub(crate) tokens: Range<usize>,
    /// Unmatched tokens between the passage and the nearest matched token before it, and after it.
    pub(crate) missing: (usize, usize),
    /// Whether any token of the passage itself was found.
    pub(crate) found: bool,
}

/// Reads the borders of `passage` off the pairs. A border lies at the passage's own first or last token when that was
/// found, else at its neighbour, else in proportion between what was found around it.
pub(crate) fn image(pairs: &[Option<Pair>], passage: Range<usize>, other_len: usize) -> Image {
    let place = |at: usize| pairs[at].map(|pair| pair.to);
    // A word that is only a little alike does not settle a border against its neighbours.
    let own = |at: usize| {
        pairs[at]
            .filter(|pair| pair.alike >= ALIKE)
            .map(|pair| pair.to)
    };
    let left = (0..passage.start)
        .rev()
        .find_map(|at| place(at).map(|to| (passage.start - 1 - at, to + 1)));
    let right =
        (passage.end..pairs.len()).find_map(|at| place(at).map(|to| (at - passage.end, to)));
    let first = passage
        .clone()
        .find_map(|at| own(at).map(|to| (at - passage.start, to)));
    let last = passage
        .clone()
        .rev()
        .find_map(|at| own(at).map(|to| (passage.end - 1 - at, to + 1)));
    let (left_missing, floor) = left.unwrap_or((passage.start, 0));
    let (right_missing, ceiling) = right.unwrap_or((pairs.len() - passage.end, other_len));
    let missing = (left_missing, right_missing);
    let (Some((first_missing, first)), Some((last_missing, last))) = (first, last) else {
        let room = ceiling.saturating_sub(floor);
        let parts = left_missing + passage.len() + right_missing;
        let share = |missing: usize| (room * missing + parts / 2) / parts.max(1);
        let start = floor
            + if left.is_some() {
                share(left_missing)
            } else {
                0
            };
        let end = ceiling.saturating_sub(if right.is_some() {
            share(right_missing)
        } else {
            0
        });
        let found = passage.clone().any(|at| place(at).is_some());
        return Image {
            tokens: start..end.max(start),
            missing,
            found,
        };
    };
    let share = |room: usize, outside: usize, inside: usize| match (outside, inside) {
        (_, 0) => room,
        (0, _) => 0,
        _ => (room * outside + (outside + inside) / 2) / (outside + inside),
    };
    let start = match left {
        Some(_) => floor + share(first - floor, left_missing, first_missing),
        None => first.saturating_sub(first_missing),
    };
    let end = match right {
        Some(_) => ceiling - share(ceiling - last, right_missing, last_missing),
        None => (last + last_missing).min(other_len),
    };
    Image {
        tokens: start..end,
        missing,
        found: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokenise;

    /// What `a`, with its passage in brackets, has become in `b`.
    fn check(a: &str, b: &str, expected: &str) {
        let (start, end) = (a.find('[').unwrap(), a.find(']').unwrap());
        let plain = a.replace(['[', ']'], "");
        let (a, b_tokens) = (tokenise(&plain, 0), tokenise(b, 0));
        let from = a.iter().position(|token| token.start >= start).unwrap();
        let to = a
            .iter()
            .position(|token| token.start >= end - 1)
            .unwrap_or(a.len());
        let image = image(&align(&a, &plain, &b_tokens, b), from..to, b_tokens.len());
        let words = match b_tokens.get(image.tokens.clone()) {
            Some([first, .., last]) => &b[first.start..last.end],
            Some([only]) => only.text(b),
            _ => "",
        };
        assert_eq!(words, expected, "{plain} / {b}");
    }

    #[test]
    fn a_passage_becomes_what_stands_between_its_neighbours() {
        check("she heard [teh] call of", "she heard the call of", "the");
        check(
            "can be [in] another file",
            "can be within another file",
            "within",
        );
        check(
            "to be [faster] on weak devices",
            "to be of better performance on weak devices",
            "of better performance",
        );
        check(
            "that [a lot of work] is done",
            "that a lot of really hard work is done",
            "a lot of really hard work",
        );
        check("one [two three] four", "one four", "");
        check("a b [c d e] f g", "a b x d y f g", "x d y");
        check(
            "概念を[高度に]講義し",
            "概念をざっくりと講義し",
            "ざっくりと",
        );
    }

    #[test]
    fn swapped_letters_are_one_edit() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(distance(&letters("teh"), &letters("the")), 1);
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
    }
}
