//! Which pages may call the API from a browser: those of the site's origins may report to it, any page may
//! read what is public, none may do anything else.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::cors::{Any, CorsLayer};

use super::error::Error;
use super::extract::OfSite;

/// Headers that the widget sends beside those that every page may send.
const REPORT_HEADERS: HeaderValue =
    HeaderValue::from_static("content-type, idempotency-key, corrigenda-proof");
/// Browsers keep the answer to a preflight for two hours at most.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("7200");

/// For routes that any page may read.
pub(super) fn public() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET])
}

/// For the route that takes reports: answers the preflight, turns pages of other origins away, and lets the
/// site's own read the answer, whatever it is. A request without `Origin` comes from no page and passes.
pub(super) async fn reports(
    site: Result<OfSite, Error>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return Ok(next.run(request).await);
    };
    let OfSite(site) = site?;
    if !site
        .origins
        .iter()
        .any(|known| known.as_bytes() == origin.as_bytes())
    {
        return Err(Error::ForeignOrigin);
    }
    let mut response = if request.method() == Method::OPTIONS {
        preflight()
    } else {
        next.run(request).await
    };
    allow(response.headers_mut(), origin);
    Ok(response)
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    let readable = HeaderValue::from_static("retry-after, content-language");
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, readable);
}

fn preflight() -> Response {
    let headers = [
        (
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("POST"),
        ),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, REPORT_HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
