//! `/healthz` and `/readyz`: for whoever runs the server.

use axum::extract::State;

use crate::web::App;
use crate::web::error::Error;

/// The process is alive.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// The process can do its work: the store answers.
pub async fn ready(State(app): State<App>) -> Result<&'static str, Error> {
    app.store.is_ready().await?;
    Ok("ready\n")
}
