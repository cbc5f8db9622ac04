//! A case: all reports about one mistake.
//!
//! What the engine says of its passage (placement), what the desk did (state) and the public reason
//! (outcome) are three separate things. Deciding is in `decision`, grouping in `placement`.

use corrigenda_anchor::{Edit, Span};
use jiff::Timestamp;

use super::article::{ArticleId, RevisionId};
use super::report::Kind;
use super::sender::Lane;
use super::site::SiteKey;

super::id! {
    /// A case's id.
    CaseId
}
super::id! {
    /// A proposal's id.
    ProposalId
}

super::words! {
    /// What the engine says of a case's passage in the current revision.
    Placement {
        /// The article's text is not known yet.
        Pending = "pending",
        /// The words stand there unchanged.
        Exact = "exact",
        /// The passage is there but its words changed.
        Edited = "edited",
        /// Several places fit equally.
        Ambiguous = "ambiguous",
        /// No such passage any more.
        Gone = "gone",
        /// It reads as suggested.
        Already = "already",
    }
}

super::words! {
    /// What the desk did with a case.
    State {
        /// Nobody decided yet.
        Open = "open",
        /// Waits for the next edition, or for an answer.
        Held = "held",
        /// Decided, not live yet.
        Accepted = "accepted",
        /// Live.
        Corrected = "corrected",
        /// Not going to be changed.
        Declined = "declined",
        /// Its reports belong to another case now.
        Merged = "merged",
    }
}

super::words! {
    /// The reason in one word, public on the receipt.
    Outcome {
        /// The mistake was corrected.
        Corrected = "corrected",
        /// The passage was made clearer.
        Clarified = "clarified",
        /// The passage was brought up to date.
        Updated = "updated",
        /// The passage is right as it stands.
        NotAnError = "not-an-error",
        /// Known, and left as it is.
        WontFix = "wont-fix",
        /// Nobody could tell what is meant.
        InsufficientInformation = "insufficient-information",
        /// It had been corrected before.
        AlreadyCorrected = "already-corrected",
        /// Not about this publication's text.
        OutOfScope = "out-of-scope",
        /// Not a report at all.
        Junk = "junk",
    }
}

impl Outcome {
    /// Whether this is a reason to decline (the others are ways of being corrected).
    pub fn declines(self) -> bool {
        !matches!(self, Self::Corrected | Self::Clarified | Self::Updated)
    }
}

/// The passage of a case in one revision of its article.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// The words quoted: as they stand at `span`, or as the reader saw them when there is no span.
    pub exact: String,
    /// Words before, for finding it again.
    pub prefix: String,
    /// Words after.
    pub suffix: String,
    /// Where it stands in the revision's text; none when gone, ambiguous or pending.
    pub span: Option<Span>,
    /// The revision that was searched for it, and that `span` speaks of; none while there was none.
    pub revision: Option<RevisionId>,
}

/// How a case's passage read in one revision of its article. Its words are the article's own: where the passage had no
/// place, there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When it was found so.
    pub at: Timestamp,
    /// The revision; none while there was none, or when it was read by other text rules.
    pub revision: Option<RevisionId>,
    /// What the engine said.
    pub placement: Placement,
    /// What stood there.
    pub words: Option<String>,
}

/// One way in which readers propose to change the passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// The smallest edit, positions in the case's revision; when the passage has no place, `old` is the
    /// quoted passage and `new` the whole suggestion.
    pub edit: Edit,
    /// How many reports propose it.
    pub reports: u64,
}

/// All reports about one mistake, as the desk sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Its site.
    pub site: SiteKey,
    /// Its article.
    pub article: ArticleId,
    /// What the engine says of the passage.
    pub placement: Placement,
    /// What the desk did.
    pub state: State,
    /// Where it is looked at.
    pub lane: Lane,
    /// The public reason, once decided.
    pub outcome: Option<Outcome>,
    /// The editor's words for the reader, once decided.
    pub reason: Option<String>,
    /// The kind that most of its reports name; the first one's on a tie.
    pub kind: Kind,
    /// Grows by one with every change that an editor should see before deciding.
    pub version: i64,
    /// The passage; none when the reports speak of the whole article.
    pub passage: Option<Passage>,
    /// What readers propose, most reported first.
    pub proposals: Vec<Proposal>,
    /// How many reports it has.
    pub reports: u64,
    /// Why the last attempt to apply the correction failed, in words for the editor.
    pub conflict: Option<String>,
    /// When its first report arrived.
    pub opened: Timestamp,
    /// When its last report arrived.
    pub last_reported: Timestamp,
}

impl Passage {
    /// Whether the words that an edit changes stand where it changes them. They do not when they were rewritten since
    /// it was proposed: then it can be read, and not be applied.
    pub fn holds(&self, edit: &Edit) -> bool {
        let Some(span) = self.span else {
            return false;
        };
        // An edit may reach out of the passage: what is deleted takes a space along.
        let around = [&self.prefix, &self.exact, &self.suffix].map(String::as_str);
        let around = around.concat();
        let start = edit.span.start() + self.prefix.chars().count();
        let there = start.checked_sub(span.start()).map(|start| {
            let from = around.chars().skip(start);
            from.take(edit.span.len())
        });
        there.is_some_and(|there| there.eq(edit.old.chars()))
    }
}

impl Case {
    /// Whether its passage surely reads as it was reported: word for word, or changed but not in what any reader
    /// proposes to change. Of what is only put in, nothing tells.
    pub fn reads_as_reported(&self) -> bool {
        let Some(passage) = self
            .passage
            .as_ref()
            .filter(|passage| passage.span.is_some())
        else {
            return false;
        };
        let is_untouched =
            |proposal: &Proposal| !proposal.edit.old.is_empty() && passage.holds(&proposal.edit);
        match self.placement {
            Placement::Exact => true,
            Placement::Edited => {
                !self.proposals.is_empty() && self.proposals.iter().all(is_untouched)
            }
            _ => false,
        }
    }

    /// How its passage reads now; none when its reports speak of the whole article.
    pub fn reading(&self, at: Timestamp) -> Option<Reading> {
        let passage = self.passage.as_ref()?;
        Some(Reading::of(at, self.placement, passage))
    }
}

impl Reading {
    /// A passage as it was found.
    pub fn of(at: Timestamp, placement: Placement, passage: &Passage) -> Self {
        Self {
            at,
            revision: passage.revision,
            placement,
            words: passage.span.map(|_| passage.exact.clone()),
        }
    }
}

/// Seconds of age that one step of a kind's weight outweighs: six hours.
const WEIGHT: i64 = 6 * 60 * 60;

/// Seconds of age that a doubling of the reports outweighs: twelve hours.
const DOUBLING: i64 = 12 * 60 * 60;

/// What a queue is sorted by, the greatest first: the time the case was opened, in seconds, as if it had been
/// opened later the graver its kind is and the more readers report it. It does not change with the clock, so a
/// page of the queue stays where it is; and it changes only with each doubling of the reports, so a busy case does
/// not move with every report.
pub fn priority(kind: Kind, reports: u64, opened: Timestamp) -> i64 {
    let weight = match kind {
        Kind::Fact => 4,
        Kind::Attribution | Kind::Translation => 3,
        Kind::Clarification => 2,
        Kind::Link | Kind::Other => 1,
        Kind::Typo => 0,
    };
    let doublings = i64::from(reports.max(1).ilog2());
    opened.as_second() + weight * WEIGHT + doublings * DOUBLING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priority_grows_with_gravity_crowd_and_date() {
        let at = |hours: i64| Timestamp::from_second(hours * 3_600).expect("in range");
        let typo = priority(Kind::Typo, 1, at(0));
        assert!(priority(Kind::Fact, 1, at(0)) > typo);
        assert!(priority(Kind::Typo, 2, at(0)) > typo);
        assert!(priority(Kind::Typo, 1, at(1)) > typo);
        assert_eq!(
            priority(Kind::Typo, 3, at(0)),
            priority(Kind::Typo, 2, at(0))
        );
        assert!(priority(Kind::Typo, 1, at(25)) > priority(Kind::Fact, 1, at(0)));
    }
}
