//! Ranges of a source that a template language owns: they are read as text, and never patched, because what they
//! render as is not known here.

use std::ops::Range;

use crate::Format;

/// How the ranges begin and end. Single braces are prose too often to be taken for a template.
const MARKS: [(&str, &str); 7] = [
    ("{{", "}}"),
    ("{%", "%}"),
    ("{#", "}"),
    ("{:", "}"),
    ("{/*", "*/}"),
    ("<%", "%>"),
    ("<?", "?>"),
];

/// The ranges of a source, in order. One that is left open ends at its line's end.
pub(crate) fn ranges(source: &str, format: Format) -> Vec<Range<usize>> {
    if format == Format::Text {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    // Marks that nothing closes any more are not searched for again: each search would read all that is left.
    let mut unclosed = [false; MARKS.len()];
    while let Some(found) = memchr::memchr2(b'{', b'<', &source.as_bytes()[at..]) {
        let start = at + found;
        let rest = &source[start..];
        at = match MARKS.iter().position(|(open, _)| rest.starts_with(open)) {
            Some(mark) => {
                let (open, close) = MARKS[mark];
                let closed = if unclosed[mark] {
                    None
                } else {
                    rest[open.len()..].find(close)
                };
                unclosed[mark] = closed.is_none();
                let end = match closed {
                    Some(end) => open.len() + end + close.len(),
                    None => rest.find('\n').unwrap_or(rest.len()),
                };
                ranges.push(start..start + end);
                start + end.max(1)
            }
            None => start + 1,
        };
    }
    if format == Format::Markdown {
        ranges.extend(modules(source));
        ranges.sort_by_key(|range| range.start);
    }
    ranges
}

/// Lines of MDX that import or export.
fn modules(source: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    source.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let is_module = (line.starts_with("import ") && line.contains(['"', '\'']))
            || line.starts_with("export default ")
            || line.starts_with("export const ");
        is_module.then(|| start..start + line.len())
    })
}

/// Whether a splice lies within one of the ranges, or takes away a part of it. Beside one is no matter.
pub(crate) fn touches(ranges: &[Range<usize>], splice: &Range<usize>) -> bool {
    let reaches = |range: &Range<usize>| {
        if splice.is_empty() {
            range.start < splice.start && splice.start < range.end
        } else {
            range.start < splice.end && splice.start < range.end
        }
    };
    ranges.iter().any(reaches)
}
