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
    reports_that_wait_together_are_committed_together
    a_store_that_is_closed_has_stored_what_came_before_and_left_no_log
    a_request_sent_many_times_at_once_counts_once
    whoever_finds_the_queue_full_is_told_and_nobody_else_is_lost
    a_third_more_reports_of_one_mistake_cost_what_the_third_before_did
    suggestions_that_overlap_without_end_cost_no_more_each
    an_answer_is_forgotten_when_it_is_old
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

/// Transactions that wrote reports (PostgreSQL), or anything (SQLite: the frames of its log that end one).
async fn commits(kept: &Kept) -> usize {
    if kept.url.starts_with("postgres:") {
        let pool = sqlx::PgPool::connect(&kept.url).await.unwrap();
        let read = "select count(distinct cast(xmin as text)) from reports";
        let (commits,): (i64,) = sqlx::query_as(read).fetch_one(&pool).await.unwrap();
        return usize::try_from(commits).unwrap();
    }
    let folder = kept.folder.as_ref().unwrap().path();
    let log = std::fs::read(folder.join("test.db-wal")).unwrap();
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
    let page = usize::try_from(number(&log[8..12])).unwrap();
    let frames = log[32..].chunks_exact(24 + page);
    // A frame of this round of the log bears its salt; one that ends a transaction says how large the file is then.
    let ends = frames.filter(|frame| frame[8..16] == log[16..24] && number(&frame[4..8]) != 0);
    ends.count()
}

async fn a_store_that_is_closed_has_stored_what_came_before_and_left_no_log(kept: Kept) {
    let kept = kept.with_story().await;
    let (report, finding) = kept.suggests("teh", "the");
    let sending = kept.store.accept_report(&kept.site, report, finding);
    let (sent, ()) = tokio::join!(sending, kept.store.close());
    sent.expect("it came before the end");
    if let Some(folder) = &kept.folder {
        assert!(!folder.path().join("test.db-wal").exists());
    }
    let reopened = Kept {
        store: Store::open(&kept.url).await.unwrap(),
        ..kept
    };
    one_case_with(&reopened, 1).await;
}

async fn reports_that_wait_together_are_committed_together(kept: Kept) {
    let kept = kept.with_story().await;
    let sent = kept.suggests("teh", "the");
    let before = commits(&kept).await;
    let release = keep_the_database_busy(&kept.url).await;
    let readers = (0..200).map(|_| {
        let (mut report, finding) = sent.clone();
        report.id = ReportId::new(at(0));
        kept.try_send((report, finding))
    });
    let all = futures_util::future::join_all(readers);
    // Each has come into the queue before the database is free.
    let (answers, ()) = tokio::join!(all, async { drop(release) });
    assert!(answers.iter().all(Result::is_ok));
    let commits = commits(&kept).await - before;
    assert!((1..=5).contains(&commits), "{commits} for 200 reports");
    one_case_with(&kept, 200).await;
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

/// What the database holds, in bytes.
async fn size(url: &str) -> i64 {
    let read = "select cast(sum(pg_total_relation_size(oid)) as bigint) from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace";
    let (size,): (i64,) = if url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(url).await.unwrap();
        let read =
            "select p.page_count * s.page_size from pragma_page_count() p, pragma_page_size() s";
        sqlx::query_as(read).fetch_one(&pool).await.unwrap()
    } else {
        let pool = sqlx::PgPool::connect(url).await.unwrap();
        sqlx::query_as(read).fetch_one(&pool).await.unwrap()
    };
    size
}

/// How many rows PostgreSQL read and wrote so far; the connections must have ended.
async fn rows_touched(url: &str) -> i64 {
    rows_read_in_whole_tables(url).await;
    let pool = sqlx::PgPool::connect(url).await.unwrap();
    let read = "select cast(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
        + n_tup_ins + n_tup_upd + n_tup_del) as bigint) from pg_stat_user_tables";
    let (read,): (i64,) = sqlx::query_as(read).fetch_one(&pool).await.unwrap();
    read
}

async fn send_at_once(kept: &Kept, store: &Store, keys: std::ops::Range<i64>, vary: bool) {
    let mut readers: FuturesUnordered<_> = keys
        .map(|n| {
            let new = if vary {
                format!("the {n}")
            } else {
                "the".to_owned()
            };
            let (mut report, finding) = kept.suggests("teh", &new);
            report.id = ReportId::new(at(n));
            report.idempotency = key_of(&n.to_string(), 1);
            store.accept_report(&kept.site, report, finding)
        })
        .collect();
    while let Some(answer) = readers.next().await {
        answer.expect("it is taken");
    }
}

/// A third of a crowd: a thousand reports, or the hundreds of them that `cargo xtask soak` asks for.
fn third() -> i64 {
    let asked = std::env::var("CORRIGENDA_SOAK_HUNDREDS").ok();
    100 * asked.map_or(10, |asked| asked.parse::<i64>().expect("a number"))
}

/// Bytes and, in PostgreSQL, rows that each third of a crowd's reports cost.
async fn costs(kept: &Kept, vary: bool) -> Vec<(i64, i64)> {
    let mut before = (size(&kept.url).await, 0);
    let is_postgres = kept.url.starts_with("postgres:");
    kept.store.close().await;
    let mut costs = Vec::new();
    for part in 0..3 {
        let store = Store::open(&kept.url).await.unwrap();
        // Batches of one size, so that what a batch costs beside its reports is the same each time.
        for hundred in 0..third() / 100 {
            let first = part * third() + hundred * 100;
            send_at_once(kept, &store, first..first + 100, vary).await;
        }
        store.close().await;
        let touched = if is_postgres {
            rows_touched(&kept.url).await
        } else {
            0
        };
        let now = (size(&kept.url).await, touched);
        costs.push((now.0 - before.0, now.1 - before.1));
        before = now;
    }
    costs
}

/// So many rows are read or written for a report at most, those that keys refer to among them.
const ROWS: i64 = 60;

fn is_even(costs: &[(i64, i64)]) -> bool {
    let ((bytes, _), (more_bytes, _)) = (costs[1], costs[2]);
    // A third and a few pages are the databases' own unevenness; the rows of a report are few, at any time.
    more_bytes <= bytes * 4 / 3 + 200_000 && costs.iter().all(|(_, rows)| *rows <= ROWS * third())
}

async fn a_third_more_reports_of_one_mistake_cost_what_the_third_before_did(kept: Kept) {
    let kept = kept.with_story().await;
    let costs = costs(&kept, false).await;
    assert!(is_even(&costs), "{costs:?}");
    assert!(costs[2].0 < 3_000 * third(), "bytes for a third: {costs:?}");
    let reopened = Kept {
        store: Store::open(&kept.url).await.unwrap(),
        ..kept
    };
    one_case_with(&reopened, 3 * third().unsigned_abs()).await;
}

async fn suggestions_that_overlap_without_end_cost_no_more_each(kept: Kept) {
    let kept = kept.with_story().await;
    let costs = costs(&kept, true).await;
    assert!(is_even(&costs), "{costs:?}");
    let store = Store::open(&kept.url).await.unwrap();
    let all = Filter::default();
    let queue = store.queue(kept.key(), &all, None, 10).await.unwrap();
    assert_eq!(queue.items.len(), 1);
    assert_eq!(queue.items[0].case.reports, 3 * third().unsigned_abs());
    assert_eq!(
        queue.items[0].case.proposals.len(),
        10,
        "as many as are shown"
    );
}

async fn an_answer_is_forgotten_when_it_is_old(kept: Kept) {
    let kept = kept.with_story().await;
    let store = kept.store.clone();
    send_at_once(&kept, &store, 0..3, false).await;
    let none = store.forget_answers(kept.key(), at(0), 10).await.unwrap();
    assert_eq!(none, 0);
    let first = store.forget_answers(kept.key(), at(60), 2).await.unwrap();
    let rest = store.forget_answers(kept.key(), at(60), 10).await.unwrap();
    assert_eq!((first, rest), (2, 1));
    send_at_once(&kept, &store, 0..1, false).await;
    one_case_with(&kept, 4).await;
}
