//! `/{site}/report`: the form for readers without the widget. Reading what they typed is `entry`'s; what it comes
//! to is the same as through the API.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use corrigenda_anchor::{TextQuote, describe};
use jiff::{SignedDuration, Timestamp};

use super::entry::{Mistake, Typed, read};
use super::link::{Asked, Link, Passage};
use super::{Frame, Visitor, made, render};
use crate::domain::article::{Article, ArticleUrl};
use crate::domain::report::Kind;
use crate::domain::sender::{Suspicion, WhenBusy, time_trap};
use crate::domain::site::Site;
use crate::web::address::canonical;
use crate::web::closed::{self, Closed};
use crate::web::error::Error;
use crate::web::extract::{Form, OfSite, Query};
use crate::web::limit::{Look, Reporter};
use crate::web::submit::{self, LONG};
use crate::web::{App, receipt};

/// What somebody typed is nobody else's, but their own browser may show it again when they go back.
const PRIVATE: [(HeaderName, HeaderValue); 1] = [(
    header::CACHE_CONTROL,
    HeaderValue::from_static("private, no-cache"),
)];

#[derive(Template)]
#[template(path = "public/form.html")]
struct Page<'a> {
    frame: Frame<'a>,
    typed: Typed,
    /// The article, when the address is one of the site's.
    article: Option<Shown>,
    mistakes: Vec<Mistake>,
    kinds: &'static [Kind],
    /// Where the form is sent.
    action: String,
}

/// What stands in the form's place when the article takes no reports.
#[derive(Template)]
#[template(path = "public/closed.html")]
struct ClosedPage<'a> {
    frame: Frame<'a>,
    closed: Closed,
    url: String,
}

/// The article above the form.
struct Shown {
    url: String,
    title: String,
}

impl Page<'_> {
    /// What is wrong with a field, if anything is.
    fn mistake(&self, field: &str) -> Option<&Mistake> {
        self.mistakes.iter().find(|mistake| mistake.field == field)
    }
}

/// The form, filled with what the link says.
pub async fn show(
    State(app): State<App>,
    OfSite(site): OfSite,
    _: Look,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Error> {
    let now = Timestamp::now();
    let link = Link::from(asked);
    let mut typed = Typed {
        key: new_key(),
        made: made::issue(&app.secret, &site.key, now),
        url: link.url,
        ..Typed::default()
    };
    if let Some(closed) = closed_page(&app, &site, &visitor, &typed.url, now).await? {
        return Ok(closed);
    }
    if let Some(named) = link.passage {
        typed.quote(passage(&app, &site, &typed.url, named).await?);
    }
    page(&app, &site, &visitor, typed, Vec::new()).await
}

/// Takes what was typed; with mistakes, shows all of it again.
pub async fn send(
    State(app): State<App>,
    OfSite(site): OfSite,
    reporter: Reporter,
    visitor: Visitor,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let mut typed = typed.tidied();
    let words = visitor.words(Some(&site));
    let now = Timestamp::now();
    let report = match read(&typed, &site, words, now) {
        Ok(report) => report,
        Err(mistakes) => return page(&app, &site, &visitor, typed, mistakes).await,
    };
    let mut sender = reporter.sender(&app, &site, WhenBusy::Hold, now);
    sender.suspicion = oddness(&app, &site, &typed, now).or(sender.suspicion);
    match submit::submit(&app, &site, sender, report, words).await {
        Ok(accepted) => {
            let receipt = receipt::issue(&app.secret, &site.key, accepted.report);
            let lang = visitor
                .asked()
                .map(|lang| format!("&lang={lang}"))
                .unwrap_or_default();
            Ok((PRIVATE, Redirect::to(&format!("/r/{receipt}?sent=1{lang}"))).into_response())
        }
        // The reader went back and changed what was sent: that is another report, and wants another look.
        Err(Error::KeyReused) => {
            typed.key = new_key();
            let again = Mistake {
                field: "",
                words: words.text("form-again"),
            };
            page(&app, &site, &visitor, typed, vec![again]).await
        }
        Err(Error::Closed(closed)) => {
            let status = closed.sort().status;
            let why = Mistake {
                field: "",
                words: closed.words,
            };
            let mut shown = page(&app, &site, &visitor, typed, vec![why]).await?;
            *shown.status_mut() = status;
            Ok(shown)
        }
        Err(other) => Err(other),
    }
}

/// What stands in the form's place when the article takes no reports.
async fn closed_page(
    app: &App,
    site: &Site,
    visitor: &Visitor,
    url: &str,
    now: Timestamp,
) -> Result<Option<Response>, Error> {
    let words = visitor.words(Some(site));
    let Some(article) = article(app, site, url).await? else {
        return Ok(None);
    };
    let Some(closed) = closed::closed(app, site, &article, words, now).await? else {
        return Ok(None);
    };
    let page = ClosedPage {
        frame: Frame::new(words, Some(site)),
        closed,
        url: article.url.to_string(),
    };
    Ok(Some((PRIVATE, render(&page)?).into_response()))
}

/// What is odd about the way in which a form was filled in.
fn oddness(app: &App, site: &Site, typed: &Typed, now: Timestamp) -> Option<Suspicion> {
    if !typed.subject.is_empty() {
        return Some(Suspicion::Honeypot);
    }
    let quickest = match app.config.limits.form_seconds {
        0 => return None,
        seconds => SignedDuration::from_secs(seconds.into()),
    };
    time_trap(
        made::read(&app.secret, &site.key, &typed.made),
        now,
        quickest,
    )
}

async fn page(
    app: &App,
    site: &Site,
    visitor: &Visitor,
    typed: Typed,
    mistakes: Vec<Mistake>,
) -> Result<Response, Error> {
    let shown = ArticleUrl::parse(&typed.url, site)
        .ok()
        .map(|url| url.to_string());
    let article = article(app, site, &typed.url).await?;
    let title = article.map(|article| article.title);
    let article = shown.map(|url| Shown {
        title: title.unwrap_or_else(|| url.clone()),
        url,
    });
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let frame = Frame::new(visitor.words(Some(site)), Some(site));
    let lang = visitor
        .asked()
        .map(|lang| format!("?lang={lang}"))
        .unwrap_or_default();
    let action = format!("/{}/report{lang}", site.key);
    let html = render(&Page {
        frame,
        typed,
        article,
        mistakes,
        kinds: Kind::ALL,
        action,
    })?;
    Ok((status, PRIVATE, html).into_response())
}

/// The article, if the address is one of the site's and it is known.
async fn article(app: &App, site: &Site, url: &str) -> Result<Option<Article>, Error> {
    match ArticleUrl::parse(url, site) {
        Ok(url) => {
            let url = canonical(app, site, url).await?;
            Ok(app.store.article_by_url(&site.key, &url).await?)
        }
        Err(_) => Ok(None),
    }
}

/// The passage with what stands around it: as it stands in the article, else as the link names it.
async fn passage(app: &App, site: &Site, url: &str, named: Passage) -> Result<TextQuote, Error> {
    let Some(article) = article(app, site, url).await? else {
        return Ok(named.as_named());
    };
    let Some(current) = app.store.text(site, &article).await? else {
        return Ok(named.as_named());
    };
    let is_long = current.text.len() > LONG;
    let look = move || {
        let span = named.place(current.text.as_str());
        let found = span.and_then(|span| describe(&current.text, span).quote);
        found.unwrap_or_else(|| named.as_named())
    };
    if !is_long {
        return Ok(look());
    }
    let found = tokio::task::spawn_blocking(look).await;
    found.map_err(|why| Error::Internal(why.into()))
}

/// What makes pressing the button twice one report.
fn new_key() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>())
}
