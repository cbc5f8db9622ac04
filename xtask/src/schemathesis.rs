//! `cargo xtask schemathesis`: the API against its own description, by a tool that makes up requests of every sort and
//! holds each answer against what the description promises. On both databases; the program is the one that tests drive.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use testkit::Postgres;

use crate::bench::process::{Server, free_port};
use crate::install;
use crate::shell::{output, root, run};
use crate::test::build_program;

const ARTICLE: &str = "https://daily.example.org/a";

/// So many made-up requests for each call inside of `cargo xtask test`.
const FEW: u32 = 5;

/// A bounded run, as part of all tests.
pub(crate) fn briefly() -> Result<()> {
    check(FEW)
}

/// Both databases with so many made-up requests for each call.
pub(crate) fn check(examples: u32) -> Result<()> {
    install::schemathesis()?;
    build_program()?;
    against("sqlite:api.db", examples)?;
    let postgres = Postgres::shared()?;
    against(&postgres.create_database()?, examples)
}

fn against(database: &str, examples: u32) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let binary = root().join("target/debug/corrigenda");
    let port = free_port()?;
    let settings = format!(
        "listen = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\n\
         database = \"{database}\"\nlog = \"error\"\n\n[limits]\nreports_per_minute = 0\n"
    );
    std::fs::write(folder.path().join("corrigenda.toml"), settings)?;
    let token = settle(&binary, folder.path())?;
    let server = Server::serve(&binary, folder.path(), port, &["serve"])?;
    fill(&server, &token)?;
    let tried = run(Command::new(install::schemathesis_program())
        .current_dir(root())
        .arg("--config-file")
        .arg(root().join("xtask/schemathesis.toml"))
        .arg("run")
        .arg(format!("http://127.0.0.1:{port}/api/v1/openapi.json"))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--max-examples", &examples.to_string()])
        .args(["--generation-deterministic"])
        .args(["--continue-on-failure", "--no-color"]));
    let log = std::fs::read_to_string(folder.path().join("server.log"))?;
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    ensure!(
        errors.is_empty(),
        "the server logged:\n{}",
        errors.join("\n")
    );
    tried
}

/// A site with a token that may do everything.
fn settle(binary: &Path, folder: &Path) -> Result<String> {
    let corrigenda = |words: &[&str]| output(Command::new(binary).args(words).current_dir(folder));
    corrigenda(&[
        "site",
        "add",
        "daily",
        "--name",
        "The Daily",
        "--origin",
        "https://daily.example.org",
    ])?;
    let made = corrigenda(&["token", "add", "daily", "--role", "admin", "--json"])?;
    let made: serde_json::Value = serde_json::from_str(&made)?;
    Ok(made["token"].as_str().context("no token")?.to_owned())
}

/// An article and a case, so that there is something to be found.
fn fill(server: &Server, token: &str) -> Result<()> {
    let article = format!(
        r#"{{"url": "{ARTICLE}", "title": "A", "format": "text", "scope": "body", "source": "She heard teh call."}}"#
    );
    let report = format!(
        r#"{{"body": {{"type": "TextualBody", "purpose": "editing", "value": "the"}},
            "target": {{"source": "{ARTICLE}", "selector": {{"type": "TextQuoteSelector", "exact": "teh"}}}}}}"#
    );
    for (method, path, body, expected) in [
        ("PUT", "/api/v1/sites/daily/articles", &article, 200),
        ("POST", "/api/v1/sites/daily/reports", &report, 201),
    ] {
        let (status, answer) = server.ask(method, path, token, body)?;
        ensure!(status == expected, "{method} {path}: {status} {answer}");
    }
    Ok(())
}
