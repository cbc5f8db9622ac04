//! `corrigenda user`: editors and administrators, who sign in at the desk.

use anyhow::{bail, ensure};
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{output, password, site};
use crate::domain::site::SiteKey;
use crate::domain::user::{Role, User, UserId};
use crate::store::{self, Store};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a user; the password is asked for, or read from standard input.
    Add {
        /// The address to sign in with.
        email: String,
        /// What the user may do.
        #[arg(long)]
        role: DeskRole,
        /// A site of theirs; may be given several times.
        #[arg(long, required = true)]
        site: Vec<SiteKey>,
        /// Print the user as JSON.
        #[arg(long)]
        json: bool,
    },
    /// List all users.
    List {
        /// Print one JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Give a user another password, asked for or read from standard input.
    Passwd {
        /// The user's address.
        email: String,
    },
    /// Remove a user; what they decided stays, with their name.
    Remove {
        /// The user's address.
        email: String,
    },
}

/// The roles that a person at the desk can have.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum DeskRole {
    /// Decides about cases.
    Editor,
    /// Decides, and changes settings.
    Admin,
}

impl From<DeskRole> for Role {
    fn from(role: DeskRole) -> Self {
        match role {
            DeskRole::Editor => Self::Editor,
            DeskRole::Admin => Self::Admin,
        }
    }
}

pub(super) async fn run(store: &Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Add {
            email,
            role,
            site,
            json,
        } => add(store, address(&email)?, role.into(), site, json).await,
        Command::List { json } => list(&store.users().await?, json),
        Command::Passwd { email } => {
            let user = user(store, &email).await?;
            Ok(store.set_password(user.id, &password::ask()?).await?)
        }
        Command::Remove { email } => {
            let user = user(store, &email).await?;
            Ok(store.remove_user(user.id).await?)
        }
    }
}

async fn add(
    store: &Store,
    email: String,
    role: Role,
    sites: Vec<SiteKey>,
    as_json: bool,
) -> anyhow::Result<()> {
    for key in &sites {
        site::site(store, key).await?;
    }
    let now = Timestamp::now();
    let user = User {
        id: UserId::new(now),
        email,
        password_hash: password::ask()?,
        role,
        sites,
        created: now,
    };
    match store.create_user(&user).await {
        Ok(()) if as_json => output::json(&to_json(&user)),
        Ok(()) => output::line(format_args!("added {} ({})", user.email, user.role)),
        Err(store::Error::Conflict(_)) => bail!("there is a user {} already", user.email),
        Err(error) => Err(error.into()),
    }
}

async fn user(store: &Store, email: &str) -> anyhow::Result<User> {
    match store.user_by_email(&address(email)?).await {
        Err(store::Error::NotFound) => bail!("there is no user {email}"),
        other => Ok(other?),
    }
}

/// Addresses are kept in lower case, so that nobody is locked out by a capital.
fn address(given: &str) -> anyhow::Result<String> {
    let email = given.trim().to_lowercase();
    let whole = email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    ensure!(
        whole && !email.contains(char::is_whitespace),
        "`{given}` is no e-mail address"
    );
    Ok(email)
}

fn list(users: &[User], as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return output::json(&users.iter().map(to_json).collect());
    }
    let head = ["email", "role", "sites"].map(str::to_owned);
    let rows = users
        .iter()
        .map(|user| [user.email.clone(), user.role.to_string(), sites(user)]);
    output::table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}

fn sites(user: &User) -> String {
    let keys: Vec<&str> = user.sites.iter().map(SiteKey::as_str).collect();
    keys.join(", ")
}

fn to_json(user: &User) -> Value {
    let sites: Vec<&str> = user.sites.iter().map(SiteKey::as_str).collect();
    json!({
        "id": user.id.to_string(),
        "email": user.email,
        "role": user.role.as_str(),
        "sites": sites,
        "created": format!("{:.0}", user.created),
    })
}
