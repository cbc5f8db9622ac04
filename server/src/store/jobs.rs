//! What is owed: claimed for a while, tried again later, finished or given up.
//!
//! A task is owed once: owing it again makes it due at once, and takes it from the worker who has it, for what
//! that worker has seen may be old. The end of a lease is what a worker shows to prove that the claim is still its
//! own; every task may run twice.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::db::{Conn, corrupt, count, dialect, execute, micros, query, time, word};
use super::sets::Column::{Id, Number, Text};
use super::sets::{Statement, clean};
use super::{Error, Result, Store};
use crate::domain::article::ArticleId;
use crate::domain::case::CaseId;
use crate::domain::job::{Job, JobId, Task};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;

static OWE: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("job_id", Id),
        ("task", Text),
        ("subject", Id),
        ("attempts", Number),
        ("due", Number),
        ("given_up", Number),
    ];
    let again = "on conflict (site_id, task, subject) do update set
        attempts = 0, due = excluded.due, leased_until = null, why = null, given_up = 0";
    Statement::insert("jobs", &columns, again)
});

#[derive(sqlx::FromRow)]
struct Row {
    site_id: String,
    job_id: Uuid,
    task: String,
    subject: Uuid,
    attempts: i64,
    leased_until: i64,
}

impl Store {
    /// Owes a task at once.
    pub async fn owe(&self, site: &SiteKey, task: Task, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        owe(&mut tx, site, &[task], now).await?;
        tx.commit().await
    }

    /// Owes each site a task that it always owes, where it does not already or where it was given up.
    pub async fn owe_everywhere(&self, task: Task, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sites = query!(
            fetch_all,
            (String,),
            &mut tx,
            "select site_id from sites order by site_id"
        )?;
        for (site,) in sites {
            let insert = "insert into jobs
                    (site_id, job_id, task, subject, attempts, due, given_up)
                values ($1, $2, $3, $4, 0, $5, 0)
                on conflict (site_id, task, subject) do update set attempts = 0,
                    due = excluded.due, leased_until = null, why = null, given_up = 0
                where jobs.given_up = 1";
            let (id, due) = (JobId::new(now).0, micros(now));
            execute!(&mut tx, insert, &site, id, task.name(), task.subject(), due)?;
        }
        tx.owes_jobs();
        tx.commit().await
    }

    /// Claims jobs that are due, the longest due first: until `now + lease` no other worker gets them.
    pub async fn claim_jobs(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        limit: u32,
    ) -> Result<Vec<Job>> {
        // Workers ask often and mostly in vain; asking must not wait for those who write.
        if self.next_due().await?.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let mut tx = self.db.write().await?;
        let claim = dialect!(
            &tx,
            sqlite: "update jobs set attempts = attempts + 1, leased_until = $2, due = $2
                where (site_id, job_id) in (select site_id, job_id from jobs
                    where given_up = 0 and due <= $1 order by due limit $3)
                returning site_id, job_id, task, subject, attempts, leased_until",
            postgres: "update jobs set attempts = attempts + 1, leased_until = $2, due = $2
                where (site_id, job_id) in (select site_id, job_id from jobs
                    where given_up = 0 and due <= $1 order by due limit $3 for update skip locked)
                returning site_id, job_id, task, subject, attempts, leased_until",
        );
        let until = micros(now.saturating_add(lease).map_err(corrupt)?);
        let limit = i64::from(limit);
        let rows = query!(fetch_all, Row, &mut tx, claim, micros(now), until, limit)?;
        tx.commit().await?;
        let mut jobs: Vec<Job> = rows.into_iter().map(Job::try_from).collect::<Result<_>>()?;
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    /// Makes a claim hold until `now + lease`, and says until when it holds now; none when it is not this worker's any
    /// more, because it ran out and was claimed anew or because the task was owed again.
    pub async fn renew_job(
        &self,
        job: &Job,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<Timestamp>> {
        let mut tx = self.db.write().await?;
        // A clock that was set back takes nothing away.
        let until = now.saturating_add(lease).map_err(corrupt)?;
        let until = until.max(job.leased_until);
        let update = "update jobs set leased_until = $4, due = $4
            where site_id = $1 and job_id = $2 and leased_until = $3 and given_up = 0
            returning leased_until";
        let row = query!(
            fetch_optional,
            (i64,),
            &mut tx,
            update,
            job.site.as_str(),
            job.id.0,
            micros(job.leased_until),
            micros(until)
        )?;
        tx.commit().await?;
        row.map(|(until,)| time(until)).transpose()
    }

    /// The job is done. Nothing happens when somebody else has it by now, or when it was owed again meanwhile.
    pub async fn finish_job(&self, job: &Job) -> Result<()> {
        let mut tx = self.db.write().await?;
        let delete = "delete from jobs where site_id = $1 and job_id = $2 and leased_until = $3";
        execute!(
            &mut tx,
            delete,
            job.site.as_str(),
            job.id.0,
            micros(job.leased_until)
        )?;
        tx.commit().await
    }

    /// The job failed and is to be tried again at this time.
    pub async fn retry_job(&self, job: &Job, at: Timestamp, why: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        let update = "update jobs set due = $4, leased_until = null, why = $5
            where site_id = $1 and job_id = $2 and leased_until = $3";
        execute!(
            &mut tx,
            update,
            job.site.as_str(),
            job.id.0,
            micros(job.leased_until),
            micros(at),
            clean(why)
        )?;
        tx.commit().await
    }

    /// The job failed for good; it is kept for the operator to see.
    pub async fn give_up_job(&self, job: &Job, why: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        let update = "update jobs set given_up = 1, leased_until = null, why = $4
            where site_id = $1 and job_id = $2 and leased_until = $3";
        execute!(
            &mut tx,
            update,
            job.site.as_str(),
            job.id.0,
            micros(job.leased_until),
            clean(why)
        )?;
        tx.commit().await
    }

    /// How many jobs are owed, claimed ones included, given up ones not.
    pub async fn jobs_left(&self) -> Result<u64> {
        let mut conn = self.db.read().await?;
        let read = "select count(*) from jobs where given_up = 0";
        let (left,) = query!(fetch_one, (i64,), &mut conn, read)?;
        count(left)
    }

    /// When the next job can be claimed, claimed ones counted with the end of their lease; none when nothing is
    /// owed.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut conn = self.db.read().await?;
        let read = "select due from jobs where given_up = 0 order by due limit 1";
        let row = query!(fetch_optional, (i64,), &mut conn, read)?;
        row.map(|(due,)| time(due)).transpose()
    }
}

/// Owes tasks within a transaction; its commit wakes the workers.
pub(super) async fn owe(
    tx: &mut Conn,
    site: &SiteKey,
    tasks: &[Task],
    now: Timestamp,
) -> Result<()> {
    if tasks.is_empty() {
        return Ok(());
    }
    // PostgreSQL refuses to touch one row twice in one statement, and locks rows in the order they come in.
    let mut tasks: Vec<(Uuid, &str)> = tasks.iter().map(|t| (t.subject(), t.name())).collect();
    tasks.sort_unstable();
    tasks.dedup();
    let mut rows = OWE.rows();
    for (subject, name) in tasks {
        rows.add(&[
            ("site_id", site.as_str().into()),
            ("job_id", (&JobId::new(now).0).into()),
            ("task", name.into()),
            ("subject", (&subject).into()),
            ("attempts", 0.into()),
            ("due", micros(now).into()),
            ("given_up", 0.into()),
        ]);
    }
    OWE.execute(tx, &rows).await?;
    tx.owes_jobs();
    Ok(())
}

impl TryFrom<Row> for Job {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let task = match row.task.as_str() {
            "fetch" => Task::Fetch(ArticleId(row.subject)),
            "place" => Task::Place(ReportId(row.subject)),
            "reconsider" => Task::Reconsider(ArticleId(row.subject)),
            "apply" => Task::Apply(CaseId(row.subject)),
            "verify" => Task::Verify(CaseId(row.subject)),
            "forget" => Task::Forget,
            other => return Err(corrupt(format!("an unknown task, {other}"))),
        };
        Ok(Self {
            id: JobId(row.job_id),
            site: word(&row.site_id)?,
            task,
            attempt: u32::try_from(row.attempts).map_err(corrupt)?,
            leased_until: time(row.leased_until)?,
        })
    }
}
