//! Markdown: what the parser tells goes to the same tree as the tags of a page, without the page; raw HTML goes there by
//! way of the scanner, so that both share one set of text rules. What only the rendered page can tell is left to `page`,
//! which gives the same text by a longer way.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use super::builder::Builder;
use super::html;
use super::page;
use super::render;
use super::scan::Scanner;
use super::tree::{self, Tree};
use crate::rules::Rules;
use crate::text::{Kind, Scope, Segment, Text};

/// The place of a tag for which nothing stands in the source.
const NOWHERE: usize = usize::MAX;

pub(crate) fn extract(source: &str, rules: &Rules) -> Text {
    let read = || read(source, rules).unwrap_or_else(|| page::extract(source, rules));
    // The parser has panicked on odd input before; then the source is read as it stands, and never patched.
    std::panic::catch_unwind(read).unwrap_or_else(|_| unparsed(source))
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

/// The text, unless it takes the rendered page to know it.
fn read(source: &str, rules: &Rules) -> Option<Text> {
    let mut reader = Reader {
        source,
        tree: Tree::new(Scope::Body, rules, source.len()),
        made: Vec::new(),
        raw: 0..0,
        skipped: 0,
        is_header: false,
        footnotes: HashMap::new(),
    };
    for (event, range) in Parser::new_ext(source, render::options()).into_offset_iter() {
        reader.event(event, range)?;
    }
    reader.scan_raw()?;
    let mut builder = reader.emit();
    settle(source, &mut builder);
    Some(builder.finish())
}

/// Text for which other bytes stand in the source.
struct Made<'s> {
    text: CowStr<'s>,
    kind: Kind,
}

struct Reader<'s> {
    source: &'s str,
    tree: Tree,
    made: Vec<Made<'s>>,
    /// Lines of raw HTML that were told and not scanned yet.
    raw: Range<usize>,
    /// How many elements are open of which nothing is text: front matter, images.
    skipped: usize,
    is_header: bool,
    footnotes: HashMap<CowStr<'s>, usize>,
}

/// Each step gives `None` when it takes the rendered page.
impl<'s> Reader<'s> {
    fn event(&mut self, event: Event<'s>, range: Range<usize>) -> Option<()> {
        if !self.raw.is_empty() && !matches!(event, Event::Html(_)) {
            self.scan_raw()?;
        }
        match event {
            Event::Start(tag) => self.start(tag, range.start)?,
            Event::End(tag) => self.end(tag, range.end),
            _ if self.skipped > 0 => {}
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(text, range)?;
            }
            Event::Code(code) => {
                let end = range.end;
                self.open("code");
                self.code(code, range)?;
                self.tree.end("code", end);
            }
            Event::Html(html) => self.raw(&html, range)?,
            Event::InlineHtml(html) => {
                self.raw(&html, range)?;
                self.scan_raw()?;
            }
            Event::SoftBreak => self.made("\n".into(), range, Kind::Atomic)?,
            Event::HardBreak => self.open("br"),
            Event::Rule => self.open("hr"),
            Event::FootnoteReference(name) => self.footnote(name, range)?,
            Event::TaskListMarker(_) => {}
        }
        Some(())
    }

    fn open(&mut self, name: &str) {
        self.tree.start(name, None, NOWHERE, false);
    }

    /// Raw HTML: lines that follow each other in the source are scanned as one.
    fn raw(&mut self, html: &str, range: Range<usize>) -> Option<()> {
        if self.source.get(range.clone()) != Some(html) {
            return None;
        }
        if self.raw.end != range.start {
            self.scan_raw()?;
            self.raw.start = range.start;
        }
        self.raw.end = range.end;
        Some(())
    }

    fn scan_raw(&mut self) -> Option<()> {
        if self.raw.is_empty() {
            return Some(());
        }
        let part = self.raw.clone();
        self.raw = part.end..part.end;
        // Elsewhere what Markdown makes could complete a tag or a reference.
        let ends_apart = self.source[part.clone()].ends_with(['>', '\n']);
        let is_last = part.end == self.source.len() && !self.source.ends_with('/');
        let end = part.end;
        let scanner = Scanner::within(self.source, part);
        let is_whole =
            html::read(&mut self.tree, self.source, scanner) && !self.tree.is_fresh_pre(end);
        (is_whole && (ends_apart || is_last)).then_some(())
    }

    fn text(&mut self, text: CowStr<'s>, range: Range<usize>) -> Option<()> {
        let slice = self.source.get(range.clone());
        // Most text is borrowed from the source and need not be compared with itself.
        if slice.is_some_and(|slice| std::ptr::eq(slice, &*text) || slice == &*text) {
            self.tree.text(range, false);
            return Some(());
        }
        self.made(text, range, Kind::Atomic)
    }

    /// Text for which these bytes stand, all of it white space or none.
    fn made(&mut self, text: CowStr<'s>, range: Range<usize>, kind: Kind) -> Option<()> {
        let is_odd = |b: u8| b.is_ascii_whitespace() || matches!(b, b'&' | b'<' | b'>');
        let is_plain = text.chars().count() == 1
            || text.bytes().all(|b| b == b' ')
            || !text.bytes().any(is_odd);
        if !is_plain || text.contains(['\r', '\0']) {
            return None;
        }
        if !text.is_empty() {
            self.tree.made(self.made.len(), range);
            self.made.push(Made { text, kind });
        }
        Some(())
    }

    /// A code span: its range holds the backticks; a line feed in it is written as a space, and a bar in a table is
    /// escaped.
    fn code(&mut self, code: CowStr<'s>, range: Range<usize>) -> Option<()> {
        let slice = self.source.get(range.clone()).unwrap_or_default();
        let ticks = slice.bytes().take_while(|&b| b == b'`').count();
        let inner = slice
            .get(ticks..slice.len().saturating_sub(ticks))
            .unwrap_or_default();
        let at = range.start + ticks;
        if let Some(found) = memchr::memmem::find(inner.as_bytes(), code.as_bytes()) {
            let from = at + found;
            self.tree.text(from..from + code.len(), false);
            return Some(());
        }
        let stripped = usize::from(inner.len() > code.len() && inner.starts_with([' ', '\n']));
        let Some(places) = render::walk(&code, &inner[stripped..]) else {
            return self.made(code, range, Kind::Generated);
        };
        for ((start, c), place) in code.char_indices().zip(places) {
            let place = at + stripped + place.start..at + stripped + place.end;
            let sign = &code[start..start + c.len_utf8()];
            self.text(CowStr::from(sign.to_owned()), place)?;
        }
        Some(())
    }

    fn footnote(&mut self, name: CowStr<'s>, range: Range<usize>) -> Option<()> {
        let number = self.number(name);
        self.open("sup");
        self.made(number, range, Kind::Generated)?;
        self.tree.end("sup", NOWHERE);
        Some(())
    }

    fn number(&mut self, name: CowStr<'s>) -> CowStr<'s> {
        let next = self.footnotes.len() + 1;
        let number = *self.footnotes.entry(name).or_insert(next);
        number.to_string().into()
    }

    fn start(&mut self, tag: Tag<'s>, at: usize) -> Option<()> {
        match tag {
            Tag::MetadataBlock(_) | Tag::Image { .. } => self.skipped += 1,
            _ if self.skipped > 0 => {}
            Tag::TableHead => {
                self.is_header = true;
                self.open("thead");
                self.open("tr");
            }
            Tag::TableCell => self.open(if self.is_header { "th" } else { "td" }),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.open("pre");
                self.open("code");
            }
            Tag::FootnoteDefinition(name) => {
                self.open("div");
                // Nothing but the definition's mark stands for it; `settle` gives it its place.
                self.footnote(name, at..at)?;
            }
            tag => {
                if let Some(name) = render::element(&tag.to_end()) {
                    self.open(name);
                }
            }
        }
        Some(())
    }

    fn end(&mut self, tag: TagEnd, source_end: usize) {
        match tag {
            TagEnd::MetadataBlock(_) | TagEnd::Image => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            _ if self.skipped > 0 => {}
            TagEnd::TableHead => {
                self.is_header = false;
                self.tree.end("tr", NOWHERE);
                self.tree.end("thead", NOWHERE);
            }
            TagEnd::TableCell => {
                self.tree
                    .end(if self.is_header { "th" } else { "td" }, NOWHERE);
            }
            TagEnd::CodeBlock => {
                self.tree.end("code", NOWHERE);
                self.tree.end("pre", NOWHERE);
            }
            tag => {
                if let Some(name) = render::element(&tag) {
                    self.tree.end(name, source_end);
                }
            }
        }
    }

    fn emit(&self) -> Builder {
        let mut builder = Builder::with_capacity(self.source.len());
        let (events, depth) = self.tree.article();
        for event in events {
            match event {
                tree::Event::Break(ignored_at) if *ignored_at <= depth => builder.line_break(),
                tree::Event::Close(source) if *source != NOWHERE => builder.closing(*source),
                tree::Event::Text(run) if run.ignored_at <= depth => {
                    html::text(&mut builder, self.source, run);
                }
                tree::Event::Made(which, run) if run.ignored_at <= depth => {
                    let Made { text, kind } = &self.made[*which];
                    builder.atomic(text, run.range.clone(), *kind, run.preformatted);
                }
                _ => {}
            }
        }
        builder
    }
}

/// What stands in the source as it is, is exact also where it was read as one atom, such as a space beside a mark; what
/// stands nowhere takes its place after what was before it.
fn settle(source: &str, builder: &mut Builder) {
    let text = builder.out.as_str();
    if let Some(first) = builder.segments.first_mut() {
        settle_one(source, text, first, 0);
    }
    builder.segments.dedup_by(|segment, last| {
        settle_one(source, text, segment, last.source_end());
        let is_one = last.kind == Kind::Exact
            && segment.kind == Kind::Exact
            && last.source_end() == segment.source;
        if is_one {
            last.len += segment.len;
            last.source_len += segment.source_len;
        }
        is_one
    });
}

fn settle_one(source: &str, text: &str, segment: &mut Segment, source_end: usize) {
    match segment.kind {
        Kind::Break => segment.source = source_end,
        Kind::Generated if segment.source_len == 0 => segment.source = source_end,
        Kind::Atomic => {
            let range = segment.source..segment.source_end();
            if source.get(range) == Some(&text[segment.at..segment.end()]) {
                segment.kind = Kind::Exact;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What sources of the test are made of.
    const PIECES: &[&str] = &[
        "a",
        "b c",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "  \n",
        "\\\n",
        "    ",
        "\t",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "``",
        "```\n",
        "# ",
        "## x\n",
        "- ",
        "1. ",
        "> ",
        "> > ",
        "---\n",
        "+++\n",
        "| a | b |\n|---|---|\n",
        "| ",
        "\\|",
        "[x](y)",
        "![x *y*](z)",
        "[^n]",
        "[^n]: ",
        "[^m]",
        "<http://x.y>",
        "&amp;",
        "&copy;",
        "&nvlt;",
        "&#13;",
        "&#32;",
        "&#10;",
        "&#0;",
        "&",
        "<",
        ">",
        "\\*",
        "\\",
        "<b>",
        "</b>",
        "<br>",
        "<pre>",
        "</pre>",
        "<div>\n",
        "</div>\n",
        "<div",
        "<aside>\n\n",
        "</aside>\n\n",
        "<span hidden>",
        "</span>",
        "<!-- x -->",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<svg>",
        "</svg>",
        "<p>",
        "</p>",
        "<title>",
        "</title>",
        "<a\nhref=x>",
        "</a>",
        "é",
        "日本",
        "\0",
        "\u{a0}",
    ];

    fn source() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..24)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn reads_what_the_rendered_page_reads(source in source(), ignore in prop::sample::select(&["aside", "em", "p", "blockquote b"][..])) {
            let rules = Rules::parse("main", ignore).expect("a selector");
            if let Some(text) = read(&source, &rules) {
                let page = page::extract(&source, &rules);
                prop_assert_eq!(text.as_str(), page.as_str());
                prop_assert_eq!(text.segments(), page.segments());
                prop_assert_eq!(text.closings(), page.closings());
            }
        }
    }

    #[test]
    fn the_page_is_rendered_only_for_raw_html_that_is_cut_off() {
        let read = |source| read(source, &Rules::default()).is_some();
        assert!(read(
            "# One\n\n*two* `three` &amp; <b>four</b> [^n]\n\n<div>\n<!-- x -->\n</div>\n\n[^n]: five"
        ));
        assert!(!read("<div\n\nhidden>one"));
        assert!(!read("> <!-- one\n\ntwo"));
    }
}
