//! The published corrections of a site, each with the ways to its case and its article.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::editor::SiteEditor;
use super::page::{Frame, page};
use super::stop::Stop;
use super::view::age::Moment;
use super::view::row::case_address;
use super::view::words;
use crate::domain::correction::Correction;
use crate::domain::search;
use crate::store::CorrectionFilter;
use crate::web::App;

/// Corrections on a page.
const ROWS: u32 = 30;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    cursor: String,
}

#[derive(Template)]
#[template(path = "desk/corrections.html")]
struct CorrectionsPage {
    frame: Frame,
    site: String,
    name: String,
    q: String,
    rows: Vec<Row>,
    first: bool,
    next: Option<String>,
}

struct Row {
    kind: &'static str,
    text: String,
    article: String,
    url: String,
    case: String,
    published: Moment,
    /// When it was changed, if it was.
    modified: Option<Moment>,
}

impl Row {
    fn new(notice: Correction, now: Timestamp) -> Self {
        let changed = notice.modified != notice.published;
        Self {
            kind: words::correction(notice.kind),
            text: notice.text,
            article: notice.article_title,
            url: notice.article_url,
            case: case_address(notice.site.as_str(), &notice.case.to_string(), ""),
            published: Moment::new(notice.published, now),
            modified: changed.then(|| Moment::new(notice.modified, now)),
        }
    }
}

/// `GET /desk/{site}/corrections`
pub(super) async fn show(
    State(app): State<App>,
    at: SiteEditor,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let (key, now) = (&at.site.key, Timestamp::now());
    let q = asked.q.trim();
    let filter = CorrectionFilter {
        q: search::Query::of_page(q),
        ..CorrectionFilter::default()
    };
    let cursor = (!asked.cursor.is_empty()).then_some(asked.cursor.as_str());
    let found = app.store.corrections(key, &filter, cursor, ROWS).await?;
    let shown = CorrectionsPage {
        frame: Frame::at(&at).await?,
        site: key.to_string(),
        name: at.site.name.clone(),
        rows: found
            .items
            .into_iter()
            .map(|notice| Row::new(notice, now))
            .collect(),
        first: cursor.is_none(),
        next: found.next.map(|cursor| part(key.as_str(), q, &cursor)),
        q: q.to_owned(),
    };
    page(StatusCode::OK, &shown)
}

/// The address of a further part of the list.
fn part(site: &str, q: &str, cursor: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if !q.is_empty() {
        query.append_pair("q", q);
    }
    query.append_pair("cursor", cursor);
    format!("/desk/{site}/corrections?{}", query.finish())
}
