//! `GET /api/v1/sites/{site}/widget.json`: what the widget needs to know on its first use.

use std::io::Write;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::article::ArticleUrl;
use crate::domain::site::Site;
use crate::web::App;
use crate::web::address::canonical;
use crate::web::assets::takes_gzip;
use crate::web::closed::closed;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::words::{Part, WidgetSettings, Words};

/// Settings change seldom; after ten minutes a reader has the new ones.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=600");

/// Whether one article takes reports may change with the next one.
const KEEP_ONE: HeaderValue = HeaderValue::from_static("public, max-age=60");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Which language's words, and for which part of the widget.
#[derive(Debug, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    url: Option<String>,
    #[serde(default)]
    part: Part,
}

/// The site's text rules and the widget's words in the language nearest to the one asked for.
pub async fn show(
    State(app): State<App>,
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let words = Words::for_language(asked.lang.as_deref().unwrap_or(&site.language));
    let mut settings = WidgetSettings::new(words, asked.part, &site.text.root, &site.text.ignore);
    settings.closed = closed_words(&app, &site, asked.url.as_deref(), words).await?;
    let keep = if asked.url.is_some() { KEEP_ONE } else { KEEP };
    let head = [
        (header::CACHE_CONTROL, keep),
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

/// Why the article takes no reports, if it takes none. An address that is no article's takes what it takes.
async fn closed_words(
    app: &App,
    site: &Site,
    url: Option<&str>,
    words: Words,
) -> Result<Option<String>, Error> {
    let Some(Ok(url)) = url.map(|url| ArticleUrl::parse(url, site)) else {
        return Ok(None);
    };
    let url = canonical(app, site, url).await?;
    let Some(article) = app.store.article_by_url(&site.key, &url).await? else {
        return Ok(None);
    };
    let closed = closed(app, site, &article, words, Timestamp::now()).await?;
    Ok(closed.map(|closed| closed.words))
}

/// The words are half of what a reader loads to send a first report; packed they are a third of that.
fn packed(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.expect("a vector takes everything")
}
