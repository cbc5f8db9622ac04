//! What is owed after the answer was given: jobs are claimed, done, tried again later, or given up.
//!
//! One file a task, each written to run twice safely, because a job whose worker dies is done again by
//! another. What comes in over HTTP is not here: the two meet in the store and nowhere else.

mod apply;
mod claim;
mod clock;
mod fetch;
mod forget;
mod place;
mod reconsider;
mod standing;
mod sweep;
mod verify;
mod watch;

use std::time::Duration;

use anyhow::anyhow;
use tokio::sync::watch::{Receiver, Sender, channel};
use tokio::task::{JoinHandle, JoinSet};
use tracing::Instrument;

use crate::connect::{self, page::Pages};
use crate::domain::job::{Job, MAX_ATTEMPTS, Task, back_off};
use crate::meter::{self, Stopwatch};
use crate::store::{self, Store};

/// How often to look for jobs whose time has come, or that nobody could be told of.
const POLL: Duration = Duration::from_secs(1);

/// How often to look whether articles were changed outside.
const LOOK: Duration = Duration::from_secs(10);

/// Why a task was not done.
enum Undone {
    /// It may work later without anybody's doing.
    Later(anyhow::Error),
    /// It will not work; the words are for the editor, when there is one to tell.
    Never(anyhow::Error),
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        match error {
            // The site, article or case was removed after the job was owed.
            store::Error::NotFound => Self::Never(error.into()),
            _ => Self::Later(error.into()),
        }
    }
}

impl From<connect::Error> for Undone {
    fn from(error: connect::Error) -> Self {
        if error.may_pass() {
            Self::Later(error.into())
        } else {
            Self::Never(error.into())
        }
    }
}

/// The workers of this process.
pub struct Workers {
    stop: Sender<bool>,
    busy: JoinHandle<()>,
    looking: JoinHandle<()>,
}

impl Workers {
    /// Starts working on what the store is owed, at most `at_once` jobs at a time; `pages` fetches what only the
    /// web knows.
    pub fn start(store: Store, pages: Pages, at_once: usize) -> Self {
        let (stop, stopped) = channel(false);
        let looking = tokio::spawn(look(store.clone(), stopped.clone()));
        let busy = tokio::spawn(work(store, pages, at_once, stopped));
        Self {
            stop,
            busy,
            looking,
        }
    }

    /// Claims nothing more and returns when everything claimed is done.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // Workers that panicked have nothing left to wait for; the panic was reported when it happened.
        let _ = self.looking.await;
        let _ = self.busy.await;
    }
}

/// Does everything that is due now and what becomes due by it, then returns: for tests and for commands that end.
/// No page is fetched.
///
/// # Errors
/// When the store fails.
pub async fn settle(store: &Store) -> Result<(), store::Error> {
    settle_with(store, &Pages::none()).await
}

/// As [`settle`], with pages fetched by `pages`.
///
/// # Errors
/// When the store fails.
pub async fn settle_with(store: &Store, pages: &Pages) -> Result<(), store::Error> {
    loop {
        let jobs = store.claim_jobs(clock::now(), claim::LEASE, 16).await?;
        if jobs.is_empty() {
            return Ok(());
        }
        for job in jobs {
            perform(store, pages, job).await;
        }
    }
}

async fn work(store: Store, pages: Pages, at_once: usize, mut stopped: Receiver<bool>) {
    let mut busy = JoinSet::new();
    while !*stopped.borrow() {
        let room = at_once - busy.len();
        if room > 0 {
            for job in claim(&store, room).await {
                let (store, pages) = (store.clone(), pages.clone());
                busy.spawn(async move { perform(&store, &pages, job).await });
            }
        }
        let full = busy.len() == at_once;
        tokio::select! {
            Some(_) = busy.join_next() => {}
            () = store.job_owed(), if !full => {}
            () = tokio::time::sleep(POLL), if !full => {}
            gone = stopped.changed() => {
                // Without anybody who could say stop, this is the end, too.
                if gone.is_err() {
                    break;
                }
            }
        }
    }
    while busy.join_next().await.is_some() {}
}

async fn look(store: Store, mut stopped: Receiver<bool>) {
    let mut watch = watch::Watch::default();
    let mut sweep = sweep::Sweep::default();
    let mut daily = forget::Daily::default();
    while !*stopped.borrow() {
        if let Err(error) = watch.look(&store).await {
            tracing::warn!(%error, "articles cannot be watched");
        }
        sweep.when_due(&store).await;
        daily.see_to_it(&store).await;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            gone = stopped.changed() => {
                // Without anybody who could say stop, this is the end, too.
                if gone.is_err() {
                    break;
                }
            }
        }
    }
}

async fn claim(store: &Store, room: usize) -> Vec<Job> {
    let limit = u32::try_from(room).unwrap_or(u32::MAX);
    match store.claim_jobs(clock::now(), claim::LEASE, limit).await {
        Ok(jobs) => jobs,
        Err(error) => {
            tracing::warn!(%error, "no jobs can be claimed");
            Vec::new()
        }
    }
}

/// Does one job, holding on to it for as long as that takes, and writes down how it went.
async fn perform(store: &Store, pages: &Pages, mut job: Job) {
    let watch = Stopwatch::start();
    let done = if job.attempt > MAX_ATTEMPTS {
        // Claimed so often without an end, it takes its worker with it.
        Err(Undone::Never(anyhow!(
            "it was begun too often and never ended"
        )))
    } else {
        let (its_store, pages, its_job) = (store.clone(), pages.clone(), job.clone());
        let span =
            tracing::info_span!("job", task = job.task.name(), id = %job.id, attempt = job.attempt);
        let attempt = async move { attempt(&its_store, &pages, &its_job).await };
        let doing = apart(attempt.instrument(span));
        claim::hold(store, &mut job, claim::BEAT, doing).await
    };
    let job = &job;
    let (result, written) = match done {
        Ok(()) => ("done", store.finish_job(job).await),
        Err(Undone::Later(error)) if job.attempt < MAX_ATTEMPTS => {
            ("later", put_off(store, job, &error).await)
        }
        Err(Undone::Later(error) | Undone::Never(error)) => {
            ("given-up", give_up(store, job, &error).await)
        }
    };
    meter::job(job.task.name(), result, watch);
    if let Err(error) = written {
        // Its claim runs out and it is done once more.
        let task = job.task.name();
        tracing::warn!(task, job = %job.id, %error, "the end of a job was not stored");
    }
}

async fn attempt(store: &Store, pages: &Pages, job: &Job) -> Result<(), Undone> {
    match job.task {
        Task::Fetch(article) => fetch::run(store, &job.site, article).await,
        Task::Place(report) => place::run(store, pages, job, report).await,
        Task::Reconsider(article) => reconsider::run(store, &job.site, article).await,
        Task::Apply(case) => apply::run(store, &job.site, case).await,
        Task::Verify(case) => verify::run(store, job, case).await,
        Task::Forget => forget::run(store, &job.site).await,
    }
}

/// Does something in a task of its own, so that a panic in it is one more failed attempt. The panic's words may be
/// somebody's and are not kept.
async fn apart(
    doing: impl Future<Output = Result<(), Undone>> + Send + 'static,
) -> Result<(), Undone> {
    tokio::spawn(doing)
        .await
        .unwrap_or_else(|_| Err(Undone::Later(anyhow!("the attempt ended in a panic"))))
}

async fn put_off(store: &Store, job: &Job, error: &anyhow::Error) -> Result<(), store::Error> {
    let (task, attempt, why) = (job.task.name(), job.attempt, format!("{error:#}"));
    tracing::info!(task, job = %job.id, attempt, why, "a job will be tried again");
    let at = clock::now() + back_off(attempt);
    store.retry_job(job, at, &why).await
}

async fn give_up(store: &Store, job: &Job, error: &anyhow::Error) -> Result<(), store::Error> {
    let (task, attempt, why) = (job.task.name(), job.attempt, format!("{error:#}"));
    tracing::warn!(task, job = %job.id, attempt, why, "a job was given up");
    if let Task::Apply(case) | Task::Verify(case) = job.task {
        let words = format!("The correction could not be made: {why}.");
        match store.conflict(&job.site, case, &words, clock::now()).await {
            // The case itself is gone, so there is nobody to tell.
            Ok(()) | Err(store::Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    store.give_up_job(job, &why).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failed_attempt() {
        let numbers: Vec<u8> = Vec::new();
        let done = apart(async move {
            let _ = numbers[0];
            Ok(())
        });
        assert!(matches!(done.await, Err(Undone::Later(_))));
    }
}
