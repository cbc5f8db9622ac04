//! Headers that every answer bears, whoever made it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What readers' pages may load: our style sheets and pictures. No script runs on them; JSON-LD is data.
const PUBLIC_PAGE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
/// What the desk may load beside that: its script, and the journal that the script listens to.
const DESK_PAGE: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What is no page may load nothing.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds what the answer lacks; a handler that set one of these itself knew why.
pub(super) async fn secure(request: Request, next: Next) -> Response {
    let is_desk = request.uri().path().starts_with("/desk");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = match (is_page, is_desk) {
        (false, _) => DATA,
        (true, false) => PUBLIC_PAGE,
        (true, true) => DESK_PAGE,
    };
    add(headers, header::CONTENT_SECURITY_POLICY, policy);
    add(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(headers, header::REFERRER_POLICY, "no-referrer");
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
