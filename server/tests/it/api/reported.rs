//! `GET /api/v1/sites/{site}/reported`.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::app::{ARTICLE, App, on_both};

on_both! {
    async fn only_who_sees_a_passage_can_tell_that_it_was_reported(app: App) {
        app.article().await;
        let path = format!("/api/v1/sites/daily/reported?url={ARTICLE}");
        let before = app.anonymous().get(&path).await;
        assert_eq!(before.json()["passages"], json!([]));
        let said = app.reported().await;
        let answer = app.anonymous().get(&path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.header("cache-control").starts_with("public"));
        let listed = answer.json();
        let salt = listed["salt"].as_str().unwrap();
        let digest = Sha256::digest(format!("{salt}\nteh"));
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(listed["passages"], json!([{"hash": hash, "reports": 1}]));
        assert_eq!(listed["corrected"], json!([]));
        assert!(!answer.text.contains("teh"));
        app.corrected(&app.case(&said["case"]["id"]).await).await;
        let after = app.anonymous().get(&path).await.json();
        assert_eq!(after["passages"], json!([]));
        // The editor made this one by hand, so that nobody knows how it reads now.
        assert_eq!(after["corrected"], json!([]));
    }
}
