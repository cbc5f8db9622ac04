//! `/{site}/report`: the form without JavaScript.

use corrigenda::words::Words;
use reqwest::StatusCode;
use serde_json::json;

use crate::app::{ARTICLE, App, on_both};

const PATH: &str = "/daily/report";

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let start = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{name}: {page}"));
    start.split('"').next().unwrap().to_owned()
}

on_both! {
    async fn the_form_does_what_the_widget_does(app: App) {
        app.article().await;
        let reader = app.anonymous();
        let page = reader.get(&format!("{PATH}?url={ARTICLE}&quote=teh+call")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("cache-control"), "private, no-cache");
        assert!(page.text.contains("A long call"), "the article's title");
        let (prefix, suffix) = (hidden(&page.text, "prefix"), hidden(&page.text, "suffix"));
        assert!(prefix.ends_with("the keeper heard "), "{prefix}");
        assert!(suffix.starts_with(" from the pier."), "{suffix}");
        let key = hidden(&page.text, "key");
        let fields = [("key", key.as_str()), ("url", ARTICLE), ("quoted", "teh call"), ("quote", "teh call"),
            ("prefix", &prefix), ("suffix", &suffix), ("suggestion", "the call"), ("comment", "A slip.\r\nTwo lines."),
            ("kind", ""), ("email", "reader@example.org")];
        let sent = reader.form(PATH, &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let receipt = sent.header("location").to_owned();
        let again = reader.form(PATH, &fields).await;
        assert_eq!(again.header("location"), receipt, "pressing twice is one report");
        let shown = reader.get(&receipt).await;
        assert!(shown.text.contains("Thank you. Your report was received."), "{}", shown.text);
        let cases = app.editor().await.get("/api/v1/sites/daily/cases").await.json();
        assert_eq!(cases["items"].as_array().unwrap().len(), 1);
        let case = app.case(&cases["items"][0]["id"]).await;
        assert_eq!(case["reports"][0]["comment"], "A slip.\nTwo lines.");
        assert_eq!((&case["kind"], &case["placement"]), (&json!("typo"), &json!("exact")));
        assert_eq!(case["proposals"][0]["new"], "the");
    }
}

#[tokio::test]
async fn mistakes_are_named_and_nothing_typed_is_lost() {
    let app = App::new().await;
    let fields = [
        ("key", "k1"),
        ("url", "https://elsewhere.example.org/a"),
        ("quote", "some <b>words</b>"),
        ("quoted", "some words"),
        ("prefix", "before "),
        ("suffix", " after"),
        ("suggestion", "other words"),
        ("comment", "One line.\r\nAnd another."),
        ("source", "https://example.org/proof"),
        ("kind", "fact"),
        ("email", "nobody"),
    ];
    let answer = app.anonymous().form(PATH, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "https://elsewhere.example.org/a",
        "some &#60;b&#62;words&#60;/b&#62;",
        "name=\"quoted\" value=\"some words\"",
        "name=\"prefix\" value=\"before \"",
        "name=\"suffix\" value=\" after\"",
        "other words</textarea>",
        "One line.\nAnd another.</textarea>",
        "value=\"https://example.org/proof\"",
        "value=\"nobody\"",
        "value=\"fact\" selected",
        "value=\"k1\"",
    ] {
        assert!(answer.text.contains(kept), "{kept}: {}", answer.text);
    }
    for said in [
        "This is not the address of an article of The Daily.",
        "does not look like an email",
    ] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert!(answer.text.contains("href=\"#email\"") && answer.text.contains("aria-invalid"));
    let unchanged = [
        ("url", ARTICLE),
        ("quote", "teh call"),
        ("suggestion", "teh call"),
    ];
    let answer = app.anonymous().form(PATH, &unchanged).await;
    let said = "Say how the passage should read";
    assert!(answer.text.contains(said), "{}", answer.text);
}

#[tokio::test]
async fn a_link_to_highlighted_words_is_picked_up() {
    let app = App::new().await;
    app.article().await;
    let look = async |fragment: &str| {
        let url = format!("{ARTICLE}#:~:text={fragment}");
        let query: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
        let path = format!("{PATH}?url={query}");
        app.anonymous().get(&path).await.text
    };
    let page = look("heard-,teh%20call,-from").await;
    assert_eq!(hidden(&page, "quoted"), "teh call");
    assert_eq!(hidden(&page, "url"), ARTICLE, "the address alone");
    assert!(
        hidden(&page, "prefix").ends_with("the keeper heard "),
        "{page}"
    );
    let page = look("At%20half,call").await;
    assert_eq!(
        hidden(&page, "quoted"),
        "At half past nine the keeper heard teh call"
    );
    let page = look("heard-,words%20that%20went,-from").await;
    assert_eq!(
        hidden(&page, "quoted"),
        "words that went",
        "they may have been corrected"
    );
    assert_eq!(hidden(&page, "prefix"), "heard ");
}

#[tokio::test]
async fn mistakes_come_first_to_whoever_listens() {
    let app = App::new().await;
    let answer = app.anonymous().form(PATH, &[("url", ARTICLE)]).await;
    assert!(
        answer
            .text
            .contains("<title>Not sent yet: Suggest a correction"),
        "{}",
        answer.text
    );
    assert!(
        answer
            .text
            .contains("role=\"alert\" tabindex=\"-1\" autofocus"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn every_public_page_speaks_every_language() {
    let app = App::new().await;
    for words in Words::all() {
        let lang = words.language();
        let (title, dir) = (words.text("form-title"), words.direction());
        let page = app
            .anonymous()
            .get(&format!("{PATH}?lang={lang}"))
            .await
            .text;
        assert!(
            page.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")),
            "{page}"
        );
        assert!(page.contains(&title), "{lang}: {page}");
        let fields = [("url", ARTICLE), ("comment", "Why?")];
        let sent = app
            .anonymous()
            .form(&format!("{PATH}?lang={lang}"), &fields)
            .await;
        let receipt = app.anonymous().get(sent.header("location")).await.text;
        assert!(
            receipt.contains(&words.text("receipt-thanks")),
            "{lang}: {receipt}"
        );
        let list = app
            .anonymous()
            .get(&format!("/daily/corrections?lang={lang}"))
            .await
            .text;
        assert!(
            list.contains(&words.text("corrections-none")),
            "{lang}: {list}"
        );
        let lost = app
            .anonymous()
            .saying("accept-language", lang)
            .saying("accept", "text/html");
        let lost = lost.get("/nothing-here").await.text;
        assert!(
            lost.contains(&words.text("error-not-found")),
            "{lang}: {lost}"
        );
    }
}

#[tokio::test]
async fn another_report_under_the_same_key_is_asked_about() {
    let app = App::new().await;
    let fields = |comment| [("key", "k1"), ("url", ARTICLE), ("comment", comment)];
    assert_eq!(
        app.anonymous().form(PATH, &fields("one")).await.status,
        StatusCode::SEE_OTHER
    );
    let asked = app.anonymous().form(PATH, &fields("two")).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.text.contains("You have sent this form already."),
        "{}",
        asked.text
    );
    assert_ne!(hidden(&asked.text, "key"), "k1");
    assert!(asked.text.contains("two</textarea>"));
}

#[tokio::test]
async fn the_form_speaks_the_articles_language() {
    let app = App::new().await;
    let page = app.anonymous().get(&format!("{PATH}?lang=ar")).await.text;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("/daily/report?lang=ar\""), "and keeps it");
    let page = app
        .anonymous()
        .saying("accept-language", "uk")
        .get(PATH)
        .await
        .text;
    assert!(
        page.contains("<html lang=\"en\" dir=\"ltr\">"),
        "else the publication's"
    );
}
