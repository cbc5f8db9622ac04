//! The description of the API says what the router does: every route is described, nothing else is, and every sort of
//! problem is in it.

use std::collections::{BTreeMap, BTreeSet};

use corrigenda::web::problem;
use regex::Regex;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{ARTICLE, App, REPORTS, SOURCE, report};

const PATH: &str = "/api/v1/openapi.json";
const METHODS: [&str; 6] = ["get", "post", "put", "delete", "patch", "trace"];

async fn description(app: &App) -> Value {
    let answer = app.anonymous().get(PATH).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    answer.json()
}

/// The routes of the API as the router's own table spells them.
fn routed() -> BTreeSet<String> {
    let route = Regex::new("\"(/api/v1/[^\"]+)\"").unwrap();
    let table = include_str!("../../../src/web/router.rs");
    route
        .captures_iter(table)
        .map(|found| found[1].to_owned())
        .collect()
}

#[tokio::test]
async fn every_route_is_described_and_no_other() {
    let app = App::new().await;
    let description = description(&app).await;
    let described: BTreeSet<String> = description["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(described, routed());
}

#[tokio::test]
async fn every_method_is_described_and_no_other() {
    let app = App::new().await;
    let description = description(&app).await;
    for (path, described) in description["paths"].as_object().unwrap() {
        let address = path.replace("{site}", "daily").replace(['{', '}'], "");
        for method in METHODS {
            let asked = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let answer = app
                .anonymous()
                .send(asked, &address, "", String::new())
                .await;
            let is_taken = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_taken, described.get(method).is_some(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn every_sort_of_problem_can_be_met() {
    let app = App::new().await;
    let text = description(&app).await["paths"].to_string();
    for sort in problem::ALL {
        // What another method gets is said once, for all calls.
        let is_met = sort == &problem::METHOD_NOT_ALLOWED
            || text.contains(&format!("\"/api/problems/{}\"", sort.name));
        assert!(is_met, "{} is in no call's answers", sort.name);
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let app = App::new().await;
    let description = description(&app).await;
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(description["servers"][0]["url"], app.url.as_str());
    let named = Regex::new("\"#/components/schemas/([^\"]+)\"").unwrap();
    let text = description.to_string();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    for found in named.captures_iter(&text) {
        assert!(schemas.contains_key(&found[1]), "{}", &found[1]);
    }
    for operation in description["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
    {
        assert!(
            operation["summary"].is_string() && operation["operationId"].is_string(),
            "{operation}"
        );
        let answers = operation["responses"].as_object().unwrap();
        assert!(
            answers.contains_key("500") && answers.contains_key("503"),
            "{operation}"
        );
    }
}

/// What is answered to each call that goes well, by its operation.
async fn answered(app: &App) -> BTreeMap<&'static str, Value> {
    app.article().await;
    let (reader, editor) = (app.reader(), app.editor().await);
    let mut answered = BTreeMap::new();
    let article = json!({"url": ARTICLE, "title": "A long call", "format": "html", "scope": "page", "source": SOURCE});
    let put = app.publisher().await;
    let put = put.put("/api/v1/sites/daily/articles", &article).await;
    answered.insert("putArticle", put.json());
    let mut sent = report("teh", "the");
    sent["contact"] = json!({"email": "reader@example.org"});
    sent["target"]["selector"][0]["prefix"] = json!("heard ");
    let created = reader.post(REPORTS, &sent).await.json();
    let path = |of: &str| format!("/api/v1/sites/daily/{of}");
    let about = format!("?url={ARTICLE}");
    let case = path(&format!(
        "cases/{}",
        created["case"]["id"].as_str().unwrap()
    ));
    let report = path(&format!("reports/{}", created["id"].as_str().unwrap()));
    let before = [
        ("getWidgetSettings", path("widget.json")),
        ("getChallenge", path(&format!("challenge{about}"))),
        ("listReportedPassages", path(&format!("reported{about}"))),
        ("listCases", path("cases")),
        ("getCase", case.clone()),
        ("getAnnotation", report),
    ];
    for (name, path) in before {
        answered.insert(name, editor.get(&path).await.json());
    }
    let decision = json!({"action": "hold", "version": 1, "reason": "We ask."});
    let decided = editor.post(&format!("{case}/decisions"), &decision).await;
    answered.insert("decideCase", decided.json());
    let now = editor.get(&case).await.json();
    app.corrected(&now).await;
    let receipt = created["receipt"].as_str().unwrap();
    let after = [
        ("getReport", format!("/api/v1/reports/{receipt}")),
        ("listCorrections", path(&format!("corrections{about}"))),
        ("listJournal", path("journal?limit=3")),
    ];
    for (name, path) in after {
        answered.insert(name, editor.get(&path).await.json());
    }
    answered.insert("createReport", created);
    answered
}

/// The members of a value and the sorts of what they hold. What is null, empty or free-form may be anything.
fn alike(example: &Value, answer: &Value, at: &str) {
    match (example, answer) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(example), Value::Object(answer)) => {
            let is_free = at == "/words";
            let names = |of: &serde_json::Map<String, Value>| -> BTreeSet<String> {
                of.keys().cloned().collect()
            };
            assert!(is_free || names(example) == names(answer), "{at}");
            for (name, example) in example {
                alike(example, &answer[name], &format!("{at}/{name}"));
            }
        }
        (Value::Array(example), Value::Array(answer)) => {
            assert!(answer.is_empty() || !example.is_empty(), "{at}");
            if let (Some(example), Some(answer)) = (example.first(), answer.first()) {
                alike(example, answer, &format!("{at}/0"));
            }
        }
        _ => assert_eq!(
            std::mem::discriminant(example),
            std::mem::discriminant(answer),
            "{at}"
        ),
    }
}

#[tokio::test]
async fn every_answer_and_every_body_has_an_example_that_is_true() {
    let app = App::new().await;
    let description = description(&app).await;
    let answered = answered(&app).await;
    let mut seen = BTreeSet::new();
    for path in description["paths"].as_object().unwrap().values() {
        for operation in path.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            if let Some(body) = operation.get("requestBody") {
                let body = &body["content"]["application/json"];
                assert!(body["example"].is_object(), "{name}");
            }
            for (status, answer) in operation["responses"].as_object().unwrap() {
                let contents = answer.get("content");
                let contents = contents.map(|contents| contents.as_object().unwrap());
                for (kind, content) in contents.into_iter().flatten() {
                    let has_any = content.get("example").or(content.get("examples"));
                    // This description is an example of itself.
                    assert!(
                        has_any.is_some() || name == "getDescription",
                        "{name} {status} {kind}"
                    );
                    if let Some(answer) = answered
                        .get(name)
                        .filter(|_| kind.ends_with("json") && status.starts_with('2'))
                    {
                        alike(&content["example"], answer, "");
                        seen.insert(name);
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), answered.len());
}

/// What has no end of its own but the head's, which is 64 KiB.
const OF_THE_HEAD: [&str; 5] = [
    "lang",
    "receipt",
    "cursor",
    "If-None-Match",
    "Corrigenda-Proof",
];

/// Whatever a client may write has an end, and the description says where.
#[tokio::test]
async fn everything_that_is_taken_has_its_limit() {
    fn bounded(schema: &Value, at: &str) {
        let has = |name: &str| schema.get(name).is_some();
        let is = |sort: &str| schema["type"] == sort || items(&schema["type"]).contains(&sort);
        if is("string") {
            let is_closed = ["enum", "const", "maxLength"].iter().any(|name| has(name));
            // These have a length of their own.
            let formats = [json!("uuid"), json!("date-time")];
            let is_sized = schema["pattern"]
                .as_str()
                .is_some_and(|pattern| pattern.ends_with("}$"));
            assert!(
                is_closed || is_sized || formats.contains(&schema["format"]),
                "{at}: {schema}"
            );
        }
        if is("integer") {
            assert!(has("maximum") && has("minimum"), "{at}: {schema}");
        }
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            bounded(schema, &format!("{at}/{name}"));
        }
        for name in ["oneOf", "anyOf", "allOf"] {
            for schema in schema[name].as_array().into_iter().flatten() {
                bounded(schema, at);
            }
        }
        if let Some(schema) = schema.get("items") {
            bounded(schema, &format!("{at}/0"));
        }
    }
    fn items(value: &Value) -> Vec<&str> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(Value::as_str).collect()
    }
    let description = description(&App::new().await).await;
    for (path, operations) in description["paths"].as_object().unwrap() {
        for operation in operations.as_object().unwrap().values() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if OF_THE_HEAD.contains(&parameter["name"].as_str().unwrap()) {
                    continue;
                }
                let at = format!("{path} {}", parameter["name"]);
                bounded(&parameter["schema"], &at);
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            bounded(body, path);
        }
    }
}
