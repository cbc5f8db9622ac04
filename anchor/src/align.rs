//! Which token of one text has become which of another: an alignment that favours heavy tokens and unbroken runs
//! (dynamic programming after Needleman and Wunsch, ends free), and the borders of a passage read off it. Most tokens
//! have nothing to do with each other, so only the cells where two match are visited (after Hunt and Szymanski, 1977).

use std::ops::Range;

use crate::likeness::{Likeness, Words};
use crate::tokens::Token;

/// A score in thousandths: whole numbers, so that ties are ties.
type Score = i32;

const ONE: f32 = 1000.0;
/// What a step over an unmatched token costs: little, but enough to prefer the near to the far.
const GAP: Score = 30;
/// What a match is worth more when the token before it is matched as well.
const RUN: Score = 350;
/// From here on a word is sure to be the same one.
const ALIKE: f32 = 0.75;
/// The most cells that are worth computing; beyond, the alignment is left undone.
const CELLS: usize = 4_000_000;
/// No match: the alignment begins here.
const NONE: u32 = u32::MAX;
/// So many tokens of `b` are passed over at once.
const BLOCK: usize = 16;

/// The token of the other text that a token has become, and how alike they are, up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) to: usize,
    pub(crate) alike: f32,
}

/// For each token of `a` its counterpart in `b`, in order; all `None` when both are too long. The words of `a` are asked for
/// when they are needed.
pub(crate) fn align<'a>(
    a: &'a [Token],
    a_words: impl FnOnce() -> &'a Words,
    b: &'a [Token],
    b_text: &str,
) -> Vec<Option<Pair>> {
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
    let alike = Likeness::new(a, a_words(), b, b_text);
    Chains::build(a, b.len(), &alike).trace(&alike, &mut pairs);
    pairs
}

/// Two tokens that match, and the best alignment that ends with them.
#[derive(Clone, Copy)]
struct Match {
    to: u32,
    /// What the alignment is worth.
    score: Score,
    /// The match before it, or `NONE`.
    previous: u32,
}

/// The best match so far that ends in each token of `b`, and its score with the gaps counted from the corner.
struct Columns {
    columns: Vec<(Score, u32)>,
    /// The best of each block of columns.
    blocks: Vec<(Score, u32)>,
}

impl Columns {
    const NOTHING: (Score, u32) = (Score::MIN, NONE);

    fn new(width: usize) -> Self {
        Self {
            columns: vec![Self::NOTHING; width],
            blocks: vec![Self::NOTHING; width.div_ceil(BLOCK)],
        }
    }

    /// Goes on from the column `at` to the column `to`, and takes the best of what is passed: the first of equals.
    fn pass(&self, at: &mut usize, to: usize, best: &mut (Score, u32)) {
        while *at < to {
            let (passed, steps) = if at.is_multiple_of(BLOCK) && *at + BLOCK <= to {
                (self.blocks[*at / BLOCK], BLOCK)
            } else {
                (self.columns[*at], 1)
            };
            if passed.0 > best.0 {
                *best = passed;
            }
            *at += steps;
        }
    }

    /// Notes a match that ends in the column `to`; a later one goes before an equal one.
    fn note(&mut self, to: usize, one: (Score, u32)) {
        for place in [&mut self.columns[to], &mut self.blocks[to / BLOCK]] {
            if one.0 >= place.0 {
                *place = one;
            }
        }
    }
}

/// All matches, by the token of `a` and then by that of `b`.
struct Chains {
    matches: Vec<Match>,
    /// Where the matches of each token of `a` begin, and where those of the last one end.
    rows: Vec<u32>,
    /// How many tokens `b` has.
    width: usize,
}

impl Chains {
    fn build(a: &[Token], width: usize, alike: &Likeness<'_>) -> Self {
        let mut chains = Self {
            matches: Vec::with_capacity(4 * a.len()),
            rows: vec![0],
            width,
        };
        let mut columns = Columns::new(width);
        let mut found = Vec::new();
        for (row, token) in a.iter().enumerate() {
            found.clear();
            alike.matches(row, &mut found);
            chains.add(row, token.weight(), &found, &mut columns);
        }
        chains
    }

    /// The matches of one token of `a`: tokens of `b` in order, with how alike they are.
    fn add(&mut self, row: usize, weight: f32, found: &[(u32, f32)], columns: &mut Columns) {
        let first = self.matches.len();
        let mut above = self.row(row.wrapping_sub(1));
        let (mut reach, mut passed) = (Columns::NOTHING, 0);
        for &(to, likeness) in found {
            columns.pass(&mut passed, to as usize, &mut reach);
            // Before the first match only the tokens of the shorter beginning are steps: ends are free.
            let steps = GAP * (row + passed) as Score;
            let mut best = (-GAP * row.min(passed) as Score, NONE);
            if reach.1 != NONE && reach.0 - steps + 2 * GAP >= best.0 {
                best = (reach.0 - steps + 2 * GAP, reach.1);
            }
            while above.start < above.end && self.matches[above.start].to + 1 < to {
                above.start += 1;
            }
            if above.start < above.end && self.matches[above.start].to + 1 == to {
                let run = self.matches[above.start].score + RUN;
                if run >= best.0 {
                    best = (run, above.start as u32);
                }
            }
            let gain = weight * (2.0 * likeness - 1.0).max(0.2 * likeness) * ONE;
            self.matches.push(Match {
                to,
                score: best.0 + gain as Score,
                previous: best.1,
            });
        }
        self.rows.push(self.matches.len() as u32);
        for (at, one) in self.matches.iter().enumerate().skip(first) {
            let from_corner = one.score + GAP * (row as Score + one.to as Score);
            columns.note(one.to as usize, (from_corner, at as u32));
        }
    }

    fn row(&self, row: usize) -> Range<usize> {
        match self.rows.get(row..).and_then(|rows| rows.get(..2)) {
            Some(rows) => rows[0] as usize..rows[1] as usize,
            None => 0..0,
        }
    }

    /// The match that ends the best alignment, and what that is worth: after the last match only the tokens of the
    /// shorter end are steps.
    fn best(&self) -> Option<(Score, usize)> {
        let height = self.rows.len() - 1;
        let mut best: Option<(Score, usize)> = None;
        for row in 0..height {
            for at in self.row(row) {
                let one = &self.matches[at];
                let left = (height - 1 - row).min(self.width - 1 - one.to as usize);
                let score = one.score - GAP * left as Score;
                if best.is_none_or(|best| score > best.0) {
                    best = Some((score, at));
                }
            }
        }
        best.filter(|best| best.0 > 0)
    }

    /// Notes the pairs of the best alignment.
    fn trace(&self, alike: &Likeness<'_>, pairs: &mut [Option<Pair>]) {
        let mut at = self.best().map_or(NONE, |best| best.1 as u32);
        while let Some(one) = self.matches.get(at as usize) {
            let row = self.rows.partition_point(|&start| start <= at) - 1;
            let to = one.to as usize;
            let alike = alike.of(row, to);
            pairs[row] = Some(Pair { to, alike });
            at = one.previous;
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
    use proptest::prelude::*;

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
        let words = Words::new(&a, &plain);
        let pairs = align(&a, || &words, &b_tokens, b);
        let image = image(&pairs, from..to, b_tokens.len());
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

    /// The whole matrix, the oracle: what the best alignment is worth.
    fn plain(a: &[Token], b: &[Token], alike: &Likeness<'_>) -> Score {
        let width = b.len() + 1;
        let mut best = vec![vec![0; width]; a.len() + 1];
        let mut matched = vec![vec![Score::MIN / 2; width]; a.len() + 1];
        for (i, token) in a.iter().enumerate() {
            for j in 0..b.len() {
                let likeness = alike.of(i, j);
                let mut top = best[i][j + 1].max(best[i + 1][j]) - GAP;
                if likeness > 0.0 {
                    let gain = token.weight() * (2.0 * likeness - 1.0).max(0.2 * likeness) * ONE;
                    matched[i + 1][j + 1] = (matched[i][j] + RUN).max(best[i][j]) + gain as Score;
                    top = top.max(matched[i + 1][j + 1]);
                }
                best[i + 1][j + 1] = top;
            }
        }
        let corner = best[a.len()].iter().copied();
        corner
            .chain(best.iter().map(|row| row[b.len()]))
            .max()
            .unwrap_or(0)
    }

    proptest! {
        #[test]
        fn the_best_alignment_is_that_of_the_whole_matrix(
            a in "([ab]|one|ones|two|tow|,|3|31|日| ){0,40}",
            b in "([ab]|one|ones|two|tow|,|3|31|日| ){0,40}",
        ) {
            let (a_tokens, b_tokens) = (tokenise(&a, 0), tokenise(&b, 0));
            let words = Words::new(&a_tokens, &a);
            let alike = Likeness::new(&a_tokens, &words, &b_tokens, &b);
            let chains = Chains::build(&a_tokens, b_tokens.len(), &alike);
            let best = chains.best().map_or(0, |best| best.0);
            prop_assert_eq!(best, plain(&a_tokens, &b_tokens, &alike));
            let mut pairs = vec![None; a_tokens.len()];
            chains.trace(&alike, &mut pairs);
            let places: Vec<usize> = pairs.iter().flatten().map(|pair| pair.to).collect();
            prop_assert!(places.is_sorted_by(|a, b| a < b));
        }
    }
}
