//! Signing in and out. What is done with the password is in `passwords`.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use tower_sessions::Session;

use super::csrf::{self, Guarded, Posted, PostedByVisitor, Visitor};
use super::editor::Editor;
use super::page::{Frame, page};
use super::passwords::{self, Looked, Wait};
use super::stop::{Stop, safe_next};
use crate::web::App;

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
    let user = match passwords::look(&app, &entered.email, form.password, now).await? {
        Looked::Right(user) => user,
        Looked::Wrong => {
            let problem = "The address or the password is wrong.".to_owned();
            return entered.again(&app, &visitor, StatusCode::UNAUTHORIZED, Some(problem));
        }
        Looked::TooEarly(wait) => return entered.too_early(&app, &visitor, wait),
    };
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

    fn too_early(self, app: &App, visitor: &Visitor, wait: Wait) -> Result<Response, Stop> {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let page = self.again(app, visitor, status, Some(wait.words()))?;
        Ok((wait.header(), page).into_response())
    }
}
