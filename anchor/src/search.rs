//! Bounded approximate search: where in a text some short patterns end with at most so many edits. Myers' bit-parallel
//! algorithm (J. ACM 46, 1999) for four patterns at once, one machine word each: the text is read once, and what one
//! pattern waits for another one fills. A pattern stands in the high bits of its word; the rows below it match
//! everything and cost nothing, so that every score is read off the same bit.

/// Symbols of a text in the patterns' own alphabet; 0 is every character that no pattern has.
pub(crate) type Symbol = u16;

/// How many patterns are searched at once.
pub(crate) const LANES: usize = 4;
/// The longest pattern.
pub(crate) const LONGEST: usize = 64;
/// How many hits are collected before the worst are thrown away.
const POOL: usize = 1024;

/// A place where a pattern ends, in symbols of the text, with the number of edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) end: usize,
    pub(crate) edits: usize,
}

/// Up to four patterns made ready: for each symbol, where in each of them it stands.
pub(crate) struct Patterns {
    masks: Vec<[u64; LANES]>,
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
            (1u64 << pad) - 1
        };
        for mask in &mut self.masks {
            mask[lane] |= low;
        }
        for (at, &symbol) in symbols.iter().enumerate() {
            self.masks[symbol as usize][lane] |= 1 << (pad + at);
        }
        self.lens[lane] = symbols.len();
        self.limits[lane] = limit;
    }

    /// For each lane every local minimum of the edit distance within its limit, in the order of the text; of very many
    /// the best, and of those as good the nearest to `hint`.
    pub(crate) fn find(&self, text: &[Symbol], hint: Option<usize>) -> [Vec<Hit>; LANES] {
        let mut minima = [0, 1, 2, 3].map(|lane| Minima::new(self.limits[lane], hint));
        let mut plus = self.lens.map(|len| {
            if len == 0 {
                0
            } else {
                !0u64 << (LONGEST - len)
            }
        });
        let mut minus = [0u64; LANES];
        let mut scores = self.lens.map(|len| len as u64);
        let limits = [0, 1, 2, 3].map(|lane| {
            if self.lens[lane] == 0 {
                None
            } else {
                Some(self.limits[lane] as u64)
            }
        });
        // An empty lane keeps a score that is over every limit.
        for lane in 0..LANES {
            if limits[lane].is_none() {
                scores[lane] = u64::MAX / 2;
            }
        }
        let limits = limits.map(Option::unwrap_or_default);
        for (at, &symbol) in text.iter().enumerate() {
            let masks = &self.masks[symbol as usize];
            for lane in 0..LANES {
                let vertical = masks[lane] | minus[lane];
                let both = masks[lane] & plus[lane];
                let diagonal = (both.wrapping_add(plus[lane]) ^ plus[lane]) | masks[lane];
                let rise = minus[lane] | !(diagonal | plus[lane]);
                let fall = plus[lane] & diagonal;
                scores[lane] = scores[lane]
                    .wrapping_add(rise >> 63)
                    .wrapping_sub(fall >> 63);
                let (rise, fall) = (rise << 1, fall << 1);
                plus[lane] = fall | !(vertical | rise);
                minus[lane] = rise & vertical;
            }
            let near = (0..LANES).fold(false, |near, lane| {
                near | (scores[lane] <= limits[lane] + 1)
            });
            if near {
                for lane in 0..LANES {
                    minima[lane].see(at + 1, scores[lane] as usize);
                }
            }
        }
        minima.map(Minima::finish)
    }
}

/// Keeps the local minima of a series: of each run of falling and rising scores, the first of the lowest.
struct Minima {
    limit: usize,
    hint: Option<usize>,
    best: Option<Hit>,
    previous: usize,
    hits: Vec<Hit>,
    /// Edits, and distance from the hint, from which on a hit is worse than those that will be kept.
    bar: (usize, usize),
}

impl Minima {
    fn new(limit: usize, hint: Option<usize>) -> Self {
        Self {
            limit,
            hint,
            best: None,
            previous: usize::MAX,
            hits: Vec::new(),
            bar: (usize::MAX, usize::MAX),
        }
    }

    /// The score at one end. Ends whose score is over the limit by more than one may be left out.
    fn see(&mut self, end: usize, score: usize) {
        if score < self.previous {
            self.best = (score <= self.limit).then_some(Hit { end, edits: score });
        } else if score > self.previous
            && let Some(hit) = self.best.take()
        {
            self.keep(hit);
        }
        self.previous = score;
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

    fn finish(mut self) -> Vec<Hit> {
        if let Some(hit) = self.best.take() {
            self.keep(hit);
        }
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The plain algorithm (Sellers 1980), the oracle: one column of the whole matrix at a time.
    fn plain(pattern: &[Symbol], text: &[Symbol], limit: usize) -> Vec<Hit> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut minima = Minima::new(limit, None);
        for (at, symbol) in text.iter().enumerate() {
            let mut diagonal = column[0];
            for row in 1..=pattern.len() {
                let replaced = diagonal + usize::from(pattern[row - 1] != *symbol);
                diagonal = column[row];
                column[row] = replaced.min(column[row] + 1).min(column[row - 1] + 1);
            }
            minima.see(at + 1, column[pattern.len()]);
        }
        minima.finish()
    }

    fn symbols(len: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Symbol>> {
        prop::collection::vec(1u16..4, len)
    }

    proptest! {
        #[test]
        fn finds_what_the_plain_algorithm_finds(
            patterns in prop::collection::vec((symbols(1..64), 0usize..30), 1..=LANES),
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
