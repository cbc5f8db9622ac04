//! `cargo xtask soak`: the tests that hurt a running server, for as long as one likes.

use anyhow::Result;

use crate::install;
use crate::shell::{program, run};

/// Kills servers and their databases again and again for so many minutes, all sorts at once.
pub(crate) fn soak(minutes: u64) -> Result<()> {
    install::for_tests()?;
    run(program("cargo")
        .args(["test", "--locked", "--workspace", "--test", "hurt"])
        .args(["--", "--test-threads", "4", "--nocapture"])
        .env("CORRIGENDA_SOAK_SECONDS", (minutes * 60).to_string()))
}
