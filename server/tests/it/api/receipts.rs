//! `GET` and `DELETE /api/v1/reports/{receipt}`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{App, on_both, report};

on_both! {
    async fn withdrawing_erases_what_the_reader_wrote(app: App) {
        app.article().await;
        let said = app.reported().await;
        let path = format!("/api/v1/reports/{}", said["receipt"].as_str().unwrap());
        let before = app.anonymous().get(&path).await;
        assert_eq!(before.header("cache-control"), "no-store");
        assert_eq!(before.json()["reports"], 1);
        assert_eq!(app.anonymous().delete(&path).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.anonymous().get(&path).await.problem(), "withdrawn");
        let case = app.case(&said["case"]["id"]).await;
        assert_eq!(case["report_count"], 0);
        assert_eq!(case["reports"], json!([]));
        assert_eq!(app.editor().await.get("/api/v1/sites/daily/cases").await.json()["items"], json!([]));
    }

    async fn what_was_withdrawn_may_be_sent_again(app: App) {
        app.article().await;
        let reader = app.reader().saying("idempotency-key", "k1");
        let send = async || {
            let sent = reader.post("/api/v1/sites/daily/reports", &report("teh", "the")).await;
            assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
            sent.json()
        };
        let path = |said: &Value| format!("/api/v1/reports/{}", said["receipt"].as_str().unwrap());
        let first = send().await;
        assert_eq!(send().await, first, "the same until it is withdrawn");
        app.anonymous().delete(&path(&first)).await;
        let second = send().await;
        assert_ne!(second["id"], first["id"]);
        assert_eq!(app.anonymous().get(&path(&second)).await.status, StatusCode::OK);
        assert_eq!(app.anonymous().get(&path(&first)).await.problem(), "withdrawn");
        assert_eq!(send().await, second);
    }
}
