//! Removing, once a day and site, what need not be kept any longer. What that is, the store knows; here is when.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::Undone;
use crate::domain::job::Task;
use crate::domain::site::SiteKey;
use crate::store::Store;

/// How long after one time the next is due.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How often to see that every site owes it: a new site does not, at first.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Removes what is to be removed and owes the same again tomorrow.
pub(super) async fn run(store: &Store, site: &SiteKey) -> Result<(), Undone> {
    let now = Timestamp::now();
    let done = store.forget(site, now).await?;
    let emails = done.emails;
    if emails.locked > 0 {
        let locked = emails.locked;
        tracing::warn!(%site, locked, "addresses are sealed with a key that is not among those of the settings");
    }
    tracing::info!(%site, erased = emails.erased, sealed = emails.sealed, answers = done.answers, junk = done.junk, "what need not be kept was removed");
    store.owe(site, Task::Forget, now + DAY).await?;
    Ok(())
}

/// When it was last seen to that every site owes it.
#[derive(Debug, Default)]
pub(super) struct Daily(Option<Instant>);

impl Daily {
    /// Sees to it, if it is time to.
    pub(super) async fn see_to_it(&mut self, store: &Store) {
        if self.0.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        match store.owe_everywhere(Task::Forget, Timestamp::now()).await {
            Ok(()) => self.0 = Some(Instant::now()),
            Err(error) => tracing::warn!(%error, "the daily removing cannot be owed"),
        }
    }
}
