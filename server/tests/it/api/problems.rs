//! Every problem that the API can answer with: its status, its type, and what it says.

use corrigenda::config::Config;
use corrigenda::domain::user::Role;
use corrigenda::web::problem;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Answer, App, REPORTS, report};

fn is(answer: &Answer, status: u16, name: &str) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    assert_eq!(answer.problem(), name);
}

/// The first place in the body that a problem names.
fn pointer(answer: &Answer) -> String {
    answer.json()["errors"][0]["pointer"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn every_problem_is_documented_where_its_type_points() {
    let app = App::new().await;
    for sort in problem::ALL {
        let answer = app
            .anonymous()
            .get(&format!("/api/problems/{}", sort.name))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", sort.name);
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.text.contains(sort.title), "{}", sort.name);
    }
    is(
        &app.anonymous().get("/api/problems/unheard-of").await,
        404,
        "not-found",
    );
}

#[tokio::test]
async fn unknown_site() {
    let app = App::new().await;
    is(
        &app.anonymous()
            .post("/api/v1/sites/nobody/reports", &report("teh", "the"))
            .await,
        404,
        "unknown-site",
    );
    is(
        &app.anonymous()
            .get("/api/v1/sites/NO BODY/widget.json")
            .await,
        404,
        "unknown-site",
    );
}

#[tokio::test]
async fn malformed_json() {
    let app = App::new().await;
    for body in ["{\"type\": ", "", "{\"body\": \"\\ud800\"}"] {
        let answer = app
            .reader()
            .send(Method::POST, REPORTS, "application/json", body.to_owned())
            .await;
        is(&answer, 400, "malformed-json");
        assert!(
            answer.json()["detail"].as_str().unwrap().contains("column"),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn wrong_content_type() {
    let app = App::new().await;
    for kind in ["text/plain", ""] {
        let answer = app
            .reader()
            .send(
                Method::POST,
                REPORTS,
                kind,
                report("teh", "the").to_string(),
            )
            .await;
        is(&answer, 415, "wrong-content-type");
    }
    let kind = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    let answer = app
        .reader()
        .send(
            Method::POST,
            REPORTS,
            kind,
            report("teh", "the").to_string(),
        )
        .await;
    assert_eq!(answer.status, StatusCode::CREATED);
}

#[tokio::test]
async fn oversized_body() {
    let app = App::new().await;
    let mut long = report("teh", "the");
    long["padding"] = Value::from("x".repeat(64 * 1024));
    is(&app.reader().post(REPORTS, &long).await, 413, "too-large");
    let article = json!({"url": crate::app::ARTICLE, "title": "Long", "format": "text", "scope": "body",
        "source": "x".repeat(4 * 1024 * 1024 + 1)});
    is(
        &app.publisher()
            .await
            .put("/api/v1/sites/daily/articles", &article)
            .await,
        413,
        "too-large",
    );
}

#[tokio::test]
async fn bad_selector() {
    let app = App::new().await;
    let mut bad = report("teh", "the");
    bad["target"]["selector"][0]["exact"] = json!(5);
    let answer = app.reader().post(REPORTS, &bad).await;
    is(&answer, 422, "invalid");
    assert_eq!(pointer(&answer), "/target/selector/0/exact");
}

#[tokio::test]
async fn article_of_another_host() {
    let app = App::new().await;
    for url in [
        "https://elsewhere.example.org/a",
        "/2026/11/a-long-call",
        "ftp://daily.example.org/a",
    ] {
        let mut foreign = report("teh", "the");
        foreign["target"]["source"] = json!(url);
        let answer = app.reader().post(REPORTS, &foreign).await;
        is(&answer, 422, "foreign-article");
        assert_eq!(pointer(&answer), "/target/source");
    }
}

#[tokio::test]
async fn unreadable_query() {
    let app = App::new().await;
    for path in [
        "/api/v1/sites/daily/corrections?limit=0",
        "/api/v1/sites/daily/corrections?limit=201",
        "/api/v1/sites/daily/corrections?since=yesterday",
        "/api/v1/sites/daily/reported",
    ] {
        is(&app.anonymous().get(path).await, 400, "bad-query");
    }
    for query in [
        "cases?cursor=x",
        "journal?after=x",
        "journal?after=-1&cursor=1",
    ] {
        let path = format!("/api/v1/sites/daily/{query}");
        is(&app.editor().await.get(&path).await, 400, "bad-query");
    }
    for query in ["state=unheard-of", "sort=loudest", "kind=x"] {
        let answer = app
            .editor()
            .await
            .get(&format!("/api/v1/sites/daily/cases?{query}"))
            .await;
        is(&answer, 400, "bad-query");
    }
}

#[tokio::test]
async fn a_decision_that_came_late_or_cannot_be() {
    let app = App::new().await;
    app.article().await;
    let case = app.case(&app.reported().await["case"]["id"]).await;
    let path = format!(
        "/api/v1/sites/daily/cases/{}/decisions",
        case["id"].as_str().unwrap()
    );
    let editor = app.editor().await;

    let stale = json!({"action": "hold", "reason": "asked the author", "version": case["version"].as_i64().unwrap() + 7});
    let answer = editor.post(&path, &stale).await;
    is(&answer, 409, "stale-version");
    assert_eq!(answer.json()["case"]["version"], case["version"]);
    assert_eq!(answer.json()["case"]["id"], case["id"]);

    let unable = json!({"action": "accept", "version": case["version"]});
    let answer = editor.post(&path, &unable).await;
    is(&answer, 409, "cannot-apply");
    assert!(
        answer.json()["detail"]
            .as_str()
            .unwrap()
            .contains("connector"),
        "{}",
        answer.text
    );

    let now = app.corrected(&case).await;
    let wrong = json!({"action": "decline", "outcome": "wont-fix", "version": now["version"]});
    let answer = editor.post(&path, &wrong).await;
    is(&answer, 409, "wrong-state");
    assert_eq!(answer.json()["case"]["state"], "corrected");
}

#[tokio::test]
async fn no_token_or_the_wrong_one() {
    let app = App::new().await;
    app.second_site().await;
    let path = "/api/v1/sites/daily/cases";
    for actor in [
        app.anonymous(),
        app.anonymous().saying("authorization", "Bearer unheard-of"),
        app.anonymous()
            .saying("authorization", "Basic dXNlcjpwYXNz"),
    ] {
        let answer = actor.get(path).await;
        is(&answer, 401, "unauthorised");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    is(
        &app.with_token("weekly", Role::Admin).await.get(path).await,
        403,
        "forbidden",
    );
    is(&app.publisher().await.get(path).await, 403, "forbidden");
    let article = json!({});
    is(
        &app.editor()
            .await
            .put("/api/v1/sites/daily/articles", &article)
            .await,
        403,
        "forbidden",
    );
    assert_eq!(
        app.with_token("daily", Role::Admin)
            .await
            .get(path)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn nothing_there_or_not_this_way() {
    let app = App::new().await;
    is(
        &app.anonymous().get("/api/v1/unheard-of").await,
        404,
        "not-found",
    );
    is(
        &app.editor()
            .await
            .get("/api/v1/sites/daily/cases/no-case")
            .await,
        404,
        "not-found",
    );
    let unreadable = app.anonymous().get("/api/v1/reports/%FF").await;
    is(&unreadable, 400, "bad-query");
    let unknown = "/api/v1/sites/daily/cases/0192d3a1-0000-7000-8000-000000000001";
    is(&app.editor().await.get(unknown).await, 404, "not-found");
    let answer = app.anonymous().delete(REPORTS).await;
    is(&answer, 405, "method-not-allowed");
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn a_receipt_that_is_unknown_or_was_withdrawn() {
    let app = App::new().await;
    is(
        &app.anonymous().get("/api/v1/reports/daily.AAAA").await,
        404,
        "unknown-receipt",
    );
    let path = format!(
        "/api/v1/reports/{}",
        app.reported().await["receipt"].as_str().unwrap()
    );
    assert_eq!(
        app.anonymous().delete(&path).await.status,
        StatusCode::NO_CONTENT
    );
    is(&app.anonymous().get(&path).await, 410, "withdrawn");
    is(&app.anonymous().delete(&path).await, 410, "withdrawn");
}

#[tokio::test]
async fn the_store_is_gone() {
    let app = App::new().await;
    app.article().await;
    app.store.close().await;
    let answer = app.reader().post(REPORTS, &report("teh", "the")).await;
    is(&answer, 503, "unavailable");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(
        !answer.text.contains("pool"),
        "the outsider learns nothing of the inside: {}",
        answer.text
    );
    assert_eq!(
        app.anonymous().get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(app.anonymous().get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_bears_the_headers_that_protect_it() {
    let app = App::new().await;
    for path in [
        "/api/v1/unheard-of",
        "/daily/corrections",
        "/healthz",
        "/r/daily.AAAA",
    ] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{path}"
        );
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn every_answer_tells_browsers_to_come_by_https_where_the_server_is_reached_so() {
    let behind_a_proxy = Config {
        public_url: "https://corrections.example.org".to_owned(),
        ..Config::for_testing()
    };
    let (proxied, plain) = (App::with(behind_a_proxy).await, App::new().await);
    for path in [
        "/",
        "/healthz",
        "/desk",
        "/daily/corrections",
        "/r/daily.AAAA",
        "/corrigenda.js",
        "/api/v1/openapi.json",
        "/api/v1/unheard-of",
    ] {
        let header = "strict-transport-security";
        let answer = proxied.anonymous().get(path).await;
        assert_eq!(
            answer.header(header),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
        let answer = plain.anonymous().get(path).await;
        assert!(!answer.headers.contains_key(header), "{path}");
    }
    let refused = proxied.anonymous().post(REPORTS, &json!([])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.headers.contains_key("strict-transport-security"));
}
