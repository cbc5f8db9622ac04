//! Passwords looked at and hashed, at most two at a time. The same work is done for an address that nobody has, so that
//! the answer's time does not tell who has an account. Each failure makes the next attempt for that address wait longer;
//! an attempt is counted before it is looked at. Which passwords may be chosen is the domain's.

use std::sync::LazyLock;

use axum::http::{HeaderName, header};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::stop::Stop;
use crate::domain::password;
use crate::domain::user::User;
use crate::store;
use crate::web::App;
use crate::web::error::Error;

/// A hash nobody has the password of.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| password_auth::generate_hash(rand::random::<[u8; 16]>()));

/// Each verification takes 19 MiB and a core; a crowd of them waits here instead of taking the server down.
static VERIFYING: Semaphore = Semaphore::const_new(2);

/// What came of looking at a password.
pub(super) enum Looked {
    /// It is this user's.
    Right(User),
    /// Nobody has this address and this password.
    Wrong,
    /// It was not looked at: too many attempts failed before.
    TooEarly(Wait),
}

/// How long to wait, in seconds.
pub(super) struct Wait(i64);

impl Wait {
    /// For a person.
    pub(super) fn words(&self) -> String {
        format!(
            "Too many attempts with this address. Wait {} second{}, then try again.",
            self.0,
            if self.0 == 1 { "" } else { "s" }
        )
    }

    /// For a program.
    pub(super) fn header(&self) -> [(HeaderName, String); 1] {
        [(header::RETRY_AFTER, self.0.to_string())]
    }
}

/// Looks whether somebody has this address and this password.
pub(super) async fn look(
    app: &App,
    email: &str,
    password: String,
    now: Timestamp,
) -> Result<Looked, Stop> {
    let key = throttle_key(email);
    if let Some(until) = app.store.sign_in_attempted(&key, now).await? {
        let seconds = (until.as_second() - now.as_second()).max(1);
        return Ok(Looked::TooEarly(Wait(seconds)));
    }
    let Some(user) = verified(app, email, password).await? else {
        return Ok(Looked::Wrong);
    };
    app.store.sign_in_succeeded(&key).await?;
    Ok(Looked::Right(user))
}

/// The Argon2id hash of a new password (PHC string).
pub(super) async fn hash(password: String) -> Result<String, Stop> {
    in_turn(move || password_auth::generate_hash(password)).await
}

/// Failures are counted for the address, under a hash, so that the table of failures is no list of addresses.
fn throttle_key(email: &str) -> String {
    let digest = Sha256::digest(email.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The user with this address and password.
async fn verified(app: &App, email: &str, password: String) -> Result<Option<User>, Stop> {
    let user = match app.store.user_by_email(email).await {
        Ok(user) => Some(user),
        Err(store::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = in_turn(move || matches(hash, &password)).await?;
    Ok(user.filter(|_| is_right))
}

fn matches(hash: Option<String>, password: &str) -> bool {
    let nobody = LazyLock::force(&NOBODY);
    let fits = password.len() <= password::LONGEST;
    let candidate = if fits { password } else { "" };
    let known = hash.is_some();
    let hash = hash.as_ref().unwrap_or(nobody);
    password_auth::verify_password(candidate, hash).is_ok() && known && fits
}

/// Off the threads that answer requests, because it takes its time by design. The turn is kept until the work is
/// done: whoever hangs up meanwhile frees nothing.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    let turn = VERIFYING.acquire().await;
    let turn = turn.map_err(|closed| Stop::Other(Error::Internal(closed.into())))?;
    let work = move || {
        let _turn = turn;
        work()
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Stop::Other(Error::Internal(error.into())))
}
