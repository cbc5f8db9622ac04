//! Articles and their revisions: what a publisher pushed or a connector read.

use std::sync::Arc;

use corrigenda_anchor::{Format, Scope, Text};
use jiff::Timestamp;

use super::{Page, Result, Store};
use crate::domain::article::{Article, ArticleId, ArticleUrl, Content, RevisionId};
use crate::domain::case::Case;
use crate::domain::site::{Site, SiteKey};

/// The text of an article's current revision.
#[derive(Debug)]
pub struct CurrentText {
    /// The revision.
    pub revision: RevisionId,
    /// The language of its source.
    pub format: Format,
    /// Whether the source is a whole page.
    pub scope: Scope,
    /// The text.
    pub text: Text,
}

impl Store {
    /// Stores what an article reads now and gives the article, and whether that was news. A new revision is
    /// written to the journal, owes the placing of the reports that wait for a text, and the reconsidering of
    /// the article's open cases.
    pub async fn put_article(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
        content: &Content,
        now: Timestamp,
    ) -> Result<(Article, bool)> {
        todo!("{site} {url} {content:?} {now}")
    }

    /// The article of this URL, if it is known.
    pub async fn article_by_url(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
    ) -> Result<Option<Article>> {
        todo!("{site} {url}")
    }

    /// An article.
    pub async fn article(&self, site: &SiteKey, id: ArticleId) -> Result<Article> {
        todo!("{site} {id}")
    }

    /// A site's articles, the last one known first.
    pub async fn articles(
        &self,
        site: &SiteKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<Article>> {
        todo!("{site} {cursor:?} {limit}")
    }

    /// The article of this URL; one without a revision is made when it is unknown.
    pub async fn ensure_article(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
        now: Timestamp,
    ) -> Result<Article> {
        todo!("{site} {url} {now}")
    }

    /// The current revision of an article with its source; none while the text is not known.
    pub async fn revision(
        &self,
        site: &SiteKey,
        article: ArticleId,
    ) -> Result<Option<(RevisionId, Content)>> {
        todo!("{site} {article}")
    }

    /// The text of an article's current revision; none while it is not known. Texts lately used are kept.
    pub async fn text(&self, site: &Site, article: &Article) -> Result<Option<Arc<CurrentText>>> {
        todo!("{site:?} {article:?}")
    }

    /// Open, held and accepted cases of an article whose passage was last seen in another revision than the
    /// current one, at most `limit`.
    pub async fn cases_to_reconsider(
        &self,
        site: &SiteKey,
        article: ArticleId,
        limit: u32,
    ) -> Result<Vec<Case>> {
        todo!("{site} {article} {limit}")
    }
}
