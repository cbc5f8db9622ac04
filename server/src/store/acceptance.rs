//! What follows an acceptance: the edit that is owed, whether it was applied, whether it is live, or why it could
//! not be. `work` does these things; here is what is written of them.

use corrigenda_anchor::Edit;
use jiff::Timestamp;
use uuid::Uuid;

use super::case_rows::{CaseRow, case_columns, edit, lock_case};
use super::cases::expect_state;
use super::corrections::publish;
use super::db::{Conn, execute, query, time, word};
use super::journal::{self, Line};
use super::sets::clean;
use super::{Error, Result, Store, cursor, jobs};
use crate::domain::article::{ArticleId, RevisionId};
use crate::domain::case::{CaseId, Outcome, Passage, State};
use crate::domain::correction::{Correction, NewNotice};
use crate::domain::decision::{NewDecision, Verdict};
use crate::domain::job::Task;
use crate::domain::journal::EventKind;
use crate::domain::site::SiteKey;

/// What an accepted case owes the article.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptedEdit {
    /// The edit, positions in `revision`.
    pub edit: Edit,
    /// The revision that the editor saw.
    pub revision: Option<RevisionId>,
    /// The passage as the editor saw it, with the words around it.
    pub passage: Passage,
    /// The notice to publish once the change is live.
    pub notice: Option<NewNotice>,
    /// Who accepted: a user's address or a token's name.
    pub by: String,
    /// What the connector gave back for the patch, once it was applied.
    pub patch: Option<String>,
    /// What else was accepted in the article, old words and new: a passage's neighbours may read so by now.
    pub beside: Vec<(String, String)>,
}

/// A passage as a reader marked it, and the edit that was made in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedPassage {
    /// As it was marked.
    pub exact: String,
    /// What stood there.
    pub old: String,
    /// What stands there since.
    pub new: String,
    /// When the correction was seen live.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    span_start: i64,
    span_end: i64,
    old_words: String,
    new_words: String,
    notice_kind: Option<String>,
    notice_text: Option<String>,
    actor_name: String,
    patch: Option<String>,
}

/// What is published once the change was seen.
#[derive(sqlx::FromRow)]
struct Promised {
    outcome: String,
    notice_kind: Option<String>,
    notice_text: Option<String>,
    actor_id: Uuid,
}

impl Store {
    /// What an accepted case owes its article, or what a corrected one owed it; none when nothing was accepted.
    pub async fn accepted_edit(&self, site: &SiteKey, id: CaseId) -> Result<Option<AcceptedEdit>> {
        let mut conn = self.db.snapshot().await?;
        let Some(row) = read(&mut conn, site, id).await? else {
            return Ok(None);
        };
        let select = concat!(
            "select ",
            case_columns!(),
            " from cases c where c.site_id = $1 and c.case_id = $2"
        );
        let case = query!(fetch_one, CaseRow, &mut conn, select, site.as_str(), id.0)?;
        let Some(passage) = case.passage()? else {
            return Ok(None);
        };
        let read = "select old_words, new_words from acceptances
            where site_id = $1 and article_id = $2 and case_id <> $3";
        let beside = query!(
            fetch_all,
            (String, String),
            &mut conn,
            read,
            site.as_str(),
            case.article_id,
            id.0
        )?;
        Ok(Some(AcceptedEdit {
            beside,
            notice: row.notice()?,
            edit: edit(row.span_start, row.span_end, row.old_words, row.new_words)?,
            revision: passage.revision,
            passage,
            by: row.actor_name,
            patch: row.patch,
        }))
    }

    /// Whether the case waits until what an editor did elsewhere is seen.
    pub async fn is_marked(&self, site: &SiteKey, id: CaseId) -> Result<bool> {
        let mut conn = self.db.read().await?;
        let read = "select count(*) from marks where site_id = $1 and case_id = $2";
        let (marks,) = query!(fetch_one, (i64,), &mut conn, read, site.as_str(), id.0)?;
        Ok(marks > 0)
    }

    /// What readers marked in an article that was corrected since, the newest first, at most `limit`.
    pub async fn corrected_passages(
        &self,
        site: &SiteKey,
        article: ArticleId,
        limit: u32,
    ) -> Result<Vec<CorrectedPassage>> {
        let mut conn = self.db.read().await?;
        let read = "select distinct r.exact, a.old_words, a.new_words, j.at from acceptances a
            join cases c on c.site_id = a.site_id and c.case_id = a.case_id
            join reports r on r.site_id = a.site_id and r.case_id = a.case_id
            join journal j on j.site_id = a.site_id and j.case_id = a.case_id
            where a.site_id = $1 and a.article_id = $2 and c.state = 'corrected'
            and r.exact is not null and r.withdrawn is null and j.kind = 'case.corrected'
            order by j.at desc limit $3";
        let limit = i64::from(limit.min(cursor::MAX_LIMIT));
        type Row = (String, String, String, i64);
        let rows = query!(
            fetch_all,
            Row,
            &mut conn,
            read,
            site.as_str(),
            article.0,
            limit
        )?;
        rows.into_iter()
            .map(|(exact, old, new, at)| {
                let at = time(at)?;
                Ok(CorrectedPassage {
                    exact,
                    old,
                    new,
                    at,
                })
            })
            .collect()
    }

    /// Notes that an accepted correction was put into the article's source, `patch` being the connector's word
    /// for it; from now on it is owed to see it live. [`Error::Conflict`]`("cases_state")` when the case is not
    /// accepted any more.
    pub async fn applied(
        &self,
        site: &SiteKey,
        id: CaseId,
        patch: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        expect_state(&lock_case(&mut tx, site, id).await?, State::Accepted)?;
        let update = "update acceptances set patch = $3 where site_id = $1 and case_id = $2";
        execute!(&mut tx, update, site.as_str(), id.0, clean(patch))?;
        jobs::owe(&mut tx, site, &[Task::Verify(id)], now).await?;
        tx.commit().await
    }

    /// Notes that an accepted correction is live: the case is corrected and its notice, if it has one, published.
    /// Once is enough: a second call changes nothing and gives the same correction.
    pub async fn corrected(
        &self,
        site: &SiteKey,
        id: CaseId,
        now: Timestamp,
    ) -> Result<Option<Correction>> {
        let mut tx = self.db.write().await?;
        let case = lock_case(&mut tx, site, id).await?;
        if case.state != State::Corrected.as_str() {
            expect_state(&case, State::Accepted)?;
            let row = promised(&mut tx, site, id).await?;
            let row = row.ok_or(Error::NotFound)?;
            let update = "update cases set state = 'corrected', outcome = $3, conflict = null,
                version = version + 1 where site_id = $1 and case_id = $2";
            execute!(&mut tx, update, site.as_str(), id.0, &row.outcome)?;
            let article = ArticleId(case.article_id);
            let line = |kind| Line {
                actor: Some(row.actor_id),
                ..Line::of_case(kind, now, article, id)
            };
            let mut lines = vec![line(EventKind::CaseCorrected)];
            if let Some(notice) = row.notice()? {
                publish(&mut tx, site, article, id, &notice, now).await?;
                lines.push(line(EventKind::CorrectionPublished));
            }
            journal::append(&mut tx, site, &lines).await?;
            tx.commit().await?;
        }
        self.correction_of_case(site, id).await
    }

    /// Gives an accepted case back to the editors, with the reason why it could not be applied.
    /// [`Error::Conflict`]`("cases_state")` when the case is not accepted any more.
    pub async fn conflict(
        &self,
        site: &SiteKey,
        id: CaseId,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let case = lock_case(&mut tx, site, id).await?;
        expect_state(&case, State::Accepted)?;
        let update = "update cases set state = 'open', conflict = $3, reason = null,
            version = version + 1 where site_id = $1 and case_id = $2";
        execute!(&mut tx, update, site.as_str(), id.0, clean(why))?;
        forget(&mut tx, site, id).await?;
        let article = ArticleId(case.article_id);
        // While it was accepted it stayed as the editor saw it, whatever the article became.
        jobs::owe(&mut tx, site, &[Task::Reconsider(article)], now).await?;
        let line = Line::of_case(EventKind::CaseConflict, now, article, id);
        journal::append(&mut tx, site, &[line]).await?;
        tx.commit().await
    }
}

async fn read(conn: &mut Conn, site: &SiteKey, id: CaseId) -> Result<Option<Row>> {
    let read = "select span_start, span_end, old_words, new_words, notice_kind, notice_text,
        actor_name, patch
        from acceptances where site_id = $1 and case_id = $2";
    query!(fetch_optional, Row, conn, read, site.as_str(), id.0)
}

/// What is published once an accepted case is seen corrected, whoever corrects it.
async fn promised(conn: &mut Conn, site: &SiteKey, id: CaseId) -> Result<Option<Promised>> {
    let read = "select outcome, notice_kind, notice_text, actor_id from acceptances
            where site_id = $1 and case_id = $2
        union all select outcome, notice_kind, notice_text, actor_id from marks
            where site_id = $1 and case_id = $2";
    query!(fetch_optional, Promised, conn, read, site.as_str(), id.0)
}

/// What an accepted case waits for: to be applied, or, once it was or where somebody else does it, to be seen live.
pub(super) async fn next_step(tx: &mut Conn, site: &SiteKey, id: CaseId) -> Result<Task> {
    let row = read(tx, site, id).await?;
    Ok(match row {
        Some(row) if row.patch.is_none() => Task::Apply(id),
        _ => Task::Verify(id),
    })
}

/// Nothing is accepted any more.
pub(super) async fn forget(tx: &mut Conn, site: &SiteKey, id: CaseId) -> Result<()> {
    let delete = "delete from acceptances where site_id = $1 and case_id = $2";
    execute!(&mut *tx, delete, site.as_str(), id.0)?;
    let delete = "delete from marks where site_id = $1 and case_id = $2";
    execute!(tx, delete, site.as_str(), id.0)?;
    Ok(())
}

/// The editor corrected it elsewhere, which is to be seen first.
pub(super) async fn mark(
    tx: &mut Conn,
    decision: &NewDecision,
    verdict: &Verdict,
    site: &SiteKey,
) -> Result<()> {
    let insert = "insert into marks
        (site_id, case_id, outcome, notice_kind, notice_text, actor_id, actor_name)
        values ($1, $2, $3, $4, $5, $6, $7)";
    let notice = verdict.notice.as_ref();
    execute!(
        tx,
        insert,
        site.as_str(),
        decision.case.0,
        verdict.outcome.unwrap_or(Outcome::Corrected).as_str(),
        notice.map(|notice| notice.kind.as_str()),
        notice.map(|notice| clean(&notice.text)),
        decision.by.id,
        clean(&decision.by.name)
    )?;
    Ok(())
}

impl Promised {
    fn notice(&self) -> Result<Option<NewNotice>> {
        notice_of(self.notice_kind.as_deref(), self.notice_text.as_deref())
    }
}

impl Row {
    fn notice(&self) -> Result<Option<NewNotice>> {
        notice_of(self.notice_kind.as_deref(), self.notice_text.as_deref())
    }
}

fn notice_of(kind: Option<&str>, text: Option<&str>) -> Result<Option<NewNotice>> {
    let (Some(kind), Some(text)) = (kind, text) else {
        return Ok(None);
    };
    Ok(Some(NewNotice {
        kind: word(kind)?,
        text: text.to_owned(),
    }))
}
