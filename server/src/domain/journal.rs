//! The journal: the append-only record of what happened on a site. Ids, kinds and times, no one's words.

use jiff::Timestamp;

use super::article::ArticleId;
use super::case::CaseId;
use super::report::ReportId;

super::words! {
    /// What happened.
    EventKind {
        /// A report was stored.
        ReportReceived = "report.received",
        /// A pending report found its place and case.
        ReportPlaced = "report.placed",
        /// Its reader withdrew a report.
        ReportWithdrawn = "report.withdrawn",
        /// A report made a case.
        CaseOpened = "case.opened",
        /// A report joined a case.
        CaseJoined = "case.joined",
        /// An editor accepted.
        CaseAccepted = "case.accepted",
        /// The correction is live.
        CaseCorrected = "case.corrected",
        /// The correction could not be applied; the case is open again.
        CaseConflict = "case.conflict",
        /// An editor declined.
        CaseDeclined = "case.declined",
        /// An editor put it aside.
        CaseHeld = "case.held",
        /// An editor took it up again.
        CaseReopened = "case.reopened",
        /// An editor took it out of the junk lane.
        CaseReleased = "case.released",
        /// The sources of a case's reports were blocked for a time.
        SourceBlocked = "source.blocked",
        /// A notice was published.
        CorrectionPublished = "correction.published",
        /// An article has a new revision.
        ArticleRevised = "article.revised",
        /// What was seen live is no longer there.
        CorrectionLost = "correction.lost",
    }
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the site's journal: grows, never reused.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The article it is about.
    pub article: Option<ArticleId>,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// The report it is about.
    pub report: Option<ReportId>,
    /// Who did it: a user's or token's id; none for readers and for the server itself.
    pub actor: Option<uuid::Uuid>,
}
