//! What an editor decides about a case: which decisions may be made, and what follows from each. Pure.

use corrigenda_anchor::{Edit, Span};
use jiff::Timestamp;

use super::case::{Case, CaseId, Outcome, Placement, ProposalId, State};
use super::correction::{CorrectionKind, NewNotice, draft, kind_for};
use super::placement::between;
use super::sender::{Lane, MAX_BLOCK_DAYS};
use super::user::Actor;

super::id! {
    /// A decision's id.
    DecisionId
}

/// What an editor wants done with a case.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDecision {
    /// The case.
    pub case: CaseId,
    /// The version of the case that the editor saw.
    pub version: i64,
    /// What to do.
    pub action: Action,
    /// The editor's words for the reader.
    pub reason: Option<String>,
    /// Who decides.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The action with what it needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Make the correction.
    Accept {
        /// Which words.
        wording: Wording,
        /// `None`: the drafted notice; `Some(None)`: no notice.
        notice: Option<Option<NewNotice>>,
    },
    /// The editor made the correction elsewhere.
    MarkCorrected {
        /// One of the correcting outcomes; corrected when not said.
        outcome: Option<Outcome>,
        /// As in accept.
        notice: Option<Option<NewNotice>>,
    },
    /// Leave the text as it is.
    Decline {
        /// One of the declining outcomes.
        outcome: Outcome,
        /// With junk: for how many days its sources' reports go to the junk lane.
        block_days: Option<u32>,
    },
    /// It is no junk: out of the junk lane, into the queue.
    Release,
    /// Wait; the reason says for what.
    Hold,
    /// Take it up again.
    Reopen,
}

/// Which words an acceptance puts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// The only proposal of the case.
    Only,
    /// This proposal.
    Proposal(ProposalId),
    /// What the case's passage should read, in the editor's words.
    Own(String),
}

/// What follows from a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The case's next state.
    pub state: State,
    /// Where it is looked at from now on.
    pub lane: Lane,
    /// The public reason.
    pub outcome: Option<Outcome>,
    /// The edit to apply to the article; then a job `apply` is owed. An acceptance without one is of what an editor
    /// did elsewhere and was not seen yet; then a job `verify` is owed.
    pub edit: Option<Edit>,
    /// The notice to publish once the change is live (at once, when `state` is corrected).
    pub notice: Option<NewNotice>,
}

/// What can be done with an article's text from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// It can be changed: the site has a connector.
    pub writes: bool,
    /// It is known as a whole: it was pushed, or a connector reads it.
    pub reads: bool,
}

/// Why a decision cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case changed since the editor looked.
    #[error("the case is at version {now}, the decision speaks of version {seen}")]
    Stale {
        /// The case's version.
        now: i64,
        /// The decision's.
        seen: i64,
    },
    /// The action does not start from this state.
    #[error("a case that is {0} does not allow this")]
    WrongState(State),
    /// Accepting needs a passage with a known place in the text.
    #[error(
        "the passage has no place in the current text, so nothing can be applied; correct it in your system and mark the case corrected"
    )]
    NoPlace,
    /// Accepting without naming words, and there is none or more than one proposal.
    #[error("the case has {0} proposals: name one, or give the text")]
    WhichProposal(usize),
    /// The proposal named is not the case's.
    #[error("this case has no such proposal")]
    UnknownProposal,
    /// The words that the proposal changes were rewritten since.
    #[error(
        "the words that this proposal changes are not there any more: say what the passage should read"
    )]
    Rewritten,
    /// The words given are what stands there already.
    #[error("the text reads so already")]
    NoChange,
    /// The site has no connector, so nothing can be applied for the editor.
    #[error("this site has no connector: correct it in your system and mark the case corrected")]
    NoConnector,
    /// A declining outcome for a correction, or the other way round.
    #[error("this outcome does not go with this action")]
    WrongOutcome,
    /// Blocking what is no junk, or for longer than may be.
    #[error("sources are blocked with the outcome junk, for 1 to {MAX_BLOCK_DAYS} days")]
    WrongBlock,
    /// Releasing what is in the queue.
    #[error("this case is not held for review")]
    NotInReview,
    /// Holding without a word on what is waited for.
    #[error("say what the case waits for")]
    ReasonNeeded,
}

impl Action {
    /// The contract's word for it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accept { .. } => "accept",
            Self::MarkCorrected { .. } => "mark-corrected",
            Self::Decline { .. } => "decline",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Reopen => "reopen",
        }
    }

    /// The states it starts from: the contract's table.
    fn starts_from(&self) -> &'static [State] {
        match self {
            Self::Accept { .. } | Self::Decline { .. } | Self::Hold => &[State::Open, State::Held],
            Self::Release => &[State::Open],
            Self::MarkCorrected { .. } => &[State::Open, State::Held, State::Accepted],
            Self::Reopen => &[State::Declined, State::Merged, State::Held],
        }
    }
}

/// Whether this decision may be made about the case, and what follows. `lang` is the language of a notice that
/// the editor left to be drafted.
pub fn decide(
    case: &Case,
    reach: Reach,
    lang: &str,
    decision: &NewDecision,
) -> Result<Verdict, Refusal> {
    if case.version != decision.version {
        return Err(Refusal::Stale {
            now: case.version,
            seen: decision.version,
        });
    }
    if !decision.action.starts_from().contains(&case.state) {
        return Err(Refusal::WrongState(case.state));
    }
    let follows = |state, outcome| Verdict {
        state,
        lane: Lane::Desk,
        outcome,
        edit: None,
        notice: None,
    };
    match &decision.action {
        Action::Accept { .. } if !reach.writes => Err(Refusal::NoConnector),
        Action::Accept { wording, notice } => {
            let edit = edit_of(case, wording)?;
            let notice = notice.clone();
            let notice = notice.unwrap_or_else(|| Some(draft(case, Some(&edit), lang)));
            Ok(Verdict {
                state: State::Accepted,
                lane: Lane::Desk,
                outcome: Some(outcome_of(case, notice.as_ref())),
                edit: Some(edit),
                notice,
            })
        }
        Action::MarkCorrected { outcome, .. } if outcome.is_some_and(Outcome::declines) => {
            Err(Refusal::WrongOutcome)
        }
        Action::MarkCorrected { outcome, notice } => {
            Ok(mark_corrected(case, reach, *outcome, notice, lang))
        }
        Action::Decline { outcome, .. } if !outcome.declines() => Err(Refusal::WrongOutcome),
        Action::Decline {
            outcome,
            block_days: Some(days),
        } if *outcome != Outcome::Junk || !(1..=MAX_BLOCK_DAYS).contains(days) => {
            Err(Refusal::WrongBlock)
        }
        // Declined junk stays out of the way; whatever else an editor does with a case takes it seriously.
        Action::Decline { outcome, .. } => Ok(Verdict {
            lane: case.lane,
            ..follows(State::Declined, Some(*outcome))
        }),
        Action::Release if case.lane == Lane::Desk => Err(Refusal::NotInReview),
        Action::Release => Ok(follows(State::Open, None)),
        Action::Hold
            if decision
                .reason
                .as_deref()
                .unwrap_or_default()
                .trim()
                .is_empty() =>
        {
            Err(Refusal::ReasonNeeded)
        }
        Action::Hold => Ok(follows(State::Held, None)),
        Action::Reopen => Ok(follows(State::Open, None)),
    }
}

/// The editor's word counts, but where they say that the words were corrected and the text can be read and does not
/// show it, it has to be seen first. A clarification or an update may be a note beside the passage.
fn mark_corrected(
    case: &Case,
    reach: Reach,
    outcome: Option<Outcome>,
    notice: &Option<Option<NewNotice>>,
    lang: &str,
) -> Verdict {
    // What the editor did elsewhere is known only when nobody proposed anything else.
    let edit = match &case.proposals[..] {
        [only] => Some(&only.edit),
        _ => None,
    };
    let notice = notice
        .clone()
        .unwrap_or_else(|| Some(draft(case, edit, lang)));
    let outcome = outcome.unwrap_or_else(|| outcome_of(case, notice.as_ref()));
    let is_unseen = reach.reads && outcome == Outcome::Corrected && case.reads_as_reported();
    Verdict {
        state: match is_unseen {
            true => State::Accepted,
            false => State::Corrected,
        },
        lane: Lane::Desk,
        outcome: Some(outcome),
        edit: None,
        notice,
    }
}

/// The edit that an acceptance means.
fn edit_of(case: &Case, wording: &Wording) -> Result<Edit, Refusal> {
    let passage = case.passage.as_ref();
    let Some((passage, place)) = passage.and_then(|passage| Some((passage, passage.span?))) else {
        return Err(Refusal::NoPlace);
    };
    let edit = match wording {
        Wording::Only => match &case.proposals[..] {
            [only] => only.edit.clone(),
            several => return Err(Refusal::WhichProposal(several.len())),
        },
        Wording::Proposal(id) => {
            let proposal = case.proposals.iter().find(|proposal| proposal.id == *id);
            proposal.ok_or(Refusal::UnknownProposal)?.edit.clone()
        }
        Wording::Own(text) => {
            let edit = between(&passage.exact, text).ok_or(Refusal::NoChange)?;
            let start = place.start() + edit.span.start();
            let span = Span::new(start, start + edit.span.len());
            return Ok(Edit { span, ..edit });
        }
    };
    // The proposals of such a case stand in the text already.
    if case.placement == Placement::Already {
        return Err(Refusal::NoChange);
    }
    if !passage.holds(&edit) {
        return Err(Refusal::Rewritten);
    }
    Ok(edit)
}

/// The outcome that goes with a notice; without one, with the case's kind.
fn outcome_of(case: &Case, notice: Option<&NewNotice>) -> Outcome {
    match notice.map_or_else(|| kind_for(case.kind), |notice| notice.kind) {
        CorrectionKind::Correction | CorrectionKind::Retraction => Outcome::Corrected,
        CorrectionKind::Clarification => Outcome::Clarified,
        CorrectionKind::Update => Outcome::Updated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::article::{ArticleId, RevisionId};
    use crate::domain::case::{Passage, Proposal};
    use crate::domain::report::Kind;
    use crate::domain::user::Role;

    fn case(state: State, proposals: &[(usize, &str, &str)]) -> Case {
        let now = Timestamp::UNIX_EPOCH;
        let proposal = |(start, old, new): &(usize, &str, &str)| Proposal {
            id: ProposalId::new(now),
            edit: Edit {
                span: Span::new(*start, start + old.chars().count()),
                old: (*old).to_owned(),
                new: (*new).to_owned(),
            },
            reports: 1,
        };
        Case {
            id: CaseId::new(now),
            site: "daily".parse().expect("a key"),
            article: ArticleId::new(now),
            placement: Placement::Exact,
            state,
            lane: Lane::Desk,
            outcome: None,
            reason: None,
            kind: Kind::Typo,
            version: 3,
            passage: Some(Passage {
                exact: "She heard teh call".to_owned(),
                prefix: String::new(),
                suffix: String::new(),
                span: Some(Span::new(100, 118)),
                revision: Some(RevisionId([1; 32])),
            }),
            proposals: proposals.iter().map(proposal).collect(),
            reports: 1,
            conflict: None,
            opened: now,
            last_reported: now,
        }
    }

    fn decided(case: &Case, action: Action, reason: Option<&str>) -> Result<Verdict, Refusal> {
        let decision = NewDecision {
            case: case.id,
            version: 3,
            action,
            reason: reason.map(str::to_owned),
            by: Actor {
                id: uuid::Uuid::nil(),
                name: "mara@example.org".to_owned(),
                role: Role::Editor,
            },
            at: Timestamp::UNIX_EPOCH,
        };
        decide(case, ANYTHING, "en", &decision)
    }

    fn accept(wording: Wording) -> Action {
        Action::Accept {
            wording,
            notice: None,
        }
    }

    const ANYTHING: Reach = Reach {
        writes: true,
        reads: true,
    };
    const NOTHING: Reach = Reach {
        writes: false,
        reads: false,
    };

    const THE: (usize, &str, &str) = (110, "teh", "the");

    #[test]
    fn every_action_starts_from_the_states_of_the_contract() {
        use State::{Accepted, Corrected, Declined, Held, Merged, Open};
        let actions: [(Action, &[State]); 5] = [
            (accept(Wording::Only), &[Open, Held]),
            (
                Action::MarkCorrected {
                    outcome: None,
                    notice: None,
                },
                &[Open, Held, Accepted],
            ),
            (
                Action::Decline {
                    outcome: Outcome::WontFix,
                    block_days: None,
                },
                &[Open, Held],
            ),
            (Action::Hold, &[Open, Held]),
            (Action::Reopen, &[Held, Declined, Merged]),
        ];
        for (action, allowed) in actions {
            for state in [Open, Held, Accepted, Corrected, Declined, Merged] {
                let verdict = decided(&case(state, &[THE]), action.clone(), Some("print"));
                match allowed.contains(&state) {
                    true => assert!(verdict.is_ok(), "{action:?} from {state}: {verdict:?}"),
                    false => assert_eq!(verdict, Err(Refusal::WrongState(state)), "{action:?}"),
                }
            }
        }
    }

    #[test]
    fn whatever_takes_a_case_seriously_takes_it_out_of_the_junk_lane() {
        let mut junk = case(State::Open, &[THE]);
        junk.lane = Lane::Junk;
        let lane = |action| decided(&junk, action, Some("why")).map(|verdict| verdict.lane);
        for action in [accept(Wording::Only), Action::Hold, Action::Release] {
            assert_eq!(lane(action), Ok(Lane::Desk));
        }
        let decline = |outcome, block_days| Action::Decline {
            outcome,
            block_days,
        };
        assert_eq!(lane(decline(Outcome::Junk, Some(7))), Ok(Lane::Junk));
        let released = decided(&case(State::Open, &[]), Action::Release, None);
        assert_eq!(released, Err(Refusal::NotInReview));
        for wrong in [
            decline(Outcome::WontFix, Some(7)),
            decline(Outcome::Junk, Some(0)),
            decline(Outcome::Junk, Some(91)),
        ] {
            assert_eq!(lane(wrong), Err(Refusal::WrongBlock));
        }
    }

    #[test]
    fn a_decision_about_what_was_seen_before_is_stale() {
        let mut changed = case(State::Open, &[THE]);
        changed.version = 4;
        let verdict = decided(&changed, Action::Reopen, None);
        assert_eq!(verdict, Err(Refusal::Stale { now: 4, seen: 3 }));
    }

    #[test]
    fn accepting_the_only_proposal_drafts_its_notice() {
        let verdict = decided(&case(State::Open, &[THE]), accept(Wording::Only), None);
        let verdict = verdict.expect("it may be accepted");
        assert_eq!(verdict.state, State::Accepted);
        assert_eq!(verdict.outcome, Some(Outcome::Corrected));
        assert_eq!(verdict.edit.map(|edit| edit.new), Some("the".to_owned()));
        assert!(verdict.notice.is_some());
    }

    #[test]
    fn among_several_proposals_one_must_be_named() {
        let two = case(State::Open, &[THE, (110, "teh", "that")]);
        assert_eq!(
            decided(&two, accept(Wording::Only), None),
            Err(Refusal::WhichProposal(2))
        );
        let named = accept(Wording::Proposal(two.proposals[1].id));
        let verdict = decided(&two, named, None).expect("it is named");
        assert_eq!(verdict.edit.map(|edit| edit.new), Some("that".to_owned()));
        let foreign = accept(Wording::Proposal(ProposalId(uuid::Uuid::nil())));
        assert_eq!(decided(&two, foreign, None), Err(Refusal::UnknownProposal));
    }

    #[test]
    fn a_proposal_for_words_that_were_rewritten_cannot_be_accepted() {
        let mut edited = case(
            State::Open,
            &[(110, "teh", "the"), (100, "She heard", "He heard")],
        );
        let passage = edited.passage.as_mut().expect("it has one");
        "She heard that call".clone_into(&mut passage.exact);
        passage.span = Some(Span::new(100, 119));
        edited.placement = Placement::Edited;
        let accepted = |at: usize| {
            let named = accept(Wording::Proposal(edited.proposals[at].id));
            decided(&edited, named, None).map(|verdict| verdict.state)
        };
        assert_eq!(accepted(0), Err(Refusal::Rewritten));
        assert_eq!(accepted(1), Ok(State::Accepted));
        let own = accept(Wording::Own("She heard the call".to_owned()));
        assert!(decided(&edited, own, None).is_ok());
    }

    #[test]
    fn a_deletion_may_take_the_space_before_the_passage() {
        let mut doubled = case(State::Open, &[(99, " She heard", "")]);
        let passage = doubled.passage.as_mut().expect("it has one");
        "At last she ".clone_into(&mut passage.prefix);
        assert!(decided(&doubled, accept(Wording::Only), None).is_ok());
    }

    #[test]
    fn own_wording_is_reduced_to_the_smallest_edit_at_its_place() {
        let own = accept(Wording::Own("She heard the call".to_owned()));
        let verdict = decided(&case(State::Open, &[]), own, None).expect("it changes the text");
        let edit = verdict.edit.expect("an edit");
        assert_eq!((edit.span, edit.old.as_str()), (Span::new(110, 113), "teh"));
        let same = accept(Wording::Own("She heard teh call".to_owned()));
        assert_eq!(
            decided(&case(State::Open, &[]), same, None),
            Err(Refusal::NoChange)
        );
    }

    #[test]
    fn without_a_place_or_a_connector_nothing_can_be_applied() {
        let mut lost = case(State::Open, &[THE]);
        lost.passage = None;
        assert_eq!(
            decided(&lost, accept(Wording::Only), None),
            Err(Refusal::NoPlace)
        );
        let decision = NewDecision {
            case: lost.id,
            version: 3,
            action: accept(Wording::Only),
            reason: None,
            by: Actor {
                id: uuid::Uuid::nil(),
                name: String::new(),
                role: Role::Editor,
            },
            at: Timestamp::UNIX_EPOCH,
        };
        let verdict = decide(&lost, NOTHING, "en", &decision);
        assert_eq!(verdict, Err(Refusal::NoConnector));
    }

    #[test]
    fn outcomes_go_with_their_actions_and_holding_needs_a_word() {
        let open = case(State::Open, &[THE]);
        let wrong = Action::Decline {
            outcome: Outcome::Corrected,
            block_days: None,
        };
        assert_eq!(decided(&open, wrong, None), Err(Refusal::WrongOutcome));
        let wrong = Action::MarkCorrected {
            outcome: Some(Outcome::Junk),
            notice: None,
        };
        assert_eq!(decided(&open, wrong, None), Err(Refusal::WrongOutcome));
        assert_eq!(
            decided(&open, Action::Hold, Some(" ")),
            Err(Refusal::ReasonNeeded)
        );
    }

    #[test]
    fn what_was_corrected_elsewhere_has_to_be_seen_where_it_can_be() {
        let mark = |outcome| Action::MarkCorrected {
            outcome,
            notice: None,
        };
        let state = |case: &Case, reach, outcome| {
            let decision = NewDecision {
                case: case.id,
                version: 3,
                action: mark(outcome),
                reason: None,
                by: Actor {
                    id: uuid::Uuid::nil(),
                    name: String::new(),
                    role: Role::Editor,
                },
                at: Timestamp::UNIX_EPOCH,
            };
            decide(case, reach, "en", &decision).map(|verdict| verdict.state)
        };
        let open = case(State::Open, &[THE]);
        assert_eq!(state(&open, ANYTHING, None), Ok(State::Accepted));
        assert_eq!(state(&open, NOTHING, None), Ok(State::Corrected));
        let note = Some(Outcome::Clarified);
        assert_eq!(state(&open, ANYTHING, note), Ok(State::Corrected));
        let mut changed = open;
        changed.placement = Placement::Edited;
        assert_eq!(state(&changed, ANYTHING, None), Ok(State::Accepted));
        let passage = changed.passage.as_mut().expect("it has one");
        "She heard the call".clone_into(&mut passage.exact);
        assert_eq!(state(&changed, ANYTHING, None), Ok(State::Corrected));
        for placement in [Placement::Already, Placement::Gone, Placement::Ambiguous] {
            changed.placement = placement;
            assert_eq!(state(&changed, ANYTHING, None), Ok(State::Corrected));
        }
        changed.placement = Placement::Exact;
        changed.passage = None;
        assert_eq!(state(&changed, ANYTHING, None), Ok(State::Corrected));
    }

    #[test]
    fn marking_corrected_without_a_notice_publishes_none() {
        let silent = Action::MarkCorrected {
            outcome: Some(Outcome::Updated),
            notice: Some(None),
        };
        let verdict = decided(&case(State::Accepted, &[THE]), silent, None).expect("it may be");
        assert_eq!(
            (verdict.outcome, verdict.notice),
            (Some(Outcome::Updated), None)
        );
    }
}
