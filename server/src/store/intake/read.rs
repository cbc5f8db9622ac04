//! What a batch reads: its articles, and the cases that its reports may belong to.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use corrigenda_anchor::Edit;
use jiff::Timestamp;
use uuid::Uuid;

use super::super::Result;
use super::super::articles::article_terms;
use super::super::case_rows::{CaseRow, case_columns, edit, number_of, position, span};
use super::super::db::{Conn, count, digest, micros, query, time, word};
use super::super::sets::Column::{self, Digest, Id, Number, Text};
use super::super::sets::{Bytes, Rows, Statement, clean};
use super::Entry;
use super::picture::{CasePicture, KnownArticle, Picture};
use crate::domain::article::{ArticleId, ArticleUrl, RevisionId};
use crate::domain::case::{CaseId, Proposal, ProposalId};
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
    let answer = [
        ("site_id", Text),
        ("url", Text),
        ("article_id", Id),
        ("revision_id", Digest),
        ("text_root", Text),
        ("text_ignore", Text),
    ];
    Statement::asking(ARTICLE, &answer, |rows| {
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
    type Row = (String, String, Uuid, Option<Bytes>, String, String);
    let rows: Vec<Row> = ARTICLES.gather(tx, &rows).await?;
    rows.into_iter()
        .map(|(site, url, id, revision, root, ignore)| {
            let revision = revision.map(|bytes| digest(&bytes.0)).transpose()?;
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

/// See [`Candidate`].
const CANDIDATE: &[(&str, Column)] = &[
    ("site_id", Text),
    ("case_id", Id),
    ("proposal_id", Id),
    ("reports", Number),
    ("span_start", Number),
    ("span_end", Number),
    ("old_words", Text),
    ("new_words", Text),
];

/// What a report may belong to: a proposal of the same edit, an acceptance of it, or only a case nearby, of which
/// nothing but its key is told here.
#[derive(sqlx::FromRow, serde::Deserialize)]
struct Candidate {
    site_id: String,
    case_id: Uuid,
    /// None of an acceptance, which has no number of reports either.
    proposal_id: Option<Uuid>,
    reports: Option<i64>,
    span_start: Option<i64>,
    span_end: Option<i64>,
    old_words: Option<String>,
    new_words: Option<String>,
}

impl Candidate {
    /// The edit that is proposed or was accepted; none of a case nearby.
    fn edit(self) -> Result<Option<Edit>> {
        let place = self.span_start.zip(self.span_end);
        let words = self.old_words.zip(self.new_words);
        place
            .zip(words)
            .map(|((start, end), (old, new))| edit(start, end, old, new))
            .transpose()
    }
}

/// So many cases around a place are held against a report, those that begin last before its end; and as many whose passage
/// is long. Only somebody who means to makes more of them overlap, and what repeats an edit is found by the edit.
const NEARBY_CASES: u32 = 64;

/// A passage of more code points is long, as few are: they have an index of their own, and the others are looked for
/// right before a report only. An article may have many cases within the length of the longest passage.
const LONG_PASSAGE: usize = 200;

/// Proposals and acceptances of the same edit; cases that begin at most the length of their passage before, and end where the
/// report begins or later; and for a question without a place the questions that quote the same. A `union` at the end
/// tells each of them once, for a crowd finds the same.
static CANDIDATES: LazyLock<Statement> = LazyLock::new(|| {
    let near = |reach: usize, such: &str| {
        format!(
            "from cases n where n.site_id = w.site_id and n.article_id = w.article_id
            and n.span_start >= w.first - {reach} and n.span_start <= w.last and n.span_end >= w.first
            and n.state in ('open', 'held', 'accepted'){such}
            order by n.span_start desc limit {NEARBY_CASES}"
        )
    };
    let long = format!(" and n.span_end - n.span_start > {LONG_PASSAGE}");
    let (short, long) = (near(LONG_PASSAGE, ""), near(MAX_CASE_PASSAGE, &long));
    let all = |rows: &str, nearby: [String; 2]| {
        let [short, long] = nearby.map(|nearby| {
            format!("select c.site_id, c.case_id, null, null, null, null, null, null {nearby}")
        });
        format!(
            "with wanted as ({rows})
            select p.site_id, p.case_id, p.proposal_id, p.reports, p.span_start, p.span_end, p.old_words,
                p.new_words
            from wanted w cross join proposals p
            where p.site_id = w.site_id and p.article_id = w.article_id and p.edit = w.edit
            union all
            select a.site_id, a.case_id, null, null, a.span_start, a.span_end, a.old_words, a.new_words
            from wanted w cross join acceptances a
            where a.site_id = w.site_id and a.article_id = w.article_id and a.edit = w.edit
            union all {short} union {long} union
            select c.site_id, c.case_id, null, null, null, null, null, null
            from wanted w cross join cases c
            where c.site_id = w.site_id and c.article_id = w.article_id and c.quote = w.quote
                and w.edit is null and c.span_start is null and c.proposals = 0
                and c.state in ('open', 'held', 'accepted')"
        )
    };
    let one_by_one = |near: &str| {
        format!(
            "from wanted w cross join cases c
            where c.site_id = w.site_id and c.case_id in (select n.case_id {near})"
        )
    };
    let lateral = |near: &str| {
        format!("from wanted w cross join lateral (select n.site_id, n.case_id {near}) as c")
    };
    Statement::asking(WANTED, CANDIDATE, |rows| {
        all(rows, [&short, &long].map(|near| one_by_one(near)))
    })
    .in_postgres(WANTED, |rows| {
        all(rows, [&short, &long].map(|near| lateral(near)))
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
    let mut wanted = CANDIDATES.rows();
    for entry in entries {
        want(&mut wanted, entry, articles);
    }
    let found: Vec<Candidate> = CANDIDATES.gather(tx, &wanted).await?;
    let ids = found
        .iter()
        .map(|found| (found.site_id.as_str(), found.case_id));
    let rows = lock_cases(tx, ids.collect()).await?;
    let mut proposed: HashMap<Uuid, BTreeMap<Uuid, Proposal>> = HashMap::new();
    let mut accepted: HashMap<Uuid, Edit> = HashMap::new();
    for candidate in found {
        let (case, proposal) = (
            candidate.case_id,
            candidate.proposal_id.zip(candidate.reports),
        );
        let Some(edit) = candidate.edit()? else {
            continue;
        };
        if let Some((id, reports)) = proposal {
            let (id, reports) = (ProposalId(id), count(reports)?);
            let of_case = proposed.entry(case).or_default();
            // Several reports of the batch may lead to one.
            of_case.insert(id.0, Proposal { id, edit, reports });
        } else {
            accepted.insert(case, edit);
        }
    }
    let mut picture = Picture::default();
    for row in rows {
        let proposals = proposed.remove(&row.case_id).unwrap_or_default();
        let proposals = proposals.into_values().collect();
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

fn number_of_cleaned(edit: &Edit) -> i64 {
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

fn draw(row: CaseRow, proposals: Vec<Proposal>, accepted: Option<Edit>) -> Result<CasePicture> {
    let known = Known {
        id: CaseId(row.case_id),
        state: word(&row.state)?,
        placement: word(&row.placement)?,
        kind: word(&row.kind)?,
        passage: row.passage()?,
        edits: span(row.edits_start, row.edits_end)?,
        proposals_in_all: count(row.proposals)?,
        proposals,
        accepted,
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
pub(in crate::store) fn statements() -> [(&'static Statement, &'static str); 8] {
    [
        (&super::answered::ANSWERED, "idempotency_key|PRIMARY KEY"),
        (&ARTICLES, "articles_url|sqlite_autoindex_articles_2"),
        (&CANDIDATES, "proposals_by_edit"),
        (&CANDIDATES, "acceptances_by_edit"),
        (&CANDIDATES, "cases_in_article"),
        (&CANDIDATES, "cases_with_long_passage"),
        (&CANDIDATES, "cases_by_question"),
        (&CASES, "cases_key|sqlite_autoindex_cases_1"),
    ]
}
