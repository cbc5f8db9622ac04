//! `cargo xtask test`: everything that must hold before a change lands.
//!
//! The steps stand in one table, cheap ones first; each is timed. A failing
//! step does not hide the next one's failures, but it fails the whole.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::builder::PossibleValuesParser;

use crate::install::{self, with_tools};
use crate::shell::{self, output, program, root};
use crate::{package, schemathesis, tidy, widget};

struct Step {
    name: &'static str,
    does: fn() -> Result<()>,
}

/// In the order of a run.
const STEPS: &[Step] = &[
    Step {
        name: "install",
        does: install::for_tests,
    },
    Step {
        name: "format",
        does: || shell::run(program("cargo").args(["fmt", "--all", "--check"])),
    },
    Step {
        name: "tidy",
        does: tidy::run,
    },
    Step {
        name: "licences",
        does: licences,
    },
    Step {
        name: "types",
        does: types,
    },
    Step {
        name: "lint",
        does: lint,
    },
    Step {
        name: "docs",
        does: docs,
    },
    Step {
        name: "test",
        does: tests,
    },
    Step {
        name: "doctest",
        does: || shell::run(cargo_test().arg("--doc")),
    },
    Step {
        name: "api",
        does: schemathesis::briefly,
    },
    Step {
        name: "widget",
        does: widget::within_budget,
    },
    Step {
        name: "package",
        does: package::make,
    },
    Step {
        name: "journeys",
        does: journeys,
    },
];

/// What `--only` accepts.
pub(crate) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

/// Runs all steps, or the one with this name.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let chosen = STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name));
    let done: Vec<(&Step, Duration, Result<()>)> = chosen.map(take).collect();
    println!("\n{:>10}  {:>8}", "step", "seconds");
    for (step, took, outcome) in &done {
        let word = if outcome.is_ok() { "" } else { "FAILED" };
        println!("{:>10}  {:>8.1}  {word}", step.name, took.as_secs_f64());
    }
    let failed: Vec<&str> = done
        .iter()
        .filter(|(_, _, outcome)| outcome.is_err())
        .map(|(step, _, _)| step.name)
        .collect();
    if !failed.is_empty() {
        bail!(
            "failed: {}. Each can be run alone: cargo xtask test --only {}",
            failed.join(", "),
            failed[0]
        );
    }
    Ok(())
}

fn take(step: &Step) -> (&Step, Duration, Result<()>) {
    println!("\n== {}", step.name);
    let start = Instant::now();
    let outcome = (step.does)();
    if let Err(error) = &outcome {
        println!("{}: {error:#}", step.name);
    }
    (step, start.elapsed(), outcome)
}

fn licences() -> Result<()> {
    shell::run(
        with_tools("cargo")
            .args(["deny", "--locked", "--all-features"])
            .args(["check", "bans", "licenses", "sources"]),
    )
}

/// The build strips the widget's types without looking at them; this looks, and runs the tests of what needs no page.
fn types() -> Result<()> {
    let widget = root().join("widget");
    node_modules()?;
    shell::run(
        program("npx")
            .args(["--no-install", "tsc", "--noEmit"])
            .current_dir(&widget),
    )?;
    // What is left of a test that is gone would still be run.
    match std::fs::remove_dir_all(widget.join(".tests")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => shell::run(
            program("npm")
                .args(["test", "--silent"])
                .current_dir(&widget),
        ),
    }
}

/// The compiler of the widget's types, and the checker of accessibility that the journeys run.
fn node_modules() -> Result<()> {
    shell::run(
        program("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(root().join("widget")),
    )
}

fn lint() -> Result<()> {
    shell::run(
        program("cargo")
            .args(["clippy", "--locked", "--workspace", "--all-targets"])
            .args(["--", "--deny", "warnings"]),
    )
}

fn docs() -> Result<()> {
    shell::run(
        program("cargo")
            .args(["doc", "--locked", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

/// All tests but the journeys.
fn tests() -> Result<()> {
    let mut command = cargo_test();
    command.args(["--lib", "--bins", "--benches", "--examples"]);
    for target in integration_tests()? {
        command.args(["--test", &target]);
    }
    shell::run(&mut command)
}

fn journeys() -> Result<()> {
    build_program()?;
    node_modules()?;
    // What holds up a page is told by a clock, so no other browser is at work meanwhile.
    let alone = shell::run(cargo_test().args(["--test", "journeys", "--", "light::"]));
    let mut others = cargo_test();
    others.args(["--test", "journeys", "--test", "pages"]);
    alone.and(shell::run(others.args(["--", "--skip", "light::"])))
}

/// Builds the program that the journeys drive, as the tests of its own package do.
pub(crate) fn build_program() -> Result<()> {
    shell::run(cargo_test().args(["--no-run", "--test", "it"]))
}

/// Always the whole workspace, because another choice of packages is another
/// choice of their dependencies' features, and builds those once more. With traces, so that they are tested; `lint` looks
/// at the program without them.
fn cargo_test() -> Command {
    let mut command = program("cargo");
    command.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    command.args(["--features", "corrigenda/otel"]);
    command
}

/// The names of the integration tests outside of `e2e`.
fn integration_tests() -> Result<Vec<String>> {
    let metadata =
        output(program("cargo").args(["metadata", "--locked", "--no-deps", "--format-version=1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let targets = packages
        .iter()
        .filter(|package| package["name"] != "corrigenda-e2e")
        .filter_map(|package| package["targets"].as_array())
        .flatten();
    Ok(targets
        .filter(|target| target["kind"][0] == "test")
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect())
}
