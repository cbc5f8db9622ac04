//! Reports as they are read again: by the desk, on a receipt, and by the late placing. Taking them in is
//! `intake`'s, withdrawing them `withdraw`'s, their addresses
//! `emails`'.

use corrigenda_anchor::{Selectors, TextQuote};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::case_rows::span;
use super::db::{corrupt, count, digest, execute, micros, query, time, word};
use super::{Error, Result, Store, cursor};
use crate::domain::article::{ArticleId, ArticleUrl};
use crate::domain::case::{CaseId, Outcome, Placement, State};
use crate::domain::report::{Idempotency, NewReport, Report, ReportId};
use crate::domain::sender::{Lane, Suspicion};
use crate::domain::site::SiteKey;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select report_id, article_id, case_id, exact, prefix, suffix, span_start, span_end,
            suggestion, comment, kind, email, email_sealed, extensions, text_rules, received, withdrawn, joined, suspicion
            from reports ",
            $rest
        )
    };
}

/// What became of a report that was sent: the answer to its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The report.
    pub report: ReportId,
    /// What the engine said of its passage.
    pub placement: Placement,
    /// The case it belongs to; none while the placement is pending.
    pub case: Option<CaseSummary>,
    /// Whether it waits in the junk lane until an editor looked.
    pub in_review: bool,
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

#[derive(sqlx::FromRow)]
struct Row {
    report_id: Uuid,
    article_id: Uuid,
    case_id: Option<Uuid>,
    exact: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
    span_start: Option<i64>,
    span_end: Option<i64>,
    suggestion: Option<String>,
    comment: Option<String>,
    kind: String,
    email: Option<String>,
    email_sealed: Option<String>,
    extensions: Option<String>,
    text_rules: Option<i64>,
    received: i64,
    withdrawn: Option<i64>,
    joined: Option<String>,
    suspicion: Option<String>,
}

impl Store {
    /// The answer given under an idempotency key, if there was one and its report was not withdrawn. [`Error::Conflict`]`("idempotency_key")` when
    /// the key came with another annotation.
    pub async fn find_idempotent(
        &self,
        site: &SiteKey,
        idempotency: &Idempotency,
    ) -> Result<Option<Accepted>> {
        let mut conn = self.db.read().await?;
        let read = "select i.digest, i.report_id, i.answer from idempotency i
            join reports r on r.site_id = i.site_id and r.report_id = i.report_id
            where i.site_id = $1 and i.client_key = $2 and r.withdrawn is null";
        type Row = (Vec<u8>, Uuid, String);
        let row = query!(
            fetch_optional,
            Row,
            &mut conn,
            read,
            site.as_str(),
            &idempotency.key
        )?;
        let Some((known, report, answer)) = row else {
            return Ok(None);
        };
        if digest(&known)? != idempotency.digest {
            return Err(Error::Conflict("idempotency_key"));
        }
        let accepted = read_answer(ReportId(report), &answer)?;
        Ok(Some(Accepted {
            replayed: true,
            ..accepted
        }))
    }

    /// Forgets answers that were given before a time, the oldest first, at most `limit` of them; gives how many went.
    /// Whoever sends the same report again after that has sent another one.
    pub async fn forget_answers(
        &self,
        site: &SiteKey,
        before: Timestamp,
        limit: u32,
    ) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let delete = "delete from idempotency where site_id = $1 and client_key in
            (select client_key from idempotency where site_id = $1 and created < $2
            order by created limit $3)";
        let (key, limit) = (site.as_str(), i64::from(limit));
        let forgotten = execute!(&mut tx, delete, key, micros(before), limit)?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// A report.
    pub async fn report(&self, site: &SiteKey, id: ReportId) -> Result<Report> {
        self.report_row(site, id).await?.report(site)
    }

    /// The reports of a case that were not withdrawn, oldest first, at most `limit`.
    pub async fn reports_of_case(
        &self,
        site: &SiteKey,
        case: CaseId,
        limit: u32,
    ) -> Result<Vec<Report>> {
        let mut conn = self.db.read().await?;
        let read = select!(
            "where site_id = $1 and case_id = $2 and withdrawn is null
            order by report_id limit $3"
        );
        let limit = i64::from(limit.min(cursor::MAX_LIMIT));
        let rows = query!(
            fetch_all,
            Row,
            &mut conn,
            read,
            site.as_str(),
            case.0,
            limit
        )?;
        rows.into_iter().map(|row| row.report(site)).collect()
    }

    /// A report that waits for its place; none when it has one or was withdrawn. Its idempotency is left out.
    pub async fn pending_report(&self, site: &SiteKey, id: ReportId) -> Result<Option<NewReport>> {
        let row = self.report_row(site, id).await?;
        if row.case_id.is_some() || row.withdrawn.is_some() {
            return Ok(None);
        }
        let article = self.article(site, ArticleId(row.article_id)).await?;
        row.waiting(site, article.url).map(Some)
    }

    /// The answer to the reader of a report that has its case.
    pub(super) async fn answer_again(&self, site: &SiteKey, id: ReportId) -> Result<Accepted> {
        let mut conn = self.db.read().await?;
        let read =
            "select r.placement, c.case_id, c.state, c.outcome, c.reports, c.lane from reports r
            join cases c on c.site_id = r.site_id and c.case_id = r.case_id
            where r.site_id = $1 and r.report_id = $2 and r.withdrawn is null";
        type Row = (String, Uuid, String, Option<String>, i64, String);
        let row = query!(fetch_one, Row, &mut conn, read, site.as_str(), id.0)?;
        Ok(Accepted {
            report: id,
            placement: word(&row.0)?,
            case: Some(CaseSummary {
                id: CaseId(row.1),
                state: word(&row.2)?,
                outcome: row.3.as_deref().map(word).transpose()?,
                reports: count(row.4)?,
            }),
            in_review: word::<Lane>(&row.5)? == Lane::Junk,
            replayed: true,
        })
    }

    /// What is odd about a report.
    pub(super) async fn suspicion(
        &self,
        site: &SiteKey,
        id: ReportId,
    ) -> Result<Option<Suspicion>> {
        let suspicion = self.report_row(site, id).await?.suspicion;
        suspicion.as_deref().map(word).transpose()
    }

    async fn report_row(&self, site: &SiteKey, id: ReportId) -> Result<Row> {
        let mut conn = self.db.read().await?;
        let read = select!("where site_id = $1 and report_id = $2");
        query!(fetch_one, Row, &mut conn, read, site.as_str(), id.0)
    }
}

impl Row {
    fn selectors(&self) -> Result<Option<Selectors>> {
        let quote = self.exact.as_ref().map(|exact| TextQuote {
            exact: exact.clone(),
            prefix: self.prefix.clone().unwrap_or_default(),
            suffix: self.suffix.clone().unwrap_or_default(),
        });
        let position = span(self.span_start, self.span_end)?;
        let some = quote.is_some() || position.is_some();
        Ok(some.then_some(Selectors { quote, position }))
    }

    fn report(self, site: &SiteKey) -> Result<Report> {
        Ok(Report {
            id: ReportId(self.report_id),
            site: site.clone(),
            article: ArticleId(self.article_id),
            case: self.case_id.map(CaseId),
            selectors: self.selectors()?,
            kind: word(&self.kind)?,
            has_email: self.email.is_some() || self.email_sealed.is_some(),
            received: time(self.received)?,
            withdrawn: self.withdrawn.map(time).transpose()?,
            joined: self.joined.as_deref().map(word).transpose()?,
            suspicion: self.suspicion.as_deref().map(word).transpose()?,
            suggestion: self.suggestion,
            comment: self.comment,
        })
    }

    fn waiting(self, site: &SiteKey, url: ArticleUrl) -> Result<NewReport> {
        let rules = self
            .text_rules
            .map(|rules| u32::try_from(rules).map_err(corrupt));
        Ok(NewReport {
            id: ReportId(self.report_id),
            site: site.clone(),
            url,
            selectors: self.selectors()?,
            kind: word(&self.kind)?,
            text_rules: rules.transpose()?,
            received: time(self.received)?,
            idempotency: None,
            suggestion: self.suggestion,
            comment: self.comment,
            // It stays where it is, and is not needed for a place.
            email: None,
            extensions: self.extensions,
        })
    }
}

/// An answer as it is kept under its idempotency key.
#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    placement: String,
    case: Option<StoredSummary>,
    #[serde(default)]
    in_review: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredSummary {
    id: Uuid,
    state: String,
    outcome: Option<String>,
    reports: u64,
}

pub(super) fn write_answer(accepted: &Accepted) -> String {
    let summary = |case: &CaseSummary| StoredSummary {
        id: case.id.0,
        state: case.state.to_string(),
        outcome: case.outcome.map(|outcome| outcome.to_string()),
        reports: case.reports,
    };
    let answer = StoredAnswer {
        placement: accepted.placement.to_string(),
        case: accepted.case.as_ref().map(summary),
        in_review: accepted.in_review,
    };
    serde_json::to_string(&answer).expect("strings and numbers always serialise")
}

pub(super) fn read_answer(report: ReportId, text: &str) -> Result<Accepted> {
    let answer: StoredAnswer = serde_json::from_str(text).map_err(corrupt)?;
    let summary = |case: StoredSummary| -> Result<CaseSummary> {
        Ok(CaseSummary {
            id: CaseId(case.id),
            state: word(&case.state)?,
            outcome: case.outcome.as_deref().map(word).transpose()?,
            reports: case.reports,
        })
    };
    Ok(Accepted {
        report,
        placement: word(&answer.placement)?,
        case: answer.case.map(summary).transpose()?,
        in_review: answer.in_review,
        replayed: false,
    })
}
