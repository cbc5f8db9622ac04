//! Articles that take no reports: which, why, and how a reader is told.

use jiff::Timestamp;

use super::App;
use super::error::Error;
use super::problem::{self, Sort};
use crate::domain::article::Article;
use crate::domain::site::Site;
use crate::words::Words;

const DAY: i64 = 24 * 60 * 60;

/// Why an article takes no reports, for its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// In the reader's language.
    pub words: String,
    /// Its tag.
    pub lang: &'static str,
    /// Seconds after which it takes reports again; none when it never does.
    pub until: Option<u64>,
}

impl Closed {
    /// The article was published too long ago.
    pub(super) fn old(site: &Site, words: Words) -> Self {
        Self::said("closed-old", site, words, None)
    }

    /// The article has enough reports for today.
    pub(super) fn full(site: &Site, words: Words, now: Timestamp) -> Self {
        let left = DAY - now.as_second().rem_euclid(DAY);
        Self::said("closed-full", site, words, u64::try_from(left).ok())
    }

    fn said(key: &str, site: &Site, words: Words, until: Option<u64>) -> Self {
        Self {
            words: words.get(key, &[("site", site.name.as_str().into())]),
            lang: words.language(),
            until,
        }
    }

    /// The sort of problem this is.
    pub(super) fn sort(&self) -> &'static Sort {
        if self.until.is_some() {
            &problem::FULL
        } else {
            &problem::CLOSED
        }
    }
}

/// Why an article takes no reports now; none when it does. What is said before a report is sent may have changed by
/// then: whoever stores it asks again.
pub(super) async fn closed(
    app: &App,
    site: &Site,
    article: &Article,
    words: Words,
    now: Timestamp,
) -> Result<Option<Closed>, Error> {
    if !site.caps.takes_old(article.published, now) {
        return Ok(Some(Closed::old(site, words)));
    }
    if site.caps.per_article.is_none() {
        return Ok(None);
    }
    let today = app.store.reports_today(site, article.id, now).await?;
    let is_full = !site.caps.takes_more(today);
    Ok(is_full.then(|| Closed::full(site, words, now)))
}
