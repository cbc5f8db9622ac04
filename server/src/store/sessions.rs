//! Sessions of the desk: what is known of a cookie, under the SHA-256 of its value.

use jiff::Timestamp;

use super::db::{execute, micros, query};
use super::{Result, Store};

impl Store {
    /// Makes or replaces a session; `id` is the SHA-256 of the secret that the cookie carries, `data` is JSON.
    pub async fn save_session(&self, id: &[u8; 32], data: &str, expires: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let upsert = "insert into sessions (session_id, data, expires) values ($1, $2, $3)
            on conflict (session_id) do update set data = excluded.data, expires = excluded.expires";
        execute!(&mut tx, upsert, &id[..], data, micros(expires))?;
        tx.commit().await
    }

    /// What is known of a session that has not expired.
    pub async fn session(&self, id: &[u8; 32], now: Timestamp) -> Result<Option<String>> {
        let mut conn = self.db.read().await?;
        let read = "select data from sessions where session_id = $1 and expires > $2";
        let row = query!(
            fetch_optional,
            (String,),
            &mut conn,
            read,
            &id[..],
            micros(now)
        )?;
        Ok(row.map(|(data,)| data))
    }

    /// Ends a session.
    pub async fn delete_session(&self, id: &[u8; 32]) -> Result<()> {
        let mut tx = self.db.write().await?;
        execute!(
            &mut tx,
            "delete from sessions where session_id = $1",
            &id[..]
        )?;
        tx.commit().await
    }

    /// Forgets what has expired.
    pub async fn delete_expired_sessions(&self, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        execute!(
            &mut tx,
            "delete from sessions where expires <= $1",
            micros(now)
        )?;
        tx.commit().await
    }
}
