//! One case as the desk reads it, and what happened to it. Lists are `queue`'s, deciding is `decide`'s, what follows
//! an acceptance `acceptance`'s, and a changed article `reconsider`'s.

use jiff::Timestamp;

use super::case_rows::{CaseRow, case_columns, proposals};
use super::db::{Conn, query, time, word};
use super::{Error, Result, Store, journal as lines};
use crate::domain::case::{Case, CaseId, Outcome, State};
use crate::domain::journal;
use crate::domain::site::SiteKey;

/// So many lines of a case's history are shown.
const HISTORY: i64 = 200;

/// A decision as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The contract's word for the action.
    pub action: String,
    /// The outcome it gave.
    pub outcome: Option<Outcome>,
    /// The editor's words for the reader.
    pub reason: Option<String>,
    /// Who decided: a user's address or a token's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// A case with its proposals.
    pub async fn case(&self, site: &SiteKey, id: CaseId) -> Result<Case> {
        let mut conn = self.db.snapshot().await?;
        read_case(&mut conn, site, id).await
    }

    /// The journal's lines about a case, oldest first; the last 200 of them.
    pub async fn case_history(&self, site: &SiteKey, id: CaseId) -> Result<Vec<journal::Entry>> {
        let mut conn = self.db.read().await?;
        let read = "select seq, at, kind, article_id, case_id, report_id, actor_id from journal
            where site_id = $1 and case_id = $2 order by seq desc limit $3";
        let rows = query!(
            fetch_all,
            lines::Row,
            &mut conn,
            read,
            site.as_str(),
            id.0,
            HISTORY
        )?;
        rows.into_iter()
            .rev()
            .map(journal::Entry::try_from)
            .collect()
    }

    /// The decisions made about a case, oldest first.
    pub async fn decisions(&self, site: &SiteKey, id: CaseId) -> Result<Vec<StoredDecision>> {
        let mut conn = self.db.read().await?;
        let read = "select action, outcome, reason, actor_name, created from decisions
            where site_id = $1 and case_id = $2 order by decision_id";
        type Row = (String, Option<String>, Option<String>, String, i64);
        let rows = query!(fetch_all, Row, &mut conn, read, site.as_str(), id.0)?;
        rows.into_iter()
            .map(|(action, outcome, reason, by, at)| {
                Ok(StoredDecision {
                    outcome: outcome.as_deref().map(word).transpose()?,
                    at: time(at)?,
                    action,
                    reason,
                    by,
                })
            })
            .collect()
    }
}

pub(super) async fn read_case(conn: &mut Conn, site: &SiteKey, id: CaseId) -> Result<Case> {
    let read = concat!(
        "select ",
        case_columns!(),
        " from cases c where c.site_id = $1 and c.case_id = $2"
    );
    let row = query!(fetch_one, CaseRow, &mut *conn, read, site.as_str(), id.0)?;
    row.into_case(proposals(conn, site, id).await?)
}

/// Refuses what needs another state than the case has.
pub(super) fn expect_state(row: &CaseRow, state: State) -> Result<()> {
    if row.state == state.as_str() {
        Ok(())
    } else {
        Err(Error::Conflict("cases_state"))
    }
}
