//! A publisher whose pages are a folder: each file is a page with what its server says of it, and the program beside
//! it is one that its publisher runs. What is done on a page, and what must come out, is the test's.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Process;

use crate::demo::program;
use crate::wait::until;

/// The key of the publisher's site.
const SITE: &str = "rough";

/// A page of the folder: what stands in its first comment, as JSON, and its HTML.
#[derive(Clone, Debug)]
pub struct Rough {
    /// The file's name without its ending.
    pub name: String,
    /// What the page is for, what is done on it, what must come out.
    pub says: Value,
    html: String,
}

/// A running publisher; it ends with this value.
#[derive(Debug)]
pub struct Publisher {
    /// The pages' own origin.
    pub origin: String,
    /// The pages, in the order of their names.
    pub pages: Vec<Rough>,
    server: String,
    client: reqwest::Client,
    tokens: [String; 2],
    _process: Process,
    _folder: TempDir,
}

impl Publisher {
    /// Starts the program with a site for the pages of the folder, and serves them.
    ///
    /// # Errors
    ///
    /// When the program does not start, or a page cannot be read.
    pub async fn start(folder: &Path) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let data = tempfile::tempdir()?;
        let port = free_port()?;
        let server = format!("http://127.0.0.1:{port}");
        let named = [
            "site",
            "add",
            SITE,
            "--name",
            "The Rough",
            "--origin",
            &origin,
            "--closed-after",
            "3650",
        ];
        run(data.path(), &server, &named)?;
        let mut tokens = ["editor", "publisher"].map(str::to_owned);
        for token in &mut tokens {
            let said = run(
                data.path(),
                &server,
                &["token", "add", SITE, "--role", token, "--json"],
            )?;
            let said: Value = serde_json::from_str(&said)?;
            *token = said["token"].as_str().context("no token")?.to_owned();
        }
        let mut command = command(data.path(), &server)?;
        command
            .arg("serve")
            .env("CORRIGENDA_LISTEN", format!("127.0.0.1:{port}"))
            .env("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "0")
            .env("RUST_LOG", "error");
        let process = Process::start(&command)?;
        let client = reqwest::Client::new();
        until("the server", async || {
            let answer = client.get(format!("{server}/readyz")).send().await;
            Ok(answer
                .is_ok_and(|answer| answer.status() == 200)
                .then_some(()))
        })
        .await?;
        let embed = run(
            data.path(),
            &server,
            &["site", "show", SITE, "--embed", "--json"],
        )?;
        let words = places(&serde_json::from_str(&embed)?, &server, &origin)?;
        let pages = read(folder, &words)?;
        let served = Arc::new(pages.clone());
        tokio::spawn(async move {
            let router = Router::new().fallback(page).with_state(served);
            axum::serve(listener, router).await
        });
        Ok(Self {
            origin,
            pages,
            server,
            client,
            tokens,
            _process: process,
            _folder: data,
        })
    }

    /// Tells the program of an article, as a publisher's system does.
    ///
    /// # Errors
    ///
    /// When the program does not take it.
    pub async fn push(&self, url: &str, page: &Rough) -> Result<()> {
        let mut article = json!({"url": url, "title": "A rough page", "format": "html", "scope": "page", "source": page.source()});
        if let Some(published) = page.text("published") {
            article["published"] = published.into();
        }
        let put = self
            .client
            .put(format!("{}/api/v1/sites/{SITE}/articles", self.server))
            .bearer_auth(&self.tokens[1])
            .json(&article);
        let answer = put.send().await?;
        ensure!(
            answer.status().is_success(),
            "the article was refused: {}",
            answer.text().await?
        );
        Ok(())
    }

    /// What editors see of the last report.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub async fn last_case(&self) -> Result<Value> {
        let list = format!(
            "{}/api/v1/sites/{SITE}/cases?sort=newest&limit=1",
            self.server
        );
        let asked = self.client.get(list).bearer_auth(&self.tokens[0]);
        let list: Value = asked.send().await?.error_for_status()?.json().await?;
        list["items"].get(0).cloned().context("no case is there")
    }
}

impl Rough {
    /// A text that the page's comment has by this name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.says[name].as_str()
    }

    /// The article as the publisher's system knows it: by itself, else the page as it is.
    #[must_use]
    pub fn source(&self) -> &str {
        self.text("source").unwrap_or(&self.html)
    }
}

/// Answers with the page whose name is the path's first part, so that a page may have further addresses.
async fn page(State(pages): State<Arc<Vec<Rough>>>, uri: Uri) -> Response {
    let name = uri.path().split('/').nth(1).unwrap_or_default();
    let Some(page) = pages.iter().find(|page| page.name == name) else {
        // A browser asks for an icon, and complains when there is none.
        return StatusCode::NO_CONTENT.into_response();
    };
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    for (name, value) in page.says["headers"].as_object().into_iter().flatten() {
        let value = HeaderValue::from_str(value.as_str().unwrap_or_default());
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), value) {
            headers.insert(name, value);
        }
    }
    (headers, page.html.clone()).into_response()
}

/// What stands between double braces in a page; most of it as `corrigenda site show --embed` gives it.
fn places(embed: &Value, server: &str, origin: &str) -> Result<BTreeMap<&'static str, String>> {
    let word = |name: &str| {
        embed[name]
            .as_str()
            .map(str::to_owned)
            .context("no such word")
    };
    let pinned = word("pinned")?;
    let hashes = embed["parts"].as_object().context("no parts")?;
    let dialog = hashes
        .iter()
        .find(|(address, _)| address.contains("/dialog.js"));
    let dialog = dialog
        .and_then(|(_, hash)| hash.as_str())
        .context("no dialog")?;
    let other = hashes
        .values()
        .filter_map(Value::as_str)
        .find(|hash| *hash != dialog);
    Ok(BTreeMap::from([
        ("server", server.to_owned()),
        ("origin", origin.to_owned()),
        ("script", word("script")?),
        ("version", word("address")?),
        ("hash", word("integrity")?),
        (
            "mispinned",
            pinned.replace(dialog, other.context("one part only")?),
        ),
        ("pinned", pinned),
        ("nonce", "bm9uY2Ugb2YgYSB0ZXN0".to_owned()),
    ]))
}

/// Reads the folder. A line `{{repeat N}}` stands for what follows until `{{end}}`, so many times, with `{{n}}` for
/// the number.
fn read(folder: &Path, places: &BTreeMap<&'static str, String>) -> Result<Vec<Rough>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.sort();
    let pages = files
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    pages
        .map(|path| {
            let mut text = std::fs::read_to_string(path)?;
            for (name, value) in places {
                text = text.replace(&format!("{{{{{name}}}}}"), value);
            }
            let (says, html) = text
                .strip_prefix("<!--")
                .and_then(|text| text.split_once("-->\n"))
                .with_context(|| format!("{} begins with no comment", path.display()))?;
            Ok(Rough {
                name: path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                says: serde_json::from_str(says).with_context(|| path.display().to_string())?,
                html: repeated(html)?,
            })
        })
        .collect()
}

fn repeated(html: &str) -> Result<String> {
    let Some((before, rest)) = html.split_once("{{repeat ") else {
        return Ok(html.to_owned());
    };
    let (number, rest) = rest.split_once("}}").context("an unfinished place")?;
    let (part, after) = rest.split_once("{{end}}").context("no end")?;
    let parts: String = (1..=number.trim().parse::<u32>()?)
        .map(|n| part.replace("{{n}}", &n.to_string()))
        .collect();
    Ok(format!("{before}{parts}{after}"))
}

/// The program, with the data in this folder and this address.
fn command(data: &Path, server: &str) -> Result<Command> {
    let mut command = Command::new(program()?);
    let database = format!("sqlite:{}", data.join("rough.db").display());
    command
        .current_dir(data)
        .env("CORRIGENDA_DATABASE", database)
        .env("CORRIGENDA_PUBLIC_URL", server);
    Ok(command)
}

fn run(data: &Path, server: &str, arguments: &[&str]) -> Result<String> {
    let said = command(data, server)?.args(arguments).output()?;
    let complaint = String::from_utf8_lossy(&said.stderr);
    ensure!(said.status.success(), "{arguments:?}: {complaint}");
    Ok(String::from_utf8(said.stdout)?)
}

/// A port that nobody listens on at the moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
