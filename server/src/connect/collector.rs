//! Where traces go: an OpenTelemetry collector, by OTLP over HTTP. Its library makes and batches the messages; here is only
//! how they are sent, with the client that the rest of the program uses.

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use tokio::runtime::Handle;

/// How long the collector may take for one message.
const WITHIN: Duration = Duration::from_secs(10);

/// More than this a collector has not to say.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What sends spans to `url`, the whole address (`http://host:4318/v1/traces`), on `runtime`.
///
/// # Errors
/// When the address is none, or the machine has no certificates to know servers by.
pub fn exporter(url: &str, runtime: Handle) -> anyhow::Result<SpanExporter> {
    let cryptography = rustls::crypto::ring::default_provider();
    let mut plain = HttpConnector::new();
    plain.enforce_http(false);
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_platform_verifier(cryptography)?
        .https_or_http()
        .enable_http1()
        .wrap_connector(plain);
    let client = Client {
        pooled: Pooled::builder(TokioExecutor::new()).build(connector),
        runtime,
    };
    Ok(SpanExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_endpoint(url)
        .with_timeout(WITHIN)
        .build()?)
}

/// Messages are made on a thread without a runtime; they are sent by the one of the server.
#[derive(Debug)]
struct Client {
    pooled: Pooled<HttpsConnector<HttpConnector>, Full<Bytes>>,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let pooled = self.pooled.clone();
        let send = async move {
            let answer = pooled.request(request.map(Full::new)).await?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST_ANSWER).collect().await?;
            Ok(Response::from_parts(head, body.to_bytes()))
        };
        // Within the runtime, where there are clocks.
        let within = async { tokio::time::timeout(WITHIN, send).await };
        self.runtime.spawn(within).await??
    }
}
