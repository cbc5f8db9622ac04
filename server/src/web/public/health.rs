//! `/healthz` and `/readyz`: for whoever runs the server.

use std::time::Duration;

use axum::extract::State;
use tokio::time::timeout;

use crate::web::App;
use crate::web::error::Error;

/// The process is alive.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// A database that takes longer than this is away: whoever asks wants to know now.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process can do its work: the store answers, and what could not be written can be by now.
pub async fn ready(State(app): State<App>) -> Result<&'static str, Error> {
    let asked = timeout(PATIENCE, app.store.is_ready()).await;
    asked.map_err(|_| Error::Unavailable("the database does not answer in time".into()))??;
    Ok("ready\n")
}
