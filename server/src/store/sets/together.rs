//! Several statements, each over a set of its own, that go to the database together: to SQLite as one text, so that there is
//! one way to its thread and back.
//!
//! SQLite keeps what it has prepared by the text, and a large one takes megabytes: so there is one for each list of
//! statements and each room, whatever the sizes of the sets. All sets have the same room, an empty one, too; the last has it
//! twice, for there are two lines of the journal for each report.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteArguments;

use super::super::Result;
use super::super::db::Conn;
use super::{MOST, Rows, Statement, text_for};

/// Statements that are run in their order, and of which nothing is asked. Each place that makes one adds the same ones.
#[derive(Debug, Default)]
pub(in crate::store) struct Together(Vec<(&'static Statement, Rows<'static>)>);

impl Together {
    /// Adds a statement and its set, which may be empty.
    pub(in crate::store) fn add(&mut self, statement: &'static Statement, rows: Rows<'static>) {
        debug_assert_eq!(statement.columns, rows.columns(), "a set for another one");
        self.0.push((statement, rows));
    }

    /// Runs them; nothing where all sets are empty.
    pub(in crate::store) async fn execute(self, conn: &mut Conn) -> Result<()> {
        match conn {
            Conn::Sqlite(held) if self.needs() <= 1 << MOST => {
                if self.needs() > 0 {
                    let (sql, arguments) = self.text()?;
                    sqlx::query_with(AssertSqlSafe(sql), arguments)
                        .execute(&mut **held)
                        .await?;
                }
            }
            _ => {
                for (statement, rows) in &self.0 {
                    statement.execute(conn, rows).await?;
                }
            }
        }
        Ok(())
    }

    /// For how many rows each statement needs room.
    fn needs(&self) -> usize {
        let Some(((_, last), others)) = self.0.split_last() else {
            return 0;
        };
        let others = others.iter().map(|(_, rows)| rows.len());
        others.max().unwrap_or(0).max(last.len().div_ceil(2))
    }

    /// The text for SQLite and what it is about.
    fn text(&self) -> Result<(String, SqliteArguments)> {
        let text = text_for(self.needs());
        let room = 1 << text;
        let (mut sql, mut arguments) = (String::new(), SqliteArguments::default());
        for (at, (statement, rows)) in self.0.iter().enumerate() {
            sql.push_str(&statement.sqlite[text]);
            sql.push(';');
            rows.add_values(0..rows.len(), &mut arguments)?;
            if at + 1 < self.0.len() {
                rows.add_nothing(room - rows.len(), &mut arguments)?;
            } else {
                // What is not bound at the end is null.
                sql.push_str(&statement.sqlite[text]);
            }
        }
        Ok((sql, arguments))
    }
}
