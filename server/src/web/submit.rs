//! A report that was read at the door, from its article's text to the store. The API and the form both come
//! through here, so that both mean the same.

use super::App;
use super::closed::Closed;
use super::error::Error;
use super::limit::A_WHILE;
use super::proof::{self, Flaw};
use crate::connect;
use crate::domain::article::{Article, ArticleUrl};
use crate::domain::placement::{self, Finding};
use crate::domain::report::NewReport;
use crate::domain::sender::{Refused, Sender};
use crate::domain::site::Site;
use crate::meter;
use crate::store::{self, Accepted};
use crate::words::Words;

/// Searching a longer text than this, in code points, would hold up the other requests of its thread.
pub(super) const LONG: usize = 20_000;

/// Finds the passage in the article as it is now and stores the report. When this returns, it is on disk. Whoever sent
/// it is told in these words when the article takes no reports.
pub(super) async fn submit(
    app: &App,
    site: &Site,
    sender: Sender,
    report: NewReport,
    words: Words,
) -> Result<Accepted, Error> {
    let (sent_about, now) = (report.url.clone(), report.received);
    let (report, article) = addressed(app, site, report).await?;
    if !site.caps.takes_old(article.published, now) {
        return Err(Error::Closed(Closed::old(site, words)));
    }
    let finding = find(app, site, &article, &report).await?;
    let stored = app.store.accept_from(site, sender, report, finding).await;
    meter::report(match &stored {
        Ok(accepted) if accepted.replayed => "replayed",
        Ok(_) => "stored",
        Err(store::Error::Conflict(_)) => "conflict",
        Err(store::Error::Refused(_)) => "refused",
        Err(store::Error::Busy) => "busy",
        Err(_) => "failed",
    });
    stored.map_err(|error| match error {
        store::Error::Refused(Refused::ArticleFull) => {
            Error::Closed(Closed::full(site, words, now))
        }
        store::Error::Refused(Refused::ProofNeeded) => {
            needed(site, &sent_about, A_WHILE, Flaw::Missing)
        }
        store::Error::Refused(Refused::ProofSpent) => {
            needed(site, &sent_about, A_WHILE, Flaw::Spent)
        }
        other => other.into(),
    })
}

/// The answer that asks for a proof of work.
pub(super) fn needed(site: &Site, article: &ArticleUrl, wait: u64, flaw: Flaw) -> Error {
    Error::ProofNeeded {
        wait,
        challenge: proof::address(site, article),
        proof: flaw,
    }
}

/// The report under its article's canonical address, and the article; made when it is unknown.
async fn addressed(
    app: &App,
    site: &Site,
    mut report: NewReport,
) -> Result<(NewReport, Article), Error> {
    let known = app.store.article_by_url(&site.key, &report.url).await?;
    if let Some(article) = known {
        return Ok((report, article));
    }
    report.url = connect::canonical(site, &report.url).await;
    let article = app
        .store
        .ensure_article(&site.key, &report.url, report.received)
        .await?;
    Ok((report, article))
}

/// The passage in the text as it is now. Where its words do not stand as they are quoted, the reader may have an older
/// page: then it is carried from the newest of the last revisions that they stand in.
async fn find(
    app: &App,
    site: &Site,
    article: &Article,
    report: &NewReport,
) -> Result<Finding, Error> {
    let (selectors, suggestion) = (report.selectors.clone(), report.suggestion.clone());
    let Some(current) = app.store.text(site, article).await? else {
        return Ok(Finding::pending(selectors.as_ref(), suggestion.as_deref()));
    };
    let is_long = current.text.len() > LONG;
    let (now, words) = (current.clone(), suggestion.clone());
    let search = move || {
        now.weigh(placement::find(
            &now.text,
            now.revision,
            selectors.as_ref(),
            words.as_deref(),
        ))
    };
    let finding = match is_long {
        false => search(),
        true => aside(search).await?,
    };
    let Some(selectors) = report.selectors.clone().filter(|_| !finding.is_settled) else {
        return Ok(finding);
    };
    let Some(seen) = app.store.text_seen(site, article, &selectors).await? else {
        return Ok(finding);
    };
    aside(move || {
        let (text, revision) = (&current.text, current.revision);
        current.weigh(placement::find_since(
            seen.earlier(),
            text,
            revision,
            &selectors,
            suggestion.as_deref(),
        ))
    })
    .await
}

async fn aside(search: impl FnOnce() -> Finding + Send + 'static) -> Result<Finding, Error> {
    let found = tokio::task::spawn_blocking(search).await;
    found.map_err(|why| Error::Internal(anyhow::anyhow!("searching a text: {why}")))
}
