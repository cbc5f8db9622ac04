//! A server with a site of its own: made, filled with articles, started.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::process::{Server, free_port};
use crate::shell::output;

/// The site's key.
pub(super) const SITE: &str = "bench";

/// Articles, and sentences in each. wrk's script writes the same sentences.
pub(super) const ARTICLES: u32 = 500;
/// See [`ARTICLES`].
pub(super) const SENTENCES: u32 = 300;

/// A folder with settings and, for SQLite, the database.
pub(super) struct Site {
    folder: TempDir,
    port: u16,
    /// May do everything.
    pub(super) token: String,
}

impl Site {
    /// Makes the site in a database that is empty.
    pub(super) fn make(binary: &Path, database: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let settings = format!(
            "listen = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\n\
             database = \"{database}\"\nlog = \"warn\"\n\n[limits]\nreports_per_minute = 0\n"
        );
        std::fs::write(folder.path().join("corrigenda.toml"), settings)?;
        let mut site = Self {
            folder,
            port,
            token: String::new(),
        };
        site.run(binary, &["migrate"])?;
        let origin = "https://bench.example.org";
        site.run(
            binary,
            &["site", "add", SITE, "--name", "Bench", "--origin", origin],
        )?;
        let token = site.run(binary, &["token", "add", SITE, "--role", "admin", "--json"])?;
        let token: serde_json::Value = serde_json::from_str(&token)?;
        site.token = token["token"].as_str().context("no token")?.to_owned();
        Ok(site)
    }

    /// Runs the program in the site's folder.
    pub(super) fn run(&self, binary: &Path, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(binary);
        output(command.args(arguments).current_dir(self.folder.path()))
    }

    /// Adds made-up articles, cases and reports.
    pub(super) fn fill(
        &self,
        binary: &Path,
        articles: u32,
        cases: u32,
        reports: u32,
    ) -> Result<()> {
        let [articles, cases, reports] = [articles, cases, reports].map(|count| count.to_string());
        let fill = ["measure", "fill", SITE, "--articles", &articles];
        let more = ["--cases", &cases, "--reports", &reports];
        self.run(binary, &[fill.as_slice(), more.as_slice()].concat())?;
        Ok(())
    }

    /// Starts the server; `command` is `serve`, or what else serves.
    pub(super) fn serve(&self, binary: &Path, command: &[&str]) -> Result<Server> {
        Server::serve(binary, self.folder.path(), self.port, command)
    }

    /// Pushes the articles that reports will be about.
    pub(super) fn put_articles(&self, server: &Server) -> Result<()> {
        for number in 0..ARTICLES {
            let sentences: String = (0..SENTENCES)
                .map(|at| {
                    format!("<p>Sentence {at:04} of story {number:04} has teh mistake in it.</p>\n")
                })
                .collect();
            let article = serde_json::json!({
                "url": format!("https://bench.example.org/article-{number}"),
                "title": format!("Story {number}"), "format": "html", "scope": "body",
                "source": sentences,
            });
            let path = format!("/api/v1/sites/{SITE}/articles");
            let (status, body) = server.ask("PUT", &path, &self.token, &article.to_string())?;
            ensure!(
                status / 100 == 2,
                "the article was refused with {status}: {body}"
            );
        }
        Ok(())
    }
}
