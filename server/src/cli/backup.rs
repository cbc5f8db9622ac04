//! `corrigenda backup` and `corrigenda restore`: a copy of everything while the server runs, and the way back.
//!
//! A backup is an archive (`archive`), compressed. It is a state of the database at one moment, whatever is written
//! meanwhile, it holds the server's secret, so that receipts go on working, and only its owner may read it. Restoring
//! checks it first, and wants a database in which there is nothing.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::json;

use super::progress::Progress;
use super::{archive, output};
use crate::config::Config;
use crate::store::Store;

#[derive(Args)]
pub(super) struct Backup {
    /// Where to write it; nothing that is there is overwritten [default: corrigenda-TIME.jsonl.gz].
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    /// The backup.
    file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Writes a backup, reads it again, and only then gives it its name.
///
/// # Errors
/// When the file is there already or cannot be written, or when the database cannot be read.
pub(super) async fn backup(store: &Store, arguments: Backup) -> anyhow::Result<()> {
    let to = arguments.to.unwrap_or_else(|| {
        format!(
            "corrigenda-{}.jsonl.gz",
            Timestamp::now().strftime("%Y%m%dT%H%M%SZ")
        )
        .into()
    });
    let mut rows = archive::Rows::new();
    write_whole(&to, async |file| {
        let out = BufWriter::new(file);
        let mut out = GzEncoder::new(out, Compression::fast());
        rows = archive::write(store, None, &mut out).await?;
        out.finish()?.flush()?;
        Ok(())
    })
    .await?;
    match arguments.json {
        true => output::json(&json!({"file": to, "rows": rows})),
        false => output::line(to.display()),
    }
}

/// Puts a backup into a database in which there is nothing.
///
/// # Errors
/// When the backup is not whole or of a newer version, or the database holds something already; then nothing is
/// changed.
pub(super) fn restore(config: Option<&Path>, arguments: Restore) -> anyhow::Result<()> {
    let config = Config::load(config)?;
    let mut reader = archive::verified(&arguments.file)?;
    let schema = reader.head().schema;
    super::runtime()?.block_on(async {
        let store = Store::open(&config.database).await?;
        let done = put_back(&store, &mut reader, schema).await;
        store.close().await;
        let rows = done?;
        match arguments.json {
            true => output::json(&json!({"file": arguments.file, "rows": rows})),
            false => {
                let rows: u64 = rows.values().sum();
                output::remark(format_args!("{rows} rows were restored and checked"));
                Ok(())
            }
        }
    })
}

async fn put_back(
    store: &Store,
    reader: &mut archive::Reader,
    schema: i64,
) -> anyhow::Result<archive::Rows> {
    let numbers = store.schema_numbers().await?;
    ensure!(
        schema <= numbers.program,
        "the backup was made by a newer version of Corrigenda, its schema is number {schema}: restore it with that version"
    );
    match numbers.database {
        // An old backup goes into the shape that it was taken of, and is then brought up to date as that database
        // would have been.
        None => store.migrate_to(schema).await?,
        Some(number) => {
            ensure!(
                store.is_empty().await?,
                "the database is not empty, and nothing is overwritten: restore into a new one"
            );
            ensure!(
                number == schema,
                "the database has the schema number {number}, the backup has {schema}: restore into a database that was never used"
            );
        }
    }
    let mut copy = store.copy_in().await?;
    let mut progress = Progress::of(reader.size.unwrap_or(0), "bytes");
    archive::put(reader, &mut copy, &mut progress).await?;
    let wrong = copy.check().await?;
    ensure!(
        wrong.is_empty(),
        "what was restored does not fit together: {}",
        wrong.join("; ")
    );
    let rows = copy.rows().clone();
    copy.commit().await?;
    progress.done();
    store.migrate().await?;
    Ok(rows)
}

/// Writes a file for its owner's eyes under another name, sees it safely on disk, and then gives it its own name, which
/// nobody else may have.
pub(super) async fn write_whole(
    to: &Path,
    write: impl AsyncFnOnce(&File) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let named = || to.display().to_string();
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    ensure!(
        !to.exists(),
        "{}: there is such a file already",
        to.display()
    );
    // Made by this crate, temporary files are for their owner's eyes.
    let file = tempfile::NamedTempFile::new_in(folder).with_context(named)?;
    write(file.as_file()).await.with_context(named)?;
    file.as_file().sync_all().with_context(named)?;
    archive::verified(file.path()).with_context(named)?;
    file.persist_noclobber(to).with_context(named)?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(named)
}
