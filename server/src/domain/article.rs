//! An article, known by its canonical URL, and its revisions, known by their content.

use std::sync::Arc;

use corrigenda_anchor::{Format, Scope};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::site::{Connector, Site, SiteKey};

super::id! {
    /// An article's id.
    ArticleId
}

/// An article's canonical URL: absolute, http or https, of one of the site's origins, without fragment. A
/// clone copies no letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleUrl(Arc<str>);

/// Why an article's URL was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadArticleUrl {
    /// Not a URL at all, not http(s), with a user's name, or longer than 2,000 bytes.
    #[error(
        "an article's URL is absolute, begins with http:// or https://, names no user and has at most 2,000 bytes"
    )]
    NotAUrl,
    /// A URL, but of an origin that the site does not have.
    #[error("this URL is not of one of the site's origins ({0})")]
    ForeignOrigin(String),
}

impl ArticleUrl {
    /// Longest URL taken, in bytes.
    pub const MAX_BYTES: usize = 2_000;

    /// Parses and normalises (WHATWG URL), drops the fragment and what only says where a reader came from, and checks
    /// that the origin is the site's. Of a site whose articles are files the query goes too and letters are spelled
    /// plainly (RFC 3986, 6.2.2.2), for neither tells one file from another. Which of several addresses of one file is
    /// the canonical one only its connector can tell.
    pub fn parse(text: &str, site: &Site) -> Result<Self, BadArticleUrl> {
        let mut url = match url::Url::parse(text) {
            Ok(url)
                if text.len() <= Self::MAX_BYTES && matches!(url.scheme(), "http" | "https") =>
            {
                url
            }
            _ => return Err(BadArticleUrl::NotAUrl),
        };
        // A name and a password are no part of where an article is, and would be shown to everybody.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadArticleUrl::NotAUrl);
        }
        url.set_fragment(None);
        if matches!(site.connector, Connector::Files { .. }) {
            url.set_query(None);
            let path = spelled_plainly(url.path());
            url.set_path(&path);
        } else {
            drop_tracking(&mut url);
        }
        let origin = url.origin().ascii_serialization();
        if !site.origins.contains(&origin) {
            return Err(BadArticleUrl::ForeignOrigin(site.origins.join(", ")));
        }
        Ok(Self(url.as_str().into()))
    }

    /// A URL that was parsed before and comes back from the store.
    pub fn from_store(text: String) -> Self {
        Self(text.into())
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Parameters of a query that say where a reader came from, never which article is meant, besides all that begin with
/// `utm_`: those that search engines, social networks and mailings put behind every link.
const TRACKING: &[&str] = &[
    "dclid", "fbclid", "gbraid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ttclid",
    "twclid", "wbraid", "yclid",
];

/// Drops them, and a query that is empty then; the others stay as they are written, in their order.
fn drop_tracking(url: &mut url::Url) {
    let Some(query) = url.query() else {
        return;
    };
    let counts = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
    };
    let kept: Vec<&str> = query.split('&').filter(counts).collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(&kept));
}

/// A path with letters, digits, `-`, `.`, `_` and `~` as themselves and every other escape as it was, in capitals.
fn spelled_plainly(path: &str) -> String {
    let mut parts = path.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part
            .get(..2)
            .filter(|two| two.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some((digits, byte)) = digits.zip(digits.and_then(|d| u8::from_str_radix(d, 16).ok()))
        else {
            plain.push('%');
            plain.push_str(part);
            continue;
        };
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            plain.push(char::from(byte));
        } else {
            plain.push('%');
            plain.push_str(&digits.to_ascii_uppercase());
        }
        plain.push_str(&part[2..]);
    }
    plain
}

impl std::fmt::Display for ArticleUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A revision's id: the SHA-256 of its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(pub [u8; 32]);

impl RevisionId {
    /// The id of this source.
    pub fn of(source: &str) -> Self {
        Self(Sha256::digest(source.as_bytes()).into())
    }
}

impl std::fmt::Display for RevisionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// An article's content as a publisher pushes it or a connector reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The headline, plain text.
    pub title: String,
    /// The language of `source`.
    pub format: Format,
    /// Whether `source` is a whole page or the article's body alone.
    pub scope: Scope,
    /// The source itself, at most [`Content::MAX_BYTES`].
    pub source: String,
    /// The section of the publication, if it has one.
    pub section: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
}

impl Content {
    /// Largest source taken, in bytes.
    pub const MAX_BYTES: usize = 4 * 1024 * 1024;
}

/// An article as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its site.
    pub site: SiteKey,
    /// Its URL.
    pub url: ArticleUrl,
    /// The headline; the URL while nothing better is known.
    pub title: String,
    /// The section of the publication, if it has one.
    pub section: Option<String>,
    /// When it was first published.
    pub published: Option<Timestamp>,
    /// The current revision; none while the text is not known.
    pub revision: Option<RevisionId>,
}

#[cfg(test)]
mod tests {
    use super::super::site::TextRules;
    use super::*;

    fn parse(url: &str, connector: Connector) -> Option<String> {
        let site = Site {
            key: "daily".parse().unwrap(),
            name: "The Daily".to_owned(),
            origins: vec!["https://daily.example.org".to_owned()],
            language: "en".to_owned(),
            text: TextRules::default(),
            connector,
            caps: crate::domain::sender::Caps::default(),
        };
        let url = ArticleUrl::parse(&format!("https://{url}"), &site).ok()?;
        url.0
            .strip_prefix("https://daily.example.org")
            .map(str::to_owned)
    }

    #[test]
    fn an_article_is_nobodys_account() {
        for url in [
            "me:pw@daily.example.org/a",
            "me@daily.example.org/a",
            ":pw@daily.example.org/a",
        ] {
            assert_eq!(parse(url, Connector::None), None, "{url}");
        }
    }

    #[test]
    fn one_file_is_one_article() {
        let files = || Connector::Files {
            root: "/articles".into(),
            base: "https://daily.example.org".to_owned(),
        };
        for same in ["a-1", "a-1?x=1", "%61%2D1?utm=2#part", "a%2d1"] {
            let url = format!("daily.example.org/{same}");
            assert_eq!(parse(&url, files()).as_deref(), Some("/a-1"), "{same}");
        }
        let kept = |path: &str| parse(&format!("daily.example.org{path}"), files());
        assert_eq!(kept("/a%2fb%d1%85").as_deref(), Some("/a%2Fb%D1%85"));
        assert_eq!(kept("/100%/%4").as_deref(), Some("/100%/%4"));
        assert_eq!(
            parse("daily.example.org/?p=1", Connector::None).as_deref(),
            Some("/?p=1"),
            "elsewhere the query may be the article"
        );
    }

    #[test]
    fn where_a_reader_came_from_is_no_part_of_an_address() {
        let kept = |path: &str| parse(&format!("daily.example.org{path}"), Connector::None);
        for same in [
            "/a",
            "/a?",
            "/a#part",
            "/a?utm_source=x&utm_medium=y",
            "/a?FBCLID=1&gclid=2#part",
        ] {
            assert_eq!(kept(same).as_deref(), Some("/a"), "{same}");
        }
        assert_eq!(
            kept("/?utm_source=x&p=7&q=a%20b+c&mc_eid=1&utmost=1").as_deref(),
            Some("/?p=7&q=a%20b+c&utmost=1")
        );
        assert_eq!(kept("/a/").as_deref(), Some("/a/"), "may be another page");
    }
}
