//! The queue with a million cases in it: every filter and order, on the first page and on later ones, asked over the
//! API as the desk asks the store; and, apart, searches by words.

use std::path::Path;

use anyhow::{Context, Result};
use testkit::Postgres;

use super::load::load;
use super::process::{Server, measuring_build};
use super::site::{SITE, Site};
use crate::install;

/// Editors at once.
const CLIENTS: u32 = 8;

const STATES: &[&str] = &["", "open", "held", "declined", "open,held,accepted"];
const KINDS: &[&str] = &["", "typo", "link"];
const SORTS: &[&str] = &["priority", "newest", "oldest"];

/// Rare words, common ones, both, none, those of an article, and the beginning of very many.
const WORDS: &[&str] = &[
    "rare77",
    "common3",
    "common3+rare77",
    "nowhere",
    "story+17",
    "mis",
];

/// So many pages are turned before the later one that is asked for.
const TURNED: usize = 20;

pub(super) fn run(seconds: u32, cases: u32, only: Option<&str>) -> Result<()> {
    install::for_benches()?;
    let binary = measuring_build()?;
    println!("| database | cases | asked for | pages/s | p50 ms | p99 ms |");
    println!("|---|---|---|---|---|---|");
    if only.is_none_or(|only| only == "sqlite") {
        measure(&binary, "SQLite", "sqlite:bench.db", seconds, cases)?;
    }
    if only.is_none_or(|only| only == "postgres") {
        let postgres = Postgres::start_durable()?;
        let url = postgres.create_database()?;
        measure(&binary, "PostgreSQL", &url, seconds, cases)?;
    }
    Ok(())
}

fn measure(binary: &Path, name: &str, database: &str, seconds: u32, cases: u32) -> Result<()> {
    let site = Site::make(binary, database)?;
    site.fill(binary, 1_000, cases, cases)?;
    let server = site.serve(binary, &["serve"])?;
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for state in STATES {
        for kind in KINDS {
            for sort in SORTS {
                let path = format!(
                    "/api/v1/sites/{SITE}/cases?limit=50&state={state}&kind={kind}&sort={sort}"
                );
                later.extend(turned(&server, &site.token, &path)?);
                first.push(path);
            }
        }
    }
    let words = |q: &&str| format!("/api/v1/sites/{SITE}/cases?limit=50&state=open&q={q}");
    let words: Vec<String> = WORDS.iter().map(words).collect();
    for (what, paths) in [
        ("first pages, every filter", first),
        ("later pages, every filter", later),
        ("searches", words),
    ] {
        let mut asked = vec!["get", site.token.as_str()];
        asked.extend(paths.iter().map(String::as_str));
        let figure = load(server.port, CLIENTS, seconds, &asked)?;
        println!(
            "| {name} | {cases} | {what} | {:.0} | {:.1} | {:.1} |",
            figure.rate, figure.p50, figure.p99
        );
    }
    Ok(())
}

/// The address of a later page, when there are so many.
fn turned(server: &Server, token: &str, path: &str) -> Result<Option<String>> {
    let mut at = path.to_owned();
    for _ in 0..TURNED {
        let (_, body) = server.ask("GET", &at, token, "")?;
        let page: serde_json::Value =
            serde_json::from_str(&body).with_context(|| format!("{at} gave {body}"))?;
        match page["next"].as_str() {
            Some(next) => at = format!("{path}&cursor={next}"),
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}
