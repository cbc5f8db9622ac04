//! Readers' e-mail addresses as a noun: when two are the same one, and the keys that they are sealed with. How one is
//! sealed and found again is the store's.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The name of the key that a server without another one makes of its own secret.
pub const DERIVED_KEY: &str = "server";

/// Longest name of a key: it is stored with every address.
const LONGEST_ID: usize = 32;

/// As `openssl rand -base64 32` writes it, with or without the sign at the end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A key that addresses are sealed with, and the name by which it is found again. Written `NAME:BASE64`.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailKey {
    /// Its name: it is no secret and stands before whatever is sealed with it.
    pub id: String,
    /// The key.
    pub secret: [u8; 32],
}

/// A text that is no key. What it was is not told: it may be a key with one letter missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name of a-z, 0-9 and -, a colon and 32 random bytes in base64 (openssl rand -base64 32)"
)]
pub struct NotAKey;

impl EmailKey {
    /// The key as it is written.
    pub fn written(&self) -> String {
        format!("{}:{}", self.id, BASE64.encode(self.secret))
    }
}

impl FromStr for EmailKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (id, secret) = text.trim().split_once(':').ok_or(NotAKey)?;
        let is_plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(is_plain);
        let secret = BASE64.decode(secret.trim()).map_err(|_| NotAKey)?;
        let secret = secret.try_into().map_err(|_| NotAKey)?;
        (fits && id != DERIVED_KEY)
            .then(|| Self {
                id: id.to_owned(),
                secret,
            })
            .ok_or(NotAKey)
    }
}

/// Settings are printed when something is looked for; keys must not be.
impl fmt::Debug for EmailKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailKey({})", self.id)
    }
}

/// The form in which two addresses of one mailbox are the same: no provider in use tells large letters from small.
pub fn normal(address: &str) -> String {
    address.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 32 times the byte 7.
    const SEVENS: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let key: EmailKey = format!("2026-11:{SEVENS}").parse().unwrap();
        assert_eq!((key.id.as_str(), key.secret), ("2026-11", [7; 32]));
        assert_eq!(key.written().parse(), Ok(key.clone()));
        let bare = SEVENS.trim_end_matches('=');
        assert_eq!(format!("2026-11:{bare}").parse(), Ok(key));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let long = "a".repeat(LONGEST_ID + 1);
        for wrong in [
            String::new(),
            SEVENS.to_owned(),
            format!(":{SEVENS}"),
            format!("A:{SEVENS}"),
            format!("a.b:{SEVENS}"),
            format!("{DERIVED_KEY}:{SEVENS}"),
            format!("{long}:{SEVENS}"),
            format!("a:{}", &SEVENS[4..]),
            "a:secret".to_owned(),
        ] {
            assert_eq!(wrong.parse::<EmailKey>(), Err(NotAKey), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let key: EmailKey = format!("a:{SEVENS}").parse().unwrap();
        assert_eq!(format!("{key:?}"), "EmailKey(a)");
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(normal(" Reader@Example.ORG\n"), "reader@example.org");
    }
}
