//! A suggestion reduced to the smallest edit that makes it: what grouping compares and what a patch applies.

use std::ops::Range;

use crate::diff::{self, is_space};
use crate::patch::Refused;
use crate::{Span, Text, fold};

/// The smallest edit of a text, whole words at a time: at `span`, where `old` stands, `new` is to stand.
///
/// ```
/// use corrigenda_anchor::{Edit, Format, Rules, Scope, Span, Text};
/// let text = Text::extract("She heard teh call.", Format::Text, Scope::Body, &Rules::default());
/// let edit = Edit::smallest(&text, Span::new(4, 18), "heard the call").unwrap();
/// assert_eq!((edit.old.as_str(), edit.new.as_str(), edit.span), ("teh", "the", Span::new(10, 13)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edit {
    /// Where, in code points of the text. Empty for an insertion.
    pub span: Span,
    /// What stands there.
    pub old: String,
    /// What is to stand there. Empty for a deletion.
    pub new: String,
}

impl Edit {
    /// The edit that makes `passage` read as `replacement`. White space is compared as white space, whatever its kind
    /// and length; white space that was marked around the words and left out of the replacement stays. With an empty
    /// replacement the passage is deleted together with the space that it leaves over. `None` when the passage reads
    /// so already.
    ///
    /// ```
    /// use corrigenda_anchor::{Edit, Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("She heard heard the call.", Format::Text, Scope::Body, &Rules::default());
    /// let edit = Edit::smallest(&text, Span::new(10, 15), "").unwrap();
    /// assert_eq!(edit.old, " heard");
    /// assert_eq!(Edit::smallest(&text, Span::new(4, 9), "heard"), None);
    /// ```
    #[must_use]
    pub fn smallest(text: &Text, passage: Span, replacement: &str) -> Option<Self> {
        let place = text.bytes(passage);
        if is_space(replacement) && !is_space(&text.as_str()[place.clone()]) {
            return Some(deletion(text, place));
        }
        let (place, replacement) = without_margins(text, place, replacement);
        let old = &text.as_str()[place.clone()];
        let hunks = diff::hunks(old, replacement);
        let (first, last) = (hunks.first()?, hunks.last()?);
        let span = text.span(place.start + first.old.start..place.start + last.old.end);
        let new = replacement[first.new.start..last.new.end].to_owned();
        Some(Self {
            span,
            old: text.slice(span).to_owned(),
            new,
        })
    }

    /// The edit that a reader meant who saw `seen` and proposes `replacement`, on a passage which may read otherwise by
    /// now: only what the reader changed is changed, the rest stays as it is. `Ok(None)` when every proposed change is
    /// there already.
    ///
    /// ```
    /// use corrigenda_anchor::{Edit, Format, Rules, Scope, Text};
    /// let text = Text::extract("She hears teh call.", Format::Text, Scope::Body, &Rules::default());
    /// let edit = Edit::suggested(&text, text.full(), "She heard teh call.", "She heard the call.");
    /// assert_eq!(edit.unwrap().unwrap().apply_to(text.full(), &text), "She hears the call.");
    /// ```
    ///
    /// # Errors
    /// [`Refused::Changed`] when the words that the reader corrected were rewritten since.
    pub fn suggested(
        text: &Text,
        passage: Span,
        seen: &str,
        replacement: &str,
    ) -> Result<Option<Self>, Refused> {
        let now = text.slice(passage);
        if fold::same_words(now, replacement) && !fold::same_words(seen, replacement) {
            return Ok(None);
        }
        if now == seen || is_space(replacement) {
            return Ok(Self::smallest(text, passage, replacement));
        }
        let merged = merge(now, seen, replacement).ok_or(Refused::Changed)?;
        Ok(Self::smallest(text, passage, &merged))
    }

    /// The whole passage as it reads after the edit. What of the edit lies outside of the passage is left out.
    ///
    /// ```
    /// use corrigenda_anchor::{Edit, Format, Rules, Scope, Span, Text};
    /// let text = Text::extract("She heard teh call.", Format::Text, Scope::Body, &Rules::default());
    /// let edit = Edit::smallest(&text, Span::new(10, 13), "the").unwrap();
    /// assert_eq!(edit.apply_to(Span::new(4, 18), &text), "heard the call");
    /// ```
    #[must_use]
    pub fn apply_to(&self, passage: Span, text: &Text) -> String {
        let start = self.span.start().clamp(passage.start(), passage.end());
        let end = self.span.end().clamp(passage.start(), passage.end());
        let before = text.slice(Span::new(passage.start(), start));
        let after = text.slice(Span::new(end, passage.end()));
        [before, &self.new, after].concat()
    }
}

/// Deletes what stands at `place`, and one of the two spaces that would meet, or the one that would stand before a
/// sign, at the beginning or at the end of a block.
fn deletion(text: &Text, mut place: Range<usize>) -> Edit {
    let source = text.as_str();
    let (before, after) = (&source[..place.start], &source[place.end..]);
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ';' | ':' | '!' | '?' | ')' | '…' | '،' | '؛' | '؟'
            )
    };
    if before.ends_with(' ') && after.chars().next().is_none_or(ends) {
        place.start -= 1;
    } else if after.starts_with(' ') && before.chars().next_back().is_none_or(char::is_whitespace) {
        place.end += 1;
    }
    Edit {
        span: text.span(place.clone()),
        old: source[place].to_owned(),
        new: String::new(),
    }
}

/// The passage and its replacement without the white space around them, unless that is all that was changed.
fn without_margins<'r>(
    text: &Text,
    place: Range<usize>,
    replacement: &'r str,
) -> (Range<usize>, &'r str) {
    let old = &text.as_str()[place.clone()];
    let core = old.trim_matches(|c: char| is_space(c.encode_utf8(&mut [0; 4])));
    let new = replacement.trim_matches(|c: char| is_space(c.encode_utf8(&mut [0; 4])));
    let spaces_only = diff::hunks(core, new).is_empty();
    let margin = |text: &str, core: &str| text.len() > core.len();
    if spaces_only || core.is_empty() || (margin(replacement, new) && !margin(old, core)) {
        return (place, replacement);
    }
    let start = place.start + old.find(core).unwrap_or(0);
    (start..start + core.len(), new)
}

/// `now` with the changes that lead from `seen` to `replacement`; `None` when they touch what has changed since.
fn merge(now: &str, seen: &str, replacement: &str) -> Option<String> {
    let pairs = diff::common(seen, now);
    let mut merged = String::with_capacity(now.len() + replacement.len());
    let mut done = 0;
    for hunk in diff::hunks(seen, replacement) {
        let place = place_of(&hunk.old, &pairs, seen.len(), now.len())?;
        let new = &replacement[hunk.new.clone()];
        let old = &seen[hunk.old];
        let here = now.get(place.clone())?;
        if place.start < done {
            return None;
        }
        merged.push_str(&now[done..place.start]);
        // What was changed since in the same way needs no change.
        match here {
            here if fold::same_words(here, old) => merged.push_str(new),
            here if fold::same_words(here, new) => merged.push_str(here),
            _ => return None,
        }
        done = place.end;
    }
    merged.push_str(&now[done..]);
    Some(merged)
}

/// Where a stretch of what was seen is now: between the nearest words before and after it that still stand.
fn place_of(
    old: &Range<usize>,
    pairs: &[(Range<usize>, Range<usize>)],
    seen_len: usize,
    now_len: usize,
) -> Option<Range<usize>> {
    let before = pairs.iter().rev().find(|(seen, _)| seen.end <= old.start);
    let after = pairs.iter().find(|(seen, _)| seen.start >= old.end);
    // Both neighbours must stand, or the border of the passage: otherwise the place would be guessed.
    let start = match before {
        Some((seen, now)) if seen.end == old.start => now.end,
        None if old.start == 0 => 0,
        _ => return None,
    };
    let end = match after {
        Some((seen, now)) if seen.start == old.end => now.start,
        None if old.end == seen_len => now_len,
        _ => return None,
    };
    (start <= end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Rules, Scope};

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    #[test]
    fn a_deletion_takes_the_space_that_it_leaves_over() {
        let after = |source: &str, word: &str| {
            let text = text(source);
            let at = source.find(word).unwrap();
            let edit = Edit::smallest(&text, text.span(at..at + word.len()), "").unwrap();
            edit.apply_to(text.full(), &text)
        };
        assert_eq!(after("one two three", "two"), "one three");
        assert_eq!(after("one two.", "two"), "one.");
        assert_eq!(after("one two", "one"), "two");
        assert_eq!(after("one two", "two"), "one");
        assert_eq!(after("一二三", "二"), "一三");
    }

    #[test]
    fn marked_margins_stay() {
        let text = text("one teh two");
        let edit = Edit::smallest(&text, Span::new(3, 8), "the").unwrap();
        assert_eq!(edit.apply_to(text.full(), &text), "one the two");
    }

    #[test]
    fn a_suggestion_keeps_what_changed_since() {
        let merged = |now: &str, seen: &str, new: &str| {
            let text = text(now);
            Edit::suggested(&text, text.full(), seen, new)
                .map(|edit| edit.map(|edit| edit.apply_to(text.full(), &text)))
        };
        assert_eq!(
            merged("a cat sits here", "teh cat sits", "the cat sits"),
            Err(Refused::Changed)
        );
        assert_eq!(
            merged("the cat sits", "teh cat sat", "the cat sat"),
            Ok(None)
        );
        assert_eq!(
            merged("teh dog sat", "teh cat sat", "the cat sat"),
            Ok(Some("the dog sat".into()))
        );
        assert_eq!(
            merged("say \"teh\" now", "say “teh” now", "say “the” now"),
            Ok(Some("say \"the\" now".into()))
        );
    }
}
