//! How a site's articles are read and patched, one file a connector. What is done with an article
//! belongs to `work`; here is only how to reach it.

#[cfg(feature = "otel")]
pub mod collector;
mod files;
pub mod page;
mod title;

use corrigenda_anchor::{Format, Scope};

use crate::domain::article::{Article, ArticleUrl, Content, RevisionId};
use crate::domain::site::{Connector, Site};

/// Why an article could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The site has no connector.
    #[error("this site has no connector")]
    NoConnector,
    /// The article's URL is none that the connector stands for, or it leads out of the place.
    #[error("the connector does not reach this address")]
    OutOfReach,
    /// There is no such article.
    #[error("there is no article at {0}")]
    NotFound(String),
    /// There is one, but its source is no text, or larger than [`Content::MAX_BYTES`].
    #[error("the source at {0} is not UTF-8 text of at most 4 MiB")]
    NotText(String),
    /// The source is not the one that the change was made for. Nothing was written.
    #[error("the source changed in the meantime")]
    Changed,
    /// The page was not fetched.
    #[error("the page was not fetched: {0}")]
    NotFetched(#[from] page::Refused),
    /// The system refused.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system says.
        source: std::io::Error,
    },
}

impl Error {
    /// Whether trying again later may help without anybody's doing.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Changed | Self::Io { .. } => true,
            Self::NotFetched(why) => why.may_pass(),
            _ => false,
        }
    }
}

/// A source as a connector found it.
#[derive(Debug)]
struct Found {
    source: String,
    format: Format,
    scope: Scope,
    title: Option<String>,
}

/// The one address of the article at `url`: of all that lead to its source, the one without an ending, or the folder's
/// when it is an index. Where no source is to be found, the address is taken as it is.
pub async fn canonical(site: &Site, url: &ArticleUrl) -> ArticleUrl {
    let known = match &site.connector {
        Connector::None => None,
        Connector::Files { root, base } => files::address(root, base, url).await.ok(),
    };
    known
        .and_then(|address| ArticleUrl::parse(&address, site).ok())
        .unwrap_or_else(|| url.clone())
}

/// What changes whenever a source does, for the price of a look: for files, when they were written and their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    written: Option<std::time::SystemTime>,
    bytes: u64,
}

/// The stamp of an article's source as it is now.
///
/// # Errors
/// As [`read`].
pub async fn stamp(site: &Site, article: &Article) -> Result<Stamp, Error> {
    match &site.connector {
        Connector::None => Err(Error::NoConnector),
        Connector::Files { root, base } => files::stamp(root, base, &article.url).await,
    }
}

/// Reads an article as it is now. What the connector cannot know (section, time of publication, a headline that
/// the source does not hold) is as the article has it.
///
/// # Errors
/// [`Error`].
pub async fn read(site: &Site, article: &Article) -> Result<Content, Error> {
    let found = match &site.connector {
        Connector::None => return Err(Error::NoConnector),
        Connector::Files { root, base } => files::read(root, base, &article.url).await?,
    };
    Ok(Content {
        title: found.title.unwrap_or_else(|| article.title.clone()),
        format: found.format,
        scope: found.scope,
        source: found.source,
        section: article.section.clone(),
        published: article.published,
    })
}

/// Writes an article's new source, byte for byte, when what stands there is still `expected`.
///
/// # Errors
/// [`Error::Changed`] when it is not; otherwise as [`read`]. After an error nothing was changed, unless the system
/// failed after the change: then a second call says [`Error::Changed`].
pub async fn write(
    site: &Site,
    article: &Article,
    expected: RevisionId,
    source: &str,
) -> Result<(), Error> {
    match &site.connector {
        Connector::None => Err(Error::NoConnector),
        Connector::Files { root, base } => {
            files::write(root, base, &article.url, expected, source).await
        }
    }
}
