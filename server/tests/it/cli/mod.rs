//! The command line, proven with the real program: exit status, standard output, standard error.

mod admin;
mod anchor;
mod archive;
mod demo;
mod doctor;
mod journey;
mod leaks;
mod metrics;
mod serve;
mod settings;
#[cfg(feature = "otel")]
mod traces;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run of the program gave.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The program with nothing of our own environment's settings, at work in `folder`.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corrigenda"));
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CORRIGENDA_") {
            command.env_remove(name);
        }
    }
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Said {
    program(folder).args(arguments).output().unwrap().into()
}

/// Runs it with a line on standard input.
fn run_with(folder: &Path, arguments: &[&str], line: &str) -> Said {
    let mut command = program(folder);
    let piped = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // A program that has no use for the line closes its end first.
    let _ = writeln!(input, "{line}");
    drop(input);
    child.wait_with_output().unwrap().into()
}

/// Runs it and gives its result; panics with what it complained of when it failed.
#[track_caller]
fn done(folder: &Path, arguments: &[&str]) -> String {
    let said = run(folder, arguments);
    assert_eq!(said.status, 0, "{arguments:?}: {}", said.err);
    said.out
}

#[track_caller]
fn json(text: &str) -> serde_json::Value {
    assert_eq!(text.matches('\n').count(), 1, "one line: {text}");
    serde_json::from_str(text).unwrap()
}
