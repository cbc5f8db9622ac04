//! What was decided about a case, as a part of it. Deciding is `decisions`'.

use serde::Serialize;
use utoipa::ToSchema;

use crate::store::StoredDecision;

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseDecision)]
pub(super) struct DecisionView {
    action: String,
    outcome: Option<&'static str>,
    reason: Option<String>,
    by: String,
    at: String,
}

impl From<StoredDecision> for DecisionView {
    fn from(decision: StoredDecision) -> Self {
        Self {
            action: decision.action,
            outcome: decision.outcome.map(|outcome| outcome.as_str()),
            reason: decision.reason,
            by: decision.by,
            at: decision.at.to_string(),
        }
    }
}
