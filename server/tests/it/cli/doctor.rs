//! `corrigenda doctor`: what is in order is told, what is not with what to do, and the exit status says which.

use serde_json::Value;
use sqlx::Connection;

use super::{program, run};
use crate::store::{Kept, at};

/// What it says, by what it is about, and its exit status. It may look with any settings.
fn asked(database: &str, public_url: &str) -> (i32, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path());
    let command = command.args(["doctor", "--json"]);
    let command = command.env("CORRIGENDA_DATABASE", database);
    let output = command
        .env("CORRIGENDA_PUBLIC_URL", public_url)
        .output()
        .unwrap();
    let said = super::Said::from(output);
    let answer = super::json(&said.out);
    (said.status, answer["findings"].as_array().unwrap().clone())
}

const SAFE: &str = "https://corrections.example.org";

#[track_caller]
fn state(findings: &[Value], about: &str) -> (String, String) {
    let mut found: Vec<&Value> = findings
        .iter()
        .filter(|found| found["about"] == about)
        .collect();
    found.sort_by_key(|found| found["state"] == "wrong");
    let found = found
        .pop()
        .unwrap_or_else(|| panic!("nothing about {about} in {findings:?}"));
    let word = |member: &str| found[member].as_str().unwrap().to_owned();
    if word("state") != "ok" {
        assert!(!word("advice").is_empty(), "{found}");
    }
    (word("state"), word("says"))
}

async fn in_order(kept: Kept) {
    let kept = kept.with_story().await;
    kept.send(kept.suggests("teh", "the")).await;
    let (status, findings) = asked(&kept.url, SAFE);
    for about in ["public_url", "schema", "integrity", "counts"] {
        assert_eq!(state(&findings, about).0, "ok", "{findings:?}");
    }
    // The folder of this site's articles is not there.
    assert_eq!(
        (status, state(&findings, "connector").0.as_str()),
        (1, "wrong")
    );
    // Its article was owed a look in November, and no server runs.
    assert_eq!(state(&findings, "jobs").0, "warning");
    assert_eq!(state(&findings, "users").0, "warning");
    kept.store.remove_site(kept.key()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_order_is_said_of_sqlite() {
    let kept = Kept::in_sqlite().await;
    let url = kept.url.clone();
    let folder = kept.folder.as_ref().unwrap().path().to_owned();
    let file = folder.join("test.db");
    let others: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    std::fs::set_permissions(&file, others).unwrap();
    let (_, findings) = asked(&url, SAFE);
    assert_eq!(state(&findings, "file").0, "warning");
    assert_eq!(state(&findings, "durability").0, "ok");
    in_order(kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_order_is_said_of_postgresql() {
    let kept = Kept::in_postgres().await;
    let (_, findings) = asked(&kept.url, SAFE);
    // The tests' server never waits for the disk.
    let (durability, says) = state(&findings, "durability");
    assert_eq!(durability, "wrong", "{says}");
    assert_eq!(state(&findings, "clock").0, "ok");
    in_order(kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_broken_is_found() {
    let kept = Kept::in_sqlite().await.with_story().await;
    let accepted = kept.send(kept.suggests("teh", "the")).await;
    let mut connection = sqlx::SqliteConnection::connect(&kept.url).await.unwrap();
    for statement in [
        "pragma foreign_keys = off",
        "update cases set reports = 7",
        "delete from revisions",
        "update journal_heads set seq = seq + 1",
        "update jobs set given_up = 1",
        "insert into user_sites (site_id, user_id) values ('daily', x'00')",
    ] {
        sqlx::query(statement)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    assert!(accepted.case.is_some());
    let (status, findings) = asked(&kept.url, "http://corrections.example.org");
    assert_eq!(status, 1);
    let (counts, says) = state(&findings, "counts");
    assert_eq!(counts, "wrong", "{says}");
    assert!(
        findings.iter().any(|found| found["says"]
            .as_str()
            .unwrap()
            .contains("7 are written down, there are 1")),
        "{findings:?}"
    );
    let (integrity, says) = state(&findings, "integrity");
    assert_eq!(
        (integrity.as_str(), says.as_str()),
        (
            "wrong",
            "1 rows of user_sites belong to rows of users that are not there"
        )
    );
    assert_eq!(state(&findings, "jobs").0, "warning");
    assert_eq!(state(&findings, "public_url").0, "wrong");
    for (url, wanted) in [
        ("http://0.0.0.0:8080", "wrong"),
        ("http://[::1]:8080", "warning"),
    ] {
        let (_, findings) = asked(&kept.url, url);
        assert_eq!(state(&findings, "public_url").0, wanted, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_was_set_back_is_seen() {
    let kept = Kept::in_sqlite().await;
    let far = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(30);
    let page = kept.page("night");
    let content = crate::store::content("A night.");
    kept.store
        .put_article(kept.key(), &page, &content, far)
        .await
        .unwrap();
    let (_, findings) = asked(&kept.url, SAFE);
    let (clock, says) = state(&findings, "clock");
    assert_eq!(clock, "warning");
    assert!(says.contains("the clock was set back"), "{says}");
    assert!(at(0) < far);
}

#[test]
fn a_database_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["doctor"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out
            .contains("wrong    database: corrigenda.db is not there"),
        "{}",
        said.out
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(folder.path().join("corrigenda.toml"), "listen = 3\n").unwrap();
    let said = run(folder.path(), &["doctor"]);
    assert_eq!(said.status, 1);
    assert!(
        said.out
            .starts_with("wrong    settings: corrigenda.toml:1: "),
        "{}",
        said.out
    );
}
