//! From selectors and the text that the reader saw to a place in the text as it is now.

use memchr::memmem;

use crate::carry::carry;
use crate::confidence;
use crate::describe::describe;
use crate::resolve::{Anchor, CERTAIN, Lost, SURE, Status, anchor, resolve};
use crate::selector::Selectors;
use crate::{Span, Text};

/// A passage of at least so many bytes that stands once in either revision was moved rather than written anew.
const MOVED: usize = 24;

/// Finds a passage in `text` by the selectors and by what the reader saw: the passage is located in `before` and
/// carried through the difference of the two revisions, which tells copies apart and finds what was put in its place.
/// When it does not stand in `before`, or was taken out there and stands word for word elsewhere, the selectors decide.
///
/// ```
/// use corrigenda_anchor::{describe, resolve_with_before, Format, Lost, Rules, Scope, Span, Text};
/// let text = |source| Text::extract(source, Format::Text, Scope::Body, &Rules::default());
/// let (before, after) = (text("We like tea. They like tea."), text("We like it. They like tea."));
/// let selectors = describe(&before, Span::new(8, 11));
/// let anchor = resolve_with_before(&after, &before, &selectors)?;
/// assert_eq!(after.slice(anchor.span), "it");
/// # Ok::<(), Lost>(())
/// ```
///
/// # Errors
/// [`Lost`] when there is no place, or none that stands out.
pub fn resolve_with_before(
    text: &Text,
    before: &Text,
    selectors: &Selectors,
) -> Result<Anchor, Lost> {
    let Some(seen) = seen(before, selectors) else {
        return resolve(text, selectors);
    };
    let passage = before.slice(seen);
    if let Some(mut candidate) = carry(before, seen, text) {
        candidate.evidence.near = 1.0;
        let score = confidence::score(&candidate.evidence);
        if score >= SURE {
            return Ok(anchor(text, passage, &candidate, score));
        }
    }
    elsewhere(text, before, seen)
}

/// The difference of the revisions says that the passage was taken out at its place: only what is certain by itself, or
/// what was moved as it was, is believed.
fn elsewhere(text: &Text, before: &Text, seen: Span) -> Result<Anchor, Lost> {
    let passage = before.slice(seen);
    let finder = memmem::Finder::new(passage.as_bytes());
    let count = |text: &Text| finder.find_iter(text.as_str().as_bytes()).take(2).count();
    let moved = || passage.len() >= MOVED && count(before) == 1 && count(text) == 1;
    match resolve(text, &describe(before, seen)) {
        Ok(anchor) if anchor.confidence >= confidence::probability(CERTAIN) => Ok(anchor),
        Ok(anchor) if anchor.status == Status::Exact && moved() => Ok(anchor),
        Ok(_) => Err(Lost::Gone),
        Err(Lost::Gone) if moved() => {
            let at = finder.find(text.as_str().as_bytes()).ok_or(Lost::Gone)?;
            let span = text.span(at..at + passage.len());
            Ok(Anchor {
                span,
                status: Status::Exact,
                confidence: 0.7,
            })
        }
        Err(lost) => Err(lost),
    }
}

/// Where the reader saw the passage: at its position when the words stand there, else wherever they are found.
fn seen(before: &Text, selectors: &Selectors) -> Option<Span> {
    let Some(quote) = selectors
        .quote
        .as_ref()
        .filter(|quote| !quote.exact.is_empty())
    else {
        let inside = |span: &Span| !span.is_empty() && span.end() <= before.len();
        return selectors.position.filter(inside);
    };
    let stands = |span: &Span| before.slice(*span) == quote.exact;
    selectors.position.filter(stands).or_else(|| {
        let anchor = resolve(before, selectors).ok()?;
        (anchor.status == Status::Exact).then_some(anchor.span)
    })
}
