//! How cases and proposals lie in their rows: read by the desk, by intake and by decisions alike.

use std::collections::BTreeMap;

use corrigenda_anchor::{Edit, Span};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Result;
use super::db::{Conn, corrupt, count, dialect, digest, query, time, word};
use crate::domain::article::{ArticleId, RevisionId};
use crate::domain::case::{Case, CaseId, Passage, Proposal, ProposalId};
use crate::domain::report::Kind;
use crate::domain::search::{add_terms, terms_of};
use crate::domain::site::SiteKey;

/// At most so many proposals of a case are read, those with most reports: nobody chooses among more.
pub(super) const MAX_PROPOSALS: i64 = 100;

/// Most bytes of searchable words kept with a case.
const MAX_SEARCHABLE: usize = 16 * 1024;

/// The columns of a case, for `select`, from a table or alias called `c`.
macro_rules! case_columns {
    () => {
        "c.site_id, c.case_id, c.article_id, c.placement, c.state, c.lane, c.outcome, c.reason, c.kind,
        c.kinds, c.version, c.exact, c.prefix, c.suffix, c.span_start, c.span_end, c.revision_id,
        c.edits_start, c.edits_end, c.reports, c.proposals, c.conflict, c.opened, c.last_reported,
        c.words"
    };
}
pub(super) use case_columns;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct CaseRow {
    pub(super) site_id: String,
    pub(super) case_id: Uuid,
    pub(super) article_id: Uuid,
    pub(super) placement: String,
    pub(super) state: String,
    pub(super) lane: String,
    pub(super) outcome: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) kind: String,
    pub(super) kinds: String,
    pub(super) version: i64,
    pub(super) exact: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
    pub(super) span_start: Option<i64>,
    pub(super) span_end: Option<i64>,
    pub(super) revision_id: Option<Vec<u8>>,
    pub(super) edits_start: Option<i64>,
    pub(super) edits_end: Option<i64>,
    pub(super) reports: i64,
    pub(super) proposals: i64,
    pub(super) conflict: Option<String>,
    pub(super) opened: i64,
    pub(super) last_reported: i64,
    pub(super) words: String,
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ProposalRow {
    pub(super) case_id: Uuid,
    pub(super) proposal_id: Uuid,
    pub(super) span_start: i64,
    pub(super) span_end: i64,
    pub(super) old_words: String,
    pub(super) new_words: String,
    pub(super) reports: i64,
}

impl CaseRow {
    pub(super) fn passage(&self) -> Result<Option<Passage>> {
        let Some(exact) = &self.exact else {
            return Ok(None);
        };
        let revision = self.revision_id.as_deref().map(digest).transpose()?;
        Ok(Some(Passage {
            exact: exact.clone(),
            prefix: self.prefix.clone().unwrap_or_default(),
            suffix: self.suffix.clone().unwrap_or_default(),
            span: span(self.span_start, self.span_end)?,
            revision: revision.map(RevisionId),
        }))
    }

    pub(super) fn kinds(&self) -> Result<Kinds> {
        let counts: BTreeMap<String, u64> = serde_json::from_str(&self.kinds).map_err(corrupt)?;
        Ok(Kinds {
            first: word(&self.kind)?,
            counts,
        })
    }

    pub(super) fn into_case(self, proposals: Vec<Proposal>) -> Result<Case> {
        Ok(Case {
            id: CaseId(self.case_id),
            site: word(&self.site_id)?,
            article: ArticleId(self.article_id),
            placement: word(&self.placement)?,
            state: word(&self.state)?,
            lane: word(&self.lane)?,
            outcome: self.outcome.as_deref().map(word).transpose()?,
            kind: word(&self.kind)?,
            version: self.version,
            passage: self.passage()?,
            proposals,
            reports: count(self.reports)?,
            opened: time(self.opened)?,
            last_reported: time(self.last_reported)?,
            reason: self.reason,
            conflict: self.conflict,
        })
    }
}

impl ProposalRow {
    pub(super) fn read(self) -> Result<(CaseId, Proposal)> {
        let proposal = Proposal {
            id: ProposalId(self.proposal_id),
            edit: edit(
                self.span_start,
                self.span_end,
                self.old_words,
                self.new_words,
            )?,
            reports: count(self.reports)?,
        };
        Ok((CaseId(self.case_id), proposal))
    }
}

/// How many reports of a case name each kind.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    first: Kind,
    counts: BTreeMap<String, u64>,
}

impl Kinds {
    pub(super) fn of(kind: Kind) -> Self {
        Self {
            first: kind,
            counts: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, kind: Kind) {
        *self.counts.entry(kind.as_str().to_owned()).or_default() += 1;
        self.settle();
    }

    pub(super) fn remove(&mut self, kind: Kind) {
        if let Some(count) = self.counts.get_mut(kind.as_str()) {
            *count = count.saturating_sub(1);
        }
        self.settle();
    }

    /// The kind that most reports name; the one it was before on a tie.
    pub(super) fn leading(&self) -> Kind {
        self.first
    }

    pub(super) fn json(&self) -> String {
        let pairs = self.counts.iter().map(|(k, n)| (k.clone(), (*n).into()));
        serde_json::Value::Object(pairs.collect()).to_string()
    }

    fn settle(&mut self) {
        let count = |kind: Kind| self.counts.get(kind.as_str()).copied().unwrap_or_default();
        let ahead = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| count(*kind) > count(self.first));
        if let Some(leader) = ahead.max_by_key(|kind| count(*kind)) {
            self.first = leader;
        }
    }
}

/// A case, held until the transaction ends.
pub(super) async fn lock_case(tx: &mut Conn, site: &SiteKey, id: CaseId) -> Result<CaseRow> {
    let read = dialect!(
        tx,
        sqlite: concat!(
            "select ", case_columns!(), " from cases c where site_id = $1 and case_id = $2"
        ),
        postgres: concat!(
            "select ", case_columns!(), " from cases c where site_id = $1 and case_id = $2 for update"
        ),
    );
    query!(fetch_one, CaseRow, tx, read, site.as_str(), id.0)
}

/// A case's proposals, most reported first, the oldest of equals.
pub(super) async fn proposals(
    conn: &mut Conn,
    site: &SiteKey,
    id: CaseId,
) -> Result<Vec<Proposal>> {
    let read = "select case_id, proposal_id, span_start, span_end, old_words, new_words, reports
        from proposals where site_id = $1 and case_id = $2
        order by reports desc, proposal_id limit $3";
    let rows = query!(
        fetch_all,
        ProposalRow,
        conn,
        read,
        site.as_str(),
        id.0,
        MAX_PROPOSALS
    )?;
    rows.into_iter().map(|row| Ok(row.read()?.1)).collect()
}

pub(super) fn span(start: Option<i64>, end: Option<i64>) -> Result<Option<Span>> {
    let position = |at: i64| usize::try_from(at).map_err(corrupt);
    let (Some(start), Some(end)) = (start, end) else {
        return Ok(None);
    };
    Ok(Some(Span::new(position(start)?, position(end)?)))
}

pub(super) fn edit(start: i64, end: i64, old: String, new: String) -> Result<Edit> {
    let span = span(Some(start), Some(end))?.unwrap_or(Span::new(0, 0));
    Ok(Edit { span, old, new })
}

/// A position as it is stored.
pub(super) fn position(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// The number by which the same words are found again: the first eight bytes of their SHA-256. Two different
/// words with one number cost a comparison and nothing else.
pub(super) fn number_of(parts: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&hash.finalize()[..8]);
    i64::from_be_bytes(first)
}

/// What a case is searched by: the terms of its passage and of what is proposed.
pub(super) fn searchable<'a>(
    passage: Option<&Passage>,
    edits: impl Iterator<Item = &'a Edit>,
) -> String {
    let passage = passage.map(|passage| passage.exact.as_str());
    let texts = passage.into_iter().chain(edits.map(|edit| &*edit.new));
    terms_of(texts, MAX_SEARCHABLE)
}

/// Adds to what a case is searched by, as long as there is room.
pub(super) fn add_searchable(words: &mut String, more: &str) {
    add_terms(words, more, MAX_SEARCHABLE);
}
