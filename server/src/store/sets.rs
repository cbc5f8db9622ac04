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

    /// The same, said otherwise in PostgreSQL. `write` is given as for [`Statement::over`].
    pub(super) fn in_postgres(
        self,
        columns: &[(&str, Column)],
        write: impl Fn(&str) -> String,
    ) -> Self {
        Self {
            postgres: write(&postgres_rows(columns)),
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

/// Rows on their way into a statement, written as JSON at once: a tree of values in between costs more than the rest
/// of a batch.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<u8>);

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    /// An id or a digest.
    Bytes(&'a [u8]),
    Null,
}

impl Rows {
    /// Adds a row: its columns by name. Those that are left out are null.
    pub(super) fn add(&mut self, cells: &[(&str, Cell<'_>)]) {
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        let mut before = b'{';
        for (name, cell) in cells {
            self.0.push(before);
            before = b',';
            self.0.push(b'"');
            self.0.extend_from_slice(name.as_bytes());
            self.0.extend_from_slice(b"\":");
            self.write(cell);
        }
        self.0.push(b'}');
    }

    /// The set; none when no row was added.
    pub(super) fn json(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        self.0.push(b']');
        Some(String::from_utf8(self.0).expect("it was written as text"))
    }

    fn write(&mut self, cell: &Cell<'_>) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        match cell {
            Cell::Null => self.0.extend_from_slice(b"null"),
            Cell::Number(number) => self.0.extend_from_slice(number.to_string().as_bytes()),
            Cell::Text(text) => {
                serde_json::to_writer(&mut self.0, text).expect("memory takes everything");
            }
            Cell::Bytes(bytes) => {
                self.0.push(b'"');
                for byte in *bytes {
                    let (high, low) = (byte >> 4, byte & 15);
                    self.0.push(DIGITS[usize::from(high)]);
                    self.0.push(DIGITS[usize::from(low)]);
                }
                self.0.push(b'"');
            }
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<'a> From<&'a Uuid> for Cell<'a> {
    fn from(id: &'a Uuid) -> Self {
        Self::Bytes(id.as_bytes())
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Cell<'a> {
    fn from(digest: &'a [u8; N]) -> Self {
        Self::Bytes(digest)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(some: Option<T>) -> Self {
        some.map_or(Self::Null, T::into)
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

/// PostgreSQL's text cannot hold U+0000, and nobody misses it: it becomes the sign for an unreadable character.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// Each row is taken out once, `materialized`, or it would be for each of its columns anew, and stays in SQLite's binary
/// form: as text it would be read again for its columns. `where true` lets an `on conflict` follow, which SQLite would
/// else take for the condition of a join.
fn sqlite_rows(columns: &[(&str, Column)]) -> String {
    let take = |(name, column): &(&str, Column)| match column {
        Column::Text | Column::Number => format!("value ->> '{name}' as {name}"),
        Column::Id | Column::Digest => format!("unhex(value ->> '{name}') as {name}"),
    };
    let taken: Vec<String> = columns.iter().map(take).collect();
    format!(
        "with set_rows as materialized (select value from jsonb_each($1))
        select {} from set_rows where true",
        taken.join(", ")
    )
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
