//! Counts each answer by its method, its route as the table spells it, and its status. What a visitor asked for
//! beyond that is counted nowhere.

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::meter::{self, Stopwatch};

/// The layer around all routes.
pub(super) async fn answers(request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let method = word(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("-", MatchedPath::as_str);
    meter::request(method, route, response.status().as_u16(), watch);
    response
}

/// A client may make up methods, and each label is kept for good.
fn word(method: &Method) -> &'static str {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::OPTIONS,
        Method::PATCH,
    ];
    const WORDS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    let known = KNOWN.iter().position(|known| known == method);
    known.map_or("other", |at| WORDS[at])
}
