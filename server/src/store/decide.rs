//! A decision: load the case, ask the domain, write what follows, all in one transaction.

use corrigenda_anchor::Edit;

use super::acceptance::{forget, mark};
use super::case_rows::{lock_case, number_of, position, proposals};
use super::cases::read_case;
use super::corrections::publish;
use super::db::{Conn, execute, micros, query};
use super::journal::{self, Line};
use super::sets::clean;
use super::{Error, Result, Store, blocks, jobs};
use crate::domain::case::{Case, Outcome, State};
use crate::domain::correction::NewNotice;
use crate::domain::decision::{Action, DecisionId, NewDecision, Reach, Refusal, Verdict, decide};
use crate::domain::job::Task;
use crate::domain::journal::EventKind;
use crate::domain::site::{Connector, Site};

/// Why a decision was not made.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The domain refuses; with the case as it is now.
    #[error("{0}")]
    Refused(Refusal, Box<Case>),
    /// The store failed; nothing was written.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Makes a decision about a case and gives the case as it is then.
    pub async fn decide(&self, site: &Site, decision: &NewDecision) -> Result<Case, DecideError> {
        let (key, id) = (&site.key, decision.case);
        let mut tx = self.db.write().await?;
        let row = lock_case(&mut tx, key, id).await?;
        let case = row.into_case(proposals(&mut tx, key, id).await?)?;
        let writes = site.connector != Connector::None;
        let reach = Reach {
            writes,
            reads: writes || is_known_whole(&mut tx, &case).await?,
        };
        let verdict = match decide(&case, reach, &site.language, decision) {
            Ok(verdict) => verdict,
            Err(refusal) => return Err(DecideError::Refused(refusal, Box::new(case))),
        };
        write(&mut tx, &case, decision, &verdict).await?;
        let decided = read_case(&mut tx, key, id).await?;
        let lines = follow(&mut tx, &case, decision, &verdict).await?;
        journal::append(&mut tx, key, &lines).await?;
        tx.commit().await?;
        Ok(decided)
    }
}

/// Whether the article's text was pushed, or read by a connector once, so that what it does not show is not there.
async fn is_known_whole(tx: &mut Conn, case: &Case) -> Result<bool> {
    let read = "select count(*) from articles a join revisions r on r.site_id = a.site_id
        and r.article_id = a.article_id and r.revision_id = a.revision_id
        where a.site_id = $1 and a.article_id = $2 and r.fetched_until is null";
    let site = case.site.as_str();
    let (whole,) = query!(fetch_one, (i64,), tx, read, site, case.article.0)?;
    Ok(whole > 0)
}

/// The case as it is from now on, and the decision itself.
async fn write(
    tx: &mut Conn,
    case: &Case,
    decision: &NewDecision,
    verdict: &Verdict,
) -> Result<()> {
    let update =
        "update cases set state = $3, outcome = $4, reason = $5, lane = $6, conflict = null,
        version = version + 1 where site_id = $1 and case_id = $2";
    // What was accepted is not live yet, and what a held case waits for is the desk's own business.
    let is_decided = matches!(verdict.state, State::Corrected | State::Declined);
    let is_public = is_decided || verdict.state == State::Accepted;
    let outcome = verdict.outcome.filter(|_| is_decided).map(Outcome::as_str);
    let reason = decision.reason.as_deref().map(clean);
    let shown = reason.as_ref().filter(|_| is_public);
    let site = case.site.as_str();
    execute!(
        &mut *tx,
        update,
        site,
        case.id.0,
        verdict.state.as_str(),
        outcome,
        shown,
        verdict.lane.as_str()
    )?;
    let insert = "insert into decisions (site_id, decision_id, case_id, action, outcome, reason,
        actor_id, actor_name, created) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        tx,
        insert,
        site,
        DecisionId::new(decision.at).0,
        case.id.0,
        decision.action.name(),
        verdict.outcome.map(Outcome::as_str),
        &reason,
        decision.by.id,
        clean(&decision.by.name),
        micros(decision.at)
    )?;
    Ok(())
}

/// What is owed and published now, and the journal's lines about it.
async fn follow(
    tx: &mut Conn,
    case: &Case,
    decision: &NewDecision,
    verdict: &Verdict,
) -> Result<Vec<Line>> {
    let (site, at) = (&case.site, decision.at);
    let line = |kind| Line {
        actor: Some(decision.by.id),
        ..Line::of_case(kind, at, case.article, case.id)
    };
    let is_accepted = verdict.state == State::Accepted;
    let mut lines = vec![line(match is_accepted {
        true => EventKind::CaseAccepted,
        false => event(&decision.action),
    })];
    forget(tx, site, case.id).await?;
    match &verdict.edit {
        Some(edit) => {
            accept(tx, case, decision, verdict, edit).await?;
            jobs::owe(tx, site, &[Task::Apply(case.id)], at).await?;
        }
        None if is_accepted => {
            mark(tx, decision, verdict, site).await?;
            jobs::owe(tx, site, &[Task::Verify(case.id)], at).await?;
        }
        None => {}
    }
    if let (State::Corrected, Some(notice)) = (verdict.state, &verdict.notice) {
        publish(tx, site, case.article, case.id, notice, at).await?;
        lines.push(line(EventKind::CorrectionPublished));
    }
    if let Action::Decline {
        block_days: Some(days),
        ..
    } = decision.action
        && blocks::block(tx, case, at, days).await?
    {
        lines.push(line(EventKind::SourceBlocked));
    }
    if matches!(decision.action, Action::Reopen) {
        // While it was closed nobody followed its passage from revision to revision.
        jobs::owe(tx, site, &[Task::Reconsider(case.article)], at).await?;
    }
    Ok(lines)
}

fn event(action: &Action) -> EventKind {
    match action {
        Action::Accept { .. } => EventKind::CaseAccepted,
        Action::MarkCorrected { .. } => EventKind::CaseCorrected,
        Action::Decline { .. } => EventKind::CaseDeclined,
        Action::Hold => EventKind::CaseHeld,
        Action::Release => EventKind::CaseReleased,
        Action::Reopen => EventKind::CaseReopened,
    }
}

async fn accept(
    tx: &mut Conn,
    case: &Case,
    decision: &NewDecision,
    verdict: &Verdict,
    edit: &Edit,
) -> Result<()> {
    let insert = "insert into acceptances (site_id, case_id, article_id, span_start, span_end,
        old_words, new_words, edit, outcome, notice_kind, notice_text, actor_id, actor_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let (old, new) = (clean(&edit.old), clean(&edit.new));
    let notice: Option<&NewNotice> = verdict.notice.as_ref();
    execute!(
        tx,
        insert,
        case.site.as_str(),
        case.id.0,
        case.article.0,
        position(edit.span.start()),
        position(edit.span.end()),
        &old,
        &new,
        number_of(&[&old, &new]),
        verdict.outcome.unwrap_or(Outcome::Corrected).as_str(),
        notice.map(|notice| notice.kind.as_str()),
        notice.map(|notice| clean(&notice.text)),
        decision.by.id,
        clean(&decision.by.name)
    )?;
    Ok(())
}
