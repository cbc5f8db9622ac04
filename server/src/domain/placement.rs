//! Step 4 of a report's way: where its passage is in a revision, and what its suggestion comes down to there.
//!
//! Pure, so that the request (`web`) and the late placing (`work`) run the same functions. Finding words in a
//! text is the anchoring engine's; here is what a desk makes of it: the words stand there, they changed, they are
//! gone, or they read as suggested. Which case a report belongs to is in `grouping`; a case whose article has a new
//! revision is in `reconsider`.

use corrigenda_anchor::{
    Edit, Format, Lost, Rules, Scope, Selectors, Span, Status, Text, TextQuote, describe, resolve,
    resolve_with_before,
};

use super::article::RevisionId;
use super::case::{Passage, Placement};
use super::grouping::union;

/// Code points of context on either side that tell one place from another.
const CONTEXT: usize = 32;

/// Fewer code points of context than this, on both sides together, prove no place.
const LEAST_CONTEXT: usize = 8;

/// What was found of a report's passage in one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What the engine says.
    pub placement: Placement,
    /// The revision that was searched; none while the text is not known.
    pub revision: Option<RevisionId>,
    /// The passage: as it stands at its span, or as quoted when there is no place; none when the report speaks of
    /// the whole article.
    pub passage: Option<Passage>,
    /// The smallest edit that the suggestion comes down to; none without a suggestion. Where the text reads so
    /// already, its span is where the new words stand. Without a place, `old` is the whole quote and `new` the
    /// whole suggestion.
    pub edit: Option<Edit>,
    /// The passage in the earlier revision that the reader saw, when it was carried from there.
    pub seen: Option<Passage>,
    /// Whether the words stand between the words that they were marked between, so that no earlier revision could
    /// tell better.
    pub is_settled: bool,
}

/// The text of an earlier revision.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The revision.
    pub revision: RevisionId,
    /// Its text.
    pub text: &'a Text,
}

impl Finding {
    /// What is known of a passage while the article's text is not.
    pub fn pending(selectors: Option<&Selectors>, suggestion: Option<&str>) -> Self {
        Self::without_place(Placement::Pending, None, selectors, suggestion)
    }

    fn without_place(
        placement: Placement,
        revision: Option<RevisionId>,
        selectors: Option<&Selectors>,
        suggestion: Option<&str>,
    ) -> Self {
        let passage = selectors.map(|selectors| quoted(selectors, revision));
        let edit = passage.as_ref().zip(suggestion);
        Self {
            placement,
            revision,
            edit: edit.map(|(passage, new)| whole_edit(&passage.exact, new)),
            passage,
            seen: None,
            is_settled: selectors.is_none(),
        }
    }
}

/// Finds a report's passage in a revision and the edit that its suggestion comes down to.
pub fn find(
    text: &Text,
    revision: RevisionId,
    selectors: Option<&Selectors>,
    suggestion: Option<&str>,
) -> Finding {
    // A report on the whole article is as well placed as can be.
    let Some(selectors) = selectors else {
        return Finding::without_place(Placement::Exact, Some(revision), None, suggestion);
    };
    let place = locate(text, None, selectors, suggestion);
    found(text, revision, place, selectors, suggestion)
}

/// As [`find`], for a reader who saw `earlier`: where the passage stands there it is carried through what was changed
/// since, which finds what was put in its place and tells copies apart.
pub fn find_since(
    earlier: Earlier<'_>,
    text: &Text,
    revision: RevisionId,
    selectors: &Selectors,
    suggestion: Option<&str>,
) -> Finding {
    let Some(span) = stands(earlier.text, selectors) else {
        return find(text, revision, Some(selectors), suggestion);
    };
    // From here on the earlier text speaks: it knows more of what surrounds the passage than a reader sends.
    let selectors = describe(earlier.text, span);
    let place = locate(text, Some(earlier.text), &selectors, suggestion);
    Finding {
        seen: Some(passage_at(earlier.text, span, earlier.revision)),
        is_settled: true,
        ..found(text, revision, place, &selectors, suggestion)
    }
}

/// Where the quoted words stand in a text, between the words that they are quoted with; none when they do not, or
/// when that cannot be told.
pub fn stands(text: &Text, selectors: &Selectors) -> Option<Span> {
    let quote = selectors.quote.as_ref()?;
    if quote.exact.is_empty() {
        return None;
    }
    let at_position = selectors
        .position
        .filter(|span| text.slice(*span) == quote.exact);
    let span = at_position.or_else(|| {
        let at = resolve(text, selectors).ok()?;
        (at.status == Status::Exact).then_some(at.span)
    })?;
    stands_in_context(text, span, quote).then_some(span)
}

fn found(
    text: &Text,
    revision: RevisionId,
    place: Place,
    selectors: &Selectors,
    suggestion: Option<&str>,
) -> Finding {
    let without =
        |placement| Finding::without_place(placement, Some(revision), Some(selectors), suggestion);
    let (placement, span) = match place {
        Place::Lost(Lost::Gone) => return without(Placement::Gone),
        Place::Lost(Lost::Ambiguous) => return without(Placement::Ambiguous),
        Place::Settled(span) | Place::At(span, Status::Exact) => (Placement::Exact, span),
        Place::At(span, Status::Edited) => (Placement::Edited, span),
        Place::Already(span) => (Placement::Already, span),
    };
    let seen = selectors.quote.as_ref();
    let change = suggestion.map(|new| change(text, span, seen.map(|quote| &*quote.exact), new));
    let at = |span| Some(passage_at(text, span, revision));
    let (placement, passage, edit) = match change {
        None | Some(Change::Lost) => (placement, at(span), None),
        // A deletion takes a space along that the reader did not mark: the passage of the case holds it.
        Some(Change::To(edit)) => (placement, at(union(span, edit.span)), Some(edit)),
        Some(Change::Made) => {
            let words = seen.zip(suggestion);
            let edit = words.and_then(|(quote, new)| made(&quote.exact, new, span));
            (Placement::Already, at(span), edit)
        }
    };
    Finding {
        placement,
        revision: Some(revision),
        passage,
        edit,
        seen: None,
        is_settled: matches!(place, Place::Settled(_)),
    }
}

/// What a suggestion comes down to in the text as it is now.
pub(super) enum Change {
    /// This edit.
    To(Edit),
    /// Nothing: it reads so already.
    Made,
    /// The words that it speaks of were rewritten since, so that any edit would be a guess or undo the rewriting.
    Lost,
}

/// What is to be changed of the passage at `span`, when whoever suggests saw `seen` there.
pub(super) fn change(text: &Text, span: Span, seen: Option<&str>, suggestion: &str) -> Change {
    let seen = seen.unwrap_or_else(|| text.slice(span));
    match Edit::suggested(text, span, seen, suggestion) {
        Ok(Some(edit)) => Change::To(edit),
        Ok(None) => Change::Made,
        Err(_) => Change::Lost,
    }
}

/// Where selectors lead in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The words stand there between the words of the quote.
    Settled(Span),
    At(Span, Status),
    /// Here the text reads as suggested.
    Already(Span),
    Lost(Lost),
}

/// The quoted words where their context is, else the suggested words where that context is, else the quoted words
/// wherever they are: a correction that was made must not send its readers to the next "Robin" of the article. With an
/// earlier text in which the passage stands, the words are carried from there.
pub(super) fn locate(
    text: &Text,
    earlier: Option<&Text>,
    selectors: &Selectors,
    suggestion: Option<&str>,
) -> Place {
    let found = match earlier {
        Some(earlier) => resolve_with_before(text, earlier, selectors),
        None => resolve(text, selectors),
    };
    let Some(quote) = &selectors.quote else {
        return found.map_or_else(Place::Lost, |at| Place::Settled(at.span));
    };
    let settled = found
        .ok()
        .filter(|at| at.status == Status::Exact && stands_in_context(text, at.span, quote));
    if let Some(at) = settled {
        return Place::Settled(at.span);
    }
    let already = suggestion.and_then(|new| in_context(text, quote, new, selectors.position));
    match (already, found) {
        (Some(span), _) => Place::Already(span),
        (None, Ok(at)) => Place::At(at.span, at.status),
        (None, Err(lost)) => Place::Lost(lost),
    }
}

/// Whether the words around a span are those of the quote.
fn stands_in_context(text: &Text, span: Span, quote: &TextQuote) -> bool {
    let prefix = last(&quote.prefix, CONTEXT);
    let suffix = first(&quote.suffix, CONTEXT);
    let before = Span::new(span.start().saturating_sub(CONTEXT), span.start());
    let after = Span::new(span.end(), span.end() + CONTEXT);
    text.slice(before).ends_with(prefix) && text.slice(after).starts_with(suffix)
}

/// Where `words` stand between the prefix and the suffix of a quote, if they do.
fn in_context(text: &Text, quote: &TextQuote, words: &str, hint: Option<Span>) -> Option<Span> {
    let prefix = last(&quote.prefix, CONTEXT);
    let suffix = first(&quote.suffix, CONTEXT);
    let (before, len) = (prefix.chars().count(), words.chars().count());
    if len == 0 || before + suffix.chars().count() < LEAST_CONTEXT {
        return None;
    }
    let whole = Selectors {
        quote: Some(TextQuote {
            exact: [prefix, words, suffix].concat(),
            ..TextQuote::default()
        }),
        position: hint,
    };
    let found = resolve(text, &whole).ok();
    let found = found.filter(|at| at.status == Status::Exact)?;
    let start = found.span.start() + before;
    Some(Span::new(start, start + len))
}

/// The edit that was made where the suggestion stands at `span`: what it was, and where the new words are.
pub(super) fn made(quote: &str, suggestion: &str, span: Span) -> Option<Edit> {
    let edit = between(quote, suggestion)?;
    let start = span.start() + edit.span.start();
    Some(Edit {
        span: Span::new(start, start + edit.new.chars().count()),
        ..edit
    })
}

/// The smallest edit from one string to another, positions in the first; none when they read the same.
pub(super) fn between(old: &str, new: &str) -> Option<Edit> {
    let text = Text::extract(old, Format::Text, Scope::Body, &Rules::default());
    Edit::smallest(&text, text.full(), new)
}

/// The edit of a passage without a place: all of it, from its first code point.
pub(super) fn whole_edit(quote: &str, suggestion: &str) -> Edit {
    Edit {
        span: Span::new(0, quote.chars().count()),
        old: quote.to_owned(),
        new: suggestion.to_owned(),
    }
}

pub(super) fn passage_at(text: &Text, span: Span, revision: RevisionId) -> Passage {
    let quote = describe(text, span).quote.unwrap_or_default();
    Passage {
        exact: quote.exact,
        prefix: quote.prefix,
        suffix: quote.suffix,
        span: Some(span),
        revision: Some(revision),
    }
}

fn quoted(selectors: &Selectors, revision: Option<RevisionId>) -> Passage {
    let quote = selectors.quote.clone().unwrap_or_default();
    Passage {
        exact: quote.exact,
        prefix: quote.prefix,
        suffix: quote.suffix,
        span: None,
        revision,
    }
}

/// The first `count` code points.
fn first(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count);
    end.map_or(text, |(at, _)| &text[..at])
}

/// The last `count` code points.
fn last(text: &str, count: usize) -> &str {
    let start = text.char_indices().rev().nth(count.saturating_sub(1));
    start.map_or(text, |(at, _)| if count == 0 { "" } else { &text[at..] })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: &str = "It was a long night. She heard teh call at ten. Nobody else did.";
    const FIXED: &str = "It was a long night. She heard the call at ten. Nobody else did.";

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    /// What a reader of `page` sends who marks `words`.
    fn marked(page: &str, words: &str) -> Selectors {
        let at = page.find(words).expect("the words are on the page");
        let start = page[..at].chars().count();
        describe(&text(page), Span::new(start, start + words.chars().count()))
    }

    fn check(page: &str, words: &str, suggestion: Option<&str>, now: &str) -> Finding {
        let selectors = marked(page, words);
        find(
            &text(now),
            RevisionId::of(now),
            Some(&selectors),
            suggestion,
        )
    }

    fn edit(finding: &Finding) -> (&str, &str, usize) {
        let edit = finding.edit.as_ref().expect("there is an edit");
        (&edit.old, &edit.new, edit.span.start())
    }

    #[test]
    fn a_passage_that_stands_is_exact_with_its_smallest_edit() {
        let finding = check(SEEN, "heard teh call", Some("heard the call"), SEEN);
        assert_eq!(finding.placement, Placement::Exact);
        assert_eq!(edit(&finding), ("teh", "the", 31));
        let passage = finding.passage.expect("it has a place");
        assert_eq!(passage.exact, "heard teh call");
        assert_eq!(passage.revision, Some(RevisionId::of(SEEN)));
    }

    #[test]
    fn a_deletion_takes_its_space_into_the_passage() {
        let page = "She heard heard the call, she said said.";
        for words in ["heard", "heard the", "call,", "She", "said."] {
            let finding = check(page, words, Some(""), page);
            let edit = finding.edit.expect("there is an edit");
            let passage = finding.passage.expect("it has a place");
            let span = passage.span.expect("it has a place");
            assert_eq!(text(page).slice(span), passage.exact);
            assert!(passage.exact.contains(&edit.old), "{edit:?} in {passage:?}");
        }
    }

    #[test]
    fn what_the_newsroom_changed_meanwhile_is_not_undone() {
        let now = SEEN.replace("She heard teh", "She hears teh");
        let finding = check(SEEN, "She heard teh call", Some("She heard the call"), &now);
        assert_eq!(finding.placement, Placement::Edited);
        assert_eq!(edit(&finding), ("teh", "the", 31));
    }

    #[test]
    fn a_question_has_no_edit() {
        let finding = check(SEEN, "at ten", None, SEEN);
        assert_eq!((finding.placement, finding.edit), (Placement::Exact, None));
    }

    #[test]
    fn a_passage_that_reads_as_suggested_is_already() {
        let finding = check(SEEN, "teh", Some("the"), FIXED);
        assert_eq!(finding.placement, Placement::Already);
        assert_eq!(edit(&finding), ("teh", "the", 31));
        let same = check(FIXED, "the call", Some("the call"), FIXED);
        assert_eq!((same.placement, same.edit), (Placement::Already, None));
    }

    #[test]
    fn a_made_correction_does_not_send_its_readers_to_the_same_words_elsewhere() {
        let before = "They met Robin in May, and later on Robin left the town.";
        let after = "They met Elisa in May, and later on Robin left the town.";
        let finding = check(before, "Robin", Some("Elisa"), after);
        assert_eq!(finding.placement, Placement::Already);
        assert_eq!(finding.passage.and_then(|p| p.span), Some(Span::new(9, 14)));
    }

    #[test]
    fn an_insertion_that_was_made_is_already() {
        let finding = check(
            "She heard call at ten.",
            "heard",
            Some("heard the"),
            "She heard the call at ten.",
        );
        assert_eq!(finding.placement, Placement::Already);
    }

    #[test]
    fn a_passage_that_is_no_more_is_gone_with_the_words_as_quoted() {
        let finding = check(
            SEEN,
            "heard teh call",
            Some("heard the call"),
            "All is new here.",
        );
        assert_eq!(finding.placement, Placement::Gone);
        assert_eq!(edit(&finding), ("heard teh call", "heard the call", 0));
        assert_eq!(finding.passage.and_then(|p| p.span), None);
    }

    #[test]
    fn a_report_on_the_whole_article_has_no_passage() {
        let finding = find(&text(SEEN), RevisionId::of(SEEN), None, None);
        assert_eq!(
            (finding.placement, finding.passage),
            (Placement::Exact, None)
        );
    }

    #[test]
    fn ends_of_strings_are_counted_in_code_points() {
        assert_eq!((first("їжак", 2), last("їжак", 2)), ("їж", "ак"));
        assert_eq!((first("a", 2), last("a", 2), last("a", 0)), ("a", "a", ""));
    }
}
