//! What the tests of several crates start and stop.
//!
//! Only things outside of the process live here: a throw-away PostgreSQL, and any
//! program that must end with its test. Builders, actors and whatever knows
//! Corrigenda's own types belong to the tests that use them.

#![forbid(unsafe_code)]

mod postgres;
mod process;

pub use postgres::Postgres;
pub use process::Process;
