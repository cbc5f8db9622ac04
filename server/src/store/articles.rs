//! Articles, and what a publisher pushed or a connector read of them. Reading a revision again is in `revisions`, its
//! text in `texts`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use corrigenda_anchor::{Format, Scope};
use jiff::Timestamp;
use uuid::Uuid;

use super::db::{Conn, dialect, digest, execute, micros, query, time, word};
use super::journal::Line;
use super::lookups::Place;
use super::revisions::put_revision;
use super::sets::Column::Text;
use super::sets::{Statement, clean};
use super::{Error, Page, Result, Store, cursor, jobs, journal};
use crate::domain::article::{Article, ArticleId, ArticleUrl, Content, RevisionId};
use crate::domain::job::Task;
use crate::domain::journal::EventKind;
use crate::domain::placement::Earlier;
use crate::domain::report::ReportId;
use crate::domain::search::terms_of;
use crate::domain::site::SiteKey;

/// Most bytes of terms kept with an article.
const MAX_SEARCHABLE: usize = 4 * 1024;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select site_id, article_id, url, title, section, published, revision_id from articles ",
            $rest
        )
    };
}

/// The text of a revision of an article.
#[derive(Debug)]
pub struct CurrentText {
    /// The revision.
    pub revision: RevisionId,
    /// The language of its source.
    pub format: Format,
    /// Whether the source is a whole page.
    pub scope: Scope,
    /// Until when it need not be fetched again, when it was fetched from the web and so may be a part of its article.
    pub fetched_until: Option<Timestamp>,
    /// The text.
    pub text: corrigenda_anchor::Text,
}

impl CurrentText {
    /// The same, for carrying a passage from here to a later text.
    pub fn earlier(&self) -> Earlier<'_> {
        Earlier {
            revision: self.revision,
            text: &self.text,
        }
    }
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    site_id: String,
    article_id: Uuid,
    url: String,
    title: String,
    section: Option<String>,
    published: Option<i64>,
    revision_id: Option<Vec<u8>>,
}

impl Store {
    /// Stores what an article reads now and gives the article, and whether that is a new revision. A new revision
    /// is written to the journal, owes the placing of the reports that wait for a text, and the reconsidering of
    /// the article's open cases.
    pub async fn put_article(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
        content: &Content,
        now: Timestamp,
    ) -> Result<(Article, bool)> {
        let content = cleaned(content);
        let mut tx = self.db.write().await?;
        make(&mut tx, site, url, now).await?;
        let known = lock(&mut tx, site, url).await?;
        self.put(tx, known, &content, None, now).await
    }

    /// As [`Store::put_article`], for what was read after `before` was its current revision. `false` when the
    /// article has another revision by now than that and the one read: what was read may be older, and nothing
    /// is stored.
    pub async fn put_read(
        &self,
        article: &Article,
        before: Option<RevisionId>,
        content: &Content,
        now: Timestamp,
    ) -> Result<bool> {
        let content = cleaned(content);
        let mut tx = self.db.write().await?;
        let known = lock_by_id(&mut tx, &article.site, article.id).await?;
        let read = Some(RevisionId::of(&content.source));
        if known.revision != before && known.revision != read {
            return Ok(false);
        }
        self.put(tx, known, &content, None, now).await?;
        Ok(true)
    }

    /// `fetched_until` is given for what was fetched from the web.
    pub(super) async fn put(
        &self,
        mut tx: Conn,
        known: Article,
        content: &Content,
        fetched_until: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(Article, bool)> {
        let revision = RevisionId::of(&content.source);
        let revised = put_revision(&mut tx, &known, content, fetched_until, now).await?;
        let article = Article {
            title: titled(content, &known.url),
            section: content.section.clone(),
            published: content.published,
            revision: Some(revision),
            ..known.clone()
        };
        if article != known {
            update(&mut tx, &article, now).await?;
        }
        if revised {
            owe_what_waits(&mut tx, &article, now).await?;
            let line = Line {
                at: now,
                kind: EventKind::ArticleRevised,
                article: Some(article.id),
                case: None,
                report: None,
                actor: None,
            };
            journal::append(&mut tx, &article.site, &[line]).await?;
        }
        tx.commit().await?;
        Ok((article, revised))
    }

    /// The article of this URL, if it is known.
    pub async fn article_by_url(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
    ) -> Result<Option<Article>> {
        self.lookups.article(site, url).await
    }

    /// An article.
    pub async fn article(&self, site: &SiteKey, id: ArticleId) -> Result<Article> {
        let mut conn = self.db.read().await?;
        let read = select!("where site_id = $1 and article_id = $2");
        query!(fetch_one, Row, &mut conn, read, site.as_str(), id.0)?.try_into()
    }

    /// A site's articles, the one that became known last first.
    pub async fn articles(
        &self,
        site: &SiteKey,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<Article>> {
        let before: Uuid = cursor::read(cursor)?.unwrap_or(Uuid::max());
        let mut conn = self.db.read().await?;
        let read =
            select!("where site_id = $1 and article_id < $2 order by article_id desc limit $3");
        let rows = cursor::rows_for(limit);
        let rows = query!(fetch_all, Row, &mut conn, read, site.as_str(), before, rows)?;
        let articles: Result<Vec<_>> = rows.into_iter().map(Article::try_from).collect();
        cursor::page(articles?, limit, |article| article.id.0)
    }

    /// The article of this URL; one without a revision is made when it is unknown.
    pub async fn ensure_article(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
        now: Timestamp,
    ) -> Result<Article> {
        if let Some(known) = self.article_by_url(site, url).await? {
            return Ok(known);
        }
        let mut tx = self.db.write().await?;
        make(&mut tx, site, url, now).await?;
        let article = lock(&mut tx, site, url).await?;
        tx.commit().await?;
        Ok(article)
    }
}

/// What an article is searched by. A URL's words are cut like any others.
pub(super) fn article_terms(title: &str, url: &ArticleUrl) -> String {
    terms_of([title, url.as_str()], MAX_SEARCHABLE)
}

static BY_PLACE: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text), ("url", Text)], |rows| {
        let read = select!("where (site_id, url) in (select w.site_id, w.url from wanted w)");
        format!("with wanted as ({rows}) {read}")
    })
});

/// The articles at these places, those that are known.
pub(super) async fn find_articles(
    conn: &mut Conn,
    places: &HashSet<Place>,
) -> Result<HashMap<Place, Row>> {
    let mut wanted = BY_PLACE.rows();
    for (site, url) in places {
        wanted.add(&[
            ("site_id", site.as_str().into()),
            ("url", url.as_str().into()),
        ]);
    }
    let rows: Vec<Row> = BY_PLACE.fetch(conn, &wanted).await?;
    rows.into_iter()
        .map(|row| {
            Ok((
                (word(&row.site_id)?, ArticleUrl::from_store(row.url.clone())),
                row,
            ))
        })
        .collect()
}

/// Makes an article of this URL unless there is one.
async fn make(tx: &mut Conn, site: &SiteKey, url: &ArticleUrl, now: Timestamp) -> Result<()> {
    let insert = "insert into articles (site_id, article_id, url, title, changed, words)
        values ($1, $2, $3, $3, $4, $5) on conflict (site_id, url) do nothing";
    let id = ArticleId::new(now);
    let words = article_terms("", url);
    execute!(
        tx,
        insert,
        site.as_str(),
        id.0,
        url.as_str(),
        micros(now),
        words
    )?;
    Ok(())
}

/// The article of this URL, nobody else's until the transaction ends. Whoever changes where an article's cases are,
/// or which proposals they have, locks the article first.
async fn lock(tx: &mut Conn, site: &SiteKey, url: &ArticleUrl) -> Result<Article> {
    let read = dialect!(
        tx,
        sqlite: select!("where site_id = $1 and url = $2"),
        postgres: select!("where site_id = $1 and url = $2 for update"),
    );
    query!(fetch_one, Row, tx, read, site.as_str(), url.as_str())?.try_into()
}

/// As [`lock`], by id.
pub(super) async fn lock_by_id(tx: &mut Conn, site: &SiteKey, id: ArticleId) -> Result<Article> {
    let read = dialect!(
        tx,
        sqlite: select!("where site_id = $1 and article_id = $2"),
        postgres: select!("where site_id = $1 and article_id = $2 for update"),
    );
    query!(fetch_one, Row, tx, read, site.as_str(), id.0)?.try_into()
}

async fn update(tx: &mut Conn, article: &Article, now: Timestamp) -> Result<()> {
    let update = "update articles set title = $3, section = $4, published = $5, revision_id = $6,
        changed = $7, words = $8 where site_id = $1 and article_id = $2";
    let revision = article.revision.map(|revision| revision.0.to_vec());
    let words = article_terms(&article.title, &article.url);
    execute!(
        tx,
        update,
        article.site.as_str(),
        article.id.0,
        &article.title,
        &article.section,
        article.published.map(micros),
        &revision,
        micros(now),
        &words
    )?;
    Ok(())
}

async fn owe_what_waits(tx: &mut Conn, article: &Article, now: Timestamp) -> Result<()> {
    let read = "select report_id from reports
        where site_id = $1 and article_id = $2 and case_id is null and withdrawn is null";
    let (site, id) = (&article.site, article.id);
    let pending = query!(fetch_all, (Uuid,), &mut *tx, read, site.as_str(), id.0)?;
    let place = pending
        .into_iter()
        .map(|(report,)| Task::Place(ReportId(report)));
    let mut tasks: Vec<Task> = place.collect();
    tasks.push(Task::Reconsider(id));
    jobs::owe(tx, site, &tasks, now).await
}

/// The revision is what was sent; only what PostgreSQL cannot hold is replaced.
pub(super) fn cleaned(content: &Content) -> Content {
    Content {
        title: clean(&content.title).into_owned(),
        source: clean(&content.source).into_owned(),
        section: content
            .section
            .as_deref()
            .map(|section| clean(section).into_owned()),
        ..content.clone()
    }
}

fn titled(content: &Content, url: &ArticleUrl) -> String {
    match content.title.trim() {
        "" => url.to_string(),
        title => title.to_owned(),
    }
}

impl TryFrom<Row> for Article {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let revision = row.revision_id.as_deref().map(digest).transpose()?;
        Ok(Self {
            id: ArticleId(row.article_id),
            site: word(&row.site_id)?,
            url: ArticleUrl::from_store(row.url),
            title: row.title,
            section: row.section,
            published: row.published.map(time).transpose()?,
            revision: revision.map(RevisionId),
        })
    }
}
