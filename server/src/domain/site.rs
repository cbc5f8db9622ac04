//! A site: one publication, what of its pages is text, and how its articles are reached.
//!
//! Reading and patching the articles themselves is `connect`'s.

use std::path::PathBuf;
use std::sync::Arc;

use super::sender::Caps;

/// A site's key, 2–40 of `a-z0-9-`, none of the reserved path words. It is the site's id everywhere; a clone copies no
/// letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteKey(Arc<str>);

/// Words that begin paths of the server's own and so cannot name a site.
const RESERVED: &[&str] = &[
    "api",
    "desk",
    "r",
    "healthz",
    "readyz",
    "metrics",
    "assets",
    "static",
    "corrigenda",
];

/// Why a site's key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a site's key is 2 to 40 of a-z, 0-9 and -, and none of: {}", RESERVED.join(", "))]
pub struct BadSiteKey;

impl SiteKey {
    /// The key as it stands in paths.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for SiteKey {
    type Err = BadSiteKey;
    fn from_str(text: &str) -> Result<Self, BadSiteKey> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = (2..=40).contains(&text.len()) && text.bytes().all(plain);
        (fits && !RESERVED.contains(&text))
            .then(|| Self(text.into()))
            .ok_or(BadSiteKey)
    }
}

impl std::fmt::Display for SiteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its key.
    pub key: SiteKey,
    /// Its name as readers know it.
    pub name: String,
    /// Origins (`https://daily.example.org`, no trailing slash) whose pages may report, and whose hosts
    /// its articles' URLs have.
    pub origins: Vec<String>,
    /// BCP 47 tag of the language of its public pages when nothing better is known.
    pub language: String,
    /// What of a page is the article's text, in the grammar of the contract's section 2.
    pub text: TextRules,
    /// How its articles are read and patched.
    pub connector: Connector,
    /// What it takes of one article.
    pub caps: Caps,
}

/// The site's setting of what of a page is text; `anchor::Rules` is its parsed form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextRules {
    /// Selectors tried in order; of the first that matches anything, the first element is the root.
    pub root: String,
    /// Elements left out.
    pub ignore: String,
}

impl Default for TextRules {
    fn default() -> Self {
        Self {
            root: "[itemprop=articleBody], article, main, body".to_owned(),
            ignore: "aside, nav, form, [hidden], [aria-hidden=true], [data-corrigenda-ignore]"
                .to_owned(),
        }
    }
}

/// How a site's articles are read and patched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connector {
    /// Not at all: editors correct in their own system and mark the case corrected.
    None,
    /// Files on this machine: the article at `base` + `/2026/11/name` is `root/2026/11/name.html` or `.md`.
    Files {
        /// The folder that holds them.
        root: PathBuf,
        /// The URL prefix that the folder stands for, no trailing slash.
        base: String,
    },
}
