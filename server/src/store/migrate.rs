//! How the schema is brought up to date, by one process at a time, and which programs may work on a newer one.
//!
//! Migrations first expand and contract a version later, so a program may go on working, and be started again, while
//! a newer one has changed the schema already. The schema says itself from which number on programs know enough to
//! work on it; a migration that contracts raises that number.

use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError as SqlxError, Migrator};

use super::db::{Conn, Database, Pools, dialect, query};
use super::error::MigrateError;
use super::{Result, Store};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

impl Store {
    /// Brings the schema up to date; several processes may do so at once.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        match run(&self.db, None, false).await {
            Err(SqlxError::VersionMissing(newer)) if self.may_work().await? => {
                tracing::warn!(
                    newer,
                    "the database was made by a newer version that lets this one go on"
                );
                Ok(run(&self.db, None, true).await?)
            }
            done => Ok(done?),
        }
    }

    /// Brings an empty database to an older shape, for what was copied when that was the newest.
    pub async fn migrate_to(&self, number: i64) -> Result<(), MigrateError> {
        Ok(run(&self.db, Some(number), false).await?)
    }

    /// Whether the schema, though newer, lets a program of this version work.
    async fn may_work(&self) -> Result<bool, MigrateError> {
        const READ: &str = "select schema_number from compatibility where name = 'works_from'";
        let read = sqlx::query_as::<_, (i64,)>(READ);
        let works_from = match &self.db.pools {
            Pools::Sqlite { writer, .. } => read.fetch_optional(writer).await,
            Pools::Postgres(pool) => {
                let read = sqlx::query_as::<_, (i64,)>(READ);
                read.fetch_optional(pool).await
            }
        };
        // Without that table the schema promises nothing.
        let works_from = works_from
            .ok()
            .flatten()
            .map_or(i64::MAX, |(number,)| number);
        Ok(works_from <= newest())
    }
}

/// The number of the newest schema that this program knows.
pub(super) fn newest() -> i64 {
    SQLITE.iter().map(|one| one.version).max().unwrap_or(0)
}

/// The number of the schema that there is; none while there is none.
pub(super) async fn number(conn: &mut Conn) -> Result<Option<i64>> {
    let is_there = dialect!(
        &*conn,
        sqlite: "select count(*) from sqlite_master where name = '_sqlx_migrations'",
        postgres: "select count(*) from pg_class where relname = '_sqlx_migrations'
            and relnamespace = current_schema()::regnamespace",
    );
    let (tables,) = query!(fetch_one, (i64,), &mut *conn, is_there)?;
    if tables == 0 {
        return Ok(None);
    }
    let read = "select max(version) from _sqlx_migrations";
    let (number,) = query!(fetch_one, (Option<i64>,), &mut *conn, read)?;
    Ok(number)
}

/// Runs what has not run, up to a number if one is given.
async fn run(db: &Database, to: Option<i64>, past_newer: bool) -> Result<(), SqlxError> {
    let mut migrator = Migrator {
        migrations: match &db.pools {
            Pools::Sqlite { .. } => SQLITE.migrations.clone(),
            Pools::Postgres(_) => POSTGRES.migrations.clone(),
        },
        ..Migrator::DEFAULT
    };
    migrator.set_ignore_missing(past_newer);
    let to = to.unwrap_or(i64::MAX);
    match &db.pools {
        Pools::Sqlite { writer, file, .. } => {
            let _lock = lock_folder(file.clone())
                .await
                .map_err(|error| SqlxError::Execute(sqlx::Error::Io(error)))?;
            migrator.run_to(to, writer).await
        }
        Pools::Postgres(pool) => migrator.run_to(to, pool).await,
    }
}

/// Holds the lock of the folder that the file lies in until it is dropped; PostgreSQL has a lock of its own for this.
/// Of the folder and not of the file: a process that opens and closes SQLite's file beside SQLite loses SQLite's own
/// locks on it.
async fn lock_folder(file: PathBuf) -> std::io::Result<std::fs::File> {
    let lock = move || {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::File::open(folder.unwrap_or(Path::new(".")))?;
        folder.lock()?;
        Ok(folder)
    };
    let locked = tokio::task::spawn_blocking(lock).await;
    locked.unwrap_or_else(|panicked| Err(std::io::Error::other(panicked)))
}
