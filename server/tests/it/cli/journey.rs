//! The whole way on the demonstration, over HTTP: every mistake that was planted in the paper is reported,
//! accepted, corrected in its file, and announced.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use corrigenda::demo::{self, Mistake};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use super::demo::Demo;

/// Longer than any machine takes for a few dozen small files.
const PATIENCE: Duration = Duration::from_secs(60);

struct Journey {
    demo: Demo,
    client: Client,
    api: String,
    paper: String,
}

impl Journey {
    fn begin(data: &Path) -> Self {
        let data_text = data.to_str().unwrap();
        let demo = Demo::start_with(data, &["--port", "0", "--data", data_text], |command| {
            // One reader reports everything here.
            command.env("CORRIGENDA_LIMITS__REPORTS_PER_MINUTE", "0");
        });
        let article = demo.said("article_url");
        let origin = demo.said("desk_url").replace("/desk", "");
        Self {
            client: Client::new(),
            api: format!("{origin}/api/v1"),
            paper: article[..article.find("/2026").unwrap()].to_owned(),
            demo,
        }
    }

    async fn answer(&self, request: RequestBuilder, expected: StatusCode) -> Value {
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, expected, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    /// What the server said of a report sent like the widget does.
    async fn report(&self, mistake: &Mistake) -> Value {
        let quote = json!({
            "type": "TextQuoteSelector",
            "prefix": mistake.before, "exact": mistake.wrong, "suffix": mistake.after,
        });
        let annotation = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "motivation": "editing",
            "body": {"type": "TextualBody", "purpose": "editing", "value": mistake.right},
            "target": {"source": format!("{}/2026/11/{}", self.paper, mistake.slug), "selector": [quote]},
            "kind": mistake.kind,
        });
        let url = format!("{}/sites/lantern/reports", self.api);
        let request = self
            .client
            .post(url)
            .header("Origin", &self.paper)
            .json(&annotation);
        self.answer(request, StatusCode::CREATED).await
    }

    async fn accept(&self, case: &str) {
        let url = format!("{}/sites/lantern/cases/{case}", self.api);
        let token = self.demo.said("token");
        let seen = self.client.get(&url).bearer_auth(&token);
        let seen = self.answer(seen, StatusCode::OK).await;
        let decision = json!({"action": "accept", "version": seen["version"]});
        let decide = self.client.post(format!("{url}/decisions"));
        let decide = decide.bearer_auth(&token).json(&decision);
        self.answer(decide, StatusCode::OK).await;
    }

    /// What the reader is told once the case is no longer being applied.
    async fn outcome(&self, receipt: &str) -> Value {
        let url = format!("{}/reports/{receipt}", self.api);
        let begun = Instant::now();
        loop {
            let told = self.answer(self.client.get(&url), StatusCode::OK).await;
            if told["state"] != "accepted" {
                return told;
            }
            assert!(begun.elapsed() < PATIENCE, "{told}");
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn every_planted_mistake_is_reported_accepted_corrected_and_announced() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let journey = Journey::begin(&data);
    let mistakes = demo::mistakes().unwrap();
    let mut sent = Vec::new();
    for mistake in &mistakes {
        let said = journey.report(mistake).await;
        assert_eq!(said["placement"], "exact", "{mistake:?}: {said}");
        sent.push(said);
    }
    for said in &sent {
        journey.accept(said["case"]["id"].as_str().unwrap()).await;
    }
    let mut by_article = BTreeMap::<&str, u64>::new();
    for (mistake, said) in mistakes.iter().zip(&sent) {
        let told = journey.outcome(said["receipt"].as_str().unwrap()).await;
        assert_eq!(told["state"], "corrected", "{mistake:?}: {told}");
        assert!(told["notice"]["text"].is_string(), "{told}");
        *by_article.entry(&mistake.slug).or_default() += 1;
    }
    for (slug, count) in by_article {
        let url = format!("{}/2026/11/{slug}", journey.paper);
        let page = reqwest::get(&url).await.unwrap().text().await.unwrap();
        assert_eq!(
            page.matches("\"CorrectionComment\"").count() as u64,
            count,
            "{slug}"
        );
        let address = format!("{}/sites/lantern/corrections", journey.api);
        let query = [("url", url.as_str()), ("limit", "200")];
        let address = url::Url::parse_with_params(&address, query).unwrap();
        let listed = journey.client.get(address);
        let listed = journey.answer(listed, StatusCode::OK).await;
        assert_eq!(
            listed["items"].as_array().unwrap().len() as u64,
            count,
            "{slug}"
        );
    }
    for article in demo::articles(&data).unwrap() {
        let source =
            std::fs::read_to_string(demo::articles_dir(&data).join(&article.file)).unwrap();
        let lines = source.lines().count();
        let before = tempfile::tempdir().unwrap();
        demo::write_articles(before.path()).unwrap();
        let before = std::fs::read_to_string(demo::articles_dir(before.path()).join(&article.file));
        let before = before.unwrap();
        assert_eq!(lines, before.lines().count(), "{}", article.slug);
        assert_ne!(source, before, "{}", article.slug);
    }
    journey.demo.stop("-TERM");
}
