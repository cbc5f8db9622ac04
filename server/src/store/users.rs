//! Users of the desk, on which sites they work, and how often a sign-in failed.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::db::{Conn, execute, micros, query, time, word};
use super::{Error, Result, Store, sessions};
use crate::domain::site::SiteKey;
use crate::domain::user::{User, UserId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select users.user_id, email, password_hash, role, created, user_sites.site_id from users
            left join user_sites on user_sites.user_id = users.user_id ",
            $rest
        )
    };
}

/// So many failures are forgiven before the next attempt has to wait.
const FREE_FAILURES: i64 = 3;

/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// Failures this old are forgotten.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A user with one of the sites; as many rows as there are sites, one when there is none.
#[derive(sqlx::FromRow)]
struct Row {
    user_id: Uuid,
    email: String,
    password_hash: String,
    role: String,
    created: i64,
    site_id: Option<String>,
}

impl Store {
    /// Makes a user. [`Error::Conflict`]`("users_email")` when the address has an account.
    pub async fn create_user(&self, user: &User) -> Result<()> {
        let mut tx = self.db.write().await?;
        let insert = "insert into users (user_id, email, password_hash, role, created)
            values ($1, $2, $3, $4, $5)";
        execute!(
            &mut tx,
            insert,
            user.id.0,
            &user.email,
            &user.password_hash,
            user.role.as_str(),
            micros(user.created)
        )?;
        for site in &user.sites {
            let insert = "insert into user_sites (site_id, user_id) values ($1, $2)";
            execute!(&mut tx, insert, site.as_str(), user.id.0)?;
        }
        tx.commit().await
    }

    /// The user who signs in with this address, in any case.
    pub async fn user_by_email(&self, email: &str) -> Result<User> {
        let mut conn = self.db.read().await?;
        let email = email.trim().to_lowercase();
        let read = select!("where email = $1 order by users.user_id, user_sites.site_id");
        one(query!(fetch_all, Row, &mut conn, read, &email)?)
    }

    /// A user.
    pub async fn user(&self, id: UserId) -> Result<User> {
        let mut conn = self.db.read().await?;
        let read = select!("where users.user_id = $1 order by users.user_id, user_sites.site_id");
        one(query!(fetch_all, Row, &mut conn, read, id.0)?)
    }

    /// All users, by address.
    pub async fn users(&self) -> Result<Vec<User>> {
        let mut conn = self.db.read().await?;
        let read = select!("order by email, user_sites.site_id");
        together(query!(fetch_all, Row, &mut conn, read)?)
    }

    /// Gives a user another password (its Argon2id hash), and ends their sessions.
    pub async fn set_password(&self, id: UserId, hash: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        let update = "update users set password_hash = $2 where user_id = $1";
        let touched = execute!(&mut tx, update, id.0, hash)?;
        sessions::end_all(&mut tx, id).await?;
        tx.commit().await?;
        if touched == 0 {
            Err(Error::NotFound)
        } else {
            Ok(())
        }
    }

    /// Removes a user with their sessions. What they decided keeps their name.
    pub async fn remove_user(&self, id: UserId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let touched = execute!(&mut tx, "delete from users where user_id = $1", id.0)?;
        sessions::end_all(&mut tx, id).await?;
        tx.commit().await?;
        if touched == 0 {
            Err(Error::NotFound)
        } else {
            Ok(())
        }
    }

    /// Counts an attempt to sign in under `key`, a hash of the address, whether or not it has an account, and says
    /// before when it is not looked at; none when it may be tried now. It counts as failed until
    /// [`Store::sign_in_succeeded`], so that of many attempts at once no more pass than one after another: from the
    /// fourth failure on, the next attempt has to wait, one second at first and twice as long each time.
    pub async fn sign_in_attempted(&self, key: &str, now: Timestamp) -> Result<Option<Timestamp>> {
        let mut tx = self.db.write().await?;
        let (failures, not_before) = failures(&mut tx, key, now).await?;
        if not_before > now {
            return Ok(Some(not_before));
        }
        let failures = failures + 1;
        let wait = wait_after(failures);
        let not_before = now.saturating_add(wait).map_err(super::db::corrupt)?;
        let update = "update sign_ins set failures = $2, last_failed = $3, not_before = $4
            where sign_in = $1";
        execute!(
            &mut tx,
            update,
            key,
            failures,
            micros(now),
            micros(not_before)
        )?;
        tx.commit().await?;
        Ok(None)
    }

    /// Forgets the failures under `key`.
    pub async fn sign_in_succeeded(&self, key: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        execute!(&mut tx, "delete from sign_ins where sign_in = $1", key)?;
        tx.commit().await
    }

    /// Forgets failures that count for nothing any more.
    pub(super) async fn forget_sign_ins(&self, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let delete = "delete from sign_ins where last_failed < $1 and not_before < $2";
        let before = now - FORGOTTEN_AFTER;
        execute!(&mut tx, delete, micros(before), micros(now))?;
        tx.commit().await
    }
}

/// How often this failed so far and when it may be tried again, locked until the transaction ends. The row is made
/// first, for PostgreSQL locks no row that is not there.
async fn failures(tx: &mut Conn, key: &str, now: Timestamp) -> Result<(i64, Timestamp)> {
    let insert = "insert into sign_ins (sign_in, failures, last_failed, not_before)
        values ($1, 0, $2, $2) on conflict (sign_in) do nothing";
    execute!(&mut *tx, insert, key, micros(now))?;
    let read = super::db::dialect!(
        tx,
        sqlite: "select failures, last_failed, not_before from sign_ins where sign_in = $1",
        postgres:
            "select failures, last_failed, not_before from sign_ins where sign_in = $1 for update",
    );
    let (failures, last, not_before) = query!(fetch_one, (i64, i64, i64), tx, read, key)?;
    let forgotten = now.duration_since(time(last)?) > FORGOTTEN_AFTER;
    // A wait longer than the longest was begun under a clock that has been set back since.
    let longest = now
        .saturating_add(LONGEST_WAIT)
        .map_err(super::db::corrupt)?;
    let not_before = time(not_before)?.min(longest);
    Ok((if forgotten { 0 } else { failures }, not_before))
}

/// No wait for the first failures, then one second, doubling.
fn wait_after(failures: i64) -> SignedDuration {
    if failures <= FREE_FAILURES {
        return SignedDuration::ZERO;
    }
    // Ten doublings are more than the longest wait already.
    let doublings = (failures - FREE_FAILURES - 1).min(10);
    let seconds = 1_i64 << doublings;
    SignedDuration::from_secs(seconds).min(LONGEST_WAIT)
}

fn one(rows: Vec<Row>) -> Result<User> {
    together(rows)?.pop().ok_or(Error::NotFound)
}

/// Joins the rows of one user, which follow each other.
fn together(rows: Vec<Row>) -> Result<Vec<User>> {
    let mut users: Vec<User> = Vec::new();
    for row in rows {
        if users.last().is_none_or(|last| last.id.0 != row.user_id) {
            users.push(User {
                id: UserId(row.user_id),
                email: row.email,
                password_hash: row.password_hash,
                role: word(&row.role)?,
                sites: Vec::new(),
                created: time(row.created)?,
            });
        }
        let site: Option<SiteKey> = row.site_id.as_deref().map(word).transpose()?;
        if let Some(user) = users.last_mut() {
            user.sites.extend(site);
        }
    }
    Ok(users)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_three_failures_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<i64> = (1..=16).map(|n| wait_after(n).as_secs()).collect();
        let expected = [
            0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900,
        ];
        assert_eq!(seconds, expected);
        assert_eq!(wait_after(i64::MAX).as_secs(), 900);
    }
}
