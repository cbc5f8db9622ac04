//! Sessions of the desk: a cookie that holds nothing but a random id, and what belongs to it in the store,
//! under the SHA-256 of that id, so that reading the database signs nobody in.
//!
//! Who is signed in is in `editor`; how one gets there in `sign_in`.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::{Duration, OffsetDateTime};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use super::editor::{WHO, Who};

use crate::domain::user::{User, UserId};
use crate::store::{self, Store};
use crate::web::App;

/// A session that is not used for so long ends: a shift, and some.
pub(super) const IDLE: Duration = Duration::hours(12);

/// A session ends after so long even in daily use.
pub(super) const LONGEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// The layer that gives every request of the desk its session. `SameSite=Lax`, so that a link to a case in
/// a mail finds its editor signed in; forms are guarded by `csrf`.
pub(super) fn layer(app: &App) -> SessionManagerLayer<Sessions> {
    let secure = is_secure(&app.config.public_url);
    SessionManagerLayer::new(Sessions(app.store.clone()))
        .with_name(cookie_name(secure, "desk"))
        .with_http_only(true)
        .with_secure(secure)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(IDLE))
}

/// The name of a cookie of the desk. The prefix makes browsers refuse one that another host or an
/// unencrypted page set; they know it only together with `Secure`.
pub(super) fn cookie_name(secure: bool, name: &str) -> String {
    let prefix = if secure { "__Host-" } else { "" };
    format!("{prefix}corrigenda-{name}")
}

/// Whether browsers take `Secure` cookies from this server: over https, and from the machine itself, whose
/// addresses they trust as much. Without, nobody could sign in over plain http in a closed network.
pub(super) fn is_secure(public_url: &str) -> bool {
    let Ok(url) = url::Url::parse(public_url) else {
        return true;
    };
    let is_local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() != "http" || is_local
}

/// What the library keeps of a session, in our store.
#[derive(Debug, Clone)]
pub(super) struct Sessions(Store);

/// A session as it is stored; the id is the row's key.
#[derive(Serialize, Deserialize)]
struct Stored {
    data: std::collections::HashMap<String, serde_json::Value>,
    /// Unix seconds.
    expires: i64,
}

impl Stored {
    /// Who signed in, if anybody did.
    fn who(&self) -> Option<Who> {
        let who = self.data.get(WHO)?.clone();
        serde_json::from_value(who).ok()
    }
}

/// A session of a user that still holds, as they may see it.
pub(super) struct Open {
    /// The hash of its id: it names the session and opens nothing.
    pub(super) id: [u8; 32],
    /// When it was begun.
    pub(super) since: Timestamp,
    /// When it was last used, give or take some minutes.
    pub(super) seen: Timestamp,
}

impl Open {
    /// All of a user's.
    pub(super) async fn of(user: &User, app: &App, now: Timestamp) -> store::Result<Vec<Self>> {
        let stored = app.store.sessions_of(user.id, now).await?;
        let open = stored.into_iter().filter_map(|(id, data)| {
            let who = serde_json::from_str::<Stored>(&data).ok()?.who()?;
            who.holds(user, now).then_some(())?;
            Some(Self {
                id,
                since: Timestamp::from_second(who.since).ok()?,
                seen: Timestamp::from_second(who.seen).ok()?,
            })
        });
        Ok(open.collect())
    }
}

#[async_trait]
impl SessionStore for Sessions {
    /// An id has 128 random bits, so that it is new is certain enough.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let (id, user, data, expires) = written(record)?;
        let begun = self.0.begin_session(&id, user, &data, expires).await;
        begun.map_err(backend)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (id, user, data, expires) = written(record)?;
        let saved = self.0.save_session(&id, user, &data, expires).await;
        saved.map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = self.0.session(&hashed(id), Timestamp::now()).await;
        let Some(data) = found.map_err(backend)? else {
            return Ok(None);
        };
        let stored: Stored =
            serde_json::from_str(&data).map_err(|e| Error::Decode(e.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(stored.expires)
            .map_err(|e| Error::Decode(e.to_string()))?;
        Ok(Some(Record {
            id: *id,
            data: stored.data,
            expiry_date,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0.delete_session(&hashed(id)).await.map_err(backend)
    }
}

/// Under what a session is stored.
pub(super) fn hashed(id: &Id) -> [u8; 32] {
    Sha256::digest(id.to_string().as_bytes()).into()
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

/// A session as the store keeps it: its name, whose it is, what is known of it, and when it ends.
fn written(record: &Record) -> Result<([u8; 32], Option<UserId>, String, Timestamp)> {
    let stored = Stored {
        data: record.data.clone(),
        expires: record.expiry_date.unix_timestamp(),
    };
    let data = serde_json::to_string(&stored).map_err(|e| Error::Encode(e.to_string()))?;
    let expires = Timestamp::from_second(stored.expires).map_err(backend)?;
    let user = stored.who().map(|who| UserId(who.user));
    Ok((hashed(&record.id), user, data, expires))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secure_is_dropped_only_where_no_browser_would_take_it() {
        let cases = [
            ("https://desk.example.org", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://10.0.0.7:8080", false),
            ("http://desk.internal", false),
        ];
        for (url, expected) in cases {
            assert_eq!(is_secure(url), expected, "{url}");
        }
        assert_eq!(cookie_name(true, "desk"), "__Host-corrigenda-desk");
        assert_eq!(cookie_name(false, "desk"), "corrigenda-desk");
    }
}
