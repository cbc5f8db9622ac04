//! The difference between two wordings, word by word. Where a wording stands in its paragraph is in `passage`.

use similar::{ChangeTag, DiffableStr, TextDiff};

/// What a piece of a passage is to the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// Words around the passage.
    Around,
    /// Words of the passage that stay.
    Same,
    /// Words that go.
    Cut,
    /// Words that come.
    Put,
}

/// A run of words of one sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Which sort.
    pub(crate) tag: Tag,
    /// The words as they stand.
    pub(crate) text: String,
}

impl Piece {
    /// Whether these words stand around the passage.
    pub(crate) fn is_around(&self) -> bool {
        self.tag == Tag::Around
    }

    /// Whether these words go.
    pub(crate) fn is_cut(&self) -> bool {
        self.tag == Tag::Cut
    }

    /// Whether these words come.
    pub(crate) fn is_put(&self) -> bool {
        self.tag == Tag::Put
    }
}

/// The change from `old` to `new` in whole words (Unicode's word boundaries), so that an editor reads
/// `teh` → `the` and not a swap of letters. Scripts without spaces come out sign by sign; no grapheme is cut.
pub(crate) fn words(old: &str, new: &str) -> Vec<Piece> {
    let (a, b) = (tokens(old), tokens(new));
    let diff = TextDiff::from_slices(&a, &b);
    let mut pieces = Pieces::default();
    for change in diff.iter_all_changes() {
        let tag = match change.tag() {
            ChangeTag::Equal => Tag::Same,
            ChangeTag::Delete => Tag::Cut,
            ChangeTag::Insert => Tag::Put,
        };
        pieces.push(tag, change.value());
    }
    joined(pieces.0)
}

/// Runs of words, neighbours of one sort made one.
#[derive(Debug, Default)]
pub(crate) struct Pieces(pub(crate) Vec<Piece>);

impl Pieces {
    /// Adds words at the end.
    pub(crate) fn push(&mut self, tag: Tag, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.tag == tag => last.text.push_str(text),
            _ => self.0.push(Piece {
                tag,
                text: text.to_owned(),
            }),
        }
    }
}

/// Words, spaces and signs. Unicode's word boundaries may fall inside of a grapheme (Thai, emoji), so those
/// that do are dropped.
fn tokens(text: &str) -> Vec<&str> {
    let mut words = ends(&text.tokenize_unicode_words());
    let graphemes = ends(&text.tokenize_graphemes());
    words.retain(|end| graphemes.binary_search(end).is_ok());
    let starts = std::iter::once(0).chain(words.iter().copied());
    starts
        .zip(&words)
        .map(|(start, &end)| &text[start..end])
        .collect()
}

/// The byte after each token.
fn ends(tokens: &[&str]) -> Vec<usize> {
    let end = |at: &mut usize, token: &&str| {
        *at += token.len();
        Some(*at)
    };
    tokens.iter().scan(0, end).collect()
}

/// Two changes with nothing but space between them read as one: `a b` → `c d`, not four crumbs. Of each run
/// of changes what goes stands first.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Pieces::default();
    let (mut cut, mut put) = (String::new(), String::new());
    let mut rest = pieces.iter().peekable();
    while let Some(piece) = rest.next() {
        match piece.tag {
            Tag::Cut => cut.push_str(&piece.text),
            Tag::Put => put.push_str(&piece.text),
            _ if is_gap(piece) && !cut.is_empty() && !put.is_empty() && rest.peek().is_some() => {
                cut.push_str(&piece.text);
                put.push_str(&piece.text);
            }
            tag => {
                out.push(Tag::Cut, &std::mem::take(&mut cut));
                out.push(Tag::Put, &std::mem::take(&mut put));
                out.push(tag, &piece.text);
            }
        }
    }
    out.push(Tag::Cut, &cut);
    out.push(Tag::Put, &put);
    out.0
}

fn is_gap(piece: &Piece) -> bool {
    piece.tag == Tag::Same && piece.text.chars().all(char::is_whitespace)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Pieces in one line: `[-gone-]`, `{+new+}`, `(around)`, the rest as it is.
    pub(in crate::web::desk::view) fn line(pieces: &[Piece]) -> String {
        let show = |piece: &Piece| match piece.tag {
            Tag::Around => format!("({})", piece.text),
            Tag::Same => piece.text.clone(),
            Tag::Cut => format!("[-{}-]", piece.text),
            Tag::Put => format!("{{+{}+}}", piece.text),
        };
        pieces.iter().map(show).collect()
    }

    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(line(&words(old, new)), expected);
    }

    #[test]
    fn changes_are_shown_in_whole_words() {
        check("teh", "the", "[-teh-]{+the+}");
        check(
            "She heard teh call.",
            "She heard the call.",
            "She heard [-teh-]{+the+} call.",
        );
        check("Don’t go", "Do not go", "[-Don’t-]{+Do not+} go");
        check("a b c", "a c", "a [-b -]c");
        check("a c", "a b c", "a {+b +}c");
        check("same", "same", "same");
        check("", "new", "{+new+}");
        check("gone", "", "[-gone-]");
    }

    #[test]
    fn neighbouring_changes_read_as_one() {
        check(
            "in two thousand six",
            "in three hundred six",
            "in [-two thousand-]{+three hundred+} six",
        );
        check("one two", "uno two", "[-one-]{+uno+} two");
    }

    #[test]
    fn other_scripts_keep_their_graphemes_whole() {
        check("北京是首都", "北京是首府", "北京是首[-都-]{+府+}");
        check("👩‍👩‍👧 came", "👩‍👩‍👦 came", "[-👩‍👩‍👧-]{+👩‍👩‍👦+} came");
        check(
            "cafe\u{301} noir",
            "cafe noir",
            "[-cafe\u{301}-]{+cafe+} noir",
        );
        check("кіт спить", "кит спить", "[-кіт-]{+кит+} спить");
        check("في عام ٢٠٠٥", "في عام ٢٠٠٦", "في عام [-٢٠٠٥-]{+٢٠٠٦+}");
    }

    #[test]
    fn no_word_is_lost() {
        for (old, new) in [("a b  c\nd", "a c\n\nd e"), ("x", "y z"), ("น้ำใจ", "น้ำ")]
        {
            let pieces = words(old, new);
            let side = |out: Tag| -> String {
                let kept = pieces.iter().filter(|piece| piece.tag != out);
                kept.map(|piece| piece.text.as_str()).collect()
            };
            assert_eq!(
                (side(Tag::Put).as_str(), side(Tag::Cut).as_str()),
                (old, new)
            );
        }
    }
}
