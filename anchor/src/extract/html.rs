//! HTML: `scan` cuts the page into tags and text, `tree` keeps the stack of open elements and picks the root; white
//! space is the builder's.

use std::borrow::Cow;
use std::ops::Range;

use super::builder::Builder;
use super::entity;
use super::scan::{Piece, Scanner};
use super::tree::{Attribute, Event, Run, Tree};
use crate::rules::Rules;
use crate::text::{Kind, Scope, Text};

pub(crate) fn extract(source: &str, scope: Scope, rules: &Rules) -> Text {
    build(source, scope, rules).finish()
}

/// The text of a page as it is built.
pub(crate) fn build(source: &str, scope: Scope, rules: &Rules) -> Builder {
    let mut tree = Tree::new(scope, rules, source.len());
    read(&mut tree, source, Scanner::new(source));
    let (events, depth) = tree.article();
    let mut builder = Builder::with_capacity(source.len());
    for event in events {
        match event {
            Event::Break(ignored_at) if *ignored_at <= depth => builder.line_break(),
            Event::Close(source) => builder.closing(*source),
            Event::Text(run) if run.ignored_at <= depth => text(&mut builder, source, run),
            _ => {}
        }
    }
    builder
}

/// Gives the tree what a scanner reads in `source`; whether the scanner came to its end with nothing left open.
pub(crate) fn read(tree: &mut Tree, source: &str, mut scanner: Scanner<'_>) -> bool {
    while let Some(piece) = scanner.next() {
        match piece {
            Piece::Text { range, references } => tree.text(range, references),
            Piece::End { name, end } => tree.end(&lower(&source[name]), end),
            Piece::Start(tag) => {
                let attribute = |key: &str| {
                    let named = scanner.attributes().iter().find(|attribute| {
                        source[attribute.name.clone()].eq_ignore_ascii_case(key)
                    })?;
                    let value = named.value.clone().map_or("", |value| &source[value]);
                    Some(if value.contains('&') {
                        Cow::Owned(entity::decode_all(value))
                    } else {
                        Cow::Borrowed(value)
                    })
                };
                let name = lower(&source[tag.name]);
                let has_any = !scanner.attributes().is_empty();
                let attribute = has_any.then_some(&attribute as Attribute<'_>);
                tree.start(&name, attribute, tag.end, tag.is_closed);
            }
        }
    }
    scanner.is_whole()
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// One text run into the normal form: entities are decoded, each one an atom; NUL is dropped, as a browser does.
pub(crate) fn text(builder: &mut Builder, source: &str, run: &Run) {
    let Range { mut start, end } = run.range;
    if run.begins_pre {
        let text = &source[start..end];
        start += if text.starts_with("\r\n") {
            2
        } else {
            usize::from(text.starts_with(['\n', '\r']))
        };
    }
    let mut from = start;
    for found in memchr::memchr2_iter(b'&', 0, &source.as_bytes()[start..end]) {
        let at = start + found;
        if at < from {
            continue;
        }
        if source.as_bytes()[at] == 0 {
            plain(builder, source, from..at, run.preformatted);
            from = at + 1;
        } else if run.references
            && let Some((decoded, len)) = entity::decode(&source[at..end])
        {
            plain(builder, source, from..at, run.preformatted);
            from = at + len;
            builder.atomic(&decoded, at..from, Kind::Atomic, run.preformatted);
        }
    }
    plain(builder, source, from..end, run.preformatted);
}

fn plain(builder: &mut Builder, source: &str, range: Range<usize>, preformatted: bool) {
    let text = &source[range.clone()];
    if preformatted {
        builder.preformatted(text, range.start);
    } else {
        builder.exact(text, range.start);
    }
}
