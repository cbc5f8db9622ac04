//! The two databases behind one face: their pools, one connection type over both, and the macros that run a
//! statement on whichever it is. How a database is opened (SQLite: `sqlite`) says how durable a commit is, and a commit tells the
//! `bell` what it brought; what is asked of a database is the business of the other files.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{
    Connection as _, Executor as _, PgConnection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
};

use super::bell::{Bell, Pending};
use super::error::{Error, OpenError, is_out_of_reach};
use super::{Result, sqlite};
use crate::domain::article::RevisionId;
use crate::domain::site::SiteKey;

/// How long a connection may be waited for before the caller is told that the database is not available.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Connections to PostgreSQL of one process, one of which listens; the intake has two more. A server has a hundred.
const POSTGRES_CONNECTIONS: u32 = 15;

/// Whatever is asked of the store follows an index. Left to itself, PostgreSQL plans a statement over a set of rows
/// while its tables are young and without statistics, finds it cheaper to read them whole, and keeps that plan while
/// they grow; and a plan that is only made to look dear must not be worth compiling. A small set looks cheaper than the
/// sets that a plan kept for all would be for, so that each would be planned for anew.
const POSTGRES_PLANS: &str = "set enable_seqscan = off; set enable_hashjoin = off;
    set enable_mergejoin = off; set jit = off; set plan_cache_mode = force_generic_plan";

/// An answer given is an answer kept: a commit waits for the disk, whatever the database, the role or the server were
/// set to. Who asked for more than that, a standby that has applied it, keeps it.
const POSTGRES_DURABLE: &str = "select set_config('synchronous_commit', 'on', false)
    where current_setting('synchronous_commit') not in ('on', 'remote_apply')";

/// The database that was opened, and who is told of what is written there. Clones share everything.
#[derive(Debug, Clone)]
pub(super) struct Database {
    pub(super) pools: Pools,
    pub(super) bell: Bell,
    /// The last attempt to write failed for reasons of the database's own: a full disk, a standby that only reads.
    pub(super) failing: Arc<AtomicBool>,
}

/// The connections.
#[derive(Debug, Clone)]
pub(super) enum Pools {
    /// One connection writes and the others read: more writers would only sleep in each other's way.
    Sqlite {
        /// The one that writes.
        writer: SqlitePool,
        /// The ones that read.
        readers: SqlitePool,
        /// Where it lies.
        file: PathBuf,
    },
    /// All connections do everything.
    Postgres(PgPool),
}

/// What is done where SQLite's file is not there; PostgreSQL's databases are made by others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is made.
    Make,
    /// It is an error: whoever only asks is in the wrong folder.
    Refuse,
}

/// A connection, or a transaction on one.
pub(super) enum Conn {
    /// To SQLite.
    Sqlite(Held<Sqlite>),
    /// To PostgreSQL.
    Postgres(Held<Postgres>),
}

/// What is held of a pool: dropped without a commit, a transaction is rolled back.
pub(super) enum Held<DB: sqlx::Database> {
    /// Every statement by itself.
    Plain(PoolConnection<DB>),
    /// All statements or none, and what is told once they are true.
    Whole(Transaction<'static, DB>, Pending),
}

impl Database {
    pub(super) async fn open(url: &str, missing: Missing) -> Result<Self, OpenError> {
        let failing: Arc<AtomicBool> = Arc::default();
        let (pools, bell) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = open_postgres(url).await?;
            (Pools::Postgres(pool.clone()), Bell::with_others(pool))
        } else if let Some(file) = url.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            let pools = sqlite::open(file, missing, failing.clone()).await?;
            (pools, Bell::alone())
        } else {
            return Err(OpenError::UnknownKind(url.to_owned()));
        };
        Ok(Self {
            pools,
            bell,
            failing,
        })
    }

    /// For one statement that reads.
    pub(super) async fn read(&self) -> Result<Conn> {
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Conn::Sqlite(Held::Plain(readers.acquire().await?)),
            Pools::Postgres(pool) => Conn::Postgres(Held::Plain(pool.acquire().await?)),
        })
    }

    /// For several statements that must see the same state.
    pub(super) async fn snapshot(&self) -> Result<Conn> {
        const POSTGRES: &str = "begin isolation level repeatable read, read only";
        let none = self.bell.pending();
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                Conn::Sqlite(Held::Whole(readers.begin().await?, none))
            }
            Pools::Postgres(pool) => {
                Conn::Postgres(Held::Whole(pool.begin_with(POSTGRES).await?, none))
            }
        })
    }

    /// For whatever writes. SQLite's lock is taken at once: a transaction that began by reading could be refused
    /// it later on.
    pub(super) async fn write(&self) -> Result<Conn> {
        let none = self.bell.pending();
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => match writer.begin_with("begin immediate").await {
                Ok(begun) => Conn::Sqlite(Held::Whole(begun, none)),
                Err(error) => return self.wrote(Err(error.into())),
            },
            Pools::Postgres(pool) => Conn::Postgres(Held::Whole(pool.begin().await?, none)),
        })
    }

    /// Remembers how writing went, for whoever asks whether this server can do its work.
    pub(super) fn wrote<T>(&self, done: Result<T>) -> Result<T> {
        match &done {
            Ok(_) => self.failing.store(false, Ordering::Release),
            Err(error) if is_out_of_reach(error) => self.failing.store(true, Ordering::Release),
            Err(_) => {}
        }
        done
    }

    /// Whether the last attempt to write failed for reasons of the database's own.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Acquire)
    }

    /// Overwrites what SQLite still holds of erased words in its log. When a reader is in the way it is left for the
    /// next time the log begins anew; PostgreSQL's vacuum does the like by itself.
    pub(super) async fn forget_old_pages(&self) {
        let Pools::Sqlite { writer, .. } = &self.pools else {
            return;
        };
        if let Err(error) = sqlx::query("pragma wal_checkpoint(truncate)")
            .execute(writer)
            .await
        {
            tracing::warn!(%error, "the log could not be overwritten after an erasure");
        }
    }

    pub(super) async fn close(&self) {
        self.bell.flush().await;
        match &self.pools {
            Pools::Sqlite {
                writer, readers, ..
            } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_postgres(url: &str) -> Result<PgPool, OpenError> {
    let options = PgConnectOptions::from_str(url)?.application_name("corrigenda");
    // A pool tries until its patience ends and then says only that; one connection says what is wrong.
    PgConnection::connect_with(&options).await?.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(POSTGRES_PLANS).await?;
                connection.execute(POSTGRES_DURABLE).await?;
                Ok(())
            })
        });
    Ok(pool.connect_with(options).await?)
}

impl Conn {
    /// Makes everything that was written true, and tells those who wait for it. When this returns, it is on disk.
    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(held) => held.commit().await,
            Self::Postgres(held) => held.commit().await,
        }
    }

    /// A revision will have to be read otherwise once this is committed.
    pub(super) fn forgets(&mut self, revision: RevisionId) {
        if let Some(pending) = self.pending() {
            pending.revision(revision);
        }
    }

    /// Jobs will be owed once this is committed.
    pub(super) fn owes_jobs(&mut self) {
        if let Some(pending) = self.pending() {
            pending.jobs();
        }
    }

    /// A site's journal will have grown once this is committed.
    pub(super) fn tells(&mut self, site: &SiteKey) {
        if let Some(pending) = self.pending() {
            pending.site(site);
        }
    }

    fn pending(&mut self) -> Option<&mut Pending> {
        match self {
            Self::Sqlite(Held::Whole(_, pending)) | Self::Postgres(Held::Whole(_, pending)) => {
                Some(pending)
            }
            Self::Sqlite(Held::Plain(_)) | Self::Postgres(Held::Plain(_)) => None,
        }
    }
}

impl<DB: sqlx::Database> Held<DB> {
    async fn commit(self) -> Result<()> {
        if let Self::Whole(transaction, pending) = self {
            transaction.commit().await?;
            pending.ring();
        }
        Ok(())
    }
}

impl<DB: sqlx::Database> Deref for Held<DB> {
    type Target = DB::Connection;
    fn deref(&self) -> &Self::Target {
        match self {
            Self::Plain(connection) => connection,
            Self::Whole(transaction, _) => transaction,
        }
    }
}

impl<DB: sqlx::Database> DerefMut for Held<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Plain(connection) => connection,
            Self::Whole(transaction, _) => transaction,
        }
    }
}

/// Runs one statement on either database and gives how many rows it touched.
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn {
            $crate::store::db::Conn::Sqlite(held) => sqlx::query($sql)
                $(.bind($bind))*
                .execute(&mut **held)
                .await
                .map(|done| done.rows_affected()),
            $crate::store::db::Conn::Postgres(held) => sqlx::query($sql)
                $(.bind($bind))*
                .execute(&mut **held)
                .await
                .map(|done| done.rows_affected()),
        }
        .map_err($crate::store::Error::from)
    };
}
pub(super) use execute;

/// Runs one query on either database; `$fetch` is `fetch_all`, `fetch_one` or `fetch_optional`, `$row` is what
/// each row is read as: a tuple, or a struct that derives `FromRow`.
macro_rules! query {
    ($fetch:ident, $row:ty, $conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $conn {
            $crate::store::db::Conn::Sqlite(held) => sqlx::query_as::<_, $row>($sql)
                $(.bind($bind))*
                .$fetch(&mut **held)
                .await,
            $crate::store::db::Conn::Postgres(held) => sqlx::query_as::<_, $row>($sql)
                $(.bind($bind))*
                .$fetch(&mut **held)
                .await,
        }
        .map_err($crate::store::Error::from)
    };
}
pub(super) use query;

/// The statement of this connection's dialect, where the two differ.
macro_rules! dialect {
    ($conn:expr, sqlite: $sqlite:expr, postgres: $postgres:expr $(,)?) => {
        match $conn {
            $crate::store::db::Conn::Sqlite(_) => $sqlite,
            $crate::store::db::Conn::Postgres(_) => $postgres,
        }
    };
}
pub(super) use dialect;

/// A time as it is stored: microseconds since 1970, UTC. What is finer is cut off.
pub(super) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A stored time.
pub(super) fn time(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(corrupt)
}

/// Something that was read and cannot be what it says.
pub(super) fn corrupt(error: impl std::fmt::Display) -> Error {
    Error::Corrupt(error.to_string())
}

/// A stored word of a closed set.
pub(super) fn word<T: FromStr<Err: std::fmt::Display>>(text: &str) -> Result<T> {
    text.parse().map_err(corrupt)
}

/// A stored count or position; negative ones are not written.
pub(super) fn count(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(corrupt)
}

/// A stored digest or id of 32 bytes.
pub(super) fn digest(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().map_err(corrupt)
}
