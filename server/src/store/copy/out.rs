//! Reading everything out of a database, as it is at one moment.

use futures_util::TryStreamExt;
use sqlx::AssertSqlSafe;

use super::super::catalogue::{self, Kind, Table};
use super::super::db::{Conn, corrupt, count, query};
use super::super::{Error, Result, Store, migrate};
use super::{CopiedRow, copied, sites};
use crate::domain::site::SiteKey;

/// The table of reports, whose rows carry the address of their article along.
const REPORTS: &str = "reports";

/// The member of a report's row that holds it.
pub const SOURCE: &str = "article_url";

/// One state of the database, to be read from.
pub struct CopyOut {
    conn: Conn,
    tables: Vec<Table>,
    /// The number of the schema.
    pub schema: i64,
    /// The sites, by key.
    pub sites: Vec<SiteKey>,
}

impl Store {
    /// Everything as it is at this moment; what is written meanwhile is not seen.
    pub async fn copy_out(&self) -> Result<CopyOut> {
        let mut conn = self.db.snapshot().await?;
        let schema = migrate::number(&mut conn).await?.unwrap_or(0);
        let tables = copied(catalogue::tables(&mut conn).await?);
        let sites = sites(&mut conn).await?;
        Ok(CopyOut {
            conn,
            tables,
            schema,
            sites,
        })
    }
}

impl CopyOut {
    /// How many rows there are to copy, of one site or of all.
    pub async fn rows(&mut self, site: Option<&SiteKey>) -> Result<u64> {
        let mut rows = 0;
        for table in &self.tables {
            if let Some(which) = belonging(table, site) {
                let read = format!("select count(*) from {} as t {which}", table.name);
                let key = site.map_or("", SiteKey::as_str);
                let (found,) = query!(
                    fetch_one,
                    (i64,),
                    &mut self.conn,
                    AssertSqlSafe(&*read),
                    key
                )?;
                rows += count(found)?;
            }
        }
        Ok(rows)
    }

    /// Gives what belongs to no single site, table by table, each row to `take`.
    pub async fn common<E: From<Error>>(
        &mut self,
        take: &mut impl FnMut(&str, CopiedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let common = |table: &&Table| !table.has("site_id");
        for table in self.tables.clone().iter().filter(common) {
            self.each(table, "where $1 = ''", "", take).await?;
        }
        Ok(())
    }

    /// Gives what belongs to a site, table by table, each row to `take`; before it, when the site is copied alone, the
    /// people who work on it.
    pub async fn of_site<E: From<Error>>(
        &mut self,
        site: &SiteKey,
        alone: bool,
        take: &mut impl FnMut(&str, CopiedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        for table in self.tables.clone() {
            if !alone && !table.has("site_id") {
                continue;
            }
            if let Some(which) = belonging(&table, Some(site)) {
                self.each(&table, which, site.as_str(), take).await?;
            }
        }
        Ok(())
    }

    async fn each<E: From<Error>>(
        &mut self,
        table: &Table,
        which: &str,
        key: &str,
        take: &mut impl FnMut(&str, CopiedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let read = AssertSqlSafe(select(table, which, &self.conn));
        let failed = |error: sqlx::Error| E::from(Error::from(error));
        macro_rules! each {
            ($held:expr) => {{
                let mut rows = sqlx::query_as::<_, (String,)>(read)
                    .bind(key)
                    .fetch(&mut **$held);
                while let Some((row,)) = rows.try_next().await.map_err(failed)? {
                    let row = serde_json::from_str(&row).map_err(corrupt)?;
                    take(&table.name, row)?;
                }
            }};
        }
        match &mut self.conn {
            Conn::Sqlite(held) => each!(held),
            Conn::Postgres(held) => each!(held),
        }
        Ok(())
    }
}

/// Which rows of a table a copy of a site takes, or of everything; none when it takes nothing of the table. The
/// statement's parameter is the site.
fn belonging(table: &Table, site: Option<&SiteKey>) -> Option<&'static str> {
    match (site, table.name.as_str()) {
        (None, _) => Some("where $1 = ''"),
        (Some(_), _) if table.has("site_id") => Some("where t.site_id = $1"),
        (Some(_), "users") => {
            Some("where t.user_id in (select user_id from user_sites where site_id = $1)")
        }
        (Some(_), "server_values") => Some("where $1 <> ''"),
        (Some(_), _) => None,
    }
}

/// Reads rows as JSON, in the order of their key. Words are compared byte by byte, as SQLite does; the site is the same
/// in all of them and left out, so that the key's index gives the order.
fn select(table: &Table, which: &str, conn: &Conn) -> String {
    let source =
        "(select url from articles a where a.site_id = t.site_id and a.article_id = t.article_id)";
    let source = (table.name == REPORTS).then(|| (SOURCE.to_owned(), source.to_owned()));
    let order = table
        .key
        .iter()
        .filter(|name| *name != "site_id" || table.key.len() == 1);
    let is_text = |name: &str| {
        let column = table.columns.iter().find(|column| column.name == name);
        column.is_some_and(|column| column.kind == Kind::Text)
    };
    match conn {
        Conn::Sqlite(_) => {
            let columns = table.columns.iter().map(|column| {
                let name = &column.name;
                let value = match column.kind {
                    Kind::Bytes => format!("iif(t.{name} is null, null, lower(hex(t.{name})))"),
                    _ => format!("t.{name}"),
                };
                (name.clone(), value)
            });
            let members: Vec<String> = columns
                .chain(source)
                .map(|(name, value)| format!("'{name}', {value}"))
                .collect();
            let order: Vec<String> = order.map(|name| format!("t.{name}")).collect();
            format!(
                "select json_object({}) from {} as t {which} order by {}",
                members.join(", "),
                table.name,
                order.join(", ")
            )
        }
        Conn::Postgres(_) => {
            let columns = table.columns.iter().map(|column| {
                let name = &column.name;
                let value = match column.kind {
                    Kind::Text | Kind::Number => format!("t.{name}"),
                    Kind::Bytes => format!("encode(t.{name}, 'hex')"),
                    Kind::Uuid => format!("replace(t.{name}::text, '-', '')"),
                    Kind::Other(_) => format!("t.{name}::text"),
                };
                (name.clone(), value)
            });
            let members: Vec<String> = columns
                .chain(source)
                .map(|(name, value)| format!("{value} as {name}"))
                .collect();
            let order: Vec<String> = order
                .map(|name| match is_text(name) {
                    true => format!("t.{name} collate \"C\""),
                    false => format!("t.{name}"),
                })
                .collect();
            format!(
                "select row_to_json(r)::text from (select {} from {} as t {which} order by {}) as r",
                members.join(", "),
                table.name,
                order.join(", ")
            )
        }
    }
}
