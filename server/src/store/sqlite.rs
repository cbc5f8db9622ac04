//! How SQLite's file is opened. What is asked of it is the business of the other files.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Result;
use super::db::{Missing, PATIENCE, Pools};
use super::error::OpenError;

/// Reading connections to SQLite: each is a thread, and reads rarely wait for anything but the processor.
const READERS: u32 = 4;

/// Memory for pages of each connection to SQLite: 8 MiB, written as the pragma wants it.
const CACHE: &str = "-8192";

/// With so many pages in SQLite's log, 64 MiB, a commit writes them to their places. A page that is changed again and again
/// goes there once for all its changes: not only those of a crowd's case, but the leaves of the indexes that reports about
/// many articles touch in no order. Meanwhile the intake has most of them written, see its `log`; where others
/// fill the log, their commit waits.
const LOG: &str = "16000";

/// So many statements each connection to SQLite keeps prepared; one over a set, and a list of such, has a text for each of
/// nine sizes.
const STATEMENTS: usize = 400;

/// `synchronous=FULL` makes a commit wait for the disk also in WAL mode: an answer given is an answer kept.
/// `secure_delete` overwrites what is deleted, so that erasing is true of the file, too.
pub(super) async fn open(
    file: &str,
    missing: Missing,
    failing: Arc<AtomicBool>,
) -> Result<Pools, OpenError> {
    match missing {
        // One that may not be looked at is another matter, of which SQLite says more.
        Missing::Refuse if Path::new(file).try_exists().is_ok_and(|there| !there) => {
            return Err(OpenError::NotThere(file.to_owned()));
        }
        Missing::Refuse => {}
        // Readers' words are for the file's owner, and what lies beside it gets its mode. SQLite says best what fails.
        Missing::Make => drop(
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(file),
        ),
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(missing == Missing::Make)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .statement_cache_capacity(STATEMENTS)
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("wal_autocheckpoint", LOG)
        .pragma("cache_size", CACHE);
    // On a full disk SQLite ends a transaction by itself, and the library, whose own end then fails, would refuse this
    // connection a new one for good: so it is closed, and another one opened.
    let pool = SqlitePoolOptions::new()
        .acquire_timeout(PATIENCE)
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        });
    // What was opened while the file could only be read stays so for good, so none is kept until one has written.
    let writer = pool.clone().max_connections(1);
    let writer = writer.before_acquire(move |connection, _| {
        let keep = !connection.is_in_transaction() && !failing.load(Ordering::Acquire);
        Box::pin(async move { Ok(keep) })
    });
    let writer = writer.connect_with(options.clone()).await?;
    let readers = pool.max_connections(READERS);
    let readers = readers.connect_with(options.pragma("query_only", "on"));
    Ok(Pools::Sqlite {
        writer,
        readers: readers.await?,
        file: PathBuf::from(file),
    })
}
