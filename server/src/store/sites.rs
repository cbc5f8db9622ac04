//! Sites: one row each, their origins and their connector as JSON.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::db::{Conn, corrupt, execute, query, word};
use super::reconsider::doubt;
use super::sets::Column::Text;
use super::sets::Statement;
use super::{Error, Result, Store, jobs};
use crate::domain::article::ArticleId;
use crate::domain::job::Task;
use crate::domain::sender::Caps;
use crate::domain::site::{Connector, Site, SiteKey, TextRules};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select site_id, name, origins, language, text_root, text_ignore, connector,
            reports_per_article, closed_after_days from sites ",
            $rest
        )
    };
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    site_id: String,
    name: String,
    origins: String,
    language: String,
    text_root: String,
    text_ignore: String,
    connector: String,
    reports_per_article: Option<i64>,
    closed_after_days: Option<i64>,
}

/// A connector as it is stored; a new kind is a new variant, old ones stay readable.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum StoredConnector {
    None,
    Files { root: PathBuf, base: String },
}

impl Store {
    /// Makes a site. [`Error::Conflict`]`("sites_key")` when the key is taken.
    pub async fn create_site(&self, site: &Site) -> Result<()> {
        let mut tx = self.db.write().await?;
        let insert = "insert into sites
            (site_id, name, origins, language, text_root, text_ignore, connector,
                reports_per_article, closed_after_days)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        write(&mut tx, insert, site).await?;
        let journal = "insert into journal_heads (site_id, seq) values ($1, 0)";
        execute!(&mut tx, journal, site.key.as_str())?;
        tx.commit().await
    }

    /// Replaces a site's settings. Other text rules owe the reconsidering of every article that has cases.
    pub async fn update_site(&self, site: &Site, now: Timestamp) -> Result<()> {
        let mut tx = self.db.write().await?;
        let read = select!("where site_id = $1");
        let before = query!(fetch_one, Row, &mut tx, read, site.key.as_str())?;
        let before = Site::try_from(before)?;
        let update = "update sites set name = $2, origins = $3, language = $4, text_root = $5,
            text_ignore = $6, connector = $7, reports_per_article = $8, closed_after_days = $9
            where site_id = $1";
        write(&mut tx, update, site).await?;
        if before.text != site.text {
            doubt(&mut tx, &site.key, None).await?;
            let read = "select distinct article_id from cases where site_id = $1";
            let articles = query!(fetch_all, (Uuid,), &mut tx, read, site.key.as_str())?;
            let tasks = articles
                .into_iter()
                .map(|(id,)| Task::Reconsider(ArticleId(id)));
            let tasks: Vec<Task> = tasks.collect();
            jobs::owe(&mut tx, &site.key, &tasks, now).await?;
        }
        tx.commit().await
    }

    /// A site.
    pub async fn site(&self, key: &SiteKey) -> Result<Site> {
        self.lookups.site(key).await?.ok_or(Error::NotFound)
    }

    /// All sites, by key.
    pub async fn sites(&self) -> Result<Vec<Site>> {
        let mut conn = self.db.read().await?;
        let rows = query!(fetch_all, Row, &mut conn, select!("order by site_id"))?;
        rows.into_iter().map(Site::try_from).collect()
    }

    /// Removes a site with everything that belongs to it.
    pub async fn remove_site(&self, key: &SiteKey) -> Result<()> {
        let mut tx = self.db.write().await?;
        for delete in OF_A_SITE {
            execute!(&mut tx, *delete, key.as_str())?;
        }
        let delete = "delete from sites where site_id = $1";
        let touched = execute!(&mut tx, delete, key.as_str())?;
        tx.commit().await?;
        if touched == 0 {
            Err(Error::NotFound)
        } else {
            Ok(())
        }
    }
}

fn cap(number: i64) -> Result<u32> {
    u32::try_from(number).map_err(corrupt)
}

static BY_KEY: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(&[("site_id", Text)], |rows| {
        let read = select!("where site_id in (select w.site_id from wanted w)");
        format!("with wanted as ({rows}) {read}")
    })
});

/// The sites of these keys, those that exist.
pub(super) async fn find_sites(
    conn: &mut Conn,
    keys: &HashSet<SiteKey>,
) -> Result<HashMap<SiteKey, Row>> {
    let mut wanted = BY_KEY.rows();
    for key in keys {
        wanted.add(&[("site_id", key.as_str().into())]);
    }
    let rows: Vec<Row> = BY_KEY.fetch(conn, &wanted).await?;
    let keyed = rows.into_iter().map(|row| Ok((word(&row.site_id)?, row)));
    keyed.collect()
}

/// What has many rows, children before parents: left to the cascade, each parent would look for its children.
const OF_A_SITE: &[&str] = &[
    "delete from tallies where site_id = $1",
    "delete from spent_proofs where site_id = $1",
    "delete from journal where site_id = $1",
    "delete from idempotency where site_id = $1",
    "delete from jobs where site_id = $1",
    "delete from corrections where site_id = $1",
    "delete from acceptances where site_id = $1",
    "delete from decisions where site_id = $1",
    "delete from reports where site_id = $1",
    "delete from readings where site_id = $1",
    "delete from proposals where site_id = $1",
    "delete from cases where site_id = $1",
    "delete from revisions where site_id = $1",
    "delete from articles where site_id = $1",
];

/// A site's text rules as this transaction sees them.
pub(super) async fn text_rules(tx: &mut super::db::Conn, site: &SiteKey) -> Result<TextRules> {
    let read = "select text_root, text_ignore from sites where site_id = $1";
    let (root, ignore) = query!(fetch_one, (String, String), tx, read, site.as_str())?;
    Ok(TextRules { root, ignore })
}

async fn write(tx: &mut super::db::Conn, statement: &'static str, site: &Site) -> Result<u64> {
    let origins = serde_json::to_string(&site.origins).map_err(corrupt)?;
    let connector = match &site.connector {
        Connector::None => StoredConnector::None,
        Connector::Files { root, base } => StoredConnector::Files {
            root: root.clone(),
            base: base.clone(),
        },
    };
    let connector = serde_json::to_string(&connector).map_err(corrupt)?;
    execute!(
        tx,
        statement,
        site.key.as_str(),
        &site.name,
        &origins,
        &site.language,
        &site.text.root,
        &site.text.ignore,
        &connector,
        site.caps.per_article.map(i64::from),
        site.caps.closed_after_days.map(i64::from)
    )
}

impl TryFrom<Row> for Site {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let connector = match serde_json::from_str(&row.connector).map_err(corrupt)? {
            StoredConnector::None => Connector::None,
            StoredConnector::Files { root, base } => Connector::Files { root, base },
        };
        Ok(Self {
            key: word(&row.site_id)?,
            name: row.name,
            origins: serde_json::from_str(&row.origins).map_err(corrupt)?,
            language: row.language,
            text: TextRules {
                root: row.text_root,
                ignore: row.text_ignore,
            },
            connector,
            caps: Caps {
                per_article: row.reports_per_article.map(cap).transpose()?,
                closed_after_days: row.closed_after_days.map(cap).transpose()?,
            },
        })
    }
}
