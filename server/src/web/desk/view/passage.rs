//! A case's passage with the change in it, in its paragraph or, where the text is not at hand, in the words
//! that were stored around it.

use corrigenda_anchor::{Edit, Span, Text};

use super::diff::{Piece, Pieces, Tag, words};
use crate::domain::case::Passage;

/// How many code points a run that does not change has at most in the queue, on each side of the change.
const NEAR: usize = 60;

/// Stored context of fewer code points than this ended where the text does.
const STORED: usize = 16;

/// The paragraph (or paragraphs) that the passage stands in, with the edit shown inside.
pub(crate) fn in_paragraph(text: &Text, passage: Span, edit: Option<&Edit>) -> Vec<Piece> {
    let change = edit.map_or(passage, |edit| edit.span);
    let whole = Span::new(
        passage.start().min(change.start()),
        passage.end().max(change.end()),
    );
    let block = text.block(whole);
    let mut pieces = Pieces::default();
    let mut between = |tag, start, end| pieces.push(tag, text.slice(Span::new(start, end)));
    between(Tag::Around, block.start(), whole.start());
    let Some(edit) = edit else {
        between(Tag::Same, whole.start(), whole.end());
        between(Tag::Around, whole.end(), block.end());
        return pieces.0;
    };
    between(Tag::Same, whole.start(), change.start());
    for piece in words(&edit.old, &edit.new) {
        pieces.push(piece.tag, &piece.text);
    }
    pieces.push(Tag::Same, text.slice(Span::new(change.end(), whole.end())));
    pieces.push(Tag::Around, text.slice(Span::new(whole.end(), block.end())));
    pieces.0
}

/// The passage in the words that were stored with the case. An edit that has no place inside of the passage
/// is one of the whole quote (see `Proposal::edit`).
pub(crate) fn as_quoted(passage: &Passage, edit: Option<&Edit>) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    pieces.push(Tag::Around, &lead_in(&passage.prefix));
    let (before, change, after) = match edit {
        None => (passage.exact.as_str(), Vec::new(), ""),
        Some(edit) => match around(passage, edit) {
            Some((before, after)) => (before, words(&edit.old, &edit.new), after),
            None => ("", words(&edit.old, &edit.new), ""),
        },
    };
    pieces.push(Tag::Same, before);
    for piece in change {
        pieces.push(piece.tag, &piece.text);
    }
    pieces.push(Tag::Same, after);
    pieces.push(Tag::Around, &lead_out(&passage.suffix));
    pieces.0
}

/// What of the passage stands before and after the edit; `None` when the edit is not inside of it.
fn around<'a>(passage: &'a Passage, edit: &Edit) -> Option<(&'a str, &'a str)> {
    let span = passage.span?;
    let start = edit.span.start().checked_sub(span.start())?;
    let from = byte(&passage.exact, start);
    let to = byte(&passage.exact, start + edit.span.len());
    (passage.exact.get(from..to)? == edit.old)
        .then(|| (&passage.exact[..from], &passage.exact[to..]))
}

/// The byte at which the code point `at` begins; the end when there are fewer.
fn byte(text: &str, at: usize) -> usize {
    text.char_indices()
        .nth(at)
        .map_or(text.len(), |(byte, _)| byte)
}

/// Little enough for a row of the queue: long runs of the passage that do not change are cut at a space, and
/// say so by `…`. What stands around it was cut when it was stored.
pub(crate) fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let count = pieces.len();
    let cut = |(at, mut piece): (usize, Piece)| {
        piece.text = match (piece.tag, at) {
            (Tag::Same, 0) if count > 1 => tail(&piece.text),
            (Tag::Same, _) if count > 1 && at + 1 == count => head(&piece.text),
            (Tag::Same, _) if piece.text.chars().count() > 2 * NEAR => {
                format!("{} {}", head(&piece.text), tail(&piece.text))
            }
            _ => piece.text,
        };
        piece
    };
    pieces.into_iter().enumerate().map(cut).collect()
}

/// The words before a passage, from the beginning of its paragraph if that is known. Stored context begins
/// anywhere, so what may be half a word is left out.
fn lead_in(text: &str) -> String {
    if let Some(at) = text.rfind('\n') {
        return tail(&text[at + 1..]);
    }
    match text.find(char::is_whitespace) {
        _ if text.chars().count() > NEAR => tail(text),
        _ if text.chars().count() < STORED => text.to_owned(),
        Some(at) => format!("… {}", text[at..].trim_start()),
        None => format!("…{text}"),
    }
}

/// The words after a passage, to the end of its paragraph if that is known.
fn lead_out(text: &str) -> String {
    if let Some(at) = text.find('\n') {
        return head(&text[..at]);
    }
    match text.rfind(char::is_whitespace) {
        _ if text.chars().count() > NEAR => head(text),
        _ if text.chars().count() < STORED => text.to_owned(),
        Some(at) => format!("{} …", &text[..at]),
        None => format!("{text}…"),
    }
}

/// The beginning of a long run.
fn head(text: &str) -> String {
    if text.chars().count() <= NEAR {
        return text.to_owned();
    }
    let near = &text[..byte(text, NEAR)];
    let end = near.rfind(char::is_whitespace).unwrap_or(near.len());
    format!("{} …", &near[..end])
}

/// The end of a long run.
fn tail(text: &str) -> String {
    let length = text.chars().count();
    if length <= NEAR {
        return text.to_owned();
    }
    let near = &text[byte(text, length - NEAR)..];
    let start = near.find(char::is_whitespace).unwrap_or(0);
    format!("… {}", near[start..].trim_start())
}

#[cfg(test)]
mod tests {
    use corrigenda_anchor::{Format, Rules, Scope};

    use super::super::diff::tests::line;
    use super::*;

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Html, Scope::Body, &Rules::default())
    }

    fn passage(exact: &str, span: Option<Span>) -> Passage {
        Passage {
            exact: exact.to_owned(),
            prefix: "She ".to_owned(),
            suffix: " at last.".to_owned(),
            span,
            revision: None,
        }
    }

    #[test]
    fn the_change_stands_inside_its_paragraph() {
        let text = text("<p>First.</p><p>She heard <b>teh</b> call.</p><p>Last.</p>");
        let passage = Span::new(11, 20);
        let edit = Edit::smallest(&text, passage, "heard the");
        let pieces = in_paragraph(&text, passage, edit.as_ref());
        assert_eq!(line(&pieces), "(She )heard [-teh-]{+the+}( call.)");
        assert_eq!(
            line(&in_paragraph(&text, passage, None)),
            "(She )heard teh( call.)"
        );
    }

    #[test]
    fn an_edit_beside_the_passage_is_shown_too() {
        let text = text("<p>one two three four</p>");
        let edit = Edit {
            span: Span::new(8, 13),
            old: "three".to_owned(),
            new: "3".to_owned(),
        };
        let pieces = in_paragraph(&text, Span::new(0, 3), Some(&edit));
        assert_eq!(line(&pieces), "one two [-three-]{+3+}( four)");
    }

    #[test]
    fn a_quote_without_a_place_shows_the_whole_suggestion() {
        let edit = Edit {
            span: Span::new(0, 0),
            old: "heard teh call".to_owned(),
            new: "heard the call".to_owned(),
        };
        let pieces = as_quoted(&passage("heard teh call", None), Some(&edit));
        assert_eq!(line(&pieces), "(She )heard [-teh-]{+the+} call( at last.)");
    }

    #[test]
    fn a_quote_with_a_place_shows_the_edit_in_it() {
        let edit = Edit {
            span: Span::new(106, 109),
            old: "teh".to_owned(),
            new: "the".to_owned(),
        };
        let placed = passage("heard teh call", Some(Span::new(100, 114)));
        assert_eq!(
            line(&as_quoted(&placed, Some(&edit))),
            "(She )heard [-teh-]{+the+} call( at last.)"
        );
        assert_eq!(
            line(&as_quoted(&placed, None)),
            "(She )heard teh call( at last.)"
        );
    }

    #[test]
    fn stored_context_ends_with_its_paragraph_and_says_where_it_was_cut() {
        let check = |text: &str, expected: (&str, &str)| {
            assert_eq!((lead_in(text).as_str(), lead_out(text).as_str()), expected);
        };
        check(
            "rd one two three four",
            ("… one two three four", "rd one two three …"),
        );
        check("the end.\nA start", ("A start", "the end."));
        check("all there is", ("all there is", "all there is"));
        let chinese = "海带是本地的，做法是她自己的摊位在大厅";
        check(chinese, (&format!("…{chinese}"), &format!("{chinese}…")));
    }

    #[test]
    fn a_row_of_the_queue_is_short_and_keeps_the_change() {
        let mut pieces = Pieces::default();
        pieces.push(Tag::Same, &"word ".repeat(40));
        pieces.push(Tag::Cut, "teh");
        pieces.push(Tag::Put, "the");
        let row = line(&shortened(pieces.0));
        assert!(row.starts_with("… word") && row.ends_with("word [-teh-]{+the+}"));
        assert!(row.chars().count() < 2 * NEAR, "{row}");
    }
}
