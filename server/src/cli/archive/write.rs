//! Writing an archive, line by line.

use std::io::Write;

use anyhow::Context;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::annotation;
use super::{ARCHIVE, End, FORMAT, Head, Rows};
use crate::domain::site::SiteKey;
use crate::store::CopiedRow;

/// An archive that is being written.
pub(super) struct Writer<W> {
    out: W,
    sum: Sha256,
    rows: Rows,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(out: W, schema: i64, site: Option<&SiteKey>) -> anyhow::Result<Self> {
        let mut writer = Self {
            out,
            sum: Sha256::new(),
            rows: Rows::new(),
        };
        writer.line(&serde_json::to_value(Head {
            corrigenda: ARCHIVE.to_owned(),
            format: FORMAT,
            schema,
            site: site.map(SiteKey::to_string),
        })?)?;
        Ok(writer)
    }

    pub(super) fn row(&mut self, table: &str, row: CopiedRow) -> anyhow::Result<()> {
        *self.rows.entry(table.to_owned()).or_default() += 1;
        let line = match table {
            "reports" => annotation::of(row).context("a report cannot be written")?,
            _ => json!({"type": table, "row": row}),
        };
        self.line(&line)
    }

    pub(super) fn end(mut self) -> anyhow::Result<Rows> {
        let end = End {
            end: self.rows.clone(),
            sha256: hex(&self.sum.clone().finalize()),
        };
        self.line(&serde_json::to_value(end)?)?;
        self.out.flush().context("writing the archive")?;
        Ok(self.rows)
    }

    fn line(&mut self, line: &Value) -> anyhow::Result<()> {
        let mut text = line.to_string();
        text.push('\n');
        self.sum.update(text.as_bytes());
        self.out
            .write_all(text.as_bytes())
            .context("writing the archive")
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
