//! `cargo xtask bench`: the figures of docs/performance.md, each with a command
//! that anybody can run again.
//!
//! Everything is measured on the release build, from outside, over the loopback.

mod instructions;
mod intake;
mod isso;
mod load;
mod peers;
pub(crate) mod process;
mod queue;
mod scale;
mod site;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Subcommand;

use crate::shell::{program, root, run as run_program};
use crate::widget;
use process::{Server, release_build};

/// Enough to see an outlier as one.
const STARTS: usize = 9;

#[derive(Subcommand)]
pub(crate) enum What {
    /// The release build from nothing, in a directory of its own.
    Build,
    /// From the start of the demonstration to its readiness.
    Start,
    /// The widget's bytes before and after first use.
    Bytes,
    /// The engine's instructions for each piece of work of its benches, by callgrind.
    Instructions {
        /// Only work whose name holds this.
        #[arg(default_value = "")]
        only: String,
    },
    /// The widget's cost for a page beside its peers' published builds.
    Widget,
    /// Reports at 1, 64 and 512 clients on both databases, with storing and without, beside Isso.
    Intake {
        /// Seconds for each figure.
        #[arg(long, default_value_t = 10)]
        seconds: u32,
        /// `sqlite` or `postgres`; both when it is not said.
        #[arg(long)]
        only: Option<String>,
    },
    /// Pages of a queue with a million cases, on both databases.
    Queue {
        /// Seconds for each figure.
        #[arg(long, default_value_t = 10)]
        seconds: u32,
        /// Cases in the queue.
        #[arg(long, default_value_t = 1_000_000)]
        cases: u32,
        /// `sqlite` or `postgres`; both when it is not said.
        #[arg(long)]
        only: Option<String>,
    },
    /// What a report costs with ten million stored; takes many minutes and some ten gigabytes of disk for a while.
    Scale {
        /// Seconds for each figure.
        #[arg(long, default_value_t = 10)]
        seconds: u32,
        /// Reports stored.
        #[arg(long, default_value_t = 10_000_000)]
        reports: u32,
        /// `sqlite` or `postgres`; both when it is not said.
        #[arg(long)]
        only: Option<String>,
    },
}

pub(crate) fn run(what: &What) -> Result<()> {
    match what {
        What::Build => build(),
        What::Start => start(),
        What::Bytes => widget::within_budget(),
        What::Instructions { only } => instructions::run(only),
        What::Widget => peers::run(),
        What::Queue {
            seconds,
            cases,
            only,
        } => queue::run(*seconds, *cases, only.as_deref()),
        What::Scale {
            seconds,
            reports,
            only,
        } => scale::run(*seconds, *reports, only.as_deref()),
        What::Intake { seconds, only } => intake::run(*seconds, only.as_deref()),
    }
}

fn build() -> Result<()> {
    let folder = root().join("target/bench-build");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    run_program(program("cargo").args(["fetch", "--locked"]))?;
    let begin = Instant::now();
    run_program(
        program("cargo")
            .args(["build", "--locked", "--release", "--target-dir"])
            .arg(&folder),
    )?;
    let took = begin.elapsed();
    let bytes = std::fs::metadata(folder.join("release/corrigenda"))?.len();
    println!(
        "release build {:.0} s, binary {bytes} bytes",
        took.as_secs_f64()
    );
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

fn start() -> Result<()> {
    let binary = release_build()?;
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let server = Server::demo(&binary)?;
        times.push(begin.elapsed());
        drop(server);
    }
    times.sort();
    ensure!(!times.is_empty(), "nothing was started");
    println!(
        "demo, from nothing to its line of JSON, {STARTS} starts: median {} ms, worst {} ms",
        milliseconds(times[STARTS / 2]),
        milliseconds(times[STARTS - 1]),
    );
    Ok(())
}

fn milliseconds(time: Duration) -> u128 {
    time.as_millis()
}
