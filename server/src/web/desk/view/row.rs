//! A case as one row of the queue.

use jiff::Timestamp;

use super::age::Moment;
use super::diff::Piece;
use super::language::language;
use super::passage::{as_quoted, shortened};
use super::words;
use crate::domain::case::{Placement, State};
use crate::domain::sender::Lane;
use crate::domain::site::Site;
use crate::store::CaseRow;

/// What a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The case's id.
    pub(crate) id: String,
    /// The page of the case, with the way back in it.
    pub(crate) href: String,
    /// The article's headline.
    pub(crate) article: String,
    /// The passage with the first proposal in it; empty when the reports speak of the whole article.
    pub(crate) pieces: Vec<Piece>,
    /// The language of the article's words, probably.
    pub(crate) lang: String,
    /// How many proposals there are beside the one shown.
    pub(crate) more: usize,
    /// Whether nobody proposed anything.
    pub(crate) is_question: bool,
    /// The kind, in words.
    pub(crate) kind: &'static str,
    /// How many reports.
    pub(crate) reports: u64,
    /// When the first arrived.
    pub(crate) opened: Moment,
    /// The state, in words.
    pub(crate) state: &'static str,
    /// Whether the state is worth a badge.
    pub(crate) is_open: bool,
    /// The placement, for the badge's colour.
    pub(crate) placement: &'static str,
    /// The placement, in words.
    pub(crate) placed: &'static str,
    /// Whether the passage stands where it should, so that no badge is needed.
    pub(crate) in_place: bool,
    /// Whether it waits in the junk lane.
    pub(crate) in_review: bool,
    /// Whether a correction could not be applied.
    pub(crate) conflict: bool,
}

impl Row {
    /// The row of this case; `from` is the query of the list it stands in.
    pub(crate) fn new(row: &CaseRow, site: &Site, from: &str, now: Timestamp) -> Self {
        let case = &row.case;
        let edit = case.proposals.first().map(|proposal| &proposal.edit);
        let pieces = case.passage.as_ref();
        let pieces = pieces.map(|passage| shortened(as_quoted(passage, edit)));
        Self {
            id: case.id.to_string(),
            href: case_address(case.site.as_str(), &case.id.to_string(), from),
            article: row.article_title.clone(),
            pieces: pieces.unwrap_or_default(),
            lang: language(&row.article_title, &site.language).to_owned(),
            more: case.proposals.len().saturating_sub(1),
            is_question: case.proposals.is_empty(),
            kind: words::kind(case.kind),
            reports: case.reports,
            opened: Moment::new(case.opened, now),
            state: words::state(case.state),
            is_open: case.state == State::Open,
            placement: case.placement.as_str(),
            placed: words::placement(case.placement),
            in_place: case.placement == Placement::Exact,
            in_review: case.lane == Lane::Junk && case.state == State::Open,
            conflict: case.conflict.is_some(),
        }
    }
}

/// The address of a case's page; `from` keeps the place in the list that the editor came from.
pub(crate) fn case_address(site: &str, case: &str, from: &str) -> String {
    let address = format!("/desk/{site}/cases/{case}");
    if from.is_empty() {
        return address;
    }
    let from = url::form_urlencoded::byte_serialize(from.as_bytes()).collect::<String>();
    format!("{address}?from={from}")
}
