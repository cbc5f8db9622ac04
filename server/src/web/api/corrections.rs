//! `GET /api/v1/sites/{site}/corrections`: the published notices, of one article or of all.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::list::{List, Part};
use crate::domain::article::ArticleUrl;
use crate::domain::correction::Correction;
use crate::domain::site::Site;
use crate::store::CorrectionFilter;
use crate::web::App;
use crate::web::address::canonical;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};

/// A notice that is a minute old is current enough, and saves most requests of a busy article.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// A notice on the wire.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct Notice {
    id: String,
    kind: &'static str,
    text: String,
    published: String,
    modified: String,
    version: i64,
    case: String,
    article: ArticleBrief,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeArticle)]
pub(super) struct ArticleBrief {
    url: String,
    title: String,
}

impl From<Correction> for Notice {
    fn from(correction: Correction) -> Self {
        Self {
            id: correction.id.to_string(),
            kind: correction.kind.as_str(),
            text: correction.text,
            published: correction.published.to_string(),
            modified: correction.modified.to_string(),
            version: correction.version,
            case: correction.case.to_string(),
            article: ArticleBrief {
                url: correction.article_url,
                title: correction.article_title,
            },
        }
    }
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: Option<String>,
    since: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// The notices, newest first; `304` when the client has them.
pub async fn list(
    State(app): State<App>,
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let mut filter = filter(&asked, &site)?;
    if let Some(url) = filter.url {
        filter.url = Some(canonical(&app, &site, url).await?);
    }
    let part = Part {
        cursor: asked.cursor.clone(),
        limit: asked.limit.clone(),
    };
    let limit = part.limit()?;
    let stamp = app
        .store
        .corrections_stamp(&site.key, filter.url.as_ref())
        .await?;
    let etag = etag(&stamp, &asked);
    let head = [(header::CACHE_CONTROL, KEEP), (header::ETAG, etag.clone())];
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let page = app
        .store
        .corrections(&site.key, &filter, part.cursor(), limit)
        .await?;
    Ok((head, Json(List::of(page, Notice::from))).into_response())
}

fn filter(asked: &Asked, site: &Site) -> Result<CorrectionFilter, Error> {
    let url = asked.url.as_deref().map(|url| ArticleUrl::parse(url, site));
    let since = asked
        .since
        .as_deref()
        .map(str::parse::<Timestamp>)
        .transpose();
    Ok(CorrectionFilter {
        url: url.transpose().map_err(Error::ForeignArticle)?,
        since: since
            .map_err(|why| Error::BadQuery(format!("since must be an RFC 3339 time: {why}")))?,
        q: None,
    })
}

/// Changes when the list does, and differs from one question to another.
fn etag(stamp: &str, asked: &Asked) -> HeaderValue {
    let question = format!("{stamp}\n{asked:?}");
    let digest = Sha256::digest(question.as_bytes());
    let short: String = digest[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    HeaderValue::try_from(format!("\"{short}\"")).expect("hexadecimal digits fit into a header")
}

/// Whether the client's copy is the one that this tag names.
pub fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let named = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut tags = named
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == "*" || tag.as_bytes() == etag.as_bytes())
}
