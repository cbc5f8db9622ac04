//! How a case's passage read from revision to revision, each time with what changed in it.

use jiff::Timestamp;

use super::age::Moment;
use super::diff::{Piece, words};
use super::words as said;
use crate::domain::case::{Placement, Reading};

/// One line of the passage's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// Since when.
    pub(crate) at: Moment,
    /// What the engine said, as the contract's word.
    pub(crate) placement: &'static str,
    /// The same for people.
    pub(crate) said: &'static str,
    /// The words, with what changed since they last had a place; empty when they have none.
    pub(crate) pieces: Vec<Piece>,
    /// Whether there is anything to see in them.
    pub(crate) has_change: bool,
}

/// The readings as the page tells them, oldest first.
pub(crate) fn readings(readings: &[Reading], now: Timestamp) -> Vec<Read> {
    let mut before: Option<&str> = None;
    let mut told = Vec::with_capacity(readings.len());
    for (at, reading) in readings.iter().enumerate() {
        let text = reading.words.as_deref();
        let pieces = text.map(|text| words(before.unwrap_or(text), text));
        let pieces = pieces.unwrap_or_default();
        told.push(Read {
            at: Moment::new(reading.at, now),
            placement: reading.placement.as_str(),
            said: if at == 0 {
                first(reading.placement)
            } else {
                said::reading(reading.placement)
            },
            has_change: pieces.iter().any(|piece| piece.is_cut() || piece.is_put()),
            pieces,
        });
        before = text.or(before);
    }
    told
}

/// The first reading is what was reported, and nothing came before it.
fn first(placement: Placement) -> &'static str {
    match placement {
        Placement::Exact => "As reported",
        other => said::placement(other),
    }
}

#[cfg(test)]
mod tests {
    use super::super::diff::tests::line;
    use super::*;

    #[test]
    fn each_reading_shows_what_changed_since_the_words_last_had_a_place() {
        let now = Timestamp::UNIX_EPOCH;
        let reading = |placement, words: Option<&str>| Reading {
            at: now,
            revision: None,
            placement,
            words: words.map(str::to_owned),
        };
        let told = readings(
            &[
                reading(Placement::Exact, Some("heard teh call")),
                reading(Placement::Edited, Some("heard teh loud call")),
                reading(Placement::Gone, None),
                reading(Placement::Already, Some("heard the loud call")),
            ],
            now,
        );
        let lines: Vec<_> = told
            .iter()
            .map(|read| (read.said, line(&read.pieces)))
            .collect();
        let line = |said, words: &str| (said, words.to_owned());
        assert_eq!(
            lines,
            [
                line("As reported", "heard teh call"),
                line("Words changed", "heard teh {+loud +}call"),
                line("Passage gone", ""),
                line("Reads as suggested", "heard [-teh-]{+the+} loud call"),
            ]
        );
        assert_eq!((told[0].has_change, told[1].has_change), (false, true));
    }
}
