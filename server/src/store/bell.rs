//! Who is told that something was written: workers that jobs are owed, streams that a site's journal grew, and the
//! memory of texts that a revision is to be read otherwise; in this process at once and in the others by PostgreSQL's
//! `NOTIFY`.
//!
//! A bell only saves waiting and carries nothing that could be lost: whoever hears it looks into the store, and looks
//! there now and then without having heard anything. It is rung after the commit and not in it, because PostgreSQL
//! lets one transaction with a notification commit at a time; and by one task that takes what is there, so that a
//! thousand commits are a few notifications and no commit waits for one.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::{Notify, broadcast, mpsc, oneshot};

use super::sets::bytes_behind;
use super::texts::Texts;
use crate::domain::article::RevisionId;
use crate::domain::site::SiteKey;

/// The channel of all nodes on one database.
const CHANNEL: &str = "corrigenda";

/// So many sites may be rung for before somebody who follows looks; who is later is told that something was missed.
const HEARD: usize = 256;

/// So many words go into one notification, which PostgreSQL bounds to 8000 bytes; none has more than 65.
const WORDS: usize = 100;

/// The word in a notification that says that jobs are owed. No site's key looks like it.
const JOBS: &str = "!";

/// What stands before a revision in a notification. No site's key begins with it.
const REVISION: &str = "~";

/// How long to wait before listening again after that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// What is told.
#[derive(Debug, Default, Clone)]
struct Rings {
    jobs: bool,
    sites: BTreeSet<SiteKey>,
    revisions: BTreeSet<[u8; 32]>,
}

/// What a transaction has to tell once it is committed.
#[derive(Debug)]
pub(super) struct Pending {
    bell: Bell,
    rings: Rings,
}

/// Where it is told. Clones share everything.
#[derive(Debug, Clone)]
pub(super) struct Bell {
    jobs: Arc<Notify>,
    /// Whose journal grew; none when it may be anybody's.
    journal: broadcast::Sender<Option<SiteKey>>,
    pub(super) texts: Arc<Texts>,
    /// The way to the other nodes; none with SQLite, whose only node is this process.
    others: Option<Others>,
}

#[derive(Debug, Clone)]
struct Others {
    pool: PgPool,
    /// What tells one's own notifications from those of others.
    node: u64,
    out: mpsc::UnboundedSender<Message>,
    listening: Arc<AtomicBool>,
}

#[derive(Debug)]
enum Message {
    Ring(Rings),
    Flush(oneshot::Sender<()>),
}

/// Somebody who wants to know when a site's journal grows.
#[derive(Debug)]
pub struct Follow {
    site: SiteKey,
    heard: broadcast::Receiver<Option<SiteKey>>,
}

impl Follow {
    /// Resolves when the journal grew since this was made or last resolved, on whichever node. Now and then for
    /// nothing; and what happened while no node could be heard is not told, so look from time to time all the same.
    pub async fn grew(&mut self) {
        loop {
            match self.heard.recv().await {
                Ok(None) => return,
                Ok(Some(site)) if site == self.site => return,
                Ok(Some(_)) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return,
                // Nobody is left who could ring: there is nothing to wait for.
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

impl Pending {
    /// Jobs are owed.
    pub(super) fn jobs(&mut self) {
        self.rings.jobs = true;
    }

    /// The site's journal grew.
    pub(super) fn site(&mut self, site: &SiteKey) {
        self.rings.sites.insert(site.clone());
    }

    /// The revision is now said to be of another format.
    pub(super) fn revision(&mut self, revision: RevisionId) {
        self.rings.revisions.insert(revision.0);
    }

    /// It is committed.
    pub(super) fn ring(self) {
        self.bell.ring(self.rings);
    }
}

impl Rings {
    fn add(&mut self, other: Self) {
        self.jobs |= other.jobs;
        self.sites.extend(other.sites);
        self.revisions.extend(other.revisions);
    }

    fn is_empty(&self) -> bool {
        !self.jobs && self.sites.is_empty() && self.revisions.is_empty()
    }

    /// What is told to other nodes, part by part.
    fn words(&self, node: u64) -> Vec<String> {
        let jobs = self.jobs.then(|| JOBS.to_owned());
        let sites = self.sites.iter().map(SiteKey::to_string);
        let revisions = self.revisions.iter();
        let revisions = revisions.map(|id| format!("{REVISION}{}", RevisionId(*id)));
        let words: Vec<String> = jobs.into_iter().chain(sites).chain(revisions).collect();
        let parts = words.chunks(WORDS);
        parts
            .map(|part| format!("{node:016x} {}", part.join(" ")))
            .collect()
    }

    /// What another node told; none when it was this one, or nothing that can be read.
    fn of_another(words: &str, node: u64) -> Option<Self> {
        let (from, words) = words.split_once(' ')?;
        if u64::from_str_radix(from, 16).ok()? == node {
            return None;
        }
        let mut rings = Self::default();
        for word in words.split(' ') {
            if word == JOBS {
                rings.jobs = true;
            } else if let Some(revision) = word.strip_prefix(REVISION) {
                rings.revisions.extend(digest(revision));
            } else {
                rings.sites.extend(word.parse().ok());
            }
        }
        Some(rings)
    }
}

impl Bell {
    pub(super) fn alone() -> Self {
        Self {
            jobs: Arc::default(),
            journal: broadcast::channel(HEARD).0,
            texts: Arc::default(),
            others: None,
        }
    }

    pub(super) fn with_others(pool: PgPool) -> Self {
        let (out, messages) = mpsc::unbounded_channel();
        let node = rand::random();
        tokio::spawn(tell_others(pool.clone(), node, messages));
        Self {
            others: Some(Others {
                pool,
                node,
                out,
                listening: Arc::default(),
            }),
            ..Self::alone()
        }
    }

    /// Nothing to tell yet.
    pub(super) fn pending(&self) -> Pending {
        Pending {
            bell: self.clone(),
            rings: Rings::default(),
        }
    }

    fn ring(&self, rings: Rings) {
        if rings.is_empty() {
            return;
        }
        self.ring_here(&rings);
        if let Some(others) = &self.others {
            // The task is gone when the runtime ends, and then so is everybody here.
            let _ = others.out.send(Message::Ring(rings));
        }
    }

    /// Resolves once jobs were owed since the last call.
    pub(super) async fn job_owed(&self) {
        self.listen();
        self.jobs.notified().await;
    }

    pub(super) fn follow(&self, site: SiteKey) -> Follow {
        self.listen();
        Follow {
            site,
            heard: self.journal.subscribe(),
        }
    }

    /// Returns when what was rung so far was told.
    pub(super) async fn flush(&self) {
        let Some(others) = &self.others else { return };
        let (done, wait) = oneshot::channel();
        if others.out.send(Message::Flush(done)).is_ok() {
            // The task answers or is gone.
            let _ = wait.await;
        }
    }

    fn ring_here(&self, rings: &Rings) {
        if rings.jobs {
            self.jobs.notify_one();
        }
        for site in &rings.sites {
            // An error says that nobody follows.
            let _ = self.journal.send(Some(site.clone()));
        }
        for revision in &rings.revisions {
            self.texts.forget(RevisionId(*revision));
        }
    }

    /// Begins to listen to the other nodes, once, and only in a process where somebody waits: a command that writes
    /// a row and ends needs no connection for that.
    fn listen(&self) {
        let Some(others) = &self.others else { return };
        if !others.listening.swap(true, Ordering::AcqRel) {
            tokio::spawn(hear_others(self.clone(), others.pool.clone(), others.node));
        }
    }
}

async fn tell_others(pool: PgPool, node: u64, mut messages: mpsc::UnboundedReceiver<Message>) {
    let mut taken = Vec::new();
    while messages.recv_many(&mut taken, 1_024).await > 0 {
        let mut rings = Rings::default();
        let mut waiting = Vec::new();
        for message in taken.drain(..) {
            match message {
                Message::Ring(more) => rings.add(more),
                Message::Flush(done) => waiting.push(done),
            }
        }
        for words in rings.words(node) {
            let notify = sqlx::query("select pg_notify($1, $2)");
            if let Err(error) = notify.bind(CHANNEL).bind(words).execute(&pool).await {
                tracing::debug!(%error, "other nodes were not told; they will look by themselves");
            }
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

/// Hears until the pool is closed. When the connection was lost, everybody is told, for nobody knows what was missed.
async fn hear_others(bell: Bell, pool: PgPool, node: u64) {
    while !pool.is_closed() {
        if let Err(error) = hear(&bell, &pool, node).await {
            tracing::debug!(%error, "other nodes cannot be heard for the moment");
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn hear(bell: &Bell, pool: &PgPool, node: u64) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    // What was told until now was not heard. An error says that nobody follows.
    bell.jobs.notify_one();
    let _ = bell.journal.send(None);
    bell.texts.forget_all();
    while let Some(heard) = listener.try_recv().await? {
        if let Some(rings) = Rings::of_another(heard.payload(), node) {
            bell.ring_here(&rings);
        }
    }
    Ok(())
}

/// 32 bytes written as hexadecimal digits.
fn digest(hex: &str) -> Option<[u8; 32]> {
    bytes_behind(hex)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings(sites: &[&str]) -> Rings {
        let sites = sites.iter().map(|site| site.parse().expect("a key"));
        Rings {
            jobs: true,
            sites: sites.collect(),
            revisions: [[0xa7; 32]].into(),
        }
    }

    #[test]
    fn what_is_told_is_heard_by_others_and_not_by_oneself() {
        let words = rings(&["daily", "weekly"]).words(7);
        let revision = "a7".repeat(32);
        assert_eq!(
            words,
            [format!("0000000000000007 ! daily weekly ~{revision}")]
        );
        let heard = Rings::of_another(&words[0], 8).expect("another node");
        assert!(heard.jobs);
        assert_eq!(heard.sites, rings(&["daily", "weekly"]).sites);
        assert_eq!(heard.revisions, [[0xa7; 32]].into());
        assert!(Rings::of_another(&words[0], 7).is_none());
        assert!(Rings::of_another("something else", 8).is_none());
    }

    #[test]
    fn a_notification_stays_within_what_postgresql_takes() {
        let keys: Vec<String> = (0..1_000).map(|n| format!("{n:040}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let words = rings(&keys).words(u64::MAX);
        assert!(words.len() > 1 && words.iter().all(|words| words.len() < 8_000));
    }

    #[tokio::test]
    async fn who_follows_hears_of_their_site_only() {
        let bell = Bell::alone();
        let mut follow = bell.follow("daily".parse().expect("a key"));
        bell.ring(rings(&["weekly"]));
        bell.ring(rings(&["daily"]));
        follow.grew().await;
        assert!(follow.heard.is_empty());
        bell.job_owed().await;
    }
}
