//! Deciding about a case: the form as it was typed, the decision it means, and where to go on. What may be
//! decided is the domain's; a form that came too late is shown again with everything typed in it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::case::{self, Alert};
use super::csrf::{Guarded, Posted};
use super::editor::SiteEditor;
use super::page::Said;
use super::queue;
use super::stop::Stop;
use super::view::case::drafted;
use super::view::row::case_address;
use crate::domain::case::{Case, CaseId, State as CaseState};
use crate::domain::correction::{MAX_NOTICE, NewNotice};
use crate::domain::decision::{Action, NewDecision, Refusal, Wording};
use crate::domain::report::MAX_WORDS;
use crate::store::DecideError;
use crate::web::App;
use crate::web::api::json::is_control;

/// What the box beside "Publish a notice" sends.
const PUBLISH: &str = "publish";

/// How many rows of the list an editor came from are looked at for the next case.
const AHEAD: u32 = 50;

/// The form as it was typed. All forms of a case's page have these fields, each the ones it needs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    csrf: String,
    /// The version of the case that the editor saw.
    version: String,
    /// The contract's word for the action.
    pub(super) action: String,
    /// The proposal accepted.
    pub(super) proposal: String,
    /// The editor's own wording.
    pub(super) text: String,
    /// The outcome chosen.
    pub(super) outcome: String,
    /// For how many days to block the sources of junk; nothing for not at all.
    pub(super) block_days: String,
    /// The words for the reader.
    pub(super) reason: String,
    /// `publish` when a notice is wanted.
    pub(super) notice: String,
    /// The notice's kind.
    pub(super) notice_kind: String,
    /// The notice's text.
    pub(super) notice_text: String,
    /// The query of the list that the editor came from.
    pub(super) from: String,
}

impl Guarded for Typed {
    fn token(&self) -> &str {
        &self.csrf
    }
}

/// `POST /desk/{site}/cases/{id}`
pub(super) async fn submit(
    State(app): State<App>,
    at: SiteEditor,
    Path((_, id)): Path<(String, String)>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Stop> {
    let id: CaseId = id.parse().map_err(|_| Stop::not_found())?;
    let typed = typed.cleaned();
    let complete = with_notice(&app, &at, id, &typed).await?;
    let decision = match complete.decision(id, &at, Timestamp::now()) {
        Ok(decision) => decision,
        Err(why) => {
            let case = app.store.case(&at.site.key, id).await?;
            return case::again(&app, &at, case, Alert::wrong(why), &typed).await;
        }
    };
    let next = next_case(&app, &at, id, &typed.from).await?;
    match app.store.decide(&at.site, &decision).await {
        Ok(case) => done(&at, &case, &decision.action, next, &typed.from).await,
        Err(DecideError::Store(error)) => Err(error.into()),
        Err(DecideError::Refused(why, case)) => {
            case::again(&app, &at, *case, refused(&why), &typed).await
        }
    }
}

/// The same with the notice drafted, when one is wanted and its text was left to us. The domain could draft
/// it too, but not in the kind that was chosen here, nor in the language that the passage seems to be in.
async fn with_notice(app: &App, at: &SiteEditor, id: CaseId, typed: &Typed) -> Result<Typed, Stop> {
    let mut complete = typed.clone();
    let decides = matches!(typed.action.as_str(), "accept" | "mark-corrected");
    if !decides || typed.notice != PUBLISH || !typed.notice_text.trim().is_empty() {
        return Ok(complete);
    }
    let case = app.store.case(&at.site.key, id).await?;
    let article = app.store.article(&at.site.key, case.article).await?;
    let current = app.store.text(&at.site, &article).await?;
    let is_own = typed.action == "accept" && typed.proposal.is_empty();
    let wording = is_own.then_some(typed.text.as_str());
    complete.notice_text = drafted(&case, &at.site, current.as_deref(), wording).text;
    Ok(complete)
}

/// What to say of a decision that the domain refuses.
fn refused(why: &Refusal) -> Alert {
    match why {
        Refusal::Stale { .. } => Alert {
            status: StatusCode::CONFLICT,
            words: "The case changed while you were looking, so nothing was decided. Below is the case as it is now, with what you typed kept. Look again, then decide.".to_owned(),
        },
        Refusal::WrongState(state) => Alert {
            status: StatusCode::CONFLICT,
            words: format!("Somebody was faster: the case is {state} by now, so nothing was decided."),
        },
        other => Alert::wrong(format!("Nothing was decided: {other}.")),
    }
}

/// After a decision the next case is shown, and on top of it what became of this one.
async fn done(
    at: &SiteEditor,
    case: &Case,
    action: &Action,
    next: Option<CaseId>,
    from: &str,
) -> Result<Response, Stop> {
    let site = at.site.key.as_str();
    let said = Said {
        words: said(action, case.state).to_owned(),
        href: case_address(site, &case.id.to_string(), from),
        link: "Show the case".to_owned(),
    };
    said.keep(&at.editor).await?;
    let onward = match next {
        Some(next) => case_address(site, &next.to_string(), from),
        None if from.is_empty() => format!("/desk/{site}/cases"),
        None => format!("/desk/{site}/cases?{from}"),
    };
    Ok(Redirect::to(&onward).into_response())
}

fn said(action: &Action, state: CaseState) -> &'static str {
    match action {
        Action::Accept { .. } if state == CaseState::Corrected => "Accepted, and corrected.",
        Action::Accept { .. } => "Accepted. The correction is being put into the article.",
        Action::MarkCorrected { .. } if state == CaseState::Accepted => {
            "Marked corrected. The article still read as reported, so it is looked at again."
        }
        Action::MarkCorrected { .. } => "Marked corrected.",
        Action::Decline {
            block_days: Some(_),
            ..
        } => "Declined, and its source blocked for a time.",
        Action::Decline { .. } => "Declined.",
        Action::Release => "Put into the queue.",
        Action::Hold => "Put on hold.",
        Action::Reopen => "Opened again.",
    }
}

/// The case after this one in the list that the editor came from; the list's first when this one is not in
/// it any more. Asked before deciding, because a decision takes the case out of the list.
async fn next_case(
    app: &App,
    at: &SiteEditor,
    id: CaseId,
    from: &str,
) -> Result<Option<CaseId>, Stop> {
    let asked = queue::Asked::parse(from);
    let filter = asked.filter();
    let list = app
        .store
        .queue(&at.site.key, &filter, asked.cursor(), AHEAD);
    let list = list.await?.items;
    let here = list.iter().position(|row| row.case.id == id);
    let after = here.and_then(|here| list.get(here + 1));
    let first = list.iter().find(|row| row.case.id != id);
    Ok(after.or(first).map(|row| row.case.id))
}

impl Typed {
    /// Browsers send line ends as two characters, the article has one. Word processors copy a line break inside
    /// of a paragraph as a vertical tab; other control characters mean nothing, and no feed can hold them.
    fn cleaned(mut self) -> Self {
        for text in [&mut self.text, &mut self.reason, &mut self.notice_text] {
            *text = text.replace("\r\n", "\n").replace('\u{b}', "\n");
            text.retain(|c| !is_control(c));
        }
        self
    }

    /// The decision that was typed, or what is wrong with it.
    fn decision(
        &self,
        case: CaseId,
        at: &SiteEditor,
        now: Timestamp,
    ) -> Result<NewDecision, String> {
        let reason = self.reason.trim();
        fits("The reason", reason, MAX_WORDS)?;
        Ok(NewDecision {
            case,
            version: self
                .version
                .parse()
                .map_err(|_| "The form names no version of the case.")?,
            action: self.action()?,
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            by: at.editor.actor(),
            at: now,
        })
    }

    fn action(&self) -> Result<Action, String> {
        Ok(match self.action.as_str() {
            "accept" => Action::Accept {
                wording: self.wording()?,
                notice: self.notice()?,
            },
            "mark-corrected" => Action::MarkCorrected {
                outcome: self.outcome.parse().ok(),
                notice: self.notice()?,
            },
            "decline" => Action::Decline {
                outcome: self
                    .outcome
                    .parse()
                    .map_err(|_| "Choose why the case is declined.")?,
                block_days: self.block_days.parse().ok(),
            },
            "release" => Action::Release,
            "hold" => Action::Hold,
            "reopen" => Action::Reopen,
            _ => return Err("The form names no action that is known.".to_owned()),
        })
    }

    fn wording(&self) -> Result<Wording, String> {
        if self.proposal.is_empty() {
            fits("The wording", &self.text, MAX_WORDS)?;
            return Ok(Wording::Own(self.text.clone()));
        }
        let proposal = self.proposal.parse().map(Wording::Proposal);
        proposal.map_err(|_| "The form names no proposal that is known.".to_owned())
    }

    /// `None` lets the domain draft it, `Some(None)` means that none is wanted.
    fn notice(&self) -> Result<Option<Option<NewNotice>>, String> {
        if self.notice != PUBLISH {
            return Ok(Some(None));
        }
        let text = self.notice_text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        fits("The notice", text, MAX_NOTICE)?;
        let kind = self
            .notice_kind
            .parse()
            .map_err(|_| "Choose the kind of the notice.")?;
        let text = text.to_owned();
        Ok(Some(Some(NewNotice { kind, text })))
    }
}

/// Whether a text keeps its limit, in code points.
fn fits(what: &str, text: &str, limit: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length > limit {
        return Err(format!(
            "{what} has {length} characters; {limit} are the most."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::Outcome;
    use crate::domain::correction::CorrectionKind;

    fn typed(fields: &str) -> Typed {
        let pairs = url::form_urlencoded::parse(fields.as_bytes());
        let mut typed = Typed::default();
        for (name, value) in pairs {
            let field = match name.as_ref() {
                "action" => &mut typed.action,
                "proposal" => &mut typed.proposal,
                "text" => &mut typed.text,
                "outcome" => &mut typed.outcome,
                "notice" => &mut typed.notice,
                "notice_kind" => &mut typed.notice_kind,
                "notice_text" => &mut typed.notice_text,
                other => panic!("{other}"),
            };
            *field = value.into_owned();
        }
        typed.cleaned()
    }

    #[test]
    fn an_own_wording_keeps_its_lines_and_gets_its_notice_drafted() {
        let action = typed("action=accept&text=one%0D%0Atwo&notice=publish&notice_kind=update");
        assert_eq!(
            action.action(),
            Ok(Action::Accept {
                wording: Wording::Own("one\ntwo".to_owned()),
                notice: None
            })
        );
    }

    #[test]
    fn control_characters_of_a_word_processor_are_not_taken() {
        let typed = typed("action=accept&text=one%0Btwo%00&notice_text=a%0Cb%1F%0D&notice=publish");
        assert_eq!(typed.text, "one\ntwo");
        assert_eq!(typed.notice_text, "ab");
    }

    #[test]
    fn a_notice_is_published_only_when_it_is_wanted() {
        let wanted = typed(
            "action=mark-corrected&outcome=updated&notice=publish&notice_kind=update&notice_text=+New.+",
        );
        let notice = NewNotice {
            kind: CorrectionKind::Update,
            text: "New.".to_owned(),
        };
        let outcome = Some(Outcome::Updated);
        assert_eq!(
            wanted.action(),
            Ok(Action::MarkCorrected {
                outcome,
                notice: Some(Some(notice))
            })
        );
        let unwanted = typed("action=mark-corrected&outcome=updated&notice_text=New.");
        assert_eq!(
            unwanted.action(),
            Ok(Action::MarkCorrected {
                outcome,
                notice: Some(None)
            })
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(typed("action=decline").action().is_err());
        assert!(typed("action=decline&outcome=nonsense").action().is_err());
        assert!(typed("action=burn").action().is_err());
        assert!(typed("action=accept&proposal=nonsense").action().is_err());
        let long = format!(
            "action=accept&notice=publish&notice_kind=update&notice_text={}",
            "x".repeat(2_001)
        );
        assert!(typed(&long).action().is_err());
    }
}
