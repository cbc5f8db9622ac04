//! The only HTTP in: the API (`api`), readers' pages (`public`), the editors' desk (`desk`), and the files
//! that browsers load (`assets`).
//!
//! All routes stand in one table, `router`. What happens after an answer is `work`'s; the two meet in the store.

mod address;
pub mod api;
pub mod assets;
pub mod client;
mod closed;
mod cors;
pub mod desk;
pub mod error;
pub mod extract;
mod guess;
mod headers;
mod limit;
mod listen;
pub mod marks;
mod measure;
pub mod metrics;
pub mod problem;
pub mod proof;
pub mod public;
pub mod receipt;
pub mod router;
mod strict;
mod submit;
mod trace;

use std::ops::Deref;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::config::Config;
use crate::store::{self, Store};

/// What every handler may use. Clones share everything and cost next to nothing: each layer makes one for each request.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

/// What all clones of an [`App`] share.
#[derive(Debug)]
pub struct Shared {
    /// Everything that is kept.
    pub store: Store,
    /// The settings.
    pub config: Config,
    /// The server's secret, which receipts are signed with.
    pub secret: [u8; 32],
    /// How often who asked.
    counters: limit::Counters,
    /// Turns true when the server begins to stop; what streams must end then.
    stopping: watch::Receiver<bool>,
    stop: watch::Sender<bool>,
}

impl App {
    /// Reads the server's secret from the store, which has one from its first use on.
    pub async fn new(store: Store, config: Config) -> Result<Self, store::Error> {
        let (stop, stopping) = watch::channel(false);
        Ok(Self(Arc::new(Shared {
            secret: store.server_secret().await?,
            store,
            counters: limit::Counters::new(&config.limits),
            config,
            stopping,
            stop,
        })))
    }

    /// An absolute address of this server for a path that begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url.trim_end_matches('/'))
    }

    /// Resolves when the server begins to stop.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // An error means that nobody is left who could stop it, which is as good as being stopped.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

impl Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// Serves until `shutdown` resolves, then lets open requests end.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let ending = app.clone();
    let shutdown = async move {
        shutdown.await;
        // Nobody listening is fine: then nothing has to end.
        let _ = ending.stop.send(true);
    };
    listen::serve(router::router(app.clone()), listener, &app.config, shutdown).await;
    Ok(())
}
