//! When PostgreSQL is asked to count what the tables of reports hold. What they hold is not told here.

use sqlx::PgPool;

use super::super::db::{Database, Pools};

/// After so many reports the database is asked to count what its tables hold, and after eight times as many again,
/// until it surely has done so by itself.
const FIRST_COUNT: u32 = 64;
/// See [`FIRST_COUNT`]; so many that were counted need not be counted again.
const LAST_COUNT: u32 = 50_000;

/// How many reports were taken, and after how many the tables are counted next.
#[derive(Debug)]
pub(super) struct Counts {
    taken: u32,
    next: u32,
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
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        self.taken = self.taken.saturating_add(more);
        if (self.next..LAST_COUNT).contains(&self.taken) {
            self.next = self.taken * 8;
            if let Pools::Postgres(pool) = &db.pools {
                let pool = pool.clone();
                tokio::spawn(async move {
                    if let Err(error) = count_again(&pool).await {
                        tracing::warn!(%error, "the tables could not be counted");
                    }
                });
            }
        }
    }
}

/// Lets PostgreSQL count what the tables of reports hold, and says whether it had to. By itself it does so a minute after
/// they grew, and until then it may read a whole site along an index of which only the first column fits: a crowd on a
/// young site would be paid for by the square. Where it has counted many reports before it would learn nothing that
/// matters, and counting ten million takes it seconds. SQLite plans by how many columns fit, and needs no counts.
async fn count_again(pool: &PgPool) -> sqlx::Result<bool> {
    // The number of rows alone may come from the making of an index.
    const KNOWN: &str = "select reltuples::float8 from pg_class where oid = to_regclass('reports')
        and exists (select from pg_stats where schemaname = current_schema() and tablename = 'reports')";
    const TABLES: &str = "analyze articles, cases, proposals, reports, idempotency, acceptances";
    let known: Option<f64> = sqlx::query_scalar(KNOWN).fetch_optional(pool).await?;
    if known.is_some_and(|known| known >= f64::from(LAST_COUNT)) {
        return Ok(false);
    }
    sqlx::query(TABLES).execute(pool).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use testkit::Postgres;

    use jiff::Timestamp;

    use super::*;
    use crate::domain::site::SiteKey;
    use crate::store::{Bulk, Store};

    async fn believes(pool: &PgPool, reports: u32) {
        let many = "update pg_class set reltuples = $1 where oid = 'reports'::regclass";
        let told = sqlx::query(many).bind(f64::from(reports)).execute(pool);
        told.await.expect("a superuser");
    }

    #[tokio::test]
    async fn tables_are_counted_until_many_reports_were() {
        let server = Postgres::shared().expect("PostgreSQL starts");
        let url = server.create_database().expect("a database");
        let store = Store::open(&url).await.expect("a store");
        store.migrate().await.expect("a schema");
        let Pools::Postgres(pool) = &store.db.pools else {
            panic!("it is PostgreSQL");
        };
        let counts = async || count_again(pool).await.expect("an answer");
        assert!(counts().await);
        believes(pool, LAST_COUNT).await;
        assert!(counts().await, "a number that nothing was counted for");
        let key: SiteKey = "bulk".parse().expect("a key");
        let site = "insert into sites (site_id, name, origins, language, text_root, text_ignore, connector)
            values ('bulk', 'Bulk', '[]', 'en', 'body', '', '{\"kind\":\"none\"}')";
        sqlx::query(site).execute(pool).await.expect("a site");
        let bulk = Bulk {
            articles: 1,
            cases: 10,
            reports: 100,
            answers: 0,
            answered: Timestamp::UNIX_EPOCH,
        };
        store.fill(&key, &bulk).await.expect("reports");
        assert!(counts().await, "a hundred are few");
        believes(pool, LAST_COUNT).await;
        assert!(!counts().await);
    }
}
