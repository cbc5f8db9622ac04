//! Several statements, each over a set of its own, that go to the database together: to SQLite as one text, so that its
//! thread is waited for once.
//!
//! SQLite keeps what it has prepared by the text, so there must be few. All sets of a text have the same room: that for half
//! of the largest set, so that what comes twice for each row of another, as lines of the journal do, takes two statements.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteArguments;

use super::super::Result;
use super::super::db::Conn;
use super::{MOST, Rows, Statement, text_for};

/// Statements that are run in their order, and of which nothing is asked.
#[derive(Debug, Default)]
pub(in crate::store) struct Together(Vec<(&'static Statement, Rows<'static>)>);

impl Together {
    /// Adds a statement; over an empty set nothing is run.
    pub(in crate::store) fn add(&mut self, statement: &'static Statement, rows: Rows<'static>) {
        debug_assert_eq!(statement.columns, rows.columns(), "a set for another one");
        if !rows.is_empty() {
            self.0.push((statement, rows));
        }
    }

    /// Runs them.
    pub(in crate::store) async fn execute(self, conn: &mut Conn) -> Result<()> {
        match conn {
            Conn::Sqlite(held) if !self.0.is_empty() => {
                let (sql, arguments) = self.text()?;
                sqlx::query_with(AssertSqlSafe(sql), arguments)
                    .execute(&mut **held)
                    .await?;
            }
            Conn::Sqlite(_) => {}
            Conn::Postgres(_) => {
                for (statement, rows) in &self.0 {
                    statement.execute(conn, rows).await?;
                }
            }
        }
        Ok(())
    }

    /// The text for SQLite and what it is about.
    fn text(&self) -> Result<(String, SqliteArguments)> {
        let largest = self.0.iter().map(|(_, rows)| rows.len()).max();
        let half = largest.unwrap_or_default().div_ceil(2);
        let text = text_for(half.min(1 << MOST));
        let room = 1 << text;
        let times = |rows: &Rows<'_>| rows.len().div_ceil(room);
        let length = |(of, rows): &(&Statement, _)| times(rows) * (of.sqlite[text].len() + 1);
        let mut sql = String::with_capacity(self.0.iter().map(length).sum());
        let mut arguments = SqliteArguments::default();
        for (at, (statement, rows)) in self.0.iter().enumerate() {
            for _ in 0..times(rows) {
                sql.push_str(&statement.sqlite[text]);
                sql.push(';');
            }
            rows.add_values(0..rows.len(), &mut arguments)?;
            // What is not bound is null, but only at the end.
            if at + 1 < self.0.len() {
                rows.add_nothing(times(rows) * room - rows.len(), &mut arguments)?;
            }
        }
        Ok((sql, arguments))
    }
}
