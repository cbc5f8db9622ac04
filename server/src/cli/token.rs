//! `corrigenda token`: API tokens. A token is shown once, when it is made; only its SHA-256 is stored.

use anyhow::bail;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{output, site};
use crate::domain::site::SiteKey;
use crate::domain::user::{Role, Token, TokenId};
use crate::store::{self, Store};

/// Says what a leaked string is, to people and to secret scanners.
const PREFIX: &str = "corrigenda_";

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a token and print it: it cannot be shown again.
    Add {
        /// The site that it opens.
        site: SiteKey,
        /// What may be done with it.
        #[arg(long)]
        role: TokenRole,
        /// The name that decisions made with it are signed with, unique on its site [default: role and number].
        #[arg(long)]
        name: Option<String>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// List a site's tokens, without their secrets.
    List {
        /// The site.
        site: SiteKey,
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Make a token useless from now on.
    Revoke {
        /// The site.
        site: SiteKey,
        /// The token's id, as `list` shows it.
        id: TokenId,
    },
}

/// The roles that a token can have.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum TokenRole {
    /// Sees and decides cases.
    Editor,
    /// Pushes articles.
    Publisher,
    /// Both.
    Admin,
}

impl From<TokenRole> for Role {
    fn from(role: TokenRole) -> Self {
        match role {
            TokenRole::Editor => Self::Editor,
            TokenRole::Publisher => Self::Publisher,
            TokenRole::Admin => Self::Admin,
        }
    }
}

pub(super) async fn run(store: &Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            site: key,
            role,
            name,
            json,
        } => {
            site::site(store, &key).await?;
            let (token, secret) = make(key, role.into(), name, Timestamp::now());
            match keep(store, &token, &secret).await {
                Err(store::Error::Conflict(_)) => {
                    bail!("{} has a token named {} already", token.site, token.name)
                }
                other => other?,
            }
            if json {
                let mut answer = to_json(&token);
                answer["token"] = secret.into();
                return output::json(&answer);
            }
            output::line(secret)
        }
        Command::List { site: key, json } => {
            site::site(store, &key).await?;
            list(&store.tokens(&key).await?, json)
        }
        Command::Revoke { site: key, id } => match store.revoke_token(&key, id).await {
            Err(store::Error::NotFound) => bail!("{key} has no token {id}"),
            other => Ok(other?),
        },
    }
}

/// A new token with its secret: 256 random bits behind a readable prefix. Without a name it gets its role
/// and the random end of its id, so that two do not clash.
pub(super) fn make(
    site: SiteKey,
    role: Role,
    name: Option<String>,
    now: Timestamp,
) -> (Token, String) {
    let id = TokenId::new(now);
    let number = id.0.as_fields().3;
    let number = u32::from_be_bytes([number[4], number[5], number[6], number[7]]);
    let token = Token {
        id,
        site,
        name: name.unwrap_or_else(|| format!("{role}-{number:08x}")),
        role,
        created: now,
    };
    let random: [u8; 32] = rand::random();
    (token, format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random)))
}

/// Stores a token under the SHA-256 of its secret.
pub(super) async fn keep(store: &Store, token: &Token, secret: &str) -> Result<(), store::Error> {
    let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    store.create_token(token, &hash).await
}

fn list(tokens: &[Token], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(&tokens.iter().map(to_json).collect());
    }
    let head = ["id", "name", "role", "created"].map(str::to_owned);
    let rows = tokens.iter().map(|token| {
        [
            token.id.to_string(),
            token.name.clone(),
            token.role.to_string(),
            format!("{:.0}", token.created),
        ]
    });
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

fn to_json(token: &Token) -> Value {
    json!({
        "id": token.id.to_string(),
        "site": token.site.as_str(),
        "name": token.name,
        "role": token.role.as_str(),
        "created": format!("{:.0}", token.created),
    })
}
