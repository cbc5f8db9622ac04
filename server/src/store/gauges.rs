//! What the store can say of itself when it is asked: what waits, and how busy its connections are.

use jiff::Timestamp;

use super::db::{Pools, count, micros, query, time};
use super::{Result, Store};

/// How a pool of connections is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// Which one.
    pub name: &'static str,
    /// Connections that are at work.
    pub used: u32,
    /// Connections that are open and wait.
    pub idle: u32,
    /// Connections that it may open.
    pub limit: u32,
}

/// Jobs of one task in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// The task's name.
    pub task: String,
    /// due, waiting, claimed or given-up.
    pub state: String,
    /// How many.
    pub jobs: u64,
    /// When the first of them is, or was, due.
    pub due: Timestamp,
}

impl Store {
    /// The database's name: `sqlite` or `postgres`.
    pub fn database(&self) -> &'static str {
        match self.db.pools {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }

    /// Reports that wait to be written, and how many may.
    pub fn intake_queue(&self) -> (usize, usize) {
        self.intake.depth()
    }

    /// The pools as they are used now.
    pub fn pools(&self) -> Vec<Pool> {
        fn of<DB: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<DB>) -> Pool {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            Pool {
                name,
                used: pool.size().saturating_sub(idle),
                idle,
                limit: pool.options().get_max_connections(),
            }
        }
        match &self.db.pools {
            Pools::Sqlite {
                writer, readers, ..
            } => {
                vec![of("writer", writer), of("readers", readers)]
            }
            Pools::Postgres(pool) => {
                let mut pools = vec![of("all", pool)];
                if let Pools::Postgres(own) = &self.intake.pools {
                    pools.push(of("intake", own));
                }
                pools
            }
        }
    }

    /// All jobs, counted by task and state.
    pub async fn job_counts(&self, now: Timestamp) -> Result<Vec<JobCount>> {
        let mut conn = self.db.read().await?;
        let read = "select task, state, count(*), min(due) from (
                select task, due, case when given_up = 1 then 'given-up'
                    when leased_until > $1 then 'claimed'
                    when due <= $1 then 'due' else 'waiting' end as state
                from jobs) as counted
            group by task, state order by task, state";
        type Row = (String, String, i64, i64);
        let rows = query!(fetch_all, Row, &mut conn, read, micros(now))?;
        let counted = rows.into_iter().map(|(task, state, jobs, due)| {
            Ok(JobCount {
                task,
                state,
                jobs: count(jobs)?,
                due: time(due)?,
            })
        });
        counted.collect()
    }
}
