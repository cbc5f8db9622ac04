//! Who may do what: users of the desk and tokens of the API, with one role each.

use jiff::Timestamp;

use super::site::SiteKey;

super::id! {
    /// A user's id.
    UserId
}
super::id! {
    /// A token's id.
    TokenId
}

super::words! {
    /// What someone may do. An administrator may do all, an editor decides, a publisher pushes articles.
    Role {
        /// Decides about cases.
        Editor = "editor",
        /// Pushes articles.
        Publisher = "publisher",
        /// Both, and settings.
        Admin = "admin",
    }
}

impl Role {
    /// Whether this role may see and decide cases.
    pub fn may_edit(self) -> bool {
        matches!(self, Self::Editor | Self::Admin)
    }

    /// Whether this role may push articles.
    pub fn may_publish(self) -> bool {
        matches!(self, Self::Publisher | Self::Admin)
    }
}

/// A person with an account on the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The address they sign in with, lower case.
    pub email: String,
    /// Argon2id, PHC string.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// On which sites.
    pub sites: Vec<SiteKey>,
    /// Since when.
    pub created: Timestamp,
}

/// A token of the API: belongs to one site and bears a name. Only its SHA-256 is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The id, not secret.
    pub id: TokenId,
    /// The site it opens.
    pub site: SiteKey,
    /// What decisions made with it are signed with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Since when.
    pub created: Timestamp,
}

/// Who does something, as decisions and the journal remember it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's or token's id.
    pub id: uuid::Uuid,
    /// The user's address or the token's name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}
