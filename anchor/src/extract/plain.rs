//! Plain text: the text is the source as it stands, so that positions are positions of the source.

use crate::text::{Kind, Segment, Text};

pub(crate) fn extract(source: &str) -> Text {
    let whole = Segment {
        at: 0,
        len: source.len(),
        source: 0,
        source_len: source.len(),
        kind: Kind::Exact,
    };
    let segments = if source.is_empty() {
        Vec::new()
    } else {
        vec![whole]
    };
    Text::from_parts(source.to_owned(), segments, Vec::new())
}
