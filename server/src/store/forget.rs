//! What is removed when its time is up: addresses, answers under idempotency keys, sessions, failures to sign in, and
//! cases that were junk. What counters and blocks keep is removed by `blocks`. For how long each is kept is `domain::retention`'s; removing happens in small transactions, so
//! that nobody waits long for one. What readers withdraw is erased at once, by `withdraw`.

use jiff::Timestamp;
use uuid::Uuid;

use super::articles::lock_by_id;
use super::case_rows::lock_case;
use super::db::{Conn, execute, micros, query};
use super::emails::TendedEmails;
use super::{Result, Store, readings};
use crate::domain::article::ArticleId;
use crate::domain::case::{CaseId, Outcome, State};
use crate::domain::retention::Retention;
use crate::domain::sender::Lane;
use crate::domain::site::SiteKey;

/// So many rows are removed in one transaction.
const BATCH: u32 = 500;

/// What was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Addresses that were erased or sealed anew.
    pub emails: TendedEmails,
    /// Answers that were kept for requests sent again.
    pub answers: u64,
    /// Reports of cases that were junk.
    pub junk: u64,
}

impl Store {
    /// Removes what is no longer to be kept of a site, and of sessions and failures to sign in, which are of all sites.
    /// May run twice at a time.
    pub async fn forget(&self, site: &SiteKey, now: Timestamp) -> Result<Forgotten> {
        let kept = self.retention;
        let forgotten = Forgotten {
            emails: self.tend_emails(site, &kept, now).await?,
            answers: self
                .forget_all_answers(site, kept.answers_from(now))
                .await?,
            junk: self.forget_junk(site, &kept, now).await?,
        };
        self.delete_expired_sessions(now).await?;
        self.forget_sign_ins(now).await?;
        if forgotten != Forgotten::default() {
            self.db.forget_old_pages().await;
        }
        Ok(forgotten)
    }

    async fn forget_all_answers(&self, site: &SiteKey, before: Timestamp) -> Result<u64> {
        let mut all = 0;
        loop {
            let some = self.forget_answers(site, before, BATCH).await?;
            all += some;
            if some == 0 {
                return Ok(all);
            }
        }
    }

    async fn forget_junk(&self, site: &SiteKey, kept: &Retention, now: Timestamp) -> Result<u64> {
        let mut all = 0;
        let before = kept.junk_from(now);
        for (case, article) in self.old_junk(site, before).await? {
            let (case, article) = (CaseId(case), ArticleId(article));
            loop {
                let mut tx = self.db.write().await?;
                let some = remove_some(&mut tx, site, case, article, before).await?;
                tx.commit().await?;
                match some {
                    Some(some) => all += some,
                    None => break,
                }
            }
        }
        Ok(all)
    }

    /// Cases that were declined as junk before this, and those that have waited in the junk lane since then; without
    /// what was published.
    async fn old_junk(&self, site: &SiteKey, before: Timestamp) -> Result<Vec<(Uuid, Uuid)>> {
        let mut conn = self.db.read().await?;
        let read = "select c.case_id, c.article_id from cases c
            where c.site_id = $1 and c.outcome = 'junk' and c.state = 'declined' and c.reports > 0
                and (select max(d.created) from decisions d
                    where d.site_id = c.site_id and d.case_id = c.case_id) < $2
                and not exists (select 1 from corrections n
                    where n.site_id = c.site_id and n.case_id = c.case_id)
            union all
            select c.case_id, c.article_id from cases c
            where c.site_id = $1 and c.lane = 'junk' and c.state = 'open' and c.reports > 0
                and c.last_reported < $2";
        type Row = (Uuid, Uuid);
        query!(
            fetch_all,
            Row,
            &mut conn,
            read,
            site.as_str(),
            micros(before)
        )
    }
}

/// Removes some reports of a case, and with the last of them the case's own words; its row stays, with the decision and
/// nobody's words. None when there is nothing left to remove, or when the case is no junk by now.
async fn remove_some(
    tx: &mut Conn,
    site: &SiteKey,
    id: CaseId,
    article: ArticleId,
    before: Timestamp,
) -> Result<Option<u64>> {
    lock_by_id(tx, site, article).await?;
    let case = lock_case(tx, site, id).await?;
    let is_junk = case.state == State::Declined.as_str()
        && case.outcome.as_deref() == Some(Outcome::Junk.as_str());
    let waited = case.lane == Lane::Junk.as_str()
        && case.state == State::Open.as_str()
        && case.last_reported < micros(before);
    if !(is_junk || waited) || case.reports == 0 {
        return Ok(None);
    }
    let read = "select report_id from reports
        where site_id = $1 and case_id = $2 and withdrawn is null order by report_id limit $3";
    let reports = query!(
        fetch_all,
        (Uuid,),
        &mut *tx,
        read,
        site.as_str(),
        id.0,
        i64::from(BATCH)
    )?;
    for (report,) in &reports {
        let delete = "delete from reports where site_id = $1 and report_id = $2";
        execute!(&mut *tx, delete, site.as_str(), report)?;
    }
    let removed = i64::try_from(reports.len()).unwrap_or(i64::MAX);
    if removed == i64::from(BATCH) && removed < case.reports {
        let update = "update cases set reports = reports - $3 where site_id = $1 and case_id = $2";
        execute!(&mut *tx, update, site.as_str(), id.0, removed)?;
    } else {
        empty(tx, site, id).await?;
    }
    Ok(Some(reports.len() as u64))
}

/// Takes from a case what its reports brought.
async fn empty(tx: &mut Conn, site: &SiteKey, id: CaseId) -> Result<()> {
    let delete = "delete from proposals where site_id = $1 and case_id = $2";
    execute!(&mut *tx, delete, site.as_str(), id.0)?;
    let update = "update cases set reports = 0, proposals = 0, kinds = '{}', exact = null,
        prefix = null, suffix = null, quote = null, span_start = null, span_end = null,
        edits_start = null, edits_end = null, words = '' where site_id = $1 and case_id = $2";
    execute!(&mut *tx, update, site.as_str(), id.0)?;
    readings::forget(tx, site, id).await
}
