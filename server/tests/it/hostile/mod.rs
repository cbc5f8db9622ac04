//! Requests as no honest client sends them, byte for byte over a socket: each ends in an answer that blames the
//! client, or in the end of the connection, and the server goes on.

mod requests;

use std::time::Duration;

use corrigenda::config::{Config, Limits};
use reqwest::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::app::{ARTICLE, App, REPORTS, report};
use requests::{Hostile, all};

async fn connect(app: &App) -> TcpStream {
    let address = app.url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// Sends bytes and reads until the server closes the connection.
async fn answer(app: &App, bytes: &[u8]) -> String {
    let mut stream = connect(app).await;
    // The server may have answered and closed before everything was sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

#[tokio::test]
async fn whatever_is_sent_is_answered_with_what_is_wrong_about_it() {
    let app = App::new().await;
    app.article().await;
    for Hostile {
        name,
        bytes,
        expected,
    } in all()
    {
        let said = answer(&app, &bytes).await;
        let status = status(&said).unwrap_or_else(|| panic!("{name}: no answer: {said:?}"));
        assert!(expected.contains(&status), "{name}: {said}");
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(
            !head.to_lowercase().contains("set-cookie: x"),
            "{name}: {head}"
        );
        assert!(
            body.len() < 100_000,
            "{name}: an answer of {} bytes",
            body.len()
        );
        assert_eq!(
            app.anonymous().get("/healthz").await.status,
            StatusCode::OK,
            "{name}"
        );
    }
    let cases = app
        .editor()
        .await
        .get("/api/v1/sites/daily/cases?lane=all")
        .await
        .json();
    assert_eq!(
        cases["items"].as_array().unwrap().len(),
        0,
        "nothing of it was stored: {cases}"
    );
}

#[tokio::test]
async fn who_is_slow_with_the_head_loses_the_connection() {
    let limits = Limits {
        header_seconds: 1,
        ..Limits::for_testing()
    };
    let app = App::with(Config {
        limits,
        ..Config::for_testing()
    })
    .await;
    let mut slow = connect(&app).await;
    slow.write_all(b"POST /api/v1/sites/daily/reports HTTP/1.1\r\nhost: x\r\nx-a: ")
        .await
        .unwrap();
    let mut rest = Vec::new();
    // Ends when the server has closed; the harness's own patience is for a server that does not.
    let closed = tokio::time::timeout(Duration::from_secs(60), slow.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the connection is still open");
    assert_eq!(app.anonymous().get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_slow_with_the_body_is_told_so() {
    let limits = Limits {
        request_seconds: 1,
        ..Limits::for_testing()
    };
    let app = App::with(Config {
        limits,
        ..Config::for_testing()
    })
    .await;
    for (path, kind) in [
        (REPORTS, "application/json"),
        ("/daily/report", "application/x-www-form-urlencoded"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 1000\r\n\r\n{{"
        );
        let said =
            tokio::time::timeout(Duration::from_secs(60), answer(&app, head.as_bytes())).await;
        assert_eq!(status(&said.expect("an answer")), Some(408), "{path}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_has_arrived() {
    let app = App::new().await;
    for (path, kind) in [
        (REPORTS, "application/json"),
        ("/daily/report", "application/x-www-form-urlencoded"),
    ] {
        // Said to be large: nothing of it has to come.
        let said = answer(&app, format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: 10000000000\r\n\r\n").as_bytes()).await;
        assert_eq!(status(&said), Some(413), "{path}: {said}");
        // Not said to be: what is over the limit is not waited for, and this body never ends.
        let mut stream = connect(&app).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        let (mut reader, mut writer) = stream.split();
        let endless = async {
            while writer.write_all(chunk.as_bytes()).await.is_ok() {}
            std::future::pending::<()>().await;
        };
        let mut said = vec![0; 12];
        tokio::select! {
            read = reader.read_exact(&mut said) => { read.unwrap(); }
            () = endless => {}
        }
        assert_eq!(&said[..], b"HTTP/1.1 413", "{path}");
    }
}

#[tokio::test]
async fn connections_have_their_number() {
    let limits = Limits {
        connections: 4,
        ..Limits::for_testing()
    };
    let app = App::with(Config {
        limits,
        ..Config::for_testing()
    })
    .await;
    let (first, second) = (connect(&app).await, connect(&app).await);
    let said = answer(&app, b"").await;
    assert_eq!(status(&said), Some(429), "{said}");
    drop((first, second));
    // The places are free as soon as the server has seen the ends of the connections.
    loop {
        let said = answer(
            &app,
            b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        )
        .await;
        if status(&said) == Some(200) {
            break;
        }
    }
}

#[tokio::test]
async fn hosts_that_look_alike_are_not_the_same() {
    let app = App::new().await;
    for url in [
        "https://d\u{430}ily.example.org/2026/11/a-long-call",
        "https://daily.example.org.evil.example/2026/11/a-long-call",
        "https://daily.example.org@evil.example/2026/11/a-long-call",
        "https://evil.example\\@daily.example.org/2026/11/a-long-call",
        "https://daily\u{2024}example.org.evil.example/",
        "http://daily.example.org/2026/11/a-long-call",
        "https://daily.example.org:444/2026/11/a-long-call",
        "javascript://daily.example.org/%0aalert(1)",
    ] {
        let mut foreign = report("teh", "the");
        foreign["target"]["source"] = url.into();
        let answer = app.reader().post(REPORTS, &foreign).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{url}: {}",
            answer.text
        );
        assert_eq!(answer.problem(), "foreign-article", "{url}");
        let form = app
            .anonymous()
            .form("/daily/report", &[("url", url), ("comment", "x")])
            .await;
        assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
    }
    let mut same = report("teh", "the");
    same["target"]["source"] = ARTICLE.replace("daily", "\u{ff44}aily").into();
    assert_eq!(
        app.reader().post(REPORTS, &same).await.status,
        StatusCode::CREATED,
        "what browsers take for the same is"
    );
}
