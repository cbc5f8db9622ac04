//! The corrections as feeds.

use reqwest::StatusCode;
use serde_json::json;

use crate::app::{ARTICLE, App, on_both};

on_both! {
    async fn feed_readers_understand_both_feeds(app: App) {
        app.article().await;
        let case = app.case(&app.reported().await["case"]["id"]).await;
        app.corrected(&case).await;
        for (name, kind) in [("feed.atom", "application/atom+xml"), ("feed.json", "application/feed+json")] {
            let answer = app.anonymous().get(&format!("/daily/corrections/{name}")).await;
            assert!(answer.header("content-type").starts_with(kind), "{name}");
            let feed = feed_rs::parser::parse(answer.text.as_bytes()).unwrap();
            assert_eq!(feed.title.unwrap().content, "The Daily – Corrections", "{name}");
            let entry = &feed.entries[0];
            assert!(entry.id.starts_with("urn:uuid:"), "{name}");
            assert_eq!(entry.title.as_ref().unwrap().content, "Correction: A long call", "{name}");
            assert_eq!(entry.links[0].href, ARTICLE, "{name}");
            let text = entry.content.as_ref().and_then(|content| content.body.as_deref());
            assert_eq!(text, Some("An earlier version misspelt “the”."), "{name}");
            assert!(entry.published.is_some() && entry.updated.is_some(), "{name}");
            let tag = answer.header("etag").to_owned();
            let again = app.anonymous().saying("if-none-match", &tag).get(&format!("/daily/corrections/{name}")).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{name}");
        }
        let recent = app.anonymous().get("/daily/corrections/recent.json").await.json();
        assert_eq!(recent["items"][0]["article"], json!({"url": ARTICLE, "title": "A long call"}));
    }
}

#[tokio::test]
async fn a_feed_of_nothing_is_a_feed() {
    let app = App::new().await;
    for name in ["feed.atom", "feed.json"] {
        let answer = app
            .anonymous()
            .get(&format!("/daily/corrections/{name}"))
            .await;
        assert!(
            feed_rs::parser::parse(answer.text.as_bytes())
                .unwrap()
                .entries
                .is_empty(),
            "{name}"
        );
    }
}
