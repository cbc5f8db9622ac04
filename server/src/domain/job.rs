//! A job: what is still owed after the answer was given. Doing them is `work`'s.

use jiff::{SignedDuration, Timestamp};

use super::article::ArticleId;
use super::case::CaseId;
use super::report::ReportId;
use super::site::SiteKey;

super::id! {
    /// A job's id.
    JobId
}

/// What is owed. Every task may run twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Read the article through its connector; a new revision owes the placing of what waits on it.
    Fetch(ArticleId),
    /// Find a pending report's passage and case.
    Place(ReportId),
    /// Find the article's open cases again in its current revision.
    Reconsider(ArticleId),
    /// Put an accepted correction into the article's source.
    Apply(CaseId),
    /// See that it is live, then correct the case and publish its notice.
    Verify(CaseId),
    /// Remove what the site need not keep any longer; owed again every day.
    Forget,
}

impl Task {
    /// The words of all tasks.
    pub const NAMES: &[&str] = &["fetch", "place", "reconsider", "apply", "verify"];

    /// The word it is stored under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetch(_) => "fetch",
            Self::Place(_) => "place",
            Self::Reconsider(_) => "reconsider",
            Self::Apply(_) => "apply",
            Self::Verify(_) => "verify",
            Self::Forget => "forget",
        }
    }

    /// The id of what it is about.
    pub fn subject(self) -> uuid::Uuid {
        match self {
            Self::Fetch(id) | Self::Reconsider(id) => id.0,
            Self::Place(id) => id.0,
            Self::Apply(id) | Self::Verify(id) => id.0,
            // There is one of it on each site.
            Self::Forget => uuid::Uuid::nil(),
        }
    }
}

/// A job that a worker has claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Its site.
    pub site: SiteKey,
    /// What to do.
    pub task: Task,
    /// How often it was tried, this time included.
    pub attempt: u32,
    /// When the claim runs out and another worker may take it.
    pub leased_until: Timestamp,
}

/// After this many attempts a job is given up and its case told so.
pub const MAX_ATTEMPTS: u32 = 12;

/// How long to wait before the next attempt: doubling from one second to at most ten minutes.
pub fn back_off(attempt: u32) -> SignedDuration {
    SignedDuration::from_secs(1_i64.checked_shl(attempt.min(10)).unwrap_or(600).min(600))
}
