//! The server's tests from outside, one binary: a module is named like the room, and a file like the noun or
//! verb, that it proves.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod api;
mod app;
mod cli;
mod connect;
mod desk;
mod hostile;
mod public;
mod statements;
mod store;
mod work;
