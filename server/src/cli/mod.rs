//! The command line: argv → one file a command. Results go to standard output, everything else to
//! standard error; the exit status is 0 when done, 1 when it failed, 2 when it was used wrongly.

mod anchor;
mod archive;
mod backup;
mod demo;
mod doctor;
mod embed;
mod erase;
mod export;
mod keys;
mod log;
#[cfg(feature = "measure")]
mod measure;
mod migrate;
mod output;
mod password;
mod progress;
mod qr;
mod serve;
mod signal;
mod site;
mod token;
mod user;

use std::io::{stdin, stdout};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use url::Host;

use crate::config::Config;
use crate::store::{OpenError, Store};

/// From a reader's Ctrl+Enter to the published correction.
#[derive(Parser)]
#[command(name = "corrigenda", version, disable_help_subcommand = true)]
struct Arguments {
    /// The settings file [default: corrigenda.toml, when there is one].
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A newspaper, its desk and an editor's account, ready to try.
    Demo(demo::Arguments),
    /// The server.
    Serve,
    /// Publications: their text rules and connectors.
    #[command(subcommand)]
    Site(site::Command),
    /// Editors and administrators.
    #[command(subcommand)]
    User(user::Command),
    /// Tokens of the API.
    #[command(subcommand)]
    Token(token::Command),
    /// Bring the database to this version's shape.
    Migrate,
    /// Copy everything into one compressed file, while the server runs.
    ///
    /// The file must not become public: it holds hashes of passwords and tokens, the server's secret, and readers'
    /// addresses as they are stored.
    Backup(backup::Backup),
    /// Put a backup into a database in which there is nothing.
    Restore(backup::Restore),
    /// Write a site, or everything, as JSON Lines; reports are W3C annotations.
    ///
    /// What is written must not become public, also when it is of one site: it holds hashes of passwords and tokens, the
    /// server's secret, and readers' addresses as they are stored.
    Export(export::Export),
    /// Put what was exported beside the sites that are there.
    Import(export::Import),
    /// Look whether everything is in order, and say what to do about what is not.
    Doctor(doctor::Arguments),
    /// Erase what is kept of a reader, found by their address.
    Erase(erase::Arguments),
    /// The anchoring engine: one JSON object a line on standard input, one a line on standard output.
    Anchor,
    /// For `cargo xtask bench` alone.
    #[cfg(feature = "measure")]
    #[command(subcommand)]
    Measure(measure::Command),
}

/// Does what argv says.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Neither help nor a complaint can be delivered when nobody reads any more.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: Arguments) -> anyhow::Result<()> {
    let config = arguments.config.as_deref();
    match arguments.command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Serve => serve::run(config),
        Command::Site(command) => {
            let server = Config::load(config)?.public_url;
            let begins = matches!(command, site::Command::Add { .. });
            let run = async |store: Store| site::run(&store, &server, command).await;
            match begins {
                true => in_store_or_new(config, run),
                false => in_store(config, run),
            }
        }
        Command::User(command) => in_store(config, async |store| user::run(&store, command).await),
        Command::Token(command) => {
            in_store(config, async |store| token::run(&store, command).await)
        }
        Command::Migrate => migrate::run(config),
        Command::Backup(arguments) => as_it_is(config, async |store| {
            backup::backup(&store, arguments).await
        }),
        Command::Restore(arguments) => backup::restore(config, arguments),
        Command::Export(arguments) => as_it_is(config, async |store| {
            export::export(&store, arguments).await
        }),
        Command::Import(arguments) => in_store_or_new(config, async |store| {
            export::import(&store, arguments).await
        }),
        Command::Doctor(arguments) => doctor::run(config, &arguments),
        Command::Erase(arguments) => {
            in_store(config, async |store| erase::run(&store, arguments).await)
        }
        Command::Anchor => anchor::run(stdin().lock(), stdout().lock()),
        #[cfg(feature = "measure")]
        Command::Measure(command) => measure::run(config, command),
    }
}

/// Runs a command that needs a store that is there and nothing else of the server.
fn in_store<T>(
    config: Option<&Path>,
    command: impl AsyncFnOnce(Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let open = async |url: &str| match Store::open_existing(url).await {
        Err(error @ OpenError::NotThere(_)) => {
            bail!("{error}; `corrigenda migrate` makes one")
        }
        other => Ok(other?),
    };
    in_opened(config, open, command)
}

/// As [`in_store`], for what an installation may begin with: SQLite's file is made where it is not there.
fn in_store_or_new<T>(
    config: Option<&Path>,
    command: impl AsyncFnOnce(Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    in_opened(
        config,
        async |url: &str| Ok(Store::open(url).await?),
        command,
    )
}

fn in_opened<T>(
    config: Option<&Path>,
    open: impl AsyncFnOnce(&str) -> anyhow::Result<Store>,
    command: impl AsyncFnOnce(Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let config = Config::load(config)?;
    runtime()?.block_on(async {
        let store = in_shape(open(&config.database).await?, &config).await?;
        let done = command(store.clone()).await;
        store.close().await;
        done
    })
}

/// As [`in_store`], but in the shape that the database has: to look at it must not change it.
fn as_it_is<T>(
    config: Option<&Path>,
    command: impl AsyncFnOnce(Store) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let config = Config::load(config)?;
    runtime()?.block_on(async {
        let store = Store::open_existing(&config.database).await?;
        let has_schema = store.schema_numbers().await?.database.is_some();
        let done = match has_schema {
            true => command(store.clone()).await,
            false => Err(anyhow::anyhow!(
                "the database holds nothing of Corrigenda's"
            )),
        };
        store.close().await;
        done
    })
}

/// The store that a server works with, made where it is not there.
async fn open(config: &Config) -> anyhow::Result<Store> {
    in_shape(Store::open(&config.database).await?, config).await
}

/// The store in this version's shape, with the keys and the rules for what is personal.
async fn in_shape(store: Store, config: &Config) -> anyhow::Result<Store> {
    store.migrate().await?;
    let keys = keys::email_keys(config)?;
    Ok(store.with_email_keys(keys).with_retention(config.retention))
}

/// The address that the host of a URL is, if it is one.
fn address_of(url: &str) -> Option<IpAddr> {
    match url::Url::parse(url).ok()?.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain("localhost") => Some(Ipv4Addr::LOCALHOST.into()),
        Host::Domain(_) => None,
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot be started")
}
