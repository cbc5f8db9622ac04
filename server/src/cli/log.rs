//! What this process tells its operator: the log on standard error and, in a build with the feature `otel` and with the
//! setting `traces`, spans for a collector. What is told is decided where it happens.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::LogFormat;

/// Logs go to standard error, because standard output is for results. That they cannot be written, because
/// nobody reads any more, must not fail a request.
pub(super) fn to_stderr(directives: &str, format: LogFormat) {
    with_traces(directives, format, &Traces::none());
}

/// The same, and spans to the collector. What is not logged is not traced either.
pub(super) fn with_traces(directives: &str, format: LogFormat, traces: &Traces) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter(directives))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false);
    match format {
        LogFormat::Text => traces.on(log.finish()).init(),
        LogFormat::Json => {
            let log = log.json().flatten_event(true).with_span_list(false);
            traces.on(log.finish()).init();
        }
    }
}

/// What is logged; never, even when all of it is asked for, what tells who asks.
fn filter(directives: &str) -> EnvFilter {
    // At `trace` it says the address of each connection.
    let quiet = "axum::serve=debug".parse().expect("it is a directive");
    EnvFilter::new(directives).add_directive(quiet)
}

#[cfg(feature = "otel")]
pub(super) use with_collector::Traces;
#[cfg(not(feature = "otel"))]
pub(super) use without_collector::Traces;

#[cfg(not(feature = "otel"))]
mod without_collector {
    use tokio::runtime::Handle;

    use crate::config::Config;

    /// Nothing is traced: the settings refuse `traces`.
    pub(crate) struct Traces;

    impl Traces {
        pub(crate) fn none() -> Self {
            Self
        }

        #[expect(
            clippy::unnecessary_wraps,
            reason = "the build with a collector can fail here"
        )]
        pub(crate) fn start(_: &Config, _: &Handle) -> anyhow::Result<Self> {
            Ok(Self)
        }

        pub(super) fn on<S>(&self, log: S) -> S {
            log
        }

        pub(crate) fn finish(self) {}
    }
}

#[cfg(feature = "otel")]
mod with_collector {
    use anyhow::Context;
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
    use tokio::runtime::Handle;
    use tracing_opentelemetry::OpenTelemetryLayer;
    use tracing_subscriber::layer::{Layered, SubscriberExt};
    use tracing_subscriber::registry::LookupSpan;

    use crate::config::Config;
    use crate::connect::collector;

    /// What traces the process, if anything.
    pub(crate) struct Traces(Option<SdkTracerProvider>);

    impl Traces {
        pub(crate) fn none() -> Self {
            Self(None)
        }

        /// Traces go where the settings say, sent by `runtime`.
        ///
        /// # Errors
        /// When the address cannot be one.
        pub(crate) fn start(config: &Config, runtime: &Handle) -> anyhow::Result<Self> {
            let Some(url) = &config.traces else {
                return Ok(Self::none());
            };
            let exporter = collector::exporter(url, runtime.clone())
                .with_context(|| format!("traces cannot be sent to {url}"))?;
            let sampler = Sampler::TraceIdRatioBased(config.traces_share);
            let provider = SdkTracerProvider::builder()
                .with_batch_exporter(exporter)
                .with_sampler(sampler)
                .with_resource(Resource::builder().with_service_name("corrigenda").build())
                .build();
            Ok(Self(Some(provider)))
        }

        pub(super) fn on<S>(&self, log: S) -> Layered<Option<OpenTelemetryLayer<S, SdkTracer>>, S>
        where
            S: tracing::Subscriber + for<'span> LookupSpan<'span>,
        {
            let layer = self.0.as_ref().map(|provider| {
                tracing_opentelemetry::layer()
                    .with_tracer(provider.tracer("corrigenda"))
                    .with_location(false)
                    .with_threads(false)
            });
            log.with(layer)
        }

        /// Sends what is left. The runtime has to be there still.
        pub(crate) fn finish(self) {
            if let Some(Err(error)) = self.0.map(|provider| provider.shutdown()) {
                tracing::warn!(%error, "the last traces were not sent");
            }
        }
    }
}
