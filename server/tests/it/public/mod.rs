//! Readers' pages, one module for each of them.

mod corrections;
mod errors;
mod feeds;
mod form;
mod held;
mod log;
mod receipt;
