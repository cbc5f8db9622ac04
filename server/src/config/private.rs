//! The settings of what is personal: the keys that readers' addresses are sealed with, and how long what is kept.

use super::{Config, Setting};
use crate::domain::email::EmailKey;
use crate::domain::retention::LEAST_IDEMPOTENCY_DAYS;

/// What is said of a value that is no number of days.
const DAYS: &str = "a number of days, 0 or more,";

/// What is said of a list that is none of keys; what was given is not repeated.
const KEYS: &str = "a list of keys, each a name of a-z, 0-9 and -, a colon and 32 random bytes in base64 \
    (openssl rand -base64 32), no name twice,";

/// Settings whose value must not get into a log.
pub(super) fn is_secret(key: &str) -> bool {
    key.starts_with("secrets.")
}

macro_rules! settings {
    ($($key:literal, $table:ident.$field:ident, $read:expr;)+) => {
        pub(super) const SETTINGS: &[Setting] = &[$(
            Setting {
                key: $key,
                set: |config: &mut Config, value: &str| {
                    config.$table.$field = $read(value)?;
                    Ok(())
                },
            }
        ),+];
    };
}

settings! {
    "secrets.email_keys", secrets.email_keys, keys;
    "retention.email_days", retention.email_days, days;
    "retention.undecided_email_days", retention.undecided_email_days, days;
    "retention.idempotency_days", retention.idempotency_days, promised_days;
    "retention.junk_days", retention.junk_days, days;
}

/// What only the operator knows.
///
/// ```toml
/// [secrets]
/// email_keys = ["2026:BASE64…"]    # the first one seals readers' addresses, all open them; see docs/handbook/privacy.md
/// ```
///
/// Without it a server on SQLite makes a key in a file beside the database, and one on PostgreSQL makes one of a secret
/// that stands in the database itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The keys that readers' addresses are sealed with, the first one seals.
    pub email_keys: Vec<EmailKey>,
}

fn keys(value: &str) -> Result<Vec<EmailKey>, &'static str> {
    let items = value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let keys: Result<Vec<EmailKey>, _> = items.map(str::parse).collect();
    let keys = keys.map_err(|_| KEYS)?;
    let is_first =
        |(at, key): (usize, &EmailKey)| keys[..at].iter().all(|other| other.id != key.id);
    let differ = keys.iter().enumerate().all(is_first);
    if differ { Ok(keys) } else { Err(KEYS) }
}

fn days(value: &str) -> Result<u32, &'static str> {
    value.parse().map_err(|_| DAYS)
}

fn promised_days(value: &str) -> Result<u32, &'static str> {
    let days = days(value)
        .ok()
        .filter(|days| *days >= LEAST_IDEMPOTENCY_DAYS);
    days.ok_or("a number of days, 14 or more,")
}
