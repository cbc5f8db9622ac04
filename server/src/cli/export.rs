//! `corrigenda export` and `corrigenda import`: a site, or everything, as JSON Lines, from one server to another,
//! between SQLite and PostgreSQL too. The lines are `archive`'s.

use std::io::{BufWriter, stdout};
use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;

use super::backup::write_whole;
use super::progress::Progress;
use super::{archive, output, site};
use crate::domain::site::SiteKey;
use crate::store::Store;

#[derive(Args)]
pub(super) struct Export {
    /// Only this site, with its editors [default: everything].
    #[arg(long, value_name = "KEY")]
    site: Option<SiteKey>,
    /// Where to write it; nothing that is there is overwritten [default: standard output].
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Import {
    /// What `export` or `backup` wrote [default: standard input].
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Writes an archive. It holds what must not become public: hashes of passwords and tokens, the server's secret, and
/// readers' addresses as they are stored.
///
/// # Errors
/// When the site is not known, the file cannot be written, or the database cannot be read.
pub(super) async fn export(store: &Store, arguments: Export) -> anyhow::Result<()> {
    let only = arguments.site.as_ref();
    if let Some(key) = only {
        site::site(store, key).await?;
    }
    match arguments.to {
        Some(to) => {
            write_whole(&to, async |file| {
                archive::write(store, only, BufWriter::new(file)).await?;
                Ok(())
            })
            .await
        }
        None => {
            archive::write(store, only, BufWriter::new(stdout().lock())).await?;
            Ok(())
        }
    }
}

/// Puts an archive's sites beside those that are there: all of it or nothing.
///
/// # Errors
/// When the archive is not whole or of a newer version, or when one of its sites is there already.
pub(super) async fn import(store: &Store, arguments: Import) -> anyhow::Result<()> {
    let mut reader = archive::open(&arguments.file)?;
    let (schema, newest) = (reader.head().schema, store.schema_numbers().await?.program);
    ensure!(
        schema <= newest,
        "the archive was made by a newer version of Corrigenda, its schema is number {schema}: import it with that version"
    );
    let mut copy = store.copy_in().await?;
    let mut progress = Progress::of(reader.size.unwrap_or(0), "bytes");
    archive::put(&mut reader, &mut copy, &mut progress).await?;
    copy.flush().await?;
    let (rows, other_secret) = (copy.rows().clone(), copy.other_secret);
    copy.commit().await.context("nothing was imported")?;
    progress.done();
    if other_secret {
        output::remark(
            "this server keeps its own secret: receipts that the other server gave out are not known here",
        );
    }
    match arguments.json {
        true => output::json(&json!({"rows": rows, "receipts_known": !other_secret})),
        false => {
            let rows: u64 = rows.values().sum();
            output::remark(format_args!("{rows} rows were imported"));
            Ok(())
        }
    }
}
