//! `corrigenda serve`: the web server and the workers in one process, until it is asked to stop; then what was
//! begun is finished.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::log::{self, Traces};
use super::output;
use super::signal::Stop;
use crate::config::Config;
use crate::connect::page::{Bounds, Pages};
use crate::meter;
use crate::store::Store;
use crate::web::{self, App};
use crate::work::Workers;

/// Jobs done at a time: they wait for disks and other servers more than they compute.
pub(super) const WORKERS: usize = 4;

/// How long clients may take to end once the stop was asked for: containers are killed after ten seconds.
const GRACE: Duration = Duration::from_secs(8);

/// Serves until SIGTERM or SIGINT.
///
/// # Errors
/// When the settings are wrong, the address is taken, or the database does not open or is of a newer version.
pub(super) fn run(config: Option<&Path>) -> anyhow::Result<()> {
    run_on(config, Ok)
}

/// The same on a store that something was done to.
pub(super) fn run_on(
    config: Option<&Path>,
    prepare: impl FnOnce(Store) -> anyhow::Result<Store>,
) -> anyhow::Result<()> {
    let config = Config::load(config)?;
    let runtime = super::runtime()?;
    let traces = Traces::start(&config, runtime.handle())?;
    log::with_traces(&config.log, config.log_format, &traces);
    let served = runtime.block_on(serve(config, prepare));
    traces.finish();
    served
}

async fn serve(
    config: Config,
    prepare: impl FnOnce(Store) -> anyhow::Result<Store>,
) -> anyhow::Result<()> {
    let stop = Stop::listen()?;
    let store = prepare(super::open(&config).await?)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let listen = listener.local_addr()?;
    let metrics = metrics(&config, &store, &stop).await?;
    let app = App::new(store.clone(), config.clone())
        .await
        .context("the database does not answer")?;
    let workers = Workers::start(store.clone(), pages(&config), WORKERS);
    output::remark(format_args!(
        "Corrigenda {} listens on http://{listen}, public address {}",
        env!("CARGO_PKG_VERSION"),
        config.public_url
    ));
    if config.secrets.email_keys.is_empty() && super::keys::key_file(&config).is_none() {
        tracing::warn!(
            "readers' addresses are sealed with a key that stands in the same database: set secrets.email_keys"
        );
    }
    let served = until_stopped(web::serve(app, listener, stop.clone().asked()), stop).await;
    workers.stop().await;
    if let Some(metrics) = metrics {
        // It ends by the same signal and has nothing that could be lost.
        metrics.abort();
    }
    store.close().await;
    served.context("the server failed")
}

/// Serves `/metrics` where the settings say, if they do. It begins before the server and ends after it.
async fn metrics(
    config: &Config,
    store: &Store,
    stop: &Stop,
) -> anyhow::Result<Option<JoinHandle<std::io::Result<()>>>> {
    let Some(address) = config.metrics_listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} for metrics"))?;
    output::remark(format_args!(
        "Metrics are at http://{}/metrics",
        listener.local_addr()?
    ));
    let counts = meter::install()?;
    let serving = web::metrics::serve(store.clone(), counts, listener, stop.clone().asked());
    Ok(Some(tokio::spawn(serving)))
}

/// What fetches pages as the settings allow.
pub(super) fn pages(config: &Config) -> Pages {
    let fetch = &config.fetch;
    Pages::new(Bounds::new(
        &config.public_url,
        fetch.per_minute,
        &fetch.allow_private,
    ))
}

/// Lets a server end by itself, and no longer than [`GRACE`] after the stop was asked for.
pub(super) async fn until_stopped(
    server: impl Future<Output = std::io::Result<()>>,
    stop: Stop,
) -> std::io::Result<()> {
    let too_late = async {
        stop.asked().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server => served,
        () = too_late => {
            tracing::warn!("some clients did not end, and are left");
            Ok(())
        }
    }
}
