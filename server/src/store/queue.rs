//! The queue: cases by lane, state and kind, in three orders, a page at a time. Each state is read along the index that
//! has the order, so a page costs what it shows and not what the queue holds; the states are put together here.
//! What words add is in `search`.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::sync::LazyLock;

use uuid::Uuid;

use super::case_rows::{self, ProposalRow, case_columns};
use super::db::{Conn, count, query};
use super::sets::Column::{Id, Text};
use super::sets::{Rows, Statement};
use super::{Page, Result, Store, cursor, search};
use crate::domain::article::ArticleId;
use crate::domain::case::{Case, Proposal, State};
use crate::domain::report::Kind;
use crate::domain::search::Query;
use crate::domain::sender::Lane;
use crate::domain::site::SiteKey;

/// So many proposals of each case are shown in a queue, those with most reports.
const PROPOSALS_SHOWN: i64 = 10;

/// Which cases a queue shows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// This lane; both when none.
    pub lane: Option<Lane>,
    /// These states; all when empty.
    pub states: Vec<State>,
    /// This kind; all when none.
    pub kind: Option<Kind>,
    /// Words that must all be in the passage and the proposals, or all in the article's title and URL.
    pub q: Option<Query>,
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

/// A case's place in the queue's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub(super) struct Head {
    pub(super) priority: i64,
    pub(super) case_id: Uuid,
}

impl Store {
    /// A part of the queue. Cases whose reports were all withdrawn are left out. A part of a search may be short,
    /// or empty, and yet not be the last: see `search`.
    pub async fn queue(
        &self,
        site: &SiteKey,
        filter: &Filter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<CaseRow>> {
        let after = match cursor::read(cursor)? {
            Some((priority, case_id)) => Head { priority, case_id },
            None => filter.sort.start(),
        };
        let mut conn = self.db.snapshot().await?;
        let page = match &filter.q {
            Some(q) => search::page(&mut conn, site, filter, q, after, limit).await?,
            None => {
                let rows = cursor::rows_for(limit);
                let heads = heads(&mut conn, site, filter, after, rows).await?;
                cursor::page(heads, limit, Head::keys)?
            }
        };
        let items = rows(&mut conn, site, &page.items).await?;
        let next = page.next;
        Ok(Page { items, next })
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
        let limit = i64::from(limit.min(cursor::MAX_LIMIT));
        type Row = (String, i64);
        let rows = query!(
            fetch_all,
            Row,
            &mut conn,
            OPEN_PASSAGES,
            site.as_str(),
            article.0,
            limit
        )?;
        rows.into_iter()
            .map(|(exact, reports)| Ok((exact, count(reports)?)))
            .collect()
    }
}

impl Head {
    /// What a cursor holds.
    pub(super) fn keys(&self) -> (i64, Uuid) {
        (self.priority, self.case_id)
    }
}

impl Sort {
    fn start(self) -> Head {
        let (priority, case_id) = match self {
            Self::Priority | Self::Newest => (i64::MAX, Uuid::max()),
            Self::Oldest => (i64::MIN, Uuid::nil()),
        };
        Head { priority, case_id }
    }

    /// What comes after the given case, and the order.
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Priority => (
                "(c.priority, c.case_id) < ($2, $3)",
                "c.priority desc, c.case_id desc",
            ),
            Self::Newest => ("$2 is not null and c.case_id < $3", "c.case_id desc"),
            Self::Oldest => ("$2 is not null and c.case_id > $3", "c.case_id"),
        }
    }

    fn compare(self, a: Head, b: Head) -> Ordering {
        match self {
            Self::Priority => b.cmp(&a),
            Self::Newest => b.case_id.cmp(&a.case_id),
            Self::Oldest => a.case_id.cmp(&b.case_id),
        }
    }

    pub(super) fn comes_after(self, head: Head, other: Head) -> bool {
        self.compare(head, other) == Ordering::Greater
    }

    /// Puts what was read state by state into one order.
    pub(super) fn order<T>(self, items: &mut [T], head: impl Fn(&T) -> Head) {
        items.sort_unstable_by(|a, b| self.compare(head(a), head(b)));
    }
}

impl Filter {
    /// The states that are shown.
    pub(super) fn states(&self) -> &[State] {
        match &self.states[..] {
            [] => State::ALL,
            states => states,
        }
    }

    /// The lanes and states that are shown, each with an index of its own.
    pub(super) fn parts(&self) -> impl Iterator<Item = (Lane, State)> {
        let lanes = match &self.lane {
            None => Lane::ALL,
            Some(lane) => std::slice::from_ref(lane),
        };
        let states = self.states();
        let of_lane = move |lane: &Lane| {
            states.iter().map({
                let lane = *lane;
                move |state| (lane, *state)
            })
        };
        lanes.iter().flat_map(of_lane)
    }

    /// The statement that gives `columns` of the next cases of one lane and state; made of constants only. Its
    /// parameters are the site, the two keys of the case before, and how many.
    pub(super) fn sql(&self, columns: &str, from: &str, (lane, state): (Lane, State)) -> String {
        let (keys, order) = self.sort.keys();
        let kind = self
            .kind
            .map_or(String::new(), |kind| format!("and c.kind = '{kind}'"));
        format!(
            "select {columns} from {from} where c.site_id = $1 and c.lane = '{lane}'
            and c.state = '{state}' and c.reports > 0 {kind} and {keys} order by {order} limit $4"
        )
    }
}

/// The next cases, whatever words they hold.
async fn heads(
    conn: &mut Conn,
    site: &SiteKey,
    filter: &Filter,
    after: Head,
    limit: i64,
) -> Result<Vec<Head>> {
    let mut heads = Vec::new();
    for part in filter.parts() {
        let sql = sqlx::AssertSqlSafe(filter.sql("c.priority, c.case_id", "cases c", part));
        let (priority, id) = after.keys();
        let of_state = query!(
            fetch_all,
            Head,
            &mut *conn,
            sql,
            site.as_str(),
            priority,
            id,
            limit
        )?;
        heads.extend(of_state);
    }
    filter.sort.order(&mut heads, |head| *head);
    Ok(heads)
}

static ROWS: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("case_id", Id)], |rows| {
        format!(
            "with wanted as ({rows})
            select {}, a.url as article_url, a.title as article_title from wanted w
            cross join cases c cross join articles a
            where c.site_id = w.site_id and c.case_id = w.case_id
                and a.site_id = c.site_id and a.article_id = c.article_id",
            case_columns!()
        )
    })
});

/// The rows of these cases, in their order.
async fn rows(conn: &mut Conn, site: &SiteKey, heads: &[Head]) -> Result<Vec<CaseRow>> {
    let ids: Vec<Uuid> = heads.iter().map(|head| head.case_id).collect();
    let wanted = wanted(site, &ids);
    let found: Vec<QueueRow> = ROWS.fetch(conn, &wanted).await?;
    let mut proposals = proposals_of(conn, &wanted).await?;
    let mut found: HashMap<Uuid, QueueRow> = found
        .into_iter()
        .map(|row| (row.case.case_id, row))
        .collect();
    let in_order = ids.iter().filter_map(|id| found.remove(id));
    in_order
        .map(|row| {
            let proposals = proposals.remove(&row.case.case_id).unwrap_or_default();
            Ok(CaseRow {
                case: row.case.into_case(proposals)?,
                article_url: row.article_url,
                article_title: row.article_title,
            })
        })
        .collect()
}

/// These cases as a set.
pub(super) fn wanted(site: &SiteKey, ids: &[Uuid]) -> Rows<'static> {
    let mut rows = ROWS.rows();
    for id in ids {
        rows.add(&[("site_id", site.as_str().into()), ("case_id", id.into())]);
    }
    rows
}

/// The first proposals of each case. Both dialects read them along their index and stop when there are enough, which
/// a window over all of them would not.
static PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = "p.case_id, p.proposal_id, p.span_start, p.span_end, p.old_words,
        p.new_words, p.reports";
    let first = "from proposals q where q.site_id = w.site_id and q.case_id = w.case_id
        order by q.reports desc, q.proposal_id";
    Statement::over(&[("site_id", Text), ("case_id", Id)], |rows| {
        format!(
            "with wanted as ({rows})
            select {columns} from wanted w cross join proposals p
            where p.site_id = w.site_id and p.case_id = w.case_id and p.proposal_id in
                (select q.proposal_id {first} limit {PROPOSALS_SHOWN})"
        )
    })
    .in_postgres(&[("site_id", Text), ("case_id", Id)], |rows| {
        format!(
            "with wanted as ({rows})
            select {columns} from wanted w cross join lateral
                (select q.* {first} limit {PROPOSALS_SHOWN}) as p"
        )
    })
});

async fn proposals_of(conn: &mut Conn, wanted: &Rows<'_>) -> Result<HashMap<Uuid, Vec<Proposal>>> {
    let rows: Vec<ProposalRow> = PROPOSALS.fetch(conn, wanted).await?;
    let mut found: HashMap<Uuid, Vec<Proposal>> = HashMap::new();
    for row in rows {
        let (case, proposal) = row.read()?;
        found.entry(case.0).or_default().push(proposal);
    }
    for proposals in found.values_mut() {
        proposals.sort_unstable_by_key(|p| (Reverse(p.reports), p.id));
    }
    Ok(found)
}

/// Only this article's cases are to be read: with the lane and the states as they are, SQLite would go along an index of
/// the queue, through all cases of the site.
pub(super) const OPEN_PASSAGES: &str =
    "select p.exact, p.reports from cases p where p.site_id = $1 and p.article_id = $2
    and p.state || '' in ('open', 'held', 'accepted') and p.lane || '' = 'desk' and p.reports > 0
    and p.exact is not null
    order by p.priority desc, p.case_id desc limit $3";

/// What a page asks for beside its heads, each with an index that it must go along.
#[cfg(test)]
pub(super) fn statements() -> [(&'static Statement, &'static str); 2] {
    [
        (&ROWS, "cases_key|sqlite_autoindex_cases_1"),
        (&PROPOSALS, "proposals_by_rank"),
    ]
}
