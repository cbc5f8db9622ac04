//! Connectors: what they write differs from what they read in the splice and nowhere else.

mod files;
