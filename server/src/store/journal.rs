//! The journal: lines are only ever added, numbered without gaps, site by site.
//!
//! The number comes from one row a site, which a transaction takes last and holds until it is committed: lines
//! become visible in the order of their numbers, so who has read up to one has missed nothing before it.

use std::sync::LazyLock;

use jiff::Timestamp;
use uuid::Uuid;

use super::db::{Conn, micros, query, time, word};
use super::sets::Column::{Id, Number, Text};
use super::sets::{Statement, Together};
use super::{Result, Store};
use crate::domain::article::ArticleId;
use crate::domain::case::CaseId;
use crate::domain::journal::{Entry, EventKind};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;

/// Takes the numbers for more lines of a site.
static TAKE: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("more", Number)], |rows| {
        format!(
            "update journal_heads set seq = journal_heads.seq + given.more from ({rows}) as given
            where journal_heads.site_id = given.site_id"
        )
    })
});

/// Adds lines under the numbers taken last: so many come `behind` a line. A site without numbers is an error.
static INSERT: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("behind", Number),
        ("at", Number),
        ("kind", Text),
        ("article_id", Id),
        ("case_id", Id),
        ("report_id", Id),
        ("actor_id", Id),
    ];
    Statement::over(&columns, |rows| {
        format!(
            "insert into journal (site_id, seq, at, kind, article_id, case_id, report_id, actor_id)
            select g.site_id, h.seq - g.behind, g.at, g.kind, g.article_id, g.case_id, g.report_id, g.actor_id
            from ({rows}) as g left join journal_heads h on h.site_id = g.site_id"
        )
    })
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
    append_after(Together::default(), tx, site, lines).await
}

/// The same, together with what is to be written before.
pub(super) async fn append_after(
    mut before: Together,
    tx: &mut Conn,
    site: &SiteKey,
    lines: &[Line],
) -> Result<()> {
    if !lines.is_empty() {
        let more = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let mut taken = TAKE.rows();
        taken.add(&[("site_id", site.as_str().into()), ("more", more.into())]);
        before.add(&TAKE, taken);
        let mut rows = INSERT.rows();
        for (line, behind) in lines.iter().zip((0..more).rev()) {
            rows.add(&[
                ("site_id", site.as_str().into()),
                ("behind", behind.into()),
                ("at", micros(line.at).into()),
                ("kind", line.kind.as_str().into()),
                ("article_id", line.article.as_ref().map(|id| &id.0).into()),
                ("case_id", line.case.as_ref().map(|id| &id.0).into()),
                ("report_id", line.report.as_ref().map(|id| &id.0).into()),
                ("actor_id", line.actor.as_ref().into()),
            ]);
        }
        before.add(&INSERT, rows);
        tx.tells(site);
    }
    before.execute(tx).await
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

/// What lines are written by, each with the index that it must go along.
#[cfg(test)]
pub(super) fn statements() -> [(&'static Statement, &'static str); 2] {
    [&TAKE, &INSERT].map(|statement| (&**statement, "journal_heads_key|PRIMARY KEY"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::db::execute;
    use testkit::Postgres;

    async fn nothing_is_written_without_a_number(url: &str) {
        let store = Store::open(url).await.expect("a store");
        store.migrate().await.expect("a schema");
        let mut tx = store.db.write().await.expect("a transaction");
        let site = "insert into sites (site_id, name, origins, language, text_root, text_ignore, connector)
            values ('daily', '', '[]', 'en', '', '[]', '{}')";
        execute!(&mut tx, site).expect("a site");
        let site = "daily".parse().expect("a key");
        let kind = EventKind::CaseOpened;
        let article = ArticleId::new(Timestamp::UNIX_EPOCH);
        let case = CaseId::new(Timestamp::UNIX_EPOCH);
        let line = Line::of_case(kind, Timestamp::UNIX_EPOCH, article, case);
        let none = append(&mut tx, &site, &[]).await;
        assert!(none.is_ok(), "{none:?}");
        let lost = append(&mut tx, &site, &[line]).await;
        assert!(lost.is_err(), "the line is nowhere");
    }

    #[tokio::test]
    async fn nothing_is_written_without_a_number_in_sqlite() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("journal.db").display());
        nothing_is_written_without_a_number(&url).await;
    }

    #[tokio::test]
    async fn nothing_is_written_without_a_number_in_postgres() {
        let server = Postgres::shared().expect("PostgreSQL starts");
        nothing_is_written_without_a_number(&server.create_database().expect("a database")).await;
    }
}
