//! Corrigenda, the server: from a reader's report to the published correction.
//!
//! Data flows one way: `web` takes reports and decisions in, `store` keeps them, `work` does what is
//! owed after the answer, and `connect` speaks to the publisher's articles. `domain` holds the nouns
//! and their rules and knows nothing of any of them. ARCHITECTURE.md follows one report through the rooms.

pub mod cli;
pub mod config;
pub mod connect;
pub mod demo;
pub mod domain;
pub mod meter;
pub mod store;
pub mod web;
pub mod words;
pub mod work;
