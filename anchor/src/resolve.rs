//! From selectors to a place in the text as it is now: exact first, then what a bounded search points to, each
//! candidate aligned with the quote and its context and weighed.

use std::ops::Range;

use crate::candidates::{self, Window};
use crate::confidence;
use crate::fold;
use crate::places::places;
use crate::selector::{Selectors, TextQuote};
use crate::sought::{Candidate, Look, Sought};
use crate::{Span, Text};

/// Below this score (log odds of 2 to 3) an answer would be a guess.
pub(crate) const SURE: f32 = -0.4;
/// Below this score of what stands where pieces of the quote do, places are looked for where none does.
const ENOUGH: f32 = 0.5;
/// A place where the passage was cut out is believed only when it is at least this near to the hint, which none is where
/// there is no hint: what stood on either side of the passage may stand side by side elsewhere as well.
const HERE: f32 = 0.6;
/// What the search promises where so many letters are right that its words may all be misspelt.
const MISSPELT: f32 = 1.5;
/// From this score on no other place is looked for.
pub(crate) const CERTAIN: f32 = 2.5;
/// Two candidates whose scores are this near cannot be told apart.
const APART: f32 = 0.4;
/// Once one window was certain, only those that promise at least this share of the most are looked at.
const CLOSE: f32 = 0.7;
/// So many visible characters that agree on a side settle whose copy it is.
const BESIDE: usize = 12;
/// How many characters are looked at for those, with white space.
const NEARBY: usize = 512;
/// How many verbatim copies of the passage are found at all.
const MANY: usize = 4096;
/// How many verbatim copies are looked at before the bounded search takes over.
const COPIES: usize = 16;

/// Where a passage is now.
///
/// ```
/// use corrigenda_anchor::{describe, resolve, Format, Rules, Scope, Span, Status, Text};
/// let text = |source| Text::extract(source, Format::Text, Scope::Body, &Rules::default());
/// let seen = text("At last she heard teh call of the sea.");
/// let now = text("New: At last she heard the call of the sea.");
/// let anchor = resolve(&now, &describe(&seen, Span::new(18, 21))).unwrap();
/// assert_eq!((now.slice(anchor.span), anchor.status), ("the", Status::Edited));
/// assert!(anchor.confidence > 0.8);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// The passage in the text that was searched.
    pub span: Span,
    /// Whether its words are unchanged.
    pub status: Status,
    /// How likely this is the right place, from 0 to 1.
    pub confidence: f32,
}

/// Whether a passage that was found reads as it did.
///
/// ```
/// use corrigenda_anchor::{describe, resolve, Format, Rules, Scope, Span, Status, Text};
/// let text = |source| Text::extract(source, Format::Text, Scope::Body, &Rules::default());
/// let selectors = describe(&text("She said: “it is so”, and left."), Span::new(10, 20));
/// // Only the kind of the quotation marks and the white space are other: the words are the same.
/// let anchor = resolve(&text("She said: \"it  is so\", and left."), &selectors).unwrap();
/// assert_eq!(anchor.status, Status::Exact);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The words stand there unchanged.
    Exact,
    /// The passage is there, but its words changed.
    Edited,
}

/// Why no place is given.
///
/// ```
/// use corrigenda_anchor::{resolve, Format, Lost, Rules, Scope, Selectors, Text, TextQuote};
/// let text = Text::extract("one teh, two teh", Format::Text, Scope::Body, &Rules::default());
/// let quote = |exact: &str| Some(TextQuote { exact: exact.into(), ..TextQuote::default() });
/// assert_eq!(resolve(&text, &Selectors { quote: quote("teh"), position: None }), Err(Lost::Ambiguous));
/// assert_eq!(resolve(&text, &Selectors { quote: quote("three"), position: None }), Err(Lost::Gone));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// There is no such passage any more.
    Gone,
    /// Several places fit equally.
    Ambiguous,
}

/// Finds a passage in `text` by its selectors: unchanged, edited, or replaced by other words between the neighbours
/// that the quote names. Time is linear in the text. Without a quote the position is taken as it is, at a confidence of
/// one half.
///
/// ```
/// use corrigenda_anchor::{describe, resolve, Format, Lost, Rules, Scope, Span, Text};
/// let text = |source| Text::extract(source, Format::Text, Scope::Body, &Rules::default());
/// let before = text("The fleet left on Monday with twelve ships and returned in May.");
/// let selectors = describe(&before, Span::new(30, 42));
/// let after = text("It is said that the fleet left on Monday with a dozen boats and returned in May.");
/// assert_eq!(after.slice(resolve(&after, &selectors)?.span), "a dozen boats");
/// assert_eq!(resolve(&text("Nothing of that is left."), &selectors), Err(Lost::Gone));
/// # Ok::<(), Lost>(())
/// ```
///
/// # Errors
/// [`Lost`] when there is no place, or none that stands out.
pub fn resolve(text: &Text, selectors: &Selectors) -> Result<Anchor, Lost> {
    let Some(quote) = selectors
        .quote
        .as_ref()
        .filter(|quote| !quote.exact.is_empty())
    else {
        let span = selectors
            .position
            .filter(|span| span.end() <= text.len())
            .ok_or(Lost::Gone)?;
        return Ok(Anchor {
            span,
            status: Status::Exact,
            confidence: 0.5,
        });
    };
    let hint = selectors.position.map(|span| text.byte(span.start()));
    if let Some(anchor) = verbatim(text, quote, hint) {
        return anchor;
    }
    let copies: Vec<usize> = places(text.as_str(), &quote.exact).take(MANY).collect();
    if let Some(at) = plain(text.as_str(), quote, &copies) {
        let span = text.span(at..at + quote.exact.len());
        return Ok(Anchor {
            span,
            status: Status::Exact,
            confidence: 0.98,
        });
    }
    let mut search = Search::new(text, quote, hint);
    search.copies(copies);
    if !search.is_certain() {
        let windows = candidates::seeded(text.as_str(), quote, &search.sought, hint);
        search.look(windows, f32::INFINITY);
    }
    if search.top < ENOUGH && !search.is_cut_out {
        let windows = candidates::searched(text.as_str(), quote, hint);
        search.look(windows, MISSPELT);
    }
    search.decide()
}

/// The common case: the passage stands with its whole context, once.
fn verbatim(text: &Text, quote: &TextQuote, hint: Option<usize>) -> Option<Result<Anchor, Lost>> {
    if quote.prefix.len() + quote.suffix.len() < 8 {
        return None;
    }
    let whole = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
    let mut hits = places(text.as_str(), &whole).map(|at| at + quote.prefix.len());
    let first = hits.next()?;
    let answer = |at: usize, confidence: f32| {
        let span = text.span(at..at + quote.exact.len());
        Some(Ok(Anchor {
            span,
            status: Status::Exact,
            confidence,
        }))
    };
    let Some(second) = hits.next() else {
        return answer(first, 0.99);
    };
    let mut copies = vec![first, second];
    copies.extend(hits.take(COPIES));
    match hint.and_then(|hint| nearest(&copies, hint)) {
        Some(at) => answer(at, 0.9),
        None => Some(Err(Lost::Ambiguous)),
    }
}

/// Nearly as common: the passage stands verbatim, once or a few times, and around one of the copies the near context
/// is the same but for its white space, while around no other anything like it is.
fn plain(text: &str, quote: &TextQuote, copies: &[usize]) -> Option<usize> {
    if copies.len() > COPIES {
        return None;
    }
    let letters = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .take(BESIDE)
            .count()
    };
    if letters(&quote.prefix) < BESIDE || letters(&quote.suffix) < BESIDE {
        return None;
    }
    let mut best = None;
    for &at in copies {
        let before = agreement(text[..at].chars().rev(), quote.prefix.chars().rev());
        let after = agreement(text[at + quote.exact.len()..].chars(), quote.suffix.chars());
        if before.min(after) >= BESIDE {
            // A second copy with the same surroundings needs a closer look.
            if best.replace(at).is_some() {
                return None;
            }
        } else if before + after >= BESIDE {
            return None;
        }
    }
    best
}

/// How many characters two strings begin with in common, white space left out, as far as it matters.
fn agreement(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    let visible = |c: &char| !c.is_whitespace();
    a.take(NEARBY)
        .filter(visible)
        .zip(b.take(NEARBY).filter(visible))
        .take(BESIDE)
        .take_while(|(a, b)| a == b)
        .count()
}

/// The copy at the hint, when it is clearly nearer to it than every other.
fn nearest(copies: &[usize], hint: usize) -> Option<usize> {
    let mut copies: Vec<(usize, usize)> =
        copies.iter().map(|&at| (at.abs_diff(hint), at)).collect();
    copies.sort_unstable();
    let ((first, at), (second, _)) = (copies[0], copies[1]);
    (first * 3 < second).then_some(at)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceiling(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// How many bytes of the context agree at a hit.
fn context(text: &str, at: usize, quote: &TextQuote) -> usize {
    let before = text.as_bytes()[..at]
        .iter()
        .rev()
        .zip(quote.prefix.as_bytes().iter().rev());
    let after = text.as_bytes()[at + quote.exact.len()..]
        .iter()
        .zip(quote.suffix.as_bytes());
    before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
}

/// What was found so far of a passage that does not stand with its whole context.
struct Search<'t> {
    text: &'t Text,
    quote: &'t TextQuote,
    sought: Sought,
    /// The byte at which the passage is thought to be.
    hint: Option<usize>,
    /// Each candidate with its score.
    found: Vec<(f32, Candidate)>,
    /// The highest score.
    top: f32,
    /// Whether the passage was seen cut out near the hint: then it is not looked for in other words.
    is_cut_out: bool,
}

impl<'t> Search<'t> {
    fn new(text: &'t Text, quote: &'t TextQuote, hint: Option<usize>) -> Self {
        Self {
            text,
            quote,
            sought: Sought::new(quote),
            hint,
            found: Vec::new(),
            top: f32::NEG_INFINITY,
            is_cut_out: false,
        }
    }

    fn is_certain(&self) -> bool {
        self.top > CERTAIN
    }

    /// A lower score than this one changes nothing any more.
    fn bar(&self) -> f32 {
        SURE.max(self.top - APART)
    }

    fn add(&mut self, mut candidate: Candidate) {
        let start = candidate.bytes.start;
        candidate.evidence.near = self.nearness(start..start);
        let score = confidence::score(&candidate.evidence);
        self.top = self.top.max(score);
        self.found.push((score, candidate));
    }

    /// How near to the hint a passage can be that begins at one of these bytes: 1 for at it, and 0.5 without a hint.
    fn nearness(&self, starts: Range<usize>) -> f32 {
        let scale = 200.0 + self.text.as_str().len() as f32 / 20.0;
        self.hint.map_or(0.5, |hint| {
            (-(distance(hint, &starts) as f32) / scale).exp()
        })
    }

    /// Looks at verbatim copies of the passage alone, the likeliest first.
    fn copies(&mut self, mut places: Vec<usize>) {
        let (source, quote) = (self.text.as_str(), self.quote);
        let far = |at: &usize| self.hint.map_or(0, |hint| hint.abs_diff(*at));
        let agreement = |at: &usize| usize::MAX - context(source, *at, quote);
        places.sort_by_cached_key(|at| (agreement(at), far(at)));
        places.truncate(COPIES);
        for at in places {
            let start = floor(source, at.saturating_sub(quote.prefix.len() + 24));
            let end = ceiling(source, at + quote.exact.len() + quote.suffix.len() + 24);
            let (bar, near) = (self.bar(), self.nearness(at..at));
            let bytes = at..at + quote.exact.len();
            if let Some(candidate) = self.sought.at(source, bytes, start..end, near, bar) {
                self.add(candidate);
            }
        }
    }

    /// Aligns the passage with the windows, the most promising first. Those that promise at least `sure` are not asked
    /// how many words stand there as they were.
    fn look(&mut self, windows: Vec<Window>, sure: f32) {
        let most = windows.first().map_or(0.0, |window| window.promise);
        for window in windows {
            if window.promise < most * CLOSE && self.is_certain() {
                break;
            }
            let near = self.nearness(window.bytes.clone());
            let bar = if window.promise < sure {
                self.bar()
            } else {
                f32::NEG_INFINITY
            };
            match self
                .sought
                .within(self.text.as_str(), window.bytes, near, bar)
            {
                Look::Found(candidate) => self.add(candidate),
                Look::CutOut => self.is_cut_out |= near >= HERE,
                Look::Nothing => {}
            }
        }
    }

    /// The best candidate, when it is likely enough and no other is as likely.
    fn decide(mut self) -> Result<Anchor, Lost> {
        self.found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (top, best) = self.found.first().ok_or(Lost::Gone)?;
        if *top < SURE {
            return Err(Lost::Gone);
        }
        let overlaps = |other: &Candidate| {
            other.bytes.start < best.bytes.end && best.bytes.start < other.bytes.end
        };
        if self
            .found
            .iter()
            .skip(1)
            .any(|(score, other)| !overlaps(other) && top - score < APART)
        {
            return Err(Lost::Ambiguous);
        }
        Ok(anchor(self.text, &self.quote.exact, best, *top))
    }
}

/// How far a byte is from a range.
fn distance(from: usize, range: &Range<usize>) -> usize {
    range
        .start
        .saturating_sub(from)
        .max(from.saturating_sub(range.end))
}

/// A candidate as an answer about a passage that read as `passage`.
pub(crate) fn anchor(text: &Text, passage: &str, best: &Candidate, score: f32) -> Anchor {
    let span = text.span(best.bytes.clone());
    let status = if fold::same_words(text.slice(span), passage) {
        Status::Exact
    } else {
        Status::Edited
    };
    let confidence = confidence::probability(score);
    Anchor {
        span,
        status,
        confidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Rules, Scope, describe};

    const STORY: &str = "The harbour was quiet when the first boats came home. Nobody on the long pier expected \
        so many of them, for the storm had lasted three days. By evening every family had counted its sons. Later the \
        newspaper printed all their names, and under them a single line of thanks to the lighthouse keeper.";

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    fn selectors(passage: &str) -> Selectors {
        let story = text(STORY);
        let at = STORY.find(passage).expect("the passage stands there");
        describe(&story, story.span(at..at + passage.len()))
    }

    /// Every word with another letter in its middle, as a scanner might read it: no piece stands as it was.
    fn misread(text: &str) -> String {
        let word = |word: &str| {
            let at = word.len() / 2;
            match word.len() {
                0..3 => word.to_owned(),
                _ => format!("{}x{}", &word[..at], &word[at + 1..]),
            }
        };
        text.split(' ').map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_passage_with_a_slip_in_every_word_is_found_by_the_search() {
        for passage in [
            "expected so many",
            "every family had counted its sons",
            "storm",
        ] {
            let now = text(&misread(STORY));
            let anchor = resolve(&now, &selectors(passage)).expect("it is found");
            assert_eq!(now.slice(anchor.span), misread(passage));
        }
    }

    #[test]
    fn a_passage_that_was_cut_out_is_gone_and_not_looked_for_in_other_words() {
        let passage = " Nobody on the long pier expected so many of them, for the storm had lasted three days.";
        let now = text(&STORY.replace(passage, ""));
        let selectors = selectors(passage.trim());
        assert_eq!(resolve(&now, &selectors), Err(Lost::Gone));
        let quote = selectors.quote.as_ref().expect("there is a quote");
        let at = STORY.find(passage).expect("the passage stands there");
        for (hint, expected) in [(Some(at), true), (None, false)] {
            let mut search = Search::new(&now, quote, hint);
            let windows = candidates::seeded(now.as_str(), quote, &search.sought, hint);
            search.look(windows, f32::INFINITY);
            assert_eq!(search.is_cut_out, expected);
        }
    }

    #[test]
    fn an_empty_copy_of_the_context_does_not_hide_the_passage() {
        let Selectors { quote, position } = selectors("expected so many");
        let around = quote.as_ref().expect("there is a quote");
        let empty = [around.prefix.as_str(), &around.suffix].concat();
        let now = text(&format!(
            "{}\n{}\n{empty}",
            misread(STORY),
            "Other news. ".repeat(40)
        ));
        for position in [None, position] {
            let quote = quote.clone();
            let anchor = resolve(&now, &Selectors { quote, position }).expect("it is found");
            assert_eq!(now.slice(anchor.span), misread("expected so many"));
        }
    }
}
