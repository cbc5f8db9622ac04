//! Many rows in one statement: they travel as one JSON parameter and are taken apart by the database. How that is
//! written is what SQLite and PostgreSQL differ in most, so it is written here and nowhere else.

use serde_json::Value;
use uuid::Uuid;

use super::db::Conn;

/// What a column of a set holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    Text,
    Number,
    Id,
    Digest,
}

/// A statement over a set of rows, in both dialects; its first parameter is the set.
#[derive(Debug)]
pub(super) struct Statement {
    sqlite: String,
    postgres: String,
}

impl Statement {
    /// `write` gets the query that gives the rows, with these columns, and puts it into the statement.
    pub(super) fn over(columns: &[(&str, Column)], write: impl Fn(&str) -> String) -> Self {
        Self {
            sqlite: write(&sqlite_rows(columns)),
            postgres: write(&postgres_rows(columns)),
        }
    }

    /// Inserts the rows into a table; `rest` is what follows them, such as `on conflict`.
    pub(super) fn insert(table: &str, columns: &[(&str, Column)], rest: &str) -> Self {
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        Self::over(columns, |rows| {
            format!("insert into {table} ({names}) {rows} {rest}")
        })
    }

    /// The same, with a clause at the end that only PostgreSQL knows and needs: SQLite has one writer.
    pub(super) fn locking(self, clause: &str) -> Self {
        Self {
            postgres: format!("{} {clause}", self.postgres),
            ..self
        }
    }

    /// The text for this connection. It is made of constants only.
    pub(super) fn sql(&self, conn: &Conn) -> sqlx::AssertSqlSafe<&str> {
        sqlx::AssertSqlSafe(match conn {
            Conn::Sqlite(_) => &self.sqlite,
            Conn::Postgres(_) => &self.postgres,
        })
    }
}

/// An id or a digest as it travels in a set.
pub(super) fn hex(bytes: &[u8]) -> Value {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Value::String(text)
}

/// An id that may be missing.
pub(super) fn hex_id(id: Option<Uuid>) -> Value {
    id.map_or(Value::Null, |id| hex(id.as_bytes()))
}

/// PostgreSQL's text cannot hold U+0000, and nobody misses it: it becomes the sign for an unreadable character.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// `where true` lets an `on conflict` follow, which SQLite would else take for the condition of a join.
fn sqlite_rows(columns: &[(&str, Column)]) -> String {
    let take = |(name, column): &(&str, Column)| match column {
        Column::Text | Column::Number => format!("value ->> '{name}' as {name}"),
        Column::Id | Column::Digest => format!("unhex(value ->> '{name}') as {name}"),
    };
    let taken: Vec<String> = columns.iter().map(take).collect();
    format!("select {} from json_each($1) where true", taken.join(", "))
}

fn postgres_rows(columns: &[(&str, Column)]) -> String {
    let taken: Vec<String> = columns
        .iter()
        .map(|(name, column)| match column {
            Column::Digest => format!("decode({name}, 'hex') as {name}"),
            _ => (*name).to_owned(),
        })
        .collect();
    let typed: Vec<String> = columns
        .iter()
        .map(|(name, column)| match column {
            Column::Text | Column::Digest => format!("{name} text"),
            Column::Number => format!("{name} bigint"),
            Column::Id => format!("{name} uuid"),
        })
        .collect();
    format!(
        "select {} from jsonb_to_recordset($1::jsonb) as given ({})",
        taken.join(", "),
        typed.join(", ")
    )
}
