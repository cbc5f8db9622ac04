//! What a batch writes: the cases it made or touched, their proposals, the reports, and the answers under their
//! idempotency keys. Set by set, in the order in which the tables refer to each other.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::super::case_rows::{number_of, position};
use super::super::db::{Conn, execute, micros};
use super::super::reports::write_answer;
use super::super::sets::Column::{self, Digest, Id, Number, Text};
use super::super::sets::{Statement, clean, hex, hex_id};
use super::super::{Accepted, Result, readings};
use super::Entry;
use super::picture::{CasePicture, Picture, Stored};
use crate::domain::case::Reading;
use crate::domain::grouping::GROUPING_VERSION;
use crate::domain::sender::Suspicion;

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

static INSERT_CASES: LazyLock<Statement> =
    LazyLock::new(|| Statement::insert("cases", &[CHANGING, LASTING].concat(), ""));

static UPDATE_CASES: LazyLock<Statement> = LazyLock::new(|| {
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

static INSERT_PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
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

static COUNT_PROPOSALS: LazyLock<Statement> = LazyLock::new(|| {
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

static INSERT_REPORTS: LazyLock<Statement> = LazyLock::new(|| {
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

static PLACE_REPORTS: LazyLock<Statement> = LazyLock::new(|| {
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

static INSERT_ANSWERS: LazyLock<Statement> = LazyLock::new(|| {
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

pub(super) async fn all(
    tx: &mut Conn,
    picture: &Picture,
    stored: &[(&Entry, Stored)],
) -> Result<()> {
    let touched = || picture.cases.iter().filter(|case| case.touched);
    set(
        tx,
        &INSERT_CASES,
        touched().filter(|case| case.is_new).map(case_row),
    )
    .await?;
    set(
        tx,
        &UPDATE_CASES,
        touched().filter(|case| !case.is_new).map(case_row),
    )
    .await?;
    for case in touched().filter(|case| case.is_new) {
        write_readings(tx, case).await?;
    }
    set(tx, &INSERT_PROPOSALS, touched().flat_map(proposal_rows)).await?;
    set(tx, &COUNT_PROPOSALS, touched().flat_map(gain_rows)).await?;
    let fresh = || stored.iter().filter(|(entry, _)| !entry.stored);
    let placed = stored
        .iter()
        .filter(|(entry, one)| entry.stored && one.joined.is_some());
    set(tx, &INSERT_REPORTS, fresh().map(report_row)).await?;
    set(tx, &PLACE_REPORTS, placed.map(placed_row)).await?;
    set(tx, &INSERT_ANSWERS, fresh().filter_map(answer_row)).await
}

async fn set(tx: &mut Conn, sql: &Statement, rows: impl Iterator<Item = Value>) -> Result<()> {
    let rows: Vec<Value> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sql = sql.sql(tx);
    execute!(tx, sql, Value::from(rows).to_string())?;
    Ok(())
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

fn case_row(case: &CasePicture) -> Value {
    let known = &case.known;
    let passage = known.passage.as_ref();
    let place = passage.and_then(|passage| passage.span);
    let revision = passage.and_then(|passage| passage.revision);
    json!({
        "site_id": case.site.as_str(),
        "case_id": hex(known.id.0.as_bytes()),
        "article_id": hex(case.article.0.as_bytes()),
        "placement": known.placement.as_str(),
        "state": known.state.as_str(),
        "lane": case.lane.as_str(),
        "kind": known.kind.as_str(),
        "kinds": case.kinds.json(),
        "version": case.version,
        "exact": passage.map(|passage| clean(&passage.exact)),
        "prefix": passage.map(|passage| clean(&passage.prefix)),
        "suffix": passage.map(|passage| clean(&passage.suffix)),
        "span_start": place.map(|place| position(place.start())),
        "span_end": place.map(|place| position(place.end())),
        "revision_id": revision.map(|revision| hex(&revision.0)),
        "edits_start": known.edits.map(|edits| position(edits.start())),
        "edits_end": known.edits.map(|edits| position(edits.end())),
        "quote": passage.map(|passage| number_of(&[&clean(&passage.exact)])),
        "reports": case.reports,
        "proposals": known.proposals_in_all,
        "opened": micros(case.opened),
        "last_reported": micros(case.last_reported),
        "priority": case.priority(),
        "grouping_version": GROUPING_VERSION,
        "words": clean(&case.words),
    })
}

fn proposal_rows(case: &CasePicture) -> impl Iterator<Item = Value> {
    case.proposed.iter().map(|proposal| {
        let edit = &proposal.edit;
        let (old, new) = (clean(&edit.old), clean(&edit.new));
        json!({
            "site_id": case.site.as_str(),
            "case_id": hex(case.known.id.0.as_bytes()),
            "proposal_id": hex(proposal.id.0.as_bytes()),
            "article_id": hex(case.article.0.as_bytes()),
            "span_start": position(edit.span.start()),
            "span_end": position(edit.span.end()),
            "edit": number_of(&[&old, &new]),
            "old_words": old,
            "new_words": new,
            "reports": case.gained.get(&proposal.id),
        })
    })
}

fn gain_rows(case: &CasePicture) -> impl Iterator<Item = Value> {
    let is_new = |id| case.proposed.iter().any(|proposal| proposal.id == id);
    let old = case.gained.iter().filter(move |(id, _)| !is_new(**id));
    old.map(|(id, gained)| {
        json!({
            "site_id": case.site.as_str(),
            "case_id": hex(case.known.id.0.as_bytes()),
            "proposal_id": hex(id.0.as_bytes()),
            "gained": gained,
        })
    })
}

fn report_row((entry, stored): &(&Entry, Stored)) -> Value {
    let report = &entry.report;
    let quote = report
        .selectors
        .as_ref()
        .and_then(|selectors| selectors.quote.as_ref());
    let hint = report
        .selectors
        .as_ref()
        .and_then(|selectors| selectors.position);
    let mut row = placed_row(&(*entry, stored.clone()));
    let more = json!({
        "article_id": hex(stored.article.0.as_bytes()),
        "exact": quote.map(|quote| clean(&quote.exact)),
        "prefix": quote.map(|quote| clean(&quote.prefix)),
        "suffix": quote.map(|quote| clean(&quote.suffix)),
        "span_start": hint.map(|span| position(span.start())),
        "span_end": hint.map(|span| position(span.end())),
        "suggestion": report.suggestion.as_deref().map(clean),
        "comment": report.comment.as_deref().map(clean),
        "kind": report.kind.as_str(),
        "email_sealed": entry.email.as_ref().map(|sealed| &sealed.text),
        "email_hash": entry.email.as_ref().map(|sealed| hex(&sealed.hash)),
        "extensions": report.extensions.as_deref().map(clean),
        "text_rules": report.text_rules,
        "received": micros(report.received),
        "suspicion": stored.suspicion.map(Suspicion::as_str),
        "source": entry.sender.source.map(|source| hex(&source.0)),
    });
    if let (Value::Object(row), Value::Object(more)) = (&mut row, more) {
        row.extend(more);
    }
    row
}

fn placed_row((entry, stored): &(&Entry, Stored)) -> Value {
    let joined = stored.joined.as_ref();
    json!({
        "site_id": entry.report.site.as_str(),
        "report_id": hex(stored.report.0.as_bytes()),
        "case_id": hex_id(joined.map(|joined| joined.case.id.0)),
        "proposal_id": hex_id(joined.and_then(|joined| joined.proposal).map(|id| id.0)),
        "placement": entry.finding.placement.as_str(),
        "joined": joined.and_then(|joined| joined.why).map(|why| why.as_str()),
    })
}

fn answer_row((entry, stored): &(&Entry, Stored)) -> Option<Value> {
    let idempotency = entry.report.idempotency.as_ref()?;
    let answer = Accepted {
        report: stored.report,
        placement: entry.finding.placement,
        case: stored.joined.as_ref().map(|joined| joined.case),
        in_review: stored.suspicion.is_some(),
        replayed: false,
    };
    Some(json!({
        "site_id": entry.report.site.as_str(),
        "client_key": idempotency.key,
        "digest": hex(&idempotency.digest),
        "report_id": hex(stored.report.0.as_bytes()),
        "answer": write_answer(&answer),
        "created": micros(entry.at),
    }))
}
