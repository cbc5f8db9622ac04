//! How readers' addresses are sealed, opened, and found without being opened. Where they are kept and for how long is
//! `emails`'.
//!
//! An address is sealed with XChaCha20-Poly1305 under a nonce of its own, bound to its site and report, so that what
//! was copied to another row does not open there; it is filled up before, so that its length does not show. What is
//! stored is `KEY.BASE64URL(nonce ‖ sealed)`: the key's name says which one opens it. Beside it stands a keyed hash,
//! by which all reports of one address on one site are found. Both work with keys made of the given one, each for its
//! own purpose.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::domain::email::{DERIVED_KEY, EmailKey, normal};
use crate::domain::report::ReportId;
use crate::domain::site::SiteKey;

const NONCE_BYTES: usize = 24;

/// Addresses are filled up to a multiple of this.
const BLOCK: usize = 64;

/// The purposes of the keys that are made of one.
const SEALING: &[u8] = b"corrigenda: readers' addresses, sealing, 1";
const FINDING: &[u8] = b"corrigenda: readers' addresses, finding, 1";
const DERIVING: &[u8] = b"corrigenda: readers' addresses, key of the server, 1";

/// What can seal and open: the first key seals, all open.
pub(super) struct Vault {
    keys: Vec<Lock>,
}

struct Lock {
    id: String,
    cipher: XChaCha20Poly1305,
    finding: [u8; 32],
}

/// An address as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    pub(super) text: String,
    pub(super) hash: [u8; 32],
}

/// Why an address does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unopened {
    /// It was sealed with a key that is not among ours.
    #[error("it was sealed with the key `{0}`, which is not among those of the settings")]
    UnknownKey(String),
    /// It was changed, or sealed for another report.
    #[error("it was not sealed for this report with this key")]
    Broken,
}

impl Vault {
    /// With these keys and, after them, one made of the server's secret.
    pub(super) fn new(keys: &[EmailKey], secret: &[u8; 32]) -> Self {
        let derived = EmailKey {
            id: DERIVED_KEY.to_owned(),
            secret: mac(secret, &[DERIVING]),
        };
        let keys = keys.iter().chain([&derived]).map(Lock::new).collect();
        Self { keys }
    }

    pub(super) fn seal(&self, site: &SiteKey, report: ReportId, address: &str) -> Sealed {
        let key = self.first();
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let mut filled = address.as_bytes().to_vec();
        filled.resize(filled.len().next_multiple_of(BLOCK), 0);
        let bound = bound_to(site, report);
        let payload = Payload {
            msg: &filled,
            aad: &bound,
        };
        let sealed = key.cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.expect("an address is far from the 256 GiB that can be sealed");
        let bytes = [&nonce[..], &sealed].concat();
        Sealed {
            text: format!("{}.{}", key.id, URL_SAFE_NO_PAD.encode(bytes)),
            hash: key.hash(site, address),
        }
    }

    pub(super) fn open(
        &self,
        site: &SiteKey,
        report: ReportId,
        sealed: &str,
    ) -> Result<String, Unopened> {
        let (id, rest) = sealed.split_once('.').ok_or(Unopened::Broken)?;
        let key = self.keys.iter().find(|key| key.id == id);
        let key = key.ok_or_else(|| Unopened::UnknownKey(id.to_owned()))?;
        let bytes = URL_SAFE_NO_PAD.decode(rest).map_err(|_| Unopened::Broken)?;
        let (nonce, msg) = bytes
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(Unopened::Broken)?;
        let aad = &bound_to(site, report);
        let opened = key
            .cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg, aad });
        let opened = opened.map_err(|_| Unopened::Broken)?;
        let address = String::from_utf8(opened).map_err(|_| Unopened::Broken)?;
        Ok(address.trim_end_matches('\0').to_owned())
    }

    /// Whether it was sealed with the key that seals now.
    pub(super) fn is_current(&self, sealed: &str) -> bool {
        sealed
            .split_once('.')
            .is_some_and(|(id, _)| id == self.first().id)
    }

    /// Whether one of the keys may open it.
    pub(super) fn knows_key_of(&self, sealed: &str) -> bool {
        let id = sealed.split_once('.').map_or("", |(id, _)| id);
        self.keys.iter().any(|key| key.id == id)
    }

    /// Under which hashes an address may be stored, one for each key.
    pub(super) fn hashes(&self, site: &SiteKey, address: &str) -> Vec<[u8; 32]> {
        self.keys
            .iter()
            .map(|key| key.hash(site, address))
            .collect()
    }

    fn first(&self) -> &Lock {
        self.keys.first().expect("there is always the derived one")
    }
}

impl Lock {
    fn new(key: &EmailKey) -> Self {
        let sealing = mac(&key.secret, &[SEALING]);
        Self {
            id: key.id.clone(),
            cipher: XChaCha20Poly1305::new(&sealing.into()),
            finding: mac(&key.secret, &[FINDING]),
        }
    }

    fn hash(&self, site: &SiteKey, address: &str) -> [u8; 32] {
        let address = normal(address);
        mac(
            &self.finding,
            &[site.as_str().as_bytes(), b"\0", address.as_bytes()],
        )
    }
}

/// Keys are not printed.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.keys.iter().map(|key| &key.id))
            .finish()
    }
}

/// A site's key has no U+0000 in it, and an id is 16 bytes: no two pairs look alike.
fn bound_to(site: &SiteKey, report: ReportId) -> Vec<u8> {
    [site.as_str().as_bytes(), b"\0", report.0.as_bytes()].concat()
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "Reader@Example.org";

    fn key(id: &str, byte: u8) -> EmailKey {
        EmailKey {
            id: id.to_owned(),
            secret: [byte; 32],
        }
    }

    fn report(number: u128) -> ReportId {
        ReportId(uuid::Uuid::from_u128(number))
    }

    fn daily() -> SiteKey {
        "daily".parse().unwrap()
    }

    #[test]
    fn what_was_sealed_opens_for_its_own_report_only() {
        let vault = Vault::new(&[key("a", 1)], &[9; 32]);
        let sealed = vault.seal(&daily(), report(1), ADDRESS);
        let open =
            |site: &str, number| vault.open(&site.parse().unwrap(), report(number), &sealed.text);
        assert_eq!(open("daily", 1), Ok(ADDRESS.to_owned()));
        assert_eq!(open("daily", 2), Err(Unopened::Broken), "another report");
        assert_eq!(open("weekly", 1), Err(Unopened::Broken), "another site");
    }

    #[test]
    fn every_change_is_noticed() {
        let vault = Vault::new(&[key("a", 1)], &[9; 32]);
        let sealed = vault.seal(&daily(), report(1), ADDRESS).text;
        // The last sign has bits that say nothing, so it is left alone.
        for at in 0..sealed.len() - 1 {
            let mut other = sealed.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            assert!(vault.open(&daily(), report(1), &other).is_err(), "at {at}");
        }
        assert!(vault.open(&daily(), report(1), &sealed[..40]).is_err());
        assert!(vault.open(&daily(), report(1), "").is_err());
    }

    #[test]
    fn an_old_key_opens_and_the_first_one_seals() {
        let before = Vault::new(&[key("old", 1)], &[9; 32]);
        let sealed = before.seal(&daily(), report(1), ADDRESS);
        let after = Vault::new(&[key("new", 2), key("old", 1)], &[9; 32]);
        assert_eq!(
            after.open(&daily(), report(1), &sealed.text).as_deref(),
            Ok(ADDRESS)
        );
        assert!(!after.is_current(&sealed.text) && after.knows_key_of(&sealed.text));
        let again = after.seal(&daily(), report(1), ADDRESS);
        assert!(again.text.starts_with("new.") && after.is_current(&again.text));
        let without = Vault::new(&[key("new", 2)], &[9; 32]);
        assert_eq!(
            without.open(&daily(), report(1), &sealed.text),
            Err(Unopened::UnknownKey("old".to_owned()))
        );
        assert!(!without.knows_key_of(&sealed.text));
    }

    #[test]
    fn a_server_without_a_key_makes_one_of_its_secret() {
        let vault = Vault::new(&[], &[9; 32]);
        let sealed = vault.seal(&daily(), report(1), ADDRESS);
        let later = Vault::new(&[key("a", 1)], &[9; 32]);
        assert_eq!(
            later.open(&daily(), report(1), &sealed.text).as_deref(),
            Ok(ADDRESS)
        );
        let other = Vault::new(&[], &[8; 32]);
        assert_eq!(
            other.open(&daily(), report(1), &sealed.text),
            Err(Unopened::Broken)
        );
    }

    #[test]
    fn the_same_address_is_found_and_never_sealed_alike() {
        let vault = Vault::new(&[key("a", 1)], &[9; 32]);
        let one = vault.seal(&daily(), report(1), ADDRESS);
        let two = vault.seal(&daily(), report(1), ADDRESS);
        assert_ne!(one.text, two.text);
        assert_eq!(one.hash, two.hash);
        assert!(
            vault
                .hashes(&daily(), " reader@example.ORG")
                .contains(&one.hash)
        );
        assert!(
            !vault
                .hashes(&"weekly".parse().unwrap(), ADDRESS)
                .contains(&one.hash)
        );
        let other = Vault::new(&[key("b", 2)], &[9; 32]);
        assert_ne!(other.seal(&daily(), report(1), ADDRESS).hash, one.hash);
    }

    #[test]
    fn the_length_of_an_address_does_not_show() {
        let vault = Vault::new(&[], &[9; 32]);
        let length = |address| vault.seal(&daily(), report(1), address).text.len();
        assert_eq!(
            length("a@b.c"),
            length("a.much.longer.one@mail.example.org")
        );
    }
}
