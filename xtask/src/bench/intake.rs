//! Reports as they come in, different ones about many articles, on both databases: the whole way, and the same way
//! with nothing but the store's transaction taken out, side by side. A slow machine slows both, so the ratio is
//! what counts. Beside them a comment system of the same sort, and what the server needs to idle and to start.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use testkit::Postgres;

use super::isso;
use super::load::Reports;
use super::process::{Server, measuring_build};
use super::site::Site;
use crate::install;

/// A reader alone, more at once than any article's readers, and more than any front page's.
const CLIENTS: [u32; 3] = [1, 64, 512];

/// A machine is slower for some seconds and faster for others, so the two sides take turns, and what counts is the round
/// in the middle.
const ROUNDS: usize = 5;

const SERVE: &[&str] = &["serve"];
const WITHOUT: &[&str] = &["measure", "serve-without-storing"];

/// Megabytes of memory: at most so much so far, and now.
struct Memory {
    most: u64,
    now: u64,
}

pub(super) fn run(seconds: u32, only: Option<&str>) -> Result<()> {
    install::for_benches()?;
    let binary = measuring_build()?;
    println!(
        "| database | clients | reports/s | p50 ms | p99 ms | without storing /s | p99 ms | ratio | of rounds |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---|");
    let mut said = Vec::new();
    let wanted = |name| only.is_none_or(|only| only == name);
    let mut at_64 = 0.0;
    if wanted("sqlite") {
        let urls = ["sqlite:bench.db", "sqlite:bench.db"];
        at_64 = measure(&binary, "SQLite", urls, seconds, &mut said)?;
    }
    if wanted("postgres") {
        let postgres = Postgres::start_durable()?;
        let urls = [postgres.create_database()?, postgres.create_database()?];
        let urls = [urls[0].as_str(), urls[1].as_str()];
        measure(&binary, "PostgreSQL", urls, seconds, &mut said)?;
    }
    println!();
    for line in said {
        println!("- {line}");
    }
    if wanted("sqlite") {
        let comments = isso::rate(64, seconds)?;
        println!(
            "- Isso on SQLite, 64 clients: {:.0} comments/s, p99 {:.0} ms; {:.1} times as many reports",
            comments.rate,
            comments.p99,
            at_64 / comments.rate
        );
    }
    Ok(())
}

/// Gives the reports each second at 64 clients.
fn measure(
    binary: &Path,
    name: &str,
    databases: [&str; 2],
    seconds: u32,
    said: &mut Vec<String>,
) -> Result<f64> {
    let whole = Site::make(binary, databases[0])?;
    let bare = Site::make(binary, databases[1])?;
    let server = whole.serve(binary, SERVE)?;
    let without = bare.serve(binary, WITHOUT)?;
    let idle = memory(&server)?;
    whole.put_articles(&server)?;
    bare.put_articles(&without)?;
    let mut at_64 = 0.0;
    let mut sides = [&server, &without].map(|server| (server, Reports::default()));
    for clients in CLIENTS {
        let rate = in_turn(name, &mut sides, clients, seconds)?;
        if clients == 64 {
            at_64 = rate;
        }
    }
    let busy = memory(&server)?;
    drop(server);
    let begin = Instant::now();
    let server = whole.serve(binary, SERVE)?;
    let ready = begin.elapsed();
    drop(server);
    said.push(format!(
        "{name}: {} MB idle, {} MB at most with 512 clients, {} MB after; ready again after {} ms",
        idle.now,
        busy.most,
        busy.now,
        ready.as_millis()
    ));
    Ok(at_64)
}

/// Prints a row, of rounds in which the two take turns: of each side the round with the middle rate, and the middle one
/// of the rounds' ratios with the least and the greatest. Gives the rate of reports.
fn in_turn(
    name: &str,
    sides: &mut [(&Server, Reports); 2],
    clients: u32,
    seconds: u32,
) -> Result<f64> {
    let (mut whole, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let [(server, of_server), (without, of_without)] = sides;
    for _ in 0..ROUNDS {
        let reports = of_server.send(server, clients, seconds)?;
        let nothing = of_without.send(without, clients, seconds)?;
        ratios.push(reports.rate / nothing.rate);
        whole.push(reports);
        bare.push(nothing);
    }
    for rounds in [&mut whole, &mut bare] {
        rounds.sort_by(|one, other| one.rate.total_cmp(&other.rate));
    }
    ratios.sort_by(f64::total_cmp);
    let (reports, nothing) = (&whole[ROUNDS / 2], &bare[ROUNDS / 2]);
    println!(
        "| {name} | {clients} | {:.0} | {:.2} | {:.2} | {:.0} | {:.2} | {:.2} | {:.2}–{:.2} |",
        reports.rate,
        reports.p50,
        reports.p99,
        nothing.rate,
        nothing.p99,
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
    );
    Ok(reports.rate)
}

fn memory(server: &Server) -> Result<Memory> {
    let kilobytes = |name: &str| server.status(name).map(|kilobytes| kilobytes / 1024);
    Ok(Memory {
        most: kilobytes("VmHWM:")?,
        now: kilobytes("VmRSS:")?,
    })
}
