//! What a batch knows of the cases it may touch, kept up to date in memory while its reports are grouped one after
//! the other, and written once at the end.

use std::collections::HashMap;

use super::super::case_rows::{Kinds, add_searchable, searchable};
use super::Entry;
use crate::domain::article::{ArticleId, RevisionId};
use crate::domain::case::{
    CaseId, Outcome, Placement, Proposal, ProposalId, Reading, State, priority,
};
use crate::domain::grouping::{Grouping, Known, Reason, group};
use crate::domain::report::ReportId;
use crate::domain::sender::{Lane, Suspicion};
use crate::domain::site::{SiteKey, TextRules};
use crate::store::CaseSummary;
use jiff::Timestamp;

/// An article of the batch, locked.
#[derive(Debug, Clone)]
pub(super) struct KnownArticle {
    pub(super) id: ArticleId,
    pub(super) revision: Option<RevisionId>,
    /// By which its site reads it.
    pub(super) rules: TextRules,
}

/// A case with all that a report can change in it.
#[derive(Debug, Clone)]
pub(super) struct CasePicture {
    pub(super) site: SiteKey,
    pub(super) article: ArticleId,
    pub(super) known: Known,
    pub(super) lane: Lane,
    pub(super) outcome: Option<Outcome>,
    pub(super) kinds: Kinds,
    pub(super) version: i64,
    pub(super) reports: u64,
    pub(super) opened: Timestamp,
    pub(super) last_reported: Timestamp,
    pub(super) words: String,
    /// How the passage read for its first reader, when the article was edited since.
    pub(super) seen: Option<Reading>,
    /// Not in the database yet.
    pub(super) is_new: bool,
    /// Changed by this batch.
    pub(super) touched: bool,
    /// How many reports each proposal gained.
    pub(super) gained: HashMap<ProposalId, u64>,
    /// The proposals that this batch adds.
    pub(super) proposed: Vec<Proposal>,
}

/// Where a report of the batch went.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    pub(super) case: CaseSummary,
    pub(super) proposal: Option<ProposalId>,
    /// None when it made the case.
    pub(super) why: Option<Reason>,
}

/// All cases that the batch may touch.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) cases: Vec<CasePicture>,
    by_article: HashMap<(SiteKey, ArticleId), Vec<usize>>,
}

impl Picture {
    /// Adds a case; those of an article come oldest first.
    pub(super) fn add(&mut self, case: CasePicture) {
        let at = self.cases.len();
        let of = (case.site.clone(), case.article);
        self.by_article.entry(of).or_default().push(at);
        self.cases.push(case);
    }

    /// Finds or makes the case of a placed report in its lane and counts the report in.
    pub(super) fn take_in(&mut self, entry: &Entry, article: ArticleId, lane: Lane) -> Joined {
        let of = (entry.report.site.clone(), article);
        let places = self.by_article.get(&of).map_or(&[][..], Vec::as_slice);
        let in_lane = places
            .iter()
            .map(|at| &self.cases[*at])
            .filter(|case| case.lane == lane);
        let candidates = in_lane.map(|case| &case.known);
        let (id, proposal, why) = match group(&entry.finding, entry.report.kind, candidates) {
            Grouping::Join {
                case,
                proposal,
                why,
            } => (case, proposal, Some(why)),
            Grouping::New => (CaseId::new(entry.report.received), None, None),
        };
        let found = places
            .iter()
            .copied()
            .find(|at| self.cases[*at].known.id == id);
        let at = found.unwrap_or_else(|| {
            self.add(CasePicture::open(id, entry, article, lane));
            self.cases.len() - 1
        });
        let case = &mut self.cases[at];
        let proposal = case.count(entry, proposal, why);
        Joined {
            case: case.summary(),
            proposal,
            why,
        }
    }
}

impl CasePicture {
    fn open(id: CaseId, entry: &Entry, article: ArticleId, lane: Lane) -> Self {
        let report = &entry.report;
        Self {
            site: report.site.clone(),
            article,
            known: Known::open(id, &entry.finding, report.kind),
            lane,
            outcome: None,
            kinds: Kinds::of(report.kind),
            version: 0,
            reports: 0,
            opened: report.received,
            last_reported: report.received,
            words: searchable(entry.finding.passage.as_ref(), std::iter::empty()),
            seen: entry
                .finding
                .seen
                .as_ref()
                .map(|seen| Reading::of(report.received, Placement::Exact, seen)),
            is_new: true,
            touched: true,
            gained: HashMap::new(),
            proposed: Vec::new(),
        }
    }

    /// Counts a report in, with the proposal it repeats or adds; gives that proposal. Only what an editor has not
    /// seen makes a new version: a busy case could else never be decided.
    fn count(
        &mut self,
        entry: &Entry,
        repeated: Option<ProposalId>,
        why: Option<Reason>,
    ) -> Option<ProposalId> {
        let report = &entry.report;
        let decided = matches!(self.known.state, State::Corrected | State::Declined);
        let new = entry.finding.edit.as_ref().filter(|_| {
            // What joined by an edit that the desk accepted in its own words proposes nothing new.
            let accepted = why == Some(Reason::SameEdit) || why == Some(Reason::Corrected);
            repeated.is_none() && !decided && !accepted
        });
        let proposal = match new {
            Some(edit) => {
                let id = ProposalId::new(report.received);
                self.known.propose(id, &entry.finding, edit);
                self.proposed.extend(self.known.proposals.last().cloned());
                add_searchable(&mut self.words, &edit.new);
                self.version += 1;
                Some(id)
            }
            None => repeated,
        };
        if self.is_new && self.version == 0 {
            self.version = 1;
        }
        if let Some(proposal) = proposal {
            *self.gained.entry(proposal).or_default() += 1;
        }
        self.reports += 1;
        self.kinds.add(report.kind);
        self.known.kind = self.kinds.leading();
        self.last_reported = self.last_reported.max(report.received);
        self.touched = true;
        proposal
    }

    /// See `domain::case::priority`.
    pub(super) fn priority(&self) -> i64 {
        priority(self.known.kind, self.reports, self.opened)
    }

    fn summary(&self) -> CaseSummary {
        CaseSummary {
            id: self.known.id,
            state: self.known.state,
            outcome: self.outcome,
            reports: self.reports,
        }
    }
}

/// An answer of the batch before it is one: the report may be of one that came under the same key.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) report: ReportId,
    pub(super) article: ArticleId,
    pub(super) joined: Option<Joined>,
    pub(super) suspicion: Option<Suspicion>,
}
