//! From selectors to a place in the text as it is now.

use memchr::memmem;

use crate::selector::{Selectors, TextQuote};
use crate::{Span, Text};

/// Where a passage is now.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The words stand there unchanged.
    Exact,
    /// The passage is there, but its words changed.
    Edited,
}

/// Why no place is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// There is no such passage any more.
    Gone,
    /// Several places fit equally.
    Ambiguous,
}

/// Finds a passage in `text`.
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
    let mut hits: Vec<(usize, Span)> =
        memmem::find_iter(text.as_str().as_bytes(), quote.exact.as_bytes())
            .map(|at| {
                (
                    context(text.as_str(), at, quote),
                    text.span(at..at + quote.exact.len()),
                )
            })
            .collect();
    hits.sort_by_key(|(fit, span)| {
        let distance = selectors
            .position
            .map_or(0, |hint| span.start().abs_diff(hint.start()));
        (usize::MAX - fit, distance)
    });
    match hits[..] {
        [] => Err(Lost::Gone),
        [(first, _), (second, _), ..] if first == second && selectors.position.is_none() => {
            Err(Lost::Ambiguous)
        }
        [(_, span), ..] => Ok(Anchor {
            span,
            status: Status::Exact,
            confidence: 0.9,
        }),
    }
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
