//! What becomes of an article's cases when it has a new revision: `work` finds their passages again, here is where
//! that is written.

use std::sync::LazyLock;

use jiff::Timestamp;
use uuid::Uuid;

use super::acceptance::next_step;
use super::articles::lock_by_id;
use super::case_rows::{lock_case, number_of, position, proposals, searchable};
use super::db::{Conn, execute, query};
use super::sets::Column::{Id, Number, Text};
use super::sets::{Statement, clean};
use super::sites::text_rules;
use super::{Result, Store, jobs, readings};
use crate::domain::article::ArticleId;
use crate::domain::case::{Case, CaseId, Passage, Placement, Proposal, Reading, State};
use crate::domain::job::Task;
use crate::domain::reconsider::Reconsidered;
use crate::domain::site::{Site, SiteKey};

impl Store {
    /// The cases of an article, open, held or accepted, whose passage was last looked for in another revision than the
    /// current one, or by other text rules, all of them, oldest first. Cases of the whole article have no passage to look
    /// for.
    pub async fn cases_to_reconsider(
        &self,
        site: &SiteKey,
        article: ArticleId,
    ) -> Result<Vec<CaseId>> {
        let mut conn = self.db.read().await?;
        // The order is no matter of the database's: it would go along all cases of the site to find it.
        let read = "select c.case_id from cases c
            join articles a on a.site_id = c.site_id and a.article_id = c.article_id
            where c.site_id = $1 and c.article_id = $2 and c.state in ('open', 'held', 'accepted')
                and c.exact is not null
                and (c.revision_id is null or c.revision_id <> a.revision_id)";
        let ids = query!(
            fetch_all,
            (Uuid,),
            &mut conn,
            read,
            site.as_str(),
            article.0
        )?;
        let mut ids: Vec<CaseId> = ids.into_iter().map(|(id,)| CaseId(id)).collect();
        ids.sort_unstable();
        Ok(ids)
    }

    /// Stores where a case's passage stands in a new revision, as it was found by the text rules of `site`. What was
    /// accepted stays as the editor saw it: it is only noted how it reads now, and whoever applies and verifies it is
    /// to look again. Nothing happens to a case that was decided. When the case or the site's text rules changed since
    /// they were read, nothing is stored and the article's reconsidering is owed again.
    pub async fn replace_case(
        &self,
        site: &Site,
        id: CaseId,
        reconsidered: &Reconsidered,
        now: Timestamp,
    ) -> Result<()> {
        let key = &site.key;
        let article = self.case(key, id).await?.article;
        let mut tx = self.db.write().await?;
        lock_by_id(&mut tx, key, article).await?;
        let row = lock_case(&mut tx, key, id).await?;
        let before = row.into_case(proposals(&mut tx, key, id).await?)?;
        // After the case is locked: whoever changes the rules doubts the cases in the same transaction, and either
        // waits for this one or is seen here.
        let same_rules = text_rules(&mut tx, key).await? == site.text;
        let owed = match before.state {
            State::Open | State::Held | State::Accepted
                if before.version != reconsidered.version || !same_rules =>
            {
                vec![Task::Reconsider(article)]
            }
            State::Open | State::Held => {
                note_reading(&mut tx, &before, reconsidered, now).await?;
                move_case(&mut tx, &before, reconsidered).await?;
                move_proposals(&mut tx, key, id, &reconsidered.proposals).await?;
                Vec::new()
            }
            State::Accepted if before.placement != reconsidered.placement => {
                note_reading(&mut tx, &before, reconsidered, now).await?;
                let update = "update cases set placement = $3 where site_id = $1 and case_id = $2";
                let placement = reconsidered.placement.as_str();
                execute!(&mut tx, update, key.as_str(), id.0, placement)?;
                vec![next_step(&mut tx, key, id).await?]
            }
            _ => return Ok(()),
        };
        jobs::owe(&mut tx, key, &owed, now).await?;
        tx.commit().await
    }
}

async fn note_reading(
    tx: &mut Conn,
    before: &Case,
    now: &Reconsidered,
    at: Timestamp,
) -> Result<()> {
    let Some(passage) = &now.passage else {
        return Ok(());
    };
    readings::grown(tx, before).await?;
    readings::note(tx, before, &Reading::of(at, now.placement, passage)).await
}

/// The cases of a site, or of one article, are to be looked for again, though their article's source is the same:
/// it is read by other rules. What is corrected stays as it was seen.
pub(super) async fn doubt(tx: &mut Conn, site: &SiteKey, of: Option<ArticleId>) -> Result<()> {
    match of {
        Some(article) => {
            let update = "update cases set revision_id = null
                where site_id = $1 and article_id = $2 and state <> 'corrected'";
            execute!(tx, update, site.as_str(), article.0)?;
        }
        None => {
            let update = "update cases set revision_id = null
                where site_id = $1 and state <> 'corrected'";
            execute!(tx, update, site.as_str())?;
        }
    }
    Ok(())
}

/// A case that only moved is the same to an editor; one that reads otherwise is to be looked at again.
async fn move_case(tx: &mut Conn, before: &Case, now: &Reconsidered) -> Result<()> {
    let words = |edits: &[Proposal]| -> Vec<(String, String)> {
        let pair = |p: &Proposal| (p.edit.old.clone(), p.edit.new.clone());
        edits.iter().map(pair).collect()
    };
    let exact = |case: Option<&Passage>| case.map(|p| p.exact.clone());
    let same = before.placement == now.placement
        && exact(before.passage.as_ref()) == exact(now.passage.as_ref())
        && words(&before.proposals) == words(&now.proposals);
    let passage = now.passage.as_ref();
    let place = passage.and_then(|passage| passage.span);
    let is_held_against = place.is_some() && now.placement != Placement::Already;
    let edits = || now.proposals.iter().map(|proposal| proposal.edit.span);
    let reach = |at: Option<usize>| at.filter(|_| is_held_against).map(position);
    let update = "update cases set placement = $3, version = $4, exact = $5, prefix = $6,
        suffix = $7, span_start = $8, span_end = $9, revision_id = $10, edits_start = $11,
        edits_end = $12, quote = $13, words = $14 where site_id = $1 and case_id = $2";
    execute!(
        tx,
        update,
        before.site.as_str(),
        before.id.0,
        now.placement.as_str(),
        before.version + i64::from(!same),
        passage.map(|passage| clean(&passage.exact)),
        passage.map(|passage| clean(&passage.prefix)),
        passage.map(|passage| clean(&passage.suffix)),
        place.map(|place| position(place.start())),
        place.map(|place| position(place.end())),
        passage
            .and_then(|passage| passage.revision)
            .map(|revision| revision.0.to_vec()),
        reach(edits().map(|edit| edit.start()).min()),
        reach(edits().map(|edit| edit.end()).max()),
        passage.map(|passage| number_of(&[&clean(&passage.exact)])),
        clean(&searchable(
            passage,
            now.proposals.iter().map(|proposal| &proposal.edit)
        ))
    )?;
    Ok(())
}

static MOVE_PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("case_id", Id),
        ("proposal_id", Id),
        ("span_start", Number),
        ("span_end", Number),
        ("old_words", Text),
        ("new_words", Text),
        ("edit", Number),
    ];
    Statement::over(&columns, |rows| {
        format!(
            "update proposals set span_start = given.span_start, span_end = given.span_end,
                old_words = given.old_words, new_words = given.new_words, edit = given.edit
            from ({rows}) as given
            where proposals.site_id = given.site_id and proposals.case_id = given.case_id
                and proposals.proposal_id = given.proposal_id"
        )
    })
});

async fn move_proposals(
    tx: &mut Conn,
    site: &SiteKey,
    case: CaseId,
    proposals: &[Proposal],
) -> Result<()> {
    let mut rows = MOVE_PROPOSALS.rows();
    for proposal in proposals {
        let (old, new) = (clean(&proposal.edit.old), clean(&proposal.edit.new));
        rows.add(&[
            ("site_id", site.as_str().into()),
            ("case_id", (&case.0).into()),
            ("proposal_id", (&proposal.id.0).into()),
            ("span_start", position(proposal.edit.span.start()).into()),
            ("span_end", position(proposal.edit.span.end()).into()),
            ("old_words", (&old).into()),
            ("new_words", (&new).into()),
            ("edit", number_of(&[&old, &new]).into()),
        ]);
    }
    MOVE_PROPOSALS.execute(tx, &rows).await
}
