//! What the tests of several crates start and stop.
//!
//! Only things outside of the process live here, at the moment a throw-away
//! PostgreSQL. Builders, actors and whatever knows Corrigenda's own types
//! belong to the tests that use them.

#![forbid(unsafe_code)]

mod postgres;

pub use postgres::Postgres;
