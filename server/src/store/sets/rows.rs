//! The rows of a set, kept until it is complete, and how they are handed over.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer};
use sqlx::Arguments as _;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

use super::super::Result;
use super::Column;

/// A digest in an answer that comes in one piece.
#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub(in crate::store) struct Bytes(pub(in crate::store) Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = <Cow<'_, str>>::deserialize(deserializer)?;
        let bytes = bytes_behind(&digits);
        let wrong = || D::Error::invalid_value(Unexpected::Str(&digits), &"hexadecimal digits");
        bytes.map(Self).ok_or_else(wrong)
    }
}

/// The bytes behind pairs of hexadecimal digits, small or capital; none when they are something else.
pub(in crate::store) fn bytes_behind(digits: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()
}

/// Rows on their way into a statement, one after the other.
#[derive(Debug, Clone)]
pub(in crate::store) struct Rows<'a> {
    columns: &'a [(String, Column)],
    cells: Vec<Kept>,
}

/// A value of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum Cell<'a> {
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

impl<'a> Rows<'a> {
    /// None yet.
    pub(super) fn of(columns: &'a [(String, Column)]) -> Self {
        Self {
            columns,
            cells: Vec::new(),
        }
    }

    pub(super) fn columns(&self) -> &[(String, Column)] {
        self.columns
    }

    /// Adds a row: its columns by name. Those that are left out are null, and those that the set has not are left
    /// out of it.
    pub(in crate::store) fn add(&mut self, cells: &[(&str, Cell<'_>)]) {
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
                Cell::Text(text) => Kept::Text(self.shared(begin + at, text)),
                Cell::Number(number) => Kept::Number(number),
                Cell::Id(id) => Kept::Id(id),
                Cell::Digest(bytes) => Kept::Digest(bytes.to_owned()),
                Cell::Null => Kept::Null,
            };
        }
    }

    /// A text for a cell: that of the row before where it is the same, as a site's key and a case's state mostly are.
    fn shared(&self, cell: usize, text: &str) -> Arc<str> {
        let above = cell.checked_sub(self.columns.len());
        match above.map(|above| &self.cells[above]) {
            Some(Kept::Text(same)) if **same == *text => same.clone(),
            _ => text.into(),
        }
    }

    /// Whether no row was added.
    pub(in crate::store) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len() / self.columns.len()
    }

    /// Some of the rows, value by value, each after a mark that says that it is one: what SQLite gets. What a statement
    /// has room for beyond them is not bound and stays null.
    pub(super) fn values(&self, part: Range<usize>) -> Result<SqliteArguments> {
        let mut arguments = SqliteArguments::default();
        self.add_values(part, &mut arguments)?;
        Ok(arguments)
    }

    /// The same, after what is there for other statements of a text.
    pub(super) fn add_values(
        &self,
        part: Range<usize>,
        arguments: &mut SqliteArguments,
    ) -> Result<()> {
        let width = self.columns.len();
        let cells = &self.cells[part.start * width..part.end * width];
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
        Ok(())
    }

    /// So many rows that are none, where another statement's values follow.
    pub(super) fn add_nothing(&self, rows: usize, arguments: &mut SqliteArguments) -> Result<()> {
        let nulls = rows * (self.columns.len() + 1);
        arguments.reserve(nulls, 0);
        for _ in 0..nulls {
            let null = arguments.add(None::<i64>);
            null.map_err(sqlx::Error::Encode)?;
        }
        Ok(())
    }

    /// The rows column by column: what PostgreSQL gets.
    pub(super) fn arrays(&self) -> Result<PgArguments> {
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

impl<'a> From<&'a Cow<'_, str>> for Cell<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
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
pub(in crate::store) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
