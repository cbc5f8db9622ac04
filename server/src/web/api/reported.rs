//! `GET /api/v1/sites/{site}/reported`: whether an article takes reports, which passages of it have open ones, and which
//! were corrected, for a widget that wants to say so before a reader writes. A reported passage is known by a salted hash, as only
//! somebody who sees it can compute, and counts stop at 99; of a corrected one the article's own new words are told.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::list::MOST;
use crate::domain::article::ArticleUrl;
use crate::store::CorrectedPassage;
use crate::web::App;
use crate::web::address::canonical;
use crate::web::closed::closed;
use crate::web::error::Error;
use crate::web::extract::{OfSite, Query};
use crate::words::Words;

/// Counts above this are given as this.
const CAP: u64 = 99;
/// Being two minutes late costs nothing here.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=120");

/// Which article.
#[derive(Debug, Deserialize)]
pub struct Asked {
    url: Option<String>,
    lang: Option<String>,
}

/// What is open on the article. `hash` is the hexadecimal SHA-256 of `salt`, a line feed, and the passage with each
/// run of white space as one space and none at its ends.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reported)]
pub(super) struct Reported {
    /// Why the article takes no reports, in the language asked for; null when it does.
    closed: Option<String>,
    salt: String,
    passages: Vec<Passage>,
    corrected: Vec<Corrected>,
}

/// A passage that reads otherwise since: `hash` is that of the passage as it was, `text` how it reads, `at` since when.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CorrectedSince)]
pub(super) struct Corrected {
    hash: String,
    text: String,
    at: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportedPassage)]
pub(super) struct Passage {
    hash: String,
    reports: u64,
}

/// The open passages of an article; none for an article that nobody wrote about.
pub async fn list(
    State(app): State<App>,
    OfSite(site): OfSite,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let url = asked
        .url
        .ok_or_else(|| Error::BadQuery("url is missing".to_owned()))?;
    let url = ArticleUrl::parse(&url, &site).map_err(Error::ForeignArticle)?;
    let url = canonical(&app, &site, url).await?;
    let salt = salt(&app.secret, site.key.as_str(), url.as_str());
    let words = Words::for_language(asked.lang.as_deref().unwrap_or(&site.language));
    let (closed, open, done) = match app.store.article_by_url(&site.key, &url).await? {
        Some(article) => (
            closed(&app, &site, &article, words, Timestamp::now()).await?,
            app.store.open_passages(&site.key, article.id, MOST).await?,
            app.store
                .corrected_passages(&site.key, article.id, MOST)
                .await?,
        ),
        None => Default::default(),
    };
    let passages = open
        .iter()
        .map(|(exact, reports)| passage(&salt, exact, *reports))
        .collect();
    let corrected = done
        .iter()
        .filter_map(|one| now_reads(&salt, one))
        .collect();
    Ok((
        [(header::CACHE_CONTROL, KEEP)],
        Json(Reported {
            closed: closed.map(|closed| closed.words),
            salt,
            passages,
            corrected,
        }),
    )
        .into_response())
}

fn passage(salt: &str, exact: &str, reports: u64) -> Passage {
    Passage {
        hash: hash(salt, exact),
        reports: reports.min(CAP),
    }
}

/// How a corrected passage reads now; none when its words do not say where in it the edit was made.
fn now_reads(salt: &str, passage: &CorrectedPassage) -> Option<Corrected> {
    let CorrectedPassage {
        exact,
        old,
        new,
        at,
    } = passage;
    let is_plain = !old.is_empty() && exact.matches(old.as_str()).count() == 1;
    is_plain.then(|| Corrected {
        hash: hash(salt, exact),
        text: exact.replacen(old.as_str(), new, 1),
        at: at.to_string(),
    })
}

fn hash(salt: &str, passage: &str) -> String {
    let folded = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    hex(&Sha256::digest(format!("{salt}\n{folded}")))
}

/// Another one for each article, so that no table of common words fits two of them.
fn salt(secret: &[u8; 32], site: &str, url: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(format!("reported\0{site}\0{url}").as_bytes());
    hex(&mac.finalize().into_bytes()[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_have_the_same_hash_on_one_article_only() {
        let here = salt(&[1; 32], "daily", "https://daily.example.org/a");
        let there = salt(&[1; 32], "daily", "https://daily.example.org/b");
        assert_eq!(
            hash(&here, "teh  long\ncall "),
            hash(&here, "teh long call")
        );
        assert_ne!(hash(&here, "teh long call"), hash(&there, "teh long call"));
    }

    #[test]
    fn a_corrected_passage_is_told_as_it_reads_now() {
        let passage = |exact: &str, old: &str| CorrectedPassage {
            exact: exact.to_owned(),
            old: old.to_owned(),
            new: "hangers".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let told = now_reads("salt", &passage("sixty-four hangars, the rods", "hangars"));
        let told = told.expect("its words stand there once");
        assert_eq!(told.text, "sixty-four hangers, the rods");
        assert_eq!(told.hash, hash("salt", "sixty-four hangars, the rods"));
        assert_eq!(told.at, "1970-01-01T00:00:00Z");
        for (exact, old) in [
            ("hangars and hangars", "hangars"),
            ("the rods", "hangars"),
            ("rods", ""),
        ] {
            assert!(now_reads("salt", &passage(exact, old)).is_none(), "{exact}");
        }
    }
}
