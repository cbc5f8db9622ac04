//! Step 5 of a report's way: the mistake of a known case, one corrected before, or a new one? Pure.
//!
//! A mistake is an edit. The same edit at the same place is the same proposal; an edit that overlaps a case's
//! edits is another proposal of that case; a question joins by its passage and kind. Without a place, the same
//! quote with the same suggestion is the same. The rule has a number, and each report keeps the reason why it
//! joined; editors merge and split where the rule was wrong.

use corrigenda_anchor::{Edit, Span};

use super::case::{CaseId, Passage, Placement, Proposal, ProposalId, State};
use super::placement::Finding;
use super::report::Kind;

/// The number of the grouping rule below; stored with each case that it made.
pub const GROUPING_VERSION: u32 = 1;

/// Longest passage, in code points, that a case grows to when overlapping edits join it.
pub const MAX_CASE_PASSAGE: usize = 4_000;

/// Code points on either side that must agree for two edits, seen in different revisions, to be at one place.
const CONTEXT: usize = 12;

/// Which case a report belongs to, and why, in the words shown on the case.
#[derive(Debug, Clone, PartialEq)]
pub enum Grouping {
    /// Same edit at the same place, or an overlapping one, or the same question.
    Join {
        /// The case joined.
        case: CaseId,
        /// The proposal that says the same; none when it adds one of its own or has none.
        proposal: Option<ProposalId>,
        /// The reason.
        why: Reason,
    },
    /// Nothing known is like it.
    New,
}

super::words! {
    /// Why a report joined a case.
    Reason {
        /// The same edit at the same place.
        SameEdit = "same-edit",
        /// Another edit of the same words.
        Overlap = "overlap",
        /// A question or remark about the same passage, of the same kind.
        SamePassage = "same-passage",
        /// The same quote and suggestion; the place is not known.
        SameQuote = "same-quote",
        /// The mistake of a case that was corrected before.
        Corrected = "already-corrected",
    }
}

/// What grouping needs to know of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The case.
    pub id: CaseId,
    /// What the desk did.
    pub state: State,
    /// What the engine says.
    pub placement: Placement,
    /// Its kind.
    pub kind: Kind,
    /// Its passage.
    pub passage: Option<Passage>,
    /// From the first to the last code point that a proposal touches; none without proposals or without a place.
    pub edits: Option<Span>,
    /// How many proposals it has.
    pub proposals_in_all: u64,
    /// Those of its proposals that may be the edit asked about; others may be left out.
    pub proposals: Vec<Proposal>,
    /// The edit that the desk accepted.
    pub accepted: Option<Edit>,
}

/// Finds the case that a report belongs to. `cases` are those of the article that may match, oldest first;
/// cases left out must share neither place, quote nor edit with the finding.
pub fn group<'a, I>(finding: &Finding, kind: Kind, cases: I) -> Grouping
where
    I: Iterator<Item = &'a Known> + Clone,
{
    let matched = match (&finding.edit, finding.span()) {
        (Some(edit), _) if finding.placement == Placement::Already => {
            let corrected = cases.clone().filter(|case| case.state == State::Corrected);
            same_edit(corrected, finding, edit, Reason::Corrected)
                .or_else(|| same_edit(undecided(cases), finding, edit, Reason::SameEdit))
        }
        (Some(edit), Some(_)) => {
            same_edit(undecided(cases.clone()), finding, edit, Reason::SameEdit)
                .or_else(|| same_edit(declined(cases.clone()), finding, edit, Reason::SameEdit))
                .or_else(|| overlapping(undecided(cases.clone()), finding, edit))
                .or_else(|| answers_a_question(undecided(cases), finding, edit, kind))
        }
        (None, Some(span)) => same_passage(undecided(cases), finding, span, kind),
        (edit, None) => same_quote(cases, finding, edit.as_ref(), kind),
    };
    matched.unwrap_or(Grouping::New)
}

impl Finding {
    /// Where the passage is.
    pub fn span(&self) -> Option<Span> {
        self.passage.as_ref().and_then(|passage| passage.span)
    }
}

impl Known {
    /// The case that a report makes which joins no other.
    pub fn open(id: CaseId, finding: &Finding, kind: Kind) -> Self {
        Self {
            id,
            state: State::Open,
            placement: finding.placement,
            kind,
            passage: finding.passage.clone(),
            edits: None,
            proposals_in_all: 0,
            proposals: Vec::new(),
            accepted: None,
        }
    }

    /// Takes in a proposal that the case did not have; its passage grows where the edit goes beyond it.
    pub fn propose(&mut self, id: ProposalId, finding: &Finding, edit: &Edit) {
        let placed = self.place().is_some() && finding.span().is_some();
        if placed && finding.placement != Placement::Already {
            self.edits = Some(
                self.edits
                    .map_or(edit.span, |edits| union(edits, edit.span)),
            );
            if let (Some(passage), Some(other)) = (&mut self.passage, &finding.passage) {
                grow(passage, other, edit.span);
            }
        }
        self.proposals_in_all += 1;
        self.proposals.push(Proposal {
            id,
            edit: edit.clone(),
            reports: 0,
        });
    }

    fn place(&self) -> Option<Span> {
        self.passage.as_ref().and_then(|passage| passage.span)
    }

    fn is_in(&self, finding: &Finding) -> bool {
        let revision = self.passage.as_ref().map(|passage| passage.revision);
        revision == Some(finding.revision)
    }
}

fn undecided<'a>(cases: impl Iterator<Item = &'a Known>) -> impl Iterator<Item = &'a Known> {
    cases.filter(|case| matches!(case.state, State::Open | State::Held | State::Accepted))
}

fn declined<'a>(cases: impl Iterator<Item = &'a Known>) -> impl Iterator<Item = &'a Known> {
    cases.filter(|case| case.state == State::Declined)
}

fn join(case: &Known, proposal: Option<ProposalId>, why: Reason) -> Option<Grouping> {
    Some(Grouping::Join {
        case: case.id,
        proposal,
        why,
    })
}

/// The first case that has this very edit at this very place, proposed or accepted.
fn same_edit<'a>(
    mut cases: impl Iterator<Item = &'a Known>,
    finding: &Finding,
    edit: &Edit,
    why: Reason,
) -> Option<Grouping> {
    cases.find_map(|case| {
        let same = |other: &Edit| is_same(case, other, finding, edit);
        match case.proposals.iter().find(|known| same(&known.edit)) {
            Some(proposal) => join(case, Some(proposal.id), why),
            None if case.accepted.as_ref().is_some_and(same) => join(case, None, why),
            None => None,
        }
    })
}

/// Same words, and the same place: in one revision the same span, else the same words around it.
fn is_same(case: &Known, known: &Edit, finding: &Finding, edit: &Edit) -> bool {
    if (&known.old, &known.new) != (&edit.old, &edit.new) {
        return false;
    }
    let alike = (case.placement == Placement::Already) == (finding.placement == Placement::Already);
    if case.is_in(finding) && alike {
        return known.span == edit.span;
    }
    let ours = finding
        .passage
        .as_ref()
        .and_then(|passage| around(passage, edit));
    let theirs = case
        .passage
        .as_ref()
        .and_then(|passage| around(passage, known));
    ours.zip(theirs).is_some_and(|(a, b)| agree(&a, &b))
}

/// What stands before and after an edit, as far as its passage knows. The edit's words are as many as its span.
fn around(passage: &Passage, edit: &Edit) -> Option<(String, String)> {
    let start = edit.span.start().checked_sub(passage.span?.start())?;
    let before = passage.exact.chars().take(start);
    let after = passage.exact.chars().skip(start + edit.span.len());
    Some((
        passage.prefix.chars().chain(before).collect(),
        after.chain(passage.suffix.chars()).collect(),
    ))
}

fn agree(a: &(String, String), b: &(String, String)) -> bool {
    let before = a.0.chars().rev().zip(b.0.chars().rev());
    let after = a.1.chars().zip(b.1.chars());
    before.take(CONTEXT).all(|(a, b)| a == b) && after.take(CONTEXT).all(|(a, b)| a == b)
}

/// The first case of the same revision one of whose edits has words in common with this one.
fn overlapping<'a>(
    mut cases: impl Iterator<Item = &'a Known>,
    finding: &Finding,
    edit: &Edit,
) -> Option<Grouping> {
    let fits = |case: &&Known| {
        let touched = case.edits.is_some_and(|edits| collide(edits, edit.span));
        let room = case
            .place()
            .is_some_and(|place| union(place, edit.span).len() <= MAX_CASE_PASSAGE);
        case.is_in(finding) && case.placement != Placement::Already && touched && room
    };
    cases
        .find(fits)
        .and_then(|case| join(case, None, Reason::Overlap))
}

/// The first case that only asks about the words which this edit changes.
fn answers_a_question<'a>(
    mut cases: impl Iterator<Item = &'a Known>,
    finding: &Finding,
    edit: &Edit,
    kind: Kind,
) -> Option<Grouping> {
    let fits = |case: &&Known| {
        let about = case.place().is_some_and(|place| collide(place, edit.span));
        case.is_in(finding) && case.kind == kind && case.proposals_in_all == 0 && about
    };
    cases
        .find(fits)
        .and_then(|case| join(case, None, Reason::SamePassage))
}

/// The case of this kind that has most of the passage in common, the oldest of those.
fn same_passage<'a>(
    cases: impl Iterator<Item = &'a Known>,
    finding: &Finding,
    span: Span,
    kind: Kind,
) -> Option<Grouping> {
    let shared = |case: &Known| {
        let place = case.place().filter(|place| collide(*place, span));
        place.map(|place| span.end().min(place.end()) - span.start().max(place.start()))
    };
    let fitting = cases.filter(|case| case.is_in(finding) && case.kind == kind);
    let scored = fitting.filter_map(|case| shared(case).map(|score| (score, case)));
    // `max_by_key` would give the last of equals.
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.and_then(|(_, case)| join(case, None, Reason::SamePassage))
}

/// The first case without a place that quotes and suggests the same.
fn same_quote<'a>(
    cases: impl Iterator<Item = &'a Known> + Clone,
    finding: &Finding,
    edit: Option<&Edit>,
    kind: Kind,
) -> Option<Grouping> {
    let quote = &finding.passage.as_ref()?.exact;
    let quotes = |case: &&Known| {
        let passage = case
            .passage
            .as_ref()
            .filter(|passage| passage.span.is_none());
        passage.is_some_and(|passage| passage.exact == *quote)
    };
    let Some(edit) = edit else {
        let mut asked = undecided(cases).filter(quotes);
        let same = asked.find(|case| case.proposals_in_all == 0 && case.kind == kind);
        return same.and_then(|case| join(case, None, Reason::SameQuote));
    };
    let proposed = |case: &'a Known| {
        let same = |known: &&Proposal| (&known.edit.old, &known.edit.new) == (&edit.old, &edit.new);
        let proposal = case.proposals.iter().find(same)?;
        join(case, Some(proposal.id), Reason::SameQuote)
    };
    undecided(cases.clone())
        .filter(quotes)
        .find_map(proposed)
        .or_else(|| declined(cases).filter(quotes).find_map(proposed))
}

/// Whether two edits touch the same words. An insertion, which has no words, must be at the same point as another
/// or inside of the words: right beside them it is another matter.
fn collide(a: Span, b: Span) -> bool {
    let inside = |point: Span, of: Span| of.start() < point.start() && point.start() < of.end();
    a.overlaps(b) || a == b || (a.is_empty() && inside(a, b)) || (b.is_empty() && inside(b, a))
}

fn union(a: Span, b: Span) -> Span {
    Span::new(a.start().min(b.start()), a.end().max(b.end()))
}

/// Widens a passage to hold an edit, with the words of the passage in which that edit was found.
fn grow(passage: &mut Passage, other: &Passage, edit: Span) {
    let (Some(place), Some(from)) = (passage.span, other.span) else {
        return;
    };
    let whole = union(place, edit);
    let words = |start: usize, end: usize| {
        let skipped = start.saturating_sub(from.start());
        other
            .exact
            .chars()
            .skip(skipped)
            .take(end.saturating_sub(start))
    };
    if whole.start() < place.start() {
        let added: String = words(whole.start(), place.start()).collect();
        passage.exact.insert_str(0, &added);
        let before = other
            .exact
            .chars()
            .take(whole.start().saturating_sub(from.start()));
        passage.prefix = other.prefix.chars().chain(before).collect();
    }
    if whole.end() > place.end() {
        passage.exact.extend(words(place.end(), whole.end()));
        let after = other
            .exact
            .chars()
            .skip(whole.end().saturating_sub(from.start()));
        passage.suffix = after.chain(other.suffix.chars()).collect();
    }
    passage.span = Some(whole);
}
