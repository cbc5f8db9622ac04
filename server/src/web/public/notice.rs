//! `/{site}/notice?url=`: an article's corrections as a fragment of HTML, to be included on the server's side by a
//! publisher who would rather not run a script.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::corrections::Entry;
use super::{Frame, Visitor, ld, render};
use crate::domain::article::ArticleUrl;
use crate::store::CorrectionFilter;
use crate::web::App;
use crate::web::address::canonical;
use crate::web::api::list::MOST;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};

const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Which article.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: Option<String>,
}

#[derive(Template)]
#[template(path = "public/notice.html")]
struct Fragment<'a> {
    frame: Frame<'a>,
    entries: Vec<Entry>,
    json: String,
}

/// The fragment; empty when nothing was corrected.
pub async fn show(
    State(app): State<App>,
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<impl IntoResponse, Error> {
    let url = asked
        .url
        .ok_or_else(|| Error::BadQuery("url is missing".to_owned()))?;
    let url = ArticleUrl::parse(&url, &site).map_err(Error::ForeignArticle)?;
    let url = canonical(&app, &site, url).await?;
    let filter = CorrectionFilter {
        url: Some(url),
        ..CorrectionFilter::default()
    };
    let corrections = app
        .store
        .corrections(&site.key, &filter, None, MOST)
        .await?
        .items;
    let frame = Frame::new(visitor.words(Some(&site)), Some(&site));
    let json = ld::embed(&ld::articles(&corrections));
    let entries = corrections
        .into_iter()
        .map(|correction| Entry::new(frame.words, correction))
        .collect();
    Ok((
        [(header::CACHE_CONTROL, KEEP)],
        render(&Fragment {
            frame,
            entries,
            json,
        })?,
    ))
}
