//! HTML cut into tags and stretches of text, as the HTML standard's tokeniser does (13.2.5), with the switches that its
//! tree builder makes: what a `script` or a `title` holds is no markup. Offsets are bytes of the source. What an
//! element means is not known here. Why this is not a library's work: `docs/decisions/0008-own-html-scanner.md`.

use std::ops::Range;

use super::foreign::Foreign;

/// A piece of the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text as it stands, with `references` still to be decoded.
    Text {
        range: Range<usize>,
        references: bool,
    },
    /// A start tag; its attributes are at `Scanner::attributes` until the next piece.
    Start(Tag),
    /// An end tag: its name and its end.
    End { name: Range<usize>, end: usize },
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: Range<usize>,
    pub(crate) end: usize,
    /// It ends with `/>` and is of SVG or MathML, where that means an element without content.
    pub(crate) is_closed: bool,
}

/// An attribute of a start tag as it is written; `value` is `None` where it has no `=`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Range<usize>,
    pub(crate) value: Option<Range<usize>>,
}

/// How the bytes that come next are read.
#[derive(Clone, Copy)]
enum Mode {
    Data,
    /// Until the end tag of this name; character references count or not.
    Raw(&'static str, bool),
    Script,
    /// `]]>` ends it.
    CharacterData,
    /// Nothing ends it.
    Plaintext,
}

/// Reads a page from its beginning to its end.
pub(crate) struct Scanner<'s> {
    source: &'s [u8],
    at: usize,
    mode: Mode,
    foreign: Foreign,
    attributes: Vec<Attribute>,
    /// The end came where something was still open: a tag, a comment, a script.
    is_cut: bool,
}

impl<'s> Scanner<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self::within(source, 0..source.len())
    }

    /// Reads a part of a page as if it stood alone.
    pub(crate) fn within(source: &'s str, part: Range<usize>) -> Self {
        Self {
            source: &source.as_bytes()[..part.end],
            at: part.start,
            mode: Mode::Data,
            foreign: Foreign::default(),
            attributes: Vec::new(),
            is_cut: false,
        }
    }

    /// After the end: whether what follows would be read as if nothing had stood before it.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_cut && !self.foreign.is_inside() && matches!(self.mode, Mode::Data)
    }

    /// The end of what is still open there.
    fn cut(&mut self) -> usize {
        self.is_cut = true;
        self.source.len()
    }

    /// The attributes of the start tag that was read last.
    pub(crate) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The next piece; `None` at the end. A tag that the source's end cuts off is none.
    pub(crate) fn next(&mut self) -> Option<Piece> {
        while self.at < self.source.len() {
            let piece = match self.mode {
                Mode::Data => self.data(),
                Mode::Raw(name, references) => {
                    let end = self.raw_end(name, self.at).unwrap_or_else(|| self.cut());
                    self.mode = Mode::Data;
                    self.text(end, references)
                }
                Mode::Script => {
                    self.at = self.script_end().unwrap_or_else(|| self.cut());
                    self.mode = Mode::Data;
                    None
                }
                Mode::CharacterData => {
                    let end = self.find(b"]]>", self.at);
                    let until = end.unwrap_or_else(|| self.cut());
                    let text = self.text(until, false);
                    self.at += end.map_or(0, |_| 3);
                    self.mode = Mode::Data;
                    text
                }
                Mode::Plaintext => {
                    let end = self.cut();
                    self.text(end, false)
                }
            };
            if piece.is_some() {
                return piece;
            }
        }
        None
    }

    /// Text up to `end`, if there is any.
    fn text(&mut self, end: usize, references: bool) -> Option<Piece> {
        let range = self.at..end;
        self.at = end;
        (!range.is_empty()).then_some(Piece::Text { range, references })
    }

    fn find(&self, what: &[u8], from: usize) -> Option<usize> {
        memchr::memmem::find(&self.source[from..], what).map(|at| from + at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.source.get(at).copied()
    }

    /// Text up to the next mark, or the mark that begins here.
    fn data(&mut self) -> Option<Piece> {
        let mut from = self.at;
        while let Some(found) = memchr::memchr(b'<', &self.source[from..]) {
            let at = from + found;
            let is_mark = match (self.byte(at + 1), self.byte(at + 2)) {
                (Some(b'!' | b'?'), _) | (Some(b'/'), Some(_)) => true,
                (Some(next), _) => next.is_ascii_alphabetic(),
                _ => false,
            };
            if is_mark && at > self.at {
                return self.text(at, true);
            }
            if is_mark {
                return self.mark();
            }
            from = at + 1;
        }
        self.text(self.source.len(), true)
    }

    /// What begins with the `<` right here: a tag, or something that leaves no trace.
    fn mark(&mut self) -> Option<Piece> {
        let at = self.at;
        match (self.byte(at + 1)?, self.byte(at + 2)) {
            (b'/', Some(b'>')) => self.at += 3,
            (b'/', Some(next)) if next.is_ascii_alphabetic() => return self.end_tag(),
            (b'!', _) if self.source[at..].starts_with(b"<!--") => {
                self.at = self.comment_end().unwrap_or_else(|| self.cut());
            }
            (b'!', _)
                if self.foreign.is_inside() && self.source[at..].starts_with(b"<![CDATA[") =>
            {
                self.at += 9;
                self.mode = Mode::CharacterData;
            }
            (b'!' | b'?' | b'/', _) => {
                let end = memchr::memchr(b'>', &self.source[at..]);
                self.at = end.map_or_else(|| self.cut(), |end| at + end + 1);
            }
            _ => return self.start_tag(),
        }
        None
    }

    fn comment_end(&self) -> Option<usize> {
        let from = self.at + 4;
        let rest = &self.source[from..];
        if rest.starts_with(b">") {
            return Some(from + 1);
        }
        if rest.starts_with(b"->") {
            return Some(from + 2);
        }
        let dashes = memchr::memmem::find_iter(rest, b"--");
        let mut ends = dashes.filter_map(|at| match &rest[at + 2..] {
            [b'>', ..] => Some(at + 3),
            [b'!', b'>', ..] => Some(at + 4),
            // `find_iter` does not overlap: of three dashes the last two may be the end.
            [b'-', b'>', ..] => Some(at + 4),
            [b'-', b'!', b'>', ..] => Some(at + 5),
            _ => None,
        });
        ends.next().map(|end| from + end)
    }

    fn start_tag(&mut self) -> Option<Piece> {
        let name = self.name(self.at + 1);
        self.attributes.clear();
        let Some((end, is_closed)) = self.rest_of_tag(name.end) else {
            self.at = self.cut();
            return None;
        };
        self.at = end;
        let word = &self.source[name.clone()];
        let has = |key: &str, values: &[&str]| {
            self.attributes.iter().any(|attribute| {
                self.source[attribute.name.clone()].eq_ignore_ascii_case(key.as_bytes())
                    && (values.is_empty()
                        || attribute.value.clone().is_some_and(|value| {
                            let value = &self.source[value];
                            let same = |one: &&str| value.eq_ignore_ascii_case(one.as_bytes());
                            values.iter().any(same)
                        }))
            })
        };
        let is_foreign = self.foreign.start(word, is_closed, &has);
        if !is_foreign {
            self.mode = mode_of(word);
        }
        Some(Piece::Start(Tag {
            name,
            end,
            is_closed: is_closed && is_foreign,
        }))
    }

    fn end_tag(&mut self) -> Option<Piece> {
        let name = self.name(self.at + 2);
        self.attributes.clear();
        let Some((end, _)) = self.rest_of_tag(name.end) else {
            self.at = self.cut();
            return None;
        };
        self.at = end;
        self.foreign.end(&self.source[name.clone()]);
        Some(Piece::End { name, end })
    }

    fn name(&self, from: usize) -> Range<usize> {
        let ends = |b: &u8| is_space(*b) || matches!(b, b'/' | b'>');
        let len = self.source[from..].iter().position(ends);
        from..len.map_or(self.source.len(), |len| from + len)
    }

    /// The attributes, the byte after the tag's `>`, and whether a `/` stands before that.
    fn rest_of_tag(&mut self, from: usize) -> Option<(usize, bool)> {
        let (mut at, mut is_closed) = (from, false);
        loop {
            match self.byte(at)? {
                b'>' => return Some((at + 1, is_closed)),
                b'/' => {
                    is_closed = self.byte(at + 1)? == b'>';
                    at += 1;
                }
                b if is_space(b) => at += 1,
                _ => at = self.attribute(at)?,
            }
        }
    }

    /// Notes the attribute that begins here, gives the byte after it.
    fn attribute(&mut self, start: usize) -> Option<usize> {
        let ends = |b: &u8| is_space(*b) || matches!(b, b'/' | b'>' | b'=');
        let name = start..start + 1 + self.source[start + 1..].iter().position(ends)?;
        let equals = self.skip_space(name.end)?;
        if self.byte(equals)? != b'=' {
            self.attributes.push(Attribute { name, value: None });
            return Some(equals);
        }
        let at = self.skip_space(equals + 1)?;
        let (value, next) = match self.byte(at)? {
            quote @ (b'"' | b'\'') => {
                let end = at + 1 + memchr::memchr(quote, &self.source[at + 1..])?;
                (at + 1..end, end + 1)
            }
            _ => {
                let ends = |b: &u8| is_space(*b) || *b == b'>';
                let end = at + self.source[at..].iter().position(ends)?;
                (at..end, end)
            }
        };
        let value = Some(value);
        self.attributes.push(Attribute { name, value });
        Some(next)
    }

    fn skip_space(&self, from: usize) -> Option<usize> {
        let len = self.source[from..].iter().position(|b| !is_space(*b))?;
        Some(from + len)
    }

    /// Where the end tag of an element whose content is no markup begins.
    fn raw_end(&self, name: &str, from: usize) -> Option<usize> {
        memchr::memmem::find_iter(&self.source[from..], b"</")
            .map(|at| from + at)
            .find(|&at| self.is_tag(at + 2, name))
    }

    /// Whether a tag of this name stands at its first letter.
    fn is_tag(&self, at: usize, name: &str) -> bool {
        let end = at + name.len();
        self.source
            .get(at..end)
            .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
            && self
                .byte(end)
                .is_some_and(|b| is_space(b) || matches!(b, b'/' | b'>'))
    }

    /// Where the end tag of a script begins. Within `<!--` another `<script` hides one end tag.
    fn script_end(&self) -> Option<usize> {
        let (mut at, mut in_comment, mut hidden) = (self.at, false, false);
        while let Some(found) = memchr::memchr2(b'<', b'-', &self.source[at..]) {
            at += found;
            let rest = &self.source[at..];
            if in_comment && rest.starts_with(b"-->") {
                (in_comment, hidden) = (false, false);
                at += 3;
            } else if !in_comment && rest.starts_with(b"<!--") {
                in_comment = true;
                // The dashes that open it may close it.
                at += 2;
            } else if rest.starts_with(b"</") && self.is_tag(at + 2, "script") {
                if !hidden {
                    return Some(at);
                }
                hidden = false;
                at += 8;
            } else {
                hidden |= in_comment && rest.starts_with(b"<") && self.is_tag(at + 1, "script");
                at += 1;
            }
        }
        None
    }
}

/// How the content of an element of HTML is read.
fn mode_of(name: &[u8]) -> Mode {
    const RAW: [(&str, bool); 8] = [
        ("title", true),
        ("textarea", true),
        ("style", false),
        ("xmp", false),
        ("iframe", false),
        ("noembed", false),
        ("noframes", false),
        ("noscript", false),
    ];
    if name.len() < 3 {
        return Mode::Data;
    }
    let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
    match RAW.iter().find(|(word, _)| is(word)) {
        Some(&(word, references)) => Mode::Raw(word, references),
        None if is("script") => Mode::Script,
        None if is("plaintext") => Mode::Plaintext,
        None => Mode::Data,
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0c | b'\r')
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::cell::RefCell;
    use std::rc::Rc;

    use lol_html::html_content::{Element, EndTag, TextChunk, TextType};
    use lol_html::{DocumentContentHandlers, ElementContentHandlers, HtmlRewriter, Settings};
    use proptest::prelude::*;

    use super::*;

    /// A piece as both tokenisers can tell it: names in lower case, attributes as they are written.
    #[derive(Debug, Clone, PartialEq)]
    enum Told {
        Text(Range<usize>, bool),
        Start(String, Vec<(String, String)>, usize, bool),
        End(String, usize),
    }

    /// Runs of text that touch are one; of end tags only those that end something, as the oracle tells no others.
    fn note(told: &mut Vec<Told>, open: &mut Vec<String>, new: Told) {
        match (&new, told.last_mut()) {
            (Told::Text(range, _), _) if range.is_empty() => {}
            (Told::Text(range, kind), Some(Told::Text(last, same)))
                if last.end == range.start && kind == same =>
            {
                last.end = range.end;
            }
            (Told::Start(name, _, _, has_content), _) => {
                if *has_content {
                    open.push(name.clone());
                }
                told.push(new);
            }
            (Told::End(name, _), _) => {
                if let Some(at) = open.iter().rposition(|one| one == name) {
                    open.truncate(at);
                    told.push(new);
                }
            }
            _ => told.push(new),
        }
    }

    fn ours(source: &str) -> Vec<Told> {
        let (mut told, mut open) = (Vec::new(), Vec::new());
        let mut scanner = Scanner::new(source);
        while let Some(piece) = scanner.next() {
            let new = match piece {
                Piece::Text { range, references } => Told::Text(range, references),
                Piece::End { name, end } => Told::End(source[name].to_ascii_lowercase(), end),
                Piece::Start(tag) => {
                    let attribute = |one: &Attribute| {
                        let value = one.value.clone().map_or("", |value| &source[value]);
                        (
                            source[one.name.clone()].to_ascii_lowercase(),
                            value.to_owned(),
                        )
                    };
                    let name = source[tag.name].to_ascii_lowercase();
                    let is_void = crate::extract::elements::find(&name).0.is_void;
                    let attributes = scanner.attributes().iter().map(attribute).collect();
                    Told::Start(name, attributes, tag.end, !is_void && !tag.is_closed)
                }
            };
            note(&mut told, &mut open, new);
        }
        told
    }

    /// lol_html, the oracle.
    fn theirs(source: &str) -> Vec<Told> {
        let told = Rc::new(RefCell::new((Vec::new(), Vec::new())));
        let (starts, texts) = (Rc::clone(&told), Rc::clone(&told));
        let note_in = |told: &RefCell<(Vec<Told>, Vec<String>)>, new: Told| {
            let (told, open) = &mut *told.borrow_mut();
            note(told, open, new);
        };
        let on_element = move |element: &mut Element<'_, '_>| {
            let name = element.tag_name();
            let is_void = crate::extract::elements::find(&name).0.is_void;
            let has_content = !is_void && element.can_have_content();
            let list = element.attributes().iter();
            let attributes = list.map(|one| (one.name(), one.value())).collect();
            let end = element.source_location().bytes().end;
            note_in(&starts, Told::Start(name, attributes, end, has_content));
            if let Some(handlers) = element.end_tag_handlers() {
                let ends = Rc::clone(&starts);
                handlers.push(Box::new(move |tag: &mut EndTag<'_>| {
                    let new = Told::End(tag.name(), tag.source_location().bytes().end);
                    // It is told for each element that the tag ends.
                    if ends.borrow().0.last() != Some(&new) {
                        note_in(&ends, new);
                    }
                    Ok(())
                }));
            }
            Ok(())
        };
        let on_text = move |chunk: &mut TextChunk<'_>| {
            let references = matches!(chunk.text_type(), TextType::Data | TextType::RCData);
            if chunk.text_type() != TextType::ScriptData {
                note_in(
                    &texts,
                    Told::Text(chunk.source_location().bytes(), references),
                );
            }
            Ok(())
        };
        let every = "*".parse().expect("a selector");
        let settings = Settings::new()
            .with_strict(false)
            .append_element_content_handler((
                Cow::Owned(every),
                ElementContentHandlers::default().element(on_element),
            ))
            .append_document_content_handler(DocumentContentHandlers::default().text(on_text));
        let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
        rewriter.write(source.as_bytes()).expect("no handler fails");
        rewriter.end().expect("no handler fails");
        let told = told.borrow();
        told.0.clone()
    }

    /// What pages of the test are made of.
    const PIECES: &[&str] = &[
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<P class=x>",
        "<br>",
        "<br/>",
        "<a href='x>y' b>",
        "</a >",
        "<i a=\"1\"c = 2/>",
        "<i/a=/b>",
        "<u =x==y>",
        "<b\n\tc\r=d>",
        "<div",
        "</div",
        "<",
        "</",
        "</>",
        "<!",
        "<?",
        "<3",
        "</3>",
        "<!-->",
        "<!--->",
        "<!--",
        "-->",
        "--!>",
        "--",
        "-",
        ">",
        "<!doctype html>",
        "<!x>",
        "<?php x ?>",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "</svg>",
        "<math>",
        "</math>",
        "<mi>",
        "</mi>",
        "<desc>",
        "</desc>",
        "<foreignObject>",
        "</foreignobject>",
        "<path/>",
        "<font>",
        "<font color=x>",
        "<annotation-xml encoding=\"Text/HTML\">",
        "<annotation-xml>",
        "</annotation-xml>",
        "<title>",
        "</title>",
        "</TITLE\n>",
        "</titles>",
        "<textarea>",
        "</textarea/>",
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<script ",
        "</script x>",
        "<!--<script>",
        "<xmp>",
        "</xmp>",
        "<noscript>",
        "</noscript>",
        "<iframe>",
        "</iframe>",
        "<plaintext>",
        "<select>",
        "<template>",
        "<table>",
        "<td>",
        "&amp;",
        "&",
        "\0",
        " ",
        "\n",
        "'",
        "\"",
        "=",
        "é",
        "日",
        "x",
        "y z",
    ];

    fn page() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..24)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn reads_what_lol_html_reads(page in page()) {
            prop_assert_eq!(ours(&page), theirs(&page));
        }
    }
}
