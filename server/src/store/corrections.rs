//! Published notices.

use jiff::Timestamp;

use super::{Page, Result, Store};
use crate::domain::article::ArticleUrl;
use crate::domain::case::CaseId;
use crate::domain::correction::Correction;
use crate::domain::site::SiteKey;

/// Which corrections a list shows; the last published come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorrectionFilter {
    /// Those of this article.
    pub url: Option<ArticleUrl>,
    /// Those published or changed at this time or later.
    pub since: Option<Timestamp>,
    /// Words in the notice or the article's title, in any case.
    pub q: Option<String>,
}

impl Store {
    /// A part of the list of corrections.
    pub async fn corrections(
        &self,
        site: &SiteKey,
        filter: &CorrectionFilter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<Correction>> {
        todo!("{site} {filter:?} {cursor:?} {limit}")
    }

    /// The correction that came from a case.
    pub async fn correction_of_case(
        &self,
        site: &SiteKey,
        case: CaseId,
    ) -> Result<Option<Correction>> {
        todo!("{site} {case}")
    }

    /// A word that changes whenever the list of corrections does: of an article, or of the whole site.
    pub async fn corrections_stamp(
        &self,
        site: &SiteKey,
        url: Option<&ArticleUrl>,
    ) -> Result<String> {
        todo!("{site} {url:?}")
    }
}
