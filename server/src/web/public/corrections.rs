//! `/{site}/corrections`: every published correction, newest first, searchable.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use serde::Deserialize;
use url::form_urlencoded;

use super::{Frame, Visitor, date, ld, render};
use crate::domain::correction::Correction;
use crate::domain::search;
use crate::store::CorrectionFilter;
use crate::web::App;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::words::Words;

/// So many fit on a page without hiding the way to the next.
const ON_A_PAGE: u32 = 30;
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// Which of them.
#[derive(Debug, Deserialize)]
pub struct Asked {
    q: Option<String>,
    cursor: Option<String>,
    lang: Option<String>,
}

/// A correction as pages show it.
pub struct Entry {
    /// The correction.
    pub correction: Correction,
    /// Its kind, in words.
    pub kind: String,
    /// Its day, in words.
    pub day: String,
    /// That it was changed and when, if it was.
    pub changed: Option<String>,
}

impl Entry {
    /// In these words.
    pub fn new(words: Words, correction: Correction) -> Self {
        let changed = (correction.version > 1).then(|| {
            let day = date::day(words, correction.modified);
            words.get("notice-changed", &[("date", day.into())])
        });
        Self {
            kind: words.text(&format!("notice-{}", correction.kind)),
            day: date::day(words, correction.published),
            changed,
            correction,
        }
    }
}

#[derive(Template)]
#[template(path = "public/corrections.html")]
struct Page<'a> {
    frame: Frame<'a>,
    entries: Vec<Entry>,
    q: String,
    none: String,
    next: Option<String>,
    lang: Option<&'a str>,
    is_first: bool,
    json: String,
}

/// The page.
pub async fn list(
    State(app): State<App>,
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<impl IntoResponse, Error> {
    let q = asked.q.as_deref().unwrap_or_default().trim().to_owned();
    let filter = CorrectionFilter {
        q: search::Query::of_page(&q),
        ..CorrectionFilter::default()
    };
    let cursor = asked.cursor.as_deref().filter(|cursor| !cursor.is_empty());
    let page = app
        .store
        .corrections(&site.key, &filter, cursor, ON_A_PAGE)
        .await?;
    let frame = Frame::new(visitor.words(Some(&site)), Some(&site));
    let none = match q.as_str() {
        "" => frame.say("corrections-none"),
        q => frame
            .words
            .get("corrections-none-found", &[("q", q.into())]),
    };
    let next = page
        .next
        .map(|next| address(&q, &next, asked.lang.as_deref()));
    let html = render(&Page {
        frame,
        json: ld::embed(&ld::articles(&page.items)),
        entries: page
            .items
            .into_iter()
            .map(|correction| Entry::new(frame.words, correction))
            .collect(),
        none,
        next,
        lang: visitor.asked(),
        is_first: cursor.is_none(),
        q,
    })?;
    Ok(([(header::CACHE_CONTROL, KEEP)], html))
}

/// The query of the page after this one.
fn address(q: &str, cursor: &str, lang: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("cursor", cursor);
    if !q.is_empty() {
        query.append_pair("q", q);
    }
    if let Some(lang) = lang {
        query.append_pair("lang", lang);
    }
    format!("?{}", query.finish())
}
