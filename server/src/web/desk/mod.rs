//! The editors' desk: pages on the server's side, complete without scripts.
//!
//! One file a page or a form; who is signed in is a type (`editor`), so is a form that may be trusted
//! (`csrf`). What may be decided, and what follows, is the domain's; the API of the same is in `web/api`.

mod account;
mod case;
mod corrections;
mod csrf;
mod decide;
mod editor;
mod page;
mod passwords;
mod queue;
mod session;
mod sign_in;
mod stop;
mod view;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::App;

/// The largest form, in bytes: the longest wording in the widest script, every byte percent-encoded.
const LARGEST_FORM: usize = 256 * 1024;

/// The desk's routes, in the order in which an editor meets them, with their sessions.
pub fn router(app: &App) -> Router<App> {
    Router::new()
        .route("/desk", get(queue::front))
        .route("/desk/sign-in", get(sign_in::form).post(sign_in::submit))
        .route("/desk/sign-out", post(sign_in::leave))
        .route("/desk/account", get(account::show).post(account::change))
        .route("/desk/{site}", get(queue::short))
        .route("/desk/{site}/cases", get(queue::show))
        .route(
            "/desk/{site}/cases/{id}",
            get(case::show).post(decide::submit),
        )
        .route("/desk/{site}/corrections", get(corrections::show))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(session::layer(app))
}
