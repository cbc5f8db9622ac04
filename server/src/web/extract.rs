//! Who asks and what for, as types: a handler that takes an [`Editor`] is one that only editors reach.

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::App;
use super::error::Error;
use super::strict;
use crate::domain::site::Site;
use crate::domain::user::{Actor, Role, Token};
use crate::store;

/// The site that the path names.
#[derive(Debug, Clone)]
pub struct OfSite(pub Site);

impl FromRequestParts<App> for OfSite {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        // A layer may have asked before the handler does.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let params = RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound)?;
        let named = params
            .iter()
            .find(|(name, _)| *name == "site")
            .map(|(_, value)| value);
        let key = named
            .and_then(|value| value.parse().ok())
            .ok_or(Error::UnknownSite)?;
        match app.store.site(&key).await {
            Ok(site) => {
                let site = Self(site);
                parts.extensions.insert(site.clone());
                Ok(site)
            }
            Err(store::Error::NotFound) => Err(Error::UnknownSite),
            Err(other) => Err(other.into()),
        }
    }
}

/// Somebody who may see and decide the cases of the site in the path.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The site.
    pub site: Site,
    /// Who decides.
    pub actor: Actor,
}

impl FromRequestParts<App> for Editor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (site, actor) = bearer(parts, app, Role::may_edit).await?;
        Ok(Self { site, actor })
    }
}

/// Somebody who may push articles to the site in the path.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// The site.
    pub site: Site,
}

impl FromRequestParts<App> for Publisher {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let (site, _) = bearer(parts, app, Role::may_publish).await?;
        Ok(Self { site })
    }
}

/// Opens the site in the path with the token in `Authorization`, if its role may do what is asked.
async fn bearer(
    parts: &mut Parts,
    app: &App,
    may: fn(Role) -> bool,
) -> Result<(Site, Actor), Error> {
    let token = token(&parts.headers, app).await?;
    let OfSite(site) = OfSite::from_request_parts(parts, app).await?;
    if token.site != site.key {
        return Err(Error::Forbidden("this token is of another site"));
    }
    if !may(token.role) {
        return Err(Error::Forbidden(
            "the role of this token does not allow that",
        ));
    }
    let actor = Actor {
        id: token.id.0,
        name: token.name,
        role: token.role,
    };
    Ok((site, actor))
}

/// The token is looked up by its SHA-256, so that the time the answer takes tells nothing about its letters.
async fn token(headers: &HeaderMap, app: &App) -> Result<Token, Error> {
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let secret = sent.and_then(|value| {
        let (scheme, secret) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(secret.trim())
    });
    let hash: [u8; 32] = Sha256::digest(secret.ok_or(Error::Unauthorised)?).into();
    match app.store.token_by_hash(&hash).await {
        Ok(token) => Ok(token),
        Err(store::Error::NotFound) => Err(Error::Unauthorised),
        Err(other) => Err(other.into()),
    }
}

/// A body of JSON, not yet understood.
#[derive(Debug, Clone)]
pub struct Json(pub Value);

impl FromRequest<App> for Json {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let sent = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let essence = sent
            .and_then(|value| value.split(';').next())
            .unwrap_or_default()
            .trim();
        let known = ["application/json", "application/ld+json"];
        if !known
            .iter()
            .any(|known| essence.eq_ignore_ascii_case(known))
        {
            return Err(Error::WrongContentType("application/json"));
        }
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(unreadable)?;
        strict::from_slice(&bytes)
            .map(Self)
            .map_err(|why| Error::MalformedJson(why.to_string()))
    }
}

fn unreadable(rejection: BytesRejection) -> Error {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::MalformedJson("the body broke off".to_owned()),
    }
}

/// A body that a form of ours sent.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let bytes = match Bytes::from_request(request, app).await {
            Ok(bytes) => bytes,
            Err(rejection) => return Err(unreadable_form(rejection)),
        };
        if !is_utf8(&bytes) {
            return Err(Error::field("", "the form is not in UTF-8"));
        }
        let request = Request::from_parts(parts, Body::from(bytes));
        match axum::Form::<T>::from_request(request, app).await {
            Ok(axum::Form(form)) => Ok(Self(form)),
            Err(rejection) => Err(match rejection.into_response().status() {
                StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                    Error::WrongContentType("application/x-www-form-urlencoded")
                }
                _ => Error::field("", "the form's fields cannot be read; load the page again"),
            }),
        }
    }
}

fn unreadable_form(rejection: BytesRejection) -> Error {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::field("", "the form broke off"),
    }
}

/// Whether what is spelled with `%` is text. Left to the libraries, what is not becomes question marks.
fn is_utf8(encoded: &[u8]) -> bool {
    percent_encoding::percent_decode(encoded)
        .decode_utf8()
        .is_ok()
}

/// The part of the address after the question mark.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        if !is_utf8(parts.uri.query().unwrap_or_default().as_bytes()) {
            return Err(Error::BadQuery("the address is not in UTF-8".to_owned()));
        }
        let query = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        query
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|why| Error::BadQuery(why.body_text()))
    }
}
