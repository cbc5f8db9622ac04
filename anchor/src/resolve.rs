//! From selectors to a place in the text as it is now: exact first, then what a bounded search points to, each
//! candidate aligned with the quote and its context and weighed.

use memchr::memmem;

use crate::candidates::{self, Window};
use crate::confidence;
use crate::fold;
use crate::selector::{Selectors, TextQuote};
use crate::sought::{Candidate, Sought};
use crate::{Span, Text};

/// Below this score (log odds of 2 to 3) an answer would be a guess.
pub(crate) const SURE: f32 = -0.4;
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
    if let Some(at) = plain(text.as_str(), quote) {
        let span = text.span(at..at + quote.exact.len());
        return Ok(Anchor {
            span,
            status: Status::Exact,
            confidence: 0.98,
        });
    }
    let sought = Sought::new(quote);
    let near = Nearness {
        hint,
        len: text.as_str().len(),
    };
    let mut found = copies(text, quote, &sought, &near);
    near.note(&mut found);
    if !is_certain(&found) {
        let windows = candidates::seeded(text.as_str(), quote, &sought, hint);
        look(text, &sought, &near, windows, &mut found);
    }
    if !is_certain(&found) {
        let windows = candidates::searched(text.as_str(), quote, hint);
        look(text, &sought, &near, windows, &mut found);
    }
    decide(text, quote, found)
}

/// Aligns the passage with the windows, the most promising first, and notes what it finds.
fn look(
    text: &Text,
    sought: &Sought,
    near: &Nearness,
    windows: Vec<Window>,
    found: &mut Vec<Candidate>,
) {
    let most = windows.first().map_or(0.0, |window| window.promise);
    for window in windows {
        if window.promise < most * CLOSE && is_certain(found) {
            break;
        }
        let mut candidate = sought.within(text.as_str(), window.bytes);
        near.note(candidate.as_mut_slice());
        found.extend(candidate);
    }
}

fn is_certain(found: &[Candidate]) -> bool {
    found
        .iter()
        .any(|candidate| confidence::score(&candidate.evidence) > CERTAIN)
}

/// The common case: the passage stands with its whole context, once.
fn verbatim(text: &Text, quote: &TextQuote, hint: Option<usize>) -> Option<Result<Anchor, Lost>> {
    if quote.prefix.len() + quote.suffix.len() < 8 {
        return None;
    }
    let whole = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
    let source = text.as_str();
    let mut hits =
        memmem::find_iter(source.as_bytes(), whole.as_bytes()).map(|at| at + quote.prefix.len());
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
fn plain(text: &str, quote: &TextQuote) -> Option<usize> {
    let places: Vec<usize> = memmem::find_iter(text.as_bytes(), quote.exact.as_bytes())
        .take(COPIES + 1)
        .collect();
    if places.len() > COPIES {
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
    for at in places {
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

/// Verbatim copies of the passage alone, each with what its surroundings say.
fn copies(text: &Text, quote: &TextQuote, sought: &Sought, near: &Nearness) -> Vec<Candidate> {
    let source = text.as_str();
    let mut places: Vec<usize> = memmem::find_iter(source.as_bytes(), quote.exact.as_bytes())
        .take(4096)
        .collect();
    if places.len() > COPIES {
        let agreement = |at: &usize| usize::MAX - context(source, *at, quote);
        places.sort_by_cached_key(|at| (agreement(at), near.distance(*at)));
        places.truncate(COPIES);
    }
    let window = |at: usize| {
        let start = floor(source, at.saturating_sub(quote.prefix.len() + 24));
        let end = ceiling(source, at + quote.exact.len() + quote.suffix.len() + 24);
        start..end
    };
    let candidate = |at: usize| sought.at(source, at..at + quote.exact.len(), window(at));
    places.into_iter().filter_map(candidate).collect()
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

/// How near a place is to the hint.
struct Nearness {
    hint: Option<usize>,
    len: usize,
}

impl Nearness {
    fn distance(&self, at: usize) -> usize {
        self.hint.map_or(0, |hint| hint.abs_diff(at))
    }

    fn note(&self, found: &mut [Candidate]) {
        if self.hint.is_some() {
            let scale = 200.0 + self.len as f32 / 20.0;
            for candidate in found {
                let distance = self.distance(candidate.bytes.start) as f32;
                candidate.evidence.near = (-distance / scale).exp();
            }
        }
    }
}

/// The best candidate, when it is likely enough and no other is as likely.
fn decide(text: &Text, quote: &TextQuote, mut found: Vec<Candidate>) -> Result<Anchor, Lost> {
    let score = |candidate: &Candidate| confidence::score(&candidate.evidence);
    found.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let best = found.first().ok_or(Lost::Gone)?;
    let top = score(best);
    if top < SURE {
        return Err(Lost::Gone);
    }
    let overlaps = |other: &Candidate| {
        other.bytes.start < best.bytes.end && best.bytes.start < other.bytes.end
    };
    if found
        .iter()
        .skip(1)
        .any(|other| !overlaps(other) && top - score(other) < APART)
    {
        return Err(Lost::Ambiguous);
    }
    Ok(anchor(text, &quote.exact, best, top))
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
