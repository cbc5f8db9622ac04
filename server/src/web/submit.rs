//! A report that was read at the door, from its article's text to the store. The API and the form both come
//! through here, so that both mean the same.

use std::sync::Arc;

use corrigenda_anchor::Selectors;

use super::App;
use super::error::Error;
use crate::domain::placement::{self, Finding};
use crate::domain::report::NewReport;
use crate::domain::site::Site;
use crate::store::{Accepted, CurrentText};

/// Searching a longer text than this, in code points, would hold up the other requests of its thread.
pub(super) const LONG: usize = 20_000;

/// Finds the passage in the article as it is now and stores the report. When this returns, it is on disk.
pub(super) async fn submit(app: &App, site: &Site, report: NewReport) -> Result<Accepted, Error> {
    let article = match app.store.article_by_url(&site.key, &report.url).await? {
        Some(article) => article,
        None => {
            app.store
                .ensure_article(&site.key, &report.url, report.received)
                .await?
        }
    };
    let text = app.store.text(site, &article).await?;
    let finding = find(text, report.selectors.clone(), report.suggestion.clone()).await?;
    Ok(app.store.accept_report(site, report, finding).await?)
}

async fn find(
    text: Option<Arc<CurrentText>>,
    selectors: Option<Selectors>,
    suggestion: Option<String>,
) -> Result<Finding, Error> {
    let Some(current) = text else {
        return Ok(Finding::pending(selectors.as_ref(), suggestion.as_deref()));
    };
    let is_long = current.text.len() > LONG;
    let search = move || {
        let (text, selectors) = (&current.text, selectors.as_ref());
        placement::find(text, current.revision, selectors, suggestion.as_deref())
    };
    if !is_long {
        return Ok(search());
    }
    let found = tokio::task::spawn_blocking(search).await;
    found.map_err(|why| Error::Internal(anyhow::anyhow!("searching a text: {why}")))
}
