//! `GET /api/v1/sites/{site}/reports/{id}`: a report as a W3C Web Annotation, for an editor's program. What it
//! looks like stands in `annotation_out`.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::annotation_out::{MEDIA_TYPE, annotation};
use crate::domain::report::ReportId;
use crate::web::App;
use crate::web::error::Error;
use crate::web::extract::Editor;

/// The report as it was sent; nothing of one that was withdrawn.
pub async fn show(
    State(app): State<App>,
    Editor { site, .. }: Editor,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: ReportId = id.parse().map_err(|_| Error::NotFound)?;
    let report = app.store.report(&site.key, id).await?;
    if report.withdrawn.is_some() {
        return Err(Error::Withdrawn);
    }
    let article = app.store.article(&site.key, report.article).await?;
    let iri = app.address(&format!("/api/v1/sites/{}/reports/{id}", site.key));
    let body = annotation(&report, &iri, article.url.as_str()).to_string();
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, body).into_response())
}
