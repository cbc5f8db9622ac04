//! Who may sign in at the demonstration: one administrator and one token, random for every new folder and kept
//! in it, so that the next start can tell them again.

use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cli::token;
use crate::domain::site::Site;
use crate::domain::user::{Role, User, UserId};
use crate::store::Store;

/// Where the folder keeps what it tells at each start.
const FILE: &str = "account.json";

/// Letters and digits that cannot be taken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// What is printed for whoever tries the desk.
#[derive(Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) token: String,
}

impl Account {
    /// The folder's account, made when it has none yet.
    pub(super) async fn of(store: &Store, site: &Site, data: &Path) -> anyhow::Result<Self> {
        let file = data.join(FILE);
        match std::fs::read(&file) {
            Ok(text) => {
                serde_json::from_slice(&text).with_context(|| format!("{}", file.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let account = Self::make(store, site).await?;
                write_private(&file, &serde_json::to_vec(&account)?)
                    .with_context(|| format!("{}", file.display()))?;
                Ok(account)
            }
            Err(error) => Err(error).with_context(|| format!("{}", file.display())),
        }
    }

    async fn make(store: &Store, site: &Site) -> anyhow::Result<Self> {
        let now = Timestamp::now();
        let email = "editor@lantern.example".to_owned();
        let password = password();
        // A start that ended before the account was written down left a user whose password nobody knows.
        if let Ok(stale) = store.user_by_email(&email).await {
            store.remove_user(stale.id).await?;
        }
        let user = User {
            id: UserId::new(now),
            email: email.clone(),
            password_hash: password_auth::generate_hash(&password),
            role: Role::Admin,
            sites: vec![site.key.clone()],
            created: now,
        };
        store.create_user(&user).await?;
        let (kept, secret) = token::make(site.key.clone(), Role::Admin, None, now);
        token::keep(store, &kept, &secret).await?;
        Ok(Self {
            email,
            password,
            token: secret,
        })
    }
}

/// Four groups of four, about 79 bits.
fn password() -> String {
    let group = || -> String {
        let letter = || LETTERS[rand::random_range(0..LETTERS.len())];
        (0..4).map(|_| char::from(letter())).collect()
    };
    [group(), group(), group(), group()].join("-")
}

fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(file)?.write_all(bytes)
}
