//! The closed sets of the domain in the words of the desk, which speaks English for now.

use crate::domain::case::{Outcome, Placement, State};
use crate::domain::correction::CorrectionKind;
use crate::domain::grouping::Reason;
use crate::domain::journal::EventKind;
use crate::domain::report::Kind;
use crate::domain::sender::Suspicion;

/// A choice of a form: what is sent, what is read, whether it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What the form sends.
    pub(crate) value: &'static str,
    /// What the editor reads.
    pub(crate) label: &'static str,
    /// Whether it is chosen.
    pub(crate) chosen: bool,
}

/// The kind of a report.
pub(crate) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Typo => "Typo",
        Kind::Fact => "Fact",
        Kind::Clarification => "Clarification",
        Kind::Attribution => "Attribution",
        Kind::Translation => "Translation",
        Kind::Link => "Link",
        Kind::Other => "Other",
    }
}

/// The state of a case.
pub(crate) fn state(state: State) -> &'static str {
    match state {
        State::Open => "Open",
        State::Held => "Held",
        State::Accepted => "Being applied",
        State::Corrected => "Corrected",
        State::Declined => "Declined",
        State::Merged => "Merged",
    }
}

/// The placement of a case as a badge.
pub(crate) fn placement(placement: Placement) -> &'static str {
    match placement {
        Placement::Pending => "Text not known yet",
        Placement::Exact => "In place",
        Placement::Edited => "Words changed",
        Placement::Ambiguous => "Several places",
        Placement::Gone => "Passage gone",
        Placement::Already => "Reads so already",
    }
}

/// The placement of a case, explained, with what an editor can do about it.
pub(crate) fn placement_explained(placement: Placement) -> &'static str {
    match placement {
        Placement::Pending => {
            "The article’s text is not known yet. The passage is looked for as soon as it is."
        }
        Placement::Exact => "The words stand in the article as the reader marked them.",
        Placement::Edited => {
            "The passage is in the article, but its words changed since the reader marked it. Look twice."
        }
        Placement::Ambiguous => {
            "The words stand in several places, and nothing says which one is meant. Correct it in your own system and mark the case corrected."
        }
        Placement::Gone => {
            "There is no such passage in the article any more. It may have been rewritten or removed."
        }
        Placement::Already => {
            "The article reads as suggested already: it was changed elsewhere. If that settles it, mark the case corrected; if it was right before the report came, decline it as corrected before."
        }
    }
}

/// What a revision made of a case's passage, as a line of its history.
pub(crate) fn reading(found: Placement) -> &'static str {
    match found {
        Placement::Exact => "Reads as reported",
        Placement::Already => "Reads as suggested",
        other => placement(other),
    }
}

/// What is odd about a report.
pub(crate) fn suspicion(suspicion: Suspicion) -> &'static str {
    match suspicion {
        Suspicion::Honeypot => "Held for review: a field was filled in that no person sees.",
        Suspicion::Quick => "Held for review: the form was sent sooner than anybody reads it.",
        Suspicion::Stale => {
            "Held for review: the form was older than a day, or was not fetched from here."
        }
        Suspicion::Blocked => "Held for review: an editor blocked its source for a time.",
        Suspicion::Busy => "Held for review: it came while too many reports came.",
    }
}

/// The public reason of a decided case.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Corrected => "Corrected",
        Outcome::Clarified => "Clarified",
        Outcome::Updated => "Brought up to date",
        Outcome::NotAnError => "Not an error",
        Outcome::WontFix => "Known, stays as it is",
        Outcome::InsufficientInformation => "Not enough to go on",
        Outcome::AlreadyCorrected => "Corrected before",
        Outcome::OutOfScope => "Not about our text",
        Outcome::Junk => "Not a report",
    }
}

/// The kind of a notice.
pub(crate) fn correction(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Correction => "Correction",
        CorrectionKind::Clarification => "Clarification",
        CorrectionKind::Update => "Update",
        CorrectionKind::Retraction => "Retraction",
    }
}

/// What happened, as a line of a case's history.
pub(crate) fn event(event: EventKind) -> &'static str {
    match event {
        EventKind::ReportReceived => "A report arrived",
        EventKind::ReportPlaced => "A report found its place",
        EventKind::ReportWithdrawn => "A reader withdrew a report",
        EventKind::CaseOpened => "The case was opened",
        EventKind::CaseJoined => "A report joined the case",
        EventKind::CaseAccepted => "Accepted",
        EventKind::CaseCorrected => "The correction was seen in the article",
        EventKind::CaseConflict => "The correction could not be applied; the case is open again",
        EventKind::CaseDeclined => "Declined",
        EventKind::CaseHeld => "Put on hold",
        EventKind::CaseReopened => "Opened again",
        EventKind::CaseReleased => "Taken out of the junk lane",
        EventKind::SourceBlocked => "The sources of its reports were blocked for a time",
        EventKind::CorrectionPublished => "The notice was published",
        EventKind::ArticleRevised => "The article changed",
        EventKind::CorrectionLost => "The correction is no longer in the article",
    }
}

/// An action, by the contract's word for it, after it was done.
pub(crate) fn action(action: &str) -> &str {
    match action {
        "accept" => "Accepted",
        "mark-corrected" => "Marked corrected",
        "decline" => "Declined",
        "hold" => "Put on hold",
        "release" => "Taken out of the junk lane",
        "reopen" => "Opened again",
        "merge" => "Merged",
        "split" => "Split",
        "revert" => "Taken back",
        other => other,
    }
}

/// Why a report was added to a case.
pub(crate) fn joined(why: Reason) -> &'static str {
    match why {
        Reason::SameEdit => "Added here because it proposes the same change at the same place.",
        Reason::Overlap => "Added here because it proposes another change of the same words.",
        Reason::SamePassage => "Added here because it asks about the same passage.",
        Reason::SameQuote => {
            "Added here because it quotes and proposes the same; the place is not known."
        }
        Reason::Corrected => "Added here because the mistake was corrected before.",
    }
}

/// The choices of a form made of a closed set.
pub(crate) fn choices<T: Copy + PartialEq>(
    all: impl IntoIterator<Item = T>,
    chosen: Option<T>,
    value: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Vec<Choice> {
    let choice = |member| Choice {
        value: value(member),
        label: label(member),
        chosen: chosen == Some(member),
    };
    all.into_iter().map(choice).collect()
}

/// Chooses another member, if there is such a one.
pub(crate) fn choose(choices: &mut [Choice], value: &str) {
    for choice in choices {
        choice.chosen = choice.value == value;
    }
}
