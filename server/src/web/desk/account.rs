//! The page of one's own account: another password, and the sessions that are open. Both ask for the password, because
//! whoever sits down at a desk that was left open should be able to do neither.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;

use super::csrf::{Guarded, Posted};
use super::editor::Editor;
use super::page::{Frame, Said, page};
use super::passwords::{self, Looked, Wait};
use super::session::{Open, hashed};
use super::stop::Stop;
use super::view::age::Moment;
use crate::domain::password;
use crate::domain::user::User;
use crate::web::App;

/// What the form of sessions says of all but this one.
const OTHERS: &str = "others";

/// A form of the page as it was sent.
#[derive(Deserialize)]
pub(super) struct Change {
    csrf: String,
    change: What,
    /// The password as it is.
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
    /// Which session, or [`OTHERS`].
    #[serde(default)]
    session: String,
}

/// Which of the page's forms it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum What {
    Password,
    Sessions,
}

impl Guarded for Change {
    fn token(&self) -> &str {
        &self.csrf
    }
}

#[derive(Template)]
#[template(path = "desk/account.html")]
struct AccountPage {
    frame: Frame,
    /// What is wrong with the form of the password.
    password: Option<String>,
    /// What is wrong with the form of the sessions.
    sessions: Option<String>,
    this: Option<Row>,
    others: Vec<Row>,
}

/// An open session.
struct Row {
    id: String,
    since: Moment,
    seen: Moment,
}

/// `GET /desk/account`
pub(super) async fn show(State(app): State<App>, editor: Editor) -> Result<Response, Stop> {
    shown(&app, &editor, StatusCode::OK, None).await
}

/// `POST /desk/account`
pub(super) async fn change(
    State(app): State<App>,
    editor: Editor,
    Posted(form): Posted<Change>,
) -> Result<Response, Stop> {
    let now = Timestamp::now();
    let what = form.change;
    if let Some(problem) = unfit(&form) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return shown(&app, &editor, status, Some((what, problem))).await;
    }
    let email = &editor.user.email;
    let user = match passwords::look(&app, email, form.current.clone(), now).await? {
        Looked::Right(user) => user,
        Looked::Wrong => {
            let problem = "That is not your password as it is now.".to_owned();
            return shown(&app, &editor, StatusCode::FORBIDDEN, Some((what, problem))).await;
        }
        Looked::TooEarly(wait) => return too_early(&app, &editor, what, wait).await,
    };
    let words = match what {
        What::Password => {
            set_password(&app, &editor, user, form.new, now).await?;
            "Your password was changed, and every other session ended."
        }
        What::Sessions => end(&app, &editor, &form.session).await?,
    };
    let said = Said {
        words: words.to_owned(),
        href: "/desk".to_owned(),
        link: "To the desk".to_owned(),
    };
    said.keep(&editor).await?;
    Ok(Redirect::to("/desk/account").into_response())
}

/// What is wrong with a form, before the password is looked at.
fn unfit(form: &Change) -> Option<String> {
    if form.change != What::Password {
        return None;
    }
    if form.new != form.again {
        return Some("The two new passwords differ.".to_owned());
    }
    let unfit = password::check(&form.new).err()?;
    Some(format!("The new password is not taken: {unfit}."))
}

/// Every session ends with the old password; this one goes on as a new one.
async fn set_password(
    app: &App,
    editor: &Editor,
    user: User,
    new: String,
    now: Timestamp,
) -> Result<(), Stop> {
    let password_hash = passwords::hash(new).await?;
    app.store.set_password(user.id, &password_hash).await?;
    let user = User {
        password_hash,
        ..user
    };
    Editor::sign_in(&editor.session, &user, now).await
}

/// Ends a session of the editor's, or all but this one. One that has ended already has.
async fn end(app: &App, editor: &Editor, session: &str) -> Result<&'static str, Stop> {
    let user = editor.user.id;
    if session == OTHERS {
        let this = this(editor).unwrap_or_default();
        app.store.end_other_sessions(user, &this).await?;
        return Ok("All other sessions ended.");
    }
    let id = URL_SAFE_NO_PAD.decode(session).unwrap_or_default();
    let id: [u8; 32] = id.try_into().map_err(|_| Stop::StaleForm)?;
    app.store.end_session(user, &id).await?;
    Ok("The session ended.")
}

/// Under what this session is stored.
fn this(editor: &Editor) -> Option<[u8; 32]> {
    editor.session.id().map(|id| hashed(&id))
}

async fn too_early(app: &App, editor: &Editor, what: What, wait: Wait) -> Result<Response, Stop> {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let page = shown(app, editor, status, Some((what, wait.words()))).await?;
    Ok((wait.header(), page).into_response())
}

async fn shown(
    app: &App,
    editor: &Editor,
    status: StatusCode,
    problem: Option<(What, String)>,
) -> Result<Response, Stop> {
    let now = Timestamp::now();
    let this = this(editor);
    let open = Open::of(&editor.user, app, now).await?;
    let (mine, others): (Vec<Open>, Vec<Open>) =
        open.into_iter().partition(|open| Some(open.id) == this);
    let row = |open: Open| Row {
        id: URL_SAFE_NO_PAD.encode(open.id),
        since: Moment::new(open.since, now),
        seen: Moment::new(open.seen, now),
    };
    let of = |what| {
        let problem = problem.as_ref().filter(|(of, _)| *of == what);
        problem.map(|(_, words)| words.clone())
    };
    let shown = AccountPage {
        frame: Frame::of(editor).await?,
        password: of(What::Password),
        sessions: of(What::Sessions),
        this: mine.into_iter().next().map(row),
        others: others.into_iter().map(row).collect(),
    };
    page(status, &shown)
}
