//! What is owed: claimed for a while, tried again later, finished or given up.

use jiff::{SignedDuration, Timestamp};

use super::{Result, Store};
use crate::domain::job::{Job, Task};
use crate::domain::site::SiteKey;

impl Store {
    /// Owes a task at once. Owed already, it is owed once more only when a worker has begun with it.
    pub async fn owe(&self, site: &SiteKey, task: Task, now: Timestamp) -> Result<()> {
        todo!("{site} {task:?} {now}")
    }

    /// Claims jobs that are due, oldest first: until `now + lease` no other worker gets them.
    pub async fn claim_jobs(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        limit: u32,
    ) -> Result<Vec<Job>> {
        todo!("{now} {lease} {limit}")
    }

    /// The job is done. Nothing happens when the claim ran out and somebody else has it, or when the same was
    /// owed again meanwhile.
    pub async fn finish_job(&self, job: &Job) -> Result<()> {
        todo!("{job:?}")
    }

    /// The job failed and is to be tried again at this time.
    pub async fn retry_job(&self, job: &Job, at: Timestamp, why: &str) -> Result<()> {
        todo!("{job:?} {at} {why}")
    }

    /// The job failed for good; it is kept for the operator to see.
    pub async fn give_up_job(&self, job: &Job, why: &str) -> Result<()> {
        todo!("{job:?} {why}")
    }

    /// How many jobs are owed, claimed ones included, given up ones not.
    pub async fn jobs_left(&self) -> Result<u64> {
        todo!()
    }

    /// When the next job can be claimed; none when nothing is owed.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        todo!()
    }
}
