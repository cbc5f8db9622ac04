//! `POST /api/v1/sites/{site}/reports`.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::app::{App, ORIGIN, REPORTS, SOURCE, on_both, report};

on_both! {
    async fn a_report_is_placed_in_the_article_and_answered_with_a_receipt(app: App) {
        app.article().await;
        let answer = app.reader().post(REPORTS, &report("teh", "the")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        let said = answer.json();
        assert_eq!(said["placement"], "exact");
        assert_eq!(said["case"]["state"], "open");
        assert_eq!(said["case"]["reports"], 1);
        let receipt = said["receipt"].as_str().unwrap();
        assert_eq!(answer.header("location"), format!("/api/v1/reports/{receipt}"));
        assert_eq!(said["receipt_url"], format!("{}/r/{receipt}", app.url));
        assert_eq!(answer.header("cache-control"), "no-store");
        let found = app.anonymous().get(answer.header("location")).await.json();
        assert_eq!(found["id"], said["id"]);
        assert_eq!(found["state"], "open");
    }

    async fn reports_of_the_same_edit_are_one_case(app: App) {
        app.article().await;
        let first = app.reported().await;
        let answer = app.reader().post(REPORTS, &report("teh call", "the call")).await.json();
        assert_eq!(answer["case"]["id"], first["case"]["id"]);
        assert_eq!(answer["case"]["reports"], 2);
        let other = app.reader().post(REPORTS, &report("1986", "1987")).await.json();
        assert_ne!(other["case"]["id"], first["case"]["id"]);
        let queue = app.editor().await.get("/api/v1/sites/daily/cases").await.json();
        assert_eq!(queue["items"].as_array().unwrap().len(), 2, "{queue}");
    }

    async fn an_article_that_is_not_known_yet_leaves_the_report_pending(app: App) {
        let said = app.reported().await;
        assert_eq!(said["placement"], "pending");
        assert_eq!(said["case"], json!(null));
        let path = format!("/api/v1/reports/{}", said["receipt"].as_str().unwrap());
        assert_eq!(app.anonymous().get(&path).await.json()["placement"], "pending");
    }

    async fn words_that_are_not_there_are_a_case_too(app: App) {
        app.article().await;
        let said = app.reader().post(REPORTS, &report("words that never stood in it", "others")).await.json();
        assert_eq!(said["placement"], "gone");
        assert_eq!(said["case"]["state"], "open");
        let said = app.reader().post(REPORTS, &report("the", "a")).await.json();
        assert_eq!(said["placement"], "ambiguous");
    }

    async fn the_same_key_has_the_same_answer(app: App) {
        app.article().await;
        let reader = app.reader().saying("idempotency-key", "3f0c");
        let first = reader.post(REPORTS, &report("teh", "the")).await;
        let again = reader.post(REPORTS, &report("teh", "the")).await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!(first.text, again.text);
        let other = reader.post(REPORTS, &report("1986", "1987")).await;
        assert_eq!(other.status, StatusCode::CONFLICT);
        assert_eq!(other.problem(), "idempotency-key-reused");
    }

    async fn what_was_corrected_before_is_told(app: App) {
        app.article().await;
        let case = app.case(&app.reported().await["case"]["id"]).await;
        app.corrected(&case).await;
        app.revision(&SOURCE.replace("teh", "the")).await;
        let mut of_an_old_page = report("teh", "the");
        of_an_old_page["target"]["selector"] = json!({"type": "TextQuoteSelector", "exact": "teh",
            "prefix": "At half past nine the keeper heard ", "suffix": " call from the pier."});
        let said = app.reader().post(REPORTS, &of_an_old_page).await.json();
        assert_eq!(said["placement"], "already", "{said}");
        assert_eq!(said["case"]["id"], case["id"], "{said}");
        assert_eq!(said["case"]["state"], "corrected");
    }
}

#[tokio::test]
async fn pages_of_the_site_may_read_the_answer_and_no_others() {
    let app = App::new().await;
    let answer = app.reader().post(REPORTS, &report("teh", "the")).await;
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    let readable = "retry-after, content-language";
    assert_eq!(
        answer.header("access-control-expose-headers"),
        readable,
        "the receipt is in the body"
    );
    let refused = app.reader().post(REPORTS, &json!({})).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.header("access-control-allow-origin"),
        ORIGIN,
        "the widget reads why"
    );
    for origin in [
        "https://elsewhere.example.org",
        "null",
        "https://daily.example.org:8443",
    ] {
        let foreign = app
            .anonymous()
            .saying("origin", origin)
            .post(REPORTS, &report("teh", "the"))
            .await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
        assert_eq!(foreign.problem(), "foreign-origin");
        assert_eq!(foreign.header("access-control-allow-origin"), "");
    }
    let without = app.anonymous().post(REPORTS, &report("teh", "the")).await;
    assert_eq!(without.status, StatusCode::CREATED);
    assert_eq!(without.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_browser_may_ask_first() {
    let app = App::new().await;
    let asked = app.reader().saying("access-control-request-method", "POST");
    let answer = asked
        .send(Method::OPTIONS, REPORTS, "", String::new())
        .await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
    assert_eq!(
        answer.header("access-control-allow-headers"),
        "content-type, idempotency-key, corrigenda-proof"
    );
    let foreign = app
        .anonymous()
        .saying("origin", "https://elsewhere.example.org");
    let answer = foreign
        .send(Method::OPTIONS, REPORTS, "", String::new())
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_key_that_is_no_key_is_refused() {
    let app = App::new().await;
    for key in ["", "two words", &"x".repeat(201)] {
        let answer = app
            .reader()
            .saying("idempotency-key", key)
            .post(REPORTS, &report("teh", "the"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{key}");
    }
}
