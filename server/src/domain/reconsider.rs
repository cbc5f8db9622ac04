//! A case whose article has a new revision: where its passage and its proposals are now. Pure.
//!
//! Where the revision that the case was last placed in is known, the passage is carried through what was changed
//! since; else it is looked for by its words. Finding what a reader marked is `placement`'s.

use corrigenda_anchor::{Edit, Lost, Selectors, Span, Status, Text, TextQuote};

use super::article::RevisionId;
use super::case::{Case, Passage, Placement, Proposal, Reading};
use super::placement::{Change, Place, change, locate, made, passage_at, stands, whole_edit};

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

/// What to find a passage in an earlier text by: its words and where they stood.
pub fn selectors(passage: &Passage) -> Selectors {
    quoting(passage, &passage.exact)
}

/// Finds a case's passage and proposals again in another revision. `earlier` is a text that it stood in, `history` how
/// it read so far.
pub fn reconsider(
    case: &Case,
    history: &[Reading],
    earlier: Option<&Text>,
    text: &Text,
    revision: RevisionId,
) -> Reconsidered {
    let Some(passage) = &case.passage else {
        return Reconsidered {
            version: case.version,
            placement: Placement::Exact,
            passage: None,
            proposals: case.proposals.clone(),
        };
    };
    let foremost = case.proposals.first();
    let foremost = foremost.and_then(|proposal| meant(passage, &proposal.edit));
    let place = place_again(case, passage, foremost.as_ref(), earlier, text);
    let (placement, span) = match place {
        Place::Lost(Lost::Gone) => (Placement::Gone, None),
        Place::Lost(Lost::Ambiguous) => (Placement::Ambiguous, None),
        Place::Already(span) => (Placement::Already, Some(span)),
        Place::Settled(span) => (
            compared(case, history, foremost.as_ref(), text.slice(span), true),
            Some(span),
        ),
        Place::At(span, status) => {
            let same = status == Status::Exact;
            let placement = compared(case, history, foremost.as_ref(), text.slice(span), same);
            (placement, Some(span))
        }
    };
    let moved = |proposal: &Proposal| Proposal {
        edit: move_edit(passage, &proposal.edit, text, span),
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

/// What a proposal says of the whole passage.
struct Meant {
    /// How it read for whoever proposed.
    seen: String,
    /// How it should read.
    suggestion: String,
}

/// The passage before and after one of its edits, whichever of them it is now; none when the edit's words were
/// rewritten, so that it speaks of neither.
fn meant(passage: &Passage, edit: &Edit) -> Option<Meant> {
    let Some(span) = passage.span else {
        return Some(Meant {
            seen: edit.old.clone(),
            suggestion: edit.new.clone(),
        });
    };
    let start = edit.span.start().checked_sub(span.start())?;
    let signs = || passage.exact.chars();
    let before: String = signs().take(start).collect();
    let there: String = signs().skip(start).take(edit.span.len()).collect();
    let after: String = signs().skip(start + edit.span.len()).collect();
    let with = |words: &str| [&before, words, &after].concat();
    if there == edit.old {
        return Some(Meant {
            seen: passage.exact.clone(),
            suggestion: with(&edit.new),
        });
    }
    (there == edit.new).then(|| Meant {
        seen: with(&edit.old),
        suggestion: passage.exact.clone(),
    })
}

fn place_again(
    case: &Case,
    passage: &Passage,
    foremost: Option<&Meant>,
    earlier: Option<&Text>,
    text: &Text,
) -> Place {
    let suggestion = foremost.map(|meant| &*meant.suggestion);
    let now = selectors(passage);
    let earlier = earlier.filter(|earlier| stands(earlier, &now).is_some());
    let (sought, place) = match (earlier, foremost) {
        // By the words that were there when it was reported: they may be back.
        (None, Some(meant)) => {
            let place = locate(text, None, &quoting(passage, &meant.seen), suggestion);
            (&meant.seen, place)
        }
        _ => (&passage.exact, locate(text, earlier, &now, suggestion)),
    };
    match place {
        Place::Settled(span) | Place::At(span, Status::Exact)
            if case.placement == Placement::Already && *sought == passage.exact =>
        {
            Place::Already(span)
        }
        Place::At(span, Status::Edited) if reads_as_suggested(text, span, foremost) => {
            Place::Already(span)
        }
        other => other,
    }
}

fn reads_as_suggested(text: &Text, span: Span, foremost: Option<&Meant>) -> bool {
    foremost.is_some_and(|meant| {
        matches!(
            change(text, span, Some(&meant.seen), &meant.suggestion),
            Change::Made
        )
    })
}

/// Whether words that were found are those that readers marked. That the last revision changed nothing does not make
/// a passage whole that an earlier one changed.
fn compared(
    case: &Case,
    history: &[Reading],
    foremost: Option<&Meant>,
    words: &str,
    same: bool,
) -> Placement {
    let placed = [Placement::Exact, Placement::Edited, Placement::Already];
    let mut readings = history.iter().rev().map(|reading| reading.placement);
    let was = std::iter::once(case.placement)
        .chain(readings.by_ref())
        .find(|placement| placed.contains(placement));
    let is_as_marked = match was {
        Some(Placement::Already) => foremost.is_none_or(|meant| meant.seen == words),
        Some(Placement::Edited) => {
            let marked = |reading: &&Reading| reading.placement == Placement::Exact;
            let marked = history.iter().find(marked);
            marked.and_then(|reading| reading.words.as_deref()) == Some(words)
        }
        _ => same,
    };
    if is_as_marked {
        Placement::Exact
    } else {
        Placement::Edited
    }
}

/// An edit of the passage as it is in another revision, where the passage stands at `span`. When its words were
/// rewritten the edit keeps its old words, which do not stand at its place: it can be read, and not be applied.
fn move_edit(passage: &Passage, edit: &Edit, text: &Text, span: Option<Span>) -> Edit {
    let meant = meant(passage, edit);
    let Some(span) = span else {
        return meant.map_or_else(
            || whole_edit(&edit.old, &edit.new),
            |meant| whole_edit(&meant.seen, &meant.suggestion),
        );
    };
    if let Some(old) = passage.span
        && text.slice(span) == passage.exact
    {
        let start = (span.start() + edit.span.start()).saturating_sub(old.start());
        let moved = Span::new(start, start + edit.span.len());
        if moved.end() <= span.end() {
            return Edit {
                span: moved,
                ..edit.clone()
            };
        }
    }
    let found =
        meant.and_then(
            |meant| match change(text, span, Some(&meant.seen), &meant.suggestion) {
                Change::To(edit) => Some(edit),
                Change::Made => made(&meant.seen, &meant.suggestion, span),
                Change::Lost => None,
            },
        );
    found.unwrap_or_else(|| Edit {
        span,
        ..edit.clone()
    })
}

fn quoting(passage: &Passage, words: &str) -> Selectors {
    Selectors {
        quote: Some(TextQuote {
            prefix: passage.prefix.clone(),
            exact: words.to_owned(),
            suffix: passage.suffix.clone(),
        }),
        position: passage.span,
    }
}

#[cfg(test)]
mod tests {
    use corrigenda_anchor::{Format, Rules, Scope, describe};
    use jiff::Timestamp;

    use super::*;
    use crate::domain::case::{CaseId, ProposalId, State};
    use crate::domain::placement::find;
    use crate::domain::report::Kind;

    const SEEN: &str = "It was a long night. She heard teh call at ten. Nobody else did.";
    const FIXED: &str = "It was a long night. She heard the call at ten. Nobody else did.";

    fn text(source: &str) -> Text {
        Text::extract(source, Format::Text, Scope::Body, &Rules::default())
    }

    fn case(page: &str, words: &str, suggestion: &str) -> Case {
        let at = page.find(words).expect("the words are on the page");
        let start = page[..at].chars().count();
        let span = Span::new(start, start + words.chars().count());
        let marked = describe(&text(page), span);
        let revision = RevisionId::of(page);
        let finding = find(&text(page), revision, Some(&marked), Some(suggestion));
        let now = Timestamp::UNIX_EPOCH;
        Case {
            id: CaseId::new(now),
            site: "daily".parse().expect("a key"),
            article: crate::domain::article::ArticleId::new(now),
            placement: finding.placement,
            state: State::Open,
            lane: crate::domain::sender::Lane::Desk,
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
        reconsider(case, &[], None, &text(now), RevisionId::of(now))
    }

    /// The case as it is after its article went through these revisions, the first of which its passage stands in;
    /// and how it read in each.
    fn through(case: &Case, revisions: &[&str]) -> (Case, Vec<Placement>) {
        let mut case = case.clone();
        let mut history = vec![case.reading(Timestamp::UNIX_EPOCH).expect("a passage")];
        for pair in revisions.windows(2) {
            let (before, now) = (text(pair[0]), text(pair[1]));
            let revision = RevisionId::of(pair[1]);
            let next = reconsider(&case, &history, Some(&before), &now, revision);
            case.placement = next.placement;
            case.passage = next.passage;
            case.proposals = next.proposals;
            history.extend(case.reading(Timestamp::UNIX_EPOCH));
        }
        let read = history.iter().map(|reading| reading.placement).collect();
        (case, read)
    }

    #[test]
    fn what_was_put_in_its_place_is_found_from_the_revision_before() {
        let before = "We like tea. They like tea. All like tea.";
        let now = "We like tea. They like hot coffee in the morning. All like tea.";
        let asked = Case {
            proposals: Vec::new(),
            ..case(before, "They like tea", "They love tea")
        };
        let (moved, _) = through(&asked, &[before, now]);
        let words = moved.passage.expect("it has a place").exact;
        assert!(words.starts_with("They like hot coffee"), "{words}");
        assert_eq!(moved.placement, Placement::Edited);
    }

    #[test]
    fn a_passage_stays_edited_until_its_words_are_back() {
        let edited = SEEN.replace("teh call", "teh loud call");
        let longer = format!("Late. {edited}");
        let steps = [SEEN, &edited, &longer, SEEN];
        let (_, read) = through(&case(SEEN, "heard teh call", "heard the call"), &steps);
        let [exact, edited] = [Placement::Exact, Placement::Edited];
        assert_eq!(read, [exact, edited, edited, exact]);
    }

    #[test]
    fn a_correction_made_elsewhere_may_be_kept_taken_back_and_rewritten() {
        let page = "She saw a ship at ten, they say.";
        let made = "She saw the big ship at ten, they say.";
        let kept = "Late. She saw the big ship at ten, they say.";
        let one = case(page, "saw a ship", "saw the big ship");
        let [exact, already] = [Placement::Exact, Placement::Already];
        let (back, read) = through(&one, &[page, made, kept, page]);
        assert_eq!(read, [exact, already, already, exact]);
        let edit = &back.proposals[0].edit;
        assert_eq!((&*edit.old, &*edit.new), ("a", "the big"));
        assert_eq!(edit.span, Span::new(8, 9));
        let rewritten = made.replace("the big", "the bigger");
        let (_, read) = through(&one, &[page, made, &rewritten]);
        assert_eq!(read[2], Placement::Edited);
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
}
