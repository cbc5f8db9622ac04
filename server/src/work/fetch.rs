//! Fetch: read an article through its site's connector, or fetch its page from the web, and store what it reads
//! now. What waits for the text, or was seen in an earlier one, is owed by the store then.

use jiff::Timestamp;

use super::Undone;
use crate::connect::{self, page::Pages};
use crate::domain::article::{Article, ArticleId, Content};
use crate::domain::site::{Site, SiteKey};
use crate::store::Store;

/// Reads and stores; an article that reads as before changes nothing.
pub(super) async fn run(store: &Store, site: &SiteKey, article: ArticleId) -> Result<(), Undone> {
    let site = store.site(site).await?;
    let article = store.article(&site.key, article).await?;
    take_in(store, &site, &article).await?;
    Ok(())
}

/// The article's source as it is this moment, stored when it is news. `article` was loaded before.
pub(super) async fn take_in(
    store: &Store,
    site: &Site,
    article: &Article,
) -> Result<Content, Undone> {
    let content = connect::read(site, article).await?;
    let now = Timestamp::now();
    if store
        .put_read(article, article.revision, &content, now)
        .await?
    {
        Ok(content)
    } else {
        // Somebody stored another revision while this one was read, and which is newer cannot be told.
        Err(connect::Error::Changed.into())
    }
}

/// The article's page as the web shows it this moment, stored when it is news. `article` was loaded before.
pub(super) async fn take_in_page(
    store: &Store,
    pages: &Pages,
    site: &Site,
    article: &Article,
) -> Result<(), Undone> {
    let now = Timestamp::now();
    let page = pages.fetch(site, article, now).await;
    let page = page.map_err(connect::Error::from)?;
    // When somebody stored a revision meanwhile, that one is as good or better.
    store
        .put_fetched(
            article,
            article.revision,
            &page.content,
            page.good_until,
            now,
        )
        .await?;
    Ok(())
}
