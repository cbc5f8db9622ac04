//! `GET /api/v1/sites/{site}/widget.json`.

use crate::app::App;

#[tokio::test]
async fn the_widget_is_told_the_text_rules_and_its_words() {
    let app = App::new().await;
    let answer = app.reader().get("/api/v1/sites/daily/widget.json").await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cache-control"), "public, max-age=600");
    let settings = answer.json();
    assert_eq!(settings["lang"], "en");
    assert_eq!(settings["words"]["title"], "Suggest a correction");
    assert_eq!(settings["text"]["version"], 1);
    assert!(
        settings["text"]["ignore"]
            .as_str()
            .unwrap()
            .contains("aside")
    );
    let arabic = app
        .reader()
        .get("/api/v1/sites/daily/widget.json?lang=ar-EG")
        .await
        .json();
    assert_eq!(
        (&arabic["lang"], &arabic["dir"]),
        (&"ar".into(), &"rtl".into())
    );
}
