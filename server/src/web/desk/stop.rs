//! Why a page of the desk was not shown: mostly because nobody is signed in. Everything that is not the
//! desk's own becomes the server's `Error`.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};

use super::page;
use crate::store;
use crate::web::error::Error;

/// Why a request to the desk ended early.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody is signed in; where to go on afterwards.
    SignIn(String),
    /// Another site's page sent the form.
    ForeignForm,
    /// The form has no token of this session any more, or a field that cannot be read.
    StaleForm,
    /// Anything that can happen elsewhere too.
    Other(Error),
}

impl Stop {
    /// Nothing is at this address, for this editor.
    pub(super) fn not_found() -> Self {
        Self::Other(Error::NotFound)
    }

    /// The layer of sessions is missing, which is a mistake of ours.
    pub(super) fn no_session(why: &'static str) -> Self {
        Self::Other(Error::Internal(anyhow::anyhow!(why)))
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<tower_sessions::session::Error> for Stop {
    fn from(error: tower_sessions::session::Error) -> Self {
        Self::Other(Error::Unavailable(Box::new(error)))
    }
}

impl From<askama::Error> for Stop {
    fn from(error: askama::Error) -> Self {
        Self::Other(Error::Internal(error.into()))
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(wanted) => Redirect::to(&sign_in_address(&wanted)).into_response(),
            Self::ForeignForm => page::notice(
                StatusCode::FORBIDDEN,
                "This form was sent by another site",
                "Nothing was done. If you followed a link to get here, do not trust where it came from.",
            ),
            Self::StaleForm => page::notice(
                StatusCode::FORBIDDEN,
                "This form is out of date",
                "Nothing was done. Go back, reload the page, and send it again. What you typed is still in the form when you go back; copy it first.",
            ),
            Self::Other(error) => error.into_response(),
        }
    }
}

/// The sign-in page that leads on to `wanted`.
pub(super) fn sign_in_address(wanted: &str) -> String {
    let next = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect::<String>();
    format!("/desk/sign-in?next={next}")
}

/// Where to go on after signing in: an address of the desk, or its front. Anything else could lead astray.
pub(super) fn safe_next(next: &str) -> String {
    let ours = next == "/desk" || next.starts_with("/desk/");
    let plain = !next.contains(['\\', '\r', '\n']) && next.parse::<Uri>().is_ok();
    if ours && plain {
        next.to_owned()
    } else {
        "/desk".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_in_leads_nowhere_but_to_the_desk() {
        let ours = "/desk/daily/cases?state=held";
        assert_eq!(safe_next(ours), ours);
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/daily",
            "/desk\\evil",
            "/deskevil",
            "/desk/\r\nX: y",
        ] {
            assert_eq!(safe_next(elsewhere), "/desk", "{elsewhere:?}");
        }
    }
}
