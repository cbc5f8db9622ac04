//! Forgetting what has expired: counters, spent proofs, blocks, where reports came from. What is kept how long is said
//! in the store.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::store::Store;

/// So often is enough: nothing that expired is used any more, whether it was removed or not.
const EVERY: Duration = Duration::from_secs(10 * 60);

/// When it was done last.
#[derive(Debug, Default)]
pub(super) struct Sweep(Option<Instant>);

impl Sweep {
    /// Forgets what has expired, if it is time for it again.
    pub(super) async fn when_due(&mut self, store: &Store) {
        if self.0.is_some_and(|last| last.elapsed() < EVERY) {
            return;
        }
        self.0 = Some(Instant::now());
        if let Err(error) = store.forget_expired(Timestamp::now()).await {
            tracing::warn!(%error, "what has expired was not removed");
        }
    }
}
