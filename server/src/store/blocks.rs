//! Sources of junk that are blocked for a time, and what of a sender is forgotten when: counters after their minute
//! or day, spent proofs once they are no proofs any more, blocks when they end, the hash of a report's source after
//! some days. An address is in none of them.

use jiff::{SignedDuration, Timestamp};

use super::db::{Conn, execute, micros, query, time};
use super::{Result, Store};
use crate::domain::article::ArticleId;
use crate::domain::case::Case;
use crate::domain::report::ReportId;
use crate::domain::sender::SOURCE_KEPT;
use crate::domain::site::{Site, SiteKey};

/// Blocking a case blocks the sources of so many of its reports, the latest first.
const MOST_SOURCES: i64 = 100;

/// Counters are kept for longer than their day, for a clock that was set back.
const COUNTERS_KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Under this name the store remembers until when sources were forgotten.
const FORGOTTEN_UNTIL: &str = "sources forgotten until";

impl Store {
    /// How many reports an article has today (UTC), as far as they are counted: when the site has a cap.
    pub async fn reports_today(
        &self,
        site: &Site,
        article: ArticleId,
        now: Timestamp,
    ) -> Result<u64> {
        let day = now.as_second().div_euclid(24 * 60 * 60) * 24 * 60 * 60;
        let mut conn = self.db.read().await?;
        let read = "select reports from tallies
            where site_id = $1 and what = 'article' and subject = $2 and begins = $3";
        let row = query!(
            fetch_optional,
            (i64,),
            &mut conn,
            read,
            site.key.as_str(),
            &article.0.as_bytes()[..],
            day * 1_000_000
        )?;
        row.map_or(Ok(0), |(reports,)| super::db::count(reports))
    }

    /// Forgets what has expired. Cheap when nothing has: to be called every now and then.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let old = micros(now - COUNTERS_KEPT);
        execute!(&mut tx, "delete from tallies where begins < $1", old)?;
        execute!(
            &mut tx,
            "delete from spent_proofs where expires < $1",
            micros(now)
        )?;
        execute!(&mut tx, "delete from blocks where until <= $1", micros(now))?;
        forget_sources(&mut tx, now).await?;
        tx.commit().await
    }
}

/// Blocks the sources of a case's reports; `false` when none is known.
pub(super) async fn block(tx: &mut Conn, case: &Case, at: Timestamp, days: u32) -> Result<bool> {
    let until = at + SignedDuration::from_hours(i64::from(days) * 24);
    let insert = "insert into blocks (site_id, source, until)
        select distinct site_id, source, cast($3 as bigint) from (
            select site_id, source from reports
            where site_id = $1 and case_id = $2 and withdrawn is null and source is not null
            order by report_id desc limit $4) as latest
        where true
        on conflict (site_id, source) do update set until = excluded.until
        where blocks.until < excluded.until";
    let site: &SiteKey = &case.site;
    let blocked = execute!(
        tx,
        insert,
        site.as_str(),
        case.id.0,
        micros(until),
        MOST_SOURCES
    )?;
    Ok(blocked > 0)
}

/// Goes on where it ended the last time: ids of reports begin with their time, so only those that became too old
/// since then are looked at.
async fn forget_sources(tx: &mut Conn, now: Timestamp) -> Result<()> {
    let read = "select value from server_values where name = $1";
    let before = query!(fetch_optional, (Vec<u8>,), &mut *tx, read, FORGOTTEN_UNTIL)?;
    let before = before.and_then(|(value,)| Some(i64::from_be_bytes(value.try_into().ok()?)));
    let from = before.map_or(Ok(Timestamp::UNIX_EPOCH), time)?;
    let until = now - SOURCE_KEPT;
    if until <= from {
        return Ok(());
    }
    let sites = query!(fetch_all, (String,), &mut *tx, "select site_id from sites")?;
    for (site,) in sites {
        let update = "update reports set source = null where site_id = $1
            and report_id >= $2 and report_id < $3 and source is not null";
        execute!(&mut *tx, update, &site, first_id(from), first_id(until))?;
    }
    let write = "insert into server_values (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value";
    let value = micros(until).to_be_bytes().to_vec();
    execute!(tx, write, FORGOTTEN_UNTIL, value)?;
    Ok(())
}

/// The least id that a report of this time can have.
fn first_id(at: Timestamp) -> uuid::Uuid {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&ReportId::new(at).0.as_bytes()[..6]);
    uuid::Uuid::from_bytes(bytes)
}
