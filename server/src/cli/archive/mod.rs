//! An archive: everything that is kept, or one site of it, as JSON Lines. `backup` and `export` write it, `restore` and
//! `import` read it; the same lines for SQLite and PostgreSQL.
//!
//! The first line is the head. Each line after it is a row: a report is a W3C annotation (`annotation`), any other row
//! is `{"type": "cases", "row": {…}}`, with ids and bytes as hexadecimal digits. The last line counts them and carries
//! the SHA-256 of everything before it, so that an archive that was cut short or changed is not taken for whole.
//! Lines come in an order that can be put in as it comes, and two archives of the same state are the same bytes.
//! Which tables there are is the store's.

mod annotation;
mod read;
mod write;

use std::collections::BTreeMap;
use std::io::Write;

use serde::{Deserialize, Serialize};

pub(super) use read::{Reader, open, verified};

use self::write::Writer;
use super::progress::Progress;
use crate::domain::site::SiteKey;
use crate::store::{CopyIn, Store};

/// What the first line says this is.
const ARCHIVE: &str = "archive";

/// How lines are written; a reader knows this number or none.
const FORMAT: u32 = 1;

/// The first line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    corrigenda: String,
    format: u32,
    /// The number of the schema that the rows are of.
    pub(super) schema: i64,
    /// The only site in it; none when everything is.
    pub(super) site: Option<String>,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct End {
    /// Rows by table.
    end: Rows,
    /// Of all lines before it.
    sha256: String,
}

/// How many rows of each table.
pub(super) type Rows = BTreeMap<String, u64>;

/// Writes everything, or one site, as it is at this moment.
pub(super) async fn write(
    store: &Store,
    site: Option<&SiteKey>,
    out: impl Write,
) -> anyhow::Result<Rows> {
    let mut copy = store.copy_out().await?;
    let mut progress = Progress::of(copy.rows(site).await?, "rows");
    let mut writer = Writer::begin(out, copy.schema, site)?;
    let mut take = |table: &str, row| {
        progress.add(1);
        writer.row(table, row)
    };
    match site {
        Some(site) => copy.of_site(site, true, &mut take).await?,
        None => {
            copy.common(&mut take).await?;
            for site in copy.sites.clone() {
                copy.of_site(&site, false, &mut take).await?;
            }
        }
    }
    progress.done();
    writer.end()
}

/// Puts all rows of an archive into a copy, whose commit is left to the caller.
pub(super) async fn put(
    reader: &mut Reader,
    copy: &mut CopyIn,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    while let Some((table, row)) = reader.row()? {
        if table == "sites" {
            let key = row.get("site_id").and_then(|key| key.as_str());
            let there = copy.sites().iter().find(|site| Some(site.as_str()) == key);
            if let Some(site) = there {
                anyhow::bail!(
                    "there is a site {site} already: remove it first, or import elsewhere"
                );
            }
        }
        copy.put(&table, row).await?;
        progress.reach(reader.bytes());
    }
    Ok(())
}
