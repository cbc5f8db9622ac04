//! A clock that is set back, by a library that stands between the program and the system's clock.

use std::path::{Path, PathBuf};

use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::crowd::{Crowd, report};
use crate::place::{ORIGIN, Place, Server, Start, TOKEN};
use crate::until;

/// Where Debian puts the library, on whichever machine.
fn library() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap();
    let mut candidates = folders
        .filter_map(Result::ok)
        .map(|folder| folder.path().join("faketime/libfaketime.so.1"));
    candidates
        .find(|library| library.exists())
        .expect("cargo xtask test --only install installs libfaketime")
}

/// A server whose clock is what the file says.
async fn with_clock(place: &Place, file: &Path) -> Server {
    let word = |path: &Path| path.to_str().unwrap().to_owned();
    let environment = [
        ("LD_PRELOAD", word(&library())),
        ("FAKETIME_TIMESTAMP_FILE", word(file)),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        // What measures how long something takes goes on as it did: no machine's does otherwise.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value));
    let environment = environment.to_vec();
    place
        .serve_as(Start {
            environment,
            ..Start::default()
        })
        .await
}

async fn get(server: &Server, path: &str) -> Value {
    let request = Client::new()
        .get(format!("{}{path}", server.url))
        .bearer_auth(TOKEN);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_back_loses_nothing_and_stops_nothing() {
    let place = Place::on_sqlite().await;
    let clock = place.folder.path().join("clock");
    std::fs::write(&clock, "+0\n").unwrap();
    let server = with_clock(&place, &clock).await;
    let mut crowd = Crowd::default();
    crowd.begin(&server.url, 4);
    crowd.acknowledges(10).await;
    // A report that waits for its article, from before; its job is owed after.
    let article = format!("{ORIGIN}/later");
    let sent = Client::new().post(format!("{}/api/v1/sites/daily/reports", server.url));
    let sent = sent
        .header("origin", ORIGIN)
        .json(&report(&article, "teh", "the"));
    let sent: Value = sent.send().await.unwrap().json().await.unwrap();
    assert_eq!(sent["placement"], "pending");

    std::fs::write(&clock, "-30h\n").unwrap();
    let before = get(&server, "/api/v1/sites/daily/journal?limit=200").await;
    crowd.acknowledges(10).await;
    crowd.end().await;
    let last = before["items"].as_array().unwrap().last().unwrap()["seq"].clone();
    let path = format!("/api/v1/sites/daily/journal?limit=200&after={last}");
    let lines = get(&server, &path).await;
    let lines = lines["items"].as_array().unwrap();
    assert!(lines.len() >= 10, "who reads the journal misses nothing");
    let now = jiff::Timestamp::now().to_string();
    assert!(
        lines
            .iter()
            .any(|line| line["at"].as_str().unwrap() < &now[..10]),
        "it was set back"
    );

    server.publish(&article, "She heard teh call.").await;
    let receipt = format!("/api/v1/reports/{}", sent["receipt"].as_str().unwrap());
    until("the report to be placed by a worker", async || {
        (get(&server, &receipt).await["placement"] != "pending").then_some(())
    })
    .await;
    // Every case is on some page of the queue, once.
    let (mut seen, mut path) = (
        Vec::new(),
        "/api/v1/sites/daily/cases?limit=2&sort=newest".to_owned(),
    );
    loop {
        let page = get(&server, &path).await;
        seen.extend(
            page["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|case| case["id"].to_string()),
        );
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/api/v1/sites/daily/cases?limit=2&sort=newest&cursor={next}");
    }
    seen.sort();
    let cases = seen.len();
    seen.dedup();
    assert_eq!((cases, seen.len()), (6, 6));
    // The report about the other article is beside those of the crowd.
    assert_eq!(place.reports().await, crowd.sent() + 1);
}
