//! What is owed is done by one worker at a time, and by another when that one is lost.

use corrigenda::domain::job::{Job, Task};
use corrigenda::domain::report::ReportId;
use jiff::SignedDuration;

use super::{Kept, at, promises};

promises! {
    a_job_is_claimed_once
    a_lease_that_ran_out_is_somebody_elses
    a_claim_is_renewed_by_who_has_it_and_by_nobody_else
    a_job_is_tried_again_when_it_said
    a_job_that_was_given_up_is_left_alone_until_it_is_owed_again
    owing_again_what_is_being_done_is_not_lost
    workers_hear_of_what_is_owed
    the_journal_is_numbered_without_gaps_whoever_writes
}

const LEASE: SignedDuration = SignedDuration::from_secs(30);

fn task() -> Task {
    Task::Place(ReportId::new(at(0)))
}

async fn a_job_is_claimed_once(kept: Kept) {
    for _ in 0..20 {
        kept.store.owe(kept.key(), task(), at(0)).await.unwrap();
    }
    let claim = || kept.store.claim_jobs(at(1), LEASE, 15);
    let (a, b) = tokio::join!(claim(), claim());
    let mut ids: Vec<_> = a
        .unwrap()
        .into_iter()
        .chain(b.unwrap())
        .map(|job| job.id)
        .collect();
    ids.extend(claim().await.unwrap().into_iter().map(|job| job.id));
    assert_eq!(ids.len(), 20);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
    assert_eq!(kept.store.jobs_left().await.unwrap(), 20);
    assert_eq!(kept.store.next_due().await.unwrap(), Some(at(31)));
}

async fn a_lease_that_ran_out_is_somebody_elses(kept: Kept) {
    kept.store.owe(kept.key(), task(), at(0)).await.unwrap();
    let lost = kept
        .store
        .claim_jobs(at(1), LEASE, 1)
        .await
        .unwrap()
        .remove(0);
    assert!(
        kept.store
            .claim_jobs(at(30), LEASE, 1)
            .await
            .unwrap()
            .is_empty()
    );
    let taken = kept
        .store
        .claim_jobs(at(31), LEASE, 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (taken.id, taken.task, taken.attempt),
        (lost.id, lost.task, 2)
    );
    kept.store.finish_job(&lost).await.unwrap();
    kept.store.retry_job(&lost, at(99), "late").await.unwrap();
    assert_eq!(kept.store.jobs_left().await.unwrap(), 1);
    assert_eq!(kept.store.next_due().await.unwrap(), Some(at(61)));
    kept.store.finish_job(&taken).await.unwrap();
    assert_eq!(kept.store.jobs_left().await.unwrap(), 0);
    assert_eq!(kept.store.next_due().await.unwrap(), None);
}

async fn a_claim_is_renewed_by_who_has_it_and_by_nobody_else(kept: Kept) {
    let (store, task) = (&kept.store, task());
    let claim = async |now| store.claim_jobs(at(now), LEASE, 1).await.unwrap();
    let renew = async |job: &Job, now| store.renew_job(job, at(now), LEASE).await.unwrap();
    store.owe(kept.key(), task, at(0)).await.unwrap();
    let mut job = claim(1).await.remove(0);
    let unrenewed = job.clone();
    job.leased_until = renew(&job, 20).await.unwrap();
    assert_eq!(job.leased_until, at(50));
    assert_eq!(claim(31).await, [], "the first claim would have run out");
    let by_a_clock_set_back = renew(&job, 2).await.unwrap();
    assert_eq!(by_a_clock_set_back, at(50));
    assert_eq!(renew(&unrenewed, 21).await, None);
    let taken = claim(51).await.remove(0);
    assert_eq!((taken.id, taken.attempt), (job.id, 2));
    assert_eq!(renew(&job, 52).await, None, "it is somebody else's");
    store.owe(kept.key(), task, at(53)).await.unwrap();
    assert_eq!(renew(&taken, 54).await, None, "what was seen may be old");
    assert_eq!(claim(54).await.len(), 1);
}

async fn a_job_is_tried_again_when_it_said(kept: Kept) {
    kept.store.owe(kept.key(), task(), at(0)).await.unwrap();
    let job = kept
        .store
        .claim_jobs(at(1), LEASE, 1)
        .await
        .unwrap()
        .remove(0);
    kept.store
        .retry_job(&job, at(500), "no answer")
        .await
        .unwrap();
    assert!(
        kept.store
            .claim_jobs(at(499), LEASE, 1)
            .await
            .unwrap()
            .is_empty()
    );
    let again = kept.store.claim_jobs(at(500), LEASE, 1).await.unwrap();
    assert_eq!(again[0].attempt, 2);
}

async fn a_job_that_was_given_up_is_left_alone_until_it_is_owed_again(kept: Kept) {
    let task = task();
    kept.store.owe(kept.key(), task, at(0)).await.unwrap();
    let job = kept
        .store
        .claim_jobs(at(1), LEASE, 1)
        .await
        .unwrap()
        .remove(0);
    kept.store.give_up_job(&job, "never").await.unwrap();
    assert_eq!(kept.store.jobs_left().await.unwrap(), 0);
    assert!(
        kept.store
            .claim_jobs(at(9_999), LEASE, 1)
            .await
            .unwrap()
            .is_empty()
    );
    kept.store.owe(kept.key(), task, at(10_000)).await.unwrap();
    let again = kept.store.claim_jobs(at(10_000), LEASE, 1).await.unwrap();
    assert_eq!(again[0].attempt, 1);
}

async fn owing_again_what_is_being_done_is_not_lost(kept: Kept) {
    let task = task();
    kept.store.owe(kept.key(), task, at(0)).await.unwrap();
    kept.store.owe(kept.key(), task, at(1)).await.unwrap();
    assert_eq!(kept.store.jobs_left().await.unwrap(), 1);
    let job = kept
        .store
        .claim_jobs(at(1), LEASE, 1)
        .await
        .unwrap()
        .remove(0);
    kept.store.owe(kept.key(), task, at(2)).await.unwrap();
    kept.store.finish_job(&job).await.unwrap();
    let again = kept.store.claim_jobs(at(2), LEASE, 1).await.unwrap();
    assert_eq!(again.len(), 1);
}

async fn workers_hear_of_what_is_owed(kept: Kept) {
    kept.store.owe(kept.key(), task(), at(0)).await.unwrap();
    kept.store.job_owed().await;
}

async fn the_journal_is_numbered_without_gaps_whoever_writes(kept: Kept) {
    let kept = std::sync::Arc::new(kept.with_story().await);
    let writers = ["teh", "1987", "Robin", "night", "town"].map(|word| {
        let kept = kept.clone();
        tokio::spawn(async move {
            for _ in 0..5 {
                let accepted = kept.send(kept.suggests(word, "other")).await;
                let withdrawn = kept
                    .store
                    .withdraw_report(kept.key(), accepted.report, at(1));
                withdrawn.await.unwrap();
            }
        })
    });
    // A reader who always asks for what comes after must see every line, once and in order.
    let (mut after, mut seen) = (0, Vec::new());
    while seen.len() < 1 + 5 * 5 * 3 {
        let lines = kept.store.journal(kept.key(), after, 7).await.unwrap();
        seen.extend(lines.iter().map(|line| line.seq));
        after = seen.last().copied().unwrap_or(0);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let all: Vec<i64> = (1..=seen.len() as i64).collect();
    assert_eq!(seen, all);
}
