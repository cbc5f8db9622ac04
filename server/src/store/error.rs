//! What can go wrong in the store, and how a database's words become one of ours.

use sqlx::error::ErrorKind;

use crate::domain::sender::Refused;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or none on this site.
    #[error("there is no such thing here")]
    NotFound,
    /// A rule that the database keeps was about to be broken; the name is the constraint's.
    #[error("this would break the rule {0}")]
    Conflict(&'static str),
    /// The database cannot be reached, or refuses for reasons of its own (a full disk, a lock held too long).
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The queue of reports that wait for the disk is full; come back in a second.
    #[error("too many reports wait to be stored")]
    Busy,
    /// A report is not taken now.
    #[error("the report is not taken: {0}")]
    Refused(Refused),
    /// What the database holds cannot be read as what it should be.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The setting names no database that is known here.
    #[error("`{0}` names no database: `sqlite:FILE` or `postgres://USER@HOST/NAME` is expected")]
    UnknownKind(String),
    /// SQLite's file is not there, and nothing was to be made.
    #[error(
        "there is no database at `{0}`: `database` in the settings names the file, from the folder that the program runs in"
    )]
    NotThere(String),
    /// The database is there but does not open.
    #[error("the database does not open")]
    Database(#[from] sqlx::Error),
    /// The system has no thread left for what is to be written.
    #[error("the thread that writes reports does not start")]
    Thread(#[from] std::io::Error),
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer version made it, and an older one could harm what it does not know.
    #[error(
        "the database was made by a newer version of Corrigenda, its schema is number {0}: start that version, or restore a backup made before it"
    )]
    Newer(i64),
    /// Anything else; what was begun is undone.
    #[error("the database's schema could not be brought up to date")]
    Failed(#[source] sqlx::migrate::MigrateError),
}

impl From<sqlx::migrate::MigrateError> for MigrateError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => Self::Newer(version),
            other => Self::Failed(other),
        }
    }
}

/// Every named constraint that a caller can break, with SQLite's words for it: SQLite names the columns of a
/// unique constraint where PostgreSQL names the constraint.
const CONSTRAINTS: &[(&str, &str)] = &[
    ("sites_key", "sites.site_id"),
    ("users_email", "users.email"),
    ("tokens_name", "tokens.site_id, tokens.name"),
    ("articles_url", "articles.site_id, articles.url"),
    (
        "idempotency_key",
        "idempotency.site_id, idempotency.client_key",
    ),
    (
        "corrections_case",
        "corrections.site_id, corrections.case_id",
    ),
];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => {
                Self::Corrupt(error.to_string())
            }
            sqlx::Error::Database(database) => match database.kind() {
                // The parent row is gone: a site, an article or a case was removed meanwhile.
                ErrorKind::ForeignKeyViolation => Self::NotFound,
                _ => match broken(database.as_ref()) {
                    Some(name) => Self::Conflict(name),
                    None => Self::Unavailable(Box::new(error)),
                },
            },
            _ => Self::Unavailable(Box::new(error)),
        }
    }
}

/// The name of the constraint that was broken, if it is one of ours.
fn broken(error: &dyn sqlx::error::DatabaseError) -> Option<&'static str> {
    let columns = error.message().strip_prefix("UNIQUE constraint failed: ");
    let is_it =
        |(name, of): &&(&str, &str)| error.constraint() == Some(name) || columns == Some(*of);
    CONSTRAINTS.iter().find(is_it).map(|(name, _)| *name)
}

/// Whether nothing could be stored now, whatever it is: the connection failed, the disk is full or cannot be written,
/// the server is stopping or only reads.
pub(super) fn is_out_of_reach(error: &Error) -> bool {
    let Error::Unavailable(source) = error else {
        return false;
    };
    match source.downcast_ref() {
        Some(sqlx::Error::Database(database)) => {
            database.code().is_some_and(|code| is_of_the_machine(&code))
        }
        _ => true,
    }
}

/// What a database says of its own state and not of a statement: SQLite by a number, whose last byte is the sort,
/// PostgreSQL by five characters, of which the first two are the sort.
fn is_of_the_machine(code: &str) -> bool {
    if code.len() == 5 {
        let sorts = ["08", "53", "57P", "58", "F0", "25006", "XX001", "XX002"];
        return sorts.iter().any(|sort| code.starts_with(sort));
    }
    // Busy, locked, no memory, read-only, failed to read or write, corrupt, full, cannot be opened, no database.
    const SORTS: &[u32] = &[5, 6, 7, 8, 10, 11, 13, 14, 26];
    code.parse::<u32>()
        .is_ok_and(|code| SORTS.contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_is_told_from_the_statement() {
        // 778 is SQLite's "failed to write", one of the sort 10; 57P01 is PostgreSQL's stop, 53100 its full disk.
        for machine in ["13", "778", "8", "57P01", "53100", "25006", "08006"] {
            assert!(is_of_the_machine(machine), "{machine}");
        }
        for statement in ["2067", "787", "1", "23505", "22P02", "40001", "40P01"] {
            assert!(!is_of_the_machine(statement), "{statement}");
        }
    }
}
