//! One line in the log for each answer, without personal data: the route as the table spells it rather than
//! the address, so that no receipt, query or quoted word gets into a log.

use std::any::Any;

use axum::extract::{MatchedPath, Request};
use axum::response::{IntoResponse, Response};
use tower_http::request_id::RequestId;
use tracing::Span;

use super::error::Error;

/// The span of a request.
pub(super) fn span(request: &Request) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        // A client may have chosen it, and fills no log.
        .filter(|id| id.len() <= 64);
    tracing::info_span!("request", method = %request.method(), route, id = id.unwrap_or("-"))
}

/// What a client learns of a panic: nothing. The log gets its words.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let words = panic
        .downcast_ref::<&str>()
        .map(|words| (*words).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    Error::Internal(anyhow::anyhow!("panic: {}", words.unwrap_or_default())).into_response()
}
