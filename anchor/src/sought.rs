//! The passage that is looked for, made ready: its tokens with those of its context, and what an alignment of them
//! with a stretch of text says.

use std::cell::Cell;
use std::ops::Range;

use crate::align::{self, Pair};
use crate::confidence;
use crate::selector::TextQuote;
use crate::tokens::{Token, TokenKind, tokenise};

/// The hash of a border of the passage, as no word has it.
const BORDER: u64 = 0x00b0_4de4_0000_0001;

/// A word of the context counts so much less for each word between it and the passage.
const FADE: f32 = 0.85;
/// A window that could not reach this score if all its words were in order is not aligned; words that are only alike
/// make up for the rest.
const HOPELESS: f32 = -3.0;

/// How many cells of alignments one passage is worth in all, as many as a single one may have. Only passages of
/// hundreds of words come near: then the least promising windows are not looked at.
const CELLS: usize = 4_000_000;

fn spread(hash: u64) -> u64 {
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The quote as one string and its tokens.
pub(crate) struct Sought {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// The tokens of the passage itself.
    pub(crate) passage: Range<usize>,
    /// How many cells of alignments are left.
    cells: Cell<usize>,
}

/// A stretch of text that may be the passage, and how much of what was looked for is there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// Bytes of the text.
    pub(crate) bytes: Range<usize>,
    pub(crate) evidence: Evidence,
}

/// What speaks for a candidate; shares from 0 to 1 unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Evidence {
    /// Of the weight of the passage, how much was found.
    pub(crate) passage: f32,
    /// Weight of the passage's tokens, not a share.
    pub(crate) weight: f32,
    /// Of the context before it, how much was found, near words counting more; `None` when there is no context.
    pub(crate) prefix: Option<f32>,
    /// The same for the context after it.
    pub(crate) suffix: Option<f32>,
    /// How near the hint it is, 1 for at it, and 0.5 where there is no hint.
    pub(crate) near: f32,
}

impl Sought {
    pub(crate) fn new(quote: &TextQuote) -> Self {
        let text = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
        let exact = quote.prefix.len();
        let suffix = exact + quote.exact.len();
        let mut tokens = tokenise(&quote.prefix, 0);
        // The context was cut anywhere, most often within a word.
        if tokens.len() > 1 && tokens[0].start == 0 {
            tokens.remove(0);
        }
        let start = tokens.len();
        tokens.extend(tokenise(&quote.exact, exact));
        let end = tokens.len();
        tokens.extend(tokenise(&quote.suffix, suffix));
        if tokens.len() > end + 1 && tokens[tokens.len() - 1].end == text.len() {
            tokens.pop();
        }
        Self {
            text,
            tokens,
            passage: start..end,
            cells: Cell::new(CELLS),
        }
    }

    /// A passage of a revision with the tokens around it. It is only read off an alignment, so no text is needed.
    pub(crate) fn from_tokens(tokens: Vec<Token>, passage: Range<usize>) -> Self {
        Self {
            text: String::new(),
            tokens,
            passage,
            cells: Cell::new(0),
        }
    }

    /// Looks for the passage in a window of the text (bytes, at character boundaries).
    pub(crate) fn within(&self, text: &str, window: Range<usize>) -> Option<Candidate> {
        let tokens = tokenise(&text[window.clone()], window.start);
        if confidence::score(&self.hope(&tokens)) < HOPELESS {
            return None;
        }
        let pairs = self.align(&self.tokens, &tokens, text)?;
        self.read(&pairs, &tokens)
    }

    /// What an alignment could find at best, words that are only alike left out: every token that is there, in whatever
    /// order.
    fn hope(&self, tokens: &[Token]) -> Evidence {
        let mut there = [0u64; 16];
        let bit = |hash: u64| ((hash >> 54) as usize % 16, 1u64 << (hash >> 58));
        for token in tokens {
            let (word, mask) = bit(spread(token.hash));
            there[word] |= mask;
        }
        let found = |at: usize| {
            let (word, mask) = bit(spread(self.tokens[at].hash));
            there[word] & mask != 0
        };
        let share = |range: &mut dyn Iterator<Item = usize>, fade: f32| {
            let (mut all, mut got, mut near) = (0.0, 0.0, 1.0);
            for at in range {
                let heavy = self.tokens[at].weight() * near;
                near *= fade;
                all += heavy;
                got += if found(at) { heavy } else { 0.0 };
            }
            (all > 0.0).then(|| got / all)
        };
        let weight = self
            .passage
            .clone()
            .map(|at| self.tokens[at].weight())
            .sum();
        Evidence {
            passage: share(&mut self.passage.clone(), 1.0).unwrap_or(1.0),
            weight,
            prefix: share(&mut (0..self.passage.start).rev(), FADE),
            suffix: share(&mut (self.passage.end..self.tokens.len()), FADE),
            near: 1.0,
        }
    }

    /// Tokens of the quote with those of a text, as long as there are cells left for it.
    fn align(&self, tokens: &[Token], other: &[Token], text: &str) -> Option<Vec<Option<Pair>>> {
        let cells = (tokens.len() + 1).saturating_mul(other.len() + 1);
        self.cells.set(self.cells.get().checked_sub(cells)?);
        Some(align::align(tokens, &self.text, other, text))
    }

    /// The passage stands verbatim at `bytes`: what do its surroundings within `window` say?
    pub(crate) fn at(
        &self,
        text: &str,
        bytes: Range<usize>,
        window: Range<usize>,
    ) -> Option<Candidate> {
        // A border of the passage is a token as well, so that the alignment holds on to it.
        let border = Token {
            start: 0,
            end: 0,
            hash: BORDER,
            kind: TokenKind::Ideograph,
        };
        let with_border = |tokens: &[Token]| [&[border], tokens, &[border]].concat();
        let before = with_border(&tokenise(&text[window.start..bytes.start], window.start));
        let after = with_border(&tokenise(&text[bytes.end..window.end], bytes.end));
        let prefix = with_border(&self.tokens[..self.passage.start]);
        let suffix = with_border(&self.tokens[self.passage.end..]);
        let (before, prefix) = (&before[1..], &prefix[1..]);
        let (after, suffix) = (&after[..after.len() - 1], &suffix[..suffix.len() - 1]);
        let mut pairs = self.align(prefix, before, text)?;
        pairs.pop();
        let start = before.len() - 1;
        pairs.extend((0..self.passage.len()).map(|at| {
            Some(Pair {
                to: start + at,
                alike: 1.0,
            })
        }));
        let shift = start + self.passage.len();
        let moved = |pair: Pair| Pair {
            to: shift + pair.to - 1,
            ..pair
        };
        let paired = self.align(suffix, after, text)?;
        pairs.extend(
            paired
                .into_iter()
                .skip(1)
                .map(|pair| pair.filter(|pair| pair.to > 0).map(moved)),
        );
        Some(Candidate {
            bytes,
            evidence: self.weigh(&pairs, &(start..shift)),
        })
    }

    /// The passage, and what speaks for it, from an alignment with `tokens`.
    pub(crate) fn read(&self, pairs: &[Option<Pair>], tokens: &[Token]) -> Option<Candidate> {
        let image = align::image(pairs, self.passage.clone(), tokens.len());
        let inside = tokens.get(image.tokens.clone())?;
        let bytes = inside.first()?.start..inside.last()?.end;
        Some(Candidate {
            bytes,
            evidence: self.weigh(pairs, &image.tokens),
        })
    }

    fn weigh(&self, pairs: &[Option<Pair>], image: &Range<usize>) -> Evidence {
        let (mut weight, mut passage) = (0.0, 0.0);
        for at in self.passage.clone() {
            let heavy = self.tokens[at].weight();
            weight += heavy;
            passage += pairs[at]
                .filter(|pair| image.contains(&pair.to))
                .map_or(0.0, |pair| heavy * pair.alike);
        }
        let before = |to: usize| image.start.abs_diff(to + 1);
        let after = |to: usize| to.abs_diff(image.end);
        Evidence {
            passage: if weight > 0.0 { passage / weight } else { 1.0 },
            weight,
            prefix: self.side(pairs, (0..self.passage.start).rev(), before),
            suffix: self.side(pairs, self.passage.end..self.tokens.len(), after),
            near: 0.5,
        }
    }

    /// How much of one side of the context was found. A word counts less the farther it is, and the farther it has
    /// moved from the passage.
    fn side(
        &self,
        pairs: &[Option<Pair>],
        order: impl Iterator<Item = usize>,
        distance: impl Fn(usize) -> usize,
    ) -> Option<f32> {
        let (mut all, mut found, mut near) = (0.0, 0.0, 1.0f32);
        for (home, at) in order.enumerate() {
            let heavy = self.tokens[at].weight() * near;
            near *= FADE;
            all += heavy;
            if let Some(pair) = pairs[at] {
                let moved = distance(pair.to).abs_diff(home);
                found += heavy * pair.alike / (1.0 + 0.2 * moved as f32);
            }
        }
        (all > 0.0).then(|| found / all)
    }
}
