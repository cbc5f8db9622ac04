//! The revisions of an article with their sources, the current one and earlier ones. They are written in `articles`.

use corrigenda_anchor::Scope;

use super::db::{corrupt, digest, query, time, word};
use super::{Result, Store};
use crate::domain::article::{Article, ArticleId, Content, RevisionId};
use crate::domain::site::SiteKey;

#[derive(sqlx::FromRow)]
struct RevisionRow {
    revision_id: Vec<u8>,
    title: String,
    format: String,
    scope: String,
    source: String,
    section: Option<String>,
    published: Option<i64>,
}

impl Store {
    /// A revision of an article with its source, whether it is the current one or not; none when there is no such.
    pub(super) async fn content_of(
        &self,
        site: &SiteKey,
        article: ArticleId,
        revision: RevisionId,
    ) -> Result<Option<Content>> {
        let mut conn = self.db.read().await?;
        let read =
            "select r.revision_id, a.title, r.format, r.scope, r.source, a.section, a.published
            from revisions r join articles a on a.site_id = r.site_id
                and a.article_id = r.article_id
            where r.site_id = $1 and r.article_id = $2 and r.revision_id = $3";
        let row = query!(
            fetch_optional,
            RevisionRow,
            &mut conn,
            read,
            site.as_str(),
            article.0,
            &revision.0[..]
        )?;
        row.map(|row| Ok(row.read()?.1)).transpose()
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

    /// The current revision of an article with its source; none while the text is not known.
    pub async fn revision(
        &self,
        site: &SiteKey,
        article: ArticleId,
    ) -> Result<Option<(RevisionId, Content)>> {
        let mut conn = self.db.read().await?;
        let read =
            "select r.revision_id, a.title, r.format, r.scope, r.source, a.section, a.published
            from articles a join revisions r on r.site_id = a.site_id
                and r.article_id = a.article_id and r.revision_id = a.revision_id
            where a.site_id = $1 and a.article_id = $2";
        let row = query!(
            fetch_optional,
            RevisionRow,
            &mut conn,
            read,
            site.as_str(),
            article.0
        )?;
        row.map(RevisionRow::read).transpose()
    }
}

impl RevisionRow {
    fn read(self) -> Result<(RevisionId, Content)> {
        let scope = match self.scope.as_str() {
            "page" => Scope::Page,
            "body" => Scope::Body,
            other => return Err(corrupt(format!("an unknown scope, {other}"))),
        };
        let content = Content {
            title: self.title,
            format: word(&self.format)?,
            scope,
            source: self.source,
            section: self.section,
            published: self.published.map(time).transpose()?,
        };
        Ok((RevisionId(digest(&self.revision_id)?), content))
    }
}
