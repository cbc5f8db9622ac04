//! Errors outside of the API are pages.

use reqwest::StatusCode;

use crate::app::App;

#[tokio::test]
async fn an_error_is_a_page_in_the_readers_language() {
    let app = App::new().await;
    let reader = app.anonymous().saying("accept-language", "uk, en;q=0.5");
    for (path, status) in [
        ("/nobody/corrections", StatusCode::NOT_FOUND),
        ("/unheard/of/at/all", StatusCode::NOT_FOUND),
        ("/r/daily.AAAA", StatusCode::NOT_FOUND),
    ] {
        let answer = reader.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert!(
            answer.text.contains("<html lang=\"uk\""),
            "{path}: {}",
            answer.text
        );
    }
    app.store.close().await;
    let answer = reader.get("/daily/corrections").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(!answer.header("retry-after").is_empty());
    assert!(
        answer.text.contains("Зараз це неможливо"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn the_first_page_leads_to_the_publications() {
    let app = App::new().await;
    let page = app.anonymous().get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("<a href=\"/daily/corrections\">"),
        "{}",
        page.text
    );
}
