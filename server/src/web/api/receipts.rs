//! `GET` and `DELETE /api/v1/reports/{receipt}`: what became of a report, and taking it back.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::corrections::Notice;
use crate::web::App;
use crate::web::error::Error;
use crate::web::receipt::{self, Fate};

/// What became of a report, as its reader's programs see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportStatus)]
pub(super) struct Status {
    id: String,
    received: String,
    article: ArticleBrief,
    placement: &'static str,
    state: Option<&'static str>,
    outcome: Option<&'static str>,
    reason: Option<String>,
    reports: Option<u64>,
    notice: Option<Notice>,
    /// Whether it waits for an editor's look before it joins the others.
    in_review: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportArticle)]
pub(super) struct ArticleBrief {
    url: String,
    title: String,
}

impl From<Fate> for Status {
    fn from(fate: Fate) -> Self {
        let in_review = fate.in_review();
        let case = fate.case.as_ref();
        Self {
            id: fate.report.id.to_string(),
            received: fate.report.received.to_string(),
            article: ArticleBrief {
                url: fate.article.url.to_string(),
                title: fate.article.title.clone(),
            },
            placement: case.map_or("pending", |case| case.placement.as_str()),
            state: case.map(|case| case.state.as_str()),
            outcome: case
                .and_then(|case| case.outcome)
                .map(|outcome| outcome.as_str()),
            reason: case.and_then(|case| case.reason.clone()),
            reports: case.map(|case| case.reports),
            in_review,
            notice: fate.correction.map(Notice::from),
        }
    }
}

/// What became of the report.
pub async fn show(State(app): State<App>, Path(receipt): Path<String>) -> Result<Response, Error> {
    let fate = receipt::fate(&app, &receipt).await?;
    let head = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((head, Json(Status::from(fate))).into_response())
}

/// Takes the report back and erases what its reader wrote.
pub async fn withdraw(
    State(app): State<App>,
    Path(receipt): Path<String>,
) -> Result<StatusCode, Error> {
    let fate = receipt::fate(&app, &receipt).await?;
    app.store
        .withdraw_report(&fate.site.key, fate.report.id, Timestamp::now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
