//! When what waits in SQLite's log is written to its places: while the writer goes on, by a connection that reads. When other
//! writers fill the log, its own limit holds, see `store::sqlite`.

use tokio::task::JoinHandle;

use super::super::db::{Database, Pools};

/// After so many reports, each of which changes some three pages; the log takes more than twice as many.
const REPORTS: usize = 2_000;

/// How many reports went into the log, and who empties it.
#[derive(Debug, Default)]
pub(super) struct Log {
    taken: usize,
    emptying: Option<JoinHandle<()>>,
}

impl Log {
    /// So many more reports were stored. A commit that finds the log full would wait for all its pages, and everybody with it.
    pub(super) fn after(&mut self, more: usize, db: &Database) {
        let Pools::Sqlite { readers, .. } = &db.pools else {
            return;
        };
        self.taken = self.taken.saturating_add(more);
        let is_busy = self.emptying.as_ref().is_some_and(|it| !it.is_finished());
        if self.taken < REPORTS || is_busy {
            return;
        }
        self.taken = 0;
        let readers = readers.clone();
        self.emptying = Some(tokio::spawn(async move {
            // It takes what it can without waiting for anybody.
            let passive = sqlx::query("pragma wal_checkpoint(passive)");
            if let Err(error) = passive.execute(&readers).await {
                tracing::warn!(%error, "the log of the database could not be emptied");
            }
        }));
    }

    /// Waits until what was begun is done: its connection goes back where it came from while the runtime lasts.
    pub(super) async fn end(self) {
        if let Some(emptying) = self.emptying {
            // A panic in it was told when it came.
            let _ = emptying.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::Store;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_log_is_emptied_while_others_may_write() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("log.db");
        let url = format!("sqlite:{}", file.display());
        let store = Store::open(&url).await.expect("a store");
        store.migrate().await.expect("a schema");
        let size = || fs::metadata(&file).expect("a file").len();
        let before = size();
        let writing = store.db.write().await.expect("a transaction");
        let mut log = Log::default();
        log.after(REPORTS - 1, &store.db);
        assert!(log.emptying.is_none(), "not yet");
        log.after(1, &store.db);
        let emptying = log.emptying.take().expect("now");
        emptying.await.expect("no panic");
        assert!(size() > before, "the schema went to its place");
        writing.commit().await.expect("nothing was in its way");
    }
}
