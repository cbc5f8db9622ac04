//! The two selectors of the W3C Web Annotation model that the project uses. No JSON here: wire types live at the edge.

use crate::Span;

/// A W3C `TextQuoteSelector`: the words, and what stands before and after them.
///
/// ```
/// let quote = corrigenda_anchor::TextQuote {
///     prefix: "She heard ".into(), exact: "teh".into(), suffix: " call.".into(),
/// };
/// assert_eq!(quote.exact, "teh");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextQuote {
    /// The text right before the passage; may be empty.
    pub prefix: String,
    /// The passage itself.
    pub exact: String,
    /// The text right after the passage; may be empty.
    pub suffix: String,
}

/// Where a passage is: by its words, by its position, or by both.
///
/// ```
/// use corrigenda_anchor::{Selectors, Span};
/// let only_position = Selectors { quote: None, position: Some(Span::new(3, 8)) };
/// assert!(only_position.quote.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selectors {
    /// The words with their context.
    pub quote: Option<TextQuote>,
    /// A W3C `TextPositionSelector`, in code points. With a quote it is a hint and never believed alone.
    pub position: Option<Span>,
}
