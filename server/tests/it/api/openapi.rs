//! The description of the API says what the router does: every route is described, nothing else is, and every sort of
//! problem is in it.

use std::collections::BTreeSet;

use corrigenda::web::problem;
use regex::Regex;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::app::App;

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
