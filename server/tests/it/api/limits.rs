//! How often one may ask and send, who that one is, and what a proof of work is good for.

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use corrigenda::config::{Config, Limits};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{ARTICLE, Actor, Answer, App, ORIGIN, REPORTS, report};

const CREATED: StatusCode = StatusCode::CREATED;
const TOO_MANY: StatusCode = StatusCode::TOO_MANY_REQUESTS;

fn limits(reports_per_minute: u32) -> Config {
    Config {
        limits: Limits {
            reports_per_minute,
            ..Limits::for_testing()
        },
        ..Config::for_testing()
    }
}

async fn send(actor: &Actor) -> Answer {
    actor.post(REPORTS, &report("teh", "the")).await
}

/// What a client does that was asked for a proof.
async fn proof(app: &App, challenge: &str) -> String {
    let answer = app.reader().get(challenge).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let challenge: Challenge = serde_json::from_str(&answer.text).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge))
        .unwrap()
        .unwrap();
    STANDARD.encode(
        serde_json::to_vec(&Payload {
            challenge,
            solution,
        })
        .unwrap(),
    )
}

/// Where the answer sends for a challenge, and what it says of the proof that came.
fn asked(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, TOO_MANY, "{}", answer.text);
    assert_eq!(answer.problem(), "proof-needed");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    (text("challenge"), text("proof"))
}

#[tokio::test]
async fn over_the_quiet_rate_each_report_needs_a_proof_of_its_own() {
    let app = App::with(limits(4)).await;
    for _ in 0..4 {
        assert_eq!(send(&app.reader()).await.status, CREATED);
    }
    let answer = send(&app.reader()).await;
    let (challenge, flaw) = asked(&answer);
    assert_eq!(flaw, "missing");
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert!(
        answer
            .header("access-control-expose-headers")
            .contains("retry-after")
    );
    let first = proof(&app, &challenge).await;
    let with = |proof: &str| app.reader().saying("corrigenda-proof", proof);
    assert_eq!(send(&with(&first)).await.status, CREATED);
    assert_eq!(asked(&send(&with(&first)).await).1, "spent");
    for nonsense in [
        "",
        "nonsense",
        "e30=",
        &STANDARD.encode("{}"),
        &"A".repeat(8_000),
    ] {
        assert_eq!(
            asked(&send(&with(nonsense)).await).1,
            "invalid",
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn a_proof_is_for_its_site_and_article() {
    let app = App::with(limits(1)).await;
    app.second_site().await;
    assert_eq!(send(&app.reader()).await.status, CREATED);
    let with = |proof: &str| app.reader().saying("corrigenda-proof", proof);
    let elsewhere = [
        "/api/v1/sites/daily/challenge?url=https://daily.example.org/another",
        "/api/v1/sites/weekly/challenge?url=https://weekly.example.org/2026/11/a-long-call",
        "/api/v1/sites/weekly/challenge",
    ];
    for challenge in elsewhere {
        let proof = proof(&app, challenge).await;
        assert_eq!(
            asked(&send(&with(&proof)).await).1,
            "foreign",
            "{challenge}"
        );
    }
    let any = proof(&app, "/api/v1/sites/daily/challenge").await;
    let answer = send(&with(&any)).await;
    assert_eq!(
        answer.status, TOO_MANY,
        "the ceiling, which is four, counts attempts"
    );
    let foreign = app
        .anonymous()
        .get("/api/v1/sites/daily/challenge?url=https://elsewhere.example.org/")
        .await;
    assert_eq!(
        (foreign.status, foreign.problem()),
        (StatusCode::BAD_REQUEST, "bad-query".to_owned())
    );
}

#[tokio::test]
async fn a_challenge_for_any_article_is_dearer() {
    let app = App::new().await;
    let challenge = async |query: &str| -> Value {
        let path = format!("/api/v1/sites/daily/challenge{query}");
        app.anonymous().get(&path).await.json()["parameters"].clone()
    };
    let counter = |parameters: &Value| {
        let challenge = Challenge {
            parameters: serde_json::from_value(parameters.clone()).unwrap(),
            signature: None,
        };
        solve_challenge(SolveChallengeOptions::new(&challenge))
            .unwrap()
            .unwrap()
            .counter
    };
    let named = challenge(&format!("?url={ARTICLE}")).await;
    assert_eq!(named["algorithm"], "PBKDF2/SHA-256");
    assert_eq!(named["cost"], Config::for_testing().limits.proof_cost);
    assert!((200..=600).contains(&counter(&named)));
    let any = challenge("").await;
    assert_eq!(any["data"], json!({"article": null, "site": "daily"}));
    assert!((800..=2_400).contains(&counter(&any)));
}

#[tokio::test]
async fn what_was_changed_in_a_challenge_is_no_proof() {
    let app = App::with(limits(1)).await;
    assert_eq!(send(&app.reader()).await.status, CREATED);
    let (challenge, _) = asked(&send(&app.reader()).await);
    let good: Value =
        serde_json::from_slice(&STANDARD.decode(proof(&app, &challenge).await).unwrap()).unwrap();
    let changes: [(&str, Value); 2] = [
        ("/challenge/parameters/expiresAt", json!(4_000_000_000_i64)),
        ("/challenge/parameters/keySignature", Value::Null),
    ];
    for (pointer, value) in changes {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let proof = STANDARD.encode(bad.to_string());
        let answer = send(&app.reader().saying("corrigenda-proof", &proof)).await;
        assert_eq!(asked(&answer).1, "invalid", "{pointer}");
    }
}

#[tokio::test]
async fn a_challenge_that_expired_is_no_proof() {
    let app = App::with(limits(1)).await;
    assert_eq!(send(&app.reader()).await.status, CREATED);
    let challenge = format!("/api/v1/sites/daily/challenge?url={ARTICLE}");
    let good = STANDARD.decode(proof(&app, &challenge).await).unwrap();
    let mut late: Value = serde_json::from_slice(&good).unwrap();
    let expires = &mut late["challenge"]["parameters"]["expiresAt"];
    let seconds = expires.as_i64().unwrap() - jiff::Timestamp::now().as_second();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    *expires = json!(1_000_000_000);
    let late = STANDARD.encode(late.to_string());
    let answer = send(&app.reader().saying("corrigenda-proof", &late)).await;
    assert_eq!(asked(&answer).1, "expired");
}

#[tokio::test]
async fn over_the_other_rate_nothing_helps() {
    let app = App::with(limits(1)).await;
    let challenge = format!("/api/v1/sites/daily/challenge?url={ARTICLE}");
    for _ in 0..4 {
        let proof = proof(&app, &challenge).await;
        assert_eq!(
            send(&app.reader().saying("corrigenda-proof", &proof))
                .await
                .status,
            CREATED
        );
    }
    let proof = proof(&app, &challenge).await;
    let answer = send(&app.reader().saying("corrigenda-proof", &proof)).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (TOO_MANY, "too-many-requests".to_owned())
    );
    assert!(answer.json().get("challenge").is_none());
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_without_work() {
    let app = App::with(limits(1)).await;
    let reader = app.reader().saying("idempotency-key", "k1");
    let first = send(&reader).await;
    assert_eq!(first.status, CREATED);
    let again = send(&reader).await;
    assert_eq!(again.status, CREATED, "{}", again.text);
    assert_eq!(again.json()["receipt"], first.json()["receipt"]);
}

#[tokio::test]
async fn who_sends_from_no_page_may_send_half() {
    let app = App::with(limits(4)).await;
    for _ in 0..2 {
        assert_eq!(send(&app.anonymous()).await.status, CREATED);
    }
    asked(&send(&app.anonymous()).await);
    assert_eq!(
        send(&app.reader()).await.status,
        CREATED,
        "a page is counted by itself"
    );
}

#[tokio::test]
async fn a_busy_site_asks_everybody() {
    let config = Config {
        limits: Limits {
            reports_per_minute: 100,
            site_reports_per_minute: Some(2),
            ..Limits::for_testing()
        },
        trusted_proxies: vec!["127.0.0.1".parse::<std::net::IpAddr>().unwrap().into()],
        ..Config::for_testing()
    };
    let app = App::with(config).await;
    let from = |address: &str| app.reader().saying("x-forwarded-for", address);
    assert_eq!(send(&from("203.0.113.1")).await.status, CREATED);
    assert_eq!(send(&from("203.0.113.2")).await.status, CREATED);
    let (challenge, _) = asked(&send(&from("203.0.113.3")).await);
    let proof = proof(&app, &challenge).await;
    let answer = send(&from("203.0.113.3").saying("corrigenda-proof", &proof)).await;
    assert_eq!(answer.status, CREATED);
}

#[tokio::test]
async fn a_client_is_who_a_declared_proxy_says_and_nobody_else() {
    let from = |app: &App, address: &str| app.reader().saying("x-forwarded-for", address);
    let undeclared = App::with(limits(1)).await;
    assert_eq!(
        send(&from(&undeclared, "203.0.113.1")).await.status,
        CREATED
    );
    asked(&send(&from(&undeclared, "203.0.113.2")).await);
    let config = Config {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..limits(1)
    };
    let app = App::with(config).await;
    assert_eq!(send(&from(&app, "203.0.113.1")).await.status, CREATED);
    assert_eq!(send(&from(&app, "2001:db8::1")).await.status, CREATED);
    asked(&send(&from(&app, "203.0.113.1")).await);
    asked(&send(&from(&app, "2001:db8::2")).await);
    let standard = app
        .reader()
        .saying("forwarded", "for=\"[2001:db8:0:1::1]:80\"");
    assert_eq!(send(&standard).await.status, CREATED);
}

#[tokio::test]
async fn every_endpoint_has_its_limit() {
    let config = Config {
        limits: Limits {
            requests_per_minute: Some(3),
            ..Limits::for_testing()
        },
        ..Config::for_testing()
    };
    let paths = [
        "/",
        "/daily/corrections",
        "/r/daily.AAAA",
        "/desk/sign-in",
        "/api/v1/sites/daily/widget.json",
        "/api/v1/sites/daily/cases",
        "/nowhere",
    ];
    for path in paths {
        let app = App::with(config.clone()).await;
        for _ in 0..3 {
            assert_ne!(app.anonymous().get(path).await.status, TOO_MANY, "{path}");
        }
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, TOO_MANY, "{path}");
        assert!(!answer.header("retry-after").is_empty());
        assert_eq!(
            app.anonymous().get("/healthz").await.status,
            StatusCode::OK,
            "probes go on"
        );
    }
}

#[tokio::test]
async fn one_client_may_not_look_at_the_form_without_end() {
    let app = App::with(limits(1)).await;
    let look = async || app.anonymous().get("/daily/report?quote=teh").await.status;
    for _ in 0..10 {
        assert_eq!(look().await, StatusCode::OK);
    }
    assert_eq!(look().await, TOO_MANY);
    assert_eq!(
        send(&app.reader()).await.status,
        CREATED,
        "looking takes nothing from sending"
    );
}
