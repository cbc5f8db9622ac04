//! `GET /api/v1/sites/{site}/journal`, as a list and as a stream.

use serde_json::{Value, json};

use crate::app::{App, on_both};

const PATH: &str = "/api/v1/sites/daily/journal";

fn kinds(list: &Value) -> Vec<&str> {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect()
}

on_both! {
    async fn what_happened_is_told_in_its_order(app: App) {
        app.article().await;
        let said = app.reported().await;
        let editor = app.editor().await;
        let all = editor.get(PATH).await.json();
        assert_eq!(kinds(&all), ["article.revised", "report.received", "case.opened"]);
        assert_eq!(all["items"][1]["report"], said["id"]);
        assert_eq!(all["next"], json!(null));
        let first = editor.get(&format!("{PATH}?limit=1")).await.json();
        let rest = editor.get(&format!("{PATH}?after={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!(kinds(&rest), ["report.received", "case.opened"]);
        assert!(!all.to_string().contains("teh"), "no one's words");
    }

    async fn a_stream_goes_on_where_the_list_ends(app: App) {
        app.article().await;
        let mut stream = app.editor().await.listen(&format!("{PATH}?after=0")).await;
        assert!(stream.headers()["content-type"].to_str().unwrap().starts_with("text/event-stream"));
        let mut seen = String::new();
        while !seen.contains("event: article.revised") {
            seen += std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap();
        }
        app.reported().await;
        while !seen.contains("event: case.opened") {
            seen += std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap();
        }
        assert!(seen.contains("id: 3\n"), "{seen}");
        let data = seen.lines().rfind(|line| line.starts_with("data: ")).unwrap();
        let line: Value = serde_json::from_str(&data["data: ".len()..]).unwrap();
        assert_eq!(line["kind"], "case.opened");
    }
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let mut app = App::new().await;
    let mut stream = app.editor().await.listen(PATH).await;
    app.stop();
    while stream.chunk().await.unwrap().is_some() {}
}

#[tokio::test]
async fn a_browser_that_comes_back_is_told_what_it_missed() {
    let app = App::new().await;
    app.article().await;
    app.reported().await;
    let mut stream = app
        .editor()
        .await
        .saying("last-event-id", "2")
        .listen(PATH)
        .await;
    let mut seen = String::new();
    while !seen.contains("\n\n") {
        seen += std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap();
    }
    assert!(
        seen.contains("id: 3\n") && !seen.contains("id: 2\n"),
        "{seen}"
    );
}
