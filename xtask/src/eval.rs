//! `cargo xtask eval` and `cargo xtask fuzz`: chores of the anchoring crate. What is measured, and how, is in
//! `anchor/examples/eval`; what is fuzzed in `anchor/fuzz/targets`. Here they are built for speed and started, and the
//! matchers of the field are run beside them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::install;
use crate::shell::{output, program, root, run as run_program};

/// How often each case is timed in a round; the least counts.
const RUNS: &str = "5";
/// How many rounds there are of everything in turn; of each row the one with the least time counts. A machine that is
/// shared or changes its clock is slow for a while, and one round of this engine takes a tenth of a second.
const ROUNDS: usize = 7;

/// What can be evaluated.
#[derive(Subcommand)]
pub(crate) enum What {
    /// Anchoring and patching, against a directory of cases from real edit histories.
    Anchor {
        /// The directory with the cases.
        dir: PathBuf,
    },
    /// The time of the drift cases beside two matchers of the field, in the same run.
    Speed {
        /// The directory with the cases.
        dir: PathBuf,
    },
}

pub(crate) fn run(what: &What) -> Result<()> {
    install::for_evaluation()?;
    match what {
        What::Anchor { dir } => run_program(engine()?.arg(there(dir)?)),
        What::Speed { dir } => speed(&there(dir)?),
    }
}

/// A chore starts at the root of the repository; the directory was named from where the person is.
fn there(dir: &Path) -> Result<PathBuf> {
    dir.canonicalize()
        .with_context(|| format!("there is no directory {}", dir.display()))
}

/// The evaluation, built.
fn engine() -> Result<std::process::Command> {
    run_program(program("cargo").args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "corrigenda-anchor",
        "--example",
        "eval",
    ]))?;
    Ok(program(root().join("target/release/examples/eval")))
}

fn speed(dir: &Path) -> Result<()> {
    let folder = root().join("target/peers");
    std::fs::create_dir_all(&folder)?;
    run_program(
        program("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder)
            .args(["approx-string-match@2.0.0", "diff-match-patch@1.0.5"]),
    )?;
    let texts = folder.join("drift.texts.jsonl");
    run_program(
        program("zstd")
            .args(["-d", "-q", "-f", "--long=27", "-o"])
            .arg(&texts)
            .arg(dir.join("drift.texts.jsonl.zst")),
    )?;
    let mut peers = program("node");
    peers
        .current_dir(&folder)
        .arg(root().join("xtask/src/eval/peers.mjs"))
        .arg(dir.join("drift.cases.jsonl"))
        .arg(dir.join("drift.truth.jsonl"))
        .args([texts.as_os_str(), RUNS.as_ref()]);
    let mut here = engine()?;
    here.arg(dir).args(["--times", RUNS]);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for _ in 0..ROUNDS {
        let told = [output(&mut peers)?, output(&mut here)?].concat();
        let round = told
            .lines()
            .map(|line| line.split('\t').map(str::to_owned).collect());
        for (at, row) in round.enumerate() {
            let row: Vec<String> = row;
            match rows.get_mut(at) {
                Some(least) if millis(&row) < millis(least) => *least = row,
                Some(_) => {}
                None => rows.push(row),
            }
        }
    }
    let field = rows.first().and_then(|row| millis(row));
    println!(
        "\n| | same: right | edited: right | rewritten: right | gone: false | same, median µs | median µs | ms in all | Hypothesis' time over it |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for row in &rows {
        ensure!(row.len() == 8, "eight figures are expected: {row:?}");
        let all = millis(row).context("the last figure is a time")?;
        let ratio = field.map_or(0.0, |field| field / all);
        println!("| {} | {all:.1} | {ratio:.1} |", row[..7].join(" | "));
    }
    Ok(())
}

/// The last figure of a row.
fn millis(row: &[String]) -> Option<f64> {
    row.last().and_then(|last| last.parse().ok())
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
        "--nocapture",
    ];
    run_program(
        program("cargo")
            .args(arguments)
            .env("ANCHOR_FUZZ_SECONDS", seconds.to_string())
            .env("ANCHOR_FUZZ_SEED", seed.to_string()),
    )
}
