//! Bounded approximate search: where in a text a pattern ends with at most `limit` edits. Myers' bit-parallel
//! algorithm (J. ACM 46, 1999) in Hyyrö's block form, with Ukkonen's cut-off: only the blocks that can still lead to
//! a match are computed.

/// Symbols of a text in the pattern's own alphabet; 0 is every character that the pattern does not have.
pub(crate) type Symbol = u16;

/// A place where the pattern ends, in symbols of the text, with the number of edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) end: usize,
    pub(crate) edits: usize,
}

const WORD: usize = 64;

/// A pattern made ready: for each symbol, where in the pattern it stands.
pub(crate) struct Pattern {
    len: usize,
    blocks: usize,
    masks: Vec<u64>,
}

impl Pattern {
    /// `symbols` of the pattern, all below `alphabet`.
    pub(crate) fn new(symbols: &[Symbol], alphabet: usize) -> Self {
        let blocks = symbols.len().div_ceil(WORD).max(1);
        let mut masks = vec![0; alphabet * blocks];
        for (at, &symbol) in symbols.iter().enumerate() {
            masks[symbol as usize * blocks + at / WORD] |= 1 << (at % WORD);
        }
        Self {
            len: symbols.len(),
            blocks,
            masks,
        }
    }

    /// Every local minimum of the edit distance that is within `limit`, in the order of the text.
    pub(crate) fn find(&self, text: &[Symbol], limit: usize) -> Vec<Hit> {
        if self.len == 0 {
            return Vec::new();
        }
        let mut minima = Minima::new(limit);
        if self.blocks == 1 {
            self.scan_word(text, &mut minima);
        } else {
            self.scan_blocks(text, limit, &mut minima);
        }
        minima.finish()
    }

    fn scan_word(&self, text: &[Symbol], minima: &mut Minima) {
        let (mut plus, mut minus, mut score) = (!0u64, 0u64, self.len);
        let last = 1u64 << (self.len - 1);
        for (at, &symbol) in text.iter().enumerate() {
            let (up, down) = step(
                self.masks[symbol as usize],
                &mut plus,
                &mut minus,
                0,
                0,
                last,
            );
            score = score + up - down;
            minima.see(at + 1, score);
        }
    }

    fn scan_blocks(&self, text: &[Symbol], limit: usize, minima: &mut Minima) {
        let (mut plus, mut minus) = (vec![!0u64; self.blocks], vec![0u64; self.blocks]);
        // Scores at the last row of each block; the blocks up to `active` are computed.
        let mut scores: Vec<usize> = (1..=self.blocks)
            .map(|block| (block * WORD).min(self.len))
            .collect();
        let mut active = (limit / WORD + 1).min(self.blocks);
        for (at, &symbol) in text.iter().enumerate() {
            let row = symbol as usize * self.blocks;
            let (mut up, mut down) = (0, 0);
            for block in 0..active {
                let last = self.last_bit(block);
                (up, down) = step(
                    self.masks[row + block],
                    &mut plus[block],
                    &mut minus[block],
                    up,
                    down,
                    last,
                );
                scores[block] = scores[block] + up - down;
            }
            if active < self.blocks && scores[active - 1] - up + down <= limit {
                // The block below may be reached now: it begins as if nothing of it had matched.
                let (block, before) = (active, scores[active - 1] - up + down);
                (plus[block], minus[block]) = (!0, 0);
                scores[block] = before + self.rows(block);
                let last = self.last_bit(block);
                (up, down) = step(
                    self.masks[row + block],
                    &mut plus[block],
                    &mut minus[block],
                    up,
                    down,
                    last,
                );
                scores[block] = scores[block] + up - down;
                active += 1;
            }
            while active > 1 && scores[active - 1] >= limit + self.rows(active - 1) {
                active -= 1;
            }
            let score = if active == self.blocks {
                scores[active - 1]
            } else {
                limit + 1
            };
            minima.see(at + 1, score);
        }
    }

    fn rows(&self, block: usize) -> usize {
        (self.len - block * WORD).min(WORD)
    }

    fn last_bit(&self, block: usize) -> u64 {
        1 << (self.rows(block) - 1)
    }
}

/// One column of one block: what comes in at its top and goes out at `last` are steps of the edit distance by one.
fn step(
    matches: u64,
    plus: &mut u64,
    minus: &mut u64,
    up: usize,
    down: usize,
    last: u64,
) -> (usize, usize) {
    let vertical = matches | *minus;
    let matches = matches | down as u64;
    let diagonal = (((matches & *plus).wrapping_add(*plus)) ^ *plus) | matches;
    let mut rise = *minus | !(diagonal | *plus);
    let mut fall = *plus & diagonal;
    let out = (usize::from(rise & last != 0), usize::from(fall & last != 0));
    rise = rise << 1 | up as u64;
    fall = fall << 1 | down as u64;
    *plus = fall | !(vertical | rise);
    *minus = rise & vertical;
    out
}

/// Keeps the local minima of a series: of each run of falling and rising scores, the first of the lowest.
struct Minima {
    limit: usize,
    best: Option<Hit>,
    previous: usize,
    hits: Vec<Hit>,
}

impl Minima {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            best: None,
            previous: usize::MAX,
            hits: Vec::new(),
        }
    }

    #[inline]
    fn see(&mut self, end: usize, score: usize) {
        if score < self.previous {
            self.best = (score <= self.limit).then_some(Hit { end, edits: score });
        } else if score > self.previous {
            self.hits.extend(self.best.take());
        }
        self.previous = score;
    }

    fn finish(mut self) -> Vec<Hit> {
        self.hits.extend(self.best);
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
        let mut minima = Minima::new(limit);
        for (at, symbol) in text.iter().enumerate() {
            let mut diagonal = column[0];
            for row in 1..=pattern.len() {
                let replaced = diagonal + usize::from(pattern[row - 1] != *symbol);
                diagonal = column[row];
                column[row] = replaced.min(column[row] + 1).min(column[row - 1] + 1);
            }
            let score = column[pattern.len()];
            minima.see(at + 1, score.min(limit + 1));
        }
        minima.finish()
    }

    fn fast(pattern: &[Symbol], text: &[Symbol], limit: usize) -> Vec<Hit> {
        let mut minima = Minima::new(limit);
        let ready = Pattern::new(pattern, 8);
        if ready.blocks == 1 {
            let mut all = Minima::new(usize::MAX);
            ready.scan_word(text, &mut all);
            return ready.find(text, limit);
        }
        ready.scan_blocks(text, limit, &mut minima);
        minima.finish()
    }

    proptest! {
        #[test]
        fn finds_what_the_plain_algorithm_finds(
            pattern in prop::collection::vec(1u16..4, 1..300),
            noise in prop::collection::vec(0u16..4, 0..400),
            cut in 0usize..300,
            edits in prop::collection::vec((0usize..300, 0u16..4), 0..40),
            limit in 0usize..120,
        ) {
            let mut copy = pattern.clone();
            for (at, symbol) in edits {
                let at = at % copy.len();
                copy[at] = symbol;
            }
            let mut text = noise.clone();
            let at = cut.min(text.len());
            text.splice(at..at, copy);
            prop_assert_eq!(fast(&pattern, &text, limit), plain(&pattern, &text, limit));
        }
    }
}
