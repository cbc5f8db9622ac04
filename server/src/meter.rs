//! What is counted while the server runs: every metric with its name, labels and meaning, and one function to count
//! each. Labels are words of closed sets and templates of routes; never an address, a site's visitor or anybody's
//! words. How metrics are served is `web::metrics`'; without a place to serve them counting does nothing.
//!
//! The clock of those who must not have one lives here, too: a [`Stopwatch`] measures and decides nothing.

use std::time::{Duration, Instant};

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sort {
    /// Only grows.
    Counter,
    /// Comes and goes; taken when it is asked for.
    Gauge,
    /// How many fell into each of these ranges.
    Histogram(&'static [f64]),
}

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name, as Prometheus sees it.
    pub name: &'static str,
    /// What it is.
    pub sort: Sort,
    /// What it tells, with its labels.
    pub help: &'static str,
}

/// From a tenth of a millisecond to ten seconds.
const SECONDS: &[f64] = &[
    0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
/// Up to the size of a batch.
const SIZES: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

macro_rules! metrics {
    ($($constant:ident, $name:literal, $sort:expr, $help:literal;)+) => {
        $(const $constant: &str = $name;)+
        /// Every metric.
        pub const ALL: &[Metric] = &[$(Metric { name: $name, sort: $sort, help: $help }),+];
    };
}

metrics! {
    BUILD, "corrigenda_build_info", Sort::Gauge,
        "Always 1; the labels name the version and the database.";
    REPORTS, "corrigenda_reports_total", Sort::Counter,
        "Reports that came in well-formed, by result: stored, replayed (answered from an idempotency key), conflict (its key came with another report), refused (caps and proofs of work), busy (the queue was full) or failed.";
    QUEUE, "corrigenda_intake_queue", Sort::Gauge,
        "Reports that wait to be written.";
    QUEUE_MOST, "corrigenda_intake_queue_limit", Sort::Gauge,
        "Reports that may wait before the next one is answered 503.";
    COMMIT_REPORTS, "corrigenda_commit_reports", Sort::Histogram(SIZES),
        "Reports in one transaction of the intake.";
    COMMIT_SECONDS, "corrigenda_commit_seconds", Sort::Histogram(SECONDS),
        "Seconds that one transaction of the intake took, the flush to disk included.";
    JOBS, "corrigenda_jobs", Sort::Gauge,
        "Jobs by task and state: due, waiting (for their next attempt), claimed or given-up.";
    JOB_AGE, "corrigenda_job_oldest_due_seconds", Sort::Gauge,
        "Seconds since the oldest job that nobody has claimed became due, by task.";
    JOB_RUNS, "corrigenda_job_runs_total", Sort::Counter,
        "Attempts at jobs by task and result: done, later or given-up.";
    JOB_SECONDS, "corrigenda_job_seconds", Sort::Histogram(SECONDS),
        "Seconds that one attempt at a job took, by task.";
    FETCHES, "corrigenda_fetches_total", Sort::Counter,
        "Pages asked of publishers' servers by result: fetched, or why not.";
    CONNECTIONS, "corrigenda_database_connections", Sort::Gauge,
        "Connections to the database by pool and state: used or idle.";
    CONNECTIONS_MOST, "corrigenda_database_connections_limit", Sort::Gauge,
        "Connections that a pool may open, by pool.";
    DATABASE_UP, "corrigenda_database_up", Sort::Gauge,
        "1 when the database answered this scrape, else 0.";
    REQUESTS, "corrigenda_http_requests_total", Sort::Counter,
        "Answers by method, route (as the table of routes spells it) and status.";
    REQUEST_SECONDS, "corrigenda_http_request_seconds", Sort::Histogram(SECONDS),
        "Seconds until an answer's head was ready, by method and route.";
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// From now on.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    fn time(self) -> Duration {
        self.0.elapsed()
    }
}

/// Begins to count, and gives what renders the counts. Without this, nothing is counted.
///
/// # Errors
/// When somebody counts already.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    let mut builder = PrometheusBuilder::new();
    for metric in ALL {
        if let Sort::Histogram(ranges) = metric.sort {
            let name = Matcher::Full(metric.name.to_owned());
            builder = builder.set_buckets_for_metric(name, ranges)?;
        }
    }
    let handle = builder.install_recorder()?;
    for metric in ALL {
        match metric.sort {
            Sort::Counter => describe_counter!(metric.name, metric.help),
            Sort::Gauge => describe_gauge!(metric.name, metric.help),
            Sort::Histogram(_) => describe_histogram!(metric.name, Unit::Count, metric.help),
        }
    }
    Ok(handle)
}

/// This program runs on this database.
pub fn build(database: &'static str) {
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION"), "database" => database).set(1.0);
}

/// A report came in, and this became of it.
pub fn report(result: &'static str) {
    counter!(REPORTS, "result" => result).increment(1);
}

/// The intake wrote so many reports in one transaction.
pub fn commit(reports: usize, watch: Stopwatch) {
    histogram!(COMMIT_REPORTS).record(number(reports));
    histogram!(COMMIT_SECONDS).record(watch.time());
}

/// A job was tried.
pub fn job(task: &'static str, result: &'static str, watch: Stopwatch) {
    counter!(JOB_RUNS, "task" => task, "result" => result).increment(1);
    histogram!(JOB_SECONDS, "task" => task).record(watch.time());
}

/// A page was asked for.
pub fn fetch(result: &'static str) {
    counter!(FETCHES, "result" => result).increment(1);
}

/// A request was answered.
pub fn request(method: &'static str, route: &str, status: u16, watch: Stopwatch) {
    let route = route.to_owned();
    let labels = [
        ("method", method.to_owned()),
        ("route", route.clone()),
        ("status", status.to_string()),
    ];
    counter!(REQUESTS, &labels).increment(1);
    histogram!(REQUEST_SECONDS, "method" => method, "route" => route).record(watch.time());
}

/// How full the intake's queue is.
pub fn queue(waiting: usize, limit: usize) {
    gauge!(QUEUE).set(number(waiting));
    gauge!(QUEUE_MOST).set(number(limit));
}

/// How many jobs of a task are in this state.
pub fn jobs(task: &'static str, state: &'static str, count: u64) {
    gauge!(JOBS, "task" => task, "state" => state).set(number(count));
}

/// How long ago the oldest unclaimed job of a task became due.
pub fn job_age(task: &'static str, seconds: f64) {
    gauge!(JOB_AGE, "task" => task).set(seconds);
}

/// What a pool of connections does.
pub fn pool(pool: &'static str, used: u32, idle: u32, limit: u32) {
    gauge!(CONNECTIONS, "pool" => pool, "state" => "used").set(f64::from(used));
    gauge!(CONNECTIONS, "pool" => pool, "state" => "idle").set(f64::from(idle));
    gauge!(CONNECTIONS_MOST, "pool" => pool).set(f64::from(limit));
}

/// Whether the database answers.
pub fn database_up(up: bool) {
    gauge!(DATABASE_UP).set(if up { 1.0 } else { 0.0 });
}

/// Counts are far below what a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "metrics are floats")]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(u64::MAX) as f64
}
