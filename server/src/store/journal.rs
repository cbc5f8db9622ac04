//! The journal: lines are only ever added, numbered without gaps, site by site.
//!
//! The number comes from one row a site, which a transaction takes last and holds until it is committed: lines
//! become visible in the order of their numbers, so who has read up to one has missed nothing before it.

use std::sync::LazyLock;

use jiff::Timestamp;
use uuid::Uuid;

use super::db::{Conn, micros, query, time, word};
use super::sets::Column::{Id, Number, Text};
use super::sets::Statement;
use super::{Result, Store};
use crate::domain::article::ArticleId;
use crate::domain::case::CaseId;
use crate::domain::journal::{Entry, EventKind};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;

static INSERT: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("seq", Number),
        ("at", Number),
        ("kind", Text),
        ("article_id", Id),
        ("case_id", Id),
        ("report_id", Id),
        ("actor_id", Id),
    ];
    Statement::insert("journal", &columns, "")
});

/// A line that has no number yet.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) at: Timestamp,
    pub(super) kind: EventKind,
    pub(super) article: Option<ArticleId>,
    pub(super) case: Option<CaseId>,
    pub(super) report: Option<ReportId>,
    pub(super) actor: Option<Uuid>,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    seq: i64,
    at: i64,
    kind: String,
    article_id: Option<Uuid>,
    case_id: Option<Uuid>,
    report_id: Option<Uuid>,
    actor_id: Option<Uuid>,
}

impl Store {
    /// The lines after a number, at most `limit`. Whoever has read up to a number has missed nothing before it.
    pub async fn journal(&self, site: &SiteKey, after: i64, limit: u32) -> Result<Vec<Entry>> {
        let mut conn = self.db.read().await?;
        let read = "select seq, at, kind, article_id, case_id, report_id, actor_id from journal
            where site_id = $1 and seq > $2 order by seq limit $3";
        let limit = i64::from(limit);
        let rows = query!(fetch_all, Row, &mut conn, read, site.as_str(), after, limit)?;
        rows.into_iter().map(Entry::try_from).collect()
    }
}

impl Line {
    /// A line about a case and its article.
    pub(super) fn of_case(
        kind: EventKind,
        at: Timestamp,
        article: ArticleId,
        case: CaseId,
    ) -> Self {
        Self {
            at,
            kind,
            article: Some(article),
            case: Some(case),
            report: None,
            actor: None,
        }
    }
}

/// Adds lines to a site's journal: the last thing that a transaction does, see above.
pub(super) async fn append(tx: &mut Conn, site: &SiteKey, lines: &[Line]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let take = "update journal_heads set seq = seq + $2 where site_id = $1 returning seq";
    let (last,) = query!(fetch_one, (i64,), &mut *tx, take, site.as_str(), more)?;
    let mut rows = INSERT.rows();
    for (line, seq) in lines.iter().zip(last - more + 1..) {
        rows.add(&[
            ("site_id", site.as_str().into()),
            ("seq", seq.into()),
            ("at", micros(line.at).into()),
            ("kind", line.kind.as_str().into()),
            ("article_id", line.article.as_ref().map(|id| &id.0).into()),
            ("case_id", line.case.as_ref().map(|id| &id.0).into()),
            ("report_id", line.report.as_ref().map(|id| &id.0).into()),
            ("actor_id", line.actor.as_ref().into()),
        ]);
    }
    INSERT.execute(tx, &rows).await?;
    tx.tells(site);
    Ok(())
}

impl TryFrom<Row> for Entry {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            at: time(row.at)?,
            kind: word(&row.kind)?,
            article: row.article_id.map(ArticleId),
            case: row.case_id.map(CaseId),
            report: row.report_id.map(ReportId),
            actor: row.actor_id,
        })
    }
}
