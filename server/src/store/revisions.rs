//! Revisions: an article's source as it was at one time, by its digest. What stands here was pushed, read by a
//! connector, or fetched from the web; only the first two are surely whole.

use corrigenda_anchor::Scope;
use jiff::Timestamp;

use super::articles::{cleaned, lock_by_id};
use super::db::{Conn, corrupt, digest, execute, micros, query, time, word};
use super::reconsider::doubt;
use super::{Result, Store};
use crate::domain::article::{Article, ArticleId, Content, RevisionId};
use crate::domain::site::SiteKey;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select r.revision_id, a.title, r.format, r.scope, r.source, a.section, a.published,
                r.fetched_until
            from revisions r join articles a on a.site_id = r.site_id
                and a.article_id = r.article_id ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    revision_id: Vec<u8>,
    title: String,
    format: String,
    scope: String,
    source: String,
    section: Option<String>,
    published: Option<i64>,
    fetched_until: Option<i64>,
}

/// A revision as it is read.
pub(super) struct Revision {
    pub(super) id: RevisionId,
    pub(super) content: Content,
    /// Until when it need not be fetched again, when it was fetched from the web.
    pub(super) fetched_until: Option<Timestamp>,
}

impl Store {
    /// The current revision of an article with its source; none while the text is not known.
    pub async fn revision(
        &self,
        site: &SiteKey,
        article: ArticleId,
    ) -> Result<Option<(RevisionId, Content)>> {
        let mut conn = self.db.read().await?;
        let read =
            select!("where a.site_id = $1 and a.article_id = $2 and r.revision_id = a.revision_id");
        let row = query!(
            fetch_optional,
            Row,
            &mut conn,
            read,
            site.as_str(),
            article.0
        )?;
        let current = row.map(Revision::try_from).transpose()?;
        Ok(current.map(|revision| (revision.id, revision.content)))
    }

    /// A revision of an article, whether it is the current one or not; none when there is no such.
    pub(super) async fn any_revision(
        &self,
        site: &SiteKey,
        article: ArticleId,
        revision: RevisionId,
    ) -> Result<Option<Revision>> {
        let mut conn = self.db.read().await?;
        let read = select!("where a.site_id = $1 and a.article_id = $2 and r.revision_id = $3");
        let row = query!(
            fetch_optional,
            Row,
            &mut conn,
            read,
            site.as_str(),
            article.0,
            &revision.0[..]
        )?;
        row.map(Revision::try_from).transpose()
    }

    /// The last revisions of an article but the current one, the newest first, at most `limit`.
    pub(super) async fn earlier_revisions(
        &self,
        article: &Article,
        limit: i64,
    ) -> Result<Vec<RevisionId>> {
        let mut conn = self.db.read().await?;
        let read = "select revision_id from revisions where site_id = $1 and article_id = $2
            order by created desc, revision_id limit $3";
        let rows = query!(
            fetch_all,
            (Vec<u8>,),
            &mut conn,
            read,
            article.site.as_str(),
            article.id.0,
            limit + 1
        )?;
        let ids: Result<Vec<_>> = rows
            .iter()
            .map(|(id,)| Ok(RevisionId(digest(id)?)))
            .collect();
        let mut ids = ids?;
        ids.retain(|id| Some(*id) != article.revision);
        ids.truncate(usize::try_from(limit).unwrap_or_default());
        Ok(ids)
    }

    /// Stores an article's page as it was fetched when `before` was its current revision. `false`, and nothing is
    /// stored, when the article has another one by now, or one that is surely whole.
    pub async fn put_fetched(
        &self,
        article: &Article,
        before: Option<RevisionId>,
        content: &Content,
        good_until: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        let content = cleaned(content);
        let mut tx = self.db.write().await?;
        let known = lock_by_id(&mut tx, &article.site, article.id).await?;
        if known.revision != before || is_whole(&mut tx, &known).await? {
            return Ok(false);
        }
        self.put(tx, known, &content, Some(good_until), now).await?;
        Ok(true)
    }
}

/// Whether the article's text is known by a push or a connector.
async fn is_whole(tx: &mut Conn, article: &Article) -> Result<bool> {
    let Some(revision) = article.revision else {
        return Ok(false);
    };
    let read = "select fetched_until from revisions
        where site_id = $1 and article_id = $2 and revision_id = $3";
    let (site, id) = (article.site.as_str(), article.id.0);
    let row = query!(
        fetch_one,
        (Option<i64>,),
        tx,
        read,
        site,
        id,
        &revision.0[..]
    )?;
    Ok(row.0.is_none())
}

/// Writes the revision unless it is there, and says whether there is something new in it: another source than the
/// current one, another way to read it, or that it is whole.
pub(super) async fn put_revision(
    tx: &mut Conn,
    known: &Article,
    content: &Content,
    fetched_until: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool> {
    let revision = RevisionId::of(&content.source);
    let (site, format) = (known.site.as_str(), content.format.to_string());
    let scope = match content.scope {
        Scope::Page => "page",
        Scope::Body => "body",
    };
    let mut is_news = true;
    if known.revision == Some(revision) {
        let read = "select format, scope, fetched_until from revisions
            where site_id = $1 and article_id = $2 and revision_id = $3";
        type Known = (String, String, Option<i64>);
        let id = known.id.0;
        let row = query!(fetch_one, Known, &mut *tx, read, site, id, &revision.0[..])?;
        let is_read_alike = (row.0.as_str(), row.1.as_str()) == (format.as_str(), scope);
        is_news = !is_read_alike || (row.2.is_some() && fetched_until.is_none());
        if !is_news && row.2 == fetched_until.map(micros) {
            return Ok(false);
        }
        if is_news {
            doubt(tx, &known.site, Some(known.id)).await?;
        }
    }
    tx.forgets(revision);
    // What was whole once stays so, also when the same is fetched later.
    let upsert = "insert into revisions
        (site_id, article_id, revision_id, format, scope, source, created, fetched_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (site_id, article_id, revision_id)
        do update set format = excluded.format, scope = excluded.scope,
            created = excluded.created,
            fetched_until = case when revisions.fetched_until is null then null
                else excluded.fetched_until end";
    execute!(
        tx,
        upsert,
        site,
        known.id.0,
        &revision.0[..],
        &format,
        scope,
        &content.source,
        micros(now),
        fetched_until.map(micros)
    )?;
    Ok(is_news)
}

impl TryFrom<Row> for Revision {
    type Error = super::Error;

    fn try_from(row: Row) -> Result<Self> {
        let scope = match row.scope.as_str() {
            "page" => Scope::Page,
            "body" => Scope::Body,
            other => return Err(corrupt(format!("an unknown scope, {other}"))),
        };
        Ok(Self {
            id: RevisionId(digest(&row.revision_id)?),
            fetched_until: row.fetched_until.map(time).transpose()?,
            content: Content {
                title: row.title,
                format: word(&row.format)?,
                scope,
                source: row.source,
                section: row.section,
                published: row.published.map(time).transpose()?,
            },
        })
    }
}
