//! White space and boundaries: turns pieces of text and breaks into the normal form, and notes where each piece
//! came from. What is a block and what is ignored is decided by the caller.

use std::ops::Range;

use crate::text::{Closing, Kind, Segment, Text};

/// About so many bytes of a source are one segment.
const SEGMENT: usize = 64;

/// Collects the normal text. Offsets given to it are bytes of the source.
#[derive(Default)]
pub(crate) struct Builder {
    pub(crate) out: String,
    pub(crate) segments: Vec<Segment>,
    pub(crate) closings: Vec<Closing>,
    space: Option<Range<usize>>,
    pending_break: bool,
}

impl Builder {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self {
            out: String::with_capacity(bytes),
            segments: Vec::with_capacity(bytes / SEGMENT),
            ..Self::default()
        }
    }

    /// A block boundary or a line break: one line feed before whatever text comes next.
    pub(crate) fn line_break(&mut self) {
        self.pending_break = true;
        self.space = None;
    }

    /// The end of an inline element, whose end tag ends at this byte of the source.
    pub(crate) fn closing(&mut self, source: usize) {
        if !self.pending_break && self.space.is_none() {
            self.closings.push(Closing {
                at: self.out.len(),
                source,
            });
        }
    }

    /// Text that stands in the source byte for byte at `at`, white space to be collapsed.
    pub(crate) fn exact(&mut self, text: &str, at: usize) {
        let bytes = text.as_bytes();
        let mut from = 0;
        while from < bytes.len() {
            if is_space(bytes[from]) {
                let end = from + bytes[from..].iter().take_while(|&&b| is_space(b)).count();
                self.white(at + from..at + end);
                from = end;
            } else {
                let len = word_run(&bytes[from..]);
                self.push(&text[from..from + len], at + from, len, Kind::Exact);
                from += len;
            }
        }
    }

    /// Text that stands in the source byte for byte at `at`, kept as it is but for carriage returns.
    pub(crate) fn preformatted(&mut self, text: &str, at: usize) {
        let mut from = 0;
        while let Some(found) = text[from..].find('\r') {
            let end = from + found;
            self.verbatim(&text[from..end], at + from);
            let len = if text[end..].starts_with("\r\n") {
                2
            } else {
                1
            };
            self.push("\n", at + end, len, Kind::Atomic);
            from = end + len;
        }
        self.verbatim(&text[from..], at + from);
    }

    fn verbatim(&mut self, text: &str, at: usize) {
        if !text.is_empty() {
            self.push(text, at, text.len(), Kind::Exact);
        }
    }

    /// Text for which other bytes stand in the source, such as an entity.
    pub(crate) fn atomic(
        &mut self,
        text: &str,
        source: Range<usize>,
        kind: Kind,
        preformatted: bool,
    ) {
        if !preformatted && text.bytes().all(is_space) {
            self.white(source);
        } else {
            self.push(text, source.start, source.len(), kind);
        }
    }

    fn white(&mut self, source: Range<usize>) {
        match &mut self.space {
            Some(pending) => pending.end = source.end,
            None if self.pending_break || self.out.is_empty() => {}
            None if self.out.ends_with('\n') => {}
            None => self.space = Some(source),
        }
    }

    fn flush(&mut self) {
        if self.pending_break {
            self.pending_break = false;
            self.space = None;
            if !self.out.is_empty() && !self.out.ends_with('\n') {
                let source = self.segments.last().map_or(0, Segment::source_end);
                self.segment(1, source, 0, Kind::Break);
                self.out.push('\n');
            }
        } else if let Some(space) = self.space.take() {
            self.segment(1, space.start, space.len(), Kind::Atomic);
            self.out.push(' ');
        }
    }

    fn push(&mut self, text: &str, source: usize, source_len: usize, kind: Kind) {
        self.flush();
        self.segment(text.len(), source, source_len, kind);
        self.out.push_str(text);
    }

    fn segment(&mut self, len: usize, source: usize, source_len: usize, kind: Kind) {
        let at = self.out.len();
        if kind == Kind::Exact
            && let Some(last) = self.segments.last_mut()
            && last.kind == Kind::Exact
            && last.source_end() == source
        {
            last.len += len;
            last.source_len += source_len;
            return;
        }
        self.segments.push(Segment {
            at,
            len,
            source,
            source_len,
            kind,
        });
    }

    pub(crate) fn finish(self) -> Text {
        Text::from_parts(self.out, self.segments, self.closings)
    }
}

/// White space of HTML: a no-break space, for one, is a character like any other.
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0c | b'\r')
}

/// How many bytes are looked at together.
const STEP: usize = 32;

/// Length of the run of words with single blanks between them, which needs no change: the common case, in one go.
fn word_run(bytes: &[u8]) -> usize {
    let mut len = 0;
    // A step without anything of note, the byte after it looked at as well, is passed over as a whole.
    while let Some(step) = bytes.get(len..len + STEP + 1) {
        let noted = step
            .iter()
            .zip(&step[1..])
            .fold(false, |noted, (&b, &next)| {
                noted | (b.wrapping_sub(9) < 5) | ((b == b' ') & (next == b' '))
            });
        if noted || is_space(step[STEP]) {
            break;
        }
        len += STEP;
    }
    while let Some(&b) = bytes.get(len) {
        if is_space(b) {
            match bytes.get(len + 1) {
                Some(&next) if b == b' ' && !is_space(next) => len += 1,
                _ => break,
            }
        }
        len += 1;
    }
    len
}
