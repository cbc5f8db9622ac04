//! Every chore of the repository, in Rust: `cargo xtask CHORE`.
//!
//! This file reads the command line and nothing more. A chore is a file; what
//! the product itself does is never here.

#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    reason = "a chore talks to the person who started it"
)]

mod bench;
mod eval;
mod freeze;
mod install;
mod package;
mod pictures;
mod schemathesis;
mod shell;
mod soak;
mod test;
mod tidy;
mod widget;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of Corrigenda's repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Everything that must hold before a change lands; installs what is missing.
    Test {
        /// One step by its name instead of all.
        #[arg(long, value_name = "STEP", value_parser = test::names())]
        only: Option<String>,
    },
    /// The rules of the house: what is absent, and where.
    Tidy,
    /// Known vulnerabilities in what we depend on; needs a network.
    Advisories,
    /// The pictures of the README, taken from the real thing.
    Pictures {
        /// Every page as well, light and dark, narrow and wide, into this directory.
        #[arg(long, value_name = "DIR")]
        all: Option<PathBuf>,
    },
    /// The widget as a package of npm's, in dist/npm; nothing is published.
    Package,
    /// The figures of docs/performance.md.
    Bench {
        #[command(subcommand)]
        what: bench::What,
    },
    /// The API against its own description, on both databases, with so many made-up requests for each call.
    Schemathesis {
        #[arg(default_value_t = 100)]
        examples: u32,
    },
    /// How well the engine does on real edit histories, beside the tools of the field.
    Eval {
        #[command(subcommand)]
        what: eval::What,
    },
    /// A crowd of a hundred thousand; then servers that are killed, and lose their database, again and again under load.
    Soak {
        /// For so long.
        #[arg(long, default_value_t = 10)]
        minutes: u64,
    },
    /// Write down the statements of this version, which later schemas have to understand.
    Freeze {
        /// The version that is tagged.
        version: String,
    },
    /// Variations of the committed seeds, for so many seconds.
    Fuzz {
        #[arg(default_value_t = 60)]
        seconds: u64,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Test { only } => test::run(only.as_deref()),
        Chore::Tidy => tidy::run(),
        Chore::Advisories => install::cargo_deny().and_then(|()| {
            shell::run(install::with_tools("cargo").args(["deny", "check", "advisories"]))
        }),
        Chore::Pictures { all } => pictures::take(all.as_deref()),
        Chore::Package => package::make(),
        Chore::Bench { what } => bench::run(&what),
        Chore::Schemathesis { examples } => schemathesis::check(examples),
        Chore::Eval { what } => eval::run(&what),
        Chore::Soak { minutes } => soak::soak(minutes),
        Chore::Freeze { version } => freeze::freeze(&version),
        Chore::Fuzz { seconds } => eval::fuzz(seconds),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
