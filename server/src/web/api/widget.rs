//! `GET /api/v1/sites/{site}/widget.json`: what the widget needs to know on its first use.

use std::io::Write;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::web::assets::takes_gzip;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::words::{Part, WidgetSettings, Words};

/// Settings change seldom; after ten minutes a reader has the new ones.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=600");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Which language's words, and for which part of the widget.
#[derive(Debug, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    #[serde(default)]
    part: Part,
}

/// The site's text rules and the widget's words in the language nearest to the one asked for.
pub async fn show(
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let words = Words::for_language(asked.lang.as_deref().unwrap_or(&site.language));
    let settings = WidgetSettings::new(words, asked.part, &site.text.root, &site.text.ignore);
    let head = [
        (header::CACHE_CONTROL, KEEP),
        (header::CONTENT_TYPE, JSON),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let plain = serde_json::to_vec(&settings).expect("words and numbers are JSON");
    if !takes_gzip(&headers) {
        return Ok((head, plain).into_response());
    }
    let gzip = [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
    Ok((head, gzip, packed(&plain)).into_response())
}

/// The words are half of what a reader loads to send a first report; packed they are a third of that.
pub(in crate::web) fn packed(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.expect("a vector takes everything")
}
