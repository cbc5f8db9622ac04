//! `PUT /api/v1/sites/{site}/articles`: a publisher's system pushes an article.

use axum::Json as Answer;
use axum::extract::State;
use corrigenda_anchor::{Format, Scope, TEXT_RULES_VERSION};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::json::{At, Reader};
use crate::domain::article::{Article, ArticleUrl, Content};
use crate::domain::site::Site;
use crate::web::App;
use crate::web::address::canonical;
use crate::web::error::Error;
use crate::web::extract::{Json, Publisher};

/// Longest title or section, in code points.
pub(super) const MAX_TITLE: usize = 500;

/// The article as it is known from now on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoredArticle)]
pub struct Stored {
    id: String,
    url: String,
    title: String,
    section: Option<String>,
    published: Option<String>,
    revision: Option<String>,
    /// Whether this was a new revision.
    changed: bool,
    /// The number of the text rules that its text is taken by.
    text_rules: u32,
}

impl Stored {
    fn new(article: Article, changed: bool) -> Self {
        Self {
            id: article.id.to_string(),
            url: article.url.to_string(),
            title: article.title,
            section: article.section,
            published: article.published.map(|at| at.to_string()),
            revision: article.revision.map(|id| id.to_string()),
            changed,
            text_rules: TEXT_RULES_VERSION,
        }
    }
}

/// Stores the article's source as its current revision; the same source twice is one revision.
pub async fn put(
    State(app): State<App>,
    Publisher { site }: Publisher,
    Json(body): Json,
) -> Result<Answer<Stored>, Error> {
    let (url, content) = read(&body, &site)?;
    let url = canonical(&app, &site, url).await?;
    let (article, changed) = app
        .store
        .put_article(&site.key, &url, &content, Timestamp::now())
        .await?;
    Ok(Answer(Stored::new(article, changed)))
}

fn read(body: &Value, site: &Site) -> Result<(ArticleUrl, Content), Error> {
    let mut reader = Reader::default();
    let root = At::root(body);
    let url = reader.need(&root, "url").and_then(|at| {
        let text = reader.text(&at, ArticleUrl::MAX_BYTES)?;
        ArticleUrl::parse(&text, site)
            .map_err(|why| reader.refuse(&at, why.to_string()))
            .ok()
    });
    let title = reader
        .need(&root, "title")
        .and_then(|at| reader.text(&at, MAX_TITLE));
    let format = reader
        .need(&root, "format")
        .and_then(|at| reader.word::<Format>(&at));
    let scope = read_scope(&mut reader, &root);
    let source = reader
        .need(&root, "source")
        .and_then(|at| read_source(&mut reader, &at));
    if source
        .as_ref()
        .is_some_and(|source| source.len() > Content::MAX_BYTES)
    {
        return Err(Error::TooLarge);
    }
    let section = root
        .member("section")
        .and_then(|at| reader.text(&at, MAX_TITLE));
    let published = root
        .member("published")
        .and_then(|at| reader.word::<Timestamp>(&at));
    let read = url.zip(title).zip(format).zip(scope).zip(source);
    let read = read.map(|((((url, title), format), scope), source)| {
        (
            url,
            Content {
                title,
                format,
                scope,
                source,
                section,
                published,
            },
        )
    });
    reader.finish(read)
}

/// A source is taken as it is: only what no database holds is refused.
fn read_source(reader: &mut Reader, at: &At<'_>) -> Option<String> {
    let source = at.value().as_str();
    if source.is_none_or(|source| source.contains('\0')) {
        reader.refuse(at, "must be a string without the character U+0000");
        return None;
    }
    source.map(str::to_owned)
}

fn read_scope(reader: &mut Reader, root: &At<'_>) -> Option<Scope> {
    let at = reader.need(root, "scope")?;
    match at.value().as_str() {
        Some("page") => Some(Scope::Page),
        Some("body") => Some(Scope::Body),
        _ => {
            reader.refuse(&at, "expected one of: page, body");
            None
        }
    }
}
