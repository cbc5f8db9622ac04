//! How a case's passage read from revision to revision, as a part of the case. It has no route of its own.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::case::Reading;

/// How the passage read from `at` on; without a place there are no words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseReading)]
pub struct ReadingView {
    at: String,
    revision: Option<String>,
    placement: &'static str,
    words: Option<String>,
}

impl From<Reading> for ReadingView {
    fn from(reading: Reading) -> Self {
        Self {
            at: reading.at.to_string(),
            revision: reading.revision.map(|id| id.to_string()),
            placement: reading.placement.as_str(),
            words: reading.words,
        }
    }
}
