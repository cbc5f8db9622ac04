//! Step 4 of a report's way: where its passage is in a revision, and what its suggestion comes down to there.
//!
//! Pure, so that the request (`web`) and the late placing (`work`) run the same functions. Finding words in a
//! text is the anchoring engine's; here is what a desk makes of it: the words stand there, they changed, they are
//! gone, or they read as suggested. Which case a report belongs to is in `grouping`.

use corrigenda_anchor::{
    Edit, Format, Lost, Rules, Scope, Selectors, Span, Status, Text, TextQuote, describe, resolve,
};

use super::article::RevisionId;
use super::case::{Case, Passage, Placement, Proposal};
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
}

/// A case's passage and proposals as they stand in another revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconsidered {
    /// The version of the case that was looked at.
    pub version: i64,
    /// What the engine says now.
    pub placement: Placement,
    /// The passage now; none when the case speaks of the whole article.
    pub passage: Option<Passage>,
    /// The proposals with their edits moved along, every one of them.
    pub proposals: Vec<Proposal>,
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
    let without =
        |placement| Finding::without_place(placement, Some(revision), selectors, suggestion);
    // A report on the whole article is as well placed as can be.
    let Some(place) = selectors.map(|selectors| locate(text, selectors, suggestion)) else {
        return without(Placement::Exact);
    };
    let (placement, span) = match place {
        Place::Lost(Lost::Gone) => return without(Placement::Gone),
        Place::Lost(Lost::Ambiguous) => return without(Placement::Ambiguous),
        Place::At(span, Status::Exact) => (Placement::Exact, span),
        Place::At(span, Status::Edited) => (Placement::Edited, span),
        Place::Already(span) => (Placement::Already, span),
    };
    let seen = selectors.and_then(|selectors| selectors.quote.as_ref());
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
    }
}

/// What a suggestion comes down to in the text as it is now.
enum Change {
    /// This edit.
    To(Edit),
    /// Nothing: it reads so already.
    Made,
    /// The words that it speaks of were rewritten since, so that any edit would be a guess or undo the rewriting.
    Lost,
}

/// What is to be changed of the passage at `span`, when whoever suggests saw `seen` there.
fn change(text: &Text, span: Span, seen: Option<&str>, suggestion: &str) -> Change {
    let seen = seen.unwrap_or_else(|| text.slice(span));
    match Edit::suggested(text, span, seen, suggestion) {
        Ok(Some(edit)) => Change::To(edit),
        Ok(None) => Change::Made,
        Err(_) => Change::Lost,
    }
}

/// Finds a case's passage and proposals again in another revision.
pub fn reconsider(case: &Case, text: &Text, revision: RevisionId) -> Reconsidered {
    let Some(passage) = &case.passage else {
        return Reconsidered {
            version: case.version,
            placement: Placement::Exact,
            passage: None,
            proposals: case.proposals.clone(),
        };
    };
    let foremost = case.proposals.first();
    let suggestion = foremost.map(|proposal| suggested(passage, &proposal.edit));
    let (placement, span) = match locate(text, &selectors_of(passage), suggestion.as_deref()) {
        Place::Lost(Lost::Gone) => (Placement::Gone, None),
        Place::Lost(Lost::Ambiguous) => (Placement::Ambiguous, None),
        Place::At(span, Status::Exact) => (Placement::Exact, Some(span)),
        Place::At(span, Status::Edited) => (Placement::Edited, Some(span)),
        Place::Already(span) => (Placement::Already, Some(span)),
    };
    let moved = |proposal: &Proposal| Proposal {
        edit: match span {
            Some(span) => move_edit(passage, &proposal.edit, text, span),
            None => whole_edit(&passage.exact, &suggested(passage, &proposal.edit)),
        },
        ..proposal.clone()
    };
    Reconsidered {
        version: case.version,
        placement,
        passage: Some(match span {
            Some(span) => passage_at(text, span, revision),
            None => Passage {
                span: None,
                revision: Some(revision),
                ..passage.clone()
            },
        }),
        proposals: case.proposals.iter().map(moved).collect(),
    }
}

/// Where selectors lead in a text.
enum Place {
    At(Span, Status),
    /// Here the text reads as suggested.
    Already(Span),
    Lost(Lost),
}

/// The quoted words where their context is, else the suggested words where that context is, else the quoted words
/// wherever they are: a correction that was made must not send its readers to the next "Robin" of the article.
fn locate(text: &Text, selectors: &Selectors, suggestion: Option<&str>) -> Place {
    let found = resolve(text, selectors);
    let Some(quote) = &selectors.quote else {
        return found.map_or_else(Place::Lost, |at| Place::At(at.span, at.status));
    };
    let fits = |at: &corrigenda_anchor::Anchor| {
        at.status == Status::Exact && stands_in_context(text, at.span, quote)
    };
    if !found.as_ref().is_ok_and(fits) {
        let hint = selectors.position;
        let already = suggestion.and_then(|new| in_context(text, quote, new, hint));
        if let Some(span) = already {
            return Place::Already(span);
        }
    }
    found.map_or_else(Place::Lost, |at| Place::At(at.span, at.status))
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
fn made(quote: &str, suggestion: &str, span: Span) -> Option<Edit> {
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
fn whole_edit(quote: &str, suggestion: &str) -> Edit {
    Edit {
        span: Span::new(0, quote.chars().count()),
        old: quote.to_owned(),
        new: suggestion.to_owned(),
    }
}

/// How the whole passage reads after one of its edits.
fn suggested(passage: &Passage, edit: &Edit) -> String {
    let Some(span) = passage.span else {
        return edit.new.clone();
    };
    let start = edit.span.start().saturating_sub(span.start());
    let rest = start + edit.old.chars().count();
    let before = first(&passage.exact, start);
    let after: String = passage.exact.chars().skip(rest).collect();
    [before, &edit.new, &after].concat()
}

/// An edit of the passage as it is in another revision, where the passage stands at `span`. When its words were
/// rewritten the edit keeps its old words, which do not stand at its place: it can be read, and not be applied.
fn move_edit(passage: &Passage, edit: &Edit, text: &Text, span: Span) -> Edit {
    if let Some(old) = passage.span
        && text.slice(span) == passage.exact
    {
        let start = (span.start() + edit.span.start()).saturating_sub(old.start());
        let moved = Span::new(start, start + edit.span.len());
        if moved.end() <= span.end() && text.slice(moved) == edit.old {
            return Edit {
                span: moved,
                ..edit.clone()
            };
        }
    }
    let suggestion = suggested(passage, edit);
    let found = match change(text, span, Some(&passage.exact), &suggestion) {
        Change::To(edit) => Some(edit),
        Change::Made => made(&passage.exact, &suggestion, span),
        Change::Lost => None,
    };
    found.unwrap_or_else(|| Edit {
        span,
        ..edit.clone()
    })
}

fn selectors_of(passage: &Passage) -> Selectors {
    Selectors {
        quote: Some(TextQuote {
            prefix: passage.prefix.clone(),
            exact: passage.exact.clone(),
            suffix: passage.suffix.clone(),
        }),
        position: passage.span,
    }
}

fn passage_at(text: &Text, span: Span, revision: RevisionId) -> Passage {
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
    use crate::domain::case::{CaseId, ProposalId, State};
    use crate::domain::report::Kind;
    use jiff::Timestamp;

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

    fn case(page: &str, words: &str, suggestion: &str) -> Case {
        let finding = check(page, words, Some(suggestion), page);
        let now = Timestamp::UNIX_EPOCH;
        Case {
            id: CaseId::new(now),
            site: "daily".parse().expect("a key"),
            article: super::super::article::ArticleId::new(now),
            placement: finding.placement,
            state: State::Open,
            outcome: None,
            reason: None,
            kind: Kind::Typo,
            version: 1,
            passage: finding.passage,
            proposals: finding
                .edit
                .into_iter()
                .map(|edit| Proposal {
                    id: ProposalId::new(now),
                    edit,
                    reports: 1,
                })
                .collect(),
            reports: 1,
            conflict: None,
            opened: now,
            last_reported: now,
        }
    }

    fn reconsidered(case: &Case, now: &str) -> Reconsidered {
        reconsider(case, &text(now), RevisionId::of(now))
    }

    #[test]
    fn a_case_moves_along_with_its_passage() {
        let now = format!("A new beginning. {SEEN}");
        let moved = reconsidered(&case(SEEN, "heard teh call", "heard the call"), &now);
        assert_eq!(moved.placement, Placement::Exact);
        assert_eq!(moved.proposals[0].edit.span, Span::new(48, 51));
        assert_eq!(
            moved.passage.and_then(|p| p.revision),
            Some(RevisionId::of(&now))
        );
    }

    #[test]
    fn a_case_whose_correction_was_made_elsewhere_reads_already() {
        let moved = reconsidered(&case(SEEN, "teh", "the"), FIXED);
        assert_eq!(moved.placement, Placement::Already);
        assert_eq!(moved.proposals[0].edit.new, "the");
    }

    #[test]
    fn a_case_comes_back_when_its_passage_does() {
        let gone = reconsidered(
            &case(SEEN, "heard teh call", "heard the call"),
            "All is new here.",
        );
        assert_eq!(gone.placement, Placement::Gone);
        assert_eq!(gone.proposals[0].edit.old, "heard teh call");
        assert_eq!(gone.proposals[0].edit.new, "heard the call");
        let lost = Case {
            placement: gone.placement,
            passage: gone.passage,
            proposals: gone.proposals,
            ..case(SEEN, "heard teh call", "heard the call")
        };
        let back = reconsidered(&lost, SEEN);
        assert_eq!(back.placement, Placement::Exact);
        assert_eq!(back.proposals[0].edit.span, Span::new(31, 34));
    }

    #[test]
    fn ends_of_strings_are_counted_in_code_points() {
        assert_eq!((first("їжак", 2), last("їжак", 2)), ("їж", "ак"));
        assert_eq!((first("a", 2), last("a", 2), last("a", 0)), ("a", "a", ""));
    }
}
