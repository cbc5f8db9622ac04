//! Markdown by way of the page rendered from it, for raw HTML that is cut off and goes on in what Markdown makes (an open
//! comment, half a tag): only the page knows how a browser reads that. The map goes in two steps, text to page and page
//! to Markdown, and is joined here. All other Markdown is read by `markdown`, to the same text.

use std::ops::Range;

use super::html;
use super::render::{self, Close, Piece};
use crate::rules::Rules;
use crate::text::{Closing, Kind, Scope, Segment, Text};

pub(crate) fn extract(source: &str, rules: &Rules) -> Text {
    let rendered = render::render(source);
    let page = html::build(&rendered.html, Scope::Body, rules);
    let mut joined = Joined {
        source,
        text: &page.out,
        segments: Vec::with_capacity(page.segments.len()),
        source_end: 0,
    };
    let mut pieces = &rendered.pieces[..];
    for segment in &page.segments {
        // Both are in the order of the page.
        let passed = pieces
            .iter()
            .take_while(|piece| piece.html.end <= segment.source)
            .count();
        pieces = &pieces[passed..];
        joined.join(segment, pieces);
    }
    let closing = |closing: &Closing| {
        let source = closing_source(closing.source, &rendered.closes, &rendered.pieces)?;
        Some(Closing { source, ..*closing })
    };
    let closings = page.closings.iter().filter_map(closing).collect();
    let segments = joined.segments;
    Text::from_parts(page.out, segments, closings)
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

/// The bytes of the Markdown for an atom of the page, such as an entity or a run of white space.
fn atom(segment: &Segment, covered: &[Piece]) -> Option<(Range<usize>, Kind)> {
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

/// The segments of a page's text, one after the other as segments over the Markdown.
struct Joined<'s> {
    source: &'s str,
    text: &'s str,
    segments: Vec<Segment>,
    source_end: usize,
}

impl Joined<'_> {
    /// One segment of the page; `pieces` are those from its beginning on.
    fn join(&mut self, segment: &Segment, pieces: &[Piece]) {
        if segment.kind == Kind::Break {
            self.push(Segment {
                source: self.source_end,
                ..*segment
            });
            return;
        }
        let end = segment.source_end();
        let count = pieces
            .iter()
            .take_while(|piece| piece.html.start < end)
            .count();
        let covered = &pieces[..count];
        if segment.kind == Kind::Exact {
            self.exact(segment, covered);
            return;
        }
        let nowhere = (self.source_end..self.source_end, Kind::Generated);
        let (range, kind) = atom(segment, covered).unwrap_or(nowhere);
        let range = range.start..range.end.max(range.start);
        let text = &self.text[segment.at..segment.end()];
        let kind = self.settled(kind, range.clone(), text);
        self.source_end = range.end;
        self.push(Segment {
            source: range.start,
            source_len: range.len(),
            kind,
            ..*segment
        });
    }

    /// Text that stands in the page byte for byte: it is divided where the page's pieces are.
    fn exact(&mut self, segment: &Segment, covered: &[Piece]) {
        let mut at = segment.source;
        for piece in covered {
            let start = piece.html.start.max(segment.source);
            let end = piece.html.end.min(segment.source_end());
            self.generated(segment, at..start);
            let (source, source_len) = match piece.kind {
                Kind::Exact => (piece.source.start + start - piece.html.start, end - start),
                _ => (piece.source.start, piece.source.len()),
            };
            let text = segment.at + start - segment.source..segment.at + end - segment.source;
            self.push(Segment {
                at: text.start,
                len: text.len(),
                source,
                source_len,
                kind: self.settled(piece.kind, source..source + source_len, &self.text[text]),
            });
            (at, self.source_end) = (end, source + source_len);
        }
        self.generated(segment, at..segment.source_end());
    }

    /// What was read as one atom is exact all the same where it stands in the source as it is.
    fn settled(&self, kind: Kind, source: Range<usize>, text: &str) -> Kind {
        if kind == Kind::Atomic && self.source.get(source) == Some(text) {
            Kind::Exact
        } else {
            kind
        }
    }

    /// A part of a segment for which nothing stands in the Markdown.
    fn generated(&mut self, segment: &Segment, html: Range<usize>) {
        if !html.is_empty() {
            self.push(Segment {
                at: segment.at + html.start - segment.source,
                len: html.len(),
                source: self.source_end,
                source_len: 0,
                kind: Kind::Generated,
            });
        }
    }

    fn push(&mut self, segment: Segment) {
        if let Some(last) = self.segments.last_mut()
            && last.kind == Kind::Exact
            && segment.kind == Kind::Exact
            && last.source_end() == segment.source
            && last.end() == segment.at
        {
            last.len += segment.len;
            last.source_len += segment.source_len;
            return;
        }
        self.segments.push(segment);
    }
}
