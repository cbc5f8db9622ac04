//! A crowd: many readers at once, on one node and on two.

use std::sync::Arc;

use corrigenda::domain::report::ReportId;
use corrigenda::store::{Filter, Store};

use super::{Kept, at, key_of, promises};

promises! {
    sixty_four_readers_of_one_mistake_make_one_case
    two_nodes_make_one_case_of_one_mistake
    a_request_sent_many_times_at_once_counts_once
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
