//! The mistakes that were planted in the paper: for tests, and for the page that tells people who
//! try the demo where to look. No article shows or mentions them.

use anyhow::Context;
use serde::Deserialize;

/// One planted mistake. `before`, `wrong` and `after`, put together, stand exactly once in the text
/// of the article as it was laid down.
#[derive(Clone, Debug, Deserialize)]
pub struct Mistake {
    /// The article.
    pub slug: String,
    /// The words before the wrong passage; empty when the passage alone is unique.
    #[serde(default)]
    pub before: String,
    /// The passage as it stands in the rendered text.
    pub wrong: String,
    /// The words after it.
    #[serde(default)]
    pub after: String,
    /// The passage as it should read.
    pub right: String,
    /// The kind of report it calls for, one of the contract's words.
    pub kind: String,
    /// How one can know, in a sentence.
    pub why: String,
}

/// All planted mistakes, in the order of the articles.
///
/// # Errors
/// When the embedded list does not parse, which a test excludes.
pub fn mistakes() -> anyhow::Result<Vec<Mistake>> {
    serde_json::from_str(include_str!("../../demo/mistakes.json")).context("parse mistakes.json")
}
