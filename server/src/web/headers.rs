//! Headers that every answer bears, whoever made it.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::error::Error;

/// What readers' pages may load: our style sheets and pictures. No script runs on them; JSON-LD is data.
const PUBLIC_PAGE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";
/// What the desk may load beside that: its script, and the journal that the script listens to.
const DESK_PAGE: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What is no page may load nothing.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// A year, and hosts below this one too, as ASVS 5.0 has it (V3.4.1).
const HTTPS_ONLY: &str = "max-age=31536000; includeSubDomains";

/// Headers that mean something to us once.
const ONCE: [(&str, &str); 7] = [
    ("content-length", "Content-Length must come once"),
    ("content-type", "Content-Type must come once"),
    ("host", "Host must come once"),
    ("origin", "Origin must come once"),
    ("authorization", "Authorization must come once"),
    ("idempotency-key", "Idempotency-Key must come once"),
    ("corrigenda-proof", "Corrigenda-Proof must come once"),
];

/// Turns away what a proxy before us and we could understand differently (RFC 9112, 6.3).
pub(super) async fn refuse_contradictions(request: Request, next: Next) -> Result<Response, Error> {
    let headers = request.headers();
    let twice = ONCE
        .iter()
        .find(|(name, _)| headers.get_all(*name).iter().nth(1).is_some());
    if let Some((_, why)) = twice {
        return Err(Error::BadHeaders(why));
    }
    if headers.contains_key(header::CONTENT_LENGTH)
        && headers.contains_key(header::TRANSFER_ENCODING)
    {
        return Err(Error::BadHeaders(
            "Content-Length and Transfer-Encoding exclude each other",
        ));
    }
    Ok(next.run(request).await)
}

/// Turns away a body that says itself that it is far too large, before any of it is read. One that does not say it, or
/// is larger by little, is read as far as its limit: who is cut off in the middle of sending may not see the answer.
pub(super) async fn refuse_large(
    State(most): State<usize>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|value| value.to_str().ok()?.parse().ok());
    if length.is_some_and(|length| length / 2 > most) {
        return Err(Error::TooLarge);
    }
    Ok(next.run(request).await)
}

/// Adds what the answer lacks; a handler that set one of these itself knew why. That readers come by https is known from
/// the settings: what arrives here was unpacked by a proxy.
pub(super) async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
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
    if app.config.public_url.starts_with("https://") {
        add(headers, header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    response
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
