//! What an operator sees of a running server, on each database: metrics on an address of their own, the files made of
//! them, and the log as JSON. Nobody's words or addresses are in either.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use corrigenda::meter::{self, Sort};
use regex::Regex;
use serde_json::{Value, json};
use testkit::Postgres;

use super::{program, run};

/// Planted wherever a visitor can say something.
const PLANTED: &str = "planted-9d1c";

struct Server {
    child: Child,
    stderr: BufReader<ChildStderr>,
    address: String,
    metrics: String,
}

impl Server {
    fn start(folder: &Path, database: &str) -> Self {
        let mut child = program(folder)
            .arg("serve")
            .env("CORRIGENDA_LISTEN", "127.0.0.1:0")
            .env("CORRIGENDA_METRICS_LISTEN", "127.0.0.1:0")
            .env("CORRIGENDA_LOG_FORMAT", "json")
            .env("CORRIGENDA_DATABASE", database)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        // Among them are lines of the log.
        let mut next = || loop {
            let mut said = String::new();
            assert_ne!(stderr.read_line(&mut said).unwrap(), 0, "it ended");
            let address = said
                .split_whitespace()
                .find(|word| word.starts_with("http://"));
            if let Some(address) = address {
                return address.trim_end_matches(',').to_owned();
            }
        };
        let (metrics, address) = (next(), next());
        Self {
            child,
            stderr,
            address,
            metrics,
        }
    }

    /// Everything it still has to say once it is asked to end.
    fn stop(&mut self) -> String {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn scrape(server: &Server) -> String {
    let answer = reqwest::get(&server.metrics).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// A reader reports on an article that nobody can have, and somebody looks at pages that are not there.
async fn visit(server: &Server) {
    let report = json!({
        "body": {"type": "TextualBody", "purpose": "commenting", "value": PLANTED},
        "target": {"source": format!("http://127.0.0.1:1/{PLANTED}")},
        "contact": {"email": format!("{PLANTED}@example.org")},
    });
    let client = reqwest::Client::new();
    let sent = client
        .post(format!("{}/api/v1/sites/daily/reports", server.address))
        .json(&report)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 201);
    let sent: Value = sent.json().await.unwrap();
    for path in [
        format!("/r/{}?{PLANTED}", sent["receipt"].as_str().unwrap()),
        format!("/{PLANTED}"),
        format!("/daily/corrections?q={PLANTED}"),
        "/metrics".to_owned(),
    ] {
        reqwest::get(format!("{}{path}", server.address))
            .await
            .unwrap();
    }
    let hidden = reqwest::get(format!("{}/metrics", server.address))
        .await
        .unwrap();
    assert_eq!(
        hidden.status(),
        404,
        "metrics are on their own address only"
    );
}

/// What each metric is, by name, as the program says.
fn exported(text: &str) -> BTreeSet<(String, String)> {
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .map(|line| {
            let (name, sort) = line.split_once(' ').unwrap();
            (name.to_owned(), sort.to_owned())
        })
        .collect()
}

fn promised() -> BTreeSet<(String, String)> {
    let sort = |sort| match sort {
        Sort::Counter => "counter",
        Sort::Gauge => "gauge",
        Sort::Histogram(_) => "histogram",
    };
    meter::ALL
        .iter()
        .map(|metric| (metric.name.to_owned(), sort(metric.sort).to_owned()))
        .collect()
}

/// `pools` are the database's, with their limits.
async fn tells_everything(database: &str, pools: [(&str, u32); 2]) {
    let folder = tempfile::tempdir().unwrap();
    let set = [
        "site",
        "add",
        "daily",
        "--name",
        "The Daily",
        "--origin",
        "http://127.0.0.1:1",
    ];
    let made = program(folder.path())
        .args(set)
        .env("CORRIGENDA_DATABASE", database)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let mut server = Server::start(folder.path(), database);
    visit(&server).await;
    // The report's job counts what it did once it is done.
    let told = async {
        loop {
            let text = scrape(&server).await;
            if exported(&text) == promised() {
                return text;
            }
            tokio::task::yield_now().await;
        }
    };
    let text = match tokio::time::timeout(Duration::from_secs(60), told).await {
        Ok(text) => text,
        Err(_) => {
            assert_eq!(exported(&scrape(&server).await), promised());
            unreachable!("they differed a moment ago");
        }
    };
    assert!(
        text.contains("corrigenda_reports_total{result=\"stored\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains("corrigenda_fetches_total{result=\"not-public\"} 1\n"),
        "{text}"
    );
    assert!(text.contains("corrigenda_database_up 1\n"), "{text}");
    for (pool, limit) in pools {
        let line = format!("corrigenda_database_connections_limit{{pool=\"{pool}\"}} {limit}\n");
        assert!(text.contains(&line), "no {line} in {text}");
    }
    assert!(text.contains("route=\"/r/{receipt}\""), "{text}");
    assert!(!text.contains(PLANTED), "{text}");
    let log = server.stop();
    assert!(!log.contains(PLANTED), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let answered = lines
        .iter()
        .find(|line| line["span"]["route"] == "/r/{receipt}")
        .unwrap();
    assert_eq!(
        answered["span"]["id"].as_str().map(str::len),
        Some(36),
        "{answered}"
    );
}

#[tokio::test]
async fn a_server_on_sqlite_tells_everything() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("a.db").display());
    tells_everything(&database, [("writer", 1), ("readers", 4)]).await;
}

#[tokio::test]
async fn a_server_on_postgres_tells_everything() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    tells_everything(&database, [("all", 15), ("intake", 2)]).await;
}

#[tokio::test]
async fn a_server_whose_database_went_away_says_that_it_is_not_ready() {
    let database = Postgres::shared().unwrap().create_database().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &database);
    let ready = async || {
        reqwest::get(format!("{}/readyz", server.address))
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(ready().await, 200);
    let (other, name) = database.rsplit_once('/').unwrap();
    let name = name.split('?').next().unwrap();
    let statement = |sql: String| {
        let other = format!("{other}/postgres");
        async move {
            let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect(&other)
                .await
                .unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
                .execute(&mut conn)
                .await
                .unwrap();
        }
    };
    statement(format!("drop database \"{name}\" with (force)")).await;
    assert_eq!(ready().await, 503);
    assert!(scrape(&server).await.contains("corrigenda_database_up 0\n"));
    let alive = reqwest::get(format!("{}/healthz", server.address))
        .await
        .unwrap();
    assert_eq!(alive.status(), 200);
    server.stop();
}

/// The names that a file of the operator's speaks of; a histogram's parts are the histogram.
fn named_in(file: &str) -> BTreeSet<String> {
    let name = Regex::new(r"\bcorrigenda_[a-z_]+").unwrap();
    let text = std::fs::read_to_string(Path::new("../docs/operations").join(file)).unwrap();
    let histograms: Vec<&str> = meter::ALL
        .iter()
        .filter(|metric| matches!(metric.sort, Sort::Histogram(_)))
        .map(|metric| metric.name)
        .collect();
    let whole = |name: &str| {
        let stem = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|part| name.strip_suffix(part));
        stem.filter(|stem| histograms.contains(stem))
            .unwrap_or(name)
            .to_owned()
    };
    name.find_iter(&text)
        .map(|found| whole(found.as_str()))
        .collect()
}

#[test]
fn dashboard_and_alerts_speak_of_metrics_that_there_are() {
    let there: BTreeSet<String> = meter::ALL
        .iter()
        .map(|metric| metric.name.to_owned())
        .collect();
    assert_eq!(
        named_in("grafana-dashboard.json"),
        there,
        "the dashboard shows every metric and no other"
    );
    let alerts = named_in("alerts.yml");
    assert!(
        !alerts.is_empty() && alerts.is_subset(&there),
        "{:?}",
        alerts.difference(&there)
    );
    let dashboard = std::fs::read_to_string("../docs/operations/grafana-dashboard.json").unwrap();
    let dashboard: Value = serde_json::from_str(&dashboard).unwrap();
    assert!(
        dashboard["panels"]
            .as_array()
            .unwrap()
            .iter()
            .all(|panel| panel["title"].is_string())
    );
}

#[test]
fn every_alert_is_explained() {
    let alert = Regex::new(r"alert: (\w+)").unwrap();
    let rules = std::fs::read_to_string("../docs/operations/alerts.yml").unwrap();
    let page = std::fs::read_to_string("../docs/operations/monitoring.md").unwrap();
    let alerts: BTreeSet<&str> = alert
        .captures_iter(&rules)
        .map(|found| found.get(1).unwrap().as_str())
        .collect();
    assert!(alerts.len() > 3);
    for alert in alerts {
        assert!(
            page.contains(&format!("`{alert}`")),
            "{alert} is not on the page"
        );
    }
}

#[test]
fn an_address_for_metrics_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    std::fs::write(
        folder.path().join("corrigenda.toml"),
        format!("listen = \"127.0.0.1:0\"\nmetrics_listen = \"{address}\"\n"),
    )
    .unwrap();
    let said = run(folder.path(), &["serve"]);
    assert_eq!(said.status, 1);
    assert!(
        said.err
            .contains(&format!("cannot listen on {address} for metrics")),
        "{}",
        said.err
    );
}
