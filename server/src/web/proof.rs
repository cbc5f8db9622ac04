//! Proofs of work, by ALTCHA's protocol: a challenge that is signed and says what it is for, and the solution that
//! comes back with a report. When one is asked for is the sender's matter; that it is spent once is the store's.

use std::collections::BTreeMap;

use altcha::{Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions};
use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::App;
use super::error::Error;
use crate::domain::article::ArticleUrl;
use crate::domain::sender::Proof;
use crate::domain::site::Site;

/// Where a proof travels.
const HEADER: &str = "corrigenda-proof";

/// A challenge holds for so long: a slow telephone solves it in seconds, a reader who goes on writing takes minutes.
const SECONDS: i64 = 600;

/// The numbers among which the one that solves is: enough of them that the work is the same each time within a factor
/// of three, few enough that a telephone is done in a second or two.
const FEWEST: u32 = 200;
const MOST: u32 = 600;

/// A proof that may be spent on any article is worth more to whoever stocks up on them, so it is so much dearer.
const ANY_ARTICLE: u32 = 4;

/// Longest header that is looked at.
const MAX_HEADER: usize = 4 * 1024;

/// What is wrong with the proof that came, in the word that the client is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Flaw {
    /// None came.
    Missing,
    /// It cannot be read, is not ours, or does not solve its challenge.
    Invalid,
    /// It came too late.
    Expired,
    /// It is for another site or article.
    Foreign,
    /// Another report was let pass for it.
    Spent,
}

/// Makes a challenge for one report about the article, or about any article of the site.
pub(super) fn challenge(
    app: &App,
    site: &Site,
    article: Option<&ArticleUrl>,
    now: Timestamp,
) -> Result<Challenge, Error> {
    let dearer = if article.is_some() { 1 } else { ANY_ARTICLE };
    let data = BTreeMap::from([
        ("site".to_owned(), Value::from(site.key.as_str())),
        (
            "article".to_owned(),
            article.map_or(Value::Null, |url| named(url).into()),
        ),
    ]);
    let options = CreateChallengeOptions {
        algorithm: "PBKDF2/SHA-256".to_owned(),
        cost: app.config.limits.proof_cost,
        counter: Some(rand::random_range(FEWEST * dearer..=MOST * dearer)),
        data: Some(data),
        expires_at: Some(now.as_second() + SECONDS),
        hmac_signature_secret: Some(secret(app, "challenge")),
        hmac_key_signature_secret: Some(secret(app, "solution")),
        ..CreateChallengeOptions::default()
    };
    altcha::create_challenge(options).map_err(|why| Error::Internal(anyhow::anyhow!("{why}")))
}

/// The proof that came with a report, if it holds for this article.
pub(super) fn read(
    app: &App,
    headers: &HeaderMap,
    site: &Site,
    article: &ArticleUrl,
    now: Timestamp,
) -> Result<Proof, Flaw> {
    let sent = headers.get(HEADER).ok_or(Flaw::Missing)?;
    let payload = decode(sent.as_bytes()).ok_or(Flaw::Invalid)?;
    let parameters = &payload.challenge.parameters;
    let expires = parameters.expires_at.ok_or(Flaw::Invalid)?;
    if expires <= now.as_second() {
        return Err(Flaw::Expired);
    }
    // Without its own signature the key would be derived again, at a cost that the client names.
    if parameters.key_signature.is_none() {
        return Err(Flaw::Invalid);
    }
    let options = VerifySolutionOptions {
        hmac_key_signature_secret: Some(secret(app, "solution")),
        ..VerifySolutionOptions::new(
            &payload.challenge,
            &payload.solution,
            secret(app, "challenge"),
        )
    };
    let result = altcha::verify_solution(options).map_err(|_| Flaw::Invalid)?;
    match result {
        _ if result.expired => return Err(Flaw::Expired),
        _ if !result.verified => return Err(Flaw::Invalid),
        _ => {}
    }
    let data = parameters.data.as_ref().ok_or(Flaw::Invalid)?;
    let is = |name: &str, value: &str| data.get(name).and_then(Value::as_str) == Some(value);
    let any_article = data.get("article").is_some_and(Value::is_null);
    if !is("site", site.key.as_str()) || !(any_article || is("article", &named(article))) {
        return Err(Flaw::Foreign);
    }
    Ok(Proof {
        id: Sha256::digest(parameters.nonce.as_bytes()).into(),
        expires: Timestamp::from_second(expires).map_err(|_| Flaw::Invalid)?,
    })
}

/// Where to fetch a challenge for this article.
pub(super) fn address(site: &Site, article: &ArticleUrl) -> String {
    let url: String = url::form_urlencoded::byte_serialize(article.as_str().as_bytes()).collect();
    format!("/api/v1/sites/{}/challenge?url={url}", site.key)
}

/// An article in a challenge: its address would make the proof longer than headers should be.
fn named(article: &ArticleUrl) -> String {
    let digest = Sha256::digest(article.as_str().as_bytes());
    STANDARD_NO_PAD.encode(&digest[..16])
}

/// The library's payload in base64, of either alphabet, padded or not.
fn decode(sent: &[u8]) -> Option<Payload> {
    if sent.len() > MAX_HEADER {
        return None;
    }
    let plain = std::str::from_utf8(sent).ok()?.trim().trim_end_matches('=');
    let standard = plain.replace('-', "+").replace('_', "/");
    let json = STANDARD_NO_PAD.decode(standard).ok()?;
    serde_json::from_slice(&json).ok()
}

/// A key of its own for each purpose, made of the server's secret.
fn secret(app: &App, purpose: &str) -> String {
    let key = Sha256::new()
        .chain_update(b"proof of work\0")
        .chain_update(purpose)
        .chain_update(b"\0")
        .chain_update(app.secret)
        .finalize();
    STANDARD_NO_PAD.encode(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    #[test]
    fn a_proof_is_read_in_either_alphabet() {
        let json = r#"{"challenge":{"parameters":{"algorithm":"PBKDF2/SHA-256","cost":1,"keyLength":32,"keyPrefix":"00","nonce":"??>>~~","salt":"00"},"signature":"00"},"solution":{"counter":1,"derivedKey":"00"}}"#;
        for sent in [STANDARD.encode(json), URL_SAFE_NO_PAD.encode(json)] {
            assert_eq!(
                decode(sent.as_bytes()).unwrap().solution.counter,
                1,
                "{sent}"
            );
        }
        assert!(decode(b"").is_none() && decode(b"e30=").is_none() && decode(b"\xff").is_none());
        assert!(decode(STANDARD.encode(json).repeat(20).as_bytes()).is_none());
    }
}
