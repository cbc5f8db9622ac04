//! Steps 4 and 5 of a report's way: where its passage is in the current revision, and which case it
//! belongs to. Pure, so that the request (`web`) and the late placing (`work`) run the same functions.

use corrigenda_anchor::{Edit, Selectors, Span, Text};

use super::article::RevisionId;
use super::case::{CaseId, Placement, ProposalId};

/// The number of the grouping rule below; stored with each case that it made.
pub const GROUPING_VERSION: u32 = 1;

/// What was found of a report's passage in one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What the engine says.
    pub placement: Placement,
    /// The revision that was searched; none while the text is not known.
    pub revision: Option<RevisionId>,
    /// Where the passage is.
    pub span: Option<Span>,
    /// The words that stand there (as quoted, when there is no place).
    pub exact: String,
    /// The smallest edit that the suggestion comes down to; none without a suggestion or when it reads so.
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
