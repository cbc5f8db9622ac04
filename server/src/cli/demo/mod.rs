//! `corrigenda demo`: a newspaper on one port and Corrigenda on another, everything embedded, ready to try.
//!
//! Here the parts are put together; the paper itself is `crate::demo`, who may sign in is `account`, and what
//! Corrigenda knows of the paper is `publication`.

mod account;
mod ports;
mod publication;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpListener;

use self::account::Account;
use super::log;
use super::output;
use super::serve::{WORKERS, pages, until_stopped};
use super::signal::Stop;
use crate::config::{Config, Limits, LogFormat};
use crate::demo::{self as paper, Paper};
use crate::domain::site::SiteKey;
use crate::store::Store;
use crate::web::{self, App};
use crate::work::Workers;

/// Whoever tries things out wants to see failures and nothing else.
const LOG: &str = "warn";

#[derive(Args)]
pub(super) struct Arguments {
    /// Corrigenda's port; the paper gets the next free one [default: 8080, or the next free one].
    #[arg(long)]
    port: Option<u16>,
    /// Keep everything in this folder and go on from what it holds [default: a temporary one, removed at the end].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Print one line of JSON once it is ready.
    #[arg(long)]
    json: bool,
}

/// Runs the demonstration until it is asked to stop.
///
/// # Errors
/// When the port is taken or the folder cannot be used.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    log::to_stderr(LOG, LogFormat::Text);
    super::runtime()?.block_on(async {
        // Before anything is made, so that it is removed again even when the stop comes at once.
        let stop = Stop::listen()?;
        let folder = Folder::make(arguments.data.as_deref())?;
        let done = demonstrate(arguments, folder.path(), stop).await;
        folder.leave().and(done)
    })
}

/// The data directory, and whether it goes at the end.
enum Folder {
    Kept(PathBuf),
    Temporary(TempDir),
}

impl Folder {
    fn make(data: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = data else {
            let folder = tempfile::Builder::new()
                .prefix("corrigenda-demo-")
                .tempdir();
            return Ok(Self::Temporary(
                folder.context("no temporary folder can be made")?,
            ));
        };
        std::fs::create_dir_all(path).with_context(|| format!("{}", path.display()))?;
        Ok(Self::Kept(path.canonicalize()?))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }

    fn leave(self) -> anyhow::Result<()> {
        match self {
            Self::Kept(_) => Ok(()),
            Self::Temporary(folder) => folder
                .close()
                .context("the temporary folder cannot be removed"),
        }
    }
}

/// Where the two servers are reached.
struct Addresses {
    corrigenda: String,
    paper: String,
}

async fn demonstrate(arguments: &Arguments, data: &Path, stop: Stop) -> anyhow::Result<()> {
    let (corrigenda, paper) = ports::bind(arguments.port, data).await?;
    let addresses = Addresses {
        corrigenda: format!("http://{}", corrigenda.local_addr()?),
        paper: format!("http://{}", paper.local_addr()?),
    };
    let settings = Config::from_environment()?;
    let mut config = Config {
        // Who tries the form does so quickly, and nobody from outside is here to be kept away.
        limits: Limits {
            form_seconds: 0,
            ..settings.limits
        },
        listen: corrigenda.local_addr()?,
        public_url: addresses.corrigenda.clone(),
        database: format!("sqlite:{}", data.join("corrigenda.db").display()),
        ..settings
    };
    // The newspaper is on this machine, so it is one that the operator allows.
    config
        .fetch
        .allow_private
        .push(paper.local_addr()?.to_string());
    let store = super::open(&config).await?;
    let site = publication::declare(&store, &addresses.paper, data).await?;
    let account = Account::of(&store, &site, data).await?;
    let first = publication::take_in(&store, &site, &addresses.paper, data).await?;
    let workers = Workers::start(store.clone(), pages(&config), WORKERS);
    let app = App::new(store.clone(), config).await?;
    let desk = web::serve(app, corrigenda, stop.clone().asked());
    let desk = tokio::spawn(until_stopped(desk, stop.clone()));
    let press = print(&store, &site.key, &addresses, data, paper, stop.clone())?;
    let press = tokio::spawn(until_stopped(press, stop));
    if arguments.json {
        output::json(&json!({
            "article_url": first,
            "site": site.key.as_str(),
            "desk_url": format!("{}/desk", addresses.corrigenda),
            "email": account.email,
            "password": account.password,
            "token": account.token,
        }))?;
    } else {
        welcome(&addresses, &first, &account, arguments.data.is_some())?;
    }
    let served = desk.await?.and(press.await?);
    workers.stop().await;
    store.close().await;
    served.context("a server failed")
}

/// The paper's own server.
fn print(
    store: &Store,
    site: &SiteKey,
    addresses: &Addresses,
    data: &Path,
    listener: TcpListener,
    stop: Stop,
) -> anyhow::Result<impl Future<Output = std::io::Result<()>> + Send + 'static> {
    let (store, key) = (store.clone(), site.clone());
    let notices = move |url: String| {
        let (store, key) = (store.clone(), key.clone());
        let notices: futures_util::future::BoxFuture<'static, _> =
            Box::pin(async move { publication::notices(&store, &key, url).await });
        notices
    };
    let router = paper::router(Paper {
        articles_dir: paper::articles_dir(data),
        public_url: addresses.paper.parse()?,
        corrigenda_url: addresses.corrigenda.parse()?,
        site: site.to_string(),
        notices: Arc::new(notices),
    });
    Ok(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(stop.asked())
            .await
    })
}

fn welcome(
    addresses: &Addresses,
    article: &str,
    account: &Account,
    is_kept: bool,
) -> anyhow::Result<()> {
    let end = if is_kept {
        "everything is kept for the next time"
    } else {
        "everything is removed then"
    };
    output::line(format_args!(
        "\
The Saltmere Lantern is in print, and Corrigenda beside it.

  Read     {article}
           It has mistakes. Mark one and press Ctrl+Enter.
  Decide   {}/desk
           Sign in as {} with the password {}
           and accept: the article's file is corrected, and the notice published.
  See      {}/lantern/corrections

All mistakes we know of: {}/mistakes
Ctrl+C ends it; {end}.",
        addresses.corrigenda,
        account.email,
        account.password,
        addresses.corrigenda,
        addresses.paper,
    ))
}
