//! Markdown: the text of the page rendered from it. The map goes in two steps, text to page and page to Markdown,
//! and is joined here.

use super::html;
use super::render::{self, Close, Piece};
use crate::rules::Rules;
use crate::text::{Closing, Kind, Scope, Segment, Text};

pub(crate) fn extract(source: &str, rules: &Rules) -> Text {
    // The parser has panicked on odd input before; then the source is read as it stands, and never patched.
    let Ok(rendered) = std::panic::catch_unwind(|| render::render(source)) else {
        return unparsed(source);
    };
    let page = html::extract(&rendered.html, Scope::Body, rules);
    let mut segments = Vec::with_capacity(page.segments().len());
    let mut source_end = 0;
    for segment in page.segments() {
        join(
            source,
            &page,
            segment,
            &rendered.pieces,
            &mut segments,
            &mut source_end,
        );
    }
    let closing = |closing: &Closing| {
        let source = closing_source(closing.source, &rendered.closes, &rendered.pieces)?;
        Some(Closing { source, ..*closing })
    };
    let closings = page.closings().iter().filter_map(closing).collect();
    Text::from_parts(page.as_str().to_owned(), segments, closings)
}

/// Where the end tag that ends at this byte of the page stands in the Markdown: as Markdown, or as raw HTML.
fn closing_source(html: usize, closes: &[Close], pieces: &[Piece]) -> Option<usize> {
    if let Ok(found) = closes.binary_search_by_key(&html, |close| close.html) {
        return Some(closes[found].source);
    }
    let piece = pieces.get(pieces.partition_point(|piece| piece.html.end < html))?;
    let inside = piece.kind == Kind::Exact && piece.html.start < html && html <= piece.html.end;
    inside.then(|| piece.source.start + html - piece.html.start)
}

fn unparsed(source: &str) -> Text {
    let len = source.len();
    let whole = Segment {
        at: 0,
        len,
        source: 0,
        source_len: len,
        kind: Kind::Generated,
    };
    let segments = if source.is_empty() {
        Vec::new()
    } else {
        vec![whole]
    };
    Text::from_parts(source.to_owned(), segments, Vec::new())
}

/// One segment of the page's text as segments over the Markdown.
fn join(
    source: &str,
    page: &Text,
    segment: &Segment,
    pieces: &[Piece],
    out: &mut Vec<Segment>,
    source_end: &mut usize,
) {
    if segment.kind == Kind::Break {
        push(
            out,
            Segment {
                source: *source_end,
                ..*segment
            },
        );
        return;
    }
    let first = pieces.partition_point(|piece| piece.html.end <= segment.source);
    let end = segment.source_end();
    let count = pieces[first..]
        .iter()
        .take_while(|piece| piece.html.start < end)
        .count();
    let covered = &pieces[first..first + count];
    if segment.kind == Kind::Exact {
        exact(segment, covered, out, source_end);
        return;
    }
    let (range, kind) =
        atom(segment, covered).unwrap_or((*source_end..*source_end, Kind::Generated));
    let range = range.start..range.end.max(range.start);
    let text = &page.as_str()[segment.at..segment.end()];
    let same = kind == Kind::Atomic && source.get(range.clone()) == Some(text);
    let kind = if same { Kind::Exact } else { kind };
    *source_end = range.end;
    push(
        out,
        Segment {
            source: range.start,
            source_len: range.len(),
            kind,
            ..*segment
        },
    );
}

/// Text that stands in the page byte for byte: it is divided where the page's pieces are.
fn exact(segment: &Segment, covered: &[Piece], out: &mut Vec<Segment>, source_end: &mut usize) {
    let mut at = segment.source;
    for piece in covered {
        let start = piece.html.start.max(segment.source);
        let end = piece.html.end.min(segment.source_end());
        generated(segment, at..start, *source_end, out);
        let (source, source_len) = match piece.kind {
            Kind::Exact => (piece.source.start + start - piece.html.start, end - start),
            _ => (piece.source.start, piece.source.len()),
        };
        let at_text = segment.at + start - segment.source;
        push(
            out,
            Segment {
                at: at_text,
                len: end - start,
                source,
                source_len,
                kind: piece.kind,
            },
        );
        (at, *source_end) = (end, source + source_len);
    }
    generated(segment, at..segment.source_end(), *source_end, out);
}

/// The bytes of the Markdown for an atom of the page, such as an entity or a run of white space.
fn atom(segment: &Segment, covered: &[Piece]) -> Option<(std::ops::Range<usize>, Kind)> {
    let place = |piece: &Piece| match piece.kind {
        Kind::Exact => {
            let start = segment.source.max(piece.html.start) - piece.html.start;
            let end = segment.source_end().min(piece.html.end) - piece.html.start;
            piece.source.start + start..piece.source.start + end
        }
        _ => piece.source.clone(),
    };
    let (first, last) = (covered.first()?, covered.last()?);
    let made = covered.iter().any(|piece| piece.kind == Kind::Generated);
    let kind = if made { Kind::Generated } else { Kind::Atomic };
    Some((place(first).start..place(last).end, kind))
}

/// A part of a segment for which nothing stands in the Markdown.
fn generated(
    segment: &Segment,
    html: std::ops::Range<usize>,
    source: usize,
    out: &mut Vec<Segment>,
) {
    if !html.is_empty() {
        let at = segment.at + html.start - segment.source;
        push(
            out,
            Segment {
                at,
                len: html.len(),
                source,
                source_len: 0,
                kind: Kind::Generated,
            },
        );
    }
}

fn push(out: &mut Vec<Segment>, segment: Segment) {
    if let Some(last) = out.last_mut()
        && last.kind == Kind::Exact
        && segment.kind == Kind::Exact
        && last.source_end() == segment.source
        && last.end() == segment.at
    {
        last.len += segment.len;
        last.source_len += segment.source_len;
        return;
    }
    out.push(segment);
}
