//! From a place to selectors: the inverse of `resolve`.

use crate::selector::{Selectors, TextQuote};
use crate::{Span, Text};

/// Code points of context on either side, as the annotators of the field keep.
const CONTEXT: usize = 32;

/// The selectors of a span: its words, 32 code points before and after, and its position.
///
/// ```
/// use corrigenda_anchor::{describe, Format, Rules, Scope, Span, Text};
/// let text = Text::extract("She heard teh call.", Format::Text, Scope::Body, &Rules::default());
/// let quote = describe(&text, Span::new(10, 13)).quote.unwrap();
/// assert_eq!((quote.prefix.as_str(), quote.exact.as_str()), ("She heard ", "teh"));
/// ```
#[must_use]
pub fn describe(text: &Text, span: Span) -> Selectors {
    let span = Span::new(span.start().min(text.len()), span.end().min(text.len()));
    let before = Span::new(span.start().saturating_sub(CONTEXT), span.start());
    let after = Span::new(span.end(), span.end() + CONTEXT);
    let words = |span| text.slice(span).to_owned();
    let quote = TextQuote {
        prefix: words(before),
        exact: words(span),
        suffix: words(after),
    };
    Selectors {
        quote: Some(quote),
        position: Some(span),
    }
}
