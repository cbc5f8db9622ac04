//! The paper's server: its routes, headers and answers. Pages are made in `page`.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures_util::future::BoxFuture;
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;

use super::{assets, options, page};

/// A correction that was published on an article.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The word a reader sees: correction, clarification, update or retraction.
    pub kind: String,
    /// The notice's text, plain.
    pub text: String,
    /// When it was published, RFC 3339 in UTC.
    pub published: String,
}

/// Asks for the published corrections of the article with that canonical URL. A function, not a
/// client, because the demo runs the paper and Corrigenda in one process and an own loop over HTTP
/// would prove nothing more.
pub type Notices = Arc<dyn Fn(String) -> BoxFuture<'static, Vec<Notice>> + Send + Sync>;

/// For a paper that has nobody to ask.
pub fn no_notices() -> Notices {
    Arc::new(|_| Box::pin(async { Vec::new() }))
}

/// What the paper has to know of the world.
#[derive(Clone)]
pub struct Paper {
    /// The directory with the articles and their list.
    pub articles_dir: PathBuf,
    /// The paper's own origin, which canonical URLs begin with.
    pub public_url: Url,
    /// Where Corrigenda is served.
    pub corrigenda_url: Url,
    /// The paper's key there.
    pub site: String,
    /// Where the published corrections come from.
    pub notices: Notices,
}

impl Paper {
    /// The paper's own address of a path that begins with a slash.
    pub(super) fn own(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }

    /// Corrigenda's address of a path that begins with a slash.
    pub(super) fn corrigenda(&self, path: &str) -> String {
        format!(
            "{}{path}",
            self.corrigenda_url.as_str().trim_end_matches('/')
        )
    }

    /// The policy every page is sent with. Nothing inline and one foreign origin: the widget has to
    /// live with what a careful publisher allows. `own` is the page's own script, if it has one.
    fn content_security_policy(&self, own: &str) -> HeaderValue {
        let corrigenda = self.corrigenda_url.origin().ascii_serialization();
        let policy = format!(
            "default-src 'none'; script-src {own}{corrigenda}; connect-src {corrigenda}; \
             style-src 'self'; img-src 'self'; form-action 'self' {corrigenda}; base-uri 'none'; \
             frame-ancestors 'none'"
        );
        HeaderValue::try_from(policy).expect("an origin serialises as ASCII")
    }
}

/// The paper as a router of its own, to be served on an origin of its own.
pub fn router(paper: Paper) -> Router {
    let policy = paper.content_security_policy("");
    Router::new()
        .route("/", get(front))
        .route("/section/{section}", get(section))
        .route("/{year}/{month}/{slug}", get(article))
        .route("/mistakes", get(mistakes))
        .route("/options", get(every_option))
        .route("/assets/{name}", get(asset))
        .fallback(missing)
        .layer(header_layer(header::CONTENT_SECURITY_POLICY, policy))
        .layer(header_layer(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(header_layer(
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        ))
        .with_state(Arc::new(paper))
}

fn header_layer(
    name: header::HeaderName,
    value: HeaderValue,
) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// The paper that a handler answers for.
type Asked = State<Arc<Paper>>;

async fn front(State(paper): Asked) -> Response {
    answer(&paper, page::front(&paper))
}

async fn section(State(paper): Asked, Path(section): Path<String>) -> Response {
    answer(&paper, page::section(&paper, &section))
}

async fn article(
    State(paper): Asked,
    Path((year, month, slug)): Path<(String, String, String)>,
) -> Response {
    let path = format!("/{year}/{month}/{slug}");
    let url = paper.own(&path);
    let notices = (paper.notices)(url).await;
    answer(&paper, page::article(&paper, &path, &notices))
}

async fn mistakes(State(paper): Asked) -> Response {
    answer(&paper, page::mistakes(&paper))
}

async fn every_option(State(paper): Asked, Query(chosen): Query<options::Chosen>) -> Response {
    // The only page with a script of the paper's own.
    let policy = paper.content_security_policy("'self' ");
    let page = answer(&paper, options::show(&paper, &chosen));
    ([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response()
}

async fn asset(State(paper): Asked, Path(name): Path<String>) -> Response {
    match assets::asset(&name) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "max-age=300"),
            ],
            asset.bytes,
        )
            .into_response(),
        None => answer(&paper, Ok(None)),
    }
}

async fn missing(State(paper): Asked) -> Response {
    answer(&paper, Ok(None))
}

/// A page, or why there is none. Pages are never cached: a patched file has to be seen at once.
fn answer(paper: &Paper, page: anyhow::Result<Option<String>>) -> Response {
    let (status, html) = match page {
        Ok(Some(html)) => (StatusCode::OK, html),
        Ok(None) => match page::missing(paper) {
            Ok(html) => (StatusCode::NOT_FOUND, html),
            Err(error) => broken(&error),
        },
        Err(error) => broken(&error),
    };
    (status, [(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response()
}

/// The outsider learns nothing of the inside; the log says what failed.
fn broken(error: &anyhow::Error) -> (StatusCode, String) {
    tracing::error!("the paper cannot show a page: {error:#}");
    let html = "<!doctype html><html lang=en><title>Sorry</title>\
                <p>The Lantern cannot show this page just now. Please try again in a moment.";
    (StatusCode::INTERNAL_SERVER_ERROR, html.to_owned())
}
