//! What a report costs when many are stored already: processor time of the server, and of the database where that is
//! another program, for each report, with few stored and with very many.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use testkit::Postgres;

use super::load::Reports;
use super::process::{Server, family_ticks, measuring_build};
use super::site::Site;
use crate::install;

const CLIENTS: u32 = 64;

/// Each is measured so often, in turn with the other.
const ROUNDS: u32 = 3;

/// A tick of the system's clock of processor time, in microseconds; Linux has had this one for decades.
const TICK: f64 = 10_000.0;

/// Reports stored where little is stored.
const FEW: u32 = 10_000;

pub(super) fn run(seconds: u32, reports: u32, only: Option<&str>) -> Result<()> {
    install::for_benches()?;
    let binary = measuring_build()?;
    println!(
        "| database | stored | CPU µs/report | with {FEW} stored | ratio | ready after ms | MB idle |"
    );
    println!("|---|---|---|---|---|---|---|");
    if only.is_none_or(|only| only == "sqlite") {
        let urls = ["sqlite:bench.db".to_owned(), "sqlite:bench.db".to_owned()];
        measure(&binary, "SQLite", &urls, seconds, reports)?;
    }
    if only.is_none_or(|only| only == "postgres") {
        let postgres = Postgres::start_durable()?;
        let urls = [postgres.create_database()?, postgres.create_database()?];
        measure(&binary, "PostgreSQL", &urls, seconds, reports)?;
    }
    Ok(())
}

fn measure(binary: &Path, name: &str, urls: &[String; 2], seconds: u32, many: u32) -> Result<()> {
    let [few_url, many_url] = urls;
    let small = Site::make(binary, few_url)?;
    let large = Site::make(binary, many_url)?;
    small.fill(binary, 1_000, FEW / 10, FEW)?;
    large.fill(binary, 1_000, many / 10, many)?;
    let begin = Instant::now();
    let server = large.serve(binary, &["serve"])?;
    let ready = begin.elapsed();
    let idle = server.status("VmRSS:")? / 1024;
    let beside = small.serve(binary, &["serve"])?;
    large.put_articles(&server)?;
    small.put_articles(&beside)?;
    let (mut much, mut little) = (0.0, 0.0);
    let (mut to_many, mut to_few) = (Reports::default(), Reports::default());
    for _ in 0..ROUNDS {
        little += cost(&beside, few_url, &mut to_few, seconds)?;
        much += cost(&server, many_url, &mut to_many, seconds)?;
    }
    let rounds = f64::from(ROUNDS);
    println!(
        "| {name} | {many} | {:.0} | {:.0} | {:.2} | {} | {idle} |",
        much / rounds,
        little / rounds,
        much / little,
        ready.as_millis()
    );
    Ok(())
}

/// Microseconds of processor time for each report.
fn cost(server: &Server, url: &str, reports: &mut Reports, seconds: u32) -> Result<f64> {
    let port = url
        .strip_prefix("postgres://")
        .map(|rest| rest.rsplit(':').next().unwrap_or_default())
        .map(|rest| rest.split('/').next().unwrap_or_default());
    let used = || -> Result<u64> {
        let database = port.map(family_ticks).transpose()?.unwrap_or_default();
        Ok(server.ticks()? + database)
    };
    let before = used()?;
    let sent = reports.send(server, CLIENTS, seconds)?;
    let ticks = u32::try_from(used()?.saturating_sub(before)).context("so many ticks")?;
    Ok(f64::from(ticks) * TICK / sent.answers)
}
