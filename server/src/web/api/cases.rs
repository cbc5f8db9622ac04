//! `GET /api/v1/sites/{site}/cases` and `…/cases/{id}`: the queue, and one case with all that an editor needs to
//! decide it. Deciding is `decisions`'.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use corrigenda_anchor::{Edit, Rules, patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::case_decisions::DecisionView;
use super::history::ReadingView;
use super::list::{List, Part, words};
use crate::domain::article::{Article, Content};
use crate::domain::case::{Case, CaseId, Passage, Proposal};
use crate::domain::report::Report;
use crate::domain::search;
use crate::domain::sender::{Lane, Suspicion};
use crate::domain::site::Site;
use crate::store::{CaseRow, CurrentText, Filter, Sort};
use crate::web::App;
use crate::web::error::Error;
use crate::web::extract::{Editor, Query};

/// An editor reads so many reports of one case; a case with more needs no more reading.
const REPORTS_SHOWN: u32 = 200;

/// A patch that takes longer than this to make is left out of the answer.
const PREVIEW_PATIENCE: Duration = Duration::from_secs(5);

/// What the queue and a case say alike.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseHead)]
pub(super) struct Head {
    id: String,
    state: &'static str,
    lane: &'static str,
    placement: &'static str,
    outcome: Option<&'static str>,
    reason: Option<String>,
    kind: &'static str,
    version: i64,
    article: ArticleBrief,
    anchor: Option<AnchorView>,
    conflict: Option<String>,
    opened: String,
    last_reported: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseArticle)]
pub(super) struct ArticleBrief {
    id: String,
    url: String,
    title: String,
}

/// Where the passage stands: code points of the text of `revision`; without a place the numbers are null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseAnchor)]
pub(super) struct AnchorView {
    exact: String,
    prefix: String,
    suffix: String,
    start: Option<usize>,
    end: Option<usize>,
    revision: Option<String>,
}

/// A case in the queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseRow)]
pub struct Row {
    #[serde(flatten)]
    head: Head,
    reports: u64,
    proposals: Vec<ProposalView>,
}

/// A case with everything on it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseDetail)]
pub struct Detail {
    #[serde(flatten)]
    head: Head,
    report_count: u64,
    reports: Vec<ReportView>,
    proposals: Vec<ProposalView>,
    /// What the leading proposal comes down to in the article's source.
    patch: Option<PatchView>,
    decisions: Vec<DecisionView>,
    /// How the passage read from revision to revision, oldest first; the last one is how it reads now.
    history: Vec<ReadingView>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CaseProposal)]
pub(super) struct ProposalView {
    id: String,
    /// The smallest edit: these words …
    old: String,
    /// … become these.
    new: String,
    start: usize,
    end: usize,
    reports: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    patch: Option<PatchView>,
}

/// The change of the source, in bytes, or why there can be none.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = CasePatch)]
#[serde(untagged)]
pub(super) enum PatchView {
    Made {
        source_start: usize,
        source_end: usize,
        cut: String,
        insert: String,
    },
    Refused {
        refused: String,
    },
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseReport)]
pub(super) struct ReportView {
    id: String,
    received: String,
    kind: &'static str,
    suggestion: Option<String>,
    comment: Option<String>,
    has_email: bool,
    suspicion: Option<&'static str>,
    withdrawn: Option<String>,
}

/// What of the queue is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    state: Option<String>,
    lane: Option<String>,
    kind: Option<String>,
    q: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// The queue.
pub async fn list(
    State(app): State<App>,
    Editor { site, .. }: Editor,
    Query(asked): Query<Asked>,
) -> Result<Json<List<Row>>, Error> {
    let filter = asked.filter()?;
    let part = Part {
        cursor: asked.cursor,
        limit: asked.limit,
    };
    let page = app
        .store
        .queue(&site.key, &filter, part.cursor(), part.limit()?)
        .await?;
    Ok(Json(List::of(page, Row::from)))
}

/// One case.
pub async fn show(
    State(app): State<App>,
    Editor { site, .. }: Editor,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Detail>, Error> {
    let id: CaseId = id.parse().map_err(|_| Error::NotFound)?;
    let case = app.store.case(&site.key, id).await?;
    Ok(Json(detail(&app, &site, case).await?))
}

/// A case with its reports, its patch and what was decided before.
pub async fn detail(app: &App, site: &Site, case: Case) -> Result<Detail, Error> {
    let store = &app.store;
    let article = store.article(&site.key, case.article).await?;
    let reports = store
        .reports_of_case(&site.key, case.id, REPORTS_SHOWN)
        .await?;
    let decisions = store.decisions(&site.key, case.id).await?;
    let history = store.readings(&site.key, &case).await?;
    let patch = leading_patch(app, site, &case, &article).await?;
    let mut proposals: Vec<ProposalView> = case.proposals.iter().map(ProposalView::from).collect();
    if let Some(leading) = proposals.first_mut() {
        leading.patch.clone_from(&patch);
    }
    Ok(Detail {
        report_count: case.reports,
        reports: reports.into_iter().map(ReportView::from).collect(),
        patch,
        proposals,
        decisions: decisions.into_iter().map(DecisionView::from).collect(),
        history: history.into_iter().map(ReadingView::from).collect(),
        head: Head::new(case, article.url.to_string(), article.title),
    })
}

/// What the leading proposal comes down to in the source; none when there is no proposal, or when the case's
/// passage has no place in this revision. Making a patch extracts the whole text again, so it is done for the one
/// proposal that is asked about, aside, and not for longer than an editor would wait: what the answer is about,
/// perhaps a decision that was made, is said in any case.
async fn leading_patch(
    app: &App,
    site: &Site,
    case: &Case,
    article: &Article,
) -> Result<Option<PatchView>, Error> {
    let (Some(proposal), Some(passage)) = (case.proposals.first(), &case.passage) else {
        return Ok(None);
    };
    if passage.span.is_none() || passage.revision != article.revision {
        return Ok(None);
    }
    let text = app.store.text(site, article).await?;
    let source = app.store.revision(&site.key, article.id).await?;
    let Some((text, (id, content))) = text.zip(source) else {
        return Ok(None);
    };
    if id != text.revision || passage.revision != Some(id) {
        return Ok(None);
    }
    let rules = Rules::parse(&site.text.root, &site.text.ignore).unwrap_or_default();
    let edit = proposal.edit.clone();
    let made = tokio::task::spawn_blocking(move || preview(&edit, &content, &text, &rules));
    match tokio::time::timeout(PREVIEW_PATIENCE, made).await {
        Ok(Ok(made)) => Ok(Some(made)),
        Ok(Err(error)) => {
            tracing::error!(%error, "previewing a patch");
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

fn preview(edit: &Edit, content: &Content, text: &CurrentText, rules: &Rules) -> PatchView {
    let made = patch(
        &content.source,
        &text.text,
        edit,
        content.format,
        content.scope,
        rules,
    );
    match made {
        Ok(patch) => PatchView::Made {
            source_start: patch.source_range.start,
            source_end: patch.source_range.end,
            cut: patch.cut,
            insert: patch.insert,
        },
        Err(why) => PatchView::Refused {
            refused: why.to_string(),
        },
    }
}

impl Asked {
    fn filter(&self) -> Result<Filter, Error> {
        let states = words(self.state.as_deref(), "state")?;
        let mut kinds = words(self.kind.as_deref(), "kind")?;
        if kinds.len() > 1 {
            return Err(Error::BadQuery("kind takes one word".to_owned()));
        }
        let sort = match self.sort.as_deref() {
            None | Some("" | "priority") => Sort::Priority,
            Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            Some(_) => {
                let why = "sort must be one of: priority, newest, oldest";
                return Err(Error::BadQuery(why.to_owned()));
            }
        };
        let q = self.q.as_deref().filter(|q| !q.trim().is_empty());
        let q = q.map(search::Query::parse).transpose();
        let q = q.map_err(|why| Error::BadQuery(format!("q: {why}")))?;
        let lane = match self.lane.as_deref() {
            None | Some("") => Some(Lane::Desk),
            Some("all") => None,
            lane => words(lane, "lane")?.pop(),
        };
        Ok(Filter {
            lane,
            states,
            kind: kinds.pop(),
            q,
            sort,
        })
    }
}

impl Head {
    fn new(case: Case, url: String, title: String) -> Self {
        Self {
            id: case.id.to_string(),
            state: case.state.as_str(),
            lane: case.lane.as_str(),
            placement: case.placement.as_str(),
            outcome: case.outcome.map(|outcome| outcome.as_str()),
            reason: case.reason,
            kind: case.kind.as_str(),
            version: case.version,
            article: ArticleBrief {
                id: case.article.to_string(),
                url,
                title,
            },
            anchor: case.passage.map(AnchorView::from),
            conflict: case.conflict,
            opened: case.opened.to_string(),
            last_reported: case.last_reported.to_string(),
        }
    }
}

impl From<Passage> for AnchorView {
    fn from(passage: Passage) -> Self {
        Self {
            exact: passage.exact,
            prefix: passage.prefix,
            suffix: passage.suffix,
            start: passage.span.map(|span| span.start()),
            end: passage.span.map(|span| span.end()),
            revision: passage.revision.map(|id| id.to_string()),
        }
    }
}

impl From<CaseRow> for Row {
    fn from(row: CaseRow) -> Self {
        Self {
            reports: row.case.reports,
            proposals: row.case.proposals.iter().map(ProposalView::from).collect(),
            head: Head::new(row.case, row.article_url, row.article_title),
        }
    }
}

impl From<&Proposal> for ProposalView {
    fn from(proposal: &Proposal) -> Self {
        Self {
            id: proposal.id.to_string(),
            old: proposal.edit.old.clone(),
            new: proposal.edit.new.clone(),
            start: proposal.edit.span.start(),
            end: proposal.edit.span.end(),
            reports: proposal.reports,
            patch: None,
        }
    }
}

impl From<Report> for ReportView {
    fn from(report: Report) -> Self {
        Self {
            id: report.id.to_string(),
            received: report.received.to_string(),
            kind: report.kind.as_str(),
            suggestion: report.suggestion,
            comment: report.comment,
            has_email: report.has_email,
            suspicion: report.suspicion.map(Suspicion::as_str),
            withdrawn: report.withdrawn.map(|at| at.to_string()),
        }
    }
}
