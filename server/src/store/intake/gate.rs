//! What a batch lets in: held against what all nodes counted in this minute, the proofs of work that were spent, the
//! sources that are blocked, and what the publisher takes of one article in a day. The rules are `domain::sender`'s.
//!
//! Counts are read when a batch begins and written when it ends, right before the journal, so that no batch waits
//! for another longer than it would for the journal's own row. Batches of several nodes that overlap may let in a
//! few more than the limit.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::super::db::{Conn, corrupt, count, digest, micros, word};
use super::super::sets::Column::{self, Digest, Number, Text};
use super::super::sets::{Cell, Rows, Statement};
use super::super::{Error, Result};
use super::Entry;
use super::picture::KnownArticle;
use crate::domain::article::ArticleId;
use crate::domain::sender::{Hash, Refused, Suspicion};
use crate::domain::site::SiteKey;
use jiff::SignedDuration;

const MINUTE: SignedDuration = SignedDuration::from_secs(60);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is counted.
const CLIENT: &str = "client";
const SITE: &str = "site";
const ARTICLE: &str = "article";
const KINDS: [&str; 3] = [CLIENT, SITE, ARTICLE];

/// One counter: the site, what is counted of what, and when the minute or day began.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Tally {
    site: SiteKey,
    what: &'static str,
    subject: Vec<u8>,
    begins: i64,
}

impl Tally {
    fn of(entry: &Entry, what: &'static str, subject: &[u8], window: SignedDuration) -> Self {
        let at = entry.report.received.as_second();
        let begins = at - at.rem_euclid(window.as_secs());
        Self {
            site: entry.report.site.clone(),
            what,
            subject: subject.to_vec(),
            begins: begins.saturating_mul(1_000_000),
        }
    }

    fn client(entry: &Entry, client: Hash) -> Self {
        Self::of(entry, CLIENT, &client.0, MINUTE)
    }

    fn site(entry: &Entry) -> Self {
        Self::of(entry, SITE, &[], MINUTE)
    }

    fn article(entry: &Entry, article: ArticleId) -> Self {
        Self::of(entry, ARTICLE, article.0.as_bytes(), DAY)
    }

    fn cells(&self) -> [(&'static str, Cell<'_>); 4] {
        [
            ("site_id", self.site.as_str().into()),
            ("what", self.what.into()),
            ("subject", Cell::Digest(&self.subject)),
            ("begins", self.begins.into()),
        ]
    }
}

/// Everything that reports are held against while a batch lasts.
#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Counted before this batch, and in it.
    counts: BTreeMap<Tally, (u64, u64)>,
    /// Proofs that nobody spent before; taken out as they are spent.
    unspent: HashSet<(SiteKey, [u8; 32])>,
    /// Sources that are or were blocked, and until when, in microseconds.
    blocked: HashMap<(SiteKey, Hash), i64>,
}

impl Gate {
    /// Reads what the new reports of a batch are held against; what they bring no question of costs nothing.
    pub(super) async fn open(
        tx: &mut Conn,
        fresh: &[&Entry],
        article: impl Fn(&Entry) -> Option<KnownArticle>,
    ) -> Result<Self> {
        let mut gate = Self::default();
        for entry in fresh.iter().filter(|entry| !entry.stored) {
            if let Some(counted) = &entry.sender.counted {
                gate.counts
                    .insert(Tally::client(entry, counted.client), (0, 0));
                gate.counts.insert(Tally::site(entry), (0, 0));
            }
            if let (Some(_), Some(article)) = (entry.per_article, article(entry)) {
                gate.counts
                    .insert(Tally::article(entry, article.id), (0, 0));
            }
        }
        gate.read_counts(tx).await?;
        gate.read_blocks(tx, fresh).await?;
        gate.spend(tx, fresh).await?;
        Ok(gate)
    }

    /// Lets a report in and counts it, with what is odd about it; or refuses it.
    pub(super) fn admit(
        &mut self,
        entry: &Entry,
        article: ArticleId,
    ) -> Result<Option<Suspicion>, Refused> {
        if entry.stored {
            return Ok(entry.sender.suspicion);
        }
        let busy = self
            .proven(entry)
            .map_err(|why| match (why, &entry.sender.proof) {
                (Refused::ProofNeeded, Some(_)) => Refused::ProofSpent,
                (why, _) => why,
            })?;
        if let Some(most) = entry.per_article
            && self.counted(&Tally::article(entry, article)) >= u64::from(most)
        {
            return Err(Refused::ArticleFull);
        }
        self.count(entry, article);
        let until = entry.sender.source.and_then(|source| {
            let of = (entry.report.site.clone(), source);
            self.blocked.get(&of)
        });
        let is_blocked = until.is_some_and(|until| *until > micros(entry.at));
        let blocked = is_blocked.then_some(Suspicion::Blocked);
        Ok(blocked.or(entry.sender.suspicion).or(busy))
    }

    /// This batch's counts, for [`COUNT`] to add to those of all nodes.
    pub(super) fn gained(&self) -> Rows<'static> {
        let mut rows = COUNT.rows();
        for (tally, (_, gained)) in self.counts.iter().filter(|(_, (_, gained))| *gained > 0) {
            let [site, what, subject, begins] = tally.cells();
            let gained = i64::try_from(*gained).unwrap_or(i64::MAX);
            rows.add(&[site, what, subject, begins, ("reports", gained.into())]);
        }
        rows
    }

    fn counted(&self, tally: &Tally) -> u64 {
        self.counts
            .get(tally)
            .map_or(0, |(before, now)| before + now)
    }

    fn count(&mut self, entry: &Entry, article: ArticleId) {
        let clients = entry
            .sender
            .counted
            .as_ref()
            .map(|counted| Tally::client(entry, counted.client));
        let all = [
            clients,
            Some(Tally::site(entry)),
            Some(Tally::article(entry, article)),
        ];
        for tally in all.into_iter().flatten() {
            // Only what somebody asks about is counted.
            if let Some((_, now)) = self.counts.get_mut(&tally) {
                *now += 1;
            }
        }
    }

    /// Whether the report passes with the proof of work it came with, if one is needed; one proof is for one report.
    fn proven(&mut self, entry: &Entry) -> Result<Option<Suspicion>, Refused> {
        let sender = &entry.sender;
        let site = &entry.report.site;
        let has_proof = sender
            .proof
            .as_ref()
            .is_some_and(|proof| self.unspent.remove(&(site.clone(), proof.id)));
        if sender.must_prove && !has_proof {
            return Err(Refused::ProofNeeded);
        }
        let Some(counted) = &sender.counted else {
            return Ok(None);
        };
        let clients = self.counted(&Tally::client(entry, counted.client));
        counted.admit(clients, self.counted(&Tally::site(entry)), has_proof)
    }

    async fn read_counts(&mut self, tx: &mut Conn) -> Result<()> {
        let mut rows = COUNTED.rows();
        for tally in self.counts.keys() {
            rows.add(&tally.cells());
        }
        type Row = (String, String, Vec<u8>, i64, i64);
        let rows: Vec<Row> = COUNTED.fetch(tx, &rows).await?;
        for (site, what, subject, begins, reports) in rows {
            let site = word(&site)?;
            let Some(what) = KINDS.iter().find(|kind| **kind == what) else {
                continue;
            };
            let tally = Tally {
                site,
                what,
                subject,
                begins,
            };
            if let Some((before, _)) = self.counts.get_mut(&tally) {
                *before = count(reports)?;
            }
        }
        Ok(())
    }

    async fn read_blocks(&mut self, tx: &mut Conn, fresh: &[&Entry]) -> Result<()> {
        let wanted: HashSet<(&SiteKey, Hash)> = fresh
            .iter()
            .filter(|entry| !entry.stored)
            .filter_map(|entry| Some((&entry.report.site, entry.sender.source?)))
            .collect();
        let mut rows = BLOCKED.rows();
        for (site, source) in &wanted {
            rows.add(&[
                ("site_id", site.as_str().into()),
                ("source", (&source.0).into()),
            ]);
        }
        let rows: Vec<(String, Vec<u8>, i64)> = BLOCKED.fetch(tx, &rows).await?;
        for (site, source, until) in rows {
            let source = source.try_into().map_err(|_| corrupt("a source"))?;
            self.blocked.insert((word(&site)?, Hash(source)), until);
        }
        Ok(())
    }

    /// Writes the batch's proofs down as spent; those that were written before are not.
    async fn spend(&mut self, tx: &mut Conn, fresh: &[&Entry]) -> Result<()> {
        let proofs = fresh
            .iter()
            .filter(|entry| !entry.stored)
            .filter_map(|entry| {
                let proof = entry.sender.proof.as_ref()?;
                Some((&entry.report.site, &proof.id, micros(proof.expires)))
            });
        // Two batches that spend the same proofs wait for each other and not in a circle.
        let proofs: BTreeSet<_> = proofs.collect();
        let mut rows = SPEND.rows();
        for (site, id, expires) in proofs {
            rows.add(&[
                ("site_id", site.as_str().into()),
                ("proof", id.into()),
                ("expires", expires.into()),
            ]);
        }
        let rows: Vec<(String, Vec<u8>)> = SPEND.fetch(tx, &rows).await?;
        for (site, proof) in rows {
            self.unspent.insert((word(&site)?, digest(&proof)?));
        }
        Ok(())
    }
}

impl From<Refused> for Error {
    fn from(why: Refused) -> Self {
        Self::Refused(why)
    }
}

const TALLY: &[(&str, Column)] = &[
    ("site_id", Text),
    ("what", Text),
    ("subject", Digest),
    ("begins", Number),
];

static COUNTED: LazyLock<Statement> = LazyLock::new(|| {
    Statement::over(TALLY, |rows| {
        format!(
            "with wanted as ({rows})
            select t.site_id, t.what, t.subject, t.begins, t.reports from wanted w cross join tallies t
            where t.site_id = w.site_id and t.what = w.what and t.subject = w.subject
                and t.begins = w.begins"
        )
    })
});

/// Adds to the counts.
pub(super) static COUNT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::insert(
        "tallies",
        &[TALLY, &[("reports", Number)]].concat(),
        "on conflict (site_id, what, subject, begins)
        do update set reports = tallies.reports + excluded.reports",
    )
});

static BLOCKED: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [("site_id", Text), ("source", Digest)];
    Statement::over(&columns, |rows| {
        format!(
            "with wanted as ({rows})
            select b.site_id, b.source, b.until from wanted w cross join blocks b
            where b.site_id = w.site_id and b.source = w.source"
        )
    })
});

static SPEND: LazyLock<Statement> = LazyLock::new(|| {
    let columns = [("site_id", Text), ("proof", Digest), ("expires", Number)];
    Statement::insert(
        "spent_proofs",
        &columns,
        "on conflict (site_id, proof) do nothing returning site_id, proof",
    )
});
