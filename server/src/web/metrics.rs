//! `/metrics`, on an address of its own that only the operator's network should reach: what was counted, and what
//! the store says of itself at this moment, in Prometheus' text format. What there is to count stands in `meter`.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use jiff::Timestamp;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

use crate::domain::job::Task;
use crate::meter;
use crate::store::{self, Store};

/// Counts are tidied this often also when nobody asks for them, so that they take no more memory over time.
const TIDY_EVERY: Duration = Duration::from_secs(10);

/// A database that takes longer than this is as good as away; whoever scrapes waits about ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);

const STATES: [&str; 4] = ["due", "waiting", "claimed", "given-up"];

/// Serves until `shutdown` resolves.
pub async fn serve(
    store: Store,
    counts: PrometheusHandle,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    meter::build(store.database());
    let tidied = counts.clone();
    let tidying = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDY_EVERY).await;
            tidied.run_upkeep();
        }
    });
    let routes = Router::new()
        .route("/metrics", get(show))
        .with_state((store, counts));
    let served = axum::serve(listener, routes)
        .with_graceful_shutdown(shutdown)
        .await;
    tidying.abort();
    served
}

async fn show(State((store, counts)): State<(Store, PrometheusHandle)>) -> impl IntoResponse {
    let sampled = tokio::time::timeout(PATIENCE, sample(&store)).await;
    meter::database_up(matches!(sampled, Ok(Ok(()))));
    let kind = [(
        header::CONTENT_TYPE,
        "text/plain; version=0.0.4; charset=utf-8",
    )];
    (kind, counts.render())
}

/// Takes what is not counted but looked at.
async fn sample(store: &Store) -> Result<(), store::Error> {
    let (waiting, limit) = store.intake_queue();
    meter::queue(waiting, limit);
    for pool in store.pools() {
        meter::pool(pool.name, pool.used, pool.idle, pool.limit);
    }
    let now = Timestamp::now();
    let counted = store.job_counts(now).await?;
    // Those that are not there any more must not stand as they were.
    for task in Task::NAMES {
        for state in STATES {
            let found = counted
                .iter()
                .find(|found| found.task == *task && found.state == state);
            meter::jobs(task, state, found.map_or(0, |found| found.jobs));
            if state == "due" {
                let age = found.map(|found| now.duration_since(found.due).as_secs_f64());
                meter::job_age(task, age.unwrap_or(0.0));
            }
        }
    }
    Ok(())
}
