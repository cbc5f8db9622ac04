//! Where an accepted correction stands in the text as it is now: still to be made, made already, or not to be
//! told any more. Pure. Nothing is guessed here: what the editor saw must be found word for word, with the words
//! before or after it, and in one place only.

use std::borrow::Cow;

use corrigenda_anchor::{Edit, Span, Text};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::article::RevisionId;
use crate::store::AcceptedEdit;

/// Context of fewer code points proves nothing by itself.
const TELLING: usize = 8;

/// As many code points around a passage are kept, fewer only where the text begins or ends.
const KEPT: usize = 32;

/// In scripts without spaces words are not told apart; so many letters stand for one.
const LETTERS: usize = 6;

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
    // One revision may read otherwise than it did: its format, its scope or the site's text rules were changed.
    if accepted.revision == Some(revision) && is_as_seen(accepted, text) {
        return Standing::ToDo(edit.clone());
    }
    let Some(sought) = Sought::from(accepted) else {
        return Standing::Gone;
    };
    // The passage with all its context first, then with less of it on one side, because a change nearby may have
    // touched the other.
    for context in sought.contexts() {
        let old = context.places(text, &sought.old);
        let new = context.places(text, &sought.new);
        match (&old[..], &new[..]) {
            ([], []) => {}
            ([place], []) => return sought.edit_at(*place, edit, text),
            ([], [_]) if context.proves(&sought.new) => return Standing::Done,
            ([], [_]) => return Standing::Gone,
            _ => return Standing::Ambiguous,
        }
    }
    Standing::Gone
}

/// Whether the passage stands where the editor saw it, between the words they saw it between.
fn is_as_seen(accepted: &AcceptedEdit, text: &Text) -> bool {
    let (passage, edit) = (&accepted.passage, &accepted.edit);
    passage.span.is_some_and(|span| {
        let before = Span::new(0, span.start());
        let after = Span::new(span.end(), text.len().max(span.end()));
        text.slice(span) == passage.exact
            && text.slice(before).ends_with(passage.prefix.as_str())
            && text.slice(after).starts_with(passage.suffix.as_str())
            && text.slice(edit.span) == edit.old
    })
}

/// The passage before and after the correction, and what surrounds it.
struct Sought<'a> {
    prefix: &'a str,
    suffix: &'a str,
    old: String,
    new: String,
    /// Code points from the passage's start to the edit's.
    offset: usize,
    /// What else was accepted in the article.
    beside: &'a [(String, String)],
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
            beside: &accepted.beside,
        })
    }

    /// What may surround the passage. Where the words of one side changed, the nearest of them has to be there
    /// still, or what another correction makes of it: without it, "5 million" and "5 billion" were the same, and a
    /// passage that was struck out would be missing from any rewriting.
    fn contexts(&self) -> Vec<Context<'a>> {
        let telling = |context: &str| count(context) >= TELLING;
        let mut contexts = vec![Context {
            prefix: self.prefix.into(),
            suffix: self.suffix.into(),
            near: None,
            cut_before: count(self.prefix) < KEPT,
            cut_after: count(self.suffix) < KEPT,
        }];
        if let Some(last) = last_word(self.prefix).filter(|_| telling(self.suffix)) {
            contexts.extend(self.readings(last).into_iter().map(|near| Context {
                near: Some(count(&near)),
                prefix: near,
                suffix: self.suffix.into(),
                cut_before: true,
                cut_after: count(self.suffix) < KEPT,
            }));
        }
        if let Some(first) = first_word(self.suffix).filter(|_| telling(self.prefix)) {
            contexts.extend(self.readings(first).into_iter().map(|near| Context {
                near: Some(count(&near)),
                prefix: self.prefix.into(),
                suffix: near,
                cut_before: count(self.prefix) < KEPT,
                cut_after: true,
            }));
        }
        contexts
    }

    /// The nearest word as it was, then as other corrections make it.
    fn readings(&self, near: &'a str) -> Vec<Cow<'a, str>> {
        let word = near.trim();
        let corrected = self.beside.iter().filter(|(old, new)| {
            let is_it = word.trim_matches(|c: char| !c.is_alphanumeric()) == old;
            is_it && new.chars().any(char::is_alphanumeric)
        });
        let corrected = corrected.map(|(old, new)| Cow::from(near.replacen(old, new, 1)));
        std::iter::once(Cow::from(near)).chain(corrected).collect()
    }

    fn edit_at(&self, passage: usize, edit: &Edit, text: &Text) -> Standing {
        let start = passage + self.offset;
        let span = Span::new(start, start + count(&edit.old));
        if text.slice(span) != edit.old {
            return Standing::Gone;
        }
        Standing::ToDo(Edit {
            span,
            ..edit.clone()
        })
    }
}

/// What has to stand before and after a passage.
struct Context<'a> {
    prefix: Cow<'a, str>,
    suffix: Cow<'a, str>,
    /// How many code points are left of the side that was shortened.
    near: Option<usize>,
    /// No word may go on across this end: the text ended here, or a whole word was left.
    cut_before: bool,
    cut_after: bool,
}

impl Context<'_> {
    /// Whether finding `new` here proves that the correction was made. Between whole contexts it does; beside one
    /// that was shortened, nothing at all or a few letters could be what any rewriting left.
    fn proves(&self, new: &str) -> bool {
        self.near
            .is_none_or(|near| !new.trim().is_empty() && count(new) + near >= TELLING)
    }

    /// Where `words` begin, in code points, wherever they stand in this context.
    fn places(&self, text: &Text, words: &str) -> Vec<usize> {
        let needle = [&self.prefix, words, &self.suffix].concat();
        let whole = text.as_str();
        let mut places = Vec::new();
        let mut from = 0;
        while let Some(found) = whole.get(from..).and_then(|rest| rest.find(&needle)) {
            let at = from + found;
            let Some(first) = needle.chars().next() else {
                break;
            };
            let end = at + needle.len();
            let is_whole = (!self.cut_before || is_boundary(whole, at))
                && (!self.cut_after || is_boundary(whole, end));
            if is_whole {
                places.push(count(&whole[..at + self.prefix.len()]));
            }
            // Places may overlap, and two that do are two.
            from = at + first.len_utf8();
        }
        places
    }
}

/// Whether no word and no number goes on across this byte of the text (UAX 29: "2.5" and "1,000" are one number
/// each, and every ideograph is a word).
fn is_boundary(whole: &str, at: usize) -> bool {
    let start = whole[..at].char_indices().rev().nth(KEPT);
    let start = start.map_or(0, |(start, _)| start);
    let end = whole[at..].char_indices().nth(KEPT);
    let around = &whole[start..end.map_or(whole.len(), |(end, _)| at + end)];
    let mut words = around.split_word_bound_indices();
    at == whole.len() || words.any(|(word, _)| start + word == at)
}

/// Whether a piece of `letters` letters, the last of which are `segment`, stands for a word: set apart by white
/// space, or, in scripts that write none, long enough.
fn is_word(segment: &str, letters: usize, is_set_apart: bool) -> bool {
    is_set_apart || (letters >= LETTERS && count(segment) == 1 && !segment.is_ascii())
}

fn letters(segment: &str) -> usize {
    segment.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The part of `context` from its last word on; none when there is no word that certainly is whole.
fn last_word(context: &str) -> Option<&str> {
    let mut read = 0;
    for (at, segment) in context.split_word_bound_indices().rev() {
        read += letters(segment);
        let before = &context[..at];
        if !before.is_empty()
            && read > 0
            && is_word(segment, read, before.ends_with(char::is_whitespace))
        {
            return Some(&context[at..]);
        }
    }
    None
}

/// The part of `context` up to the end of its first word; none when there is no word that certainly is whole.
fn first_word(context: &str) -> Option<&str> {
    let mut read = 0;
    for (at, segment) in context.split_word_bound_indices() {
        read += letters(segment);
        let (word, after) = context.split_at(at + segment.len());
        if !after.is_empty()
            && read > 0
            && is_word(segment, read, after.starts_with(char::is_whitespace))
        {
            return Some(word);
        }
    }
    None
}

fn count(words: &str) -> usize {
    words.chars().count()
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
            beside: Vec::new(),
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
    fn a_change_beside_the_passage_does_not_hide_it_where_no_spaces_are() {
        let seen = "老鱼市的灯又亮了，管理员林秀和说这是一个好的开始，大家都很高兴。";
        let now = seen.replace("大家都很高兴", "大家很高兴");
        to_do(standing(seen, "林秀和", "林秀禾", &now), 14, "和");
        let made = now.replace("林秀和", "林秀禾");
        assert_eq!(standing(seen, "林秀和", "林秀禾", &made), Standing::Done);
        let rewritten = seen.replace("老鱼市的灯又亮了，管理员林秀和说这是", "林秀和这是");
        assert_eq!(
            standing(seen, "林秀和", "林秀禾", &rewritten),
            Standing::Gone
        );
    }

    #[test]
    fn a_passage_that_was_doubled_is_left_to_the_editor() {
        let now = format!("{SEEN} {SEEN}");
        assert_eq!(standing(SEEN, "teh", "the", &now), Standing::Ambiguous);
        let half = format!("{SEEN} {}", SEEN.replace("teh", "the"));
        assert_eq!(standing(SEEN, "teh", "the", &half), Standing::Ambiguous);
    }

    #[test]
    fn a_number_is_not_found_within_another() {
        let seen = "The bridge cost 5 million to build, and the ferry came.";
        for now in [
            seen.replace("5 million", "50 million"),
            seen.replace("5 million", "2.5 million"),
            seen.replace("The bridge cost 5", "It came to 15"),
        ] {
            assert_eq!(standing(seen, "5", "6", &now), Standing::Gone, "{now}");
        }
        let seen = "The bridge cost 1.5 million to build, and the ferry came.";
        let now = seen.replace("1.5", "2.5");
        assert_eq!(standing(seen, "1.5", "5", &now), Standing::Gone);
        let seen = "5 people came over the river, and the ferry left.";
        let now = format!("2{seen}");
        assert_eq!(standing(seen, "5", "6", &now), Standing::Gone);
    }

    #[test]
    fn a_rewriting_is_not_what_was_struck_out() {
        let now = SEEN.replace("heard teh long call", "had waited by the pier");
        let struck_out = standing(SEEN, "teh long call ", "", &now);
        assert_eq!(struck_out, Standing::Gone);
        let now = SEEN.replace("At last she heard teh long call", "Finally she heard");
        assert_eq!(standing(SEEN, " teh long call", "", &now), Standing::Gone);
    }

    #[test]
    fn a_short_correction_shows_beside_another_one() {
        let now = SEEN
            .replace("teh", "the")
            .replace("river, and", "water and");
        assert_eq!(standing(SEEN, "teh", "the", &now), Standing::Done);
    }

    #[test]
    fn what_stands_at_the_place_must_stand_between_the_same_words() {
        // One source, read by other text rules than when the editor saw it.
        let seen = "5 5 came, and the ferry left them.";
        let now = "The 5 of us: 5 5 came, and it left.";
        let passage = Span::new(2, 3);
        let quote = describe(&text(seen), passage).quote.unwrap();
        let revision = Some(RevisionId::of(now));
        let accepted = AcceptedEdit {
            edit: Edit {
                span: Span::new(4, 5),
                old: "5".to_owned(),
                new: "6".to_owned(),
            },
            revision,
            passage: Passage {
                exact: quote.exact,
                prefix: quote.prefix,
                suffix: quote.suffix,
                span: Some(Span::new(4, 5)),
                revision,
            },
            notice: None,
            by: "editor@example.org".to_owned(),
            patch: None,
            beside: Vec::new(),
        };
        assert_eq!(
            of(&accepted, &text(now), RevisionId::of(now)),
            Standing::Gone
        );
    }
}
