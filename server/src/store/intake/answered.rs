//! What was asked before: the answers under a batch's idempotency keys.

use std::collections::HashSet;
use std::sync::LazyLock;

use uuid::Uuid;

use super::super::db::{Conn, digest, execute, word};
use super::super::reports::read_answer;
use super::super::sets::Column::Text;
use super::super::sets::Statement;
use super::super::{Accepted, Result};
use super::Entry;
use super::batch::{Answered, AnsweredBefore};
use crate::domain::report::ReportId;

pub(super) static ANSWERED: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [("site_id", Text), ("client_key", Text)];
    Statement::over(&columns, |rows| {
        format!(
            "with wanted as ({rows})
            select i.site_id, i.client_key, i.digest, i.report_id, i.answer, r.withdrawn
            from wanted w cross join idempotency i
            left join reports r on r.site_id = i.site_id and r.report_id = i.report_id
            where i.site_id = w.site_id and i.client_key = w.client_key"
        )
    })
});

#[derive(sqlx::FromRow)]
struct AnsweredRow {
    site_id: String,
    client_key: String,
    digest: Vec<u8>,
    report_id: Uuid,
    answer: String,
    withdrawn: Option<i64>,
}

/// The answers given before under the batch's idempotency keys. A report that was withdrawn answers for nothing any
/// more: its receipt is gone, so the same words under the same key are a new report. Its key is freed here.
pub(super) async fn answered(tx: &mut Conn, entries: &[Entry]) -> Result<AnsweredBefore> {
    let keys: HashSet<(&str, &str)> = entries
        .iter()
        .filter(|entry| !entry.stored)
        .filter_map(|entry| {
            let idempotency = entry.report.idempotency.as_ref()?;
            Some((entry.report.site.as_str(), idempotency.key.as_str()))
        })
        .collect();
    let mut wanted = ANSWERED.rows();
    for (site, key) in keys {
        wanted.add(&[("site_id", site.into()), ("client_key", key.into())]);
    }
    let rows: Vec<AnsweredRow> = ANSWERED.fetch(tx, &wanted).await?;
    let (withdrawn, rows): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.withdrawn.is_some());
    for row in withdrawn {
        let delete = "delete from idempotency where site_id = $1 and client_key = $2";
        execute!(&mut *tx, delete, &row.site_id, &row.client_key)?;
    }
    rows.into_iter()
        .map(|row| {
            let accepted: Accepted = read_answer(ReportId(row.report_id), &row.answer)?;
            let digest = digest(&row.digest)?;
            Ok((
                (word(&row.site_id)?, row.client_key),
                Answered { digest, accepted },
            ))
        })
        .collect()
}
