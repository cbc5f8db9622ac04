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
/// cases left out share neither the edit nor a question's quote with the finding, nor its place, unless many do.
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

pub(super) fn union(a: Span, b: Span) -> Span {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use corrigenda_anchor::{Format, Rules, Scope, Text, describe};
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::super::article::RevisionId;
    use super::super::placement::find;
    use super::*;

    const TEXT: &str = "She heard teh call at ten, as in 1987, and left the town.";

    /// A desk with nothing but cases: what a batch of intake does, without anything else.
    #[derive(Default)]
    struct Desk {
        cases: Vec<Known>,
        counts: BTreeMap<(CaseId, Option<ProposalId>), u64>,
    }

    impl Desk {
        fn take(&mut self, finding: &Finding, kind: Kind) -> (CaseId, Option<Reason>) {
            let now = Timestamp::UNIX_EPOCH;
            let (id, proposal, why) = match group(finding, kind, self.cases.iter()) {
                Grouping::Join {
                    case,
                    proposal,
                    why,
                } => (case, proposal, Some(why)),
                Grouping::New => {
                    let id = CaseId::new(now);
                    self.cases.push(Known::open(id, finding, kind));
                    (id, None, None)
                }
            };
            let case = self.cases.iter_mut().find(|case| case.id == id);
            let case = case.expect("it is joined or new");
            let proposal = proposal.or_else(|| {
                let edit = finding.edit.as_ref()?;
                let id = ProposalId::new(now);
                case.propose(id, finding, edit);
                Some(id)
            });
            *self.counts.entry((id, proposal)).or_default() += 1;
            (id, why)
        }

        /// How many reports make each edit.
        fn edits(&self) -> BTreeMap<(usize, usize, String), u64> {
            let mut edits = BTreeMap::new();
            for case in &self.cases {
                for known in &case.proposals {
                    let span = known.edit.span;
                    let edit = (span.start(), span.end(), known.edit.new.clone());
                    *edits.entry(edit).or_default() += self.counts[&(case.id, Some(known.id))];
                }
            }
            edits
        }
    }

    fn seen(page: &str, words: &str, suggestion: Option<&str>) -> Finding {
        let text = Text::extract(page, Format::Text, Scope::Body, &Rules::default());
        let start = page.find(words).expect("the words are there");
        let start = page[..start].chars().count();
        let selectors = describe(&text, Span::new(start, start + words.chars().count()));
        find(&text, RevisionId::of(page), Some(&selectors), suggestion)
    }

    fn suggest(words: &str, suggestion: &str) -> Finding {
        seen(TEXT, words, Some(suggestion))
    }

    /// Whether, and why, the second joins the first.
    fn check(first: &Finding, second: &Finding) -> Option<Reason> {
        let mut desk = Desk::default();
        desk.take(first, Kind::Typo);
        desk.take(second, Kind::Typo).1
    }

    #[test]
    fn the_same_edit_is_the_same_mistake_whatever_was_marked() {
        let narrow = suggest("teh", "the");
        let wide = suggest("heard teh call", "heard the call");
        assert_eq!(check(&narrow, &wide), Some(Reason::SameEdit));
        assert_eq!(check(&wide, &narrow), Some(Reason::SameEdit));
    }

    #[test]
    fn overlapping_edits_are_one_mistake_and_neighbours_are_two() {
        let the = suggest("teh", "the");
        assert_eq!(
            check(&the, &suggest("teh call", "his voice")),
            Some(Reason::Overlap)
        );
        assert_eq!(check(&the, &suggest("teh", "that")), Some(Reason::Overlap));
        assert_eq!(check(&the, &suggest("1987", "1989")), None);
        assert_eq!(
            check(&the, &suggest("teh", "teh,")),
            None,
            "an insertion beside it"
        );
        let wide = suggest("teh call", "his voice");
        assert_eq!(
            check(&wide, &suggest("teh call", "teh long call")),
            Some(Reason::Overlap)
        );
    }

    #[test]
    fn a_question_joins_what_it_asks_about_and_is_joined_by_an_answer() {
        let question = seen(TEXT, "in 1987", None);
        let answer = suggest("1987", "1989");
        assert_eq!(check(&answer, &question), Some(Reason::SamePassage));
        assert_eq!(check(&question, &answer), Some(Reason::SamePassage));
        assert_eq!(check(&question, &question), Some(Reason::SamePassage));
        assert_eq!(check(&question, &seen(TEXT, "town", None)), None);
        let mut desk = Desk::default();
        desk.take(&question, Kind::Fact);
        assert_eq!(desk.take(&question, Kind::Typo).1, None, "of another kind");
    }

    #[test]
    fn the_same_edit_is_known_again_in_another_revision() {
        let before = suggest("teh", "the");
        let moved = format!("Tonight. {TEXT}");
        assert_eq!(
            check(&before, &seen(&moved, "teh", Some("the"))),
            Some(Reason::SameEdit)
        );
        let other = "He saw that it was teh same as ever.";
        assert_eq!(check(&before, &seen(other, "teh", Some("the"))), None);
    }

    #[test]
    fn remarks_on_the_whole_article_are_each_their_own() {
        let text = Text::extract(TEXT, Format::Text, Scope::Body, &Rules::default());
        let whole = find(&text, RevisionId::of(TEXT), None, None);
        assert_eq!(check(&whole, &whole), None);
    }

    #[test]
    fn a_passage_grows_with_the_edits_that_join_it() {
        let mut desk = Desk::default();
        desk.take(&suggest("teh", "the"), Kind::Typo);
        desk.take(&suggest("heard teh", "took a"), Kind::Typo);
        desk.take(&suggest("teh call", "his voice"), Kind::Typo);
        let passage = desk.cases[0].passage.clone().expect("a passage");
        let place = passage.span.expect("a place");
        assert_eq!(passage.exact, "heard teh call");
        assert_eq!(&TEXT[place.start()..place.end()], passage.exact);
        assert!(passage.prefix.ends_with("She "), "{:?}", passage.prefix);
        assert!(
            passage.suffix.starts_with(" at ten"),
            "{:?}",
            passage.suffix
        );
    }

    /// Readers each mark a few of twenty words and change one or two of them.
    fn readers() -> impl Strategy<Value = Vec<(usize, usize, usize, bool, u8)>> {
        let reader = (0..20_usize, 1..5_usize, 0..5_usize, any::<bool>(), 0..2_u8);
        prop::collection::vec(reader, 1..24)
    }

    fn report((first, len, at, two, to): (usize, usize, usize, bool, u8)) -> Finding {
        let words: Vec<String> = (10..30).map(|n| format!("w{n}")).collect();
        let last = (first + len).min(words.len());
        let mut marked: Vec<String> = words[first..last].to_vec();
        let quote = marked.join(" ");
        let at = at % marked.len();
        marked[at] = format!("new{to}");
        if two && at + 1 < marked.len() {
            marked[at + 1] = format!("next{to}");
        }
        seen(&words.join(" "), &quote, Some(&marked.join(" ")))
    }

    proptest! {
        #[test]
        fn every_edit_has_one_proposal_with_all_its_reports_in_any_order(
            (sent, shuffled) in readers().prop_flat_map(|sent| {
                (Just(sent.clone()), Just(sent).prop_shuffle())
            })
        ) {
            let (mut one, mut other) = (Desk::default(), Desk::default());
            let mut expected: BTreeMap<(usize, usize, String), u64> = BTreeMap::new();
            for reader in sent {
                let finding = report(reader);
                let edit = finding.edit.clone().expect("it changes a word");
                let key = (edit.span.start(), edit.span.end(), edit.new);
                *expected.entry(key).or_default() += 1;
                one.take(&finding, Kind::Typo);
            }
            for reader in shuffled {
                other.take(&report(reader), Kind::Typo);
            }
            prop_assert_eq!(&one.edits(), &expected);
            prop_assert_eq!(&other.edits(), &expected);
        }

        #[test]
        fn a_case_holds_only_edits_that_hang_together_and_a_passage_that_holds_them(sent in readers()) {
            let mut desk = Desk::default();
            for reader in sent {
                desk.take(&report(reader), Kind::Typo);
            }
            for case in &desk.cases {
                let place = case.place().expect("all are placed");
                let mut spans: Vec<Span> = case.proposals.iter().map(|p| p.edit.span).collect();
                spans.sort_unstable();
                let mut reach = spans[0].end();
                for span in &spans {
                    prop_assert!(span.start() < reach.max(1), "{spans:?}");
                    prop_assert!(place.start() <= span.start() && span.end() <= place.end());
                    reach = reach.max(span.end());
                }
                let passage = case.passage.as_ref().expect("all are placed");
                prop_assert_eq!(passage.exact.chars().count(), place.len());
            }
        }
    }
}
