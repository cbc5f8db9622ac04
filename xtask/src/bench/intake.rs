//! One report's latency, from a client's socket and back, on both databases,
//! beside the same server's cheapest route, so that a slow machine shows itself.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use testkit::Postgres;

use super::process::{Server, free_port, release_build};
use crate::install;
use crate::shell::output;

/// A reader alone, and more at once than any article's readers.
const CLIENTS: [u32; 2] = [1, 64];

const SITE: &str = "bench";
const ARTICLE: &str = "https://bench.example.org/article";

/// Sentences of the article; each report is about one of them.
const SENTENCES: u32 = 200;

/// One line of the table.
struct Figure {
    /// Answers each second.
    rate: f64,
    /// Milliseconds that half of the answers needed at most.
    p50: f64,
    /// Milliseconds that all but one in a hundred answers needed at most.
    p99: f64,
}

pub(super) fn run(seconds: u32) -> Result<()> {
    install::for_benches()?;
    let binary = release_build()?;
    println!(
        "| database | clients | reports/s | p50 ms | p99 ms | /healthz p50 ms | p99 ms | p50 ratio |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    measure(&binary, "SQLite", "sqlite:bench.db", seconds)?;
    let postgres = Postgres::start_durable()?;
    measure(&binary, "PostgreSQL", &postgres.create_database()?, seconds)
}

fn measure(binary: &Path, name: &str, database: &str, seconds: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let port = free_port()?;
    let settings = format!(
        "listen = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\n\
         database = \"{database}\"\n\n[limits]\nreports_per_minute = 0\n"
    );
    std::fs::write(folder.path().join("corrigenda.toml"), settings)?;
    let token = publisher(binary, folder.path())?;
    let server = Server::serve(binary, folder.path(), port)?;
    put_article(&server, &token)?;
    for clients in CLIENTS {
        let cheapest = load(port, clients, seconds, "cheapest")?;
        let report = load(port, clients, seconds, "report")?;
        println!(
            "| {name} | {clients} | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} | {:.1} |",
            report.rate,
            report.p50,
            report.p99,
            cheapest.p50,
            cheapest.p99,
            report.p50 / cheapest.p50,
        );
    }
    Ok(())
}

/// Makes the site and gives a token that may put its articles.
fn publisher(binary: &Path, folder: &Path) -> Result<String> {
    let corrigenda = |arguments: &[&str]| {
        let mut command = Command::new(binary);
        output(command.args(arguments).current_dir(folder))
    };
    corrigenda(&["migrate"])?;
    corrigenda(&[
        "site",
        "add",
        SITE,
        "--name",
        "Bench",
        "--origin",
        "https://bench.example.org",
    ])?;
    let answer = corrigenda(&["token", "add", SITE, "--role", "publisher", "--json"])?;
    let answer: serde_json::Value = serde_json::from_str(&answer)?;
    Ok(answer["token"].as_str().context("no token")?.to_owned())
}

fn put_article(server: &Server, token: &str) -> Result<()> {
    let paragraphs: String = (0..SENTENCES)
        .map(|number| format!("<p>Sentence {number} has teh mistake {number} in it.</p>\n"))
        .collect();
    let article = serde_json::json!({
        "url": ARTICLE, "title": "A bench", "format": "html", "scope": "body", "source": paragraphs,
    });
    let path = format!("/api/v1/sites/{SITE}/articles");
    let (status, body) = server.ask("PUT", &path, token, &article.to_string())?;
    ensure!(
        status / 100 == 2,
        "the article was refused with {status}: {body}"
    );
    Ok(())
}

/// Runs wrk with the script beside this file; its last line is ours.
fn load(port: u16, clients: u32, seconds: u32, what: &str) -> Result<Figure> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bench/report.lua");
    let mut command = Command::new("wrk");
    command
        .args(["--threads", if clients == 1 { "1" } else { "2" }])
        .args(["--connections", &clients.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--timeout", "10s", "--script"])
        .arg(script)
        .arg(format!("http://127.0.0.1:{port}"))
        .args([what, SITE, ARTICLE, &SENTENCES.to_string()]);
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
    })
}
