//! What belongs to the server as a whole: its secret, and whether the database answers.

use super::db::{Database, digest, execute, query};
use super::{Result, Store};

impl Store {
    /// The server's secret, made at first use by whichever process comes first.
    pub async fn server_secret(&self) -> Result<[u8; 32]> {
        let mut tx = self.db.write().await?;
        let fresh: [u8; 32] = rand::random();
        let keep_first = "insert into server_values (name, value) values ('secret', $1)
            on conflict (name) do nothing";
        execute!(&mut tx, keep_first, &fresh[..])?;
        let read = "select value from server_values where name = 'secret'";
        let (secret,) = query!(fetch_one, (Vec<u8>,), &mut tx, read)?;
        tx.commit().await?;
        digest(&secret)
    }

    /// Whether the database answers and has its schema; and, when the last report could not be written for reasons of
    /// the database's own, whether the next one can be by now.
    pub async fn is_ready(&self) -> Result<()> {
        let read = "select value from server_values where name = 'secret'";
        query!(fetch_optional, (Vec<u8>,), &mut self.db.read().await?, read)?;
        if self.db.is_failing() {
            self.intake.probe().await?;
        }
        Ok(())
    }

    /// Stores what was taken, then closes the database. What comes later is told [`super::Error::Unavailable`].
    pub async fn close(&self) {
        self.intake.close().await;
        self.db.close().await;
    }
}

/// Leaves everything as it is. To write a value again would not do: SQLite sees that nothing changes and writes
/// nothing.
pub(super) async fn write_something(db: &Database) -> Result<()> {
    let mut tx = db.write().await?;
    let insert = "insert into server_values (name, value) values ('probe', $1)
        on conflict (name) do nothing";
    execute!(&mut tx, insert, &[0_u8; 32][..])?;
    execute!(&mut tx, "delete from server_values where name = 'probe'")?;
    tx.commit().await
}
