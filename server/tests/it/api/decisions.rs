//! `POST /api/v1/sites/{site}/cases/{id}/decisions`.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{App, on_both};

async fn decide(app: &App, case: &Value, decision: Value) -> crate::app::Answer {
    let path = format!(
        "/api/v1/sites/daily/cases/{}/decisions",
        case["id"].as_str().unwrap()
    );
    app.editor().await.post(&path, &decision).await
}

on_both! {
    async fn a_case_is_put_aside_taken_up_again_and_declined(app: App) {
        app.article().await;
        let said = app.reported().await;
        let case = app.case(&said["case"]["id"]).await;
        let held = decide(&app, &case, json!({"action": "hold", "version": case["version"], "reason": "asked the author"})).await;
        assert_eq!(held.status, StatusCode::OK, "{}", held.text);
        let held = held.json();
        assert_eq!(held["state"], "held");
        assert_ne!(held["version"], case["version"]);
        let open = decide(&app, &case, json!({"action": "reopen", "version": held["version"]})).await.json();
        assert_eq!(open["state"], "open");
        let declined = json!({"action": "decline", "version": open["version"], "outcome": "not-an-error", "reason": "It is a dialect."});
        let declined = decide(&app, &case, declined).await.json();
        assert_eq!((&declined["state"], &declined["outcome"]), (&json!("declined"), &json!("not-an-error")));
        let actions: Vec<&str> = declined["decisions"].as_array().unwrap().iter().map(|d| d["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["hold", "reopen", "decline"]);
        assert!(declined["decisions"][0]["by"].as_str().unwrap().starts_with("editor"), "decisions bear a name");
        let path = format!("/api/v1/reports/{}", said["receipt"].as_str().unwrap());
        let status = app.anonymous().get(&path).await.json();
        assert_eq!((&status["outcome"], &status["reason"]), (&json!("not-an-error"), &json!("It is a dialect.")));
    }

    async fn a_correction_without_a_connector_is_published_at_once(app: App) {
        app.article().await;
        let said = app.reported().await;
        let case = app.case(&said["case"]["id"]).await;
        let now = app.corrected(&case).await;
        assert_eq!((&now["state"], &now["outcome"]), (&json!("corrected"), &json!("corrected")));
        let path = format!("/api/v1/reports/{}", said["receipt"].as_str().unwrap());
        let status = app.anonymous().get(&path).await.json();
        assert_eq!(status["state"], "corrected");
        assert_eq!(status["notice"]["text"], "An earlier version misspelt “the”.");
    }
}

#[tokio::test]
async fn what_is_refused_and_where() {
    let app = App::new().await;
    app.article().await;
    let case = app.case(&app.reported().await["case"]["id"]).await;
    let version = &case["version"];
    for (decision, at) in [
        (json!({"action": "accept"}), "/version"),
        (json!({"version": version}), "/action"),
        (json!({"action": "applaud", "version": version}), "/action"),
        (json!({"action": "decline", "version": version}), "/outcome"),
        (
            json!({"action": "decline", "version": version, "outcome": "corrected"}),
            "/outcome",
        ),
        (json!({"action": "hold", "version": version}), "/reason"),
        (
            json!({"action": "mark-corrected", "version": version, "outcome": "junk"}),
            "/outcome",
        ),
        (
            json!({"action": "accept", "version": version, "proposal": "x"}),
            "/proposal",
        ),
        (
            json!({"action": "accept", "version": version, "proposal": case["id"], "text": "the"}),
            "/text",
        ),
        (
            json!({"action": "mark-corrected", "version": version, "notice": {"kind": "correction", "text": " "}}),
            "/notice/text",
        ),
        (
            json!({"action": "mark-corrected", "version": version, "notice": {"kind": "x", "text": "y"}}),
            "/notice/kind",
        ),
    ] {
        let answer = decide(&app, &case, decision.clone()).await;
        assert_eq!(answer.problem(), "invalid", "{decision}");
        assert_eq!(
            answer.json()["errors"][0]["pointer"],
            at,
            "{decision}: {}",
            answer.text
        );
    }
    assert_eq!(
        app.case(&case["id"]).await["version"],
        *version,
        "nothing happened"
    );
}
