//! A correction: the public notice of a change.

use corrigenda_anchor::Edit;
use jiff::Timestamp;

use super::article::ArticleId;
use super::case::{Case, CaseId};
use super::site::SiteKey;

super::id! {
    /// A correction's id.
    CorrectionId
}

super::words! {
    /// What sort of change the notice tells of.
    CorrectionKind {
        /// Something was wrong.
        Correction = "correction",
        /// Something could be misunderstood.
        Clarification = "clarification",
        /// Something is no longer so.
        Update = "update",
        /// The article does not stand any more.
        Retraction = "retraction",
    }
}

/// Longest notice, in code points.
pub const MAX_NOTICE: usize = 2_000;

/// A notice as an editor words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What sort of change.
    pub kind: CorrectionKind,
    /// Plain text, not empty, at most [`MAX_NOTICE`].
    pub text: String,
}

/// A published notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its id.
    pub id: CorrectionId,
    /// Its site.
    pub site: SiteKey,
    /// The article it is about.
    pub article: ArticleId,
    /// That article's URL and title, as they are now.
    pub article_url: String,
    /// See `article_url`.
    pub article_title: String,
    /// The case it came from.
    pub case: CaseId,
    /// What sort of change.
    pub kind: CorrectionKind,
    /// Plain text.
    pub text: String,
    /// When it was published.
    pub published: Timestamp,
    /// When it was last changed; `published` while it never was.
    pub modified: Timestamp,
    /// 1, and one more with each change.
    pub version: i64,
}

/// The notice that an editor is offered for a case: one plain sentence in the language of `lang` (a BCP 47 tag),
/// in English when there are no words for it. Without an edit it tells only that something was corrected.
pub fn draft(case: &Case, edit: Option<&Edit>, lang: &str) -> NewNotice {
    todo!("{case:?} {edit:?} {lang}")
}
