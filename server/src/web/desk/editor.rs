//! Who is signed in, and where they may decide: types in the signatures of the desk's handlers.

use std::collections::HashMap;

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, Path};
use axum::http::Method;
use axum::http::request::Parts;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tower_sessions::Session;

use super::csrf;
use super::session::LONGEST;
use super::stop::Stop;
use crate::domain::site::{Site, SiteKey};
use crate::domain::user::{Actor, User, UserId};
use crate::store;
use crate::web::App;

/// Where a session keeps who is signed in.
pub(super) const WHO: &str = "who";

/// How stale the note of a session's last use may be; less would write to the store at every page.
const NOTED: SignedDuration = SignedDuration::from_mins(10);

/// Somebody signed in who may decide about cases.
#[derive(Debug, Clone)]
pub(super) struct Editor {
    /// The account.
    pub(super) user: User,
    /// The session, for what is said once after a redirect.
    pub(super) session: Session,
    /// The token for the forms of this session.
    pub(super) csrf: String,
}

/// An editor of the site that the address names. For others the address does not exist.
#[derive(Debug, Clone)]
pub(super) struct SiteEditor {
    /// Who.
    pub(super) editor: Editor,
    /// Where.
    pub(super) site: Site,
}

/// What the session remembers of a sign-in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Who {
    pub(super) user: uuid::Uuid,
    /// Of the password hash: a new password ends every older session.
    password: String,
    /// Unix seconds of the sign-in.
    pub(super) since: i64,
    /// Unix seconds of the last use, as of [`NOTED`].
    pub(super) seen: i64,
}

impl Who {
    /// Whether a session of this user that remembers this still holds.
    pub(super) fn holds(&self, user: &User, now: Timestamp) -> bool {
        let is_young = now.as_second() - self.since <= LONGEST.as_secs();
        is_young && user.role.may_edit() && fingerprint(user) == self.password
    }
}

impl Editor {
    /// Signs in: whatever the session held before is gone, and so is its id.
    pub(super) async fn sign_in(
        session: &Session,
        user: &User,
        now: Timestamp,
    ) -> Result<(), Stop> {
        session.clear().await;
        session.cycle_id().await?;
        let who = Who {
            user: user.id.0,
            password: fingerprint(user),
            since: now.as_second(),
            seen: now.as_second(),
        };
        Ok(session.insert(WHO, who).await?)
    }

    /// Whose session this is, if it still holds.
    pub(super) async fn of(
        session: Session,
        app: &App,
        now: Timestamp,
    ) -> Result<Option<Self>, Stop> {
        let Some(mut who) = session.get::<Who>(WHO).await? else {
            return Ok(None);
        };
        let user = match app.store.user(UserId(who.user)).await {
            Ok(user) if who.holds(&user, now) => user,
            Ok(_) | Err(store::Error::NotFound) => return end(&session).await,
            Err(error) => return Err(error.into()),
        };
        if now.as_second() - who.seen > NOTED.as_secs() {
            who.seen = now.as_second();
            session.insert(WHO, who).await?;
        }
        let id = session.id().map(|id| id.to_string()).unwrap_or_default();
        let csrf = csrf::token(&app.secret, &id);
        Ok(Some(Self {
            user,
            session,
            csrf,
        }))
    }

    /// As whom decisions are signed.
    pub(super) fn actor(&self) -> Actor {
        Actor {
            id: self.user.id.0,
            name: self.user.email.clone(),
            role: self.user.role,
        }
    }
}

async fn end(session: &Session) -> Result<Option<Editor>, Stop> {
    session.flush().await?;
    Ok(None)
}

fn fingerprint(user: &User) -> String {
    let digest = Sha256::digest(user.password_hash.as_bytes());
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl FromRequestParts<App> for Editor {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        let session = Session::from_request_parts(parts, app).await;
        let session = session.map_err(|(_, why)| Stop::no_session(why))?;
        let signed_in = Self::of(session, app, Timestamp::now()).await?;
        signed_in.ok_or_else(|| Stop::SignIn(wanted(parts)))
    }
}

/// Where to go on after signing in. The address of a form is that of its page.
fn wanted(parts: &Parts) -> String {
    let query = parts.uri.path_and_query();
    match (&parts.method, query) {
        (&Method::GET, Some(whole)) => whole.to_string(),
        _ => parts.uri.path().to_owned(),
    }
}

impl FromRequestParts<App> for SiteEditor {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Stop> {
        let editor = Editor::from_request_parts(parts, app).await?;
        let Path(path) = parts
            .extract::<Path<HashMap<String, String>>>()
            .await
            .map_err(|_| Stop::not_found())?;
        let key: SiteKey = path
            .get("site")
            .and_then(|key| key.parse().ok())
            .ok_or_else(Stop::not_found)?;
        if !editor.user.sites.contains(&key) {
            return Err(Stop::not_found());
        }
        let site = app.store.site(&key).await?;
        Ok(Self { editor, site })
    }
}
