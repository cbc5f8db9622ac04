//! Everything that is kept, and the only SQL.
//!
//! One file a noun; a method is one verb of the domain and one transaction, and transactions never leave this
//! room. SQL is written once, for SQLite and PostgreSQL; where they differ, a `match` shows it. Rules that
//! must hold are named constraints of the database, and their names come back as [`Error::Conflict`]. There is
//! no clock here: whoever calls says what time it is. What a decision or a grouping means is `domain`'s.

mod acceptance;
mod articles;
mod bell;
mod blocks;
#[cfg(any(test, feature = "measure"))]
mod bulk;
mod case_rows;
mod cases;
mod catalogue;
mod copy;
mod corrections;
mod cursor;
mod db;
mod decide;
mod emails;
mod error;
mod forget;
mod gauges;
mod health;
mod intake;
mod jobs;
mod journal;
mod lookups;
mod migrate;
#[cfg(test)]
mod plans;
mod queue;
mod readings;
mod reconsider;
mod reports;
mod revisions;
mod search;
mod server;
mod sessions;
mod sets;
mod sites;
mod sqlite;
mod texts;
mod tokens;
mod users;
mod vault;
mod withdraw;

use std::sync::Arc;

use tokio::sync::OnceCell;

pub use acceptance::{AcceptedEdit, CorrectedPassage};
pub use articles::CurrentText;
pub use bell::Follow;
#[cfg(any(test, feature = "measure"))]
pub use bulk::Bulk;
pub use cases::StoredDecision;
pub use copy::{CopiedRow, CopyError, CopyIn, CopyOut, NOT_COPIED, SOURCE};
pub use corrections::CorrectionFilter;
pub use decide::DecideError;
pub use emails::TendedEmails;
pub use error::{Error, MigrateError, OpenError};
pub use forget::Forgotten;
pub use gauges::{JobCount, Pool};
pub use health::{Durability, SchemaNumbers, Waiting};
pub use queue::{CaseRow, Filter, Sort};
pub use reports::{Accepted, CaseSummary};

use crate::domain::email::EmailKey;
use crate::domain::retention::Retention;
use crate::domain::site::SiteKey;
use db::{Database, Missing};
use vault::Vault;

/// The store of one server. Clones share everything.
#[derive(Debug, Clone)]
pub struct Store {
    db: Database,
    intake: intake::Intake,
    lookups: lookups::Lookups,
    email_keys: Arc<[EmailKey]>,
    vault: Arc<OnceCell<Vault>>,
    retention: Retention,
}

/// A part of a list, and where the next part begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// What to give as cursor for the next part; none at the end. Opaque.
    pub next: Option<String>,
}

/// What the store's methods give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Store {
    /// Opens `sqlite:FILE` (made when it is not there) or `postgres://…`. The schema is left as it is.
    pub async fn open(database: &str) -> Result<Self, OpenError> {
        Self::on(Database::open(database, Missing::Make).await?)
    }

    /// As [`Store::open`], but a file that is not there is [`OpenError::NotThere`].
    pub async fn open_existing(database: &str) -> Result<Self, OpenError> {
        Self::on(Database::open(database, Missing::Refuse).await?)
    }

    fn on(db: Database) -> Result<Self, OpenError> {
        Ok(Self {
            intake: intake::Intake::start(&db)?,
            lookups: lookups::Lookups::start(db.clone()),
            db,
            email_keys: Arc::default(),
            vault: Arc::default(),
            retention: Retention::default(),
        })
    }

    /// The same store with keys that readers' addresses are sealed with: the first one seals, all open. Without any, a
    /// key is made of the server's secret, which stands in the same database.
    pub fn with_email_keys(self, keys: Vec<EmailKey>) -> Self {
        Self {
            email_keys: keys.into(),
            vault: Arc::default(),
            ..self
        }
    }

    /// The same store, keeping what is personal for so long.
    pub fn with_retention(self, retention: Retention) -> Self {
        Self { retention, ..self }
    }

    async fn vault(&self) -> Result<&Vault> {
        let make = async || Ok(Vault::new(&self.email_keys, &self.server_secret().await?));
        self.vault.get_or_try_init(make).await
    }

    /// Resolves once a job was owed since the last call, by this process or by another one on the same PostgreSQL. What
    /// was owed by another process on SQLite, or while the database was away, does not show here.
    pub async fn job_owed(&self) {
        self.db.bell.job_owed().await;
    }

    /// Tells when a site's journal grows from now on.
    pub fn follow(&self, site: &SiteKey) -> Follow {
        self.db.bell.follow(site.clone())
    }
}
