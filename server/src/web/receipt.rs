//! Receipts: the secret by which a reader finds a report again, and what it leads to. Made and checked here,
//! stored nowhere.
//!
//! A receipt is `{site}.{base64url(report's UUID ‖ MAC)}`; the MAC is the first 16 bytes of HMAC-SHA-256
//! (RFC 2104) over a label, the site and the UUID, under the server's secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::App;
use super::error::Error;
use crate::domain::article::Article;
use crate::domain::case::{Case, State};
use crate::domain::correction::Correction;
use crate::domain::report::{Report, ReportId};
use crate::domain::sender::Lane;
use crate::domain::site::{Site, SiteKey};
use crate::store;

/// 128 bits cannot be guessed, and keep the link short enough for a mail.
const MAC_BYTES: usize = 16;

/// The receipt of this report.
pub fn issue(secret: &[u8; 32], site: &SiteKey, report: ReportId) -> String {
    let mut bytes = report.0.as_bytes().to_vec();
    bytes.extend_from_slice(&mac(secret, site, report).finalize().into_bytes()[..MAC_BYTES]);
    format!("{site}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The report that a receipt speaks of; none when this server did not issue it. The comparison takes the
/// same time wherever the difference is.
pub fn check(secret: &[u8; 32], receipt: &str) -> Option<(SiteKey, ReportId)> {
    let (site, rest) = receipt.split_once('.')?;
    let site: SiteKey = site.parse().ok()?;
    let bytes = URL_SAFE_NO_PAD.decode(rest).ok()?;
    let (id, tag) = bytes.split_at_checked(16)?;
    if tag.len() != MAC_BYTES {
        return None;
    }
    let report = ReportId(uuid::Uuid::from_slice(id).ok()?);
    mac(secret, &site, report).verify_truncated_left(tag).ok()?;
    Some((site, report))
}

/// What became of a report.
#[derive(Debug, Clone)]
pub struct Fate {
    /// Its site.
    pub site: Site,
    /// The report itself.
    pub report: Report,
    /// The article it speaks of.
    pub article: Article,
    /// Its case; none while the article's text is not known.
    pub case: Option<Case>,
    /// The notice that was published for the case.
    pub correction: Option<Correction>,
}

impl Fate {
    /// Whether it waits in the junk lane until an editor looked.
    pub fn in_review(&self) -> bool {
        match &self.case {
            Some(case) => case.lane == Lane::Junk && case.state == State::Open,
            None => self.report.suspicion.is_some(),
        }
    }
}

/// Everything that a receipt leads to.
pub async fn fate(app: &App, receipt: &str) -> Result<Fate, Error> {
    let (key, id) = check(&app.secret, receipt).ok_or(Error::UnknownReceipt)?;
    let unknown = |error| match error {
        store::Error::NotFound => Error::UnknownReceipt,
        other => other.into(),
    };
    let report = app.store.report(&key, id).await.map_err(unknown)?;
    if report.withdrawn.is_some() {
        return Err(Error::Withdrawn);
    }
    let site = app.store.site(&key).await.map_err(unknown)?;
    let article = app.store.article(&key, report.article).await?;
    let (case, correction) = match report.case {
        Some(id) => {
            // The case first: its notice is published in the same moment, so a case seen corrected has one.
            let case = app.store.case(&key, id).await?;
            let correction = app.store.correction_of_case(&key, id).await?;
            (Some(case), correction)
        }
        None => (None, None),
    };
    Ok(Fate {
        site,
        report,
        article,
        case,
        correction,
    })
}

fn mac(secret: &[u8; 32], site: &SiteKey, report: ReportId) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(b"receipt\0");
    mac.update(site.as_str().as_bytes());
    mac.update(b"\0");
    mac.update(report.0.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> ReportId {
        ReportId("0192d3a1-0000-7000-8000-000000000001".parse().unwrap())
    }

    #[test]
    fn what_was_issued_is_known_again() {
        let site: SiteKey = "daily".parse().unwrap();
        let receipt = issue(&[7; 32], &site, report());
        assert_eq!(check(&[7; 32], &receipt), Some((site, report())));
    }

    #[test]
    fn nothing_else_is() {
        let site: SiteKey = "daily".parse().unwrap();
        let receipt = issue(&[7; 32], &site, report());
        assert_eq!(check(&[8; 32], &receipt), None, "another server's secret");
        assert_eq!(
            check(&[7; 32], &receipt.replace("daily", "weekly")),
            None,
            "another site"
        );
        assert_eq!(
            check(&[7; 32], &receipt[..receipt.len() - 4]),
            None,
            "cut short"
        );
        assert_eq!(check(&[7; 32], "daily.AAAA"), None);
        assert_eq!(check(&[7; 32], ""), None);
        for at in "daily.".len()..receipt.len() {
            let mut other = receipt.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                check(&[7; 32], std::str::from_utf8(&other).unwrap()),
                None,
                "changed at {at}"
            );
        }
    }
}
