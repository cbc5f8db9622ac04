//! What a batch writes: the cases it made or touched, their proposals, the reports, and the answers under their
//! idempotency keys. Set by set, in the order in which the tables refer to each other. What
//! is in the sets is in `rows`.

use std::sync::LazyLock;

use super::super::db::Conn;
use super::super::sets::Column::{self, Digest, Id, Number, Text};
use super::super::sets::{Statement, Together};
use super::super::{Result, readings};
use super::Entry;
use super::picture::{CasePicture, Picture, Stored};
use super::rows::{OfCases, OfReports};
use crate::domain::case::Reading;

/// The columns of a case that a report can change.
const CHANGING: &[(&str, Column)] = &[
    ("site_id", Text),
    ("case_id", Id),
    ("kind", Text),
    ("kinds", Text),
    ("version", Number),
    ("exact", Text),
    ("prefix", Text),
    ("suffix", Text),
    ("span_start", Number),
    ("span_end", Number),
    ("edits_start", Number),
    ("edits_end", Number),
    ("quote", Number),
    ("reports", Number),
    ("proposals", Number),
    ("last_reported", Number),
    ("priority", Number),
    ("words", Text),
];

/// The others.
const LASTING: &[(&str, Column)] = &[
    ("article_id", Id),
    ("placement", Text),
    ("state", Text),
    ("lane", Text),
    ("revision_id", Digest),
    ("opened", Number),
    ("grouping_version", Number),
];

pub(super) static INSERT_CASES: LazyLock<Statement> =
    LazyLock::new(|| Statement::insert("cases", &[CHANGING, LASTING].concat(), ""));

pub(super) static UPDATE_CASES: LazyLock<Statement> = LazyLock::new(|| {
    let set: Vec<String> = CHANGING[2..]
        .iter()
        .map(|(name, _)| format!("{name} = given.{name}"))
        .collect();
    let set = set.join(", ");
    Statement::over(CHANGING, |rows| {
        format!(
            "update cases set {set} from ({rows}) as given
            where cases.site_id = given.site_id and cases.case_id = given.case_id"
        )
    })
});

pub(super) static INSERT_PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("case_id", Id),
        ("proposal_id", Id),
        ("article_id", Id),
        ("span_start", Number),
        ("span_end", Number),
        ("old_words", Text),
        ("new_words", Text),
        ("edit", Number),
        ("reports", Number),
    ];
    Statement::insert("proposals", &columns, "")
});

pub(super) static COUNT_PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("case_id", Id),
        ("proposal_id", Id),
        ("gained", Number),
    ];
    Statement::over(&columns, |rows| {
        format!(
            "update proposals set reports = proposals.reports + given.gained from ({rows}) as given
            where proposals.site_id = given.site_id and proposals.case_id = given.case_id
                and proposals.proposal_id = given.proposal_id"
        )
    })
});

pub(super) static INSERT_REPORTS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("report_id", Id),
        ("article_id", Id),
        ("case_id", Id),
        ("proposal_id", Id),
        ("placement", Text),
        ("joined", Text),
        ("exact", Text),
        ("prefix", Text),
        ("suffix", Text),
        ("span_start", Number),
        ("span_end", Number),
        ("suggestion", Text),
        ("comment", Text),
        ("kind", Text),
        ("email_sealed", Text),
        ("email_hash", Digest),
        ("extensions", Text),
        ("text_rules", Number),
        ("received", Number),
        ("suspicion", Text),
        ("source", Digest),
    ];
    Statement::insert("reports", &columns, "")
});

pub(super) static PLACE_REPORTS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("report_id", Id),
        ("case_id", Id),
        ("proposal_id", Id),
        ("placement", Text),
        ("joined", Text),
    ];
    Statement::over(&columns, |rows| {
        format!(
            "update reports set case_id = given.case_id, proposal_id = given.proposal_id,
                placement = given.placement, joined = given.joined
            from ({rows}) as given
            where reports.site_id = given.site_id and reports.report_id = given.report_id"
        )
    })
});

pub(super) static INSERT_ANSWERS: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [
        ("site_id", Text),
        ("client_key", Text),
        ("digest", Digest),
        ("report_id", Id),
        ("answer", Text),
        ("created", Number),
    ];
    Statement::insert("idempotency", &columns, "")
});

/// Writes the new cases and what changed in others, and gives what is to be written next.
pub(super) async fn cases(
    tx: &mut Conn,
    picture: &Picture,
    stored: &[(&Entry, Stored)],
) -> Result<Together> {
    let cases = OfCases::of(picture);
    // SQLite's thread has most to do with new cases; what follows is made meanwhile.
    let (inserted, reports) = tokio::join!(INSERT_CASES.execute(tx, &cases.new), async {
        OfReports::of(stored)
    });
    inserted?;
    UPDATE_CASES.execute(tx, &cases.old).await?;
    for case in picture.cases.iter().filter(|case| case.is_new) {
        write_readings(tx, case).await?;
    }
    COUNT_PROPOSALS.execute(tx, &cases.gains).await?;
    PLACE_REPORTS.execute(tx, &reports.placed).await?;
    let mut rest = Together::default();
    rest.add(&INSERT_PROPOSALS, cases.proposals);
    rest.add(&INSERT_REPORTS, reports.new);
    rest.add(&INSERT_ANSWERS, reports.answers);
    Ok(rest)
}

/// How the passage read for its reader and how it reads now, where the article was edited in between.
async fn write_readings(tx: &mut Conn, case: &CasePicture) -> Result<()> {
    let known = &case.known;
    let (Some(seen), Some(passage)) = (&case.seen, &known.passage) else {
        return Ok(());
    };
    let now = Reading::of(case.opened, known.placement, passage);
    if (seen.placement, &seen.words) == (now.placement, &now.words) {
        return Ok(());
    }
    readings::add(tx, &case.site, known.id, 1, seen).await?;
    readings::add(tx, &case.site, known.id, 2, &now).await
}
