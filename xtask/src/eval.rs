//! `cargo xtask eval anchor DIR` and `cargo xtask fuzz`: chores of the anchoring crate. What is measured, and how, is in
//! `anchor/examples/eval`; what is fuzzed in `anchor/fuzz/targets`. Here both are only built for speed and started.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

/// What can be evaluated.
#[derive(Subcommand)]
pub(crate) enum What {
    /// Anchoring and patching, against a directory of cases from real edit histories.
    Anchor {
        /// The directory with the cases; `zstd` must be there to unpack their texts.
        dir: std::path::PathBuf,
    },
}

pub(crate) fn run(what: &What) -> Result<()> {
    let What::Anchor { dir } = what;
    anchor(dir)
}

fn anchor(dir: &Path) -> Result<()> {
    let arguments = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "corrigenda-anchor",
        "--example",
        "eval",
        "--",
    ];
    finish(Command::new("cargo").args(arguments).arg(dir))
}

/// Variations of the seeds for so many seconds, from a random start.
pub(crate) fn fuzz(seconds: u64) -> Result<()> {
    let start = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = start.map_or(1, |since| since.as_secs());
    println!("fuzzing for {seconds} s, ANCHOR_FUZZ_SEED={seed}");
    let arguments = [
        "test",
        "--quiet",
        "--release",
        "--package",
        "corrigenda-anchor",
        "--test",
        "fuzz_seeds",
        "--",
    ];
    let mut command = Command::new("cargo");
    command.args(arguments).arg("--nocapture");
    command
        .env("ANCHOR_FUZZ_SECONDS", seconds.to_string())
        .env("ANCHOR_FUZZ_SEED", seed.to_string());
    finish(&mut command)
}

fn finish(command: &mut Command) -> Result<()> {
    let status = command.status().context("starting cargo")?;
    ensure!(status.success(), "cargo ended with {status}");
    Ok(())
}
