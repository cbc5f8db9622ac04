//! `POST /api/v1/sites/{site}/reports`: a reader's report comes in.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::annotation;
use crate::domain::report::NewReport;
use crate::domain::sender::WhenBusy;
use crate::store::{Accepted, CaseSummary};
use crate::web::error::Error;
use crate::web::extract::{Json, OfSite};
use crate::web::limit::Reporter;
use crate::web::public::Visitor;
use crate::web::{App, proof, receipt, submit};

/// What the reader's browser is told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportCreated)]
pub(super) struct Created {
    id: String,
    receipt: String,
    receipt_url: String,
    placement: &'static str,
    case: Option<CaseBrief>,
    /// Whether it waits for an editor's look before it joins the others.
    in_review: bool,
}

/// As much of a case as everybody may know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseBrief)]
pub(super) struct CaseBrief {
    id: String,
    state: &'static str,
    outcome: Option<&'static str>,
    reports: u64,
}

impl From<CaseSummary> for CaseBrief {
    fn from(case: CaseSummary) -> Self {
        Self {
            id: case.id.to_string(),
            state: case.state.as_str(),
            outcome: case.outcome.map(|outcome| outcome.as_str()),
            reports: case.reports,
        }
    }
}

/// Takes a report. When it answers 201, the report is on disk.
pub async fn create(
    State(app): State<App>,
    OfSite(site): OfSite,
    reporter: Reporter,
    visitor: Visitor,
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Response, Error> {
    let (key, now) = (idempotency_key(&headers)?, Timestamp::now());
    let report = annotation::read(&body, &site, key, now)?;
    let mut sender = reporter.sender(&app, &site, WhenBusy::Ask, now);
    let proof = proof::read(&app, &headers, &site, &report.url, now);
    sender.proof = proof.as_ref().ok().cloned();
    let words = visitor.words(Some(&site));
    let accepted = match (&proof, sender.must_prove) {
        (Err(flaw), true) => match answered(&app, &report).await? {
            Some(accepted) => accepted,
            None => {
                return Err(submit::needed(
                    &site,
                    &report.url,
                    reporter.patience(),
                    *flaw,
                ));
            }
        },
        _ => submit::submit(&app, &site, sender, report, words).await?,
    };
    let receipt = receipt::issue(&app.secret, &site.key, accepted.report);
    Ok(created(&app, receipt, accepted))
}

/// The answer that a report got before: whoever asks again because it was lost is not asked for work.
async fn answered(app: &App, report: &NewReport) -> Result<Option<Accepted>, Error> {
    match &report.idempotency {
        Some(key) => Ok(app.store.find_idempotent(&report.site, key).await?),
        None => Ok(None),
    }
}

fn created(app: &App, receipt: String, accepted: Accepted) -> Response {
    let location = format!("/api/v1/reports/{receipt}");
    let created = Created {
        id: accepted.report.to_string(),
        receipt_url: app.address(&format!("/r/{receipt}")),
        receipt,
        placement: accepted.placement.as_str(),
        case: accepted.case.map(CaseBrief::from),
        in_review: accepted.in_review,
    };
    let head = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::CREATED, head, Answer(created)).into_response()
}

/// The key under which the client may send the same report again; without one, each request is a new report.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().ok().map(str::trim).filter(|key| {
        (1..=200).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    });
    let says = "the header Idempotency-Key must be 1 to 200 visible ASCII characters";
    key.map(|key| Some(key.to_owned()))
        .ok_or_else(|| Error::field("", says))
}
