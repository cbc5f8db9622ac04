//! Forms that nobody else can send: each carries a token bound to its session, and its request must come
//! from a page of ours. `Posted` and `PostedByVisitor` are the only ways to a form's fields.

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::de::DeserializeOwned;
use sha2::Sha256;
use tower_sessions::Session;
use tower_sessions::cookie::{Cookie, SameSite};

use super::session::{cookie_name, is_secure};
use super::stop::Stop;
use crate::web::App;

/// A form with a token in it.
pub(super) trait Guarded: DeserializeOwned {
    /// The token as it was sent.
    fn token(&self) -> &str;
}

/// A form that was sent by the signed-in editor from a page of ours.
pub(super) struct Posted<T>(pub(super) T);

impl<T: Guarded> FromRequest<App> for Posted<T> {
    type Rejection = Stop;

    async fn from_request(request: Request, app: &App) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, app).await;
        let bound = session.ok().and_then(|session| session.id());
        let bound = bound.map(|id| id.to_string());
        let form = checked(Request::from_parts(parts, body), app, bound).await?;
        Ok(Self(form))
    }
}

/// A form that was sent by somebody not signed in, from a page of ours that they had opened.
pub(super) struct PostedByVisitor<T>(pub(super) T);

impl<T: Guarded> FromRequest<App> for PostedByVisitor<T> {
    type Rejection = Stop;

    async fn from_request(request: Request, app: &App) -> Result<Self, Stop> {
        let bound = Visitor::of(request.headers(), app).map(|visitor| visitor.0);
        Ok(Self(checked(request, app, bound).await?))
    }
}

async fn checked<T: Guarded>(
    request: Request,
    app: &App,
    bound: Option<String>,
) -> Result<T, Stop> {
    if !comes_from_us(request.headers(), &app.config.public_url) {
        return Err(Stop::ForeignForm);
    }
    let Form(form) = Form::<T>::from_request(request, app)
        .await
        .map_err(|_| Stop::StaleForm)?;
    let bound = bound.ok_or(Stop::StaleForm)?;
    is_valid(&app.secret, &bound, form.token())
        .then_some(form)
        .ok_or(Stop::StaleForm)
}

/// The token for forms of the session with this id.
pub(super) fn token(secret: &[u8; 32], bound: &str) -> String {
    URL_SAFE_NO_PAD.encode(mac(secret, bound).finalize().into_bytes())
}

/// Compares in the same time wherever the difference is.
fn is_valid(secret: &[u8; 32], bound: &str, token: &str) -> bool {
    let sent = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
    mac(secret, bound).verify_slice(&sent).is_ok()
}

fn mac(secret: &[u8; 32], bound: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(b"desk form\0");
    mac.update(bound.as_bytes());
    mac
}

/// Whether a page of ours sent this, as far as the browser says. `Sec-Fetch-Site` cannot be set by a page;
/// browsers leave it out over plain http, then `Origin` must be ours: the configured one, or the very host
/// that was asked, because a desk may be reached by more than one name. A client that says nothing is not
/// a browser and has to know the token all the same.
fn comes_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = url::Url::parse(origin) else {
        return false;
    };
    let configured = url::Url::parse(public_url).is_ok_and(|url| url.origin() == origin.origin());
    configured || text(header::HOST).is_some_and(|host| host == authority(&origin))
}

/// Host and port as the header `Host` writes them.
fn authority(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// A browser that is not signed in, known by a random cookie for as long as it is open, so that the
/// sign-in form can have a token without a row in the store for everybody who looks at it.
pub(super) struct Visitor(pub(super) String);

impl Visitor {
    /// The visitor that this request's cookie names.
    pub(super) fn of(headers: &HeaderMap, app: &App) -> Option<Self> {
        let name = cookie_name(is_secure(&app.config.public_url), "visitor");
        let all = headers.get_all(header::COOKIE).into_iter();
        all.filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .find(|cookie| cookie.name() == name)
            .map(|cookie| Self(cookie.value().to_owned()))
    }

    /// Somebody new.
    pub(super) fn new() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()))
    }

    /// The header that makes the browser remember.
    pub(super) fn cookie(&self, app: &App) -> String {
        let secure = is_secure(&app.config.public_url);
        let cookie = Cookie::build((cookie_name(secure, "visitor"), self.0.clone()));
        let strict = cookie
            .http_only(true)
            .secure(secure)
            .same_site(SameSite::Strict);
        strict.path("/").build().to_string()
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers, app).unwrap_or_else(Self::new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let mut map = HeaderMap::new();
        for &(name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        let ours = "https://desk.example.org";
        assert_eq!(comes_from_us(&map, ours), expected, "{headers:?}");
    }

    #[test]
    fn only_our_own_pages_may_send() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://desk.example.org"),
            ],
            false,
        );
        check(&[("origin", "https://desk.example.org")], true);
        check(&[("origin", "http://desk.example.org")], false);
        check(
            &[
                ("origin", "https://evil.example"),
                ("host", "desk.example.org"),
            ],
            false,
        );
        check(
            &[
                ("origin", "http://localhost:8080"),
                ("host", "localhost:8080"),
            ],
            true,
        );
        check(&[("origin", "null"), ("host", "desk.example.org")], false);
        check(&[], true);
    }

    #[test]
    fn a_token_is_good_for_its_session_only() {
        let good = token(&[1; 32], "session");
        assert!(is_valid(&[1; 32], "session", &good));
        assert!(!is_valid(&[1; 32], "other", &good));
        assert!(!is_valid(&[2; 32], "session", &good));
        assert!(!is_valid(&[1; 32], "session", ""));
        assert!(!is_valid(&[1; 32], "session", &good[..10]));
    }
}
