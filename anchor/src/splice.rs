//! Where in the source the bytes of an edit go: each changed word by itself, reduced to its changed letters, inside of
//! one stretch of text between two marks. What would need a guess is refused.

use std::ops::Range;

use crate::diff;
use crate::opaque;
use crate::patch::Refused;
use crate::text::{Kind, Segment};
use crate::{Edit, Format, Text};

/// Bytes of the source, and the text (not yet escaped) that is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) new: String,
}

/// The splices that make an edit, in the order of the source.
pub(crate) fn plan(
    source: &str,
    text: &Text,
    edit: &Edit,
    format: Format,
) -> Result<Vec<Splice>, Refused> {
    let at = text.bytes(edit.span).start;
    let new = normal(&edit.new, format);
    let mut splices: Vec<Splice> = Vec::new();
    for hunk in diff::hunks(&edit.old, &new) {
        let word = &new[hunk.new];
        let splice = one(text, at + hunk.old.start..at + hunk.old.end, word)?;
        if splices
            .last()
            .is_some_and(|last| splice.range.start < last.range.end)
        {
            return Err(Refused::CrossesMarkup);
        }
        splices.push(splice);
    }
    let at_mark = |splice: &&Splice| splice.range.is_empty() && at_mark(text, splice.range.start);
    if splices.iter().filter(at_mark).count() > 1 {
        return Err(Refused::CrossesMarkup);
    }
    let opaque = opaque::ranges(source, format);
    if splices
        .iter()
        .any(|splice| opaque::touches(&opaque, &splice.range))
    {
        return Err(Refused::Template);
    }
    if splices.is_empty() {
        Err(Refused::Stale)
    } else {
        Ok(splices)
    }
}

/// Whether a place in the source lies where a mark begins or ends, so that text could go on either side of it.
fn at_mark(text: &Text, source: usize) -> bool {
    let pieces = text.segments();
    pieces.windows(2).any(|pair| {
        let (end, start) = (pair[0].source_end(), pair[1].source);
        end < start
            && (end..=start).contains(&source)
            && pair.iter().all(|piece| piece.kind != Kind::Break)
    })
}

/// White space as the text rules have it, where they change it at all.
pub(crate) fn normal(new: &str, format: Format) -> String {
    if format == Format::Text {
        return new.to_owned();
    }
    let words = diff::words(new);
    words
        .into_iter()
        .map(|word| if diff::is_space(word) { " " } else { word })
        .collect()
}

/// Whether the text is as intended. White space at the borders of what was deleted is not told apart, where the
/// text rules make one space of it anyway.
pub(crate) fn same_text(after: &str, intended: &str, format: Format) -> bool {
    after == intended
        || (format != Format::Text && {
            let squeeze = |text: &str| {
                text.replace(" \n", "\n")
                    .replace("\n ", "\n")
                    .replace("  ", " ")
            };
            squeeze(after) == squeeze(intended)
        })
}

/// How new text may be written in a source: the plainest first, each is tried until one reads as intended.
pub(crate) fn escapes(format: Format) -> &'static [fn(&str) -> String] {
    match format {
        Format::Text => &[str::to_owned],
        Format::Html => &[html],
        Format::Markdown => &[str::to_owned, markdown, html],
    }
}

fn html(new: &str) -> String {
    new.replace('&', "&amp;").replace('<', "&lt;")
}

fn markdown(new: &str) -> String {
    let mut out = String::with_capacity(new.len() + 8);
    for c in new.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// One changed stretch of the text as a splice of the source.
fn one(text: &Text, place: Range<usize>, new: &str) -> Result<Splice, Refused> {
    let old = &text.as_str()[place.clone()];
    let (head, tail) = diff::common_ends(old, new);
    let narrow = place.start + head..place.end - tail;
    let inner = &new[head..new.len() - tail];
    if leaves_space_at_edge(text, &narrow, inner) {
        return Err(Refused::CrossesMarkup);
    }
    match splice(text, narrow.clone(), inner) {
        Err(refused) if inner.is_empty() => slide(text, narrow).ok_or(refused),
        answer => answer,
    }
}

/// Whether an element would begin or end with a space that it did not: that space belongs outside of it, and where
/// exactly would be a guess.
fn leaves_space_at_edge(text: &Text, place: &Range<usize>, new: &str) -> bool {
    if place.is_empty() {
        return false;
    }
    let whole = text.as_str();
    let begins = new.chars().chain(whole[place.end..].chars()).next() == Some(' ');
    let ends = new
        .chars()
        .rev()
        .chain(whole[..place.start].chars().rev())
        .next()
        == Some(' ');
    let had_space = |c: Option<char>| c == Some(' ');
    let pieces = text.segments();
    let opens = pieces
        .windows(2)
        .any(|pair| pair[1].at == place.start && is_divided(pair));
    let closes = pieces
        .windows(2)
        .any(|pair| pair[0].end() == place.end && is_divided(pair));
    let old = &whole[place.clone()];
    (begins && opens && !had_space(old.chars().next()))
        || (ends && closes && !had_space(old.chars().next_back()))
}

/// Whether markup stands between two neighbours.
fn is_divided(pair: &[Segment]) -> bool {
    pair[0].source_end() < pair[1].source && pair.iter().all(|piece| piece.kind != Kind::Break)
}

fn splice(text: &Text, place: Range<usize>, new: &str) -> Result<Splice, Refused> {
    if place.is_empty() {
        let at = insertion(text, place.start, new)?;
        return Ok(Splice {
            range: at..at,
            new: new.to_owned(),
        });
    }
    Ok(Splice {
        range: stretch(text, place)?,
        new: new.to_owned(),
    })
}

/// A deletion that crosses markup may do as well one character to the left or right: of "a very big" either space can go.
fn slide(text: &Text, place: Range<usize>) -> Option<Splice> {
    let whole = text.as_str();
    let slid = |range: Range<usize>| {
        stretch(text, range).ok().map(|range| Splice {
            range,
            new: String::new(),
        })
    };
    let last = whole[place.clone()].chars().next_back()?;
    if whole[..place.start].ends_with(last) {
        let found = slid(place.start - last.len_utf8()..place.end - last.len_utf8());
        if found.is_some() {
            return found;
        }
    }
    let first = whole[place.clone()].chars().next()?;
    let fits = whole[place.end..].starts_with(first);
    fits.then(|| slid(place.start + first.len_utf8()..place.end + first.len_utf8()))
        .flatten()
}

/// The bytes of the source for a stretch of the text that no mark divides.
fn stretch(text: &Text, place: Range<usize>) -> Result<Range<usize>, Refused> {
    let pieces = text.segments_in(place.clone());
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return Err(Refused::NotInSource);
    };
    if pieces
        .iter()
        .any(|piece| matches!(piece.kind, Kind::Break | Kind::Generated))
    {
        return Err(Refused::NotInSource);
    }
    if pieces
        .windows(2)
        .any(|pair| pair[0].source_end() != pair[1].source)
    {
        return Err(Refused::CrossesMarkup);
    }
    let whole = |piece: &Segment| {
        piece.kind == Kind::Exact || (piece.at >= place.start && piece.end() <= place.end)
    };
    if !whole(first) || !whole(last) {
        return Err(Refused::NotInSource);
    }
    let start = if first.kind == Kind::Exact {
        first.source + place.start - first.at
    } else {
        first.source
    };
    let end = if last.kind == Kind::Exact {
        last.source + place.end - last.at
    } else {
        last.source_end()
    };
    Ok(start..end)
}

/// Where new text goes that replaces nothing: to the word that it continues; else outside of the inline elements that
/// end before it, or begin after it.
fn insertion(text: &Text, at: usize, new: &str) -> Result<usize, Refused> {
    let whole = text.as_str();
    let glued =
        |a: Option<char>, b: Option<char>| a.zip(b).is_some_and(|(a, b)| is_word(a) && is_word(b));
    let continues = glued(whole[..at].chars().next_back(), new.chars().next());
    let leads_on = glued(new.chars().next_back(), whole[at..].chars().next());
    let after = after(text, at);
    // A line feed, kept or not, ends what was before it.
    let begins = whole[..at].ends_with('\n') && after.is_some();
    let before = before(text, at).filter(|_| !begins);
    if let Some(end) = before
        && (continues || !leads_on)
    {
        let outside = text
            .closings_at(at)
            .map(|closing| closing.source)
            .filter(|&source| source >= end)
            .max();
        let limit = after.unwrap_or(usize::MAX);
        return match outside {
            Some(outside) if !continues && outside <= limit => Ok(outside),
            _ => Ok(end),
        };
    }
    after.or(before).ok_or(Refused::NotInSource)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{200c}' | '\u{200d}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// The byte of the source right after the character before `at`.
fn before(text: &Text, at: usize) -> Option<usize> {
    let piece = text.segments_in(at.checked_sub(1)?..at).last()?;
    match piece.kind {
        Kind::Exact => Some(piece.source + at - piece.at),
        Kind::Atomic if piece.end() == at => Some(piece.source_end()),
        _ => None,
    }
}

/// The byte of the source right before the character after `at`.
fn after(text: &Text, at: usize) -> Option<usize> {
    let piece = text.segments_in(at..at + 1).first()?;
    match piece.kind {
        Kind::Exact => Some(piece.source + at - piece.at),
        Kind::Atomic if piece.at == at => Some(piece.source),
        _ => None,
    }
}
