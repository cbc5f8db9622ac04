//! What a batch reads: its articles, and the cases that its reports may belong to.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::Timestamp;
use uuid::Uuid;

use super::super::Result;
use super::super::articles::article_terms;
use super::super::case_rows::{
    CaseRow, ProposalRow, case_columns, edit, number_of, position, span,
};
use super::super::db::{Conn, count, digest, micros, query, time, word};
use super::super::sets::Column::{self, Id, Number, Text};
use super::super::sets::{Rows, Statement, clean};
use super::Entry;
use super::picture::{CasePicture, KnownArticle, Picture};
use crate::domain::article::{ArticleId, ArticleUrl, RevisionId};
use crate::domain::case::CaseId;
use crate::domain::grouping::{Known, MAX_CASE_PASSAGE};
use crate::domain::site::{SiteKey, TextRules};

/// The articles of a batch, locked.
pub(super) type Articles = HashMap<(SiteKey, ArticleUrl), KnownArticle>;

/// Whether a stored report still waits for its place: asked once its article is locked, for it may have been
/// placed or withdrawn since.
pub(super) async fn is_waiting(tx: &mut Conn, entry: &Entry) -> Result<bool> {
    let read = "select report_id from reports where site_id = $1 and report_id = $2
        and case_id is null and withdrawn is null";
    let (site, id) = (entry.report.site.as_str(), entry.report.id.0);
    let row = query!(fetch_optional, (Uuid,), tx, read, site, id)?;
    Ok(row.is_some())
}

const ARTICLE: &[(&str, Column)] = &[("site_id", Text), ("url", Text)];

static ARTICLES: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(ARTICLE, |rows| {
        format!(
            "with wanted as ({rows})
            select a.site_id, a.url, a.article_id, a.revision_id, s.text_root, s.text_ignore
            from wanted w cross join articles a cross join sites s
            where a.site_id = w.site_id and a.url = w.url and s.site_id = a.site_id
            order by a.article_id"
        )
    })
    .locking("for update of a for share of s")
});

static MAKE_ARTICLES: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("article_id", Id),
        ("url", Text),
        ("title", Text),
        ("changed", Number),
        ("words", Text),
    ];
    Statement::insert(
        "articles",
        &columns,
        "on conflict (site_id, url) do nothing",
    )
});

/// The batch's articles, nobody else's until the transaction ends, those that are unknown made. PostgreSQL locks
/// them in the order of their ids, so that two nodes cannot make two cases of one mistake, nor wait in a circle. The
/// sites are held, too: whoever changes a site's text rules waits until the batch is through and sees its cases, or the
/// batch waits and sees the rules.
pub(super) async fn articles(tx: &mut Conn, entries: &[Entry]) -> Result<Articles> {
    let mut wanted: Vec<(&SiteKey, &ArticleUrl, Timestamp)> = entries
        .iter()
        .map(|entry| (&entry.report.site, &entry.report.url, entry.at))
        .collect();
    wanted.sort_unstable();
    wanted.dedup_by_key(|(site, url, _)| (*site, *url));
    let found = lock_articles(tx, &wanted).await?;
    if found.len() == wanted.len() {
        return Ok(found);
    }
    let missing = wanted
        .iter()
        .filter(|(site, url, _)| !found.contains_key(&((*site).clone(), (*url).clone())));
    let mut rows = MAKE_ARTICLES.rows();
    for (site, url, at) in missing {
        rows.add(&[
            ("site_id", site.as_str().into()),
            ("article_id", (&ArticleId::new(*at).0).into()),
            ("url", url.as_str().into()),
            ("title", url.as_str().into()),
            ("changed", micros(*at).into()),
            ("words", (&article_terms("", url)).into()),
        ]);
    }
    MAKE_ARTICLES.execute(tx, &rows).await?;
    lock_articles(tx, &wanted).await
}

async fn lock_articles(
    tx: &mut Conn,
    wanted: &[(&SiteKey, &ArticleUrl, Timestamp)],
) -> Result<Articles> {
    let mut rows = ARTICLES.rows();
    for (site, url, _) in wanted {
        rows.add(&[
            ("site_id", site.as_str().into()),
            ("url", url.as_str().into()),
        ]);
    }
    type Row = (String, String, Uuid, Option<Vec<u8>>, String, String);
    let rows: Vec<Row> = ARTICLES.fetch(tx, &rows).await?;
    rows.into_iter()
        .map(|(site, url, id, revision, root, ignore)| {
            let revision = revision.as_deref().map(digest).transpose()?;
            let article = KnownArticle {
                id: ArticleId(id),
                revision: revision.map(RevisionId),
                rules: TextRules { root, ignore },
            };
            Ok(((word(&site)?, ArticleUrl::from_store(url)), article))
        })
        .collect()
}

/// What a report is held against: where it is, which words it changes, which words it quotes.
const WANTED: &[(&str, Column)] = &[
    ("site_id", Text),
    ("article_id", Id),
    ("first", Number),
    ("last", Number),
    ("edit", Number),
    ("quote", Number),
];

static PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(WANTED, |rows| {
        format!(
            "with wanted as ({rows})
            select p.site_id, p.case_id, p.proposal_id, p.span_start, p.span_end, p.old_words,
                p.new_words, p.reports
            from wanted w cross join proposals p
            where p.site_id = w.site_id and p.article_id = w.article_id and p.edit = w.edit"
        )
    })
});

static ACCEPTANCES: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(WANTED, |rows| {
        format!(
            "with wanted as ({rows})
            select a.site_id, a.case_id, a.span_start, a.span_end, a.old_words, a.new_words
            from wanted w cross join acceptances a
            where a.site_id = w.site_id and a.article_id = w.article_id and a.edit = w.edit"
        )
    })
});

#[derive(sqlx::FromRow)]
struct AcceptanceRow {
    site_id: String,
    case_id: Uuid,
    span_start: i64,
    span_end: i64,
    old_words: String,
    new_words: String,
}

/// So many cases around a place are held against a report, those that begin last before its end. Only somebody who
/// means to makes more of them overlap, and what repeats an edit is found by the edit.
const NEARBY_CASES: u32 = 64;

/// Cases that begin at most the length of the longest passage before, and end where the report begins or later; and
/// for a question without a place the questions that quote the same.
static NEARBY: LazyLock<Statement> = LazyLock::new(|| {
    let near = format!(
        "from cases n where n.site_id = w.site_id and n.article_id = w.article_id
            and n.span_start >= w.first - {MAX_CASE_PASSAGE} and n.span_start <= w.last
            and n.span_end >= w.first and n.state in ('open', 'held', 'accepted')
            order by n.span_start desc limit {NEARBY_CASES}"
    );
    let asking = "select c.site_id, c.case_id from wanted w cross join cases c
            where c.site_id = w.site_id and c.article_id = w.article_id and c.quote = w.quote
                and w.edit is null and c.span_start is null and c.proposals = 0
                and c.state in ('open', 'held', 'accepted')";
    Statement::over(WANTED, |rows| {
        format!(
            "with wanted as ({rows})
            select c.site_id, c.case_id from wanted w cross join cases c
            where c.site_id = w.site_id and c.case_id in (select n.case_id {near})
            union {asking}"
        )
    })
    .in_postgres(WANTED, |rows| {
        format!(
            "with wanted as ({rows})
            select c.site_id, c.case_id from wanted w
            cross join lateral (select n.site_id, n.case_id {near}) as c
            union {asking}"
        )
    })
});

static CASES: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [("site_id", Text), ("case_id", Id)];
    Statement::over(&columns, |rows| {
        format!(
            "with wanted as ({rows})
            select {} from wanted w cross join cases c
            where c.site_id = w.site_id and c.case_id = w.case_id
            order by c.case_id",
            case_columns!()
        )
    })
    .locking("for update of c")
});

/// The cases that the placed reports may belong to, locked, with those of their proposals that may be the same.
pub(super) async fn picture(
    tx: &mut Conn,
    entries: &[&Entry],
    articles: &Articles,
) -> Result<Picture> {
    let mut wanted = PROPOSALS.rows();
    for entry in entries {
        want(&mut wanted, entry, articles);
    }
    let mut proposals: Vec<ProposalRow> = PROPOSALS.fetch(tx, &wanted).await?;
    // Several reports of the batch may lead to one.
    proposals.sort_unstable_by_key(|row| row.proposal_id);
    proposals.dedup_by_key(|row| row.proposal_id);
    let accepted: Vec<AcceptanceRow> = ACCEPTANCES.fetch(tx, &wanted).await?;
    let nearby: Vec<(String, Uuid)> = NEARBY.fetch(tx, &wanted).await?;
    let mut ids: HashSet<(&str, Uuid)> = HashSet::new();
    ids.extend(nearby.iter().map(|(site, id)| (site.as_str(), *id)));
    ids.extend(
        proposals
            .iter()
            .map(|row| (row.site_id.as_str(), row.case_id)),
    );
    ids.extend(
        accepted
            .iter()
            .map(|row| (row.site_id.as_str(), row.case_id)),
    );
    let rows = lock_cases(tx, ids).await?;
    let mut proposed: HashMap<Uuid, Vec<ProposalRow>> = HashMap::new();
    for row in proposals {
        proposed.entry(row.case_id).or_default().push(row);
    }
    let accepted = accepted.into_iter().map(|row| (row.case_id, row));
    let mut accepted: HashMap<Uuid, AcceptanceRow> = accepted.collect();
    let mut picture = Picture::default();
    for row in rows {
        let proposals = proposed.remove(&row.case_id).unwrap_or_default();
        let accepted = accepted.remove(&row.case_id);
        picture.add(draw(row, proposals, accepted)?);
    }
    Ok(picture)
}

/// Adds what a report is held against; nothing for one whose passage is not known.
fn want(rows: &mut Rows<'_>, entry: &Entry, articles: &Articles) {
    let (report, finding) = (&entry.report, &entry.finding);
    let article = articles.get(&(report.site.clone(), report.url.clone()));
    let passage = finding
        .passage
        .as_ref()
        .filter(|_| finding.revision.is_some());
    let (Some(article), Some(passage)) = (article, passage) else {
        return;
    };
    let edit = finding.edit.as_ref();
    let place = passage.span;
    let reach = place.zip(edit).map(|(place, edit)| {
        let first = place.start().min(edit.span.start());
        (first, place.end().max(edit.span.end()))
    });
    let reach = reach.or_else(|| place.map(|place| (place.start(), place.end())));
    let quote = place
        .is_none()
        .then(|| number_of(&[&clean(&passage.exact)]));
    rows.add(&[
        ("site_id", report.site.as_str().into()),
        ("article_id", (&article.id.0).into()),
        ("first", reach.map(|(first, _)| position(first)).into()),
        ("last", reach.map(|(_, last)| position(last)).into()),
        ("edit", edit.map(number_of_cleaned).into()),
        ("quote", quote.into()),
    ]);
}

fn number_of_cleaned(edit: &corrigenda_anchor::Edit) -> i64 {
    number_of(&[&clean(&edit.old), &clean(&edit.new)])
}

async fn lock_cases(tx: &mut Conn, ids: HashSet<(&str, Uuid)>) -> Result<Vec<CaseRow>> {
    let mut rows = CASES.rows();
    for (site, id) in ids {
        rows.add(&[("site_id", site.into()), ("case_id", (&id).into())]);
    }
    let mut cases: Vec<CaseRow> = CASES.fetch(tx, &rows).await?;
    cases.sort_unstable_by_key(|case| case.case_id);
    Ok(cases)
}

fn draw(
    row: CaseRow,
    proposals: Vec<ProposalRow>,
    accepted: Option<AcceptanceRow>,
) -> Result<CasePicture> {
    let proposals: Result<Vec<_>> = proposals.into_iter().map(|row| Ok(row.read()?.1)).collect();
    let accepted =
        accepted.map(|row| edit(row.span_start, row.span_end, row.old_words, row.new_words));
    let known = Known {
        id: CaseId(row.case_id),
        state: word(&row.state)?,
        placement: word(&row.placement)?,
        kind: word(&row.kind)?,
        passage: row.passage()?,
        edits: span(row.edits_start, row.edits_end)?,
        proposals_in_all: count(row.proposals)?,
        proposals: proposals?,
        accepted: accepted.transpose()?,
    };
    Ok(CasePicture {
        site: word(&row.site_id)?,
        article: ArticleId(row.article_id),
        lane: word(&row.lane)?,
        outcome: row.outcome.as_deref().map(word).transpose()?,
        kinds: row.kinds()?,
        version: row.version,
        reports: count(row.reports)?,
        opened: time(row.opened)?,
        last_reported: time(row.last_reported)?,
        words: row.words,
        seen: None,
        is_new: false,
        touched: false,
        gained: HashMap::new(),
        proposed: Vec::new(),
        known,
    })
}

/// What a batch asks for, each with an index that it must go along.
#[cfg(test)]
pub(in crate::store) fn statements() -> [(&'static Statement, &'static str); 6] {
    [
        (&super::answered::ANSWERED, "idempotency_key|PRIMARY KEY"),
        (&ARTICLES, "articles_url|sqlite_autoindex_articles_2"),
        (&PROPOSALS, "proposals_by_edit"),
        (&NEARBY, "cases_in_article"),
        (&NEARBY, "cases_by_question"),
        (&CASES, "cases_key|sqlite_autoindex_cases_1"),
    ]
}
