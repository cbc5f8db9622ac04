//! `/r/{receipt}`: what became of a report, for its reader, and taking it back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::corrections::Entry;
use super::wording::{self, Run};
use super::{Frame, Visitor, date, render};
use crate::domain::case::{self, Case, Placement};
use crate::domain::report::Report;
use crate::web::error::Error;
use crate::web::extract::{Form, Query};
use crate::web::receipt::{Fate, fate};
use crate::web::{App, marks as filters};

/// A receipt is a secret: no cache keeps its page, no search engine lists it, no link tells where it was.
const SECRET: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow"),
    ),
];

#[derive(Template)]
#[template(path = "public/receipt.html")]
struct Page<'a> {
    frame: Frame<'a>,
    fate: &'a Fate,
    is_new: bool,
    received: String,
    state: String,
    mood: &'static str,
    outcome: Option<String>,
    /// What became of the passage, while nothing was decided.
    placed: Option<String>,
    passage: Option<&'a str>,
    change: Vec<Run>,
    others: Option<String>,
    notice: Option<Entry>,
}

#[derive(Template)]
#[template(path = "public/withdraw.html")]
struct Confirm<'a> {
    frame: Frame<'a>,
    passage: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "public/withdrawn.html")]
struct Withdrawn<'a> {
    frame: Frame<'a>,
    article: String,
}

/// Whether the reader comes from sending it.
#[derive(Debug, Deserialize)]
pub struct Asked {
    sent: Option<String>,
}

/// What became of the report.
pub async fn show(
    State(app): State<App>,
    Path(receipt): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let fate = fate(&app, &receipt).await?;
    let frame = Frame::new(visitor.words(Some(&fate.site)), Some(&fate.site));
    let html = render(&Page::new(frame, &fate, asked.sent.is_some()))?;
    Ok((SECRET, html).into_response())
}

/// The button on the page, and the one on the page that asks whether the reader is sure.
#[derive(Debug, Deserialize)]
pub struct Withdraw {
    confirm: Option<String>,
}

/// Asks whether the reader is sure; then withdraws and erases.
pub async fn withdraw(
    State(app): State<App>,
    Path(receipt): Path<String>,
    visitor: Visitor,
    Form(form): Form<Withdraw>,
) -> Result<Response, Error> {
    let fate = fate(&app, &receipt).await?;
    let frame = Frame::new(visitor.words(Some(&fate.site)), Some(&fate.site));
    if form.confirm.as_deref() != Some("yes") {
        let html = render(&Confirm {
            frame,
            passage: passage(&fate.report),
        })?;
        return Ok((SECRET, html).into_response());
    }
    app.store
        .withdraw_report(&fate.site.key, fate.report.id, Timestamp::now())
        .await?;
    let html = render(&Withdrawn {
        frame,
        article: fate.article.url.to_string(),
    })?;
    Ok((SECRET, html).into_response())
}

impl<'a> Page<'a> {
    fn new(frame: Frame<'a>, fate: &'a Fate, is_new: bool) -> Self {
        let words = frame.words;
        let case = fate.case.as_ref();
        let state = match case {
            _ if fate.in_review() => "review",
            Some(case) => case.state.as_str(),
            None => "pending",
        };
        let passage = passage(&fate.report);
        let received = date::day(words, fate.report.received);
        let others = case.map_or(0, |case| case.reports).saturating_sub(1);
        let suggestion = fate.report.suggestion.as_deref();
        Self {
            is_new,
            received: words.get("receipt-date", &[("date", received.into())]),
            state: frame.say(&format!("receipt-state-{state}")),
            mood: state,
            outcome: case
                .and_then(|case| case.outcome)
                .map(|outcome| frame.say(&format!("receipt-outcome-{outcome}"))),
            placed: case.and_then(placed).map(|key| frame.say(key)),
            change: passage
                .zip(suggestion.filter(|suggestion| !suggestion.is_empty()))
                .map(|(passage, suggestion)| wording::change(passage, suggestion))
                .unwrap_or_default(),
            passage,
            others: (others > 0).then(|| words.get("receipt-others", &[("n", others.into())])),
            notice: fate
                .correction
                .clone()
                .map(|correction| Entry::new(words, correction)),
            fate,
            frame,
        }
    }
}

/// What a reader should hear of where the passage is now; nothing when it is where it was, and nothing once the
/// editors decided, for then that is what counts.
fn placed(about: &Case) -> Option<&'static str> {
    let is_open = matches!(
        about.state,
        case::State::Open | case::State::Held | case::State::Accepted
    );
    match about.placement {
        _ if !is_open => None,
        Placement::Pending | Placement::Exact => None,
        Placement::Edited => Some("receipt-placement-edited"),
        Placement::Gone => Some("receipt-placement-gone"),
        Placement::Ambiguous => Some("receipt-placement-ambiguous"),
        Placement::Already => Some("receipt-placement-already"),
    }
}

/// The words that the reader marked.
fn passage(report: &Report) -> Option<&str> {
    let quote = report
        .selectors
        .as_ref()
        .and_then(|selectors| selectors.quote.as_ref());
    quote.map(|quote| quote.exact.as_str())
}
