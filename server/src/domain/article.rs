//! An article, known by its canonical URL, and its revisions, known by their content.

use corrigenda_anchor::{Format, Scope};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::site::{Site, SiteKey};

super::id! {
    /// An article's id.
    ArticleId
}

/// An article's canonical URL: absolute, http or https, of one of the site's origins, without fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleUrl(String);

/// Why an article's URL was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadArticleUrl {
    /// Not a URL at all, not http(s), or longer than 2,000 bytes.
    #[error(
        "an article's URL is absolute, begins with http:// or https:// and has at most 2,000 bytes"
    )]
    NotAUrl,
    /// A URL, but of an origin that the site does not have.
    #[error("this URL is not of one of the site's origins ({0})")]
    ForeignOrigin(String),
}

impl ArticleUrl {
    /// Longest URL taken, in bytes.
    pub const MAX_BYTES: usize = 2_000;

    /// Parses and normalises (WHATWG URL), drops the fragment, and checks that the origin is the site's.
    pub fn parse(text: &str, site: &Site) -> Result<Self, BadArticleUrl> {
        let mut url = match url::Url::parse(text) {
            Ok(url)
                if text.len() <= Self::MAX_BYTES && matches!(url.scheme(), "http" | "https") =>
            {
                url
            }
            _ => return Err(BadArticleUrl::NotAUrl),
        };
        url.set_fragment(None);
        let origin = url.origin().ascii_serialization();
        if !site.origins.contains(&origin) {
            return Err(BadArticleUrl::ForeignOrigin(site.origins.join(", ")));
        }
        Ok(Self(url.into()))
    }

    /// A URL that was parsed before and comes back from the store.
    pub fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ArticleUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A revision's id: the SHA-256 of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(pub [u8; 32]);

impl RevisionId {
    /// The id of this source.
    pub fn of(source: &str) -> Self {
        Self(Sha256::digest(source.as_bytes()).into())
    }
}

impl std::fmt::Display for RevisionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An article's content as a publisher pushes it or a connector reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The headline, plain text.
    pub title: String,
    /// The language of `source`.
    pub format: Format,
    /// Whether `source` is a whole page or the article's body alone.
    pub scope: Scope,
    /// The source itself, at most [`Content::MAX_BYTES`].
    pub source: String,
    /// The section of the publication, if it has one.
    pub section: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
}

impl Content {
    /// Largest source taken, in bytes.
    pub const MAX_BYTES: usize = 4 * 1024 * 1024;
}

/// An article as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its site.
    pub site: SiteKey,
    /// Its URL.
    pub url: ArticleUrl,
    /// The headline; the URL while nothing better is known.
    pub title: String,
    /// The section of the publication, if it has one.
    pub section: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// The current revision; none while the text is not known.
    pub revision: Option<RevisionId>,
}
