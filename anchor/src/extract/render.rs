//! Markdown to HTML, remembering where each written piece stood in the Markdown: the page that a site would render,
//! so that HTML inside of Markdown and Markdown share one set of text rules.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::text::Kind;

/// A piece of the rendered HTML and the bytes of the Markdown which it renders.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) html: Range<usize>,
    pub(crate) source: Range<usize>,
    /// `Exact`: the bytes are the same; `Atomic`: others; `Generated`: not to be patched.
    pub(crate) kind: Kind,
}

/// The end of an inline element: of its end tag in the HTML, and of what stands for it in the Markdown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Close {
    pub(crate) html: usize,
    pub(crate) source: usize,
}

/// The rendered page and where its pieces came from, in the order of the page.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) closes: Vec<Close>,
}

/// The dialect: what the text rules name, and front matter, which is no text.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

pub(crate) fn render(source: &str) -> Rendered {
    let mut renderer = Renderer {
        source,
        out: Rendered::default(),
        metadata: 0,
        image: 0,
        header: false,
        footnotes: HashMap::new(),
    };
    renderer.out.html.reserve(source.len() + source.len() / 4);
    renderer.out.pieces.reserve(source.len() / 64);
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        renderer.event(event, range);
    }
    renderer.out
}

struct Renderer<'s> {
    source: &'s str,
    out: Rendered,
    metadata: usize,
    image: usize,
    header: bool,
    footnotes: HashMap<String, usize>,
}

impl Renderer<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag, range.end),
            _ if self.metadata + self.image > 0 => {}
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => {
                self.tag("<code>");
                let end = range.end;
                self.code(&code, range);
                self.tag("</code>");
                self.out.closes.push(Close {
                    html: self.out.html.len(),
                    source: end,
                });
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, range),
            Event::SoftBreak => self.piece("\n", range, Kind::Atomic),
            Event::HardBreak => self.tag("<br>"),
            Event::Rule => self.tag("<hr>"),
            Event::FootnoteReference(name) => self.footnote(&name, range),
            Event::TaskListMarker(_) => {}
            Event::InlineMath(math) | Event::DisplayMath(math) => self.text(&math, range),
        }
    }

    fn tag(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    fn element(&mut self, opens: &str, name: &str) {
        self.tag(opens);
        self.tag(name);
        self.tag(">");
    }

    fn piece(&mut self, html: &str, source: Range<usize>, kind: Kind) {
        let start = self.out.html.len();
        self.out.html.push_str(html);
        self.out.pieces.push(Piece {
            html: start..self.out.html.len(),
            source,
            kind,
        });
    }

    /// Raw HTML stands in the source as it is, unless a container's mark was taken out of it.
    fn raw(&mut self, html: &str, range: Range<usize>) {
        let kind = if self.source.get(range.clone()) == Some(html) {
            Kind::Exact
        } else {
            Kind::Generated
        };
        self.piece(html, range, kind);
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if self.source.get(range.clone()) == Some(text) {
            self.escaped(text, range.start);
        } else {
            self.piece(&escape(text), range, Kind::Atomic);
        }
    }

    /// Text that stands in the source byte for byte, with `&` and `<` escaped for the page.
    fn escaped(&mut self, text: &str, at: usize) {
        let mut from = 0;
        for found in memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()) {
            if from < found {
                self.piece(&text[from..found], at + from..at + found, Kind::Exact);
            }
            let sign = match &text[found..=found] {
                "&" => "&amp;",
                "<" => "&lt;",
                _ => "&gt;",
            };
            self.piece(sign, at + found..at + found + 1, Kind::Atomic);
            from = found + 1;
        }
        if from < text.len() {
            self.piece(&text[from..], at + from..at + text.len(), Kind::Exact);
        }
    }

    /// A code span: its range holds the backticks; a line feed in it is written as a space, and a bar in a table is
    /// escaped.
    fn code(&mut self, code: &str, range: Range<usize>) {
        let slice = self.source.get(range.clone()).unwrap_or_default();
        let ticks = slice.bytes().take_while(|&b| b == b'`').count();
        let inner = slice
            .get(ticks..slice.len().saturating_sub(ticks))
            .unwrap_or_default();
        let at = range.start + ticks;
        if let Some(found) = memchr::memmem::find(inner.as_bytes(), code.as_bytes()) {
            return self.escaped(code, at + found);
        }
        let stripped = usize::from(inner.len() > code.len() && inner.starts_with([' ', '\n']));
        let Some(places) = walk(code, &inner[stripped..]) else {
            return self.piece(&escape(code), range, Kind::Generated);
        };
        for ((start, c), place) in code.char_indices().zip(places) {
            let sign = &code[start..start + c.len_utf8()];
            let place = at + stripped + place.start..at + stripped + place.end;
            let kind = if self.source.get(place.clone()) == Some(sign) {
                Kind::Exact
            } else {
                Kind::Atomic
            };
            let html = escape(sign);
            let kind = if html == sign { kind } else { Kind::Atomic };
            self.piece(&html, place, kind);
        }
    }

    fn footnote(&mut self, name: &str, range: Range<usize>) {
        let number = self.number(name);
        self.tag("<sup>");
        self.piece(&number.to_string(), range, Kind::Generated);
        self.tag("</sup>");
    }

    fn number(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::MetadataBlock(_) => self.metadata += 1,
            Tag::Image { .. } => self.image += 1,
            _ if self.metadata + self.image > 0 => {}
            Tag::TableHead => {
                self.header = true;
                self.tag("<thead><tr>");
            }
            Tag::TableCell => self.tag(if self.header { "<th>" } else { "<td>" }),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.tag("<pre><code>")
            }
            Tag::FootnoteDefinition(name) => {
                let number = self.number(name);
                self.tag(&format!("<div><sup>{number}</sup>"));
            }
            tag => {
                if let Some(name) = element(&tag.to_end()) {
                    self.element("<", name);
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, source_end: usize) {
        match tag {
            TagEnd::MetadataBlock(_) => self.metadata = self.metadata.saturating_sub(1),
            TagEnd::Image => self.image = self.image.saturating_sub(1),
            _ if self.metadata + self.image > 0 => {}
            TagEnd::TableHead => {
                self.header = false;
                self.tag("</tr></thead>");
            }
            TagEnd::TableCell => self.tag(if self.header { "</th>" } else { "</td>" }),
            TagEnd::CodeBlock => self.tag("</code></pre>"),
            tag => {
                if let Some(name) = element(&tag) {
                    self.element("</", name);
                    self.out.closes.push(Close {
                        html: self.out.html.len(),
                        source: source_end,
                    });
                }
            }
        }
    }
}

/// Where each character of a code span stands within its backticks.
pub(crate) fn walk(code: &str, inner: &str) -> Option<Vec<Range<usize>>> {
    let mut at = 0;
    let mut places = Vec::with_capacity(code.len());
    for c in code.chars() {
        let rest = &inner[at..];
        let len = match c {
            '|' if rest.starts_with("\\|") => 2,
            ' ' if rest.starts_with("\r\n") => 2,
            ' ' if rest.starts_with('\n') => 1,
            c if rest.starts_with(c) => c.len_utf8(),
            _ => return None,
        };
        places.push(at..at + len);
        at += len;
    }
    Some(places)
}

/// The element of a tag that is written without attributes.
pub(crate) fn element(tag: &TagEnd) -> Option<&'static str> {
    use pulldown_cmark::HeadingLevel as Level;
    Some(match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(Level::H1) => "h1",
        TagEnd::Heading(Level::H2) => "h2",
        TagEnd::Heading(Level::H3) => "h3",
        TagEnd::Heading(Level::H4) => "h4",
        TagEnd::Heading(Level::H5) => "h5",
        TagEnd::Heading(Level::H6) => "h6",
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::FootnoteDefinition => "div",
        TagEnd::DefinitionList => "dl",
        TagEnd::DefinitionListTitle => "dt",
        TagEnd::DefinitionListDefinition => "dd",
        TagEnd::Table => "table",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        TagEnd::Superscript => "sup",
        TagEnd::Subscript => "sub",
        TagEnd::Link => "a",
        _ => return None,
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
