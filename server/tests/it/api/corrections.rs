//! `GET /api/v1/sites/{site}/corrections`.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{ARTICLE, App, on_both};

const PATH: &str = "/api/v1/sites/daily/corrections";

async fn publish(app: &App) {
    app.article().await;
    let case = app.case(&app.reported().await["case"]["id"]).await;
    app.corrected(&case).await;
}

on_both! {
    async fn a_published_notice_is_there_for_any_page(app: App) {
        publish(&app).await;
        let page = app.anonymous().saying("origin", "https://elsewhere.example.org");
        let answer = page.get(&format!("{PATH}?url={ARTICLE}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "public, max-age=60");
        let said = answer.json();
        assert_eq!(said["items"][0]["kind"], "correction");
        assert_eq!(said["items"][0]["text"], "An earlier version misspelt “the”.");
        assert_eq!(said["items"][0]["article"], json!({"url": ARTICLE, "title": "A long call"}));
        assert_eq!(said["next"], Value::Null);
        let other = page.get(&format!("{PATH}?url=https://daily.example.org/other")).await.json();
        assert_eq!(other["items"], json!([]));
        let since = page.get(&format!("{PATH}?since=2100-01-01T00:00:00Z")).await.json();
        assert_eq!(since["items"], json!([]));
        assert_eq!(page.get(PATH).await.json()["items"].as_array().unwrap().len(), 1);
    }

    async fn a_client_that_has_the_list_is_not_sent_it_again(app: App) {
        let empty = app.anonymous().get(PATH).await;
        let tag = empty.header("etag").to_owned();
        let asking = app.anonymous().saying("if-none-match", &tag);
        let again = asking.get(PATH).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(again.header("etag"), tag);
        publish(&app).await;
        let fresh = asking.get(PATH).await;
        assert_eq!(fresh.status, StatusCode::OK);
        assert_ne!(fresh.header("etag"), tag);
        let other = app.anonymous().get(&format!("{PATH}?limit=1")).await;
        assert_ne!(other.header("etag"), fresh.header("etag"), "another question");
    }
}

#[tokio::test]
async fn nothing_else_is_read_by_foreign_pages() {
    let app = App::new().await;
    let receipt = app.reported().await["receipt"].as_str().unwrap().to_owned();
    let page = app
        .anonymous()
        .saying("origin", "https://elsewhere.example.org");
    for path in [
        format!("/api/v1/reports/{receipt}"),
        "/api/v1/sites/daily/cases".to_owned(),
        format!("/r/{receipt}"),
    ] {
        assert_eq!(
            page.get(&path).await.header("access-control-allow-origin"),
            "",
            "{path}"
        );
    }
    let answer = page
        .send(
            Method::OPTIONS,
            "/api/v1/sites/daily/articles",
            "",
            String::new(),
        )
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
