//! Annotations that we emit keep every MUST of the W3C Web Annotation Data Model that concerns what they hold, one test
//! a section. What an annotation of ours never holds (choices, other selectors, states, collections) is not there.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{ARTICLE, App, REPORTS};

/// A report with everything that a reader can say, and one that only asks about the whole article.
async fn emitted() -> [Value; 2] {
    let app = App::new().await;
    app.article().await;
    let full = json!({
        "body": [
            {"type": "TextualBody", "purpose": "editing", "value": "the"},
            {"type": "TextualBody", "purpose": "commenting", "value": "A «typo» &amp; more."},
        ],
        "target": {"source": ARTICLE, "selector": [
            {"type": "TextQuoteSelector", "prefix": "the keeper heard ", "exact": "teh", "suffix": " call"},
            {"type": "TextPositionSelector", "start": 41, "end": 44},
        ]},
        "contact": {"email": "reader@example.org"},
        "extensions": {"secret": "planted"},
    });
    let question = json!({
        "body": {"type": "TextualBody", "purpose": "commenting", "value": "Who said so?"},
        "target": {"source": ARTICLE},
    });
    let editor = app.editor().await;
    let mut emitted = Vec::new();
    for report in [full, question] {
        let sent = app.reader().post(REPORTS, &report).await.json();
        let answer = editor
            .get(&format!("{REPORTS}/{}", sent["id"].as_str().unwrap()))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(
            answer
                .header("content-type")
                .starts_with("application/ld+json")
        );
        emitted.push(answer.json());
    }
    emitted.try_into().unwrap()
}

fn is_iri(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| url::Url::parse(text).is_ok())
}

fn items(value: &Value) -> Vec<&Value> {
    value
        .as_array()
        .map_or_else(|| vec![value], |items| items.iter().collect())
}

#[tokio::test]
async fn section_3_1_annotations() {
    for annotation in emitted().await {
        // The context MUST be there, and MUST include the model's own.
        assert_eq!(annotation["@context"], "http://www.w3.org/ns/anno.jsonld");
        // MUST have exactly one IRI that identifies it.
        assert!(is_iri(&annotation["id"]), "{annotation}");
        // MUST have one type or more, and Annotation MUST be one of them.
        assert!(items(&annotation["type"]).contains(&&json!("Annotation")));
        // MUST have one target or more.
        assert!(!items(&annotation["target"]).is_empty() && !annotation["target"].is_null());
    }
}

#[tokio::test]
async fn the_iri_of_an_annotation_leads_to_it() {
    let app = App::new().await;
    let sent = app
        .reader()
        .post(REPORTS, &crate::app::report("teh", "the"))
        .await
        .json();
    let editor = app.editor().await;
    let annotation = editor
        .get(&format!("{REPORTS}/{}", sent["id"].as_str().unwrap()))
        .await
        .json();
    let path = annotation["id"]
        .as_str()
        .unwrap()
        .strip_prefix(&app.url)
        .unwrap();
    assert_eq!(editor.get(path).await.json(), annotation);
}

#[tokio::test]
async fn section_3_2_1_external_web_resources() {
    for annotation in emitted().await {
        // A resource outside MUST have exactly one IRI; it MUST NOT bear a fragment where a selector is used.
        let source = &annotation["target"]["source"];
        assert!(is_iri(source));
        assert!(
            url::Url::parse(source.as_str().unwrap())
                .unwrap()
                .fragment()
                .is_none()
        );
    }
}

#[tokio::test]
async fn section_3_2_4_embedded_textual_bodies() {
    for annotation in emitted().await {
        for body in items(&annotation["body"]) {
            assert_eq!(body["type"], "TextualBody");
            // MUST have exactly one value, a string; a format SHOULD be one media type.
            assert!(body["value"].is_string(), "{body}");
            assert_eq!(body["format"], "text/plain");
        }
    }
}

#[tokio::test]
async fn section_3_2_5_string_bodies() {
    for annotation in emitted().await {
        // A body that is a bare string MUST NOT have a purpose or a format, so ours are resources, and a target MUST
        // NOT be a bare string of text.
        assert!(
            items(&annotation["body"])
                .iter()
                .all(|body| body.is_object())
        );
        assert!(annotation["target"].is_object());
    }
}

#[tokio::test]
async fn section_3_2_6_cardinality() {
    let [full, question] = emitted().await;
    assert_eq!(
        (items(&full["body"]).len(), items(&question["body"]).len()),
        (2, 1)
    );
    for annotation in [full, question] {
        assert_eq!(items(&annotation["target"]).len(), 1);
    }
}

#[tokio::test]
async fn section_3_3_1_lifecycle() {
    for annotation in emitted().await {
        // MUST be an xsd:dateTime, and MUST be in UTC, said by "Z".
        let created = annotation["created"].as_str().unwrap();
        assert!(created.ends_with('Z') && created.contains('T'));
        created.parse::<jiff::Timestamp>().unwrap();
    }
}

#[tokio::test]
async fn section_3_3_5_motivation_and_purpose() {
    const MOTIVATIONS: [&str; 13] = [
        "assessing",
        "bookmarking",
        "classifying",
        "commenting",
        "describing",
        "editing",
        "highlighting",
        "identifying",
        "linking",
        "moderating",
        "questioning",
        "replying",
        "tagging",
    ];
    for annotation in emitted().await {
        let motivation = annotation["motivation"].as_str().unwrap();
        assert!(MOTIVATIONS.contains(&motivation));
        for body in items(&annotation["body"]) {
            assert!(MOTIVATIONS.contains(&body["purpose"].as_str().unwrap()));
        }
    }
}

#[tokio::test]
async fn section_4_specific_resources() {
    for annotation in emitted().await {
        let target = &annotation["target"];
        assert_eq!(target["type"], "SpecificResource");
        // MUST have exactly one source.
        assert!(target["source"].is_string());
    }
}

#[tokio::test]
async fn section_4_2_selectors() {
    let [full, question] = emitted().await;
    // Several of one resource SHOULD all select the same; that each MUST say of which type it is stands in 4.2.4 and 4.2.5.
    assert_eq!(items(&full["target"]["selector"]).len(), 2);
    assert!(
        items(&full["target"]["selector"])
            .iter()
            .all(|selector| selector["type"].is_string())
    );
    assert!(question["target"].get("selector").is_none());
}

#[tokio::test]
async fn section_4_2_4_text_quote_selectors() {
    let [full, _] = emitted().await;
    let quote = &full["target"]["selector"][0];
    assert_eq!(quote["type"], "TextQuoteSelector");
    // MUST have exactly one exact; MUST NOT have more than one prefix and suffix.
    assert_eq!(quote["exact"], "teh");
    assert!(quote["prefix"].is_string() && quote["suffix"].is_string());
    // The text MUST be normalised: as a reader sees it, without markup.
    assert_eq!(quote["prefix"], "the keeper heard ");
}

#[tokio::test]
async fn section_4_2_5_text_position_selectors() {
    let [full, _] = emitted().await;
    let position = &full["target"]["selector"][1];
    assert_eq!(position["type"], "TextPositionSelector");
    // MUST have exactly one start and one end, each a number that is not negative.
    assert_eq!(
        (position["start"].as_u64(), position["end"].as_u64()),
        (Some(41), Some(44))
    );
}

#[tokio::test]
async fn what_identifies_a_reader_stays_behind() {
    for annotation in emitted().await {
        let text = annotation.to_string();
        assert!(
            !text.contains("reader@example.org") && !text.contains("planted"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn an_annotation_that_was_withdrawn_is_gone_and_strangers_see_none() {
    let app = App::new().await;
    let sent = app
        .reader()
        .post(REPORTS, &crate::app::report("teh", "the"))
        .await
        .json();
    let path = format!("{REPORTS}/{}", sent["id"].as_str().unwrap());
    assert_eq!(app.anonymous().get(&path).await.problem(), "unauthorised");
    assert_eq!(
        app.publisher().await.get(&path).await.problem(),
        "forbidden"
    );
    app.anonymous()
        .delete(&format!(
            "/api/v1/reports/{}",
            sent["receipt"].as_str().unwrap()
        ))
        .await;
    assert_eq!(app.editor().await.get(&path).await.problem(), "withdrawn");
}
