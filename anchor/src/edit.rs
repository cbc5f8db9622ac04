//! A suggestion reduced to the smallest edit that makes it: what grouping compares and what a patch applies.

use unicode_segmentation::UnicodeSegmentation;

use crate::{Span, Text};

/// The smallest edit of a text, whole words at a time: at `span`, where `old` stands, `new` is to stand.
///
/// ```
/// use corrigenda_anchor::{Edit, Format, Rules, Scope, Span, Text};
/// let text = Text::extract("She heard teh call.", Format::Text, Scope::Body, &Rules::default());
/// let edit = Edit::smallest(&text, Span::new(4, 18), "heard the call").unwrap();
/// assert_eq!((edit.old.as_str(), edit.new.as_str(), edit.span), ("teh", "the", Span::new(10, 13)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// Where, in code points of the text. Empty for an insertion.
    pub span: Span,
    /// What stands there.
    pub old: String,
    /// What is to stand there. Empty for a deletion.
    pub new: String,
}

impl Edit {
    /// The edit that makes `passage` read as `replacement`. White space is compared as white space, whatever its kind
    /// and length. `None` when the passage reads so already.
    #[must_use]
    pub fn smallest(text: &Text, passage: Span, replacement: &str) -> Option<Self> {
        let passage = text.bytes(passage);
        let old = &text.as_str()[passage.clone()];
        let (a, b): (Vec<&str>, Vec<&str>) = (tokens(old), tokens(replacement));
        let head = a.iter().zip(&b).take_while(|(a, b)| same(a, b)).count();
        let (a_rest, b_rest) = (&a[head..], &b[head..]);
        let tail = a_rest
            .iter()
            .rev()
            .zip(b_rest.iter().rev())
            .take_while(|(a, b)| same(a, b))
            .count();
        let (cut, put) = (
            &a_rest[..a_rest.len() - tail],
            &b_rest[..b_rest.len() - tail],
        );
        if cut.is_empty() && put.is_empty() {
            return None;
        }
        let start = passage.start + a[..head].iter().map(|token| token.len()).sum::<usize>();
        let old = cut.concat();
        let span = text.span(start..start + old.len());
        Some(Self {
            span,
            old,
            new: put.concat(),
        })
    }

    /// The whole passage as it reads after the edit. What of the edit lies outside of the passage is left out.
    #[must_use]
    pub fn apply_to(&self, passage: Span, text: &Text) -> String {
        let start = self.span.start().clamp(passage.start(), passage.end());
        let end = self.span.end().clamp(passage.start(), passage.end());
        let before = text.slice(Span::new(passage.start(), start));
        let after = text.slice(Span::new(end, passage.end()));
        [before, &self.new, after].concat()
    }
}

/// Words, runs of white space, and single signs: no grapheme is ever cut.
pub(crate) fn tokens(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

fn is_space(token: &str) -> bool {
    token
        .bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c))
}

fn same(a: &str, b: &str) -> bool {
    a == b || (is_space(a) && is_space(b))
}
