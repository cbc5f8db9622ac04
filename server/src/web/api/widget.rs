//! `GET /api/v1/sites/{site}/widget.json`: what the widget needs to know on its first use.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::words::{WidgetSettings, Words};

/// Settings change seldom; after ten minutes a reader has the new ones.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// Which language's words.
#[derive(Debug, Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// The site's text rules and the widget's words in the language nearest to the one asked for.
pub async fn show(OfSite(site): OfSite, Query(asked): Query<Asked>) -> Result<Response, Error> {
    let words = Words::for_language(asked.lang.as_deref().unwrap_or(&site.language));
    let settings = WidgetSettings::new(words, &site.text.root, &site.text.ignore);
    Ok(([(header::CACHE_CONTROL, KEEP)], Json(settings)).into_response())
}
