//! The queue: cases by state, kind and words, in three orders, a page at a time.

use std::sync::LazyLock;

use serde_json::{Value, json};
use uuid::Uuid;

use super::case_rows::{self, MAX_PROPOSALS, ProposalRow, case_columns};
use super::db::{Conn, count, query};
use super::sets::Column::{Id, Text};
use super::sets::{Statement, clean, hex};
use super::{Page, Result, Store, cursor};
use crate::domain::article::ArticleId;
use crate::domain::case::{Case, Proposal, State};
use crate::domain::report::Kind;
use crate::domain::sender::Lane;
use crate::domain::site::SiteKey;

/// Which cases a queue shows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// This lane; both when none.
    pub lane: Option<Lane>,
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
}

impl Store {
    /// The passages of an article on which cases are undecided or not live yet, each with how many reports it has,
    /// what matters most first, at most `limit`. Cases about the whole article have none.
    pub async fn open_passages(
        &self,
        site: &SiteKey,
        article: ArticleId,
        limit: u32,
    ) -> Result<Vec<(String, u64)>> {
        let mut conn = self.db.read().await?;
        // The states are those of the index by place, word for word, so that only this article's cases are read.
        let read = "select exact, reports from cases where site_id = $1 and article_id = $2
            and state in ('open', 'held', 'accepted') and lane = 'desk' and reports > 0
            and exact is not null
            order by priority desc, case_id desc limit $3";
        let limit = i64::from(limit.min(cursor::MAX_LIMIT));
        type Row = (String, i64);
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
            .map(|(exact, reports)| Ok((exact, count(reports)?)))
            .collect()
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
    let lanes = match &filter.lane {
        None => Lane::ALL,
        Some(lane) => std::slice::from_ref(lane),
    };
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
    let each = lanes
        .iter()
        .flat_map(|lane| states.iter().map(move |state| (lane, state)));
    let parts: Vec<String> = each
        .map(|(lane, state)| {
            format!(
                "select * from (select c.site_id, c.case_id, c.article_id from cases c
                where c.site_id = $1 and c.lane = '{lane}' and c.state = '{state}'
                and c.reports > 0 and {keys}
                {kind} {words} order by {order} limit $5) as {lane}_{state}"
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
            MAX_PROPOSALS
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
