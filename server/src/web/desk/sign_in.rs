//! Signing in and out. The same work is done for an address that nobody has, so that the answer's time does
//! not tell who has an account, and each failure makes the next attempt for that address wait longer. An attempt is counted before it is looked at.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use tower_sessions::Session;

use super::csrf::{self, Guarded, Posted, PostedByVisitor, Visitor};
use super::editor::Editor;
use super::page::{Frame, page};
use super::stop::{Stop, safe_next};
use crate::domain::user::User;
use crate::store;
use crate::web::App;
use crate::web::error::Error;

/// A hash nobody has the password of.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| password_auth::generate_hash(rand::random::<[u8; 16]>()));

/// Each verification takes 19 MiB and a core; a crowd of them waits here instead of taking the server down.
static VERIFYING: Semaphore = Semaphore::const_new(2);

/// Longest password that is looked at, in bytes; hashing more would be work for nothing.
pub(crate) const LONGEST_PASSWORD: usize = 1_024;

/// Where to go on after signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    next: String,
}

/// The form as it was sent.
#[derive(Deserialize)]
pub(super) struct SignIn {
    csrf: String,
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

impl Guarded for SignIn {
    fn token(&self) -> &str {
        &self.csrf
    }
}

/// A form with nothing in it but its token.
#[derive(Deserialize)]
pub(super) struct SignOut {
    csrf: String,
}

impl Guarded for SignOut {
    fn token(&self) -> &str {
        &self.csrf
    }
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    frame: Frame,
    email: String,
    next: String,
    problem: Option<String>,
}

/// `GET /desk/sign-in`
pub(super) async fn form(
    State(app): State<App>,
    session: Session,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    if Editor::of(session, &app, Timestamp::now()).await?.is_some() {
        return Ok(Redirect::to(&safe_next(&asked.next)).into_response());
    }
    let entered = Entered {
        email: String::new(),
        next: safe_next(&asked.next),
    };
    entered.again(&app, &visitor, StatusCode::OK, None)
}

/// `POST /desk/sign-in`
pub(super) async fn submit(
    State(app): State<App>,
    session: Session,
    visitor: Visitor,
    PostedByVisitor(form): PostedByVisitor<SignIn>,
) -> Result<Response, Stop> {
    let now = Timestamp::now();
    let entered = Entered {
        email: form.email.trim().to_lowercase(),
        next: safe_next(&form.next),
    };
    let key = throttle_key(&entered.email);
    if let Some(until) = app.store.sign_in_attempted(&key, now).await? {
        return entered.too_early(&app, &visitor, until, now);
    }
    let Some(user) = verified(&app, &entered.email, form.password).await? else {
        let problem = "The address or the password is wrong.".to_owned();
        return entered.again(&app, &visitor, StatusCode::UNAUTHORIZED, Some(problem));
    };
    app.store.sign_in_succeeded(&key).await?;
    // Signing in is rare, and the only time at which sessions grow in number.
    app.store.delete_expired_sessions(now).await?;
    if !user.role.may_edit() {
        let problem = "This account has no access to the desk. Ask an administrator.".to_owned();
        return entered.again(&app, &visitor, StatusCode::FORBIDDEN, Some(problem));
    }
    Editor::sign_in(&session, &user, now).await?;
    Ok(Redirect::to(&entered.next).into_response())
}

/// `POST /desk/sign-out`
pub(super) async fn leave(editor: Editor, Posted(_): Posted<SignOut>) -> Result<Redirect, Stop> {
    editor.session.flush().await?;
    Ok(Redirect::to("/desk/sign-in"))
}

/// What was typed, but for the password.
struct Entered {
    email: String,
    next: String,
}

impl Entered {
    fn again(
        self,
        app: &App,
        visitor: &Visitor,
        status: StatusCode,
        problem: Option<String>,
    ) -> Result<Response, Stop> {
        let frame = Frame {
            csrf: csrf::token(&app.secret, &visitor.0),
            ..Frame::default()
        };
        let shown = SignInPage {
            frame,
            email: self.email,
            next: self.next,
            problem,
        };
        let remember = [(header::SET_COOKIE, visitor.cookie(app))];
        Ok((remember, page(status, &shown)?).into_response())
    }

    fn too_early(
        self,
        app: &App,
        visitor: &Visitor,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Response, Stop> {
        let seconds = (until.as_second() - now.as_second()).max(1);
        let problem = format!(
            "Too many attempts with this address. Wait {seconds} second{}, then try again.",
            if seconds == 1 { "" } else { "s" }
        );
        let wait = [(header::RETRY_AFTER, seconds.to_string())];
        let status = StatusCode::TOO_MANY_REQUESTS;
        Ok((wait, self.again(app, visitor, status, Some(problem))?).into_response())
    }
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
    let is_right = matches(hash, password).await?;
    Ok(user.filter(|_| is_right))
}

/// Off the threads that answer requests, because it takes its time by design. The turn is kept until the work is
/// done: whoever hangs up meanwhile frees nothing.
async fn matches(hash: Option<String>, password: String) -> Result<bool, Stop> {
    let turn = VERIFYING.acquire().await;
    let turn = turn.map_err(|closed| Stop::Other(Error::Internal(closed.into())))?;
    let verify = move || {
        let _turn = turn;
        let nobody = LazyLock::force(&NOBODY);
        let fits = password.len() <= LONGEST_PASSWORD;
        let candidate = if fits { password.as_str() } else { "" };
        let known = hash.is_some();
        let hash = hash.as_ref().unwrap_or(nobody);
        password_auth::verify_password(candidate, hash).is_ok() && known && fits
    };
    let verified = tokio::task::spawn_blocking(verify).await;
    verified.map_err(|error| Stop::Other(Error::Internal(error.into())))
}
