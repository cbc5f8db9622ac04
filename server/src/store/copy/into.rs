//! Putting rows into a database, many in a statement, all or none of them.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::super::catalogue::{self, Kind, Table};
use super::super::db::{Conn, dialect, query};
use super::super::error::MigrateError;
use super::super::sets::{self, Cell, Rows, Statement, bytes_behind};
use super::super::{Error, Result, Store, health};
use super::{CopiedRow, copied, rows_of, sites};
use crate::domain::site::SiteKey;

/// Rows that go into the database together: as many, or as many bytes.
const BATCH_ROWS: usize = 500;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// A database that rows are put into, all of them or none.
pub struct CopyIn {
    conn: Conn,
    tables: Vec<Table>,
    sites: Vec<SiteKey>,
    waiting: Vec<CopiedRow>,
    bytes: usize,
    /// The table of what waits, and the columns of each of its rows.
    shape: (String, Vec<String>),
    rows: BTreeMap<String, u64>,
    /// Whether the server's secret is another one than that of the copy.
    pub other_secret: bool,
}

/// Why rows could not be put into a database.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A table or a column that this version does not know.
    #[error("this version knows nothing of {0}")]
    Unknown(String),
    /// There is a row with the same key, or with the same words where they must differ.
    #[error("{0}: something in the copy is there already")]
    Taken(String),
    /// A value is not of its column's kind.
    #[error("{0}: a value in the copy is not what this column holds")]
    Unreadable(String),
    /// The schema could not be made.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Begins to put a copy into this database.
    pub async fn copy_in(&self) -> Result<CopyIn> {
        let mut conn = self.db.write().await?;
        let tables = copied(catalogue::tables(&mut conn).await?);
        let sites = sites(&mut conn).await?;
        Ok(CopyIn {
            conn,
            tables,
            sites,
            waiting: Vec::new(),
            bytes: 0,
            shape: Default::default(),
            rows: BTreeMap::new(),
            other_secret: false,
        })
    }
}

impl CopyIn {
    /// The sites that were there before.
    pub fn sites(&self) -> &[SiteKey] {
        &self.sites
    }

    /// Puts a row into a table, with others.
    pub async fn put(&mut self, table: &str, row: CopiedRow) -> Result<(), CopyError> {
        let shape = (table.to_owned(), row.keys().cloned().collect());
        if shape != self.shape || self.waiting.len() == BATCH_ROWS || self.bytes > BATCH_BYTES {
            self.flush().await?;
            self.shape = shape;
        }
        self.bytes += row
            .values()
            .map(|value| value.as_str().map_or(8, str::len))
            .sum::<usize>();
        *self.rows.entry(table.to_owned()).or_default() += 1;
        self.waiting.push(row);
        Ok(())
    }

    /// How many rows came, by table.
    pub fn rows(&self) -> &BTreeMap<String, u64> {
        &self.rows
    }

    /// Puts in what still waits, and says what does not fit together in a database that was empty before; nothing of it
    /// is true before [`CopyIn::commit`].
    pub async fn check(&mut self) -> Result<Vec<String>, CopyError> {
        self.flush().await?;
        let mut wrong = health::integrity(&mut self.conn).await?;
        for (table, came) in &self.rows {
            let there = rows_of(&mut self.conn, table).await?;
            if there != *came {
                wrong.push(format!("{table}: {came} rows came and {there} are there"));
            }
        }
        Ok(wrong)
    }

    /// Makes all of it true.
    pub async fn commit(mut self) -> Result<()> {
        self.conn.owes_jobs();
        self.conn.commit().await
    }

    /// Puts in what still waits.
    pub async fn flush(&mut self) -> Result<(), CopyError> {
        let (table, columns) = std::mem::take(&mut self.shape);
        let waiting = std::mem::take(&mut self.waiting);
        self.bytes = 0;
        if waiting.is_empty() {
            return Ok(());
        }
        if table == "server_values" {
            self.other_secret = self.has_another_secret(&waiting).await?;
        }
        let known = self.tables.iter().find(|known| known.name == table);
        let known = known.ok_or_else(|| CopyError::Unknown(format!("the table {table}")))?;
        let insert = insert(known, &columns, self.sites.is_empty())?;
        let mut rows = insert.rows();
        for row in &waiting {
            add(&mut rows, known, row)?;
        }
        let put = insert.execute(&mut self.conn, &rows).await;
        put.map_err(|error| match error {
            Error::Conflict(_) => CopyError::Taken(table),
            Error::Unavailable(source) if is_taken(source.as_ref()) => CopyError::Taken(table),
            other => other.into(),
        })
    }

    /// A server that has sites has given out receipts, which are signed with its secret.
    async fn has_another_secret(&mut self, rows: &[CopiedRow]) -> Result<bool> {
        let read = dialect!(
            &self.conn,
            sqlite: "select lower(hex(value)) from server_values where name = 'secret'",
            postgres: "select encode(value, 'hex') from server_values where name = 'secret'",
        );
        let own = query!(fetch_optional, (String,), &mut self.conn, read)?;
        let own = own.map(|(secret,)| Value::String(secret));
        let came = rows
            .iter()
            .filter(|row| row.get("name") == Some(&"secret".into()));
        let mut came = came.map(|row| row.get("value"));
        Ok(!self.sites.is_empty() && !came.any(|secret| secret == own.as_ref()))
    }
}

fn is_taken(error: &(dyn std::error::Error + 'static)) -> bool {
    let error = error.downcast_ref::<sqlx::Error>();
    let database = error.and_then(sqlx::Error::as_database_error);
    database.is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Adds a row of a copy to a set: ids and other bytes travel as hexadecimal digits.
fn add(rows: &mut Rows<'_>, table: &Table, row: &CopiedRow) -> Result<(), CopyError> {
    let known = |name: &str| table.columns.iter().find(|column| column.name == name);
    let mut bytes = Vec::with_capacity(row.len());
    for (name, value) in row {
        let is_bytes = known(name).is_some_and(|column| column.kind == Kind::Bytes);
        let digits = value.as_str().filter(|_| is_bytes);
        bytes.push(digits.map(bytes_behind).unwrap_or_default());
    }
    let mut cells = Vec::with_capacity(row.len());
    for ((name, value), bytes) in row.iter().zip(&bytes) {
        let column = known(name);
        let cell = match (column.map(|column| &column.kind), value) {
            (_, Value::Null) => Some(Cell::Null),
            (Some(Kind::Number), value) => value.as_i64().map(Cell::Number),
            (Some(Kind::Bytes), _) => bytes.as_deref().map(Cell::Digest),
            (Some(Kind::Uuid), Value::String(id)) => Uuid::parse_str(id).ok().map(Cell::Id),
            (Some(Kind::Text | Kind::Other(_)), Value::String(text)) => Some(Cell::Text(text)),
            _ => None,
        };
        let unreadable = || CopyError::Unreadable(format!("{}.{name}", table.name));
        cells.push((name.as_str(), cell.ok_or_else(unreadable)?));
    }
    rows.add(&cells);
    Ok(())
}

/// Puts a set of rows into a table. People who are there already stay who they are; the server's values are taken over
/// by a server that has no site yet.
fn insert(table: &Table, columns: &[String], is_new: bool) -> Result<Statement, CopyError> {
    let mut given = Vec::with_capacity(columns.len());
    for name in columns {
        let known = table.columns.iter().find(|column| column.name == *name);
        let known = known.ok_or_else(|| CopyError::Unknown(format!("{}.{name}", table.name)))?;
        let travels = match known.kind {
            Kind::Text | Kind::Other(_) => sets::Column::Text,
            Kind::Number => sets::Column::Number,
            Kind::Bytes => sets::Column::Digest,
            Kind::Uuid => sets::Column::Id,
        };
        given.push((known.name.as_str(), travels));
    }
    let rest = match table.name.as_str() {
        "users" => "on conflict (user_id) do nothing",
        "server_values" if is_new => "on conflict (name) do update set value = excluded.value",
        "server_values" => "on conflict (name) do nothing",
        _ => "",
    };
    Ok(Statement::insert(&table.name, &given, rest))
}
