//! Bounded approximate search: where in a text some short patterns end with at most so many edits. Myers' bit-parallel
//! algorithm (J. ACM 46, 1999) for four patterns at once, one lane of a vector each: the text is read once. A pattern
//! stands in the high bits of its lane; the rows below it match everything and cost nothing, so that every score is read
//! off the same bit, which is the sign of the lane.

use wide::i32x4;

/// Symbols of a text in the patterns' own alphabet; 0 is every character that no pattern has.
pub(crate) type Symbol = u16;

/// How many patterns are searched at once.
pub(crate) const LANES: usize = 4;
/// The longest pattern.
pub(crate) const LONGEST: usize = 32;
/// How many hits are collected before the worst are thrown away.
const POOL: usize = 1024;
/// The score of a lane without a pattern, over every limit.
const NEVER: i32 = i32::MAX / 2;

/// A place where a pattern ends, in symbols of the text, with the number of edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) end: usize,
    pub(crate) edits: usize,
}

/// Up to four patterns made ready: for each symbol, where in each of them it stands.
pub(crate) struct Patterns {
    masks: Vec<[i32; LANES]>,
    lens: [usize; LANES],
    limits: [usize; LANES],
}

impl Patterns {
    /// No pattern yet, over symbols below `alphabet`.
    pub(crate) fn new(alphabet: usize) -> Self {
        Self {
            masks: vec![[0; LANES]; alphabet],
            lens: [0; LANES],
            limits: [0; LANES],
        }
    }

    /// Puts a pattern of at most `LONGEST` symbols into a lane, to be found with at most `limit` edits.
    pub(crate) fn set(&mut self, lane: usize, symbols: &[Symbol], limit: usize) {
        let symbols = &symbols[..symbols.len().min(LONGEST)];
        let pad = LONGEST - symbols.len();
        let low = if pad == LONGEST {
            !0
        } else {
            ((1u32 << pad) - 1) as i32
        };
        for mask in &mut self.masks {
            mask[lane] |= low;
        }
        for (at, &symbol) in symbols.iter().enumerate() {
            self.masks[symbol as usize][lane] |= 1 << (pad + at);
        }
        self.lens[lane] = symbols.len();
        self.limits[lane] = limit.min(LONGEST);
    }

    /// For each lane every local minimum of the edit distance within its limit (of each run of falling and rising
    /// scores the last of the lowest), in the order of the text; of very many the best, and of those as good the
    /// nearest to `hint`.
    pub(crate) fn find(&self, text: &[Symbol], hint: Option<usize>) -> [Vec<Hit>; LANES] {
        let masks: Vec<i32x4> = self.masks.iter().map(|mask| i32x4::new(*mask)).collect();
        let mut pools = self.limits.map(|limit| Pool::new(limit, hint));
        let (mut start, mut column) = (0, Some(Column::new(&self.lens, &self.limits)));
        while let Some(from) = column {
            let stop = from.advance(&masks, &text[start..]);
            stop.note(start + stop.at, &mut pools);
            start += stop.at + 1;
            column = stop.next;
        }
        pools.map(|pool| pool.hits)
    }
}

/// A column of the matrix in all lanes: where it rises and falls from one row to the next, and its last row.
#[derive(Clone, Copy)]
struct Column {
    plus: i32x4,
    minus: i32x4,
    /// How much the score is over its limit, less one; its sign says whether it is within.
    excess: i32x4,
    /// The sign says whether the score fell after it last rose.
    fell: i32x4,
}

impl Column {
    /// The column before the text.
    fn new(lens: &[usize; LANES], limits: &[usize; LANES]) -> Self {
        let plus = |len: usize| match len {
            0 => 0,
            len => !0 << (LONGEST - len),
        };
        let excess = |lane: usize| match lens[lane] {
            0 => NEVER,
            len => len as i32 - limits[lane] as i32 - 1,
        };
        Self {
            plus: i32x4::new(lens.map(plus)),
            minus: i32x4::ZERO,
            excess: i32x4::new([0, 1, 2, 3].map(excess)),
            // The beginning of the text counts as lower ground.
            fell: i32x4::splat(-1),
        }
    }

    /// The column after one more symbol, which stands where `mask` says; and, in the signs, the lanes in which a valley
    /// within the limit ended before it. The formulas are Myers', two of them written so that less waits for the carry.
    #[inline(always)]
    fn next(self, mask: i32x4) -> (Self, i32x4) {
        let Self {
            plus,
            minus,
            excess,
            fell,
        } = self;
        let vertical = mask | minus;
        let carried = (mask & plus) + plus;
        let diagonal = (carried ^ plus) | mask;
        let rise = minus | !(carried | plus | mask);
        let fall = plus & diagonal;
        let (risen, fallen): (i32x4, i32x4) = (rise << 1, fall << 1);
        let column = Self {
            plus: fallen | !(vertical | risen),
            minus: risen & vertical,
            excess: excess - (rise >> 31) + (fall >> 31),
            fell: (fell & !rise) | fall,
        };
        (column, rise & fell & excess)
    }

    /// Goes on until a valley within the limit ends, or the text. Nothing is called on the way, so that the column stays
    /// in registers.
    #[inline(never)]
    fn advance(mut self, masks: &[i32x4], text: &[Symbol]) -> Stop {
        for (at, &symbol) in text.iter().enumerate() {
            let (next, ends) = self.next(masks[symbol as usize]);
            if ends.any() {
                return Stop {
                    at,
                    ends,
                    excess: self.excess,
                    next: Some(next),
                };
            }
            self = next;
        }
        Stop {
            at: text.len(),
            ends: self.fell & self.excess,
            excess: self.excess,
            next: None,
        }
    }
}

/// Where valleys end.
struct Stop {
    /// The symbol before which they end.
    at: usize,
    /// The lanes, in the signs.
    ends: i32x4,
    /// The `excess` of the column there.
    excess: i32x4,
    /// The column after that symbol, unless the text ended.
    next: Option<Column>,
}

impl Stop {
    /// Keeps the hits that end at `end`.
    fn note(&self, end: usize, pools: &mut [Pool; LANES]) {
        let (ends, excess) = (self.ends.to_array(), self.excess.to_array());
        for (lane, pool) in pools.iter_mut().enumerate() {
            if ends[lane] < 0 {
                let edits = (excess[lane] + 1 + pool.limit as i32).unsigned_abs() as usize;
                pool.keep(Hit { end, edits });
            }
        }
    }
}

/// The hits of one pattern.
struct Pool {
    limit: usize,
    hint: Option<usize>,
    hits: Vec<Hit>,
    /// Edits, and distance from the hint, from which on a hit is worse than those that will be kept.
    bar: (usize, usize),
}

impl Pool {
    fn new(limit: usize, hint: Option<usize>) -> Self {
        Self {
            limit,
            hint,
            hits: Vec::new(),
            bar: (usize::MAX, usize::MAX),
        }
    }

    fn keep(&mut self, hit: Hit) {
        let hint = self.hint;
        let rank = |hit: &Hit| (hit.edits, hint.map_or(0, |hint| hit.end.abs_diff(hint)));
        if rank(&hit) >= self.bar {
            return;
        }
        self.hits.push(hit);
        if self.hits.len() >= POOL {
            let (_, first_worse, _) = self.hits.select_nth_unstable_by_key(POOL / 4, rank);
            self.bar = rank(first_worse);
            self.hits.truncate(POOL / 4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain algorithm (Sellers 1980), the oracle: one column of the whole matrix at a time.
    fn plain(pattern: &[Symbol], text: &[Symbol], limit: usize) -> Vec<Hit> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let (mut hits, mut best, mut previous) = (Vec::new(), None, usize::MAX);
        for (at, symbol) in text.iter().enumerate() {
            let mut diagonal = column[0];
            for row in 1..=pattern.len() {
                let replaced = diagonal + usize::from(pattern[row - 1] != *symbol);
                diagonal = column[row];
                column[row] = replaced.min(column[row] + 1).min(column[row - 1] + 1);
            }
            let edits = column[pattern.len()];
            if edits <= previous {
                best = (edits <= limit && (edits < previous || best.is_some()))
                    .then_some(Hit { end: at + 1, edits });
            } else {
                hits.extend(best.take());
            }
            previous = edits;
        }
        hits.extend(best);
        hits
    }

    fn symbols(len: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Symbol>> {
        prop::collection::vec(1u16..4, len)
    }

    proptest! {
        #[test]
        fn finds_what_the_plain_algorithm_finds(
            patterns in prop::collection::vec((symbols(1..=LONGEST), 0usize..30), 1..=LANES),
            noise in prop::collection::vec(0u16..4, 0..400),
            cut in 0usize..300,
            edits in prop::collection::vec((0usize..300, 0u16..4), 0..20),
        ) {
            let mut text = noise.clone();
            let mut copy = patterns[0].0.clone();
            for (at, symbol) in edits {
                let at = at % copy.len();
                copy[at] = symbol;
            }
            let at = cut.min(text.len());
            text.splice(at..at, copy);
            let mut ready = Patterns::new(4);
            for (lane, (pattern, limit)) in patterns.iter().enumerate() {
                ready.set(lane, pattern, *limit);
            }
            let found = ready.find(&text, None);
            for (lane, (pattern, limit)) in patterns.iter().enumerate() {
                prop_assert_eq!(&found[lane], &plain(pattern, &text, *limit));
            }
            prop_assert!(found[patterns.len()..].iter().all(Vec::is_empty));
        }
    }
}
