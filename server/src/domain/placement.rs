//! Steps 4 and 5 of a report's way: where its passage is in the current revision, and which case it
//! belongs to. Pure, so that the request (`web`) and the late placing (`work`) run the same functions.

use corrigenda_anchor::{Edit, Selectors, Text};

use super::article::RevisionId;
use super::case::{Case, CaseId, Passage, Placement, Proposal, ProposalId};

/// The number of the grouping rule below; stored with each case that it made.
pub const GROUPING_VERSION: u32 = 1;

/// What was found of a report's passage in one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What the engine says.
    pub placement: Placement,
    /// The revision that was searched; none while the text is not known.
    pub revision: Option<RevisionId>,
    /// The passage: as it stands at `span`, or as quoted when there is no place; none when the report speaks of
    /// the whole article.
    pub passage: Option<Passage>,
    /// The smallest edit that the suggestion comes down to; none without a suggestion. Where the text reads so
    /// already, its span is where the new words stand. Without a place, `old` is the whole quote and `new` the
    /// whole suggestion.
    pub edit: Option<Edit>,
}

/// Which case a report belongs to, and why, in the words shown on the case.
#[derive(Debug, Clone, PartialEq)]
pub enum Grouping {
    /// Same edit at the same place, or an overlapping one, or the same question.
    Join {
        /// The case joined.
        case: CaseId,
        /// The proposal that says the same; none when it adds one of its own or has none.
        proposal: Option<ProposalId>,
        /// The reason.
        why: Reason,
    },
    /// Nothing known is like it.
    New,
}

super::words! {
    /// Why a report joined a case.
    Reason {
        /// The same edit at the same place.
        SameEdit = "same-edit",
        /// Another edit of the same words.
        Overlap = "overlap",
        /// A question or remark about the same passage, of the same kind.
        SamePassage = "same-passage",
        /// The same quote and suggestion; the place is not known.
        SameQuote = "same-quote",
        /// The mistake of a case that was corrected before.
        Corrected = "already-corrected",
    }
}

/// A case's passage and proposals as they stand in another revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconsidered {
    /// What the engine says now.
    pub placement: Placement,
    /// The passage now; none when the case speaks of the whole article.
    pub passage: Option<Passage>,
    /// The proposals with their edits moved along, every one of them.
    pub proposals: Vec<Proposal>,
}

impl Finding {
    /// What is known of a passage while the article's text is not.
    pub fn pending(selectors: Option<&Selectors>, suggestion: Option<&str>) -> Self {
        todo!("{selectors:?} {suggestion:?}")
    }
}

/// Finds a report's passage in a revision and the edit that its suggestion comes down to.
pub fn find(
    text: &Text,
    revision: RevisionId,
    selectors: Option<&Selectors>,
    suggestion: Option<&str>,
) -> Finding {
    todo!("{text:?} {revision} {selectors:?} {suggestion:?}")
}

/// Finds a case's passage and proposals again in another revision.
pub fn reconsider(case: &Case, text: &Text, revision: RevisionId) -> Reconsidered {
    todo!("{case:?} {text:?} {revision}")
}
