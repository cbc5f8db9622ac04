//! `corrigenda migrate`: bring the database to this version's shape, for those who do it before a new
//! version is started. `serve` does the same.

use std::path::Path;

/// Runs every migration that has not run yet.
///
/// # Errors
/// When the settings are wrong, or the database cannot be opened or is of a newer version.
pub(super) fn run(config: Option<&Path>) -> anyhow::Result<()> {
    super::in_store_or_new(config, async |_| {
        super::output::remark("the database has this version's shape");
        Ok(())
    })
}
