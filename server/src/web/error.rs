//! What can go wrong while a request is answered, and the one place where that becomes an answer:
//! problem+json under `/api`, a page everywhere else. The sorts of problem themselves stand in `problem`.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use problem_details::ProblemDetails;
use serde::Serialize;
use serde_json::Value;

use crate::domain::article::BadArticleUrl;
use crate::store;

use super::closed::Closed;
use super::problem::{self, Sort};
use super::proof::Flaw;
use super::{App, limit};

/// Seconds after which a client may try again what failed for want of the store.
const RETRY_AFTER: u64 = 2;

/// Why a request was not answered as asked. Each member is one sort of problem.
#[derive(Debug)]
pub enum Error {
    /// Nothing is at this address.
    NotFound,
    /// Something is, but not for this method.
    MethodNotAllowed,
    /// No site has this key.
    UnknownSite,
    /// The page's origin is not one of the site's.
    ForeignOrigin,
    /// A parameter of the query cannot be read; why.
    BadQuery(String),
    /// The body is not JSON; why.
    MalformedJson(String),
    /// The body's type is not this one.
    WrongContentType(&'static str),
    /// The body has more bytes than this address takes.
    TooLarge,
    /// Fields of the body are at fault.
    Invalid(Vec<FieldError>),
    /// The article's URL is not of the site.
    ForeignArticle(BadArticleUrl),
    /// The client sent too much; seconds to wait.
    TooMany(u64),
    /// The client sent so much that a proof of work is asked for.
    ProofNeeded {
        /// Seconds after which it may pass without.
        wait: u64,
        /// Where to fetch the challenge.
        challenge: String,
        /// What is wrong with the proof that came.
        proof: Flaw,
    },
    /// The article takes no reports; why, in the reader's language.
    Closed(Closed),
    /// A header is there twice, or two say different things; which.
    BadHeaders(&'static str),
    /// The request did not arrive in time.
    Timeout,
    /// The case's state does not allow the action; why, and the case as it is.
    WrongState(String, Box<Value>),
    /// The decision speaks of another version; why, and the case as it is.
    StaleVersion(String, Box<Value>),
    /// The correction cannot be made for the editor; why, and the case as it is.
    CannotApply(String, Box<Value>),
    /// The idempotency key came with another annotation before.
    KeyReused,
    /// Not a receipt of this server.
    UnknownReceipt,
    /// The report was withdrawn.
    Withdrawn,
    /// No token, or none that is known.
    Unauthorised,
    /// A token, but not for this; why.
    Forbidden(&'static str),
    /// The store cannot be reached, or its intake is full.
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
    /// A mistake of ours.
    Internal(anyhow::Error),
}

/// What is wrong with one field of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// JSON Pointer to the field.
    pub pointer: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl FieldError {
    /// This is wrong there.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound => Self::NotFound,
            store::Error::Conflict("idempotency_key") => Self::KeyReused,
            store::Error::Conflict("cursor") => {
                Self::BadQuery("cursor must be the `next` of an answer to the same list".to_owned())
            }
            store::Error::Refused(_) => Self::TooMany(limit::A_WHILE),
            store::Error::Busy => Self::Unavailable("the intake is full".into()),
            store::Error::Unavailable(cause) => Self::Unavailable(cause),
            other => Self::Internal(anyhow::anyhow!("{other}")),
        }
    }
}

impl Error {
    /// One field is at fault.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, detail)])
    }

    /// The sort of problem this is.
    pub fn sort(&self) -> &'static Sort {
        match self {
            Self::NotFound => &problem::NOT_FOUND,
            Self::MethodNotAllowed => &problem::METHOD_NOT_ALLOWED,
            Self::UnknownSite => &problem::UNKNOWN_SITE,
            Self::ForeignOrigin => &problem::FOREIGN_ORIGIN,
            Self::BadQuery(_) => &problem::BAD_QUERY,
            Self::MalformedJson(_) => &problem::MALFORMED_JSON,
            Self::WrongContentType(_) => &problem::WRONG_CONTENT_TYPE,
            Self::TooLarge => &problem::TOO_LARGE,
            Self::Invalid(_) => &problem::INVALID,
            Self::ForeignArticle(_) => &problem::FOREIGN_ARTICLE,
            Self::TooMany(_) => &problem::TOO_MANY,
            Self::ProofNeeded { .. } => &problem::PROOF_NEEDED,
            Self::Closed(closed) => closed.sort(),
            Self::BadHeaders(_) => &problem::BAD_HEADERS,
            Self::Timeout => &problem::TIMEOUT,
            Self::WrongState(..) => &problem::WRONG_STATE,
            Self::StaleVersion(..) => &problem::STALE_VERSION,
            Self::CannotApply(..) => &problem::CANNOT_APPLY,
            Self::KeyReused => &problem::KEY_REUSED,
            Self::UnknownReceipt => &problem::UNKNOWN_RECEIPT,
            Self::Withdrawn => &problem::WITHDRAWN,
            Self::Unauthorised => &problem::UNAUTHORISED,
            Self::Forbidden(_) => &problem::FORBIDDEN,
            Self::Unavailable(_) => &problem::UNAVAILABLE,
            Self::Internal(_) => &problem::INTERNAL,
        }
    }

    /// What to do about this one. The outsider learns nothing of the inside.
    fn detail(&self) -> String {
        match self {
            Self::BadQuery(why) | Self::MalformedJson(why) => why.clone(),
            Self::WrongState(why, _) | Self::StaleVersion(why, _) | Self::CannotApply(why, _) => {
                why.clone()
            }
            Self::WrongContentType(right) => {
                format!("send the body with the header Content-Type: {right}")
            }
            Self::Invalid(errors) => errors
                .iter()
                .map(|e| e.detail.as_str())
                .collect::<Vec<_>>()
                .join("; "),
            Self::ForeignArticle(why) => why.to_string(),
            Self::TooMany(seconds) => format!("wait {seconds} seconds, then send it again"),
            Self::Forbidden(why) | Self::BadHeaders(why) => (*why).to_owned(),
            Self::Closed(closed) => closed.words.clone(),
            other => other.sort().advice.to_owned(),
        }
    }

    fn extensions(&self) -> Extensions {
        match self {
            Self::Invalid(errors) => Extensions {
                errors: errors.clone(),
                ..Extensions::default()
            },
            Self::ForeignArticle(why) => Extensions {
                errors: vec![FieldError::new("/target/source", why.to_string())],
                ..Extensions::default()
            },
            Self::ProofNeeded {
                challenge, proof, ..
            } => Extensions {
                challenge: Some(challenge.clone()),
                proof: Some(*proof),
                ..Extensions::default()
            },
            Self::WrongState(_, case)
            | Self::StaleVersion(_, case)
            | Self::CannotApply(_, case) => Extensions {
                case: Some((**case).clone()),
                ..Extensions::default()
            },
            _ => Extensions::default(),
        }
    }

    /// The header that this sort of answer owes.
    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        match self {
            Self::TooMany(seconds) | Self::ProofNeeded { wait: seconds, .. } => {
                Some((header::RETRY_AFTER, HeaderValue::from(*seconds)))
            }
            Self::Closed(closed) => closed
                .until
                .map(|seconds| (header::RETRY_AFTER, HeaderValue::from(seconds))),
            Self::Unavailable(_) => Some((header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER))),
            Self::Unauthorised => {
                let how = HeaderValue::from_static("Bearer realm=\"corrigenda\"");
                Some((header::WWW_AUTHENTICATE, how))
            }
            _ => None,
        }
    }

    fn log(&self) {
        match self {
            Self::Internal(cause) => {
                tracing::error!(error = format!("{cause:#}"), "a mistake of ours")
            }
            Self::Unavailable(cause) => tracing::warn!(error = %cause, "the store is unavailable"),
            _ => {}
        }
    }
}

/// Members of a problem beside those of RFC 9457.
#[derive(Debug, Default, Serialize)]
struct Extensions {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<Flaw>,
}

/// What the page of an error shows; left in the answer for [`dress`].
#[derive(Debug, Clone)]
pub struct Shown {
    /// The sort of problem.
    pub sort: &'static Sort,
    /// What to do.
    pub detail: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let sort = self.sort();
        let shown = Shown {
            sort,
            detail: self.detail(),
        };
        let address = Uri::try_from(format!("/api/problems/{}", sort.name))
            .expect("names of problems fit into an address");
        let problem = ProblemDetails::new()
            .with_type(address)
            .with_status(sort.status)
            .with_title(sort.title)
            .with_detail(shown.detail.clone())
            .with_extensions(self.extensions());
        let mut response = problem.into_response();
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, value);
        }
        if let Self::Closed(closed) = &self {
            let lang = HeaderValue::from_static(closed.lang);
            response
                .headers_mut()
                .insert(header::CONTENT_LANGUAGE, lang);
        }
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(shown);
        response
    }
}

/// The outermost layer: gives every error outside of `/api` its page, and every error that a library made
/// without words its problem.
pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let visitor = super::public::Visitor::of(&request);
    let mut response = named(next.run(request).await, is_api);
    match response.extensions_mut().remove::<Shown>() {
        Some(shown) if !is_api => super::public::error::page(&app, &visitor, &shown, response),
        _ => response,
    }
}

/// Errors of the libraries below us come as bare statuses, or with a line of text.
fn named(response: Response, is_api: bool) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let says_little = kind.is_none_or(|kind| is_api && kind.as_bytes().starts_with(b"text/plain"));
    if response.extensions().get::<Shown>().is_some() || !says_little {
        return response;
    }
    let error = match response.status() {
        StatusCode::BAD_REQUEST => Error::BadQuery("the address cannot be read".to_owned()),
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed,
        StatusCode::REQUEST_TIMEOUT => Error::Timeout,
        _ => return response,
    };
    let allow = response.headers().get(header::ALLOW).cloned();
    let mut problem = error.into_response();
    if let Some(allow) = allow {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outsider_learns_nothing_of_the_inside() {
        let inside = || anyhow::anyhow!("password authentication failed for user postgres");
        for error in [
            Error::Internal(inside()),
            Error::Unavailable(inside().into()),
        ] {
            let (title, detail) = (error.sort().title, error.detail());
            assert!(
                !title.contains("postgres") && !detail.contains("postgres"),
                "{detail}"
            );
            let response = error.into_response();
            assert!(response.status().is_server_error());
            assert!(response.extensions().get::<Shown>().is_some());
        }
    }

    #[test]
    fn whoever_finds_the_queue_full_is_told_when_to_come_back() {
        let response = Error::from(store::Error::Busy).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let seconds = response.headers().get(header::RETRY_AFTER);
        assert_eq!(seconds, Some(&HeaderValue::from(RETRY_AFTER)));
    }

    #[test]
    fn bare_answers_of_libraries_become_problems() {
        let bare = |status: StatusCode| named(status.into_response(), true);
        let timeout = bare(StatusCode::REQUEST_TIMEOUT);
        let shown = timeout.extensions().get::<Shown>().expect("a problem");
        assert_eq!(shown.sort, &problem::TIMEOUT);
        assert!(
            bare(StatusCode::NO_CONTENT)
                .extensions()
                .get::<Shown>()
                .is_none()
        );
    }
}
