//! What an editor decides about a case: which decisions may be made, and what follows from each. Pure.

use corrigenda_anchor::Edit;
use jiff::Timestamp;

use super::case::{Case, CaseId, Outcome, ProposalId, State};
use super::correction::NewNotice;
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
    },
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
    /// The public reason.
    pub outcome: Option<Outcome>,
    /// The edit to apply to the article; then a job `apply` is owed.
    pub edit: Option<Edit>,
    /// The notice to publish once the change is live (at once, when `state` is corrected).
    pub notice: Option<NewNotice>,
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
    /// The words given are what stands there already.
    #[error("the text reads so already")]
    NoChange,
    /// The site has no connector, so nothing can be applied for the editor.
    #[error("this site has no connector: correct it in your system and mark the case corrected")]
    NoConnector,
    /// A declining outcome for a correction, or the other way round.
    #[error("this outcome does not go with this action")]
    WrongOutcome,
    /// Holding without a word on what is waited for.
    #[error("say what the case waits for")]
    ReasonNeeded,
}

/// Whether this decision may be made about the case, and what follows. `lang` is the language of a notice that
/// the editor left to be drafted.
pub fn decide(
    case: &Case,
    has_connector: bool,
    lang: &str,
    decision: &NewDecision,
) -> Result<Verdict, Refusal> {
    todo!("{case:?} {has_connector} {lang} {decision:?}")
}
