//! The normal text of an article with the map back to the bytes of its source. How a source becomes a
//! text is in `extract`; here is only what can be asked of the result.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::extract;
use crate::{Rules, Span};

/// Every so many code points the byte offset is noted, so that a position is found in a few steps.
const STRIDE: usize = 64;

/// The language a source is written in.
///
/// ```
/// use corrigenda_anchor::Format;
/// assert_eq!("markdown".parse::<Format>(), Ok(Format::Markdown));
/// assert_eq!(Format::Html.to_string(), "html");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// HTML, a page or a fragment.
    Html,
    /// CommonMark with tables, footnotes and strikethrough.
    Markdown,
    /// Plain text: the text is the source as it stands.
    Text,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Text => "text",
        })
    }
}

/// The word is none of `html`, `markdown` and `text`.
///
/// ```
/// let error = "docx".parse::<corrigenda_anchor::Format>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown format: html, markdown or text is expected");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown format: html, markdown or text is expected")
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        match word {
            "html" => Ok(Self::Html),
            "markdown" => Ok(Self::Markdown),
            "text" => Ok(Self::Text),
            _ => Err(UnknownFormat),
        }
    }
}

/// How much of a source is the article.
///
/// ```
/// use corrigenda_anchor::{Format, Rules, Scope, Text};
/// let html = "<nav>Home</nav><article>News</article><p>Foot</p>";
/// let page = Text::extract(html, Format::Html, Scope::Page, &Rules::default());
/// let body = Text::extract(html, Format::Html, Scope::Body, &Rules::default());
/// assert_eq!((page.as_str(), body.as_str()), ("News", "News\nFoot"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A whole page: the article is below the root that the rules name.
    Page,
    /// The source is the body of the article itself.
    Body,
}

/// What a piece of the text is in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The same bytes stand in the source.
    Exact,
    /// Other bytes stand for it (an entity, a run of white space, an escape); it is replaced as a whole.
    Atomic,
    /// It was made, like the number of a footnote, or belongs to a template: the source must not be touched.
    Generated,
    /// The line feed of a block boundary or of `<br>`.
    Break,
}

/// A piece of the text and where it stands in the source; all four in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) source: usize,
    pub(crate) source_len: usize,
    pub(crate) kind: Kind,
}

impl Segment {
    pub(crate) fn end(&self) -> usize {
        self.at + self.len
    }

    pub(crate) fn source_end(&self) -> usize {
        self.source + self.source_len
    }
}

/// The byte offset of each `STRIDE`th code point, and how many code points there are.
fn offsets(text: &str) -> (Vec<usize>, usize) {
    /// Bytes that are counted together; no more than `STRIDE`, so that at most one offset is among them.
    const STEP: usize = 32;
    let begins = |b: u8| (b as i8) >= -0x40;
    let mut offsets = Vec::with_capacity(text.len() / STRIDE + 1);
    let (mut chars, mut at) = (0, 0);
    for step in text.as_bytes().chunks(STEP) {
        let count = step
            .iter()
            .fold(0u8, |count, &b| count + u8::from(begins(b)));
        let wanted = offsets.len() * STRIDE;
        if wanted < chars + usize::from(count) {
            let starts = step.iter().enumerate().filter(|(_, b)| begins(**b));
            offsets.extend(starts.map(|(start, _)| at + start).nth(wanted - chars));
        }
        chars += usize::from(count);
        at += step.len();
    }
    (offsets, chars)
}

/// Where an inline element ends: a byte of the text, and the byte of the source after its end tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closing {
    pub(crate) at: usize,
    pub(crate) source: usize,
}

/// The normal text of an article, and for each of its characters the place in the source.
///
/// ```
/// use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
/// let html = "<p>Fish &amp; <b>chips</b></p>";
/// let text = Text::extract(html, Format::Html, Scope::Body, &Rules::default());
/// assert_eq!(text.as_str(), "Fish & chips");
/// assert_eq!(text.source_range(Span::new(5, 6)), Some(8..13));
/// ```
#[derive(Debug, Clone)]
pub struct Text {
    text: String,
    segments: Vec<Segment>,
    closings: Vec<Closing>,
    chars: usize,
    /// Byte offset of each `STRIDE`th code point; empty when the text is ASCII.
    offsets: Vec<usize>,
}

impl Text {
    /// Makes the normal text of `source` by `rules` (see `docs/decisions/0001-text-rules.md`).
    /// It takes any string and cannot fail; time and memory are linear in the source.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("<p>one</p><p>two</p>", Format::Html, Scope::Body, &Rules::default());
    /// assert_eq!(text.as_str(), "one\ntwo");
    /// ```
    #[must_use]
    pub fn extract(source: &str, format: Format, scope: Scope, rules: &Rules) -> Self {
        match format {
            Format::Html => extract::html::extract(source, scope, rules),
            Format::Markdown => extract::markdown::extract(source, rules),
            Format::Text => extract::plain::extract(source),
        }
    }

    pub(crate) fn from_parts(text: String, segments: Vec<Segment>, closings: Vec<Closing>) -> Self {
        if text.is_ascii() {
            let chars = text.len();
            return Self {
                text,
                segments,
                closings,
                chars,
                offsets: Vec::new(),
            };
        }
        let (offsets, chars) = offsets(&text);
        Self {
            text,
            segments,
            closings,
            chars,
            offsets,
        }
    }

    /// The whole text.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("*one* two", Format::Markdown, Scope::Body, &Rules::default());
    /// assert_eq!(text.as_str(), "one two");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many code points it has.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("日本語", Format::Text, Scope::Body, &Rules::default());
    /// assert_eq!((text.len(), text.as_str().len()), (3, 9));
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars
    }

    /// Whether there is no text at all.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("<p> </p>", Format::Html, Scope::Body, &Rules::default());
    /// assert!(text.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars == 0
    }

    /// The span of everything.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("one two", Format::Text, Scope::Body, &Rules::default());
    /// assert_eq!(text.full(), Span::new(0, 7));
    /// ```
    #[must_use]
    pub fn full(&self) -> Span {
        Span::new(0, self.chars)
    }

    /// The words of a span; what lies outside of the text is cut off.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("日本語", Format::Text, Scope::Body, &Rules::default());
    /// assert_eq!(text.slice(Span::new(1, 9)), "本語");
    /// ```
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.bytes(span)]
    }

    /// The bytes of the source that render as this span: from the first character that has a place in the source to
    /// the last, with any markup between. `None` when no character of it stands in the source.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("one <b>two</b>", Format::Html, Scope::Body, &Rules::default());
    /// assert_eq!(text.source_range(Span::new(4, 7)), Some(7..10));
    /// ```
    #[must_use]
    pub fn source_range(&self, span: Span) -> Option<Range<usize>> {
        let bytes = self.bytes(span);
        let pieces = self.segments_in(bytes.clone());
        let has_place = |piece: &&Segment| piece.kind != Kind::Break;
        let first = pieces.iter().find(has_place)?;
        let last = pieces.iter().rev().find(has_place)?;
        let start = match first.kind {
            Kind::Exact => first.source + bytes.start.saturating_sub(first.at),
            _ => first.source,
        };
        let end = match last.kind {
            Kind::Exact => last.source + (bytes.end.min(last.end()) - last.at),
            _ => last.source_end(),
        };
        (start <= end).then_some(start..end)
    }

    /// The paragraph, or paragraphs, which hold the span: from a line feed to a line feed.
    ///
    /// ```
    /// # use corrigenda_anchor::{Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("one\ntwo three\nfour", Format::Text, Scope::Body, &Rules::default());
    /// assert_eq!(text.slice(text.block(Span::new(8, 13))), "two three");
    /// ```
    #[must_use]
    pub fn block(&self, span: Span) -> Span {
        let bytes = self.bytes(span);
        let start = self.text[..bytes.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[bytes.end..]
            .find('\n')
            .map_or(self.text.len(), |at| bytes.end + at);
        self.span(start..end)
    }

    /// The bytes of the text that a span stands for, cut to the text.
    pub(crate) fn bytes(&self, span: Span) -> Range<usize> {
        self.byte(span.start())..self.byte(span.end())
    }

    /// The span of a range of bytes; both ends must be character boundaries.
    pub(crate) fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.char(bytes.start), self.char(bytes.end))
    }

    /// Byte offset of a code point.
    pub(crate) fn byte(&self, char: usize) -> usize {
        if char >= self.chars {
            return self.text.len();
        }
        if self.offsets.is_empty() {
            return char;
        }
        let from = self.offsets[char / STRIDE];
        let rest = &self.text[from..];
        from + rest
            .char_indices()
            .nth(char % STRIDE)
            .map_or(rest.len(), |(at, _)| at)
    }

    /// Code point of a byte offset.
    pub(crate) fn char(&self, byte: usize) -> usize {
        if self.offsets.is_empty() {
            return byte.min(self.chars);
        }
        let mark = self
            .offsets
            .partition_point(|&at| at <= byte)
            .saturating_sub(1);
        mark * STRIDE + self.text[self.offsets[mark]..byte].chars().count()
    }

    /// The segments that a range of bytes touches. An empty range touches the one it lies in or begins.
    pub(crate) fn segments_in(&self, bytes: Range<usize>) -> &[Segment] {
        let first = self
            .segments
            .partition_point(|piece| piece.end() <= bytes.start);
        let last = self.segments.partition_point(|piece| piece.at < bytes.end);
        &self.segments[first..last.max(first)]
    }

    /// The ends of inline elements right after the character that ends at this byte.
    pub(crate) fn closings_at(&self, at: usize) -> impl Iterator<Item = &Closing> {
        let first = self.closings.partition_point(|closing| closing.at < at);
        self.closings[first..]
            .iter()
            .take_while(move |closing| closing.at == at)
    }

    pub(crate) fn closings(&self) -> &[Closing] {
        &self.closings
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}
