//! `POST /api/v1/sites/{site}/reports`: a reader's report comes in.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;

use super::annotation;
use crate::store::{Accepted, CaseSummary};
use crate::web::error::Error;
use crate::web::extract::{Json, OfSite};
use crate::web::{App, receipt, submit};

/// What the reader's browser is told.
#[derive(Debug, Serialize)]
struct Created {
    id: String,
    receipt: String,
    receipt_url: String,
    placement: &'static str,
    case: Option<CaseBrief>,
}

/// As much of a case as everybody may know.
#[derive(Debug, Serialize)]
struct CaseBrief {
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
    headers: HeaderMap,
    Json(body): Json,
) -> Result<Response, Error> {
    let key = idempotency_key(&headers)?;
    let report = annotation::read(&body, &site, key, Timestamp::now())?;
    let accepted = submit::submit(&app, &site, report).await?;
    let receipt = receipt::issue(&app.secret, &site.key, accepted.report);
    Ok(created(&app, receipt, accepted))
}

fn created(app: &App, receipt: String, accepted: Accepted) -> Response {
    let location = format!("/api/v1/reports/{receipt}");
    let created = Created {
        id: accepted.report.to_string(),
        receipt_url: app.address(&format!("/r/{receipt}")),
        receipt,
        placement: accepted.placement.as_str(),
        case: accepted.case.map(CaseBrief::from),
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
