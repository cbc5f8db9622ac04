//! Reconsider: an article has a new revision, and its open cases are found again in it.

use jiff::Timestamp;

use super::Undone;
use crate::domain::article::ArticleId;
use crate::domain::placement;
use crate::domain::site::SiteKey;
use crate::store::Store;

/// Cases taken at a time, so that an article with thousands of them is no burden on memory.
const BATCH: u32 = 100;

/// Moves every undecided case of the article to its current revision.
pub(super) async fn run(store: &Store, site: &SiteKey, article: ArticleId) -> Result<(), Undone> {
    let site = store.site(site).await?;
    let article = store.article(&site.key, article).await?;
    let Some(current) = store.text(&site, &article).await? else {
        return Ok(());
    };
    let mut last = None;
    loop {
        let cases = store
            .cases_to_reconsider(&site.key, article.id, last, BATCH)
            .await?;
        for case in &cases {
            let now = placement::reconsider(case, &current.text, current.revision);
            store
                .replace_case(&site.key, case.id, &now, Timestamp::now())
                .await?;
        }
        last = cases.last().map(|case| case.id);
        if last.is_none() {
            return Ok(());
        }
    }
}
