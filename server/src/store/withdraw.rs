//! Withdrawing a report: what its reader said is erased, and what was counted is counted back.

use jiff::Timestamp;
use uuid::Uuid;

use super::articles::lock_by_id;
use super::case_rows::{CaseRow, lock_case, proposals, searchable};
use super::db::{Conn, count, execute, micros, query, time, word};
use super::journal::{self, Line};
use super::sets::clean;
use super::{Result, Store, readings};
use crate::domain::article::ArticleId;
use crate::domain::case::{CaseId, State, priority};
use crate::domain::journal::EventKind;
use crate::domain::report::{Kind, ReportId};
use crate::domain::site::SiteKey;

#[derive(sqlx::FromRow)]
struct Row {
    article_id: Uuid,
    case_id: Option<Uuid>,
    proposal_id: Option<Uuid>,
    kind: String,
    withdrawn: Option<i64>,
}

impl Store {
    /// Withdraws a report: its words, its address and its extensions are erased, the counts go down, and a
    /// proposal that nobody makes any more goes with its words. Withdrawing twice is withdrawing once.
    pub async fn withdraw_report(
        &self,
        site: &SiteKey,
        id: ReportId,
        now: Timestamp,
    ) -> Result<()> {
        let article = self.report(site, id).await?.article;
        let mut tx = self.db.write().await?;
        lock_by_id(&mut tx, site, article).await?;
        let report = read(&mut tx, site, id).await?;
        if report.withdrawn.is_some() {
            return Ok(());
        }
        erase(&mut tx, site, id, now).await?;
        if let Some(case) = report.case_id {
            count_back(&mut tx, site, CaseId(case), &report).await?;
        }
        let line = Line {
            at: now,
            kind: EventKind::ReportWithdrawn,
            article: Some(ArticleId(report.article_id)),
            case: report.case_id.map(CaseId),
            report: Some(id),
            actor: None,
        };
        journal::append(&mut tx, site, &[line]).await?;
        tx.commit().await?;
        self.db.forget_old_pages().await;
        Ok(())
    }
}

async fn read(tx: &mut Conn, site: &SiteKey, id: ReportId) -> Result<Row> {
    let read = "select article_id, case_id, proposal_id, kind, withdrawn from reports
        where site_id = $1 and report_id = $2";
    query!(fetch_one, Row, tx, read, site.as_str(), id.0)
}

async fn erase(tx: &mut Conn, site: &SiteKey, id: ReportId, now: Timestamp) -> Result<()> {
    let update = "update reports set exact = null, prefix = null, suffix = null,
        span_start = null, span_end = null, suggestion = null, comment = null, email = null,
        email_sealed = null, email_hash = null, extensions = null, source = null, proposal_id = null,
        withdrawn = $3
        where site_id = $1 and report_id = $2";
    execute!(tx, update, site.as_str(), id.0, micros(now))?;
    Ok(())
}

async fn count_back(tx: &mut Conn, site: &SiteKey, id: CaseId, report: &Row) -> Result<()> {
    let case = lock_case(tx, site, id).await?;
    let gone = match report.proposal_id {
        Some(proposal) => drop_proposal(tx, site, id, proposal).await?,
        None => false,
    };
    let kind: Kind = word(&report.kind)?;
    let mut kinds = case.kinds()?;
    kinds.remove(kind);
    let reports = case.reports - 1;
    let left = proposals(tx, site, id).await?;
    let words = searchable(case.passage()?.as_ref(), left.iter().map(|left| &left.edit));
    let priority = priority(kinds.leading(), count(reports)?, time(case.opened)?);
    let update = "update cases set kind = $3, kinds = $4, reports = $5, proposals = proposals - $6,
        version = version + $6, words = $7, priority = $8,
        edits_start = (select min(p.span_start) from proposals p
            where p.site_id = $1 and p.case_id = $2 and cases.edits_start is not null),
        edits_end = (select max(p.span_end) from proposals p
            where p.site_id = $1 and p.case_id = $2 and cases.edits_start is not null)
        where site_id = $1 and case_id = $2";
    execute!(
        &mut *tx,
        update,
        site.as_str(),
        id.0,
        kinds.leading().as_str(),
        kinds.json(),
        reports,
        i64::from(gone),
        clean(&words),
        priority
    )?;
    if reports == 0 && !is_the_papers_own(&case) {
        let update = "update cases set exact = null, prefix = null, suffix = null, quote = null,
            span_start = null, span_end = null, words = '' where site_id = $1 and case_id = $2";
        execute!(&mut *tx, update, site.as_str(), id.0)?;
        readings::forget(tx, site, id).await?;
    }
    Ok(())
}

/// The passage of what was accepted stands in the article, in the editor's responsibility; any other passage came
/// with its readers and goes with the last of them.
fn is_the_papers_own(case: &CaseRow) -> bool {
    let accepted = [State::Accepted, State::Corrected].map(State::as_str);
    accepted.contains(&case.state.as_str()) && case.span_start.is_some()
}

/// Counts a proposal back and says whether it is gone.
async fn drop_proposal(tx: &mut Conn, site: &SiteKey, case: CaseId, id: Uuid) -> Result<bool> {
    let update = "update proposals set reports = reports - 1
        where site_id = $1 and case_id = $2 and proposal_id = $3";
    execute!(&mut *tx, update, site.as_str(), case.0, id)?;
    let delete = "delete from proposals
        where site_id = $1 and case_id = $2 and proposal_id = $3 and reports = 0";
    Ok(execute!(tx, delete, site.as_str(), case.0, id)? > 0)
}
