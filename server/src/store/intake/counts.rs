//! When PostgreSQL is asked to count what the tables of reports hold. What they hold is not told here.

use super::super::db::{Database, Pools};

/// After so many reports the database is asked to count what its tables hold, and after eight times as many again,
/// until it surely has done so by itself.
const FIRST_COUNT: usize = 64;
/// See [`FIRST_COUNT`].
const LAST_COUNT: usize = 50_000;

/// How many reports were taken, and after how many the tables are counted next.
#[derive(Debug)]
pub(super) struct Counts {
    taken: usize,
    next: usize,
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            taken: 0,
            next: FIRST_COUNT,
        }
    }
}

impl Counts {
    /// So many more reports were taken. The tables are counted meanwhile, on another connection.
    pub(super) fn after(&mut self, more: usize, db: &Database) {
        self.taken += more;
        if (self.next..LAST_COUNT).contains(&self.taken) {
            self.next = self.taken * 8;
            let db = db.clone();
            tokio::spawn(async move { count_again(&db).await });
        }
    }
}

/// Lets PostgreSQL count what the tables of reports hold. By itself it does so a minute after they grew, and until
/// then it may read a whole site along an index of which only the first column fits: a crowd on a young
/// site would be paid for by the square. SQLite plans by how many columns fit, and needs no counts.
async fn count_again(db: &Database) {
    const TABLES: &str = "analyze articles, cases, proposals, reports, idempotency, acceptances";
    let Pools::Postgres(pool) = &db.pools else {
        return;
    };
    if let Err(error) = sqlx::query(TABLES).execute(pool).await {
        tracing::warn!(%error, "the tables could not be counted");
    }
}
