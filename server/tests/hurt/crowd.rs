//! Readers who report without pause, remember what they were promised, and come back to ask for it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::place::{ARTICLE, MISTAKES, ORIGIN, Place, Server};
use crate::until;

/// What a reader was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Promise {
    id: String,
    receipt: String,
}

/// What all readers know.
#[derive(Default)]
struct Known {
    /// By idempotency key: what was promised, or nothing when no answer came.
    sent: Mutex<BTreeMap<String, Option<Promise>>>,
    acknowledged: AtomicU64,
    /// Answers that said: not now.
    refused: AtomicU64,
    /// Requests that nobody answered.
    unanswered: AtomicU64,
    stop: AtomicBool,
    /// A proxy may answer in its own words that no node did.
    is_proxied: bool,
}

/// The readers of one server after the other.
#[derive(Default)]
pub(crate) struct Crowd {
    known: Arc<Known>,
    number: Arc<AtomicU64>,
    readers: JoinSet<()>,
}

impl Crowd {
    /// Readers who are answered by a proxy when no node answers.
    pub(crate) fn through_a_proxy() -> Self {
        let known = Known {
            is_proxied: true,
            ..Known::default()
        };
        Self {
            known: Arc::new(known),
            ..Self::default()
        }
    }

    /// So many readers begin to report to a server.
    pub(crate) fn begin(&mut self, url: &str, readers: usize) {
        self.known.stop.store(false, Ordering::Release);
        for _ in 0..readers {
            let (known, number) = (self.known.clone(), self.number.clone());
            self.readers.spawn(read(url.to_owned(), known, number));
        }
    }

    /// They stop; who waits for an answer waits for it.
    pub(crate) async fn end(&mut self) {
        self.known.stop.store(true, Ordering::Release);
        while let Some(done) = self.readers.join_next().await {
            done.unwrap();
        }
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        self.known.acknowledged.load(Ordering::Acquire)
    }

    /// How many different reports were sent, answered or not.
    pub(crate) fn sent(&self) -> u64 {
        self.known.sent.lock().unwrap().len() as u64
    }

    pub(crate) fn refused(&self) -> u64 {
        self.known.refused.load(Ordering::Acquire)
    }

    pub(crate) fn unanswered(&self) -> u64 {
        self.known.unanswered.load(Ordering::Acquire)
    }

    /// Waits for so many more acknowledgements.
    pub(crate) async fn acknowledges(&self, more: u64) {
        let before = self.acknowledged();
        let what = format!("{more} more reports to be taken");
        until(&what, async || {
            (self.acknowledged() >= before + more).then_some(())
        })
        .await;
    }

    /// Waits until somebody is refused.
    pub(crate) async fn is_refused(&self) {
        let before = self.refused();
        until("somebody to be refused", async || {
            (self.refused() > before).then_some(())
        })
        .await;
    }

    /// All that was promised is there, the same request gets the same promise, who was not answered is now, and
    /// nothing is there twice.
    pub(crate) async fn find_everything(&self, place: &Place, server: &Server) {
        let client = Client::new();
        let sent = self.known.sent.lock().unwrap().clone();
        for (key, promise) in &sent {
            let again = send(&client, &server.url, key).await.unwrap();
            assert_eq!(again.status(), StatusCode::CREATED, "{key}");
            let again = promised(again).await;
            if let Some(promise) = promise {
                assert_eq!(again, *promise, "{key}");
            }
            let path = format!("{}/api/v1/reports/{}", server.url, again.receipt);
            let receipt = client.get(path).send().await.unwrap();
            assert_eq!(receipt.status(), StatusCode::OK, "{key}");
        }
        assert_eq!(place.reports().await, sent.len() as u64);
    }
}

async fn read(url: String, known: Arc<Known>, number: Arc<AtomicU64>) {
    let client = Client::builder()
        .timeout(Duration::from_secs(40))
        .build()
        .unwrap();
    while !known.stop.load(Ordering::Acquire) {
        let key = format!("key-{:08}", number.fetch_add(1, Ordering::Relaxed));
        known.sent.lock().unwrap().insert(key.clone(), None);
        match send(&client, &url, &key).await {
            Ok(answer) if answer.status() == StatusCode::CREATED => {
                let promise = promised(answer).await;
                known.sent.lock().unwrap().insert(key, Some(promise));
                known.acknowledged.fetch_add(1, Ordering::AcqRel);
            }
            Ok(answer) => {
                let is_proxys = matches!(answer.status().as_u16(), 502 | 504)
                    || answer.headers().get("x-request-id").is_none();
                if !(known.is_proxied && is_proxys) {
                    refused(answer).await;
                }
                known.refused.fetch_add(1, Ordering::AcqRel);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(_) => {
                known.unanswered.fetch_add(1, Ordering::AcqRel);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

/// The truth is: not now, come again after so many seconds.
async fn refused(answer: Response) {
    let status = answer.status();
    let after = answer.headers().get("retry-after").cloned();
    let text = answer.text().await.unwrap_or_default();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{text}");
    let after = after.unwrap_or_else(|| panic!("no Retry-After: {text}"));
    assert!(after.to_str().unwrap().parse::<u64>().unwrap() > 0);
    let problem: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problem["status"], 503, "{problem}");
}

async fn promised(answer: Response) -> Promise {
    let answer: Value = answer.json().await.unwrap();
    let word = |member: &str| answer[member].as_str().unwrap().to_owned();
    Promise {
        id: word("id"),
        receipt: word("receipt"),
    }
}

/// Sends the report of this key, which is always the same.
async fn send(client: &Client, url: &str, key: &str) -> reqwest::Result<Response> {
    let number: usize = key.trim_start_matches("key-").parse().unwrap();
    let (exact, suggestion) = MISTAKES[number % MISTAKES.len()];
    let report = report(ARTICLE, exact, suggestion);
    let request = client.post(format!("{url}/api/v1/sites/daily/reports"));
    let request = request
        .header("origin", ORIGIN)
        .header("idempotency-key", key);
    request.json(&report).send().await
}

/// A report that `exact` should read otherwise.
pub(crate) fn report(article: &str, exact: &str, suggestion: &str) -> Value {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "editing",
        "body": [{"type": "TextualBody", "purpose": "editing", "value": suggestion}],
        "target": {"source": article, "selector": [{"type": "TextQuoteSelector", "exact": exact}]},
    })
}
