//! `/`: what this is, and where its publications' pages are.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use super::{Frame, Visitor, render};
use crate::domain::site::Site;
use crate::web::App;
use crate::web::error::Error;

#[derive(Template)]
#[template(path = "public/home.html")]
struct Home<'a> {
    frame: Frame<'a>,
    sites: Vec<Site>,
}

/// The page.
pub async fn show(State(app): State<App>, visitor: Visitor) -> Result<impl IntoResponse, Error> {
    let frame = Frame::new(visitor.words(None), None);
    render(&Home {
        frame,
        sites: app.store.sites().await?,
    })
}
