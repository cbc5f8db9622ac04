//! What happened to a case so far, and the reports it is made of, as its page tells them.

use jiff::Timestamp;

use super::age::Moment;
use super::words;
use crate::domain::journal::{Entry, EventKind};
use crate::domain::report::Report;
use crate::store::StoredDecision;

/// One line of a case's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// What happened.
    pub(crate) what: String,
    /// Who did it, where an editor did.
    pub(crate) by: Option<String>,
    /// The editor's words.
    pub(crate) words: Option<String>,
    /// When.
    pub(crate) at: Moment,
}

/// One report of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The reader's kind.
    pub(crate) kind: &'static str,
    /// When it arrived.
    pub(crate) at: Moment,
    /// The passage as this reader marked it.
    pub(crate) quote: Option<String>,
    /// How it should read, in this reader's words.
    pub(crate) suggestion: Option<String>,
    /// Why.
    pub(crate) comment: Option<String>,
    /// Whether the reader left an address.
    pub(crate) has_email: bool,
    /// The address; none when it cannot be opened.
    pub(crate) email: Option<String>,
    /// Why it was added to the case.
    pub(crate) joined: Option<&'static str>,
    /// What is odd about it.
    pub(crate) suspicion: Option<&'static str>,
    /// Whether the reader took everything back.
    pub(crate) withdrawn: bool,
}

impl Told {
    /// A report; `email` is its reader's address.
    pub(crate) fn new(report: &Report, email: Option<String>, now: Timestamp) -> Self {
        let quote = report.selectors.as_ref();
        let quote = quote.and_then(|selectors| selectors.quote.as_ref());
        Self {
            kind: words::kind(report.kind),
            at: Moment::new(report.received, now),
            quote: quote.map(|quote| quote.exact.clone()),
            suggestion: report.suggestion.clone(),
            comment: report.comment.clone(),
            has_email: report.has_email,
            email,
            joined: report.joined.map(words::joined),
            suspicion: report.suspicion.map(words::suspicion),
            withdrawn: report.withdrawn.is_some(),
        }
    }
}

/// The journal and the decisions as one list, oldest first. Reports are listed on their own, and what a
/// decision tells better is told by the decision.
pub(crate) fn history(
    journal: &[Entry],
    decisions: &[StoredDecision],
    now: Timestamp,
) -> Vec<Event> {
    let told = |entry: &&Entry| {
        !matches!(
            entry.kind,
            EventKind::ReportReceived
                | EventKind::CaseJoined
                | EventKind::CaseAccepted
                | EventKind::CaseDeclined
                | EventKind::CaseHeld
                | EventKind::CaseReopened
        )
    };
    let noted = journal
        .iter()
        .filter(told)
        .map(|entry| (entry.at, 1, noted(entry, now)));
    let decided = decisions
        .iter()
        .map(|decision| (decision.at, 0, decided(decision, now)));
    let mut all: Vec<_> = noted.chain(decided).collect();
    all.sort_by_key(|(at, order, _)| (*at, *order));
    all.into_iter().map(|(_, _, event)| event).collect()
}

fn noted(entry: &Entry, now: Timestamp) -> Event {
    Event {
        what: words::event(entry.kind).to_owned(),
        by: None,
        words: None,
        at: Moment::new(entry.at, now),
    }
}

fn decided(decision: &StoredDecision, now: Timestamp) -> Event {
    let what = words::action(&decision.action);
    let outcome = decision.outcome.map(words::outcome);
    Event {
        what: match outcome.filter(|_| decision.action != "accept") {
            Some(outcome) => format!("{what}: {}", outcome.to_lowercase()),
            None => what.to_owned(),
        },
        by: Some(decision.by.clone()),
        words: decision.reason.clone(),
        at: Moment::new(decision.at, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::Outcome;

    #[test]
    fn decisions_take_the_place_of_their_journal_lines() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let entry = |at, kind| Entry {
            seq: 1,
            at,
            kind,
            article: None,
            case: None,
            report: None,
            actor: None,
        };
        let journal = [
            entry(at("2026-11-23T10:00:00Z"), EventKind::CaseOpened),
            entry(at("2026-11-23T10:00:00Z"), EventKind::ReportReceived),
            entry(at("2026-11-23T11:00:00Z"), EventKind::CaseDeclined),
        ];
        let decisions = [StoredDecision {
            action: "decline".to_owned(),
            outcome: Some(Outcome::NotAnError),
            reason: Some("It is spelt so.".to_owned()),
            by: "ed@example.org".to_owned(),
            at: at("2026-11-23T11:00:00Z"),
        }];
        let told = history(&journal, &decisions, at("2026-11-23T12:00:00Z"));
        let lines: Vec<_> = told.iter().map(|event| event.what.as_str()).collect();
        assert_eq!(lines, ["The case was opened", "Declined: not an error"]);
        assert_eq!(told[1].words.as_deref(), Some("It is spelt so."));
    }
}
