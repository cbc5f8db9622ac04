//! The scripts, style sheets and pictures that browsers ask for: the evergreen script that publishers embed,
//! and everything else by versioned addresses that may be kept for ever. They are compiled into the binary by
//! `build.rs`; pages and data are served elsewhere.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One file that browsers ask for.
#[derive(Debug)]
pub struct Asset {
    /// Its path below `/assets/`, such as `dialog.js` or `desk/desk.css`.
    pub name: &'static str,
    /// Changes whenever the content does.
    pub version_hash: &'static str,
    /// Where it is served, with the version: what a template links to.
    pub path: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content, compressed.
    pub gzip: &'static [u8],
}

/// The name of the script that publishers embed, at the root of the server.
pub const EVERGREEN: &str = "corrigenda.js";

/// Publishers' pages may hold a script for ten minutes before they ask whether there is a newer one, and
/// use the old one for a day while they ask.
const SHORT: HeaderValue =
    HeaderValue::from_static("public, max-age=600, stale-while-revalidate=86400");
/// A versioned address never changes its content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The routes of this module: `/corrigenda.js` and `/assets/{name}?v=version`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/corrigenda.js", get(evergreen))
        .route("/assets/{*name}", get(by_name))
}

/// The asset of that name, if the binary has one.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS
        .binary_search_by(|asset| asset.name.cmp(name))
        .ok()
        .map(|at| &ASSETS[at])
}

/// Where a template links to for an asset: its versioned path, or an address that answers 404 and so shows up
/// in the first look at the page when the name is wrong.
#[must_use]
pub fn url(name: &str) -> &'static str {
    find(name).map_or("/assets/missing", |asset| asset.path)
}

async fn evergreen(headers: HeaderMap) -> Response {
    match find(EVERGREEN) {
        Some(asset) => answer(asset, SHORT, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The part of the query that names a version.
#[derive(Deserialize)]
struct Version {
    v: Option<String>,
}

async fn by_name(
    Path(name): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // An old page may ask for a version that this binary does not have. It gets the present one, which is better
    // than nothing, and may not keep it under the wrong name.
    let keep = if version.v.as_deref() == Some(asset.version_hash) {
        FOR_EVER
    } else {
        SHORT
    };
    answer(asset, keep, &headers)
}

/// Answers with the content, or with 304 when the browser has it already. Any origin may use it: the widget
/// runs on pages of publishers.
fn answer(asset: &'static Asset, keep: HeaderValue, request: &HeaderMap) -> Response {
    let packed = takes_gzip(request) && asset.gzip.len() < asset.bytes.len();
    let etag = if packed {
        format!("\"{}-gz\"", asset.version_hash)
    } else {
        format!("\"{}\"", asset.version_hash)
    };
    let known = holds(request, &etag);
    let head = [
        (header::CACHE_CONTROL, keep),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
        (
            header::HeaderName::from_static("timing-allow-origin"),
            HeaderValue::from_static("*"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    let etag = [(header::ETAG, etag)];
    if known {
        return (StatusCode::NOT_MODIFIED, head, etag).into_response();
    }
    let kind = [(header::CONTENT_TYPE, asset.content_type)];
    if packed {
        return (
            head,
            etag,
            kind,
            [(header::CONTENT_ENCODING, "gzip")],
            asset.gzip,
        )
            .into_response();
    }
    (head, etag, kind, asset.bytes).into_response()
}

/// Whether `Accept-Encoding` names gzip and does not forbid it.
pub(super) fn takes_gzip(request: &HeaderMap) -> bool {
    let accepted = request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(Ok(1.0), str::parse::<f32>);
        named && weight.is_ok_and(|weight| weight > 0.0)
    })
}

/// Whether the browser already holds what this entity tag names.
fn holds(request: &HeaderMap, etag: &str) -> bool {
    let named = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    named
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(header::HeaderName, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn the_script_is_small_and_so_is_all_that_a_report_takes() {
        let weight = |name: &str| find(name).expect("compiled").gzip.len();
        assert!(weight(EVERGREEN) <= 3 * 1024, "{} bytes", weight(EVERGREEN));
        let packed = |words: crate::words::Words| {
            let settings = crate::words::WidgetSettings::new(
                words,
                crate::words::Part::Dialog,
                "article",
                "aside",
            );
            let text = serde_json::to_vec(&settings).expect("words are strings");
            crate::web::api::widget::packed(&text).len()
        };
        let words = crate::words::Words::all()
            .map(packed)
            .max()
            .expect("a language");
        let arrives = weight(EVERGREEN) + weight("dialog.js") + words;
        assert!(arrives <= 12 * 1024, "{arrives} bytes");
    }

    #[test]
    fn compression_is_used_when_it_is_accepted() {
        assert!(takes_gzip(&asked(&[(
            header::ACCEPT_ENCODING,
            "br, gzip;q=0.8"
        )])));
        assert!(!takes_gzip(&asked(&[(
            header::ACCEPT_ENCODING,
            "br, gzip;q=0"
        )])));
        assert!(!takes_gzip(&asked(&[])));
    }

    /// Where a server of this router alone listens.
    async fn served() -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        tokio::spawn(async move { axum::serve(listener, router::<()>()).await });
        format!("http://{address}")
    }

    async fn get(address: String) -> reqwest::Response {
        let request = reqwest::Client::new()
            .get(address)
            .header("accept-encoding", "gzip");
        request.send().await.expect("the server answers")
    }

    #[tokio::test]
    async fn a_version_may_be_kept_for_ever_and_any_other_not() {
        let (root, asset) = (served().await, find("dialog.js").expect("compiled"));
        let answer = get(format!("{root}{}", asset.path)).await;
        assert_eq!(answer.headers()["cache-control"], FOR_EVER);
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        assert_eq!(answer.bytes().await.expect("a body"), asset.gzip);
        for other in [
            "/assets/dialog.js",
            "/assets/dialog.js?v=old",
            "/corrigenda.js",
        ] {
            let answer = get(format!("{root}{other}")).await;
            assert_eq!(answer.headers()["cache-control"], SHORT, "{other}");
        }
    }

    #[tokio::test]
    async fn pages_of_any_origin_may_load_it() {
        let answer = get(format!("{}/corrigenda.js", served().await)).await;
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        assert_eq!(
            answer.headers()["cross-origin-resource-policy"],
            "cross-origin"
        );
        assert_eq!(
            answer.headers()["content-type"],
            "text/javascript; charset=utf-8"
        );
    }

    #[tokio::test]
    async fn what_the_binary_does_not_hold_is_not_found() {
        let root = served().await;
        for path in ["/assets/missing", "/assets/../config.rs", "/assets/"] {
            assert_eq!(
                get(format!("{root}{path}")).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }

    #[test]
    fn a_browser_that_holds_the_content_is_not_sent_it_again() {
        let asset = find(EVERGREEN).expect("compiled");
        let first = answer(asset, SHORT, &asked(&[]));
        assert_eq!(first.status(), StatusCode::OK);
        let mut again = HeaderMap::new();
        again.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(
            answer(asset, SHORT, &again).status(),
            StatusCode::NOT_MODIFIED
        );
    }
}
