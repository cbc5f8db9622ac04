//! Annotations that we emit keep every MUST of the W3C Web Annotation Data Model (Recommendation of 23 February 2017),
//! one test a section, whichever way they go out: as the API answers them, and as an export writes them. Sections about
//! what ours never hold are here, too: their MUSTs are kept by its absence.

use reqwest::StatusCode;
use serde_json::{Map, Value, json};

use crate::app::{ARTICLE, App, REPORTS};

/// An article in which letters are of one, two and four bytes, of one and two UTF-16 units, and run both ways.
const SOURCE: &str = "<article><h1>\u{1f4dc} \u{5e9}\u{5dc}\u{5d5}\u{5dd}</h1>\
    <p>\u{5d4}\u{5e9}\u{5d5}\u{5de}\u{5e8} &amp; \u{1d4d0}\n <em>\u{5e9}\u{5de}\u{5e2} teh</em> \u{5e7}\u{5d5}\u{5dc}.</p></article>";
/// The same as its text rules give it, in logical order.
const TEXT: &str = "\u{1f4dc} \u{5e9}\u{5dc}\u{5d5}\u{5dd}\n\
    \u{5d4}\u{5e9}\u{5d5}\u{5de}\u{5e8} & \u{1d4d0} \u{5e9}\u{5de}\u{5e2} teh \u{5e7}\u{5d5}\u{5dc}.";
/// The words that are marked: they begin right to left and end left to right.
const MARKED: &str = "\u{5e9}\u{5de}\u{5e2} teh";

/// Where the marked words stand in the text, in code points.
fn place() -> (usize, usize) {
    let (before, _) = TEXT.split_once(MARKED).unwrap();
    let start = before.chars().count();
    (start, start + MARKED.chars().count())
}

/// A report with everything that a reader can say, and one that only asks about the whole article.
fn sent() -> [Value; 2] {
    let (before, after) = TEXT.split_once(MARKED).unwrap();
    let (start, end) = place();
    let full = json!({
        "body": [
            {"type": "TextualBody", "purpose": "editing", "value": "\u{5e9}\u{5de}\u{5e2} the"},
            {"type": "TextualBody", "purpose": "commenting", "value": "A «typo» &amp; more."},
        ],
        "target": {"source": ARTICLE, "selector": [
            {"type": "TextQuoteSelector", "prefix": before, "exact": MARKED, "suffix": after},
            {"type": "TextPositionSelector", "start": start, "end": end},
        ]},
        "contact": {"email": "reader@example.org"},
        "extensions": {"secret": "planted"},
    });
    let question = json!({
        "body": {"type": "TextualBody", "purpose": "commenting", "value": "Who said so?"},
        "target": {"source": ARTICLE},
    });
    [full, question]
}

/// An annotation and how it was spelled.
struct Emitted {
    text: String,
    annotation: Map<String, Value>,
}

impl Emitted {
    fn new(text: &str) -> Self {
        let Value::Object(annotation) = serde_json::from_str(text).unwrap() else {
            panic!("{text}")
        };
        let text = text.to_owned();
        Self { text, annotation }
    }

    /// A relationship's values, one or several.
    fn all(&self, name: &str) -> Vec<&Value> {
        items(&self.annotation[name])
    }

    fn target(&self) -> &Value {
        &self.annotation["target"]
    }

    fn selectors(&self) -> Vec<&Value> {
        self.target().get("selector").map_or_else(Vec::new, items)
    }
}

fn items(value: &Value) -> Vec<&Value> {
    value
        .as_array()
        .map_or_else(|| vec![value], |items| items.iter().collect())
}

/// Has them reported, and collects them as the API answers them, then as an export writes them, in the order in which
/// they were sent.
async fn emitted() -> Vec<Emitted> {
    let app = App::new().await;
    app.revision(SOURCE).await;
    let editor = app.editor().await;
    let mut emitted = Vec::new();
    for report in sent() {
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
        emitted.push(Emitted::new(&answer.text));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut export = crate::cli::program(folder.path());
    let export = export
        .env("CORRIGENDA_DATABASE", &app.database)
        .args(["export", "--site", "daily"]);
    let export = String::from_utf8(export.output().unwrap().stdout).unwrap();
    let exported = export
        .lines()
        .filter(|line| line.contains("\"Annotation\""));
    emitted.extend(exported.map(Emitted::new));
    assert_eq!(emitted.len(), 4, "{export}");
    emitted
}

/// Those with a passage.
async fn emitted_with_selectors() -> Vec<Emitted> {
    let mut emitted = emitted().await;
    emitted.retain(|emitted| !emitted.selectors().is_empty());
    assert_eq!(emitted.len(), 2);
    emitted
}

fn is_iri(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| url::Url::parse(text).is_ok())
}

/// What is of this type among the selectors, of which there is one.
fn selector<'a>(emitted: &'a Emitted, class: &str) -> &'a Value {
    let selectors = emitted.selectors();
    let mut found = selectors.iter().filter(|one| one["type"] == class);
    let one = found.next().unwrap();
    assert!(found.next().is_none());
    one
}

#[tokio::test]
async fn section_3_1_annotations() {
    for emitted in emitted().await {
        // 1 or more contexts, of which the model's own MUST be one; a single one MUST be a string.
        assert_eq!(
            emitted.annotation["@context"],
            "http://www.w3.org/ns/anno.jsonld"
        );
        // MUST have exactly 1 IRI that identifies it.
        assert!(is_iri(&emitted.annotation["id"]), "{}", emitted.text);
        // MUST have 1 or more types, and Annotation MUST be one of them.
        assert!(emitted.all("type").contains(&&json!("Annotation")));
        // MUST have 1 or more targets.
        assert!(
            emitted
                .all("target")
                .iter()
                .all(|target| target.is_object())
        );
        assert!(!emitted.all("target").is_empty());
    }
}

/// “Exactly 1” and “not more than 1” of a property are broken by naming it twice, which no reader of JSON would see.
#[tokio::test]
async fn no_property_is_named_twice() {
    for emitted in emitted().await {
        let read = Value::Object(emitted.annotation.clone()).to_string();
        assert_eq!(read.len(), emitted.text.len(), "{}", emitted.text);
    }
}

/// What the model says of anything that is not named here is kept by its absence; a new member needs a section above.
#[tokio::test]
async fn nothing_is_emitted_that_no_section_here_speaks_of() {
    let known = |value: &Value, members: &[&str]| {
        for name in value.as_object().unwrap().keys() {
            assert!(members.contains(&name.as_str()), "{name}");
        }
    };
    for emitted in emitted().await {
        let whole = Value::Object(emitted.annotation.clone());
        // `kind` and `row` are ours: other properties MAY be added (3.3).
        let members = [
            "@context",
            "id",
            "type",
            "motivation",
            "created",
            "body",
            "target",
            "kind",
            "row",
        ];
        known(&whole, &members);
        for body in emitted.all("body") {
            known(body, &["type", "purpose", "value", "format"]);
        }
        known(emitted.target(), &["type", "source", "selector"]);
        for selector in emitted.selectors() {
            known(
                selector,
                &["type", "exact", "prefix", "suffix", "start", "end"],
            );
        }
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
    for emitted in emitted().await {
        // A resource outside MUST have exactly 1 IRI.
        assert!(is_iri(&emitted.target()["source"]));
        // A direction of text, when one is given, MUST be one of three: none is.
        let resources = emitted.all("body").into_iter().chain([emitted.target()]);
        for resource in resources {
            assert!(resource.get("textDirection").is_none());
        }
    }
}

#[tokio::test]
async fn section_3_2_3_segments_of_external_resources() {
    for emitted in emitted().await {
        // MUST have exactly 1 IRI, which MAY have a fragment; fragments do not go with selectors, so ours has none.
        let source = emitted.target()["source"].as_str().unwrap();
        let source = url::Url::parse(source).unwrap();
        assert_eq!((source.as_str(), source.fragment()), (ARTICLE, None));
    }
}

#[tokio::test]
async fn section_3_2_4_embedded_textual_bodies() {
    for emitted in emitted().await {
        for body in emitted.all("body") {
            assert_eq!(body["type"], "TextualBody");
            // MUST have exactly 1 value, a sequence of characters.
            assert!(body["value"].is_string(), "{body}");
        }
    }
    // Markup and references in it are what the reader wrote, and stay.
    let first = &emitted().await[0];
    let values = first
        .all("body")
        .into_iter()
        .map(|body| body["value"].clone());
    let said = sent()[0]["body"].clone();
    let said = items(&said).into_iter().map(|body| body["value"].clone());
    assert_eq!(values.collect::<Vec<_>>(), said.collect::<Vec<_>>());
}

#[tokio::test]
async fn section_3_2_5_string_bodies() {
    for emitted in emitted().await {
        // A string body MUST NOT stand beside others, and MUST NOT have a purpose, which ours have: there is none.
        assert!(emitted.annotation.get("bodyValue").is_none());
        assert!(emitted.all("body").iter().all(|body| body.is_object()));
    }
}

#[tokio::test]
async fn section_3_2_6_cardinality_of_bodies_and_targets() {
    let emitted = emitted().await;
    let bodies: Vec<usize> = emitted.iter().map(|one| one.all("body").len()).collect();
    assert_eq!(bodies, [2, 1, 2, 1]);
    for emitted in emitted {
        assert_eq!(emitted.all("target").len(), 1);
    }
}

#[tokio::test]
async fn section_3_2_7_choice_between_bodies() {
    for emitted in emitted().await {
        // A Choice MUST have exactly that type: there is none.
        let mut bodies = emitted.all("body").into_iter();
        assert!(bodies.all(|body| body["type"] != "Choice" && body.get("items").is_none()));
    }
}

/// `xsd:dateTime` in UTC, said by `Z`.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.strip_suffix('Z').and_then(|text| text.split_once('T')) else {
        return false;
    };
    let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "9");
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, "9"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    shape(date) == "9999-99-99" && shape(seconds) == "99:99:99" && is_fraction
}

#[tokio::test]
async fn section_3_3_1_lifecycle_information() {
    for emitted in emitted().await {
        // MUST NOT be more than 1, MUST be an xsd:dateTime, with the UTC timezone expressed as "Z".
        let created = emitted.annotation["created"].as_str().unwrap();
        assert!(is_date_time(created), "{created}");
        created.parse::<jiff::Timestamp>().unwrap();
    }
}

#[tokio::test]
async fn section_3_3_2_agents() {
    for emitted in emitted().await {
        // MUST NOT have more than 1 IRI: a reader is nobody's to name, so there is no agent.
        for name in ["creator", "generator"] {
            assert!(emitted.annotation.get(name).is_none());
            assert!(
                emitted
                    .all("body")
                    .iter()
                    .all(|body| body.get(name).is_none())
            );
        }
    }
}

#[tokio::test]
async fn section_3_3_5_motivation_and_purpose() {
    // The section has no MUST; its words are a closed list all the same.
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
    for emitted in emitted().await {
        let is_editing = emitted
            .all("body")
            .iter()
            .any(|body| body["purpose"] == "editing");
        let motivation = if is_editing { "editing" } else { "questioning" };
        assert_eq!(emitted.annotation["motivation"], motivation);
        for body in emitted.all("body") {
            assert!(MOTIVATIONS.contains(&body["purpose"].as_str().unwrap()));
        }
    }
}

#[tokio::test]
async fn section_4_specific_resources() {
    for emitted in emitted().await {
        // MUST have exactly 1 source.
        assert!(emitted.target()["source"].is_string());
    }
}

#[tokio::test]
async fn section_4_2_selectors() {
    for emitted in emitted_with_selectors().await {
        // Several SHOULD select the same content.
        let quote = selector(&emitted, "TextQuoteSelector");
        let position = selector(&emitted, "TextPositionSelector");
        let at = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let selected = TEXT.chars().skip(at("start")).take(at("end") - at("start"));
        assert_eq!(quote["exact"], selected.collect::<String>());
    }
}

#[tokio::test]
async fn section_4_2_4_text_quote_selectors() {
    for emitted in emitted_with_selectors().await {
        // MUST have exactly 1 type and exactly 1 exact, MUST NOT have more than 1 prefix and suffix.
        let quote = selector(&emitted, "TextQuoteSelector");
        let part = |name: &str| quote[name].as_str().unwrap();
        // In terms of code points, in logical order, though it is shown the other way round: what was marked is one run.
        assert_eq!(part("exact"), MARKED);
        // MUST be normalised: no tags, no entities, white space as our text rules have it.
        let around = [part("prefix"), part("exact"), part("suffix")].concat();
        assert_eq!(around, TEXT);
    }
}

#[tokio::test]
async fn section_4_2_5_text_position_selectors() {
    let (start, end) = place();
    let (before, _) = TEXT.split_once(MARKED).unwrap();
    let units = before.encode_utf16().count();
    assert!(
        units != start && before.len() != start,
        "else nothing is proven"
    );
    for emitted in emitted_with_selectors().await {
        // MUST have exactly 1 type, start and end, the last two non-negative integers, which count the code points of
        // the text as it was normalised for the quote.
        let position = selector(&emitted, "TextPositionSelector");
        assert_eq!(
            (&position["start"], &position["end"]),
            (&json!(start), &json!(end))
        );
    }
}

/// That what a client counted is what we count: from the quote alone the server comes to the same numbers.
#[tokio::test]
async fn the_server_counts_as_the_model_does() {
    let app = App::new().await;
    app.revision(SOURCE).await;
    let mut report = sent()[0].clone();
    report["target"]["selector"].as_array_mut().unwrap().pop();
    let said = app.reader().post(REPORTS, &report).await.json();
    let case = app.case(&said["case"]["id"]).await;
    let (start, end) = place();
    assert_eq!(case["placement"], "exact");
    assert_eq!(case["anchor"]["exact"], MARKED);
    assert_eq!(
        (&case["anchor"]["start"], &case["anchor"]["end"]),
        (&json!(start), &json!(end))
    );
}

#[tokio::test]
async fn what_identifies_a_reader_stays_behind() {
    for emitted in &emitted().await[..2] {
        let text = &emitted.text;
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
