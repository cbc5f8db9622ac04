//! Reports by the form that are odd are held for review, and the reader is told; articles that take none say so.

use corrigenda::config::{Config, Limits};
use corrigenda::domain::sender::Caps;
use corrigenda::domain::site::Site;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{ARTICLE, Actor, Answer, App, REPORTS, SOURCE, daily, report};

const PATH: &str = "/daily/report";

async fn app(limits: Limits) -> App {
    let config = Config {
        limits,
        ..Config::for_testing()
    };
    let app = App::with(config).await;
    app.article().await;
    app
}

fn trap(seconds: u32) -> Limits {
    Limits {
        form_seconds: seconds,
        ..Limits::for_testing()
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap().split('"').next().unwrap().to_owned()
}

async fn sent(reader: &Actor, fields: &[(&str, &str)]) -> Answer {
    let mut all = vec![
        ("url", ARTICLE),
        ("quote", "teh call"),
        ("suggestion", "the call"),
    ];
    all.extend(fields);
    reader.form(PATH, &all).await
}

/// Why what was sent is held; none when it is not. The reader is told either way.
async fn held(app: &App, fields: &[(&str, &str)]) -> Option<String> {
    let answer = sent(&app.anonymous(), fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let receipt = answer
        .header("location")
        .split(['?'])
        .next()
        .unwrap()
        .to_owned();
    let page = app.anonymous().get(&receipt).await;
    let status = app
        .anonymous()
        .get(&format!(
            "/api/v1{}",
            receipt.replacen("/r/", "/reports/", 1)
        ))
        .await
        .json();
    let junk = app
        .editor()
        .await
        .get("/api/v1/sites/daily/cases?lane=junk")
        .await
        .json();
    let queue = app
        .editor()
        .await
        .get("/api/v1/sites/daily/cases")
        .await
        .json();
    let in_review = status["in_review"].as_bool().unwrap();
    assert_eq!(
        page.text.contains("Held for review"),
        in_review,
        "{}",
        page.text
    );
    let count = |list: &Value| list["items"].as_array().unwrap().len();
    assert_eq!(
        (count(&junk), count(&queue)),
        if in_review { (1, 0) } else { (0, 1) }
    );
    let lane = if in_review { &junk } else { &queue };
    let case = app.case(&lane["items"][0]["id"]).await;
    case["reports"][0]["suspicion"].as_str().map(str::to_owned)
}

#[tokio::test]
async fn what_no_person_sees_is_filled_in_by_machines() {
    let app = app(trap(0)).await;
    let page = app.anonymous().get(PATH).await.text;
    assert!(
        page.contains("name=\"subject\" tabindex=\"-1\" autocomplete=\"off\" value=\"\""),
        "{page}"
    );
    assert_eq!(
        held(&app, &[("subject", "Cheap watches")]).await.as_deref(),
        Some("honeypot")
    );
}

#[tokio::test]
async fn an_empty_trap_catches_nobody() {
    let app = app(trap(0)).await;
    assert_eq!(held(&app, &[("subject", "")]).await, None);
}

#[tokio::test]
async fn nobody_fills_in_a_form_as_soon_as_it_is_made() {
    let app = app(trap(600)).await;
    let made = hidden(&app.anonymous().get(PATH).await.text, "made");
    assert_eq!(
        held(&app, &[("made", &made)]).await.as_deref(),
        Some("quick")
    );
}

#[tokio::test]
async fn a_form_that_was_never_made_is_odd() {
    let app = app(trap(3)).await;
    assert_eq!(
        held(&app, &[("made", "1795000000.AAAA")]).await.as_deref(),
        Some("stale")
    );
}

#[tokio::test]
async fn with_mistakes_in_it_a_form_keeps_its_time() {
    let app = app(trap(3)).await;
    let reader = app.anonymous();
    let made = hidden(&reader.get(PATH).await.text, "made");
    let again = sent(&reader, &[("made", &made), ("email", "nobody")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(&again.text, "made"), made);
}

#[tokio::test]
async fn over_the_quiet_rate_the_form_asks_for_no_work_but_waits_for_an_editor() {
    let app = app(Limits {
        reports_per_minute: 4,
        ..trap(0)
    })
    .await;
    for sends in 0..2 {
        let answer = sent(&app.anonymous(), &[("comment", "Look!")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{sends}");
    }
    let answer = sent(&app.anonymous(), &[("comment", "Look!")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = app.anonymous().get(answer.header("location")).await;
    assert!(page.text.contains("Held for review"), "{}", page.text);
}

/// The site with these caps.
async fn capped(app: &App, caps: Caps) {
    let site = Site { caps, ..daily() };
    app.store
        .update_site(&site, jiff::Timestamp::now())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_article_that_is_too_old_says_so_everywhere() {
    let app = app(trap(0)).await;
    capped(
        &app,
        Caps {
            per_article: None,
            closed_after_days: Some(30),
        },
    )
    .await;
    let widget = async || {
        let path = format!("/api/v1/sites/daily/reported?lang=uk&url={ARTICLE}");
        app.anonymous().get(&path).await.json()["closed"].clone()
    };
    assert_eq!(widget().await, Value::Null, "nobody said how old it is");
    let article = json!({"url": ARTICLE, "title": "A long call", "format": "html", "scope": "page",
        "source": SOURCE, "published": "2020-01-01T00:00:00Z"});
    app.publisher()
        .await
        .put("/api/v1/sites/daily/articles", &article)
        .await;
    let words =
        "Цю статтю опубліковано надто давно: The Daily більше не приймає зауважень про неї.";
    assert_eq!(widget().await, words);
    let answer = app
        .reader()
        .post(&format!("{REPORTS}?lang=uk"), &report("teh", "the"))
        .await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::FORBIDDEN, "article-closed".to_owned())
    );
    assert_eq!(
        (
            answer.json()["detail"].as_str(),
            answer.header("content-language")
        ),
        (Some(words), "uk")
    );
    let form = app
        .anonymous()
        .get(&format!("{PATH}?lang=uk&url={ARTICLE}"))
        .await;
    assert!(
        form.text.contains(words) && !form.text.contains("<form"),
        "{}",
        form.text
    );
    let late = sent(&app.anonymous(), &[]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(
        late.text.contains("was published too long ago")
            && late.text.contains("the call</textarea>"),
        "nothing typed is lost"
    );
}

#[tokio::test]
async fn an_article_that_has_enough_reports_says_so_until_tomorrow() {
    let app = app(trap(0)).await;
    capped(
        &app,
        Caps {
            per_article: Some(1),
            closed_after_days: None,
        },
    )
    .await;
    assert_eq!(
        app.reader()
            .post(REPORTS, &report("teh", "the"))
            .await
            .status,
        StatusCode::CREATED
    );
    let answer = app.reader().post(REPORTS, &report("teh", "the")).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (StatusCode::TOO_MANY_REQUESTS, "article-full".to_owned())
    );
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&wait));
    let words = "The Daily has received enough reports about this article for today. Please come back tomorrow.";
    assert_eq!(answer.json()["detail"], words);
    let form = app.anonymous().get(&format!("{PATH}?url={ARTICLE}")).await;
    assert!(form.text.contains(words), "{}", form.text);
    assert_eq!(
        sent(&app.anonymous(), &[]).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let widget = app
        .anonymous()
        .get(&format!("/api/v1/sites/daily/reported?url={ARTICLE}"))
        .await;
    assert_eq!(widget.json()["closed"], words);
}
