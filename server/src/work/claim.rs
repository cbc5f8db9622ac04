//! How a worker holds on to a job: the claim is short, so that a node that died is soon replaced, and renewed for as long
//! as the job takes, so that nobody else begins it meanwhile. Claiming itself is the store's.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::clock;
use crate::domain::job::Job;
use crate::store::Store;

/// How long a claim holds: so long, at most, the jobs of a node that died wait for another one.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(24);

/// How often a claim is renewed: one renewal may fail and another be late before it runs out.
pub(super) const BEAT: Duration = Duration::from_secs(8);

/// Waits for the end of a job and renews its claim until then. A claim that was lost is let go: what was owed again, or
/// was taken by another worker who found it run out, is theirs, and the end of it here changes nothing.
pub(super) async fn hold<T>(
    store: &Store,
    job: &mut Job,
    beat: Duration,
    doing: impl Future<Output = T>,
) -> T {
    let mut beats = interval_at(Instant::now() + beat, beat);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_ours = true;
    tokio::pin!(doing);
    loop {
        tokio::select! {
            biased;
            done = &mut doing => return done,
            _ = beats.tick(), if is_ours => is_ours = renew(store, job).await,
        }
    }
}

/// Whether the job may still be ours.
async fn renew(store: &Store, job: &mut Job) -> bool {
    let task = job.task.name();
    match store.renew_job(job, clock::now(), LEASE).await {
        Ok(Some(until)) => job.leased_until = until,
        Ok(None) => {
            tracing::info!(task, job = %job.id, "a job was taken by somebody else");
            return false;
        }
        Err(error) => tracing::warn!(task, job = %job.id, %error, "a claim was not renewed"),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::Task;
    use crate::domain::sender::Caps;
    use crate::domain::site::{Connector, Site, TextRules};

    #[tokio::test]
    async fn a_job_that_takes_longer_than_its_claim_is_nobody_elses() {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("a.db").display());
        let store = Store::open(&database).await.expect("a database");
        store.migrate().await.expect("a schema");
        let site = Site {
            key: "daily".parse().expect("a key"),
            name: "The Daily".to_owned(),
            origins: vec!["https://daily.example.org".to_owned()],
            language: "en".to_owned(),
            text: TextRules::default(),
            connector: Connector::None,
            caps: Caps::default(),
        };
        store.create_site(&site).await.expect("a site");
        let now = clock::now();
        store.owe(&site.key, Task::Forget, now).await.expect("owed");
        let claimed = store.claim_jobs(now, LEASE, 1).await.expect("claimed");
        let mut job = claimed.into_iter().next().expect("it is due");
        let first = job.leased_until;
        // It takes until its claim was renewed twice, and then another worker comes who thinks that the first claim
        // has just run out.
        let longer = async {
            let (mut renewals, mut until) = (0, first);
            while renewals < 2 {
                let next = store.next_due().await.expect("asked").expect("it is owed");
                renewals += u32::from(next > until);
                until = next;
            }
            let others = store.claim_jobs(first, LEASE, 1).await;
            assert_eq!(others.expect("asked"), []);
        };
        let beat = Duration::from_millis(10);
        let patient = tokio::time::timeout(Duration::from_secs(60), longer);
        let held = hold(&store, &mut job, beat, patient).await;
        held.expect("the claim is renewed");
        store.finish_job(&job).await.expect("finished");
        assert_eq!(store.jobs_left().await.expect("counted"), 0);
        store.close().await;
    }
}
