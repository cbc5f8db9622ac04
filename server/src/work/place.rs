//! Place: a report that came before its article's text finds its passage and its case, by the same functions
//! as inside the request. A text that is not known is read or fetched first; where that cannot be done, the report
//! becomes a case without a place, because a reader's words must reach an editor.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Undone, fetch};
use crate::connect::page::Pages;
use crate::domain::article::{Article, ArticleId};
use crate::domain::case::Placement;
use crate::domain::job::{Job, MAX_ATTEMPTS};
use crate::domain::placement::{self, Finding};
use crate::domain::report::{NewReport, ReportId};
use crate::domain::site::{Connector, Site};
use crate::store::{self, CurrentText, Store};

/// A page that did not come after so many attempts, a few seconds in all, keeps no report from the editors.
const FETCHES: u32 = 3;

/// Places the report; one that has its place already is left as it is.
pub(super) async fn run(
    store: &Store,
    pages: &Pages,
    job: &Job,
    id: ReportId,
) -> Result<(), Undone> {
    let site = store.site(&job.site).await?;
    let Some(report) = store.pending_report(&site.key, id).await? else {
        return Ok(());
    };
    let now = Timestamp::now();
    let article = store.ensure_article(&site.key, &report.url, now).await?;
    let is_last = job.attempt >= MAX_ATTEMPTS;
    let mut text = text_of(store, &site, article.clone(), is_last).await?;
    let mut finding = find_in(store, &site, &article, text.as_deref(), &report).await?;
    if site.connector == Connector::None && is_worth_a_look(text.as_deref(), &finding, now) {
        text = fetched(store, pages, job, &site, &article).await?.or(text);
        finding = find_in(store, &site, &article, text.as_deref(), &report).await?;
    }
    match store.place_report(&site, id, finding, now).await {
        // Another worker placed it meanwhile.
        Ok(_) | Err(store::Error::Conflict(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What is known of the passage, with or without a text.
async fn find_in(
    store: &Store,
    site: &Site,
    article: &Article,
    text: Option<&CurrentText>,
    report: &NewReport,
) -> Result<Finding, Undone> {
    match text {
        Some(text) => find(store, site, article.id, text, report).await,
        None => Ok(Finding::pending(
            report.selectors.as_ref(),
            report.suggestion.as_deref(),
        )),
    }
}

/// As inside the request: in the text as it is now, else carried from an earlier one that the reader saw.
async fn find(
    store: &Store,
    site: &Site,
    article: ArticleId,
    text: &CurrentText,
    report: &NewReport,
) -> Result<Finding, Undone> {
    let (selectors, suggestion) = (report.selectors.as_ref(), report.suggestion.as_deref());
    let finding = placement::find(&text.text, text.revision, selectors, suggestion);
    let finding = text.weigh(finding);
    let Some(selectors) = selectors.filter(|_| !finding.is_settled) else {
        return Ok(finding);
    };
    let article = store.article(&site.key, article).await?;
    let Some(seen) = store.text_seen(site, &article, selectors).await? else {
        return Ok(finding);
    };
    Ok(text.weigh(placement::find_since(
        seen.earlier(),
        &text.text,
        text.revision,
        selectors,
        suggestion,
    )))
}

/// The article's text, read through the connector when it is not known yet; none when it cannot be had, or could
/// not be even at the last attempt.
async fn text_of(
    store: &Store,
    site: &Site,
    article: Article,
    is_last: bool,
) -> Result<Option<Arc<CurrentText>>, Undone> {
    if article.revision.is_some() || site.connector == Connector::None {
        return Ok(store.text(site, &article).await?);
    }
    match fetch::take_in(store, site, &article).await {
        Ok(_) => {
            let article = store.article(&site.key, article.id).await?;
            Ok(store.text(site, &article).await?)
        }
        Err(Undone::Later(error)) if !is_last => Err(Undone::Later(error)),
        Err(Undone::Later(_) | Undone::Never(_)) => Ok(None),
    }
}

/// Whether the page may tell more: nothing is known yet, or what was fetched some time ago does not hold what the
/// reader saw.
fn is_worth_a_look(text: Option<&CurrentText>, finding: &Finding, now: Timestamp) -> bool {
    let Some(text) = text else {
        return true;
    };
    let is_found = matches!(finding.placement, Placement::Exact | Placement::Already);
    !is_found && text.fetched_until.is_some_and(|until| until <= now)
}

/// The text of the article's page as the web shows it now; none when the page cannot be had, or did not come.
async fn fetched(
    store: &Store,
    pages: &Pages,
    job: &Job,
    site: &Site,
    article: &Article,
) -> Result<Option<Arc<CurrentText>>, Undone> {
    match fetch::take_in_page(store, pages, site, article).await {
        Ok(()) => {
            let article = store.article(&site.key, article.id).await?;
            Ok(store.text(site, &article).await?)
        }
        Err(Undone::Later(error)) if job.attempt < FETCHES => Err(Undone::Later(error)),
        Err(Undone::Later(why) | Undone::Never(why)) => {
            tracing::info!(why = format!("{why:#}"), job = %job.id, "a page was not fetched");
            Ok(None)
        }
    }
}
