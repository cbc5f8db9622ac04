//! The HTTP API, `/api/v1`: JSON in, JSON out, problems as problem+json. One file a noun of the routes; wire
//! types live here and are converted by hand, so that the domain does not know how it is spelled.

pub mod annotation;
pub mod annotation_out;
pub mod annotations;
pub mod articles;
mod case_decisions;
pub mod cases;
pub mod challenge;
pub mod corrections;
pub mod decisions;
pub mod history;
pub mod journal;
pub mod json;
pub mod list;
pub mod openapi;
pub mod receipts;
pub mod reported;
pub mod reports;
pub mod widget;
