//! All routes in one table, in the order in which a visitor meets them, and the layers around them.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};

use super::api::{
    annotations, articles, cases, challenge, corrections, decisions, journal, openapi, receipts,
    reported, reports, widget,
};
use super::error::Error;
use super::{App, assets, client, cors, desk, error, headers, limit, measure, public, trace};

/// Largest report.
const REPORT_BYTES: usize = 64 * 1024;
/// Largest form: the longest words that a report may hold, each letter spelled `%xx%xx%xx%xx`.
const FORM_BYTES: usize = 256 * 1024;
/// Largest push of an article: a source of 4 MiB, every letter of which may be spelled `\uxxxx` in JSON.
const ARTICLE_BYTES: usize = 12 * 1024 * 1024 + REPORT_BYTES;
/// Every route of the server.
pub fn router(app: App) -> Router {
    let routes = Router::new()
        .merge(publishers_page())
        .merge(sending(&app))
        .merge(afterwards())
        .merge(editors_api())
        .merge(desk::router(&app))
        .merge(operators())
        .layer(from_fn_with_state(FORM_BYTES, headers::refuse_large))
        .merge(pushing());
    around(routes, app)
}

/// What a publisher's page loads.
fn publishers_page() -> Router<App> {
    let data = Router::new()
        .route("/api/v1/openapi.json", get(openapi::show))
        .route("/api/v1/sites/{site}/widget.json", get(widget::show))
        .route("/api/v1/sites/{site}/reported", get(reported::list))
        .route("/api/v1/sites/{site}/corrections", get(corrections::list))
        .method_not_allowed_fallback(wrong_method)
        .layer(cors::public());
    assets::router().merge(data)
}

/// How a reader sends a report: the widget's way, and the form's.
fn sending(app: &App) -> Router<App> {
    let report = Router::new()
        .route("/api/v1/sites/{site}/reports", post(reports::create))
        .method_not_allowed_fallback(wrong_method)
        .layer((
            DefaultBodyLimit::max(REPORT_BYTES),
            from_fn_with_state(app.clone(), cors::reports),
            from_fn_with_state(REPORT_BYTES, headers::refuse_large),
        ));
    let challenge = Router::new()
        .route("/api/v1/sites/{site}/challenge", get(challenge::show))
        .method_not_allowed_fallback(wrong_method)
        .layer(cors::public());
    let form = get(public::form::show).post(public::form::send);
    let form = Router::new().route("/{site}/report", form);
    report.merge(challenge).merge(form)
}

/// What a reader finds afterwards: the receipt, and the corrections that the public sees.
fn afterwards() -> Router<App> {
    let receipt = get(receipts::show).delete(receipts::withdraw);
    let published = Router::new()
        .route("/{site}/corrections", get(public::corrections::list))
        .route("/{site}/corrections/feed.atom", get(public::feed::atom))
        .route("/{site}/corrections/feed.json", get(public::feed::json))
        .route("/{site}/corrections/recent.json", get(public::feed::recent))
        .route("/{site}/corrections/notice", get(public::notice::show))
        .method_not_allowed_fallback(wrong_method)
        .layer(cors::public());
    Router::new()
        .route(
            "/r/{receipt}",
            get(public::receipt::show).post(public::receipt::withdraw),
        )
        .route("/api/v1/reports/{receipt}", receipt)
        .merge(published)
}

/// How a publisher's system says what an article reads: the only large body.
fn pushing() -> Router<App> {
    Router::new()
        .route("/api/v1/sites/{site}/articles", put(articles::put))
        .layer((
            DefaultBodyLimit::max(ARTICLE_BYTES),
            from_fn_with_state(ARTICLE_BYTES, headers::refuse_large),
        ))
}

/// What editors' and publishers' programs call. The desk's pages are the desk's.
fn editors_api() -> Router<App> {
    Router::new()
        .route("/api/v1/sites/{site}/cases", get(cases::list))
        .route("/api/v1/sites/{site}/cases/{id}", get(cases::show))
        .route(
            "/api/v1/sites/{site}/cases/{id}/decisions",
            post(decisions::create),
        )
        .route("/api/v1/sites/{site}/reports/{id}", get(annotations::show))
        .route("/api/v1/sites/{site}/journal", get(journal::show))
}

/// What whoever runs the server or writes a client looks at.
fn operators() -> Router<App> {
    Router::new()
        .route("/", get(public::home::show))
        .route("/api/problems/{name}", get(public::problem::show))
        .route("/healthz", get(public::health::alive))
        .route("/readyz", get(public::health::ready))
}

/// The layers, the outermost first, as one: the router makes a box of each layer that it is given, and for each request a
/// copy of each box inside of each.
fn around(routes: Router<App>, app: App) -> Router {
    let id = HeaderName::from_static("x-request-id");
    // A request that did not arrive or was not answered in this time will not be.
    let patience = Duration::from_secs(app.config.limits.request_seconds.into());
    let log = TraceLayer::new_for_http()
        .make_span_with(trace::span)
        .on_response(DefaultOnResponse::new().level(tracing::Level::INFO));
    let layers = (
        SetRequestIdLayer::new(id.clone(), MakeRequestUuid),
        PropagateRequestIdLayer::new(id),
        from_fn(measure::answers),
        log,
        from_fn_with_state(app.clone(), headers::secure),
        from_fn_with_state(app.clone(), error::dress),
        from_fn_with_state(app.clone(), client::identify),
        from_fn_with_state(app.clone(), limit::requests),
        from_fn(headers::refuse_contradictions),
        CatchPanicLayer::custom(trace::panicked),
        TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, patience),
        DefaultBodyLimit::max(FORM_BYTES),
    );
    routes
        .fallback(async || Error::NotFound)
        .method_not_allowed_fallback(wrong_method)
        .layer(layers)
        .with_state(app)
}

/// Set before the layers of a group as well as around all: a layer sees the requests for other methods, such as
/// a browser's question before it sends, only when the group itself answers them.
async fn wrong_method() -> Error {
    Error::MethodNotAllowed
}
