//! `/{site}/corrections` and the fragment `…/notice`.

use reqwest::StatusCode;
use serde_json::Value;

use crate::app::{ARTICLE, App, on_both};

/// The JSON-LD in a page.
fn linked_data(page: &str) -> Value {
    let json = page
        .split("<script type=\"application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    serde_json::from_str(json).unwrap()
}

async fn publish(app: &App) {
    app.article().await;
    let case = app.case(&app.reported().await["case"]["id"]).await;
    app.corrected(&case).await;
}

on_both! {
    async fn the_page_shows_what_was_corrected(app: App) {
        let empty = app.anonymous().get("/daily/corrections").await;
        assert!(empty.text.contains("Nothing has been corrected yet."), "{}", empty.text);
        publish(&app).await;
        let page = app.anonymous().get("/daily/corrections").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("An earlier version misspelt “the”."), "{}", page.text);
        assert!(page.text.contains(&format!("<a href=\"{ARTICLE}\">")));
        let data = linked_data(&page.text);
        assert_eq!(data["@graph"][0]["url"], ARTICLE);
        assert_eq!(data["@graph"][0]["correction"][0]["@type"], "CorrectionComment");
        let found = app.anonymous().get("/daily/corrections?q=MISSPELT").await.text;
        assert!(found.contains("An earlier version"), "{found}");
        let none = app.anonymous().get("/daily/corrections?q=%3Cb%3E").await.text;
        assert!(none.contains("No correction matches “&#60;b&#62;”."), "{none}");
    }

    async fn the_fragment_is_for_one_article(app: App) {
        let path = format!("/daily/corrections/notice?url={ARTICLE}");
        assert_eq!(app.anonymous().get(&path).await.text.trim(), "");
        publish(&app).await;
        let answer = app.anonymous().get(&path).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert!(answer.text.starts_with("<section class=\"corrigenda-notices\""), "{}", answer.text);
        let data = linked_data(&answer.text);
        assert_eq!(data["@graph"][0]["correction"][0]["text"], "An earlier version misspelt “the”.");
        let other = app.anonymous().get("/daily/corrections/notice?url=https://daily.example.org/other").await;
        assert_eq!(other.text.trim(), "");
    }
}
