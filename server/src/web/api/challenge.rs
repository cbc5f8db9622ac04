//! `GET /api/v1/sites/{site}/challenge`: work for a client that was asked for a proof of it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::article::ArticleUrl;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::web::limit::Look;
use crate::web::{App, proof};

/// What for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: Option<String>,
}

/// A challenge for one report about the article named; without one, about any article of the site, which is more work.
pub async fn show(
    State(app): State<App>,
    OfSite(site): OfSite,
    _: Look,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let article = asked
        .url
        .as_deref()
        .map(|url| ArticleUrl::parse(url, &site));
    let article = article
        .transpose()
        .map_err(|why| Error::BadQuery(format!("url: {why}")))?;
    let challenge = proof::challenge(&app, &site, article.as_ref(), Timestamp::now())?;
    let head = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((head, Json(challenge)).into_response())
}
