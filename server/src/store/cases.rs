//! Cases as the desk reads them: the queue, one case, what happened to it, and where it stands after its article
//! changed. Deciding is `decide`'s, what follows an acceptance `acceptance`'s.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::articles::lock_by_id;
use super::case_rows::{
    self, ProposalRow, case_columns, lock_case, number_of, position, proposals, searchable,
};
use super::db::{Conn, execute, query, time, word};
use super::sets::Column::{Id, Number, Text};
use super::sets::{Statement, clean, hex};
use super::{Error, Page, Result, Store, cursor, journal as lines};
use crate::domain::article::ArticleId;
use crate::domain::case::{Case, CaseId, Outcome, Placement, Proposal, State};
use crate::domain::journal;
use crate::domain::placement::Reconsidered;
use crate::domain::report::Kind;
use crate::domain::site::SiteKey;

/// So many lines of a case's history are shown.
const HISTORY: i64 = 200;

/// Which cases a queue shows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// These states; all when empty.
    pub states: Vec<State>,
    /// This kind; all when none.
    pub kind: Option<Kind>,
    /// Words in the passage, a proposal, the article's title or URL, in any case.
    pub q: Option<String>,
    /// The order.
    pub sort: Sort,
}

/// The order of a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What matters most first, see `domain::case::priority`.
    #[default]
    Priority,
    /// Last opened first.
    Newest,
    /// First opened first.
    Oldest,
}

/// A case in the queue with what is shown of its article.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The case with its proposals.
    pub case: Case,
    /// Its article's URL.
    pub article_url: String,
    /// Its article's title; the URL while nothing better is known.
    pub article_title: String,
}

/// A decision as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The contract's word for the action.
    pub action: String,
    /// The outcome it gave.
    pub outcome: Option<Outcome>,
    /// The editor's words for the reader.
    pub reason: Option<String>,
    /// Who decided: a user's address or a token's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct QueueRow {
    #[sqlx(flatten)]
    case: case_rows::CaseRow,
    article_url: String,
    article_title: String,
}

impl Store {
    /// A part of the queue. Cases whose reports were all withdrawn are left out.
    pub async fn queue(
        &self,
        site: &SiteKey,
        filter: &Filter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<CaseRow>> {
        let (priority, id) = cursor::read(cursor)?.unwrap_or(match filter.sort {
            Sort::Priority | Sort::Newest => (i64::MAX, Uuid::max()),
            Sort::Oldest => (i64::MIN, Uuid::nil()),
        });
        let mut conn = self.db.snapshot().await?;
        let rows = query!(
            fetch_all,
            QueueRow,
            &mut conn,
            sqlx::AssertSqlSafe(queue_sql(filter)),
            site.as_str(),
            priority,
            id,
            pattern(filter.q.as_deref()),
            cursor::rows_for(limit)
        )?;
        let mut page = cursor::page(rows, limit, |row| (row.case.priority, row.case.case_id))?;
        let ids: Vec<Uuid> = page.items.iter().map(|row| row.case.case_id).collect();
        let mut proposals = proposals_of(&mut conn, site, &ids).await?;
        let items = page.items.drain(..).map(|row| {
            let id = row.case.case_id;
            let proposals = proposals.iter_mut().find(|(of, _)| *of == id);
            Ok(CaseRow {
                case: row.case.into_case(
                    proposals
                        .map(|(_, p)| std::mem::take(p))
                        .unwrap_or_default(),
                )?,
                article_url: row.article_url,
                article_title: row.article_title,
            })
        });
        Ok(Page {
            items: items.collect::<Result<_>>()?,
            next: page.next,
        })
    }

    /// A case with its proposals.
    pub async fn case(&self, site: &SiteKey, id: CaseId) -> Result<Case> {
        let mut conn = self.db.snapshot().await?;
        read_case(&mut conn, site, id).await
    }

    /// Open and held cases of an article whose passage was last looked for in another revision than the current
    /// one, at most `limit`. Cases of the whole article have no passage to look for, and what was accepted stays
    /// as the editor saw it.
    pub async fn cases_to_reconsider(
        &self,
        site: &SiteKey,
        article: ArticleId,
        limit: u32,
    ) -> Result<Vec<Case>> {
        let mut conn = self.db.snapshot().await?;
        let read = "select c.case_id from cases c
            join articles a on a.site_id = c.site_id and a.article_id = c.article_id
            where c.site_id = $1 and c.article_id = $2 and c.state in ('open', 'held', 'accepted')
                and c.state <> 'accepted' and c.exact is not null
                and (c.revision_id is null or c.revision_id <> a.revision_id)
            order by c.case_id limit $3";
        let limit = i64::from(limit);
        let ids = query!(
            fetch_all,
            (Uuid,),
            &mut conn,
            read,
            site.as_str(),
            article.0,
            limit
        )?;
        let mut cases = Vec::with_capacity(ids.len());
        for (id,) in ids {
            cases.push(read_case(&mut conn, site, CaseId(id)).await?);
        }
        Ok(cases)
    }

    /// The journal's lines about a case, oldest first; the last 200 of them.
    pub async fn case_history(&self, site: &SiteKey, id: CaseId) -> Result<Vec<journal::Entry>> {
        let mut conn = self.db.read().await?;
        let read = "select seq, at, kind, article_id, case_id, report_id, actor_id from journal
            where site_id = $1 and case_id = $2 order by seq desc limit $3";
        let rows = query!(
            fetch_all,
            lines::Row,
            &mut conn,
            read,
            site.as_str(),
            id.0,
            HISTORY
        )?;
        rows.into_iter()
            .rev()
            .map(journal::Entry::try_from)
            .collect()
    }

    /// The decisions made about a case, oldest first.
    pub async fn decisions(&self, site: &SiteKey, id: CaseId) -> Result<Vec<StoredDecision>> {
        let mut conn = self.db.read().await?;
        let read = "select action, outcome, reason, actor_name, created from decisions
            where site_id = $1 and case_id = $2 order by decision_id";
        type Row = (String, Option<String>, Option<String>, String, i64);
        let rows = query!(fetch_all, Row, &mut conn, read, site.as_str(), id.0)?;
        rows.into_iter()
            .map(|(action, outcome, reason, by, at)| {
                Ok(StoredDecision {
                    outcome: outcome.as_deref().map(word).transpose()?,
                    at: time(at)?,
                    action,
                    reason,
                    by,
                })
            })
            .collect()
    }

    /// Stores where a case's passage stands in a new revision. Nothing happens to a case that was decided, or that
    /// changed since it was read: it is still to be reconsidered then.
    pub async fn replace_case(
        &self,
        site: &SiteKey,
        id: CaseId,
        reconsidered: &Reconsidered,
        _now: Timestamp,
    ) -> Result<()> {
        let article = self.case(site, id).await?.article;
        let mut tx = self.db.write().await?;
        lock_by_id(&mut tx, site, article).await?;
        let row = lock_case(&mut tx, site, id).await?;
        let before = row.into_case(proposals(&mut tx, site, id).await?)?;
        let is_undecided = matches!(before.state, State::Open | State::Held);
        if !is_undecided || before.version != reconsidered.version {
            return Ok(());
        }
        move_case(&mut tx, &before, reconsidered).await?;
        move_proposals(&mut tx, site, id, &reconsidered.proposals).await?;
        tx.commit().await
    }
}

/// The statement of a queue, made of constants only. One query a state, each along its index, so that a page costs
/// what it shows and not what the queue holds.
fn queue_sql(filter: &Filter) -> String {
    let (keys, order) = match filter.sort {
        Sort::Priority => (
            "(c.priority, c.case_id) < ($2, $3)",
            "c.priority desc, c.case_id desc",
        ),
        Sort::Newest => ("$2 is not null and c.case_id < $3", "c.case_id desc"),
        Sort::Oldest => ("$2 is not null and c.case_id > $3", "c.case_id"),
    };
    let kind = filter
        .kind
        .map_or(String::new(), |kind| format!("and c.kind = '{kind}'"));
    let words = match filter.q {
        Some(_) => {
            r"and (c.words like $4 escape '\' or exists (select 1 from articles a
                where a.site_id = c.site_id and a.article_id = c.article_id
                and a.words like $4 escape '\'))"
        }
        None => "and $4 = ''",
    };
    let states = match &filter.states[..] {
        [] => State::ALL,
        states => states,
    };
    let parts: Vec<String> = states
        .iter()
        .map(|state| {
            format!(
                "select * from (select c.site_id, c.case_id, c.article_id from cases c
                where c.site_id = $1 and c.state = '{state}' and c.reports > 0 and {keys}
                {kind} {words} order by {order} limit $5) as of_{state}"
            )
        })
        .collect();
    format!(
        "with picked as ({})
        select {}, a.url as article_url, a.title as article_title from picked p
        join cases c on c.site_id = p.site_id and c.case_id = p.case_id
        join articles a on a.site_id = p.site_id and a.article_id = p.article_id
        order by {order} limit $5",
        parts.join(" union all "),
        case_columns!()
    )
}

/// What `like` is given to find words anywhere; the empty pattern when there are none.
pub(super) fn pattern(words: Option<&str>) -> String {
    let Some(words) = words else {
        return String::new();
    };
    let mut pattern = String::from("%");
    for character in clean(words).trim().to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

pub(super) async fn read_case(conn: &mut Conn, site: &SiteKey, id: CaseId) -> Result<Case> {
    let read = concat!(
        "select ",
        case_columns!(),
        " from cases c where c.site_id = $1 and c.case_id = $2"
    );
    let row = query!(
        fetch_one,
        case_rows::CaseRow,
        &mut *conn,
        read,
        site.as_str(),
        id.0
    )?;
    row.into_case(proposals(conn, site, id).await?)
}

static PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("case_id", Id)], |rows| {
        format!(
            "with wanted as ({rows}), ranked as (
                select p.site_id, p.case_id, p.proposal_id, p.span_start, p.span_end, p.old_words,
                    p.new_words, p.reports, row_number() over
                        (partition by p.case_id order by p.reports desc, p.proposal_id) as place
                from wanted w cross join proposals p
                where p.site_id = w.site_id and p.case_id = w.case_id)
            select site_id, case_id, proposal_id, span_start, span_end, old_words, new_words, reports
            from ranked where place <= {} order by case_id, place",
            case_rows::MAX_PROPOSALS
        )
    })
});

async fn proposals_of(
    conn: &mut Conn,
    site: &SiteKey,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Vec<Proposal>)>> {
    let row = |id: &Uuid| json!({"site_id": site.as_str(), "case_id": hex(id.as_bytes())});
    let wanted: Vec<Value> = ids.iter().map(row).collect();
    let sql = PROPOSALS.sql(conn);
    let rows = query!(
        fetch_all,
        ProposalRow,
        conn,
        sql,
        Value::from(wanted).to_string()
    )?;
    let mut found: Vec<(Uuid, Vec<Proposal>)> = ids.iter().map(|id| (*id, Vec::new())).collect();
    for row in rows {
        let (case, proposal) = row.read()?;
        if let Some((_, of)) = found.iter_mut().find(|(id, _)| *id == case.0) {
            of.push(proposal);
        }
    }
    Ok(found)
}

/// A case that only moved is the same to an editor; one that reads otherwise is to be looked at again.
async fn move_case(tx: &mut Conn, before: &Case, now: &Reconsidered) -> Result<()> {
    let words = |edits: &[Proposal]| -> Vec<(String, String)> {
        let pair = |p: &Proposal| (p.edit.old.clone(), p.edit.new.clone());
        edits.iter().map(pair).collect()
    };
    let exact = |case: Option<&crate::domain::case::Passage>| case.map(|p| p.exact.clone());
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
    let row = |proposal: &Proposal| {
        let (old, new) = (clean(&proposal.edit.old), clean(&proposal.edit.new));
        json!({
            "site_id": site.as_str(),
            "case_id": hex(case.0.as_bytes()),
            "proposal_id": hex(proposal.id.0.as_bytes()),
            "span_start": position(proposal.edit.span.start()),
            "span_end": position(proposal.edit.span.end()),
            "edit": number_of(&[&old, &new]),
            "old_words": old,
            "new_words": new,
        })
    };
    let rows: Vec<Value> = proposals.iter().map(row).collect();
    let sql = MOVE_PROPOSALS.sql(tx);
    execute!(tx, sql, Value::from(rows).to_string())?;
    Ok(())
}

/// Refuses what needs another state than the case has.
pub(super) fn expect_state(row: &case_rows::CaseRow, state: State) -> Result<()> {
    if row.state == state.as_str() {
        Ok(())
    } else {
        Err(Error::Conflict("cases_state"))
    }
}
