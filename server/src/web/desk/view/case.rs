//! A case as its page shows it: what is wrong and where, what readers propose, and what an editor may do now.

use corrigenda_anchor::{Edit, Span};

use super::diff::{self, Piece, Tag};
use super::language::language;
use super::passage::{as_quoted, in_paragraph};
use super::words::{self, Choice};
use crate::domain::case::{Case, Outcome, Passage, Placement, Proposal, State};
use crate::domain::correction::{self, CorrectionKind, NewNotice};
use crate::domain::sender::Lane;
use crate::domain::site::{Connector, Site};
use crate::store::CurrentText;

/// The passage with everything proposed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The language of the article's words, probably.
    pub(crate) lang: String,
    /// The passage in its paragraph, unchanged; empty when the reports speak of the whole article.
    pub(crate) passage: Vec<Piece>,
    /// The proposals, most reported first.
    pub(crate) proposals: Vec<Proposed>,
    /// The passage as the first proposal that fits makes it, to begin an own wording with.
    pub(crate) wording: String,
    /// What was accepted, once something was.
    pub(crate) accepted: Vec<Piece>,
    /// What would be published when it was corrected elsewhere.
    pub(crate) notice: NoticeForm,
}

/// One proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposed {
    /// Its id.
    pub(crate) id: String,
    /// 1 for the first.
    pub(crate) number: usize,
    /// How many reports make it.
    pub(crate) reports: u64,
    /// Whether it can be put in; else its words were rewritten since.
    pub(crate) fits: bool,
    /// Whether it is the first that can be.
    pub(crate) is_foremost: bool,
    /// The change in its paragraph; alone when it cannot be put in.
    pub(crate) pieces: Vec<Piece>,
    /// What would be published with it.
    pub(crate) notice: NoticeForm,
}

/// The fields of a notice in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoticeForm {
    /// Whether one is to be published.
    pub(crate) publish: bool,
    /// Its kind.
    pub(crate) kinds: Vec<Choice>,
    /// Its text.
    pub(crate) text: String,
}

impl NoticeForm {
    /// A form that begins with this notice, or with none to be published.
    pub(crate) fn of(notice: Option<&NewNotice>) -> Self {
        let kind = notice.map_or(CorrectionKind::Correction, |notice| notice.kind);
        Self {
            publish: notice.is_some(),
            kinds: notice_kinds(kind),
            text: notice.map(|notice| notice.text.clone()).unwrap_or_default(),
        }
    }

    /// A form as it was typed.
    pub(crate) fn typed(publish: bool, kind: Option<CorrectionKind>, text: &str) -> Self {
        Self {
            publish,
            kinds: notice_kinds(kind.unwrap_or(CorrectionKind::Correction)),
            text: text.to_owned(),
        }
    }

    /// The same form, its text to be drafted once the wording is known.
    pub(crate) fn drafted_later(&self) -> Self {
        Self {
            text: String::new(),
            ..self.clone()
        }
    }
}

/// The choices of a notice's kind. A retraction is no matter of one passage and is not offered here.
pub(crate) fn notice_kinds(chosen: CorrectionKind) -> Vec<Choice> {
    let all = CorrectionKind::ALL.iter().copied();
    let offered = all.filter(|kind| *kind != CorrectionKind::Retraction);
    words::choices(
        offered,
        Some(chosen),
        CorrectionKind::as_str,
        words::correction,
    )
}

impl Wrong {
    /// The case against the article's text as it is now, if it is known.
    pub(crate) fn new(case: &Case, site: &Site, current: Option<&CurrentText>) -> Self {
        let place = case
            .passage
            .as_ref()
            .and_then(|passage| placed(passage, current));
        let change = |edit: Option<&Edit>| pieces(case, place, edit);
        let passage = change(None);
        let lang = language(&joined(&passage), &site.language);
        let notice =
            |edit: Option<&Edit>| NoticeForm::of(Some(&correction::draft(case, edit, lang)));
        let fitting = case
            .proposals
            .iter()
            .position(|proposal| fits(case, proposal));
        let proposed = |(at, proposal): (usize, &Proposal)| {
            let fits = fits(case, proposal);
            Proposed {
                id: proposal.id.to_string(),
                number: at + 1,
                reports: proposal.reports,
                fits,
                is_foremost: fitting == Some(at),
                pieces: match fits {
                    true => change(Some(&proposal.edit)),
                    false => diff::words(&proposal.edit.old, &proposal.edit.new),
                },
                notice: notice(Some(&proposal.edit)),
            }
        };
        let first = case.proposals.first().map(|proposal| &proposal.edit);
        let begin = fitting
            .and_then(|at| case.proposals.get(at))
            .map(|proposal| &proposal.edit);
        let wording = match (place, begin) {
            (Some((text, span)), Some(edit)) => edit.apply_to(span, &text.text),
            (Some((text, span)), None) => text.text.slice(span).to_owned(),
            (None, _) => after(&change(first)),
        };
        Self {
            lang: lang.to_owned(),
            passage,
            proposals: case.proposals.iter().enumerate().map(proposed).collect(),
            wording,
            accepted: Vec::new(),
            notice: notice(first),
        }
    }
}

/// Whether a proposal can be put in as it is. Where the passage has no place nothing can, which the page says once.
fn fits(case: &Case, proposal: &Proposal) -> bool {
    let passage = case
        .passage
        .as_ref()
        .filter(|passage| passage.span.is_some());
    passage
        .is_none_or(|passage| case.placement == Placement::Already || passage.holds(&proposal.edit))
}

/// The notice for an own wording of the passage; without one, for the first proposal.
pub(crate) fn drafted(
    case: &Case,
    site: &Site,
    current: Option<&CurrentText>,
    wording: Option<&str>,
) -> NewNotice {
    let passage = case.passage.as_ref();
    let place = passage.and_then(|passage| placed(passage, current));
    let lang = language(&joined(&pieces(case, place, None)), &site.language);
    let edit = match (place, wording) {
        (Some((text, span)), Some(wording)) => Edit::smallest(&text.text, span, wording),
        _ => case.proposals.first().map(|proposal| proposal.edit.clone()),
    };
    correction::draft(case, edit.as_ref(), lang)
}

/// The passage with the change in it: in its paragraph where it has a place, else as it was quoted.
fn pieces(case: &Case, place: Option<(&CurrentText, Span)>, edit: Option<&Edit>) -> Vec<Piece> {
    match (&case.passage, place) {
        (None, _) => Vec::new(),
        (Some(_), Some((text, span))) => in_paragraph(&text.text, span, edit),
        (Some(passage), None) => as_quoted(passage, edit),
    }
}

/// The current text with the passage's place in it, when the place speaks of this revision.
fn placed<'a>(
    passage: &Passage,
    current: Option<&'a CurrentText>,
) -> Option<(&'a CurrentText, Span)> {
    let text = current?;
    (passage.revision == Some(text.revision)).then_some((text, passage.span?))
}

/// All words of a passage and around it.
fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The passage as it reads after the change.
fn after(pieces: &[Piece]) -> String {
    let kept = pieces
        .iter()
        .filter(|piece| matches!(piece.tag, Tag::Same | Tag::Put));
    kept.map(|piece| piece.text.as_str()).collect()
}

/// What an editor may do with a case now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Offers {
    /// Put a proposal into the article.
    pub(crate) accept: bool,
    /// Put an own wording into the article.
    pub(crate) own: bool,
    /// Say that it was corrected elsewhere.
    pub(crate) mark: bool,
    /// Take it out of the junk lane.
    pub(crate) release: bool,
    /// Leave the text as it is, or wait.
    pub(crate) decline: bool,
    /// Take it up again.
    pub(crate) reopen: bool,
    /// Why nothing can be put into the article, when somebody could expect it.
    pub(crate) why_not: Option<&'static str>,
}

impl Offers {
    /// By the contract's table of actions.
    pub(crate) fn of(case: &Case, site: &Site) -> Self {
        let undecided = matches!(case.state, State::Open | State::Held);
        let obstacle = obstacle(case, site);
        let applies = undecided && obstacle.is_none();
        Self {
            accept: applies && case.proposals.iter().any(|proposal| fits(case, proposal)),
            own: applies,
            mark: undecided || case.state == State::Accepted,
            release: case.lane == Lane::Junk && case.state == State::Open,
            decline: undecided,
            reopen: matches!(case.state, State::Declined | State::Merged | State::Held),
            why_not: obstacle.filter(|_| undecided),
        }
    }
}

fn obstacle(case: &Case, site: &Site) -> Option<&'static str> {
    let has_place = case
        .passage
        .as_ref()
        .is_some_and(|passage| passage.span.is_some());
    match case.placement {
        _ if site.connector == Connector::None => Some(
            "This site has no connector, so nothing can be put into the article from here. Correct it in your own system, then mark the case corrected.",
        ),
        Placement::Exact | Placement::Edited if has_place => None,
        Placement::Already => {
            Some("The article reads as suggested already, so there is nothing to put in.")
        }
        _ => Some(
            "The passage has no place in the article as it is now, so nothing can be put in from here. Correct it in your own system, then mark the case corrected.",
        ),
    }
}

/// The reasons to decline, the likely one chosen where the placement suggests it.
pub(crate) fn declining(case: &Case) -> Vec<Choice> {
    let likely = (case.placement == Placement::Already).then_some(Outcome::AlreadyCorrected);
    let all = Outcome::ALL
        .iter()
        .copied()
        .filter(|outcome| outcome.declines());
    words::choices(all, likely, Outcome::as_str, words::outcome)
}

/// For how long the source of junk may be blocked.
pub(crate) fn blocking(typed: &str) -> Vec<Choice> {
    let offered = [
        ("", "Not at all"),
        ("1", "One day"),
        ("7", "A week"),
        ("30", "30 days"),
        ("90", "90 days"),
    ];
    let choice = |(value, label)| Choice {
        value,
        label,
        chosen: value == typed,
    };
    offered.into_iter().map(choice).collect()
}

/// The ways of being corrected.
pub(crate) fn correcting(typed: Option<Outcome>) -> Vec<Choice> {
    let all = Outcome::ALL
        .iter()
        .copied()
        .filter(|outcome| !outcome.declines());
    words::choices(
        all,
        typed.or(Some(Outcome::Corrected)),
        Outcome::as_str,
        words::outcome,
    )
}
