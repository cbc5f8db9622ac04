//! The queue by words. Whatever the words, a part of it costs a bounded number of rows.
//!
//! Words that few cases hold lead to those cases by the full-text index, and the part is made of them. Words that
//! many hold are found by going along the queue itself, case by case, because they come soon: after so many cases
//! the part ends where it is, perhaps short, and the next one goes on there. Either way nothing is left out. What a
//! term is, and whether terms match, is `domain::search`'s.

use std::collections::HashSet;
use std::sync::LazyLock;

use uuid::Uuid;

use super::db::{Conn, dialect, query};
use super::queue::{Filter, Head, wanted};
use super::sets::Column::{Id, Text};
use super::sets::Statement;
use super::{Page, Result, cursor};
use crate::domain::search::Query;
use crate::domain::site::SiteKey;

/// Words that lead to more cases than this are not rare.
const RARE: usize = 1_000;

/// Nor are those that lead to more articles than this.
const RARE_ARTICLES: usize = 100;

/// So many cases are looked at for one part of a search for common words,
const LOOKED_AT: usize = 5_000;

/// so many at a time.
const STRIDE: i64 = 500;

/// A part of the queue: the cases with these words after the given one.
pub(super) async fn page(
    conn: &mut Conn,
    site: &SiteKey,
    filter: &Filter,
    q: &Query,
    after: Head,
    limit: u32,
) -> Result<Page<Head>> {
    if q.terms().is_empty() {
        return cursor::page(Vec::new(), limit, Head::keys);
    }
    match rare(conn, site, q).await? {
        Some(ids) => {
            let heads = among(conn, site, filter, &ids, after, limit).await?;
            cursor::page(heads, limit, Head::keys)
        }
        None => walk(conn, site, filter, q, after, limit).await,
    }
}

/// All cases with these words, when they are few.
async fn rare(conn: &mut Conn, site: &SiteKey, q: &Query) -> Result<Option<Vec<Uuid>>> {
    let articles = articles(conn, site, q).await?;
    if articles.len() > RARE_ARTICLES {
        return Ok(None);
    }
    let cases = cases(conn, site, q).await?;
    let of_articles = cases_of(conn, site, &articles).await?;
    if cases.len() > RARE || of_articles.len() > RARE {
        return Ok(None);
    }
    let all: HashSet<Uuid> = cases.into_iter().chain(of_articles).collect();
    Ok(Some(all.into_iter().collect()))
}

async fn cases(conn: &mut Conn, site: &SiteKey, q: &Query) -> Result<Vec<Uuid>> {
    // The outermost table comes first in SQLite's cross join, and only the full text has an index on words.
    let find = dialect!(
        conn,
        sqlite: "select p.case_id from case_search cross join case_places p
            where case_search match $1 and p.place = case_search.rowid limit $2",
        postgres: "select case_id from cases
            where search_terms(site_id, words) @@ cast($1 as tsquery) limit $2",
    );
    found(conn, site, q, find, RARE).await
}

async fn articles(conn: &mut Conn, site: &SiteKey, q: &Query) -> Result<Vec<Uuid>> {
    let find = dialect!(
        conn,
        sqlite: "select p.article_id from article_search cross join article_places p
            where article_search match $1 and p.place = article_search.rowid limit $2",
        postgres: "select article_id from articles
            where search_terms(site_id, words) @@ cast($1 as tsquery) limit $2",
    );
    found(conn, site, q, find, RARE_ARTICLES).await
}

/// One more than `few` at most, which tells that there are many.
async fn found(
    conn: &mut Conn,
    site: &SiteKey,
    q: &Query,
    find: &'static str,
    few: usize,
) -> Result<Vec<Uuid>> {
    let asked = dialect!(conn, sqlite: fts5(site, q), postgres: tsquery(site, q));
    let limit = rows(few + 1);
    let ids = query!(fetch_all, (Uuid,), conn, find, asked, limit)?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// A search as SQLite's full text reads it; terms hold no sign that means something there. The site is part of each
/// term, its hyphens as the index has them.
fn fts5(site: &SiteKey, q: &Query) -> String {
    let site = site.as_str().replace('-', "·");
    let terms = q.terms().iter().map(|term| {
        let star = if term.is_beginning { " *" } else { "" };
        format!("\"{site}›{}\"{star}", term.letters)
    });
    terms.collect::<Vec<_>>().join(" AND ")
}

/// The same as PostgreSQL reads it.
fn tsquery(site: &SiteKey, q: &Query) -> String {
    let terms = q.terms().iter().map(|term| {
        let star = if term.is_beginning { ":*" } else { "" };
        format!("'{site}›{}'{star}", term.letters)
    });
    terms.collect::<Vec<_>>().join(" & ")
}

static OF_ARTICLES: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("article_id", Id)], |rows| {
        format!(
            "with wanted as ({rows})
            select c.case_id from wanted w cross join cases c
            where c.site_id = w.site_id and c.article_id = w.article_id limit {}",
            RARE + 1
        )
    })
});

async fn cases_of(conn: &mut Conn, site: &SiteKey, articles: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut wanted = OF_ARTICLES.rows();
    for id in articles {
        wanted.add(&[("site_id", site.as_str().into()), ("article_id", id.into())]);
    }
    let ids: Vec<(Uuid,)> = OF_ARTICLES.fetch(conn, &wanted).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

static AMONG: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("case_id", Id)], |rows| {
        format!(
            "with wanted as ({rows})
            select c.priority, c.case_id, c.lane, c.state, c.kind from wanted w cross join cases c
            where c.site_id = w.site_id and c.case_id = w.case_id and c.reports > 0"
        )
    })
});

/// Those of a few cases that the queue shows after the given one.
async fn among(
    conn: &mut Conn,
    site: &SiteKey,
    filter: &Filter,
    ids: &[Uuid],
    after: Head,
    limit: u32,
) -> Result<Vec<Head>> {
    type Row = (i64, Uuid, String, String, String);
    let rows: Vec<Row> = AMONG.fetch(conn, &wanted(site, ids)).await?;
    let is_shown = |(_, _, lane, state, kind): &Row| {
        let is_in_state = filter.states().iter().any(|shown| shown.as_str() == state);
        let is_in_lane = filter.lane.is_none_or(|shown| shown.as_str() == lane);
        is_in_lane && is_in_state && filter.kind.is_none_or(|shown| shown.as_str() == kind)
    };
    let shown = rows.into_iter().filter(is_shown);
    let mut heads: Vec<Head> = shown
        .map(|(priority, case_id, ..)| Head { priority, case_id })
        .filter(|head| filter.sort.comes_after(*head, after))
        .collect();
    filter.sort.order(&mut heads, |head| *head);
    heads.truncate(usize::try_from(cursor::rows_for(limit)).unwrap_or(usize::MAX));
    Ok(heads)
}

/// A case on the way, with the words it is known by.
#[derive(sqlx::FromRow)]
struct Passed {
    #[sqlx(flatten)]
    head: Head,
    words: String,
    article_words: String,
}

/// Goes along the queue and takes what has the words, until the part is full or enough was looked at.
async fn walk(
    conn: &mut Conn,
    site: &SiteKey,
    filter: &Filter,
    q: &Query,
    after: Head,
    limit: u32,
) -> Result<Page<Head>> {
    let full = usize::try_from(cursor::rows_for(limit)).unwrap_or(usize::MAX);
    let (mut at, mut looked_at, mut heads) = (after, 0, Vec::new());
    while looked_at < LOOKED_AT {
        let passed = stride(conn, site, filter, at).await?;
        let Some(last) = passed.last() else {
            return cursor::page(heads, limit, Head::keys);
        };
        at = last.head;
        looked_at += passed.len();
        let has = |case: &&Passed| q.matches(&case.words) || q.matches(&case.article_words);
        heads.extend(passed.iter().filter(has).map(|case| case.head));
        if heads.len() >= full {
            return cursor::page(heads, limit, Head::keys);
        }
    }
    cursor::page_until(heads, at.keys())
}

/// The next few cases, whichever words they have.
async fn stride(
    conn: &mut Conn,
    site: &SiteKey,
    filter: &Filter,
    after: Head,
) -> Result<Vec<Passed>> {
    const COLUMNS: &str = "c.priority, c.case_id, c.words, a.words as article_words";
    const FROM: &str = "cases c join articles a
        on a.site_id = c.site_id and a.article_id = c.article_id";
    let mut passed = Vec::new();
    for part in filter.parts() {
        let sql = sqlx::AssertSqlSafe(filter.sql(COLUMNS, FROM, part));
        let ((priority, id), site) = (after.keys(), site.as_str());
        let of_state = query!(
            fetch_all, Passed, &mut *conn, sql, site, priority, id, STRIDE
        )?;
        passed.extend(of_state);
    }
    filter.sort.order(&mut passed, |case| case.head);
    // Beyond this many, a state that was read to the end of its stride may have more in between.
    passed.truncate(usize::try_from(STRIDE).unwrap_or(usize::MAX));
    Ok(passed)
}

fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_spelled_for_each_database_and_bears_its_site() {
        let site: SiteKey = "the-daily".parse().expect("a key");
        let q = Query::parse("Ship of 東京").expect("short enough");
        assert_eq!(
            fts5(&site, &q),
            "\"the·daily›ship\" * AND \"the·daily›of\" AND \"the·daily›東京\""
        );
        assert_eq!(
            tsquery(&site, &q),
            "'the-daily›ship':* & 'the-daily›of' & 'the-daily›東京'"
        );
    }

    #[test]
    fn what_means_something_to_a_database_means_nothing_here() {
        let site: SiteKey = "daily".parse().expect("a key");
        let q = Query::parse("a\" OR 'b':* & ! (c) NEAR \\ %").expect("short enough");
        assert_eq!(
            tsquery(&site, &q),
            "'daily›a' & 'daily›or' & 'daily›b' & 'daily›c' & 'daily›near':*"
        );
    }
}
