//! A crowd: many readers at once, on one node and on two.

use std::sync::Arc;

use corrigenda::domain::report::ReportId;
use corrigenda::store::{Error, Filter, Store};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::{Kept, at, key_of, promises};

promises! {
    sixty_four_readers_of_one_mistake_make_one_case
    two_nodes_make_one_case_of_one_mistake
    a_request_sent_many_times_at_once_counts_once
    whoever_finds_the_queue_full_is_told_and_nobody_else_is_lost
}

async fn one_case_with(kept: &Kept, reports: u64) {
    let queue = kept
        .store
        .queue(kept.key(), &Filter::default(), None, 10)
        .await
        .unwrap();
    let counts: Vec<(u64, u64, i64)> = queue
        .items
        .iter()
        .map(|row| {
            (
                row.case.reports,
                row.case.proposals[0].reports,
                row.case.version,
            )
        })
        .collect();
    assert_eq!(counts, [(reports, reports, 1)]);
}

async fn sixty_four_readers_of_one_mistake_make_one_case(kept: Kept) {
    let kept = Arc::new(kept.with_story().await);
    let readers: Vec<_> = (0..64)
        .map(|_| {
            let kept = kept.clone();
            tokio::spawn(async move {
                kept.send(kept.suggests("heard teh call", "heard the call"))
                    .await
            })
        })
        .collect();
    let mut counts = Vec::new();
    for reader in readers {
        counts.push(reader.await.unwrap().case.unwrap().reports);
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=64).collect::<Vec<_>>());
    one_case_with(&kept, 64).await;
}

async fn two_nodes_make_one_case_of_one_mistake(kept: Kept) {
    let kept = Arc::new(kept.with_story().await);
    let other = Store::open(&kept.url).await.unwrap();
    let readers: Vec<_> = (0..40)
        .map(|n| {
            let (kept, other) = (kept.clone(), other.clone());
            tokio::spawn(async move {
                let (report, finding) = kept.suggests("teh", "the");
                let node = if n % 2 == 0 { &kept.store } else { &other };
                node.accept_report(&kept.site, report, finding)
                    .await
                    .unwrap();
            })
        })
        .collect();
    for reader in readers {
        reader.await.unwrap();
    }
    one_case_with(&kept, 40).await;
}

async fn a_request_sent_many_times_at_once_counts_once(kept: Kept) {
    let kept = Arc::new(kept.with_story().await);
    let other = Store::open(&kept.url).await.unwrap();
    let retries: Vec<_> = (0..20)
        .map(|n| {
            let (kept, other) = (kept.clone(), other.clone());
            tokio::spawn(async move {
                let (mut report, finding) = kept.suggests("teh", "the");
                report.id = ReportId::new(at(n));
                report.idempotency = key_of("same", 1);
                let node = if n % 2 == 0 { &kept.store } else { &other };
                node.accept_report(&kept.site, report, finding)
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut reports = Vec::new();
    for retry in retries {
        reports.push(retry.await.unwrap().report);
    }
    reports.dedup();
    assert_eq!(reports.len(), 1);
    one_case_with(&kept, 1).await;
}

/// Keeps everybody else from writing until the sender is dropped.
async fn keep_the_database_busy(url: &str) -> tokio::sync::oneshot::Sender<()> {
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let (held, wait) = tokio::sync::oneshot::channel();
    let url = url.to_owned();
    tokio::spawn(async move {
        if url.starts_with("sqlite:") {
            let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
            let _lock = pool.begin_with("begin immediate").await.unwrap();
            held.send(()).unwrap();
            let _ = released.await;
        } else {
            let pool = sqlx::PgPool::connect(&url).await.unwrap();
            let mut lock = pool.begin().await.unwrap();
            let table = sqlx::query("lock table articles in exclusive mode");
            table.execute(&mut *lock).await.unwrap();
            held.send(()).unwrap();
            let _ = released.await;
        }
    });
    wait.await.unwrap();
    release
}

async fn whoever_finds_the_queue_full_is_told_and_nobody_else_is_lost(kept: Kept) {
    // The queue and the batch that waits for the database, and then one more.
    const TOO_MANY: usize = 4_096 + 256 + 1;
    let kept = kept.with_story().await;
    let sent = kept.suggests("teh", "the");
    let release = keep_the_database_busy(&kept.url).await;
    let mut readers: FuturesUnordered<_> = (0..TOO_MANY)
        .map(|_| {
            let (mut report, finding) = sent.clone();
            report.id = ReportId::new(at(0));
            kept.try_send((report, finding))
        })
        .collect();
    // While nothing can be written, the only answer there is, is that there are too many.
    let first = readers.next().await.unwrap();
    assert!(matches!(first, Err(Error::Busy)), "{first:?}");
    drop(release);
    let (mut taken, mut refused) = (0, 1);
    while let Some(answer) = readers.next().await {
        match answer {
            Ok(_) => taken += 1,
            Err(Error::Busy) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(taken >= 4_096 && taken + refused == TOO_MANY as u64);
    one_case_with(&kept, taken).await;
}

/// How many rows PostgreSQL read in tables that it went through from end to end, once everybody has left.
async fn rows_read_in_whole_tables(url: &str) -> i64 {
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    // A connection counts what it read when it ends.
    loop {
        let left = "select count(*) from pg_stat_activity
            where application_name = 'corrigenda' and datname = current_database()";
        let (left,): (i64,) = sqlx::query_as(left).fetch_one(&pool).await.unwrap();
        if left == 0 {
            break;
        }
    }
    let read = "select cast(sum(seq_tup_read) as bigint) from pg_stat_user_tables
        where relname in ('cases', 'proposals', 'reports', 'idempotency', 'acceptances', 'journal')";
    let (read,): (i64,) = sqlx::query_as(read).fetch_one(&pool).await.unwrap();
    read
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_costs_postgres_no_more_because_others_came_before() {
    let kept = Kept::in_postgres().await.with_story().await;
    for n in 0..40 {
        let mut sent = kept.suggests("teh", &format!("the {n}"));
        sent.0.idempotency = key_of(&n.to_string(), 1);
        kept.send(sent).await;
    }
    kept.store.close().await;
    assert_eq!(rows_read_in_whole_tables(&kept.url).await, 0);
}
