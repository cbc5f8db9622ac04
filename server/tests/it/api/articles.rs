//! `PUT /api/v1/sites/{site}/articles`.

use reqwest::StatusCode;
use serde_json::json;

use crate::app::{ARTICLE, App, SOURCE, on_both};

const PATH: &str = "/api/v1/sites/daily/articles";

on_both! {
    async fn the_same_source_twice_is_one_revision(app: App) {
        let publisher = app.publisher().await;
        let article = json!({"url": format!("{ARTICLE}#top"), "title": "A long call", "format": "html", "scope": "page",
            "source": SOURCE, "section": "News", "published": "2026-11-20T08:00:00+02:00"});
        let first = publisher.put(PATH, &article).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text);
        let said = first.json();
        assert_eq!(said["url"], ARTICLE, "without the fragment");
        assert_eq!(said["changed"], true);
        assert_eq!(said["published"], "2026-11-20T06:00:00Z");
        assert_eq!(said["revision"].as_str().unwrap().len(), 64);
        let again = publisher.put(PATH, &article).await.json();
        assert_eq!((&again["id"], &again["changed"]), (&said["id"], &json!(false)));
    }
}

#[tokio::test]
async fn everything_wrong_is_named() {
    let app = App::new().await;
    let wrong = json!({"url": "https://elsewhere.example.org/a", "format": "pdf", "scope": "all", "source": 1, "published": "soon"});
    let answer = app.publisher().await.put(PATH, &wrong).await;
    assert_eq!(answer.problem(), "invalid");
    let errors = answer.json()["errors"].clone();
    let named: Vec<&str> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        named,
        [
            "/url",
            "/title",
            "/format",
            "/scope",
            "/source",
            "/published"
        ]
    );
}
