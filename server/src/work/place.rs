//! Place: a report that came before its article's text finds its passage and its case, by the same functions
//! as inside the request.

use jiff::Timestamp;

use super::Undone;
use crate::domain::placement;
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;
use crate::store::Store;

/// Places the report; one that has a place, or whose article still has no text, is left as it is: the text's
/// arrival owes this task again.
pub(super) async fn run(store: &Store, site: &SiteKey, id: ReportId) -> Result<(), Undone> {
    let site = store.site(site).await?;
    let Some(report) = store.pending_report(&site.key, id).await? else {
        return Ok(());
    };
    let Some(article) = store.article_by_url(&site.key, &report.url).await? else {
        return Ok(());
    };
    let Some(current) = store.text(&site, &article).await? else {
        return Ok(());
    };
    let finding = placement::find(
        &current.text,
        current.revision,
        report.selectors.as_ref(),
        report.suggestion.as_deref(),
    );
    store
        .place_report(&site, id, finding, Timestamp::now())
        .await?;
    Ok(())
}
