//! Many rows in one statement, as its only parameters. How they get there is what SQLite and PostgreSQL differ in most,
//! so it is written here and nowhere else: PostgreSQL takes an array for each column and takes them apart, SQLite a
//! parameter for each value, which costs it a third of what taking rows out of JSON does.
//!
//! SQLite keeps what it has prepared of a statement by its text, so a set goes there in statements for 64, 32 … or
//! one row, the last of them partly filled: few texts, and few statements.

use std::ops::Range;
use std::sync::Arc;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::Result;
use super::db::Conn;

/// So many rows go to SQLite in one statement: two to the power of this.
const MOST: u32 = 6;

/// What a column of a set holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Text,
    Number,
    Id,
    Digest,
}

/// A statement over a set of rows, in both dialects. It has no parameters but the set.
#[derive(Debug)]
pub(super) struct Statement {
    columns: Vec<(String, Column)>,
    /// For one row, two, four and so on.
    sqlite: Vec<Arc<str>>,
    postgres: Arc<str>,
}

impl Statement {
    /// `write` gets the query that gives the rows, with these columns, and puts it into the statement, once.
    pub(super) fn over(columns: &[(&str, Column)], write: impl Fn(&str) -> String) -> Self {
        let sizes = (0..=MOST).map(|power| sqlite_rows(columns, 1 << power));
        Self {
            columns: columns
                .iter()
                .map(|(name, column)| ((*name).to_owned(), *column))
                .collect(),
            sqlite: sizes.map(|rows| write(&rows).into()).collect(),
            postgres: write(&postgres_rows(columns)).into(),
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
            postgres: format!("{} {clause}", self.postgres).into(),
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
            postgres: write(&postgres_rows(columns)).into(),
            ..self
        }
    }

    /// An empty set for this statement, and for others with the same columns.
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows {
            columns: &self.columns,
            cells: Vec::new(),
        }
    }

    /// Runs the statement over a set; not at all over an empty one.
    pub(super) async fn execute(&self, conn: &mut Conn, rows: &Rows<'_>) -> Result<()> {
        debug_assert_eq!(self.columns, rows.columns, "a set for another statement");
        if rows.is_empty() {
            return Ok(());
        }
        match conn {
            Conn::Sqlite(held) => {
                for (power, part) in parts(rows.len()) {
                    let arguments = rows.values(part)?;
                    let sql = AssertSqlSafe(self.sqlite[power].clone());
                    sqlx::query_with(sql, arguments)
                        .execute(&mut **held)
                        .await?;
                }
            }
            Conn::Postgres(held) => {
                let sql = AssertSqlSafe(self.postgres.clone());
                sqlx::query_with(sql, rows.arrays()?)
                    .execute(&mut **held)
                    .await?;
            }
        }
        Ok(())
    }

    /// Runs a query over a set, and gives what it finds: none for an empty one. What the statement says of the order, and
    /// of what is found twice, holds within parts of a large set only.
    pub(super) async fn fetch<T>(&self, conn: &mut Conn, rows: &Rows<'_>) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        debug_assert_eq!(self.columns, rows.columns, "a set for another statement");
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        match conn {
            Conn::Sqlite(held) => {
                let mut found = Vec::new();
                for (power, part) in parts(rows.len()) {
                    let arguments = rows.values(part)?;
                    let sql = AssertSqlSafe(self.sqlite[power].clone());
                    let some = sqlx::query_as_with(sql, arguments).fetch_all(&mut **held);
                    found.append(&mut some.await?);
                }
                Ok(found)
            }
            Conn::Postgres(held) => {
                let sql = AssertSqlSafe(self.postgres.clone());
                let found = sqlx::query_as_with(sql, rows.arrays()?).fetch_all(&mut **held);
                Ok(found.await?)
            }
        }
    }

    /// The text with a set of one row written into it, each value the one that `value` gives for its column as SQL.
    #[cfg(test)]
    pub(super) fn example(&self, conn: &Conn, value: impl Fn(&str) -> String) -> String {
        let values = self.columns.iter().map(|(name, _)| value(name));
        match conn {
            Conn::Sqlite(_) => {
                let mark = std::iter::once("1".to_owned());
                let text = self.sqlite[0].to_string();
                mark.chain(values)
                    .fold(text, |sql, value| sql.replacen('?', &value, 1))
            }
            Conn::Postgres(_) => (1..)
                .zip(values)
                .fold(self.postgres.to_string(), |sql, (at, value)| {
                    sql.replace(&format!("${at}::"), &format!("array[{value}]::"))
                }),
        }
    }
}

/// Rows on their way into a statement, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Rows<'a> {
    columns: &'a [(String, Column)],
    cells: Vec<Kept>,
}

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Number(i64),
    Id(Uuid),
    Digest(&'a [u8]),
    Null,
}

/// A value of a row that is kept until the set is complete.
#[derive(Debug, Clone)]
enum Kept {
    Text(Arc<str>),
    Number(i64),
    Id(Uuid),
    Digest(Vec<u8>),
    Null,
}

impl Rows<'_> {
    /// Adds a row: its columns by name. Those that are left out are null, and those that the set has not are left
    /// out of it.
    pub(super) fn add(&mut self, cells: &[(&str, Cell<'_>)]) {
        // Mostly they come in the set's own order.
        let mut next = 0;
        let begin = self.cells.len();
        self.cells.resize(begin + self.columns.len(), Kept::Null);
        for (name, cell) in cells {
            let is_it = |at: &usize| {
                self.columns
                    .get(*at)
                    .is_some_and(|column| column.0 == *name)
            };
            let found = Some(next).filter(is_it);
            let found = found.or_else(|| (0..self.columns.len()).find(is_it));
            let Some(at) = found else {
                continue;
            };
            next = at + 1;
            self.cells[begin + at] = match *cell {
                Cell::Text(text) => Kept::Text(text.into()),
                Cell::Number(number) => Kept::Number(number),
                Cell::Id(id) => Kept::Id(id),
                Cell::Digest(bytes) => Kept::Digest(bytes.to_owned()),
                Cell::Null => Kept::Null,
            };
        }
    }

    /// Whether no row was added.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    fn len(&self) -> usize {
        self.cells.len() / self.columns.len()
    }

    /// Some of the rows, value by value, each after a mark that says that it is one: what SQLite gets. What a statement
    /// has room for beyond them is not bound and stays null.
    fn values(&self, part: Range<usize>) -> Result<SqliteArguments> {
        let width = self.columns.len();
        let cells = &self.cells[part.start * width..part.end * width];
        let mut arguments = SqliteArguments::default();
        arguments.reserve(cells.len() + part.len(), 0);
        for row in cells.chunks_exact(width) {
            arguments.add(true).map_err(sqlx::Error::Encode)?;
            for cell in row {
                match cell {
                    Kept::Text(text) => arguments.add(text.clone()),
                    Kept::Number(number) => arguments.add(number),
                    Kept::Id(id) => arguments.add(id),
                    Kept::Digest(bytes) => arguments.add(&bytes[..]),
                    Kept::Null => arguments.add(None::<i64>),
                }
                .map_err(sqlx::Error::Encode)?;
            }
        }
        Ok(arguments)
    }

    /// The rows column by column: what PostgreSQL gets.
    fn arrays(&self) -> Result<PgArguments> {
        let mut arguments = PgArguments::default();
        for (at, (_, column)) in self.columns.iter().enumerate() {
            let cells = self.cells[at..].iter().step_by(self.columns.len());
            match column {
                Column::Text => arguments.add(cells.map(Kept::text).collect::<Vec<_>>()),
                Column::Number => arguments.add(cells.map(Kept::number).collect::<Vec<_>>()),
                Column::Id => arguments.add(cells.map(Kept::id).collect::<Vec<_>>()),
                Column::Digest => arguments.add(cells.map(Kept::digest).collect::<Vec<_>>()),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

impl Kept {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn id(&self) -> Option<Uuid> {
        match self {
            Self::Id(id) => Some(*id),
            _ => None,
        }
    }

    fn digest(&self) -> Option<&[u8]> {
        match self {
            Self::Digest(bytes) => Some(bytes),
            _ => None,
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

impl From<&Uuid> for Cell<'_> {
    fn from(id: &Uuid) -> Self {
        Self::Id(*id)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Cell<'a> {
    fn from(digest: &'a [u8; N]) -> Self {
        Self::Digest(digest)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(some: Option<T>) -> Self {
        some.map_or(Self::Null, T::into)
    }
}

/// PostgreSQL's text cannot hold U+0000, and nobody misses it: it becomes the sign for an unreadable character.
pub(super) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// How a set of so many rows goes to SQLite: which of a statement's texts get which rows.
fn parts(rows: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    let most = 1 << MOST;
    (0..rows).step_by(most).map(move |start| {
        let part = start..rows.min(start + most);
        let room = part.len().next_power_of_two();
        let power = usize::try_from(room.trailing_zeros()).expect("a small number");
        (power, part)
    })
}

/// The first value of a row says whether it is one. A `limit` would do the same, but SQLite plans by its value and
/// prepares the statement anew whenever it is bound.
fn sqlite_rows(columns: &[(&str, Column)], rows: usize) -> String {
    let names = (2..).zip(columns);
    let names: Vec<String> = names
        .map(|(at, (name, _))| format!("column{at} as {name}"))
        .collect();
    let row = format!("({})", vec!["?"; columns.len() + 1].join(", "));
    format!(
        "select {} from (values {}) where column1",
        names.join(", "),
        vec![row; rows].join(", ")
    )
}

fn postgres_rows(columns: &[(&str, Column)]) -> String {
    let array = |column: &Column| match column {
        Column::Text => "text[]",
        Column::Number => "bigint[]",
        Column::Id => "uuid[]",
        Column::Digest => "bytea[]",
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let arrays = (1..).zip(columns);
    let arrays: Vec<String> = arrays
        .map(|(at, (_, column))| format!("${at}::{}", array(column)))
        .collect();
    format!(
        "select {names} from unnest({}) as given ({names})",
        arrays.join(", ")
    )
}
