//! One batch in one transaction: what was asked before, the articles, the cases, each report in its turn, then
//! everything is written, the journal last.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use super::super::db::Conn;
use super::super::journal::{self, Line};
use super::super::reconsider::doubt;
use super::super::sets::Together;
use super::super::{Accepted, Error, Result, jobs};
use super::gate::{COUNT, Gate};
use super::picture::{KnownArticle, Picture, Stored};
use super::{Entry, answered, read, write};
use crate::domain::article::ArticleId;
use crate::domain::case::Placement;
use crate::domain::job::Task;
use crate::domain::journal::EventKind;
use crate::domain::report::Idempotency;
use crate::domain::sender::{Lane, Suspicion};
use crate::domain::site::SiteKey;

/// A request that was answered before, now or in this batch.
#[derive(Debug, Clone)]
pub(super) struct Answered {
    pub(super) digest: [u8; 32],
    pub(super) accepted: Accepted,
}

/// Requests by site and key.
pub(super) type AnsweredBefore = HashMap<(SiteKey, String), Answered>;

/// Gives one answer for each entry, in their order.
pub(super) async fn store(tx: &mut Conn, entries: &[Entry]) -> Result<Vec<Result<Accepted>>> {
    // The articles come first: a retry that reached another node waits here until the first was answered.
    let articles = read::articles(tx, entries).await?;
    let mut answered = answered::answered(tx, entries).await?;
    let fresh: Vec<&Entry> = entries
        .iter()
        .filter(|entry| known_answer(&answered, entry).is_none())
        .collect();
    let known = |entry: &Entry| {
        let of = (entry.report.site.clone(), entry.report.url.clone());
        articles.get(&of).cloned()
    };
    let mut gate = Gate::open(tx, &fresh, known).await?;
    let mut picture = read::picture(tx, &fresh, &articles).await?;
    let mut owed = Owed::default();
    let mut stored = Vec::new();
    let mut answers = Vec::with_capacity(entries.len());
    for entry in entries {
        // An earlier report of this batch may have come under the same key.
        if let Some(answer) = known_answer(&answered, entry) {
            answers.push(answer);
            continue;
        }
        if entry.stored && !read::is_waiting(tx, entry).await? {
            answers.push(Err(Error::Conflict("reports_placed")));
            continue;
        }
        let article = articles
            .get(&(entry.report.site.clone(), entry.report.url.clone()))
            .ok_or(Error::NotFound)?;
        let suspicion = match gate.admit(entry, article.id) {
            Ok(suspicion) => suspicion,
            Err(why) => {
                answers.push(Err(why.into()));
                continue;
            }
        };
        let one = take(entry, article, suspicion, &mut picture, &mut owed);
        let accepted = accepted(entry, &one);
        if let Some(Idempotency { key, digest }) = &entry.report.idempotency {
            let (digest, accepted) = (*digest, accepted.clone());
            let of = (entry.report.site.clone(), key.clone());
            answered.insert(of, Answered { digest, accepted });
        }
        answers.push(Ok(accepted));
        stored.push((entry, one));
    }
    let mut rest = write::cases(tx, &picture, &stored).await?;
    rest.add(&COUNT, gate.gained());
    owed.write(tx, rest).await?;
    Ok(answers)
}

/// The answer to a request that was answered before; a refusal when it was another one.
fn known_answer(answered: &AnsweredBefore, entry: &Entry) -> Option<Result<Accepted>> {
    if entry.stored {
        return None;
    }
    let Idempotency { key, digest } = entry.report.idempotency.as_ref()?;
    let known = answered.get(&(entry.report.site.clone(), key.clone()))?;
    Some(if known.digest == *digest {
        Ok(Accepted {
            replayed: true,
            ..known.accepted.clone()
        })
    } else {
        Err(Error::Conflict("idempotency_key"))
    })
}

/// Tasks and journal lines by site, sites in order so that two batches wait for each other and not in a circle.
#[derive(Debug, Default)]
struct Owed {
    tasks: BTreeMap<SiteKey, Vec<(Task, jiff::Timestamp)>>,
    lines: BTreeMap<SiteKey, Vec<Line>>,
    /// Articles that are read by other rules than those by which a report was placed.
    doubted: BTreeSet<(SiteKey, ArticleId)>,
}

impl Owed {
    fn task(&mut self, entry: &Entry, task: Task) {
        let of = self.tasks.entry(entry.report.site.clone()).or_default();
        of.push((task, entry.at));
    }

    fn line(&mut self, entry: &Entry, kind: EventKind, stored: &Stored) {
        let line = Line {
            at: entry.at,
            kind,
            article: Some(stored.article),
            case: stored.joined.as_ref().map(|joined| joined.case.id),
            report: Some(stored.report),
            actor: None,
        };
        self.lines
            .entry(entry.report.site.clone())
            .or_default()
            .push(line);
    }

    /// The case has the revision that there is, and yet it is to be looked for again.
    fn doubt(&mut self, entry: &Entry, article: ArticleId) {
        let site = entry.report.site.clone();
        self.doubted.insert((site, article));
    }

    /// Writes this, and before the first lines of the journal what else there is.
    async fn write(self, tx: &mut Conn, mut rest: Together) -> Result<()> {
        for (site, article) in &self.doubted {
            doubt(tx, site, Some(*article)).await?;
        }
        for (site, tasks) in &self.tasks {
            let due = tasks.iter().map(|(_, at)| *at).min().unwrap_or_default();
            let tasks: Vec<Task> = tasks.iter().map(|(task, _)| *task).collect();
            jobs::owe(tx, site, &tasks, due).await?;
        }
        for (site, lines) in &self.lines {
            journal::append_after(mem::take(&mut rest), tx, site, lines).await?;
        }
        rest.execute(tx).await
    }
}

/// Gives one report its case, or what will find it one.
fn take(
    entry: &Entry,
    article: &KnownArticle,
    suspicion: Option<Suspicion>,
    picture: &mut Picture,
    owed: &mut Owed,
) -> Stored {
    let report = &entry.report;
    // A stored report that comes back without a place has waited long enough: editors see it as it is.
    let is_placed = entry.stored || entry.finding.placement != Placement::Pending;
    let lane = suspicion.map_or(Lane::Desk, |_| Lane::Junk);
    let joined = is_placed.then(|| picture.take_in(entry, article.id, lane));
    let stored = Stored {
        suspicion,
        report: report.id,
        article: article.id,
        joined,
    };
    if !entry.stored {
        owed.line(entry, EventKind::ReportReceived, &stored);
    }
    match &stored.joined {
        Some(joined) => {
            if entry.stored {
                owed.line(entry, EventKind::ReportPlaced, &stored);
            }
            let kind = match joined.why {
                Some(_) => EventKind::CaseJoined,
                None => EventKind::CaseOpened,
            };
            owed.line(entry, kind, &stored);
            // The text changed while the report was on its way, and its case is where it was.
            if article.revision != entry.finding.revision {
                owed.task(entry, Task::Reconsider(article.id));
            } else if article.rules != entry.rules {
                owed.task(entry, Task::Reconsider(article.id));
                owed.doubt(entry, article.id);
            }
            if !entry.stored && entry.has_connector && may_be_outdated(entry.finding.placement) {
                owed.task(entry, Task::Fetch(article.id));
            }
        }
        None => owed.task(entry, Task::Place(report.id)),
    }
    stored
}

/// A reader quotes what is on the page, so words that are not found hint at a text read before the page changed.
fn may_be_outdated(placement: Placement) -> bool {
    matches!(
        placement,
        Placement::Gone | Placement::Ambiguous | Placement::Edited
    )
}

fn accepted(entry: &Entry, stored: &Stored) -> Accepted {
    Accepted {
        report: stored.report,
        placement: entry.finding.placement,
        case: stored.joined.as_ref().map(|joined| joined.case),
        in_review: stored.suspicion.is_some(),
        replayed: false,
    }
}
