//! The page of an error: what happened and what to do, in the reader's words where we have them.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};

use super::{Frame, Visitor, render};
use crate::web::App;
use crate::web::error::Shown;
use crate::web::problem::{self, Sort};

#[derive(Template)]
#[template(path = "public/error.html")]
struct Page<'a> {
    frame: Frame<'a>,
    title: String,
    text: String,
    status: u16,
}

/// Gives an error its page; status and headers stay.
pub fn page(_: &App, visitor: &Visitor, shown: &Shown, problem: Response) -> Response {
    let frame = Frame::new(visitor.words(None), None);
    let (title, text) = match words(shown.sort) {
        Some(key) => (frame.say(key), frame.say(&format!("{key}-text"))),
        None => (shown.sort.title.to_owned(), shown.detail.clone()),
    };
    let page = Page {
        frame,
        title,
        text,
        status: shown.sort.status.as_u16(),
    };
    let Ok(html) = render(&page) else {
        return problem;
    };
    let (mut parts, _) = problem.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    (parts, Html(html)).into_response()
}

/// The words for what readers meet; what only programs meet stays in English.
fn words(sort: &Sort) -> Option<&'static str> {
    [
        (&problem::NOT_FOUND, "error-not-found"),
        (&problem::UNKNOWN_SITE, "error-not-found"),
        (&problem::UNKNOWN_RECEIPT, "receipt-unknown"),
        (&problem::WITHDRAWN, "receipt-withdrawn"),
        (&problem::TOO_MANY, "error-too-many"),
        (&problem::UNAVAILABLE, "error-unavailable"),
        (&problem::INTERNAL, "error-internal"),
    ]
    .iter()
    .find_map(|(known, key)| (*known == sort).then_some(*key))
}
