//! What can be asked of the database about its own health: how durable it is, whether its parts fit together, what
//! waits. What to make of the answers is the asker's.

use jiff::Timestamp;

use super::catalogue;
use super::db::{Conn, Pools, count, micros, query, time};
use super::{Result, Store, migrate};

/// How durable a commit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durability {
    /// `SQLite` or `PostgreSQL`, with its version.
    pub database: String,
    /// Whether a commit waits for the disk: SQLite's `synchronous` in its own number, PostgreSQL's
    /// `synchronous_commit`.
    pub commit: String,
    /// Whether anything is flushed to the disk at all; PostgreSQL can be told not to.
    pub flushes: bool,
}

/// The schema's number beside the one that this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaNumbers {
    /// The newest migration that ran; none on an empty database.
    pub database: Option<i64>,
    /// The newest that this program has.
    pub program: i64,
}

/// What is owed and not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Jobs that were given up, by task.
    pub given_up: Vec<(String, u64)>,
    /// Jobs that are due and that nobody does, and since when the first of them.
    pub overdue: Option<(u64, Timestamp)>,
    /// The latest time that the journal holds.
    pub latest: Option<Timestamp>,
}

impl Store {
    /// How durable what is committed is.
    pub async fn durability(&self) -> Result<Durability> {
        let mut conn = self.db.write().await?;
        let (database, commit, flushes) = match &mut conn {
            Conn::Sqlite(_) => {
                let (version,) =
                    query!(fetch_one, (String,), &mut conn, "select sqlite_version()")?;
                let read = "select synchronous from pragma_synchronous";
                let (synchronous,) = query!(fetch_one, (i64,), &mut conn, read)?;
                let read = "select journal_mode from pragma_journal_mode";
                let (mode,) = query!(fetch_one, (String,), &mut conn, read)?;
                (
                    format!("SQLite {version}"),
                    synchronous.to_string(),
                    mode == "wal",
                )
            }
            Conn::Postgres(_) => {
                let read = "select current_setting('server_version'),
                    current_setting('synchronous_commit'), current_setting('fsync')";
                let row = query!(fetch_one, (String, String, String), &mut conn, read)?;
                (format!("PostgreSQL {}", row.0), row.1, row.2 == "on")
            }
        };
        Ok(Durability {
            database,
            commit,
            flushes,
        })
    }

    /// Which schema there is.
    pub async fn schema_numbers(&self) -> Result<SchemaNumbers> {
        let mut conn = self.db.read().await?;
        Ok(SchemaNumbers {
            database: migrate::number(&mut conn).await?,
            program: migrate::newest(),
        })
    }

    /// Where SQLite's file lies; none with PostgreSQL.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &self.db.pools {
            Pools::Sqlite { file, .. } => Some(file),
            Pools::Postgres(_) => None,
        }
    }

    /// What the database finds wrong with itself: pages, indexes, rows whose parents are missing. Reads everything.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let mut conn = self.db.snapshot().await?;
        integrity(&mut conn).await
    }

    /// What does not agree with what it counts, at most a few of each.
    pub async fn miscounts(&self) -> Result<Vec<String>> {
        let mut conn = self.db.snapshot().await?;
        let mut wrong = Vec::new();
        for (what, read) in MISCOUNTS {
            let found = query!(fetch_all, (String, i64, i64), &mut conn, *read)?;
            wrong.extend(found.into_iter().map(|(site, says, is)| {
                format!("{what} of the site {site}: {says} are written down, there are {is}")
            }));
        }
        Ok(wrong)
    }

    /// What is owed and not done at this time; overdue is what was due before `since`.
    pub async fn waiting(&self, since: Timestamp) -> Result<Waiting> {
        let mut conn = self.db.snapshot().await?;
        let read = "select task, count(*) from jobs where given_up = 1 group by task order by task";
        let given_up = query!(fetch_all, (String, i64), &mut conn, read)?;
        let read = "select count(*), min(due) from jobs where given_up = 0 and due < $1";
        let overdue = query!(
            fetch_one,
            (i64, Option<i64>),
            &mut conn,
            read,
            micros(since)
        )?;
        let read = "select max(at) from journal";
        let (latest,) = query!(fetch_one, (Option<i64>,), &mut conn, read)?;
        let counted = |(task, jobs)| Ok((task, count(jobs)?));
        Ok(Waiting {
            given_up: given_up.into_iter().map(counted).collect::<Result<_>>()?,
            overdue: match overdue.1 {
                Some(due) => Some((count(overdue.0)?, time(due)?)),
                None => None,
            },
            latest: latest.map(time).transpose()?,
        })
    }

    /// The database's own clock; none with SQLite, which has ours.
    pub async fn database_time(&self) -> Result<Option<Timestamp>> {
        let mut conn = self.db.read().await?;
        if matches!(conn, Conn::Sqlite(_)) {
            return Ok(None);
        }
        let read = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint";
        let (now,) = query!(fetch_one, (i64,), &mut conn, read)?;
        time(now).map(Some)
    }
}

/// What is counted twice, once where it is looked at and once where it is: the two must agree.
const MISCOUNTS: &[(&str, &str)] = &[
    (
        "reports of cases",
        "select c.site_id, cast(sum(c.reports) as bigint), cast(sum(c.found) as bigint) from
            (select site_id, reports, (select count(*) from reports r where r.site_id = cases.site_id
                and r.case_id = cases.case_id and r.withdrawn is null) as found from cases) as c
        where c.reports <> c.found group by c.site_id",
    ),
    (
        "proposals of cases",
        "select c.site_id, cast(sum(c.proposals) as bigint), cast(sum(c.found) as bigint) from
            (select site_id, proposals, (select count(*) from proposals p
                where p.site_id = cases.site_id and p.case_id = cases.case_id) as found
            from cases) as c
        where c.proposals <> c.found group by c.site_id",
    ),
    (
        "lines of the journal",
        "select h.site_id, h.seq, h.found from (select site_id, seq, (select count(*) from journal j
            where j.site_id = journal_heads.site_id) as found from journal_heads) as h
        where h.seq <> h.found",
    ),
];

/// See [`Store::integrity`].
pub(super) async fn integrity(conn: &mut Conn) -> Result<Vec<String>> {
    if matches!(conn, Conn::Sqlite(_)) {
        let check = "select integrity_check from pragma_integrity_check";
        let found = query!(fetch_all, (String,), &mut *conn, check)?;
        let mut wrong: Vec<String> = found.into_iter().map(|(says,)| says).collect();
        wrong.retain(|says| says != "ok");
        let check =
            "select \"table\", \"parent\", count(*) from pragma_foreign_key_check group by 1, 2";
        let orphans = query!(fetch_all, (String, String, i64), &mut *conn, check)?;
        wrong.extend(orphans.into_iter().map(|(table, parent, rows)| {
            format!("{rows} rows of {table} belong to rows of {parent} that are not there")
        }));
        return Ok(wrong);
    }
    // PostgreSQL checks pages by checksums when they are read, so everything is read.
    for table in catalogue::tables(conn).await? {
        let read = format!("select count(t.*::text) from {} t", table.name);
        let read = sqlx::AssertSqlSafe(read);
        query!(fetch_one, (i64,), &mut *conn, read)?;
    }
    let check = "select c.relname::text, i.relname::text from pg_index x
            join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
        where c.relnamespace = current_schema()::regnamespace and not x.indisvalid";
    let indexes = query!(fetch_all, (String, String), &mut *conn, check)?;
    let check = "select c.relname::text, k.conname::text from pg_constraint k
            join pg_class c on c.oid = k.conrelid
        where c.relnamespace = current_schema()::regnamespace and not k.convalidated";
    let rules = query!(fetch_all, (String, String), &mut *conn, check)?;
    let wrong = indexes
        .into_iter()
        .map(|(table, index)| format!("the index {index} of {table} is not valid"));
    let rules = rules
        .into_iter()
        .map(|(table, rule)| format!("the rule {rule} of {table} was never checked"));
    Ok(wrong.chain(rules).collect())
}
