//! What all pages of the desk have in common: the frame around them, what is said once after a redirect,
//! and the headers.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::editor::{Editor, SiteEditor};
use super::stop::Stop;
use crate::web::assets;

/// Where a session keeps what is to be said on the next page.
const SAID: &str = "said";

/// The frame: who is signed in, where they are, and what the last form did.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// The signed-in address.
    pub(super) email: String,
    /// The token for forms.
    pub(super) csrf: String,
    /// The site the page is about.
    pub(super) site: Option<Place>,
    /// Keys of the other sites of this editor.
    pub(super) others: Vec<String>,
    /// What is said once.
    pub(super) said: Option<Said>,
}

/// A site in the frame.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Its key.
    pub(super) key: String,
    /// Its name.
    pub(super) name: String,
}

/// What is said once, after a redirect, with a link to what it is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Said {
    /// The words.
    pub(super) words: String,
    /// Where what they are about can be seen.
    pub(super) href: String,
    /// What the link says.
    pub(super) link: String,
}

impl Said {
    /// Keeps this for the next page of the session.
    pub(super) async fn keep(self, editor: &Editor) -> Result<(), Stop> {
        Ok(editor.session.insert(SAID, self).await?)
    }

    /// What was kept, once. Taking nothing out would already count as a change to be stored.
    async fn take(editor: &Editor) -> Result<Option<Self>, Stop> {
        if editor.session.get_value(SAID).await?.is_none() {
            return Ok(None);
        }
        Ok(editor.session.remove(SAID).await?)
    }
}

impl Frame {
    /// The frame of a page that is about no one site.
    pub(super) async fn of(editor: &Editor) -> Result<Self, Stop> {
        Ok(Self {
            email: editor.user.email.clone(),
            csrf: editor.csrf.clone(),
            site: None,
            others: editor.user.sites.iter().map(ToString::to_string).collect(),
            said: Said::take(editor).await?,
        })
    }

    /// The frame of a page about a site.
    pub(super) async fn at(at: &SiteEditor) -> Result<Self, Stop> {
        let mut frame = Self::of(&at.editor).await?;
        let key = at.site.key.to_string();
        frame.others.retain(|other| *other != key);
        frame.site = Some(Place {
            key,
            name: at.site.name.clone(),
        });
        Ok(frame)
    }

    /// The style sheet's address.
    pub(super) fn css(&self) -> &'static str {
        assets::url("desk/desk.css")
    }

    /// The script's address; every page works without it.
    pub(super) fn script(&self) -> &'static str {
        assets::url("desk/desk.js")
    }

    /// The picture of the browser's tab.
    pub(super) fn icon(&self) -> &'static str {
        assets::url("desk/icon.svg")
    }
}

/// A page of the desk with its headers.
pub(super) fn page(status: StatusCode, page: &impl Template) -> Result<Response, Stop> {
    let mut response = (status, Html(page.render()?)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Under `no-referrer` browsers send `Origin: null` with our own forms, and `csrf` would refuse them.
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    Ok(response)
}

#[derive(Template)]
#[template(path = "desk/notice.html")]
struct Notice {
    frame: Frame,
    title: &'static str,
    text: &'static str,
}

/// A page that only says something.
pub(super) fn notice(status: StatusCode, title: &'static str, text: &'static str) -> Response {
    let frame = Frame::default();
    page(status, &Notice { frame, title, text }).unwrap_or_else(Stop::into_response)
}
