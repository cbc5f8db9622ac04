//! An edit applied to the source: bytes are spliced inside of text, markup is never touched, and what comes out is
//! extracted again and must differ exactly as intended.

use std::fmt;
use std::ops::Range;

use crate::text::Kind;
use crate::{Edit, Format, Rules, Scope, Text};

/// A change of a source: the bytes `source_range` hold `cut`, and are to hold `insert`.
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
}

/// Why an edit cannot be made in the source without guessing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refused {
    /// The text does not hold the old words at the place of the edit.
    Stale,
    /// The change lies on both sides of markup.
    CrossesMarkup,
    /// What is to change is made by the site or a template, or is nowhere in the source.
    NotInSource,
    /// Extracted again, the text would differ in another way than intended.
    WouldDiffer,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stale => "the text does not hold the old words at this place",
            Self::CrossesMarkup => "the change crosses markup",
            Self::NotInSource => "the words are made by a template and do not stand in the source",
            Self::WouldDiffer => "the change would show elsewhere, or otherwise than intended",
        })
    }
}

impl std::error::Error for Refused {}

/// Makes `edit` in `source`, of which `text` was extracted with the same format, scope and rules.
///
/// # Errors
/// [`Refused`] when it cannot be done without guessing: a normal answer.
pub fn patch(
    source: &str,
    text: &Text,
    edit: &Edit,
    format: Format,
    scope: Scope,
    rules: &Rules,
) -> Result<Patch, Refused> {
    if text.slice(edit.span) != edit.old {
        return Err(Refused::Stale);
    }
    let bytes = text.bytes(edit.span);
    let source_range = if bytes.is_empty() {
        place(text, bytes.start)?
    } else {
        stretch(text, edit)?
    };
    let insert = escape(&edit.new, format);
    let patch = Patch {
        cut: source[source_range.clone()].to_owned(),
        source_range,
        insert,
    };
    let after = Text::extract(&patch.apply(source), format, scope, rules);
    let intended = [
        &text.as_str()[..bytes.start],
        &edit.new,
        &text.as_str()[bytes.end..],
    ]
    .concat();
    if after.as_str() == intended {
        Ok(patch)
    } else {
        Err(Refused::WouldDiffer)
    }
}

/// Where an insertion goes: right after the character before it.
fn place(text: &Text, at: usize) -> Result<Range<usize>, Refused> {
    let inside = |piece: &&crate::text::Segment| {
        piece.kind == Kind::Exact && piece.at <= at && at <= piece.end()
    };
    let piece = text
        .segments()
        .iter()
        .find(inside)
        .ok_or(Refused::NotInSource)?;
    let place = piece.source + at - piece.at;
    Ok(place..place)
}

fn stretch(text: &Text, edit: &Edit) -> Result<Range<usize>, Refused> {
    let pieces = text.segments_in(text.bytes(edit.span));
    if pieces
        .iter()
        .any(|piece| matches!(piece.kind, Kind::Break | Kind::Generated))
    {
        return Err(Refused::NotInSource);
    }
    if pieces
        .windows(2)
        .any(|pair| pair[0].source_end() != pair[1].source)
    {
        return Err(Refused::CrossesMarkup);
    }
    text.source_range(edit.span).ok_or(Refused::NotInSource)
}

fn escape(new: &str, format: Format) -> String {
    match format {
        Format::Text => new.to_owned(),
        Format::Html => new
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
        Format::Markdown => {
            let mut out = String::with_capacity(new.len());
            for c in new.chars() {
                if matches!(
                    c,
                    '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&'
                ) {
                    out.push('\\');
                }
                out.push(c);
            }
            out
        }
    }
}
