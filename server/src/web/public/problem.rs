//! `/api/problems/{name}`: what a problem's `type` leads to, for whoever writes a client.

use askama::Template;
use axum::extract::Path;
use axum::response::IntoResponse;

use super::{Frame, Visitor, render};
use crate::web::error::Error;
use crate::web::problem::{self, Sort};

#[derive(Template)]
#[template(path = "public/problem.html")]
struct Page<'a> {
    frame: Frame<'a>,
    sort: &'static Sort,
    all: &'static [Sort],
}

/// The page of one sort of problem.
pub async fn show(Path(name): Path<String>, visitor: Visitor) -> Result<impl IntoResponse, Error> {
    let sort = problem::find(&name).ok_or(Error::NotFound)?;
    let frame = Frame::new(visitor.words(None), None);
    render(&Page {
        frame,
        sort,
        all: problem::ALL,
    })
}
