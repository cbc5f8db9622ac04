//! What commands say: results on standard output, complaints on standard error.

use std::io::{ErrorKind, Write, stderr, stdout};

use serde_json::Value;

/// Writes one line of result.
///
/// # Errors
/// When standard output cannot be written; a reader that went away is none, as with `head`.
pub(super) fn line(text: impl std::fmt::Display) -> anyhow::Result<()> {
    match writeln!(stdout().lock(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes one result as one line of JSON.
///
/// # Errors
/// As [`line`].
pub(super) fn json(value: &Value) -> anyhow::Result<()> {
    line(value)
}

/// Writes rows with aligned columns, the first row being their names.
///
/// # Errors
/// As [`line`].
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> anyhow::Result<()> {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0)
    };
    for row in rows {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            format!("{cell:width$}")
        });
        line(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Says on standard error why the command failed, and what was behind it.
pub(super) fn complain(error: &anyhow::Error) {
    // When standard error is gone, too, the exit status is all that is left to say.
    let _ = writeln!(stderr().lock(), "corrigenda: {error:#}");
}

/// Tells a person something that is no result.
pub(super) fn remark(text: impl std::fmt::Display) {
    // As in `complain`.
    let _ = writeln!(stderr().lock(), "{text}");
}
