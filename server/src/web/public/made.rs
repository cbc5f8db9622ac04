//! When a form was made, as a signed field in it: what tells a reader, who takes a while, from a machine. What the
//! time means is `domain::sender`'s.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::domain::site::SiteKey;

/// The field's value for a form that is made now.
pub(super) fn issue(secret: &[u8; 32], site: &SiteKey, now: Timestamp) -> String {
    let tag = mac(secret, site, now.as_second()).finalize().into_bytes();
    format!("{}.{}", now.as_second(), URL_SAFE_NO_PAD.encode(&tag[..16]))
}

/// When the form with this field was made; none when this server did not make it for this site.
pub(super) fn read(secret: &[u8; 32], site: &SiteKey, field: &str) -> Option<Timestamp> {
    let (seconds, tag) = field.split_once('.')?;
    let seconds: i64 = seconds.parse().ok()?;
    let tag = URL_SAFE_NO_PAD
        .decode(tag)
        .ok()
        .filter(|tag| tag.len() == 16)?;
    mac(secret, site, seconds)
        .verify_truncated_left(&tag)
        .ok()?;
    Timestamp::from_second(seconds).ok()
}

fn mac(secret: &[u8; 32], site: &SiteKey, seconds: i64) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(b"form\0");
    mac.update(site.as_str().as_bytes());
    mac.update(b"\0");
    mac.update(&seconds.to_be_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_ours_or_none() {
        let site = |key: &str| key.parse::<SiteKey>().unwrap();
        let now = Timestamp::from_second(1_795_000_000).unwrap();
        let field = issue(&[7; 32], &site("daily"), now);
        assert_eq!(read(&[7; 32], &site("daily"), &field), Some(now));
        assert_eq!(read(&[8; 32], &site("daily"), &field), None);
        assert_eq!(read(&[7; 32], &site("weekly"), &field), None);
        for forged in [
            field.replace("1795", "1794"),
            field[..20].to_owned(),
            String::new(),
            "1.".to_owned(),
        ] {
            assert_eq!(read(&[7; 32], &site("daily"), &forged), None, "{forged}");
        }
    }
}
