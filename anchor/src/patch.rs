//! An edit applied to the source: bytes are spliced inside of text, markup is never touched, and what comes out is
//! extracted again and must differ exactly as intended.

use std::fmt;
use std::ops::Range;

use crate::splice::{self, Splice};
use crate::{Edit, Format, Rules, Scope, Text};

/// A change of a source: the bytes `source_range` hold `cut`, and are to hold `insert`. When several words change, or
/// text on both sides of markup, the range reaches from the first change to the last and `insert` holds what lies
/// between as it was.
///
/// ```
/// use corrigenda_anchor::Patch;
/// let patch = Patch { source_range: 3..6, cut: "teh".into(), insert: "the".into() };
/// assert_eq!(patch.apply("<p>teh call"), "<p>the call");
/// assert_eq!(patch.inverse().apply("<p>the call"), "<p>teh call");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Bytes of the source.
    pub source_range: Range<usize>,
    /// What stands there.
    pub cut: String,
    /// What is to stand there.
    pub insert: String,
}

impl Patch {
    /// The source with the change in it. A source which does not hold `cut` at that place is given back unchanged.
    ///
    /// ```
    /// # use corrigenda_anchor::Patch;
    /// let patch = Patch { source_range: 0..3, cut: "teh".into(), insert: "the".into() };
    /// assert_eq!(patch.apply("teh call"), "the call");
    /// assert_eq!(patch.apply("another text"), "another text");
    /// ```
    #[must_use]
    pub fn apply(&self, source: &str) -> String {
        if source.get(self.source_range.clone()) != Some(&self.cut) {
            return source.to_owned();
        }
        [
            &source[..self.source_range.start],
            &self.insert,
            &source[self.source_range.end..],
        ]
        .concat()
    }

    /// The change that undoes this one.
    ///
    /// ```
    /// # use corrigenda_anchor::Patch;
    /// let patch = Patch { source_range: 0..3, cut: "teh".into(), insert: "the".into() };
    /// assert_eq!(patch.inverse().apply("the call"), "teh call");
    /// ```
    #[must_use]
    pub fn inverse(&self) -> Self {
        let start = self.source_range.start;
        Self {
            source_range: start..start + self.insert.len(),
            cut: self.insert.clone(),
            insert: self.cut.clone(),
        }
    }
}

/// Why an edit cannot be made in the source without guessing: a normal answer.
///
/// ```
/// assert_eq!(corrigenda_anchor::Refused::CrossesMarkup.to_string(), "the change crosses markup");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// The text does not hold the old words at the place of the edit.
    Stale,
    /// The words to correct were rewritten since the reader saw them.
    Changed,
    /// The change lies on both sides of markup.
    CrossesMarkup,
    /// What is to change is made by the site, or is nowhere in the source.
    NotInSource,
    /// What is to change is written in a template language.
    Template,
    /// Extracted again, the text would differ in another way than intended.
    WouldDiffer,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stale => "the text does not hold the old words at this place",
            Self::Changed => "the words to correct were rewritten since",
            Self::CrossesMarkup => "the change crosses markup",
            Self::NotInSource => "the words do not stand in the source",
            Self::Template => "the words are written in a template language",
            Self::WouldDiffer => "the change would show elsewhere, or otherwise than intended",
        })
    }
}

impl std::error::Error for Refused {}

/// Makes `edit` in `source`, of which `text` was extracted with the same format, scope and rules.
///
/// ```
/// use corrigenda_anchor::{patch, Edit, Format, Rules, Scope, Span, Text};
/// let (source, rules) = ("Five < *sevn*", Rules::default());
/// let text = Text::extract(source, Format::Markdown, Scope::Body, &rules);
/// let edit = Edit::smallest(&text, Span::new(7, 11), "seven").unwrap();
/// let patch = patch(source, &text, &edit, Format::Markdown, Scope::Body, &rules)?;
/// assert_eq!(patch.apply(source), "Five < *seven*");
/// # Ok::<(), corrigenda_anchor::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] when it cannot be done without guessing.
pub fn patch(
    source: &str,
    text: &Text,
    edit: &Edit,
    format: Format,
    scope: Scope,
    rules: &Rules,
) -> Result<Patch, Refused> {
    if text.slice(edit.span) != edit.old || edit.span.end() > text.len() {
        return Err(Refused::Stale);
    }
    let splices = splice::plan(source, text, edit, format)?;
    let place = text.bytes(edit.span);
    let new = splice::normal(&edit.new, format);
    let intended = [
        &text.as_str()[..place.start],
        &new,
        &text.as_str()[place.end..],
    ]
    .concat();
    for escape in splice::escapes(format) {
        let Some(patch) = join(source, &splices, *escape) else {
            continue;
        };
        let after = Text::extract(&patch.apply(source), format, scope, rules);
        let alike = splice::same_text(after.as_str(), &intended, format);
        if alike && after.closings().len() == text.closings().len() {
            return Ok(patch);
        }
    }
    Err(Refused::WouldDiffer)
}

/// All splices as one patch.
fn join(source: &str, splices: &[Splice], escape: fn(&str) -> String) -> Option<Patch> {
    let (first, last) = (splices.first()?, splices.last()?);
    let source_range = first.range.start..last.range.end;
    let mut insert = String::new();
    let mut at = source_range.start;
    for splice in splices {
        insert.push_str(source.get(at..splice.range.start)?);
        insert.push_str(&escape(&splice.new));
        at = splice.range.end;
    }
    Some(Patch {
        cut: source.get(source_range.clone())?.to_owned(),
        source_range,
        insert,
    })
}
