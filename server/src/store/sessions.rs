//! Sessions of the desk: what is known of a cookie, under the SHA-256 of its value, and whose it is.

use jiff::Timestamp;

use super::db::{Conn, digest, execute, micros, query};
use super::{Result, Store};
use crate::domain::user::UserId;

/// So many sessions of a user are listed, those that end last. Ending all others ends the rest as well.
const LISTED: i64 = 100;

impl Store {
    /// Begins a session; `id` is the SHA-256 of the secret that the cookie carries, `data` is JSON.
    pub async fn begin_session(
        &self,
        id: &[u8; 32],
        user: Option<UserId>,
        data: &str,
        expires: Timestamp,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let insert =
            "insert into sessions (session_id, user_id, data, expires) values ($1, $2, $3, $4)";
        let user = user.map(|user| user.0);
        execute!(&mut tx, insert, &id[..], user, data, micros(expires))?;
        tx.commit().await
    }

    /// Changes what is known of a session. Nothing happens when it has ended: a request that began before must not bring
    /// it back.
    pub async fn save_session(
        &self,
        id: &[u8; 32],
        user: Option<UserId>,
        data: &str,
        expires: Timestamp,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let update =
            "update sessions set user_id = $2, data = $3, expires = $4 where session_id = $1";
        let user = user.map(|user| user.0);
        execute!(&mut tx, update, &id[..], user, data, micros(expires))?;
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

    /// The sessions of a user that have not expired, and what is known of each.
    pub async fn sessions_of(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<Vec<([u8; 32], String)>> {
        let mut conn = self.db.read().await?;
        let read = "select session_id, data from sessions where user_id = $1 and expires > $2
            order by expires desc, session_id limit $3";
        type Row = (Vec<u8>, String);
        let rows = query!(fetch_all, Row, &mut conn, read, user.0, micros(now), LISTED)?;
        rows.into_iter()
            .map(|(id, data)| Ok((digest(&id)?, data)))
            .collect()
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

    /// Ends a session of this user, and nobody else's.
    pub async fn end_session(&self, user: UserId, id: &[u8; 32]) -> Result<()> {
        let mut tx = self.db.write().await?;
        let delete = "delete from sessions where user_id = $1 and session_id = $2";
        execute!(&mut tx, delete, user.0, &id[..])?;
        tx.commit().await
    }

    /// Ends all sessions of a user but this one.
    pub async fn end_other_sessions(&self, user: UserId, kept: &[u8; 32]) -> Result<()> {
        let mut tx = self.db.write().await?;
        let delete = "delete from sessions where user_id = $1 and session_id <> $2";
        execute!(&mut tx, delete, user.0, &kept[..])?;
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

/// Ends all sessions of a user in the transaction of what ends them.
pub(super) async fn end_all(tx: &mut Conn, user: UserId) -> Result<()> {
    execute!(tx, "delete from sessions where user_id = $1", user.0)?;
    Ok(())
}
