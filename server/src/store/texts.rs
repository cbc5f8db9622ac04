//! A small memory of extracted texts, so that a thousand reports of one article read it once.

/// The texts lately used.
#[derive(Debug, Default)]
pub(super) struct Texts {}
