//! A change of words as pages show it: what goes, what comes, what stays.

use similar::{ChangeTag, TextDiff};

/// A run of words that share their fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// `del`, `ins`, or nothing: the element it is shown in.
    pub fate: &'static str,
    /// The words.
    pub words: String,
}

/// What changes from one wording to the other, word by word.
pub(super) fn change(old: &str, new: &str) -> Vec<Run> {
    let diff = TextDiff::from_unicode_words(old, new);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let fate = match change.tag() {
            ChangeTag::Delete => "del",
            ChangeTag::Insert => "ins",
            ChangeTag::Equal => "",
        };
        match runs.last_mut() {
            Some(run) if run.fate == fate => run.words.push_str(change.value()),
            _ => runs.push(Run {
                fate,
                words: change.value().to_owned(),
            }),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stay_are_told_from_words_that_change() {
        let runs = change("heard teh call", "heard the call");
        let shown: Vec<(&str, &str)> = runs
            .iter()
            .map(|run| (run.fate, run.words.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("", "heard "),
                ("del", "teh"),
                ("ins", "the"),
                ("", " call")
            ]
        );
    }
}
