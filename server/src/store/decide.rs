//! A decision: load the case, ask the domain, write what follows, all in one transaction.

use super::{Error, Result, Store};
use crate::domain::case::Case;
use crate::domain::decision::{NewDecision, Refusal};
use crate::domain::site::Site;

/// Why a decision was not made.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The domain refuses; with the case as it is now.
    #[error("{0}")]
    Refused(Refusal, Box<Case>),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Makes a decision about a case and gives the case as it is then.
    pub async fn decide(&self, site: &Site, decision: &NewDecision) -> Result<Case, DecideError> {
        todo!("{site:?} {decision:?}")
    }
}
