//! A reader's report about one passage, and the limits of what it may hold.

use corrigenda_anchor::Selectors;
use jiff::Timestamp;

use super::article::{ArticleId, ArticleUrl};
use super::case::CaseId;
use super::grouping::Reason;
use super::sender::Suspicion;
use super::site::SiteKey;

super::id! {
    /// A report's id.
    ReportId
}

super::words! {
    /// What sort of mistake it is, in the reader's eyes.
    Kind {
        /// A slip of spelling, grammar or punctuation.
        Typo = "typo",
        /// Something that is not so.
        Fact = "fact",
        /// True, but easily misunderstood.
        Clarification = "clarification",
        /// Credit or quotation given to the wrong one, or to none.
        Attribution = "attribution",
        /// Wrongly translated.
        Translation = "translation",
        /// A broken or wrong link.
        Link = "link",
        /// Anything else.
        Other = "other",
    }
}

/// Longest passage, in code points.
pub const MAX_EXACT: usize = 2_000;
/// Longest prefix or suffix, in code points.
pub const MAX_CONTEXT: usize = 200;
/// Longest replacement or comment, in code points.
pub const MAX_WORDS: usize = 4_000;
/// Largest `extensions` object, in bytes.
pub const MAX_EXTENSIONS: usize = 4 * 1024;

/// A report that was read and checked at the door, not yet stored. Its strings keep the limits above.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReport {
    /// The id it will have.
    pub id: ReportId,
    /// The site it was sent to.
    pub site: SiteKey,
    /// The article it speaks of.
    pub url: ArticleUrl,
    /// Where in the rendered text; `None` speaks of the whole article.
    pub selectors: Option<Selectors>,
    /// How the passage should read; `Some("")` proposes to delete, `None` is a question or a remark.
    pub suggestion: Option<String>,
    /// Why: a source, an explanation.
    pub comment: Option<String>,
    /// The reader's kind.
    pub kind: Kind,
    /// Where the reader may be told, unverified.
    pub email: Option<String>,
    /// One opaque JSON object of the client's, serialised; never shown.
    pub extensions: Option<String>,
    /// The number of the text rules that the selectors were made by, when the client said so.
    pub text_rules: Option<u32>,
    /// What makes a retry the same request.
    pub idempotency: Option<Idempotency>,
    /// When it arrived.
    pub received: Timestamp,
}

/// The client's idempotency key with a digest of what was sent under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The key, 1–200 visible ASCII characters.
    pub key: String,
    /// SHA-256 of the annotation, canonical form.
    pub digest: [u8; 32],
}

/// A report as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// Its site.
    pub site: SiteKey,
    /// The article it speaks of.
    pub article: ArticleId,
    /// The case it belongs to; none while its placement is pending.
    pub case: Option<CaseId>,
    /// Where in the rendered text, as the reader sent it.
    pub selectors: Option<Selectors>,
    /// How the passage should read.
    pub suggestion: Option<String>,
    /// Why.
    pub comment: Option<String>,
    /// The reader's kind.
    pub kind: Kind,
    /// Whether the reader left an address (the address itself is read by its own store method).
    pub has_email: bool,
    /// When it arrived.
    pub received: Timestamp,
    /// When the reader withdrew it: then every word and address in it is gone.
    pub withdrawn: Option<Timestamp>,
    /// Why it joined its case; none for the one that made it.
    pub joined: Option<Reason>,
    /// What is odd about it, as a rule nothing.
    pub suspicion: Option<Suspicion>,
}
