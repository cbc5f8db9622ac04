//! `cargo xtask soak`: the tests that hurt a running server, for as long as one likes, and a crowd of a hundred thousand.

use anyhow::Result;

use crate::install;
use crate::shell::{program, run};

/// Three times so many hundreds of reports are a crowd.
const HUNDREDS: &str = "334";

/// Sends a crowd's reports of one mistake, then kills servers and their databases again and again for so many minutes,
/// all sorts at once.
pub(crate) fn soak(minutes: u64) -> Result<()> {
    install::for_tests()?;
    run(program("cargo")
        .args([
            "test",
            "--locked",
            "--package",
            "corrigenda",
            "--test",
            "it",
        ])
        .args(["--", "crowd::", "--nocapture"])
        .env("CORRIGENDA_SOAK_HUNDREDS", HUNDREDS))?;
    run(program("cargo")
        .args(["test", "--locked", "--workspace", "--test", "hurt"])
        .args(["--", "--test-threads", "4", "--nocapture"])
        .env("CORRIGENDA_SOAK_SECONDS", (minutes * 60).to_string()))
}
