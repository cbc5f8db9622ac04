//! Withdrawing a report: what its reader said is erased, and what was counted is counted back.

use jiff::Timestamp;

use super::{Result, Store};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;

impl Store {
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
}
