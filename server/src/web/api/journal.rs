//! `GET /api/v1/sites/{site}/journal`: what happened on a site, as a list, or as a stream that stays open.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use utoipa::ToSchema;

use super::list::{List, MOST, Part};
use crate::domain::journal::Entry;
use crate::domain::site::SiteKey;
use crate::web::App;
use crate::web::error::Error;
use crate::web::extract::{Editor, Query};

/// A stream hears of new lines from the store. What is written by another process on SQLite, or while the way between
/// the nodes is broken, is not heard, so it looks for itself this often.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A word to keep proxies from closing a stream on which nothing happens.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A line of the journal on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JournalLine)]
pub(super) struct Line {
    seq: i64,
    at: String,
    kind: &'static str,
    article: Option<String>,
    case: Option<String>,
    report: Option<String>,
    actor: Option<String>,
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.to_string(),
            kind: entry.kind.as_str(),
            article: entry.article.map(|id| id.to_string()),
            case: entry.case.map(|id| id.to_string()),
            report: entry.report.map(|id| id.to_string()),
            actor: entry.actor.map(|id| id.to_string()),
        }
    }
}

/// Which lines are asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    after: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// The lines after a number, oldest first. `next` is what to give as `after` for the lines that follow.
pub async fn show(
    State(app): State<App>,
    Editor { site, .. }: Editor,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let after = after(&asked, &headers)?;
    if wants_stream(&headers) {
        return Ok(stream(app, site.key, after).into_response());
    }
    let limit = Part {
        cursor: None,
        limit: asked.limit,
    }
    .limit()?;
    let entries = app.store.journal(&site.key, after, limit).await?;
    let is_full = entries.len() == limit as usize;
    let next = entries
        .last()
        .filter(|_| is_full)
        .map(|entry| entry.seq.to_string());
    let items: Vec<Line> = entries.into_iter().map(Line::from).collect();
    let head = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((head, Json(List { items, next })).into_response())
}

/// A browser that lost a stream names the last line it had in a header of its own.
fn after(asked: &Asked, headers: &HeaderMap) -> Result<i64, Error> {
    let resumed = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok());
    let mut named = None;
    // Also what gives way to another is looked at: a mistake in it is one.
    for text in [asked.cursor.as_deref(), asked.after.as_deref(), resumed] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            named = Some(number(text)?);
        }
    }
    Ok(named.unwrap_or(0))
}

fn number(text: &str) -> Result<i64, Error> {
    let number = text.parse().ok().filter(|after| *after >= 0);
    number
        .ok_or_else(|| Error::BadQuery("after must be the number of a line, 0 or more".to_owned()))
}

fn wants_stream(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/event-stream"))
}

/// The lines after a number and all that follow, until the client leaves or the server stops.
pub fn stream(app: App, site: SiteKey, after: i64) -> Response {
    let stopping = app.clone();
    let lines = batches(app, site, after)
        .flat_map(|entries| stream::iter(entries.into_iter().map(event)))
        .take_until(async move { stopping.stopped().await });
    let alive = KeepAlive::new().interval(KEEP_ALIVE);
    // Proxies that collect answers before they pass them on would make a stream worthless.
    let head = [("x-accel-buffering", "no")];
    (head, Sse::new(lines).keep_alive(alive)).into_response()
}

/// New lines as they come. A store that is away for a moment ends the stream; the client comes again and says
/// where it was.
fn batches(app: App, site: SiteKey, after: i64) -> impl Stream<Item = Vec<Entry>> + Send {
    // Before the first look, so that nothing is written between the two.
    let follow = app.store.follow(&site);
    stream::unfold(
        (app, site, after, follow),
        |(app, site, after, mut follow)| async move {
            loop {
                match app.store.journal(&site, after, MOST).await {
                    Ok(entries) => match entries.last().map(|entry| entry.seq) {
                        Some(last) => return Some((entries, (app, site, last, follow))),
                        // Nothing heard is as good as heard: look again.
                        None => _ = timeout(LOOK_EVERY, follow.grew()).await,
                    },
                    Err(error) => {
                        tracing::warn!(%error, "a stream of the journal ended");
                        return None;
                    }
                }
            }
        },
    )
}

fn event(entry: Entry) -> Result<Event, Infallible> {
    let line = Line::from(entry);
    let event = Event::default().id(line.seq.to_string()).event(line.kind);
    let text = serde_json::to_string(&line).expect("a line of the journal is plain JSON");
    Ok(event.data(text))
}
