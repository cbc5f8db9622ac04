//! Traces, as a collector gets them from the real program: a span for each request and each job, with the route and the
//! request's id, and nobody's words or addresses in any.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use serde_json::json;

use super::{program, run};

/// Planted wherever a visitor can say something.
const PLANTED: &str = "planted-9d1c";

type Bodies = Arc<Mutex<Vec<Bytes>>>;

/// A collector that takes every message, and what it took.
async fn collector() -> (String, Bodies) {
    let bodies = Bodies::default();
    let take = |State(bodies): State<Bodies>, body: Bytes| async move {
        bodies.lock().unwrap().push(body);
    };
    let app = Router::new()
        .route("/v1/traces", post(take))
        .with_state(bodies.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (format!("http://{address}/v1/traces"), bodies)
}

fn attribute<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|one| one.key == key)?;
    match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => Some(text),
        _ => None,
    }
}

/// The program at work, with a site: its address, and what it says from then on.
fn serve(folder: &Path, traces: &str) -> (Child, BufReader<ChildStderr>, String) {
    let origin = "http://127.0.0.1:1";
    let set = [
        "site",
        "add",
        "daily",
        "--name",
        "The Daily",
        "--origin",
        origin,
    ];
    assert_eq!(run(folder, &set).status, 0);
    let mut child = program(folder)
        .arg("serve")
        .env("CORRIGENDA_LISTEN", "127.0.0.1:0")
        .env("CORRIGENDA_TRACES", traces)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let words = line.split_whitespace();
    let address = words.into_iter().find(|word| word.starts_with("http://"));
    let address = address.unwrap().trim_end_matches(',').to_owned();
    (child, stderr, address)
}

/// A reader reports, which makes a job, and somebody searches.
async fn visit(address: &str) {
    let report = json!({
        "body": {"type": "TextualBody", "purpose": "commenting", "value": PLANTED},
        "target": {"source": format!("http://127.0.0.1:1/{PLANTED}")},
        "contact": {"email": format!("{PLANTED}@example.org")},
    });
    let sent = reqwest::Client::new()
        .post(format!("{address}/api/v1/sites/daily/reports"))
        .header("x-request-id", "the-request-of-this-test")
        .json(&report)
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 201);
    let search = format!("{address}/daily/corrections?q={PLANTED}");
    assert_eq!(reqwest::get(search).await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_and_each_job_is_a_span_without_anybodys_words() {
    let folder = tempfile::tempdir().unwrap();
    let (url, bodies) = collector().await;
    let (mut child, mut stderr, address) = serve(folder.path(), &url);
    visit(&address).await;
    // It ends when the last message was sent.
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    assert!(asked.unwrap().success());
    let mut said = String::new();
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");

    let bodies = bodies.lock().unwrap();
    assert!(!bodies.is_empty(), "{said}");
    let spans: Vec<Span> = bodies.iter().flat_map(spans).collect();
    let has = |name: &str, key: &str, value: &str| {
        let is = |span: &Span| attribute(&span.attributes, key) == Some(value);
        assert!(
            spans.iter().any(|span| span.name == name && is(span)),
            "no {name} with {key} {value}: {spans:#?}"
        );
    };
    has("request", "route", "/api/v1/sites/{site}/reports");
    has("request", "id", "the-request-of-this-test");
    has("request", "route", "/{site}/corrections");
    has("job", "task", "forget");
    for body in bodies.iter() {
        let text = String::from_utf8_lossy(body);
        // Nor addresses of visitors, nor of code that says where it was built.
        for hidden in [PLANTED, "127.0.0.1", "/src/"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }
}

/// The spans of a message, which says whose they are.
fn spans(message: &Bytes) -> Vec<Span> {
    let message = ExportTraceServiceRequest::decode(message.clone()).unwrap();
    let mut spans = Vec::new();
    for of in message.resource_spans {
        let resource = of.resource.unwrap();
        let name = attribute(&resource.attributes, "service.name");
        assert_eq!(name, Some("corrigenda"));
        spans.extend(of.scope_spans.into_iter().flat_map(|scope| scope.spans));
    }
    spans
}

#[test]
fn an_address_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let said = program(folder.path())
        .arg("serve")
        .env("CORRIGENDA_TRACES", "collector:4318")
        .output()
        .unwrap();
    assert_eq!(said.status.code(), Some(1));
    let error = String::from_utf8(said.stderr).unwrap();
    assert!(error.contains("CORRIGENDA_TRACES"), "{error}");
}
