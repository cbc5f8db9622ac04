//! `POST /api/v1/sites/{site}/cases/{id}/decisions`: an editor's program decides about a case.

use axum::Json as Answer;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::Value;

use super::cases::{Detail, detail};
use super::json::{At, Reader};
use crate::domain::case::{Case, CaseId, Outcome, ProposalId};
use crate::domain::correction::{MAX_NOTICE, NewNotice};
use crate::domain::decision::{Action, NewDecision, Refusal, Wording};
use crate::domain::report::MAX_WORDS;
use crate::domain::site::Site;
use crate::domain::user::Actor;
use crate::store::DecideError;
use crate::web::App;
use crate::web::error::Error;
use crate::web::extract::{Editor, Json};

/// The words for actions on the wire.
pub(super) const ACTIONS: &str = "accept, mark-corrected, decline, release, hold, reopen";

/// Decides, and answers with the case as it is then.
pub async fn create(
    State(app): State<App>,
    Editor { site, actor }: Editor,
    Path((_, id)): Path<(String, String)>,
    Json(body): Json,
) -> Result<Answer<Detail>, Error> {
    let case: CaseId = id.parse().map_err(|_| Error::NotFound)?;
    let decision = read(&body, case, actor)?;
    let decided = match app.store.decide(&site, &decision).await {
        Ok(case) => case,
        Err(DecideError::Refused(why, case)) => return Err(refused(&app, &site, &why, *case).await),
        Err(DecideError::Store(why)) => return Err(why.into()),
    };
    Ok(Answer(detail(&app, &site, decided).await?))
}

fn read(body: &Value, case: CaseId, by: Actor) -> Result<NewDecision, Error> {
    let mut reader = Reader::default();
    let root = At::root(body);
    let version = reader
        .need(&root, "version")
        .and_then(|at| reader.count(&at));
    let reason = root
        .member("reason")
        .and_then(|at| reader.text(&at, MAX_WORDS));
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let action = reader
        .need(&root, "action")
        .and_then(|at| read_action(&mut reader, &root, &at));
    let version = version.and_then(|version| i64::try_from(version).ok());
    let read = version.zip(action);
    let at = Timestamp::now();
    reader.finish(read.map(|(version, action)| NewDecision {
        case,
        version,
        action,
        reason,
        by,
        at,
    }))
}

fn read_action(reader: &mut Reader, root: &At<'_>, action: &At<'_>) -> Option<Action> {
    let outcome = root.member("outcome");
    match action.value().as_str() {
        Some("accept") => {
            let wording = read_wording(reader, root)?;
            Some(Action::Accept {
                wording,
                notice: read_notice(reader, root)?,
            })
        }
        Some("mark-corrected") => {
            let outcome = match outcome {
                Some(at) => Some(reader.word::<Outcome>(&at)?),
                None => None,
            };
            Some(Action::MarkCorrected {
                outcome,
                notice: read_notice(reader, root)?,
            })
        }
        Some("decline") => {
            let at = reader.need(root, "outcome")?;
            let days = root.member("block_days");
            let block_days = days
                .map(|at| reader.count(&at))
                .map_or(Some(None), |days| {
                    Some(Some(days.and_then(|days| u32::try_from(days).ok())?))
                })?;
            Some(Action::Decline {
                outcome: reader.word(&at)?,
                block_days,
            })
        }
        Some("release") => Some(Action::Release),
        Some("hold") => Some(Action::Hold),
        Some("reopen") => Some(Action::Reopen),
        _ => {
            reader.refuse(action, format!("expected one of: {ACTIONS}"));
            None
        }
    }
}

fn read_wording(reader: &mut Reader, root: &At<'_>) -> Option<Wording> {
    match (root.member("proposal"), root.member("text")) {
        (None, None) => Some(Wording::Only),
        (Some(at), None) => Some(Wording::Proposal(reader.word::<ProposalId>(&at)?)),
        (None, Some(at)) => Some(Wording::Own(reader.text(&at, MAX_WORDS)?)),
        (Some(_), Some(at)) => {
            reader.refuse(&at, "name a proposal or give the text, not both");
            None
        }
    }
}

/// Absent is the drafted notice, `null` is none.
#[expect(
    clippy::option_option,
    reason = "the domain's own shape, and one more for what cannot be read"
)]
fn read_notice(reader: &mut Reader, root: &At<'_>) -> Option<Option<Option<NewNotice>>> {
    if root.value().get("notice").is_some_and(Value::is_null) {
        return Some(Some(None));
    }
    let Some(at) = root.member("notice") else {
        return Some(None);
    };
    let kind = reader.need(&at, "kind").and_then(|at| reader.word(&at));
    let words = reader.need(&at, "text")?;
    let text = reader.text(&words, MAX_NOTICE)?;
    if text.trim().is_empty() {
        reader.refuse(
            &words,
            "must not be empty; for no notice send \"notice\": null",
        );
        return None;
    }
    Some(Some(Some(NewNotice { kind: kind?, text })))
}

/// Why a decision was not made, with the case as it is now where that helps to decide again.
async fn refused(app: &App, site: &Site, why: &Refusal, case: Case) -> Error {
    let pointer = match why {
        Refusal::WhichProposal(_) | Refusal::UnknownProposal => "/proposal",
        Refusal::WrongOutcome => "/outcome",
        Refusal::ReasonNeeded => "/reason",
        Refusal::WrongBlock => "/block_days",
        _ => "",
    };
    if !pointer.is_empty() {
        return Error::field(pointer, why.to_string());
    }
    let case = match detail(app, site, case).await.map(serde_json::to_value) {
        Ok(Ok(case)) => Box::new(case),
        Ok(Err(error)) => return Error::Internal(error.into()),
        Err(error) => return error,
    };
    match why {
        Refusal::Stale { .. } => Error::StaleVersion(why.to_string(), case),
        Refusal::WrongState(_) | Refusal::NotInReview => Error::WrongState(why.to_string(), case),
        _ => Error::CannotApply(why.to_string(), case),
    }
}
