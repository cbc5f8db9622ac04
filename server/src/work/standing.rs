//! Where an accepted correction stands in the text as it is now: still to be made, made already, or not to be
//! told any more. Pure. Nothing is guessed here: what the editor saw must be found word for word, with the words
//! before or after it, and in one place only.

use corrigenda_anchor::{Edit, Span, Text};

use crate::domain::article::RevisionId;
use crate::store::AcceptedEdit;

/// Context of fewer code points proves nothing by itself.
const TELLING: usize = 8;

/// How a correction stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The old words are there; this edit, in the text's own positions, makes the correction.
    ToDo(Edit),
    /// The text reads as the editor wanted.
    Done,
    /// The passage is there several times.
    Ambiguous,
    /// The passage is not there, neither as it was nor as it should be.
    Gone,
}

/// How the correction stands in `text`, which is that of `revision`.
pub(super) fn of(accepted: &AcceptedEdit, text: &Text, revision: RevisionId) -> Standing {
    let edit = &accepted.edit;
    if accepted.revision == Some(revision) && text.slice(edit.span) == edit.old {
        return Standing::ToDo(edit.clone());
    }
    let Some(sought) = Sought::from(accepted) else {
        return Standing::Gone;
    };
    // The passage with all its context first, then with the context of one side, because a change nearby may have
    // touched the other.
    for (prefix, suffix) in sought.contexts() {
        let old = places(text, prefix, &sought.old, suffix);
        let new = places(text, prefix, &sought.new, suffix);
        match (&old[..], &new[..]) {
            ([], []) => {}
            ([place], []) => return sought.edit_at(*place, edit, text),
            ([], [_]) => return Standing::Done,
            _ => return Standing::Ambiguous,
        }
    }
    Standing::Gone
}

/// The passage before and after the correction, and what surrounds it.
struct Sought<'a> {
    prefix: &'a str,
    suffix: &'a str,
    old: String,
    new: String,
    /// Code points from the passage's start to the edit's.
    offset: usize,
}

impl<'a> Sought<'a> {
    /// `None` when the edit reaches out of the passage: then what the passage should read is not known.
    fn from(accepted: &'a AcceptedEdit) -> Option<Self> {
        let (passage, edit) = (&accepted.passage, &accepted.edit);
        let span = passage.span?;
        let offset = edit.span.start().checked_sub(span.start())?;
        let before: String = passage.exact.chars().take(offset).collect();
        let rest = passage.exact.get(before.len()..)?;
        let after = rest.strip_prefix(edit.old.as_str())?;
        (edit.span.end() <= span.end()).then(|| Self {
            prefix: &passage.prefix,
            suffix: &passage.suffix,
            new: [&before, edit.new.as_str(), after].concat(),
            old: passage.exact.clone(),
            offset,
        })
    }

    fn contexts(&self) -> Vec<(&'a str, &'a str)> {
        let telling = |context: &str| context.chars().count() >= TELLING;
        let mut contexts = vec![(self.prefix, self.suffix)];
        if telling(self.suffix) {
            contexts.push(("", self.suffix));
        }
        if telling(self.prefix) {
            contexts.push((self.prefix, ""));
        }
        contexts
    }

    fn edit_at(&self, passage: usize, edit: &Edit, text: &Text) -> Standing {
        let start = passage + self.offset;
        let span = Span::new(start, start + edit.old.chars().count());
        if text.slice(span) != edit.old {
            return Standing::Gone;
        }
        Standing::ToDo(Edit {
            span,
            ..edit.clone()
        })
    }
}

/// Where `words` begin, in code points, wherever they stand between the two contexts.
fn places(text: &Text, prefix: &str, words: &str, suffix: &str) -> Vec<usize> {
    let needle = [prefix, words, suffix].concat();
    if needle.is_empty() {
        return Vec::new();
    }
    let whole = text.as_str();
    whole
        .match_indices(&needle)
        .map(|(at, _)| whole[..at + prefix.len()].chars().count())
        .collect()
}

#[cfg(test)]
mod tests {
    use corrigenda_anchor::{Format, Rules, Scope, describe};

    use super::*;
    use crate::domain::case::Passage;

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    /// An editor accepted, in the text `seen`, that `passage` should read `wanted`; how does it stand in `now`?
    fn standing(seen: &str, passage: &str, wanted: &str, now: &str) -> Standing {
        let seen_text = text(seen);
        let at = seen.find(passage).unwrap();
        let start = seen[..at].chars().count();
        let span = Span::new(start, start + passage.chars().count());
        let quote = describe(&seen_text, span).quote.unwrap();
        let revision = Some(RevisionId::of(seen));
        let accepted = AcceptedEdit {
            edit: Edit::smallest(&seen_text, span, wanted).unwrap(),
            revision,
            passage: Passage {
                exact: quote.exact,
                prefix: quote.prefix,
                suffix: quote.suffix,
                span: Some(span),
                revision,
            },
            notice: None,
            by: "editor@example.org".to_owned(),
            patch: None,
        };
        of(&accepted, &text(now), RevisionId::of(now))
    }

    #[track_caller]
    fn to_do(standing: Standing, at: usize, old: &str) {
        let Standing::ToDo(edit) = standing else {
            panic!("{standing:?}");
        };
        assert_eq!((edit.span.start(), edit.old.as_str()), (at, old));
    }

    const SEEN: &str = "At last she heard teh long call over the river, and the ferry came.";

    #[test]
    fn the_same_text_needs_the_same_edit() {
        to_do(standing(SEEN, "teh", "the", SEEN), 18, "teh");
    }

    #[test]
    fn an_edit_moves_with_its_passage() {
        let now = format!("Вчора. {SEEN}");
        let standing = standing(SEEN, "heard teh long", "heard the long", &now);
        to_do(standing, 25, "teh");
    }

    #[test]
    fn a_change_beside_the_passage_does_not_hide_it() {
        let now = SEEN.replace("At last", "Finally,");
        to_do(standing(SEEN, "teh", "the", &now), 19, "teh");
        let now = SEEN.replace("river, and", "water and");
        to_do(standing(SEEN, "teh", "the", &now), 18, "teh");
    }

    #[test]
    fn what_was_made_already_is_done() {
        let now = SEEN.replace("teh", "the");
        assert_eq!(standing(SEEN, "teh", "the", &now), Standing::Done);
        let now = SEEN.replace(" over the river", "");
        let standing = standing(SEEN, " over the river", "", &now);
        assert_eq!(standing, Standing::Done);
    }

    #[test]
    fn a_like_word_elsewhere_is_not_the_passage() {
        let now = "Nothing of it is left here but teh word and the other word.";
        assert_eq!(standing(SEEN, "teh", "the", now), Standing::Gone);
    }

    #[test]
    fn a_passage_that_was_doubled_is_left_to_the_editor() {
        let now = format!("{SEEN} {SEEN}");
        assert_eq!(standing(SEEN, "teh", "the", &now), Standing::Ambiguous);
        let half = format!("{SEEN} {}", SEEN.replace("teh", "the"));
        assert_eq!(standing(SEEN, "teh", "the", &half), Standing::Ambiguous);
    }
}
