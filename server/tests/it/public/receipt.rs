//! `/r/{receipt}`: what became of a report.

use reqwest::StatusCode;

use crate::app::{App, REPORTS, on_both, report};

on_both! {
    async fn the_reader_is_told_what_became_of_it(app: App) {
        app.article().await;
        let said = app.reported().await;
        let path = format!("/r/{}", said["receipt"].as_str().unwrap());
        let page = app.anonymous().get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.header("x-robots-tag").contains("noindex"));
        assert!(page.text.contains("The editors have not decided yet."), "{}", page.text);
        assert!(page.text.contains("<del>teh</del><ins>the</ins>"), "{}", page.text);
        app.reader().post(REPORTS, &report("teh", "the")).await;
        app.corrected(&app.case(&said["case"]["id"]).await).await;
        let page = app.anonymous().get(&path).await.text;
        assert!(page.contains("The article was changed."), "{page}");
        assert!(page.contains("1 other reader has reported this too."), "{page}");
        assert!(page.contains("An earlier version misspelt “the”."), "{page}");
    }

    async fn withdrawing_asks_first(app: App) {
        let path = format!("/r/{}", app.reported().await["receipt"].as_str().unwrap());
        let asked = app.anonymous().form(&path, &[]).await;
        assert_eq!(asked.status, StatusCode::OK);
        assert!(asked.text.contains("name=\"confirm\" value=\"yes\""), "{}", asked.text);
        assert_eq!(app.anonymous().get(&path).await.status, StatusCode::OK, "nothing happened yet");
        let done = app.anonymous().form(&path, &[("confirm", "yes")]).await;
        assert!(done.text.contains("This report was withdrawn"), "{}", done.text);
        let gone = app.anonymous().get(&path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.header("content-type").starts_with("text/html"));
        assert!(gone.text.contains("Your words and your email address were erased."), "{}", gone.text);
    }
}
