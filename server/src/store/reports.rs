//! Reports as they are read again: by the desk, on a receipt, and by the late placing. Taking them in is `intake`'s.

use jiff::Timestamp;

use super::{Result, Store};
use crate::domain::case::{CaseId, Outcome, Placement, State};
use crate::domain::placement::Finding;
use crate::domain::report::{Idempotency, NewReport, Report, ReportId};
use crate::domain::site::{Site, SiteKey};

/// What became of a report that was sent: the answer to its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The report.
    pub report: ReportId,
    /// What the engine said of its passage.
    pub placement: Placement,
    /// The case it belongs to; none while the placement is pending.
    pub case: Option<CaseSummary>,
    /// Whether this is the answer to an earlier request under the same idempotency key.
    pub replayed: bool,
}

/// What a reader may know of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseSummary {
    /// Its id.
    pub id: CaseId,
    /// What the desk did.
    pub state: State,
    /// The public reason, once decided.
    pub outcome: Option<Outcome>,
    /// How many reports it has, this one included.
    pub reports: u64,
}

impl Store {
    /// Stores a report with what was found of its passage, and gives the case it belongs to. When this returns,
    /// it is on disk. [`super::Error::Busy`] when too many wait; [`super::Error::Conflict`]`("idempotency_key")`
    /// when the key came before with another annotation.
    pub async fn accept_report(
        &self,
        site: &Site,
        report: NewReport,
        finding: Finding,
    ) -> Result<Accepted> {
        todo!("{site:?} {report:?} {finding:?}")
    }

    /// The answer given under an idempotency key, if there was one.
    pub async fn find_idempotent(
        &self,
        site: &SiteKey,
        idempotency: &Idempotency,
    ) -> Result<Option<Accepted>> {
        todo!("{site} {idempotency:?}")
    }

    /// A report.
    pub async fn report(&self, site: &SiteKey, id: ReportId) -> Result<Report> {
        todo!("{site} {id}")
    }

    /// The reports of a case that were not withdrawn, oldest first, at most `limit`.
    pub async fn reports_of_case(
        &self,
        site: &SiteKey,
        case: CaseId,
        limit: u32,
    ) -> Result<Vec<Report>> {
        todo!("{site} {case} {limit}")
    }

    /// The address that a report's reader left.
    pub async fn report_email(&self, site: &SiteKey, id: ReportId) -> Result<Option<String>> {
        todo!("{site} {id}")
    }

    /// Withdraws a report: its words, its address and its extensions are erased, the counts go down, and a
    /// proposal that nobody makes any more goes with its words. Withdrawing twice is withdrawing once.
    pub async fn withdraw_report(
        &self,
        site: &SiteKey,
        id: ReportId,
        now: Timestamp,
    ) -> Result<()> {
        todo!("{site} {id} {now}")
    }

    /// Gives a pending report its place and its case. A report that has one keeps it.
    pub async fn place_report(
        &self,
        site: &Site,
        id: ReportId,
        finding: Finding,
        now: Timestamp,
    ) -> Result<Accepted> {
        todo!("{site:?} {id} {finding:?} {now}")
    }

    /// A report that waits for its place; none when it has one or was withdrawn. Its idempotency is left out.
    pub async fn pending_report(&self, site: &SiteKey, id: ReportId) -> Result<Option<NewReport>> {
        todo!("{site} {id}")
    }
}
