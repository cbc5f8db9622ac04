//! The page of a case: everything known of it, and the forms to decide it with. What the forms do is
//! in `decide`.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::decide::Typed;
use super::editor::SiteEditor;
use super::page::{Frame, page};
use super::stop::Stop;
use super::view::age::Moment;
use super::view::article_address;
use super::view::case::{NoticeForm, Offers, Wrong, blocking, correcting, declining};
use super::view::passage::as_quoted;
use super::view::past::{Event, Told, history};
use super::view::reading::{Read, readings};
use super::view::row::case_address;
use super::view::words::{self, Choice};
use crate::domain::case::{Case, CaseId, Placement, State as CaseState};
use crate::domain::correction::Correction;
use crate::domain::report::Report;
use crate::store::StoredDecision;
use crate::web::{App, marks as filters};

/// So many reports are listed; a case that has more says so.
const REPORTS: u32 = 100;

/// Which list the editor came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
}

/// What is said on top of a case that is shown again.
#[derive(Debug)]
pub(super) struct Alert {
    /// The status of the answer.
    pub(super) status: StatusCode,
    /// The words.
    pub(super) words: String,
}

impl Alert {
    /// Something typed cannot be done.
    pub(super) fn wrong(words: String) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            words,
        }
    }
}

/// `GET /desk/{site}/cases/{id}`
pub(super) async fn show(
    State(app): State<App>,
    at: SiteEditor,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Stop> {
    let id: CaseId = id.parse().map_err(|_| Stop::not_found())?;
    let case = app.store.case(&at.site.key, id).await?;
    let shown = CasePage::new(&app, &at, case, &asked.from).await?;
    page(StatusCode::OK, &shown)
}

/// The case as it is now, with everything that was typed kept.
pub(super) async fn again(
    app: &App,
    at: &SiteEditor,
    case: Case,
    alert: Alert,
    typed: &Typed,
) -> Result<Response, Stop> {
    let mut shown = CasePage::new(app, at, case, &typed.from).await?;
    shown.alert = Some(alert.words);
    shown.keep(typed);
    page(alert.status, &shown)
}

#[derive(Template)]
#[template(path = "desk/case.html")]
struct CasePage {
    frame: Frame,
    alert: Option<String>,
    address: String,
    back: String,
    from: String,
    version: i64,
    article: Headline,
    facts: Facts,
    wrong: Wrong,
    offers: Offers,
    forms: Forms,
    reports: Vec<Told>,
    /// Reports that are not listed.
    unlisted: u64,
    history: Vec<Event>,
    /// How the passage read so far.
    readings: Vec<Read>,
    correction: Option<Published>,
}

/// The article in the page's heading.
struct Headline {
    title: String,
    /// The passage in the live article, for browsers that can find it.
    at_passage: String,
}

/// The three separate things a case has, and its counts.
struct Facts {
    kind: &'static str,
    state: CaseState,
    state_words: &'static str,
    placement: &'static str,
    placed: &'static str,
    in_place: bool,
    explained: &'static str,
    outcome: Option<&'static str>,
    reason: Option<String>,
    /// What a held case waits for: a note among editors, not the case's public reason.
    waits: Option<String>,
    conflict: Option<String>,
    /// Whether it waits until what an editor did elsewhere is seen.
    is_marked: bool,
    reports: u64,
    opened: Moment,
    last: Moment,
}

impl Facts {
    fn new(case: &Case, decisions: &[StoredDecision], now: Timestamp) -> Self {
        Self {
            kind: words::kind(case.kind),
            state: case.state,
            state_words: words::state(case.state),
            placement: case.placement.as_str(),
            placed: words::placement(case.placement),
            in_place: case.placement == Placement::Exact,
            explained: words::placement_explained(case.placement),
            outcome: case.outcome.map(words::outcome),
            reason: case.reason.clone(),
            waits: waits_for(case, decisions),
            conflict: case.conflict.clone(),
            is_marked: decisions
                .last()
                .is_some_and(|last| last.action == "mark-corrected"),
            reports: case.reports,
            opened: Moment::new(case.opened, now),
            last: Moment::new(case.last_reported, now),
        }
    }

    /// Whether the correction is under way, so that looking again is worth it.
    fn is_under_way(&self) -> bool {
        self.state == CaseState::Accepted
    }

    /// Whether the placement speaks of something still to be done.
    fn is_undecided(&self) -> bool {
        matches!(self.state, CaseState::Open | CaseState::Held)
    }

    /// Whether it is looked for again whenever its article changes.
    fn is_followed(&self) -> bool {
        self.is_undecided() || self.is_under_way()
    }

    /// Whether the article was changed under what the case is about, so that an editor should hear of it.
    fn is_moved(&self) -> bool {
        !self.in_place && self.is_followed()
    }

    fn is_decided(&self) -> bool {
        matches!(self.state, CaseState::Corrected | CaseState::Declined)
    }
}

/// What stands in the forms when the page opens.
struct Forms {
    own: String,
    own_notice: NoticeForm,
    own_open: bool,
    declining: Vec<Choice>,
    blocking: Vec<Choice>,
    decline_reason: String,
    hold_reason: String,
    correcting: Vec<Choice>,
    mark_reason: String,
    mark_notice: NoticeForm,
    mark_open: bool,
}

/// The notice that came of the case.
struct Published {
    kind: &'static str,
    text: String,
    at: Moment,
}

impl CasePage {
    async fn new(app: &App, at: &SiteEditor, case: Case, from: &str) -> Result<Self, Stop> {
        let (key, now, store) = (&at.site.key, Timestamp::now(), &app.store);
        let article = store.article(key, case.article).await?;
        let current = store.text(&at.site, &article).await?;
        let reports = store.reports_of_case(key, case.id, REPORTS).await?;
        let decisions: Vec<StoredDecision> = store.decisions(key, case.id).await?;
        let journal = store.case_history(key, case.id).await?;
        let read = store.readings(key, &case).await?;
        let correction = store.correction_of_case(key, case.id).await?;
        let mut wrong = Wrong::new(&case, &at.site, current.as_deref());
        if matches!(case.state, CaseState::Accepted | CaseState::Corrected) {
            let accepted = store.accepted_edit(key, case.id).await?;
            wrong.accepted = accepted.map_or_else(Vec::new, |accepted| {
                as_quoted(&accepted.passage, Some(&accepted.edit))
            });
        }
        let exact = case.passage.as_ref().map(|passage| passage.exact.as_str());
        Ok(Self {
            frame: Frame::at(at).await?,
            alert: None,
            address: case_address(key.as_str(), &case.id.to_string(), from),
            back: back(key.as_str(), &case, from),
            from: from.to_owned(),
            version: case.version,
            article: Headline {
                at_passage: article_address(article.url.as_str(), exact),
                title: article.title,
            },
            facts: Facts::new(&case, &decisions, now),
            offers: Offers::of(&case, &at.site),
            forms: Forms::new(&case, &wrong),
            unlisted: case.reports.saturating_sub(reports.len() as u64),
            reports: told(app, at, &reports, now).await?,
            history: history(&journal, &decisions, now),
            readings: readings(&read, now),
            correction: correction.map(|notice| published(notice, now)),
            wrong,
        })
    }

    /// Puts what was typed back into the form it was typed in.
    fn keep(&mut self, typed: &Typed) {
        let notice = NoticeForm::typed(
            typed.notice == "publish",
            typed.notice_kind.parse().ok(),
            &typed.notice_text,
        );
        let forms = &mut self.forms;
        match typed.action.as_str() {
            "accept" if typed.proposal.is_empty() => {
                forms.own.clone_from(&typed.text);
                (forms.own_notice, forms.own_open) = (notice, true);
            }
            "accept" => {
                let proposed = self.wrong.proposals.iter_mut();
                for proposal in proposed.filter(|proposal| proposal.id == typed.proposal) {
                    proposal.notice = notice.clone();
                }
            }
            "mark-corrected" => {
                forms.correcting = correcting(typed.outcome.parse().ok());
                forms.mark_reason.clone_from(&typed.reason);
                (forms.mark_notice, forms.mark_open) = (notice, true);
            }
            "decline" => {
                words::choose(&mut forms.declining, &typed.outcome);
                forms.blocking = blocking(&typed.block_days);
                forms.decline_reason.clone_from(&typed.reason);
            }
            "hold" => forms.hold_reason.clone_from(&typed.reason),
            _ => {}
        }
    }
}

impl Forms {
    fn new(case: &Case, wrong: &Wrong) -> Self {
        Self {
            own: wrong.wording.clone(),
            own_notice: wrong.notice.drafted_later(),
            own_open: false,
            declining: declining(case),
            blocking: blocking(""),
            decline_reason: String::new(),
            hold_reason: String::new(),
            correcting: correcting(None),
            mark_reason: String::new(),
            mark_notice: wrong.notice.clone(),
            mark_open: case.placement == Placement::Already,
        }
    }
}

fn waits_for(case: &Case, decisions: &[StoredDecision]) -> Option<String> {
    let last = decisions.last().filter(|last| last.action == "hold")?;
    last.reason
        .clone()
        .filter(|_| case.state == CaseState::Held)
}

/// The list that the editor came from, at the row of this case.
fn back(site: &str, case: &Case, from: &str) -> String {
    let query = if from.is_empty() {
        String::new()
    } else {
        format!("?{from}")
    };
    format!("/desk/{site}/cases{query}#case-{}", case.id)
}

/// The reports. Readers' addresses are for the editors of the site, who may have to ask; they are nowhere but here.
async fn told(
    app: &App,
    at: &SiteEditor,
    reports: &[Report],
    now: Timestamp,
) -> Result<Vec<Told>, Stop> {
    let mut told = Vec::with_capacity(reports.len());
    for report in reports {
        let email = match report.has_email {
            true => app.store.report_email(&at.site.key, report.id).await?,
            false => None,
        };
        told.push(Told::new(report, email, now));
    }
    Ok(told)
}

fn published(notice: Correction, now: Timestamp) -> Published {
    Published {
        kind: words::correction(notice.kind),
        text: notice.text,
        at: Moment::new(notice.published, now),
    }
}
