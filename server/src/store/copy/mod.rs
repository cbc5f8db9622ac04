//! Everything that is kept, row by row, out of one database and into another, of whichever kind.
//!
//! A row is an object of its columns: words and numbers as they are, ids and bytes as hexadecimal digits. Which
//! columns there are is asked of the catalogue, so that a new one is not forgotten; which tables stay behind is said
//! here, with the reason. Out is `out`'s, in is `into`'s; what a copy looks like in a file is `cli`'s.

mod into;
mod out;

use serde_json::{Map, Value};
use sqlx::AssertSqlSafe;

use super::catalogue::{self, Table};
use super::db::{Conn, count, query, word};
use super::{Result, Store};
use crate::domain::site::SiteKey;

pub use into::{CopyError, CopyIn};
pub use out::{CopyOut, SOURCE};

/// A row.
pub type CopiedRow = Map<String, Value>;

/// What is not copied, and why.
pub const NOT_COPIED: &[(&str, &str)] = &[
    (
        "compatibility",
        "belongs to the schema, which the copy is put into",
    ),
    ("sessions", "whoever was signed in signs in again"),
    (
        "sign_ins",
        "failed attempts are forgotten within a day anyway",
    ),
    ("spent_proofs", "a proof of work expires within minutes"),
    (
        "tallies",
        "what is counted by the minute or day begins anew",
    ),
];

impl Store {
    /// Whether nothing is kept: no site, no user, nothing of theirs.
    pub async fn is_empty(&self) -> Result<bool> {
        let mut conn = self.db.snapshot().await?;
        for table in copied(catalogue::tables(&mut conn).await?) {
            // A server that was started once has a secret.
            if table.name != "server_values" && rows_of(&mut conn, &table.name).await? > 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The names of all tables, copied or not.
    pub async fn tables(&self) -> Result<Vec<String>> {
        let tables = catalogue::tables(&mut self.db.snapshot().await?).await?;
        Ok(tables.into_iter().map(|table| table.name).collect())
    }
}

fn copied(mut tables: Vec<Table>) -> Vec<Table> {
    tables.retain(|table| NOT_COPIED.iter().all(|(name, _)| *name != table.name));
    tables
}

async fn sites(conn: &mut Conn) -> Result<Vec<SiteKey>> {
    let read = "select site_id from sites";
    let found = query!(fetch_all, (String,), conn, read)?;
    let mut sites: Vec<SiteKey> = found
        .iter()
        .map(|(key,)| word(key))
        .collect::<Result<_>>()?;
    sites.sort();
    Ok(sites)
}

async fn rows_of(conn: &mut Conn, table: &str) -> Result<u64> {
    let read = format!("select count(*) from {table}");
    let (rows,) = query!(fetch_one, (i64,), conn, AssertSqlSafe(&*read))?;
    count(rows)
}
