//! Published notices.

use jiff::Timestamp;
use uuid::Uuid;

use super::db::{Conn, execute, micros, query, time, word};
use super::sets::clean;
use super::{Error, Page, Result, Store, cursor};
use crate::domain::article::{ArticleId, ArticleUrl};
use crate::domain::case::CaseId;
use crate::domain::correction::{Correction, CorrectionId, NewNotice};
use crate::domain::search::{Query, terms_of};
use crate::domain::site::SiteKey;

/// Most bytes of terms kept with a notice.
const MAX_SEARCHABLE: usize = 16 * 1024;

/// So many corrections are looked at for one part of a search; when it is not full by then, the next one goes on,
const LOOKED_AT: usize = 5_000;

/// so many at a time.
const STRIDE: i64 = 500;

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "select k.site_id, k.correction_id, k.case_id, k.article_id, k.kind, k.notice,
            k.published, k.modified, k.version, a.url, a.title, k.words, a.words as article_words
            from corrections k
            join articles a on a.site_id = k.site_id and a.article_id = k.article_id ",
            $rest
        )
    };
}

macro_rules! list {
    ($whose:literal) => {
        select!(concat!(
            "where k.site_id = $1 and ",
            $whose,
            " and k.correction_id < $3 and k.modified >= $4
            order by k.correction_id desc limit $5"
        ))
    };
}

/// Which corrections a list shows; the last published come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorrectionFilter {
    /// Those of this article.
    pub url: Option<ArticleUrl>,
    /// Those published or changed at this time or later.
    pub since: Option<Timestamp>,
    /// Words that must all be in the notice, or all in the article's title and URL.
    pub q: Option<Query>,
}

#[derive(sqlx::FromRow)]
struct Row {
    site_id: String,
    correction_id: Uuid,
    case_id: Uuid,
    article_id: Uuid,
    kind: String,
    notice: String,
    published: i64,
    modified: i64,
    version: i64,
    url: String,
    title: String,
    words: String,
    article_words: String,
}

impl Store {
    /// A part of the list of corrections, the last published first. A part of a search may be short, or empty, and yet
    /// not be the last.
    pub async fn corrections(
        &self,
        site: &SiteKey,
        filter: &CorrectionFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<Correction>> {
        let before: Uuid = cursor::read(cursor)?.unwrap_or(Uuid::max());
        let article = match &filter.url {
            Some(url) => self
                .article_by_url(site, url)
                .await?
                .map(|article| article.id),
            None => None,
        };
        let read = match (&filter.url, article) {
            (Some(_), None) => return cursor::page(Vec::new(), limit, |_| before),
            (Some(_), Some(_)) => list!("k.article_id = $2"),
            (None, _) => list!("$2 is not null"),
        };
        let whose = article.map_or(Uuid::nil(), |id| id.0);
        let since = filter.since.map_or(i64::MIN, micros);
        let key = site.as_str();
        let mut conn = self.db.read().await?;
        let Some(q) = &filter.q else {
            let rows = cursor::rows_for(limit);
            let rows = query!(
                fetch_all, Row, &mut conn, read, key, whose, before, since, rows
            )?;
            return part(rows, limit);
        };
        let (mut at, mut looked_at, mut found) = (before, 0, Vec::new());
        while looked_at < LOOKED_AT {
            let rows = query!(
                fetch_all, Row, &mut conn, read, key, whose, at, since, STRIDE
            )?;
            let Some(last) = rows.last() else {
                return part(found, limit);
            };
            at = last.correction_id;
            looked_at += rows.len();
            let has = |row: &Row| q.matches(&row.words) || q.matches(&row.article_words);
            found.extend(rows.into_iter().filter(has));
            if i64::try_from(found.len()).is_ok_and(|found| found >= cursor::rows_for(limit)) {
                return part(found, limit);
            }
        }
        let page = part(found, limit)?;
        cursor::page_until(page.items, at)
    }

    /// The correction that came from a case.
    pub async fn correction_of_case(
        &self,
        site: &SiteKey,
        case: CaseId,
    ) -> Result<Option<Correction>> {
        let mut conn = self.db.read().await?;
        let read = select!("where k.site_id = $1 and k.case_id = $2");
        let row = query!(fetch_optional, Row, &mut conn, read, site.as_str(), case.0)?;
        row.map(Correction::try_from).transpose()
    }

    /// A word that changes whenever the list of corrections does: of an article, or of the whole site.
    pub async fn corrections_stamp(
        &self,
        site: &SiteKey,
        url: Option<&ArticleUrl>,
    ) -> Result<String> {
        let mut conn = self.db.read().await?;
        let read = "select count(*), cast(coalesce(sum(k.version), 0) as bigint),
            coalesce(max(k.modified), 0), coalesce(max(a.changed), 0)
            from corrections k
            join articles a on a.site_id = k.site_id and a.article_id = k.article_id
            where k.site_id = $1 and ($2 = '' or a.url = $2)";
        let url = url.map_or("", ArticleUrl::as_str);
        type Row = (i64, i64, i64, i64);
        let (count, versions, modified, changed) =
            query!(fetch_one, Row, &mut conn, read, site.as_str(), url)?;
        Ok(format!("{count}-{versions}-{modified:x}-{changed:x}"))
    }
}

fn part(rows: Vec<Row>, limit: u32) -> Result<Page<Correction>> {
    let corrections: Result<Vec<_>> = rows.into_iter().map(Correction::try_from).collect();
    cursor::page(corrections?, limit, |correction| correction.id.0)
}

/// Publishes a case's notice, or changes the one it has.
pub(super) async fn publish(
    tx: &mut Conn,
    site: &SiteKey,
    article: ArticleId,
    case: CaseId,
    notice: &NewNotice,
    now: Timestamp,
) -> Result<()> {
    let upsert = "insert into corrections (site_id, correction_id, case_id, article_id, kind,
        notice, words, published, modified, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 1)
        on conflict (site_id, case_id) do update set kind = excluded.kind,
        notice = excluded.notice, words = excluded.words, modified = excluded.modified,
        version = corrections.version + 1";
    let text = clean(&notice.text);
    execute!(
        tx,
        upsert,
        site.as_str(),
        CorrectionId::new(now).0,
        case.0,
        article.0,
        notice.kind.as_str(),
        &text,
        terms_of([&*text], MAX_SEARCHABLE),
        micros(now)
    )?;
    Ok(())
}

impl TryFrom<Row> for Correction {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: CorrectionId(row.correction_id),
            site: word(&row.site_id)?,
            article: ArticleId(row.article_id),
            article_url: row.url,
            article_title: row.title,
            case: CaseId(row.case_id),
            kind: word(&row.kind)?,
            text: row.notice,
            published: time(row.published)?,
            modified: time(row.modified)?,
            version: row.version,
        })
    }
}
