//! What of an annotation is taken, and what is refused where.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{ARTICLE, App, REPORTS, report};

/// A report with one part of it replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut annotation = report("teh", "the");
    annotation["contact"] = json!({});
    annotation["body"] = json!([annotation["body"][0], {"type": "TextualBody", "purpose": "commenting", "value": "why"}]);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = annotation.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(index) => parent[index] = value,
        Err(_) => parent[name] = value,
    }
    annotation
}

#[tokio::test]
async fn what_is_taken() {
    let app = App::new().await;
    let long_context = "é".repeat(200);
    for (pointer, value) in [
        ("/unheard-of", json!({"deep": [1, 2]})),
        (
            "/body",
            json!({"type": "TextualBody", "purpose": "commenting", "value": "one object"}),
        ),
        (
            "/body",
            json!({"type": "TextualBody", "purpose": "editing", "value": ""}),
        ),
        (
            "/body",
            json!([{"type": "TextualBody", "value": "a purpose by the motivation"}]),
        ),
        ("/motivation", json!(["questioning"])),
        (
            "/target/selector",
            json!({"type": "TextQuoteSelector", "exact": "teh"}),
        ),
        (
            "/target/selector",
            json!([{"type": "TextPositionSelector", "start": 3, "end": 6}]),
        ),
        (
            "/target/selector",
            json!([{"type": "TextQuoteSelector", "exact": "teh", "prefix": long_context}, {"type": "CssSelector", "value": "p"}]),
        ),
        ("/kind", json!("translation")),
        ("/kind", Value::Null),
        ("/contact/email", json!("reader@example.org")),
        ("/contact/email", json!("")),
        ("/extensions", json!({"client": {"version": 3}})),
        ("/text_rules", json!(1)),
    ] {
        let answer = app
            .reader()
            .post(REPORTS, &with(pointer, value.clone()))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::CREATED,
            "{pointer} = {value}: {}",
            answer.text
        );
    }
    let whole = json!({"type": "Annotation", "motivation": "commenting", "target": ARTICLE,
        "body": {"type": "TextualBody", "value": "about all of it"}});
    assert_eq!(
        app.reader().post(REPORTS, &whole).await.status,
        StatusCode::CREATED
    );
}

/// Sends a report with each of these parts in it, and looks whether the complaint names the place.
async fn refused(cases: impl IntoIterator<Item = (&str, Value, &str)>) {
    let app = App::new().await;
    for (pointer, value, at) in cases {
        let answer = app
            .reader()
            .post(REPORTS, &with(pointer, value.clone()))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{pointer} = {value}: {}",
            answer.text
        );
        let errors = answer.json()["errors"].clone();
        let named: Vec<&str> = errors
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|error| error["pointer"].as_str())
            .collect();
        assert!(named.contains(&at), "{pointer} = {value}: {named:?}");
    }
}

#[tokio::test]
async fn words_that_are_refused() {
    let editing =
        |value: Value| json!({"type": "TextualBody", "purpose": "editing", "value": value});
    refused([
        ("/type", json!("Note"), "/type"),
        ("/motivation", json!("tagging"), "/motivation"),
        ("/body", json!([]), "/body"),
        ("/body", editing(json!("teh")), "/body"),
        (
            "/body",
            json!([editing(json!("a")), editing(json!("b"))]),
            "/body/1",
        ),
        ("/body", editing(json!("x".repeat(4_001))), "/body/value"),
        ("/body", editing(json!("a\u{0}b")), "/body/value"),
        ("/body/1", json!({"type": "Image"}), "/body/1/type"),
        ("/kind", json!("rumour"), "/kind"),
        ("/contact/email", json!("nobody"), "/contact/email"),
        ("/contact/email", json!("a@b.c, d@e.f"), "/contact/email"),
        ("/extensions", json!([1]), "/extensions"),
        (
            "/extensions",
            json!({"long": "x".repeat(4_096)}),
            "/extensions",
        ),
    ])
    .await;
}

#[tokio::test]
async fn places_that_are_refused() {
    let quote = |exact: &str| json!([{"type": "TextQuoteSelector", "exact": exact}]);
    let position = |start: i64, end: i64| json!([{"type": "TextPositionSelector", "start": start, "end": end}]);
    let long_suffix =
        json!([{"type": "TextQuoteSelector", "exact": "teh", "suffix": "x".repeat(201)}]);
    refused([
        ("/target", json!(7), "/target"),
        ("/target/source", json!(null), "/target/source"),
        ("/target/selector", json!([]), "/target/selector"),
        (
            "/target/selector",
            json!([{"type": "CssSelector", "value": "p"}]),
            "/target/selector",
        ),
        ("/target/selector", quote(" "), "/target/selector/0/exact"),
        (
            "/target/selector",
            quote(&"я".repeat(2_001)),
            "/target/selector/0/exact",
        ),
        ("/target/selector", long_suffix, "/target/selector/0/suffix"),
        ("/target/selector", position(6, 3), "/target/selector/0/end"),
        (
            "/target/selector",
            position(-1, 3),
            "/target/selector/0/start",
        ),
    ])
    .await;
}
