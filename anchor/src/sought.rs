//! The passage that is looked for, made ready: its tokens with those of its context, and what an alignment of them
//! with a stretch of text says.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use crate::align::{self, Image, Pair};
use crate::confidence;
use crate::likeness::Words;
use crate::selector::TextQuote;
use crate::tokens::{Token, TokenKind, tokenise};

/// The hash of a border of the passage, as no word has it.
const BORDER: u64 = 0x00b0_4de4_0000_0001;

/// A word of the context counts so much less for each word between it and the passage.
const FADE: f32 = 0.85;
/// What words that are only alike may add to a score: a place that would be under the bar by more than this if all its
/// words were in order is not aligned.
const ALIKE: f32 = 1.2;

/// So much of either side of the context has to stand side by side to say that the passage was cut out between them.
const CUT: f32 = 0.7;

/// How many cells of alignments one passage is worth in all, as many as a single one may have. Only passages of
/// hundreds of words come near: then the least promising windows are not looked at.
const CELLS: usize = 4_000_000;

/// Which tokens are there, as bits of their hashes: what is not there for sure is not there.
struct Present([u64; 16]);

impl Present {
    fn new(tokens: &[Token]) -> Self {
        let mut present = Self([0; 16]);
        for token in tokens {
            let (word, mask) = Self::bit(token);
            present.0[word] |= mask;
        }
        present
    }

    fn has(&self, token: &Token) -> bool {
        let (word, mask) = Self::bit(token);
        self.0[word] & mask != 0
    }

    fn bit(token: &Token) -> (usize, u64) {
        let spread = token.hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((spread >> 54) as usize % 16, 1 << (spread >> 58))
    }
}

/// The quote as one string and its tokens.
pub(crate) struct Sought {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    /// The tokens of the passage itself.
    pub(crate) passage: Range<usize>,
    /// How many cells of alignments are left.
    cells: Cell<usize>,
    /// The words of all tokens, of those before the passage and of those after it.
    words: [OnceCell<Words>; 3],
}

/// Which of the tokens are aligned.
#[derive(Clone, Copy)]
enum Part {
    All,
    Before,
    After,
}

/// A stretch of text that may be the passage, and how much of what was looked for is there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// Bytes of the text.
    pub(crate) bytes: Range<usize>,
    pub(crate) evidence: Evidence,
}

/// What a closer look at a window says.
pub(crate) enum Look {
    Found(Candidate),
    /// What stood on either side of the passage stands together now.
    CutOut,
    Nothing,
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
            words: Default::default(),
        }
    }

    /// A passage of a revision with the tokens around it. It is only read off an alignment, so no text is needed.
    pub(crate) fn from_tokens(tokens: Vec<Token>, passage: Range<usize>) -> Self {
        Self {
            text: String::new(),
            tokens,
            passage,
            cells: Cell::new(0),
            words: Default::default(),
        }
    }

    /// Looks for the passage in a window of the text (bytes, at character boundaries) that is as near to the hint as
    /// `near` says, unless it cannot come up to the score `bar`.
    pub(crate) fn within(&self, text: &str, window: Range<usize>, near: f32, bar: f32) -> Look {
        let tokens = tokenise(&text[window.clone()], window.start);
        let hope = Evidence {
            near,
            ..self.hope(&tokens, None)
        };
        if confidence::score(&hope) < bar - ALIKE {
            return Look::Nothing;
        }
        let Some(pairs) = self.align(Part::All, &self.tokens, &tokens, text) else {
            return Look::Nothing;
        };
        let image = align::image(&pairs, self.passage.clone(), tokens.len());
        if let Some(candidate) = self.candidate(&pairs, &image, &tokens) {
            return Look::Found(candidate);
        }
        let around = self.weigh(&pairs, &image.tokens);
        let stands = |side: Option<f32>| side.is_some_and(|share| share >= CUT);
        if stands(around.prefix) && stands(around.suffix) {
            Look::CutOut
        } else {
            Look::Nothing
        }
    }

    /// What an alignment could find at best, words that are only alike left out: every token that is there, in whatever
    /// order. With `after`, `tokens` are those before the passage alone, which stands as it is.
    fn hope(&self, tokens: &[Token], after: Option<&[Token]>) -> Evidence {
        let there = Present::new(tokens);
        let there_after = after.map(Present::new);
        let share = |range: &mut dyn Iterator<Item = usize>, there: &Present, fade: f32| {
            let (mut all, mut got, mut near) = (0.0, 0.0, 1.0);
            for at in range {
                let heavy = self.tokens[at].weight() * near;
                near *= fade;
                all += heavy;
                got += if there.has(&self.tokens[at]) {
                    heavy
                } else {
                    0.0
                };
            }
            (all > 0.0).then(|| got / all)
        };
        let weight = self
            .passage
            .clone()
            .map(|at| self.tokens[at].weight())
            .sum();
        let passage = match after {
            Some(_) => 1.0,
            None => share(&mut self.passage.clone(), &there, 1.0).unwrap_or(1.0),
        };
        Evidence {
            passage,
            weight,
            prefix: share(&mut (0..self.passage.start).rev(), &there, FADE),
            suffix: share(
                &mut (self.passage.end..self.tokens.len()),
                there_after.as_ref().unwrap_or(&there),
                FADE,
            ),
            near: 1.0,
        }
    }

    /// Tokens of the quote, which are that part of them, with those of a text, as long as there are cells left for it.
    fn align(
        &self,
        part: Part,
        tokens: &[Token],
        other: &[Token],
        text: &str,
    ) -> Option<Vec<Option<Pair>>> {
        let cells = (tokens.len() + 1).saturating_mul(other.len() + 1);
        self.cells.set(self.cells.get().checked_sub(cells)?);
        let words = || self.words[part as usize].get_or_init(|| Words::new(tokens, &self.text));
        Some(align::align(tokens, words, other, text))
    }

    /// The passage stands verbatim at `bytes`, as near to the hint as `near` says: what do its surroundings within
    /// `window` say? `None` when they cannot say enough for the score `bar`.
    pub(crate) fn at(
        &self,
        text: &str,
        bytes: Range<usize>,
        window: Range<usize>,
        near: f32,
        bar: f32,
    ) -> Option<Candidate> {
        let before = tokenise(&text[window.start..bytes.start], window.start);
        let after = tokenise(&text[bytes.end..window.end], bytes.end);
        let hope = Evidence {
            near,
            ..self.hope(&before, Some(&after))
        };
        if confidence::score(&hope) < bar - ALIKE {
            return None;
        }
        // A border of the passage is a token as well, so that the alignment holds on to it.
        let border = Token {
            start: 0,
            end: 0,
            hash: BORDER,
            kind: TokenKind::Ideograph,
        };
        let with_border = |tokens: &[Token]| [&[border], tokens, &[border]].concat();
        let (before, after) = (with_border(&before), with_border(&after));
        let prefix = with_border(&self.tokens[..self.passage.start]);
        let suffix = with_border(&self.tokens[self.passage.end..]);
        let (before, prefix) = (&before[1..], &prefix[1..]);
        let (after, suffix) = (&after[..after.len() - 1], &suffix[..suffix.len() - 1]);
        let mut pairs = self.align(Part::Before, prefix, before, text)?;
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
        let paired = self.align(Part::After, suffix, after, text)?;
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
        self.candidate(pairs, &image, tokens)
    }

    /// What stands in place of the passage, unless nothing does.
    fn candidate(
        &self,
        pairs: &[Option<Pair>],
        image: &Image,
        tokens: &[Token],
    ) -> Option<Candidate> {
        let inside = tokens.get(image.tokens.clone())?;
        if self.is_remains(pairs, image, inside) {
            return None;
        }
        let bytes = inside.first()?.start..inside.last()?.end;
        Some(Candidate {
            bytes,
            evidence: self.weigh(pairs, &image.tokens),
        })
    }

    /// Whether all that stands there is a sign or two of the passage's own, such as its full stop, and none of its words.
    fn is_remains(&self, pairs: &[Option<Pair>], image: &Image, inside: &[Token]) -> bool {
        let is_sign = |token: &Token| token.kind == TokenKind::Sign;
        let own = |to: usize| {
            self.passage
                .clone()
                .any(|at| pairs[at].is_some_and(|pair| pair.to == to))
        };
        inside.iter().all(is_sign)
            && image.tokens.clone().all(own)
            && !self.tokens[self.passage.clone()].iter().all(is_sign)
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
