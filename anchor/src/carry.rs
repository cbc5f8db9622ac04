//! Carrying a passage through the difference of two revisions: what stood around it in the one still stands around it
//! in the other. Anchors are runs of words that both revisions hold once (after Cohen's patience diff), first in
//! everything and then in ever smaller gaps, but only in those that the passage is in; the last gap is aligned word by
//! word.

use std::collections::HashMap;
use std::ops::Range;

use crate::align::{self, Pair};
use crate::likeness::Words;
use crate::sought::{Candidate, Evidence, Sought};
use crate::tokens::{Token, tokenise};
use crate::{Span, Text};

/// Tokens of context on either side of the passage that are carried with it.
const CONTEXT: usize = 24;
/// Gaps of at most so many cells are aligned word by word.
const SMALL: usize = 160_000;
/// Lengths of the runs that are tried as anchors, the surest first.
const RUNS: [usize; 3] = [5, 3, 1];
/// Bytes of unchanged text around a passage that make its place sure.
const NEAR: usize = 48;
/// Bytes that two revisions share are skipped in steps of whole lines; this much is kept around the passage.
const MARGIN: usize = 2_000;

/// The passage `span` of `before` in `after`: `None` when nothing stands in its place.
pub(crate) fn carry(before: &Text, span: Span, after: &Text) -> Option<Candidate> {
    let passage = before.bytes(span);
    let shared = Shared::of(before.as_str(), after.as_str());
    if let Some(bytes) = shared.holds(&passage) {
        return Some(Candidate {
            bytes,
            evidence: CERTAIN,
        });
    }
    let (a_range, b_range) = shared.changed(before.as_str(), &passage);
    let a = tokenise(&before.as_str()[a_range.clone()], a_range.start);
    let b = tokenise(&after.as_str()[b_range.clone()], b_range.start);
    let first = a.partition_point(|token| token.end <= passage.start);
    let last = a
        .partition_point(|token| token.start < passage.end)
        .max(first);
    let near = first.saturating_sub(CONTEXT)..(last + CONTEXT).min(a.len());
    let mut carrier = Carrier {
        a: &a,
        b: &b,
        texts: (before.as_str(), after.as_str()),
        near: near.clone(),
        pairs: vec![None; a.len()],
    };
    carrier.gap(0..a.len(), 0..b.len(), &RUNS);
    let sought = Sought::from_tokens(
        a[near.clone()].to_vec(),
        first - near.start..last - near.start,
    );
    let mut found = sought.read(&carrier.pairs[near], &b)?;
    let starts_within = a
        .get(first)
        .is_some_and(|token| token.start < passage.start);
    let ends_within = last > first && a[last - 1].end > passage.end;
    if starts_within || ends_within {
        narrow(&mut found.bytes, after.as_str(), &before.as_str()[passage]);
    }
    Some(found)
}

/// Tokens are whole words: a passage that begins or ends within one still does, where it stands as it stood.
fn narrow(bytes: &mut Range<usize>, text: &str, passage: &str) {
    let mut copies = text[bytes.clone()].match_indices(passage);
    if let (Some((at, copy)), None) = (copies.next(), copies.next()) {
        let start = bytes.start + at;
        *bytes = start..start + copy.len();
    }
}

/// What speaks for a passage that stands in a part that both revisions share.
const CERTAIN: Evidence = Evidence {
    passage: 1.0,
    weight: 12.0,
    prefix: Some(1.0),
    suffix: Some(1.0),
    near: 1.0,
};

/// The beginning and the end that two texts have in common, in bytes.
struct Shared {
    head: usize,
    tail: usize,
    lens: (usize, usize),
}

impl Shared {
    fn of(a: &str, b: &str) -> Self {
        let (x, y) = (a.as_bytes(), b.as_bytes());
        let head = x.iter().zip(y).take_while(|(a, b)| a == b).count();
        let tail = x[head..]
            .iter()
            .rev()
            .zip(y[head..].iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        Self {
            head,
            tail,
            lens: (x.len(), y.len()),
        }
    }

    /// Where a passage of the first text is in the second, when it lies in a shared part with its near context.
    fn holds(&self, passage: &Range<usize>) -> Option<Range<usize>> {
        let (a, b) = self.lens;
        if passage.end + NEAR <= self.head || self.head == a {
            return Some(passage.clone());
        }
        let from_end = a - passage.start;
        (from_end + NEAR <= self.tail).then(|| b - from_end..b - (a - passage.end))
    }

    /// The parts between the common beginning and the common end, in whole lines and with some margin, which hold the
    /// passage and its context.
    fn changed(&self, a: &str, passage: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let start = self.head.min(passage.start).saturating_sub(MARGIN);
        let start = a[..floor(a, start)].rfind('\n').map_or(0, |at| at + 1);
        let kept = self.tail.min(a.len() - passage.end).saturating_sub(MARGIN);
        let end = ceiling(a, a.len() - kept);
        let end = a[end..].find('\n').map_or(a.len(), |at| end + at);
        let b_end = self.lens.1 - (a.len() - end);
        (start..end, start..b_end.max(start))
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

struct Carrier<'t> {
    a: &'t [Token],
    b: &'t [Token],
    texts: (&'t str, &'t str),
    /// The tokens of `a` that are asked for; whatever does not concern them is left undone.
    near: Range<usize>,
    pairs: Vec<Option<Pair>>,
}

impl Carrier<'_> {
    /// Pairs the tokens of a gap between two anchors.
    fn gap(&mut self, mut a: Range<usize>, mut b: Range<usize>, runs: &[usize]) {
        while !a.is_empty() && !b.is_empty() && self.a[a.start].hash == self.b[b.start].hash {
            self.pair(a.start, b.start);
            (a.start, b.start) = (a.start + 1, b.start + 1);
        }
        while !a.is_empty() && !b.is_empty() && self.a[a.end - 1].hash == self.b[b.end - 1].hash {
            self.pair(a.end - 1, b.end - 1);
            (a.end, b.end) = (a.end - 1, b.end - 1);
        }
        if a.is_empty() || b.is_empty() || a.start >= self.near.end || a.end <= self.near.start {
            return;
        }
        if a.len() * b.len() <= SMALL {
            return self.align(a, b);
        }
        let Some((&run, shorter)) = runs.split_first() else {
            return;
        };
        let anchors = self.anchors(&a, &b, run);
        if anchors.is_empty() {
            return self.gap(a, b, shorter);
        }
        let (mut a_at, mut b_at) = (a.start, b.start);
        for (i, j) in anchors {
            if i < a_at || j < b_at {
                continue;
            }
            self.gap(a_at..i, b_at..j, runs);
            (0..run).for_each(|step| self.pair(i + step, j + step));
            (a_at, b_at) = (i + run, j + run);
        }
        // The last gap is smaller than this one, since there was an anchor.
        self.gap(a_at..a.end, b_at..b.end, runs);
    }

    fn pair(&mut self, a: usize, b: usize) {
        self.pairs[a] = Some(Pair { to: b, alike: 1.0 });
    }

    fn align(&mut self, a: Range<usize>, b: Range<usize>) {
        let (before, after) = (&self.a[a.clone()], &self.b[b.clone()]);
        let words = Words::new(before, self.texts.0);
        let pairs = align::align(before, || &words, after, self.texts.1);
        for (at, pair) in a.zip(pairs) {
            self.pairs[at] = pair.map(|pair| Pair {
                to: pair.to + b.start,
                ..pair
            });
        }
    }

    /// Runs that stand once in either gap, as the longest chain that has them in the same order.
    fn anchors(&self, a: &Range<usize>, b: &Range<usize>, run: usize) -> Vec<(usize, usize)> {
        let once = |tokens: &[Token], range: &Range<usize>| {
            let mut seen: HashMap<u64, Option<usize>> = HashMap::with_capacity(range.len());
            for at in range.start..(range.end + 1).saturating_sub(run) {
                let hash = tokens[at..at + run].iter().fold(run as u64, |hash, token| {
                    (hash.rotate_left(5) ^ token.hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                });
                seen.entry(hash)
                    .and_modify(|place| *place = None)
                    .or_insert(Some(at));
            }
            seen
        };
        let (in_a, in_b) = (once(self.a, a), once(self.b, b));
        let mut common: Vec<(usize, usize)> = in_a
            .iter()
            .filter_map(|(hash, i)| Some(((*i)?, (*in_b.get(hash)?)?)))
            .collect();
        common.sort_unstable();
        longest_chain(&common)
    }
}

/// The longest chain of pairs, sorted by their first, that rises in the second (patience sorting).
fn longest_chain(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tops: Vec<usize> = Vec::new();
    let mut previous = vec![usize::MAX; pairs.len()];
    for (at, &(_, second)) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < second);
        if pile > 0 {
            previous[at] = tops[pile - 1];
        }
        match tops.get_mut(pile) {
            Some(top) => *top = at,
            None => tops.push(at),
        }
    }
    let mut chain = Vec::with_capacity(tops.len());
    let mut at = tops.last().copied().unwrap_or(usize::MAX);
    while let Some(&pair) = pairs.get(at) {
        chain.push(pair);
        at = previous[at];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Rules, Scope};

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    fn carried(before: &str, passage: &str, after: &str) -> Option<String> {
        let (before, after) = (text(before), text(after));
        let at = before
            .as_str()
            .find(passage)
            .expect("the passage stands there");
        let found = carry(&before, before.span(at..at + passage.len()), &after)?;
        Some(after.as_str()[found.bytes].to_owned())
    }

    #[test]
    fn a_passage_goes_where_its_surroundings_go() {
        let before = "One two three.\nFour five six seven.\nEight nine ten.";
        let cases = [
            (
                "Zero.\nOne two three.\nFour five six seven.\nEight nine ten.",
                Some("five six"),
            ),
            (
                "One two three.\nFour quite other words seven.\nEight nine ten.",
                Some("quite other words"),
            ),
            ("One two three.\nFour seven.\nEight nine ten.", None),
            (
                "One two three.\nFour five sixth seven.\nEight nine ten.",
                Some("five sixth"),
            ),
        ];
        for (after, expected) in cases {
            assert_eq!(
                carried(before, "five six", after).as_deref(),
                expected,
                "{after}"
            );
        }
    }

    #[test]
    fn copies_are_told_apart() {
        let line = |n: usize| format!("In line {n} she heard teh call. ");
        let before: String = (0..40).map(line).collect();
        let after = before.replace("line 17 she", "line 17 he");
        let (a, b) = (text(&before), text(&after));
        let at = before.find("line 17").expect("there is one") + "line 17 she heard ".len();
        let found = carry(&a, a.span(at..at + 3), &b).expect("it stands there");
        assert_eq!(found.bytes, at - 1..at + 2);
    }
}
