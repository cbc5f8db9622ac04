//! Cases as the desk reads them: the queue, one case, what happened to it. Deciding about them is `decide`'s.

use corrigenda_anchor::Edit;
use jiff::Timestamp;

use super::{Page, Result, Store};
use crate::domain::article::{ArticleId, RevisionId};
use crate::domain::case::{Case, CaseId, Outcome, Passage, State};
use crate::domain::correction::{Correction, NewNotice};
use crate::domain::journal;
use crate::domain::placement::Reconsidered;
use crate::domain::report::Kind;
use crate::domain::site::SiteKey;

/// Which cases a queue shows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// These states; all when empty.
    pub states: Vec<State>,
    /// This kind; all when none.
    pub kind: Option<Kind>,
    /// Words in the passage, a proposal, the article's title or URL, in any case.
    pub q: Option<String>,
    /// The order.
    pub sort: Sort,
}

/// The order of a queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What matters most first, see `domain::case::priority`.
    #[default]
    Priority,
    /// Last opened first.
    Newest,
    /// First opened first.
    Oldest,
}

/// A case in the queue with what is shown of its article.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The case with its proposals.
    pub case: Case,
    /// Its article's URL.
    pub article_url: String,
    /// Its article's title; the URL while nothing better is known.
    pub article_title: String,
}

/// A decision as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDecision {
    /// The contract's word for the action.
    pub action: String,
    /// The outcome it gave.
    pub outcome: Option<Outcome>,
    /// The editor's words for the reader.
    pub reason: Option<String>,
    /// Who decided: a user's address or a token's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What an accepted case owes the article.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptedEdit {
    /// The edit, positions in `revision`.
    pub edit: Edit,
    /// The revision that the editor saw.
    pub revision: Option<RevisionId>,
    /// The passage as the editor saw it, with the words around it.
    pub passage: Passage,
    /// The notice to publish once the change is live.
    pub notice: Option<NewNotice>,
    /// Who accepted: a user's address or a token's name.
    pub by: String,
    /// What the connector gave back for the patch, once it was applied.
    pub patch: Option<String>,
}

impl Store {
    /// A part of the queue. Cases whose reports were all withdrawn are left out.
    pub async fn queue(
        &self,
        site: &SiteKey,
        filter: &Filter,
        cursor: Option<&str>,
        limit: u32,
    ) -> Result<Page<CaseRow>> {
        todo!("{site} {filter:?} {cursor:?} {limit}")
    }

    /// Open, held and accepted cases of an article whose passage was last looked for in another revision than the
    /// current one, at most `limit`. Cases of the whole article have no passage to look for.
    pub async fn cases_to_reconsider(
        &self,
        site: &SiteKey,
        article: ArticleId,
        limit: u32,
    ) -> Result<Vec<Case>> {
        todo!("{site} {article} {limit}")
    }

    /// A case with its proposals.
    pub async fn case(&self, site: &SiteKey, id: CaseId) -> Result<Case> {
        todo!("{site} {id}")
    }

    /// The journal's lines about a case, oldest first; the last 200 of them.
    pub async fn case_history(&self, site: &SiteKey, id: CaseId) -> Result<Vec<journal::Entry>> {
        todo!("{site} {id}")
    }

    /// The decisions made about a case, oldest first.
    pub async fn decisions(&self, site: &SiteKey, id: CaseId) -> Result<Vec<StoredDecision>> {
        todo!("{site} {id}")
    }

    /// What an accepted case owes its article; none when nothing was accepted.
    pub async fn accepted_edit(&self, site: &SiteKey, id: CaseId) -> Result<Option<AcceptedEdit>> {
        todo!("{site} {id}")
    }

    /// Stores where a case's passage stands in a new revision. A decided case stays as it is.
    pub async fn replace_case(
        &self,
        site: &SiteKey,
        id: CaseId,
        reconsidered: &Reconsidered,
        now: Timestamp,
    ) -> Result<()> {
        todo!("{site} {id} {reconsidered:?} {now}")
    }

    /// Notes that an accepted correction was put into the article's source, `patch` being the connector's word
    /// for it; from now on it is owed to see it live.
    pub async fn applied(
        &self,
        site: &SiteKey,
        id: CaseId,
        patch: &str,
        now: Timestamp,
    ) -> Result<()> {
        todo!("{site} {id} {patch} {now}")
    }

    /// Notes that an accepted correction is live: the case is corrected and its notice, if it has one, published.
    /// Once is enough: a second call changes nothing and gives the same correction.
    pub async fn corrected(
        &self,
        site: &SiteKey,
        id: CaseId,
        now: Timestamp,
    ) -> Result<Option<Correction>> {
        todo!("{site} {id} {now}")
    }

    /// Gives an accepted case back to the editors, with the reason why it could not be applied.
    pub async fn conflict(
        &self,
        site: &SiteKey,
        id: CaseId,
        why: &str,
        now: Timestamp,
    ) -> Result<()> {
        todo!("{site} {id} {why} {now}")
    }
}
