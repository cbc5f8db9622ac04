//! The rows of the sets that a batch writes: how its cases, proposals, reports and answers lie in their tables.

use super::super::Accepted;
use super::super::case_rows::{number_of, position};
use super::super::db::micros;
use super::super::reports::write_answer;
use super::super::sets::{Cell, Rows, clean};
use super::Entry;
use super::picture::{CasePicture, Picture, Stored};
use super::write::{
    COUNT_PROPOSALS, INSERT_ANSWERS, INSERT_CASES, INSERT_PROPOSALS, INSERT_REPORTS, PLACE_REPORTS,
    UPDATE_CASES,
};
use crate::domain::grouping::GROUPING_VERSION;
use crate::domain::sender::Suspicion;

/// The rows of what a batch changes in cases.
pub(super) struct OfCases {
    pub(super) new: Rows<'static>,
    pub(super) old: Rows<'static>,
    pub(super) proposals: Rows<'static>,
    pub(super) gains: Rows<'static>,
}

impl OfCases {
    pub(super) fn of(picture: &Picture) -> Self {
        let mut rows = Self {
            new: INSERT_CASES.rows(),
            old: UPDATE_CASES.rows(),
            proposals: INSERT_PROPOSALS.rows(),
            gains: COUNT_PROPOSALS.rows(),
        };
        for case in picture.cases.iter().filter(|case| case.touched) {
            let cases = if case.is_new {
                &mut rows.new
            } else {
                &mut rows.old
            };
            add_case(cases, case);
            add_proposals(&mut rows.proposals, case);
            add_gains(&mut rows.gains, case);
        }
        rows
    }
}

/// The rows of a batch's reports and of the answers to them.
pub(super) struct OfReports {
    pub(super) new: Rows<'static>,
    pub(super) placed: Rows<'static>,
    pub(super) answers: Rows<'static>,
}

impl OfReports {
    pub(super) fn of(stored: &[(&Entry, Stored)]) -> Self {
        let mut rows = Self {
            new: INSERT_REPORTS.rows(),
            placed: PLACE_REPORTS.rows(),
            answers: INSERT_ANSWERS.rows(),
        };
        for (entry, one) in stored {
            if !entry.stored {
                add_report(&mut rows.new, entry, one);
                add_answer(&mut rows.answers, entry, one);
            } else if one.joined.is_some() {
                rows.placed
                    .add(&place(entry, one, &entry.report.site.to_string()));
            }
        }
        rows
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn add_case(rows: &mut Rows<'_>, case: &CasePicture) {
    let known = &case.known;
    let passage = known.passage.as_ref();
    let place = passage.and_then(|passage| passage.span);
    let exact = passage.map(|passage| clean(&passage.exact));
    let prefix = passage.map(|passage| clean(&passage.prefix));
    let suffix = passage.map(|passage| clean(&passage.suffix));
    let revision = passage.and_then(|passage| passage.revision.as_ref());
    rows.add(&[
        ("site_id", case.site.as_str().into()),
        ("case_id", (&known.id.0).into()),
        ("article_id", (&case.article.0).into()),
        ("placement", known.placement.as_str().into()),
        ("state", known.state.as_str().into()),
        ("lane", case.lane.as_str().into()),
        ("kind", known.kind.as_str().into()),
        ("kinds", (&case.kinds.json()).into()),
        ("version", case.version.into()),
        ("exact", exact.as_ref().into()),
        ("prefix", prefix.as_ref().into()),
        ("suffix", suffix.as_ref().into()),
        (
            "span_start",
            place.map(|place| position(place.start())).into(),
        ),
        ("span_end", place.map(|place| position(place.end())).into()),
        ("revision_id", revision.map(|revision| &revision.0).into()),
        (
            "edits_start",
            known.edits.map(|edits| position(edits.start())).into(),
        ),
        (
            "edits_end",
            known.edits.map(|edits| position(edits.end())).into(),
        ),
        (
            "quote",
            exact.as_ref().map(|exact| number_of(&[exact])).into(),
        ),
        ("reports", number(case.reports).into()),
        ("proposals", number(known.proposals_in_all).into()),
        ("opened", micros(case.opened).into()),
        ("last_reported", micros(case.last_reported).into()),
        ("priority", case.priority().into()),
        ("grouping_version", i64::from(GROUPING_VERSION).into()),
        ("words", case.words.as_str().into()),
    ]);
}

fn add_proposals(rows: &mut Rows<'_>, case: &CasePicture) {
    for proposal in &case.proposed {
        let edit = &proposal.edit;
        let (old, new) = (clean(&edit.old), clean(&edit.new));
        let reports = case.gained.get(&proposal.id).copied();
        rows.add(&[
            ("site_id", case.site.as_str().into()),
            ("case_id", (&case.known.id.0).into()),
            ("proposal_id", (&proposal.id.0).into()),
            ("article_id", (&case.article.0).into()),
            ("span_start", position(edit.span.start()).into()),
            ("span_end", position(edit.span.end()).into()),
            ("edit", number_of(&[&old, &new]).into()),
            ("old_words", (&old).into()),
            ("new_words", (&new).into()),
            ("reports", reports.map(number).into()),
        ]);
    }
}

fn add_gains(rows: &mut Rows<'_>, case: &CasePicture) {
    let is_new = |id| case.proposed.iter().any(|proposal| proposal.id == id);
    for (id, gained) in case.gained.iter().filter(|(id, _)| !is_new(**id)) {
        rows.add(&[
            ("site_id", case.site.as_str().into()),
            ("case_id", (&case.known.id.0).into()),
            ("proposal_id", (&id.0).into()),
            ("gained", number(*gained).into()),
        ]);
    }
}

fn add_report(rows: &mut Rows<'_>, entry: &Entry, stored: &Stored) {
    let report = &entry.report;
    let selectors = report.selectors.as_ref();
    let quote = selectors.and_then(|selectors| selectors.quote.as_ref());
    let hint = selectors.and_then(|selectors| selectors.position);
    let exact = quote.map(|quote| clean(&quote.exact));
    let prefix = quote.map(|quote| clean(&quote.prefix));
    let suffix = quote.map(|quote| clean(&quote.suffix));
    let [suggestion, comment, extensions] =
        [&report.suggestion, &report.comment, &report.extensions]
            .map(|words| words.as_deref().map(clean));
    let email = entry.email.as_ref();
    let site = report.site.to_string();
    let [a, b, c, d, e, f] = place(entry, stored, &site);
    rows.add(&[
        a,
        b,
        c,
        d,
        e,
        f,
        ("article_id", (&stored.article.0).into()),
        ("exact", exact.as_ref().into()),
        ("prefix", prefix.as_ref().into()),
        ("suffix", suffix.as_ref().into()),
        ("span_start", hint.map(|span| position(span.start())).into()),
        ("span_end", hint.map(|span| position(span.end())).into()),
        ("suggestion", suggestion.as_ref().into()),
        ("comment", comment.as_ref().into()),
        ("kind", report.kind.as_str().into()),
        ("email_sealed", email.map(|sealed| &sealed.text).into()),
        ("email_hash", email.map(|sealed| &sealed.hash).into()),
        ("extensions", extensions.as_ref().into()),
        ("text_rules", report.text_rules.map(i64::from).into()),
        ("received", micros(report.received).into()),
        ("suspicion", stored.suspicion.map(Suspicion::as_str).into()),
        (
            "source",
            entry.sender.source.as_ref().map(|source| &source.0).into(),
        ),
    ]);
}

/// Which case a report belongs to, and why.
fn place<'a>(entry: &Entry, stored: &'a Stored, site: &'a str) -> [(&'static str, Cell<'a>); 6] {
    let joined = stored.joined.as_ref();
    let proposal = joined.and_then(|joined| joined.proposal.as_ref());
    let why = joined.and_then(|joined| joined.why);
    [
        ("site_id", site.into()),
        ("report_id", (&stored.report.0).into()),
        ("case_id", joined.map(|joined| &joined.case.id.0).into()),
        ("proposal_id", proposal.map(|id| &id.0).into()),
        ("placement", entry.finding.placement.as_str().into()),
        ("joined", why.map(|why| why.as_str()).into()),
    ]
}

fn add_answer(rows: &mut Rows<'_>, entry: &Entry, stored: &Stored) {
    let Some(idempotency) = &entry.report.idempotency else {
        return;
    };
    let answer = Accepted {
        report: stored.report,
        placement: entry.finding.placement,
        case: stored.joined.as_ref().map(|joined| joined.case),
        in_review: stored.suspicion.is_some(),
        replayed: false,
    };
    rows.add(&[
        ("site_id", entry.report.site.as_str().into()),
        ("client_key", (&idempotency.key).into()),
        ("digest", (&idempotency.digest).into()),
        ("report_id", (&stored.report.0).into()),
        ("answer", (&write_answer(&answer)).into()),
        ("created", micros(entry.at).into()),
    ]);
}
