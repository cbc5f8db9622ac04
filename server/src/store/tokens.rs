//! Tokens of the API, known by their SHA-256 only.

use uuid::Uuid;

use super::db::{execute, micros, query, time, word};
use super::{Error, Result, Store};
use crate::domain::site::SiteKey;
use crate::domain::user::{Token, TokenId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select site_id, token_id, name, role, created from tokens ",
            $rest
        )
    };
}

#[derive(sqlx::FromRow)]
struct Row {
    site_id: String,
    token_id: Uuid,
    name: String,
    role: String,
    created: i64,
}

impl Store {
    /// Makes a token; `hash` is the SHA-256 of its secret. [`Error::Conflict`]`("tokens_name")` when the site has
    /// one of this name: decisions are signed with it.
    pub async fn create_token(&self, token: &Token, hash: &[u8; 32]) -> Result<()> {
        let mut tx = self.db.write().await?;
        let insert = "insert into tokens (site_id, token_id, name, role, hash, created)
            values ($1, $2, $3, $4, $5, $6)";
        execute!(
            &mut tx,
            insert,
            token.site.as_str(),
            token.id.0,
            &token.name,
            token.role.as_str(),
            &hash[..],
            micros(token.created)
        )?;
        tx.commit().await
    }

    /// The token whose secret has this SHA-256.
    pub async fn token_by_hash(&self, hash: &[u8; 32]) -> Result<Token> {
        let mut conn = self.db.read().await?;
        let row = query!(
            fetch_one,
            Row,
            &mut conn,
            select!("where hash = $1"),
            &hash[..]
        )?;
        row.try_into()
    }

    /// A site's tokens, oldest first.
    pub async fn tokens(&self, site: &SiteKey) -> Result<Vec<Token>> {
        let mut conn = self.db.read().await?;
        let read = select!("where site_id = $1 order by token_id");
        let rows = query!(fetch_all, Row, &mut conn, read, site.as_str())?;
        rows.into_iter().map(Token::try_from).collect()
    }

    /// Takes a token back; from now on it opens nothing.
    pub async fn revoke_token(&self, site: &SiteKey, id: TokenId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let delete = "delete from tokens where site_id = $1 and token_id = $2";
        let touched = execute!(&mut tx, delete, site.as_str(), id.0)?;
        tx.commit().await?;
        if touched == 0 {
            Err(Error::NotFound)
        } else {
            Ok(())
        }
    }
}

impl TryFrom<Row> for Token {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: TokenId(row.token_id),
            site: word(&row.site_id)?,
            name: row.name,
            role: word(&row.role)?,
            created: time(row.created)?,
        })
    }
}
