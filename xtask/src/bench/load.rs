//! Load: what `wrk` sends and what it says of the answers.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::process::Server;
use super::site::{ARTICLES, SENTENCES, SITE};
use crate::shell::output;

/// What came of sending requests for some seconds.
pub(super) struct Figure {
    /// Answers each second.
    pub(super) rate: f64,
    /// Milliseconds that half of the answers needed at most.
    pub(super) p50: f64,
    /// Milliseconds that all but one in a hundred answers needed at most.
    pub(super) p99: f64,
    /// How many answers there were.
    pub(super) answers: f64,
    /// How many places of articles were gone through.
    places: u64,
}

/// The reports that a server gets in the course of a bench: each about a place that none was about before.
#[derive(Default)]
pub(super) struct Reports {
    next: u64,
}

impl Reports {
    /// Sends some, from so many clients.
    pub(super) fn send(&mut self, server: &Server, clients: u32, seconds: u32) -> Result<Figure> {
        let [articles, sentences] = [ARTICLES, SENTENCES].map(|number| number.to_string());
        let (next, threads) = (self.next.to_string(), threads(clients).to_string());
        let what = ["report", SITE, &articles, &sentences, &next, &threads];
        let figure = load(server.port, clients, seconds, &what)?;
        self.next += figure.places;
        Ok(figure)
    }
}

/// How many threads send for so many clients.
fn threads(clients: u32) -> u32 {
    clients.min(2)
}

/// Runs wrk with the script beside this file; its last line is ours.
pub(super) fn load(port: u16, clients: u32, seconds: u32, what: &[&str]) -> Result<Figure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bench/load.lua");
    let mut command = Command::new("wrk");
    command
        .args(["--threads", &threads(clients).to_string()])
        .args(["--connections", &clients.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--timeout", "10s", "--script"])
        .arg(script)
        .arg(format!("http://127.0.0.1:{port}"))
        .args(what);
    let said = output(&mut command)?;
    let line = said.lines().last().context("wrk said nothing")?;
    let figures: serde_json::Value =
        serde_json::from_str(line).with_context(|| format!("wrk said:\n{said}"))?;
    let figure = |name: &str| figures[name].as_f64().with_context(|| format!("no {name}"));
    ensure!(
        figure("failed")? == 0.0,
        "not every answer was a success:\n{said}"
    );
    Ok(Figure {
        rate: figure("rate")?,
        p50: figure("p50")?,
        p99: figure("p99")?,
        answers: figure("answers")?,
        places: figures["places"].as_u64().context("no places")?,
    })
}
