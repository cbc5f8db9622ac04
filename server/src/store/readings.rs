//! How the passage of a case read in the revisions of its article: what the desk shows of its past. Only the
//! article's own words are kept here; a reader's are in `reports`.
//!
//! Nothing is written until a passage is first found otherwise than it was: until then the case's own row says it all.

use super::db::{Conn, digest, execute, micros, query, time, word};
use super::sets::clean;
use super::{Result, Store};
use crate::domain::article::RevisionId;
use crate::domain::case::{Case, CaseId, Reading};
use crate::domain::site::SiteKey;

/// So many readings of a case are kept: the first, which is what was reported, and the last ones.
const KEPT: i64 = 40;

type Row = (i64, Option<Vec<u8>>, String, Option<String>);

impl Store {
    /// How a case's passage read, oldest first, the last one being how it reads now. Empty when the case speaks of the
    /// whole article.
    pub async fn readings(&self, site: &SiteKey, case: &Case) -> Result<Vec<Reading>> {
        let mut conn = self.db.read().await?;
        let kept = read(&mut conn, site, case.id).await?;
        Ok(match kept.is_empty() {
            true => case.reading(case.opened).into_iter().collect(),
            false => kept,
        })
    }
}

async fn read(conn: &mut Conn, site: &SiteKey, case: CaseId) -> Result<Vec<Reading>> {
    let read = "select at, revision_id, placement, words from readings
        where site_id = $1 and case_id = $2 order by place";
    let rows = query!(fetch_all, Row, conn, read, site.as_str(), case.0)?;
    rows.into_iter()
        .map(|(at, revision, placement, words)| {
            let revision = revision.as_deref().map(digest).transpose()?;
            Ok(Reading {
                at: time(at)?,
                revision: revision.map(RevisionId),
                placement: word(&placement)?,
                words,
            })
        })
        .collect()
}

/// Notes how a passage reads now, when that is news. The case is locked, and as it was before.
pub(super) async fn note(tx: &mut Conn, before: &Case, now: &Reading) -> Result<()> {
    let (site, id) = (&before.site, before.id);
    let mut place = last_place(tx, site, id).await?;
    let last = match place {
        0 => before.reading(before.opened),
        _ => read(tx, site, id).await?.pop(),
    };
    let reads = |reading: &Reading| {
        let words = reading.words.as_deref();
        (
            reading.placement,
            words.map(|words| clean(words).into_owned()),
        )
    };
    let is_news = last.as_ref().is_none_or(|last| reads(last) != reads(now));
    if !is_news {
        return Ok(());
    }
    if let (0, Some(first)) = (place, &last) {
        place = 1;
        add(tx, site, id, place, first).await?;
    }
    place += 1;
    add(tx, site, id, place, now).await?;
    let delete = "delete from readings
        where site_id = $1 and case_id = $2 and place > 1 and place < $3";
    execute!(tx, delete, site.as_str(), id.0, place - KEPT + 2)?;
    Ok(())
}

/// A case's words grew by a report that joined it: that is how its passage reads, and no news of the article.
pub(super) async fn grown(tx: &mut Conn, case: &Case) -> Result<()> {
    let Some(reading) = case.reading(case.opened) else {
        return Ok(());
    };
    let (Some(words), Some(revision)) = (reading.words, reading.revision) else {
        return Ok(());
    };
    let update = "update readings set words = $3 where site_id = $1 and case_id = $2
        and words is not null and revision_id = $4 and place =
            (select max(r.place) from readings r where r.site_id = $1 and r.case_id = $2)";
    let (site, words) = (case.site.as_str(), clean(&words));
    execute!(tx, update, site, case.id.0, words, &revision.0[..])?;
    Ok(())
}

/// Nothing is known any more of how the passage read.
pub(super) async fn forget(tx: &mut Conn, site: &SiteKey, case: CaseId) -> Result<()> {
    let delete = "delete from readings where site_id = $1 and case_id = $2";
    execute!(tx, delete, site.as_str(), case.0)?;
    Ok(())
}

/// Writes one reading.
pub(super) async fn add(
    tx: &mut Conn,
    site: &SiteKey,
    case: CaseId,
    place: i64,
    reading: &Reading,
) -> Result<()> {
    let insert = "insert into readings (site_id, case_id, place, at, revision_id, placement, words)
        values ($1, $2, $3, $4, $5, $6, $7)";
    execute!(
        tx,
        insert,
        site.as_str(),
        case.0,
        place,
        micros(reading.at),
        reading.revision.map(|revision| revision.0.to_vec()),
        reading.placement.as_str(),
        reading.words.as_deref().map(clean)
    )?;
    Ok(())
}

async fn last_place(tx: &mut Conn, site: &SiteKey, case: CaseId) -> Result<i64> {
    let read = "select place from readings where site_id = $1 and case_id = $2
        order by place desc limit 1";
    let row = query!(fetch_optional, (i64,), tx, read, site.as_str(), case.0)?;
    Ok(row.map_or(0, |(place,)| place))
}
