//! Many rows in one statement, as its only parameters. How they get there is what SQLite and PostgreSQL differ in most,
//! so it is written here and nowhere else: PostgreSQL takes an array for each column and takes them apart, SQLite a
//! parameter for each value, which costs it a third of what taking rows out of JSON does.
//!
//! SQLite keeps what it has prepared of a statement by its text, so a set goes there in statements for 256, 128 … or
//! one row, the last of them partly filled: few texts, and few statements, for its connection is a thread, and the end of
//! each statement wakes the one that waits. What is in the rows is in `rows`.

mod rows;
mod together;

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow};

use super::Result;
use super::db::{Conn, corrupt};
pub(super) use rows::{Bytes, Cell, Rows, bytes_behind, clean};
pub(super) use together::Together;

/// So many rows go to SQLite in one statement: two to the power of this. As many as are stored together at most.
const MOST: u32 = 8;

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

    /// A query whose answer comes from SQLite in one piece, see [`Statement::gather`]: as JSON, in which an id and a digest
    /// are their digits. `answer` are the columns of what `write` gives, in their order.
    pub(super) fn asking(
        columns: &[(&str, Column)],
        answer: &[(&str, Column)],
        write: impl Fn(&str) -> String,
    ) -> Self {
        let cells = answer.iter().map(|(name, column)| match column {
            Column::Text | Column::Number => (*name).to_owned(),
            Column::Id | Column::Digest => format!("nullif(hex({name}), '')"),
        });
        let cells = cells.collect::<Vec<_>>().join(", ");
        let names: Vec<&str> = answer.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let piece = |rows: &str| {
            format!(
                "with answer ({names}) as ({}) select json_group_array(json_array({cells})) from answer",
                write(rows)
            )
        };
        Self::over(columns, piece).in_postgres(columns, write)
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
        Rows::of(&self.columns)
    }

    /// Runs the statement over a set; not at all over an empty one.
    pub(super) async fn execute(&self, conn: &mut Conn, rows: &Rows<'_>) -> Result<()> {
        debug_assert_eq!(self.columns, rows.columns(), "a set for another statement");
        if rows.is_empty() {
            return Ok(());
        }
        match conn {
            Conn::Sqlite(held) => {
                for (text, part) in parts(rows.len()) {
                    let arguments = rows.values(part)?;
                    let sql = AssertSqlSafe(self.sqlite[text].clone());
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
        debug_assert_eq!(self.columns, rows.columns(), "a set for another statement");
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        match conn {
            Conn::Sqlite(held) => {
                let mut found = Vec::new();
                for (text, part) in parts(rows.len()) {
                    let arguments = rows.values(part)?;
                    let sql = AssertSqlSafe(self.sqlite[text].clone());
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

    /// As [`Statement::fetch`], for a statement made by [`Statement::asking`]: SQLite's thread and this one would else go to
    /// and fro for each row that is found.
    pub(super) async fn gather<T>(&self, conn: &mut Conn, rows: &Rows<'_>) -> Result<Vec<T>>
    where
        T: for<'r> FromRow<'r, PgRow> + DeserializeOwned + Send + Unpin,
    {
        debug_assert_eq!(self.columns, rows.columns(), "a set for another statement");
        let mut found = Vec::new();
        match conn {
            Conn::Sqlite(held) => {
                for (text, part) in parts(rows.len()) {
                    let arguments = rows.values(part)?;
                    let sql = AssertSqlSafe(self.sqlite[text].clone());
                    let pieces = sqlx::query_scalar_with(sql, arguments).fetch_all(&mut **held);
                    let pieces: Vec<String> = pieces.await?;
                    for piece in pieces {
                        let some: Vec<T> = serde_json::from_str(&piece).map_err(corrupt)?;
                        found.extend(some);
                    }
                }
            }
            Conn::Postgres(held) if !rows.is_empty() => {
                let sql = AssertSqlSafe(self.postgres.clone());
                let all = sqlx::query_as_with(sql, rows.arrays()?).fetch_all(&mut **held);
                found = all.await?;
            }
            Conn::Postgres(_) => {}
        }
        Ok(found)
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

/// How a set of so many rows goes to SQLite: which of a statement's texts get which rows.
fn parts(rows: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
    (0..rows).step_by(1 << MOST).map(move |start| {
        let part = start..rows.min(start + (1 << MOST));
        (text_for(part.len()), part)
    })
}

/// Which of a statement's texts has room for so many rows.
fn text_for(rows: usize) -> usize {
    let power = rows.next_power_of_two().trailing_zeros();
    usize::try_from(power).expect("a small number")
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::Column::{Digest, Id, Number, Text};
    use super::*;
    use crate::store::Store;
    use crate::store::db::{dialect, execute, query};
    use testkit::Postgres;
    use uuid::Uuid;

    const COLUMNS: &[(&str, Column)] = &[
        ("at", Number),
        ("word", Text),
        ("id", Id),
        ("digest", Digest),
    ];

    type Row = (i64, Option<String>, Option<Uuid>, Option<Bytes>);

    #[test]
    fn every_row_goes_once_and_finds_room() {
        for rows in 0..1_000 {
            let mut next = 0;
            for (text, part) in parts(rows) {
                assert_eq!(part.start, next, "of {rows}");
                next = part.end;
                let room = 1 << text;
                assert!(
                    (part.len()..2 * part.len() + 1).contains(&room),
                    "{room} for {part:?}"
                );
            }
            assert_eq!(next, rows);
        }
    }

    /// Every third row has nulls, every second one the word of the row before.
    fn row(at: usize) -> (i64, String, Uuid, Vec<u8>, bool) {
        let number = i64::MIN + i64::try_from(at).expect("a small number");
        let word = format!("{} \"of\\ {}\u{1}é", at / 2, i64::MAX);
        let id = Uuid::from_u128(u128::MAX - u128::try_from(at).expect("a small number"));
        (
            number,
            word,
            id,
            vec![0, at.to_le_bytes()[0], 0xff],
            at.is_multiple_of(3),
        )
    }

    static INTO_ONE: LazyLock<Statement> = LazyLock::new(|| Statement::insert("one", COLUMNS, ""));
    static INTO_OTHER: LazyLock<Statement> =
        LazyLock::new(|| Statement::insert("other", &COLUMNS[..2], ""));
    static OUT_OF_ONE: LazyLock<Statement> = LazyLock::new(|| {
        let such =
            |rows: &str| format!("delete from one where at in (select at from ({rows}) as g)");
        Statement::over(&COLUMNS[..1], such)
    });

    async fn sets_go_together_whatever_their_sizes(store: &Store) {
        let mut conn = store.db.write().await.expect("a transaction");
        let make = dialect!(
            &conn,
            sqlite: "create temp table one (at integer, word text, id blob, digest blob)",
            postgres: "create temp table one (at bigint, word text, id uuid, digest bytea)",
        );
        execute!(&mut conn, make).expect("a table");
        let make = "create temp table other (at bigint, word text)";
        execute!(&mut conn, make).expect("a table");
        for sizes in [
            [1, 0, 0],
            [0, 1, 2],
            [3, 2, 6],
            [40, 1, 90],
            [4, 1, 8],
            [256, 9, 512],
            [7, 7, 700],
            [600, 600, 1],
        ] {
            let mut together = Together::default();
            let sets = [&INTO_ONE, &OUT_OF_ONE, &INTO_OTHER];
            for (statement, size) in sets.into_iter().zip(sizes) {
                let mut rows = statement.rows();
                for at in 0..size {
                    let (number, word, id, digest, _) = row(at);
                    rows.add(&[
                        ("at", number.into()),
                        ("word", (&word).into()),
                        ("id", (&id).into()),
                        ("digest", Cell::Digest(&digest)),
                    ]);
                }
                together.add(statement, rows);
            }
            together.execute(&mut conn).await.expect("they are stored");
            let count = "select (select count(*) from one), (select count(*) from other),
                (select count(*) from one where word is null or id is null or digest is null)
                + (select count(*) from other where word is null)";
            let found = query!(fetch_one, (i64, i64, i64), &mut conn, count).expect("counts");
            let [one, taken, other] = sizes.map(|size| i64::try_from(size).expect("a number"));
            assert_eq!(found, (one - taken.min(one), other, 0), "of {sizes:?}");
            for table in ["delete from one", "delete from other"] {
                execute!(&mut conn, table).expect("an empty table");
            }
        }
    }

    async fn sets_of_all_sizes_arrive_whole(store: &Store) {
        let mut conn = store.db.write().await.expect("a transaction");
        let make = dialect!(
            &conn,
            sqlite: "create temp table samples (at integer, word text, id blob, digest blob)",
            postgres: "create temp table samples (at bigint, word text, id uuid, digest bytea)",
        );
        execute!(&mut conn, make).expect("a table");
        let insert = Statement::insert("samples", COLUMNS, "");
        let ask = |rows: &str| {
            format!(
                "with wanted as ({rows}) select s.at, s.word, s.id, s.digest
                from wanted w cross join samples s where s.at = w.at"
            )
        };
        let ask = Statement::asking(&COLUMNS[..1], COLUMNS, ask);
        for size in [1, 2, 3, 63, 64, 65, 127, 129, 192, 200, 256, 257, 511, 700] {
            execute!(&mut conn, "delete from samples").expect("an empty table");
            let (mut rows, mut wanted) = (insert.rows(), ask.rows());
            for at in 0..size {
                let (number, word, id, digest, bare) = row(at);
                let full = [
                    ("at", number.into()),
                    ("word", (&word).into()),
                    ("id", (&id).into()),
                    ("digest", Cell::Digest(&digest)),
                ];
                rows.add(if bare { &full[..1] } else { &full });
                wanted.add(&full[..1]);
            }
            insert
                .execute(&mut conn, &rows)
                .await
                .expect("they are stored");
            let mut found: Vec<Row> = ask.gather(&mut conn, &wanted).await.expect("an answer");
            found.sort_by_key(|row| row.0);
            assert_eq!(found.len(), size);
            for (at, found) in found.into_iter().enumerate() {
                let (number, word, id, digest, bare) = row(at);
                let digest = Some(digest).filter(|_| !bare);
                assert_eq!(found.0, number);
                assert_eq!(found.1, Some(word).filter(|_| !bare));
                assert_eq!(found.2, Some(id).filter(|_| !bare));
                assert_eq!(found.3.map(|bytes| bytes.0), digest);
            }
        }
        let none: Vec<Row> = ask.gather(&mut conn, &ask.rows()).await.expect("no answer");
        assert!(none.is_empty());
    }

    #[tokio::test]
    async fn sets_of_all_sizes_arrive_whole_in_sqlite() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("sets.db").display());
        let store = Store::open(&url).await.expect("a store");
        sets_of_all_sizes_arrive_whole(&store).await;
        sets_go_together_whatever_their_sizes(&store).await;
    }

    #[tokio::test]
    async fn sets_of_all_sizes_arrive_whole_in_postgres() {
        let server = Postgres::shared().expect("PostgreSQL starts");
        let url = server.create_database().expect("a database");
        let store = Store::open(&url).await.expect("a store");
        sets_of_all_sizes_arrive_whole(&store).await;
        sets_go_together_whatever_their_sizes(&store).await;
    }
}
