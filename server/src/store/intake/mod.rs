//! Where reports wait for the disk together: one transaction and one flush for many of them, then all answers.
//!
//! A bounded queue and one thread. It takes what is there, without a timer: what arrives while the disk is being waited
//! for is the next batch. When a batch fails, its reports are tried one by one, so that a bad one fails alone; a panic
//! is a failure like others. What a batch does is in `batch`; what it knows of the cases meanwhile in `picture`; its
//! statements in `read` and `write`, what is written in `rows`.

mod answered;
mod batch;
mod counts;
mod gate;
mod log;
mod picture;
mod read;
mod rows;
mod thread;
mod write;

use std::io;
use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc, oneshot};

use super::db::{Conn, Database, Pools};
use super::error::is_out_of_reach;
use super::server::write_something;
use super::sets::clean;
use super::vault::Sealed;
use super::{Accepted, Error, Result, Store};
use crate::domain::placement::Finding;
use crate::domain::report::{NewReport, ReportId};
use crate::domain::sender::Sender;
use crate::domain::site::{Connector, Site, TextRules};
use crate::meter::{self, Stopwatch};
use counts::Counts;
use log::Log;

#[cfg(test)]
pub(super) use read::statements;

/// So many reports may wait; whoever comes then is told to come back.
const QUEUE: usize = 4_096;

/// So many are stored in one transaction at most.
const BATCH: usize = 256;

/// What a probe is told when the reports before it could not be written: it would wait for the same.
const NOT_WRITTEN: &str = "the reports that came before could not be written";

/// The way in; clones lead to the same queue.
#[derive(Debug, Clone)]
pub(super) struct Intake {
    queue: mpsc::Sender<Message>,
    /// What it writes with.
    pub(super) pools: Pools,
    /// Held by whoever waits for a probe: the queue is for reports.
    probing: Arc<Mutex<()>>,
}

#[derive(Debug)]
enum Message {
    Store(Box<Entry>, oneshot::Sender<Result<Accepted>>),
    Probe(oneshot::Sender<Result<()>>),
    Close(oneshot::Sender<()>),
}

/// What becomes of a batch: an answer for each of its reports, in their order, or an error that is all of theirs.
type Answers = Result<Vec<Result<Accepted>>>;

/// A report on its way to the disk.
#[derive(Debug, Clone)]
struct Entry {
    /// Without its reader's address, which is sealed.
    report: NewReport,
    email: Option<Sealed>,
    finding: Finding,
    /// By which the text was read that the finding is of.
    rules: TextRules,
    sender: Sender,
    /// How many reports the publisher takes of its article in a day.
    per_article: Option<u32>,
    /// Whether an article whose text is missing can be fetched.
    has_connector: bool,
    /// The report is stored already and only gets its place.
    stored: bool,
    /// When this happens; for a new report, when it arrived.
    at: Timestamp,
}

impl Store {
    /// Stores a report with what was found of its passage, and gives the case it belongs to. When this returns,
    /// it is on disk. [`Error::Busy`] when too many wait; [`Error::Conflict`]`("idempotency_key")` when the key
    /// came before with another annotation.
    pub async fn accept_report(
        &self,
        site: &Site,
        report: NewReport,
        finding: Finding,
    ) -> Result<Accepted> {
        let sender = Sender::default();
        self.accept_from(site, sender, report, finding).await
    }

    /// As [`Store::accept_report`], held against what is known of whoever sent it: [`Error::Refused`] when it may not
    /// pass.
    pub async fn accept_from(
        &self,
        site: &Site,
        sender: Sender,
        mut report: NewReport,
        finding: Finding,
    ) -> Result<Accepted> {
        let email = match report.email.take() {
            Some(address) => {
                let vault = self.vault().await?;
                Some(vault.seal(&report.site, report.id, &clean(&address)))
            }
            None => None,
        };
        let entry = Entry {
            email,
            at: report.received,
            per_article: site.caps.per_article,
            sender,
            has_connector: site.connector != Connector::None,
            stored: false,
            report,
            finding,
            rules: site.text.clone(),
        };
        self.intake.store(entry).await
    }

    /// The same store, which loses every report: what is left when nothing but the transaction is taken away, for
    /// measuring what the transaction costs. Reports go through the queue all the same.
    #[cfg(feature = "measure")]
    pub fn without_storing(self) -> io::Result<Self> {
        let intake = Intake::start_with(&self.db, async |_, entries| {
            Ok(entries.iter().map(|entry| Ok(pretend(entry))).collect())
        })?;
        Ok(Self { intake, ..self })
    }

    /// Gives a pending report its place and its case. A report that has one keeps it; [`Error::NotFound`] when it
    /// was withdrawn.
    pub async fn place_report(
        &self,
        site: &Site,
        id: ReportId,
        finding: Finding,
        now: Timestamp,
    ) -> Result<Accepted> {
        let Some(report) = self.pending_report(&site.key, id).await? else {
            return self.answer_again(&site.key, id).await;
        };
        let suspicion = self.suspicion(&site.key, id).await?;
        let sender = Sender {
            suspicion,
            ..Sender::default()
        };
        let entry = Entry {
            sender,
            per_article: None,
            has_connector: site.connector != Connector::None,
            stored: true,
            email: None,
            at: now,
            report,
            finding,
            rules: site.text.clone(),
        };
        self.intake.store(entry).await
    }
}

/// An answer like that to a report which makes a new case.
#[cfg(feature = "measure")]
fn pretend(entry: &Entry) -> Accepted {
    let case = super::CaseSummary {
        id: crate::domain::case::CaseId::new(entry.at),
        state: crate::domain::case::State::Open,
        outcome: None,
        reports: 1,
    };
    Accepted {
        report: entry.report.id,
        placement: entry.finding.placement,
        case: Some(case),
        in_review: false,
        replayed: false,
    }
}

impl Intake {
    /// Starts the thread; it ends when the last way in is gone or [`Intake::close`] was called.
    pub(super) fn start(db: &Database) -> io::Result<Self> {
        Self::start_with(db, store_together)
    }

    /// The same, storing the reports of a batch otherwise.
    fn start_with<S>(
        db: &Database,
        store: impl Fn(Database, Arc<[Entry]>) -> S + Send + Sync + 'static,
    ) -> io::Result<Self>
    where
        S: Future<Output = Answers> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let pools = thread::start(db, |db| run(db, receiver, store))?;
        Ok(Self {
            queue: sender,
            pools,
            probing: Arc::default(),
        })
    }

    /// Whether a report could be written now, by what writes reports: it has connections of its own.
    pub(super) async fn probe(&self) -> Result<()> {
        let _turn = self.probing.lock().await;
        let (answer, wait) = oneshot::channel();
        self.send(Message::Probe(answer))?;
        wait.await.map_err(|_| stopping())?
    }

    /// Stores what was taken and takes nothing more.
    pub(super) async fn close(&self) {
        let (done, wait) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            // The thread answers when it is through; when it is gone already, there is nothing to wait for.
            let _ = wait.await;
        }
    }

    /// How many wait, and how many may.
    pub(super) fn depth(&self) -> (usize, usize) {
        let limit = self.queue.max_capacity();
        (limit - self.queue.capacity(), limit)
    }

    async fn store(&self, entry: Entry) -> Result<Accepted> {
        let (answer, wait) = oneshot::channel();
        self.send(Message::Store(Box::new(entry), answer))?;
        wait.await.map_err(|_| stopping())?
    }

    fn send(&self, message: Message) -> Result<()> {
        self.queue.try_send(message).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Busy,
            mpsc::error::TrySendError::Closed(_) => stopping(),
        })
    }
}

fn stopping() -> Error {
    Error::Unavailable("the server is stopping".into())
}

async fn run<S>(
    db: Database,
    mut receiver: mpsc::Receiver<Message>,
    store: impl Fn(Database, Arc<[Entry]>) -> S,
) where
    S: Future<Output = Answers> + Send + 'static,
{
    let mut messages = Vec::with_capacity(BATCH);
    let (mut probes, mut closing) = (Vec::new(), Vec::new());
    let (mut counts, mut log) = (Counts::default(), Log::default());
    while receiver.recv_many(&mut messages, BATCH).await > 0 {
        let mut entries = Vec::with_capacity(messages.len());
        let mut answers = Vec::with_capacity(messages.len());
        for message in messages.drain(..) {
            match message {
                Message::Store(entry, answer) => {
                    entries.push(*entry);
                    answers.push(answer);
                }
                Message::Probe(answer) => probes.push(answer),
                Message::Close(done) => {
                    receiver.close();
                    closing.push(done);
                }
            }
        }
        let taken = entries.len();
        let accepted = store_all(entries.into(), |entries| store(db.clone(), entries)).await;
        let is_written = (taken > 0).then(|| !db.is_failing());
        for (answer, accepted) in answers.into_iter().zip(accepted) {
            // Whoever asked may have hung up; the report is stored all the same.
            let _ = answer.send(accepted);
        }
        // Whoever gave up waiting costs those who wait for the next batch nothing.
        probes.retain(|probe| !probe.is_closed());
        if !probes.is_empty() {
            let went = match is_written {
                Some(true) => Ok(()),
                Some(false) => Err(Error::Unavailable(NOT_WRITTEN.into())),
                None => probe(&db).await,
            };
            answer_all(&mut probes, &went);
        }
        counts.after(taken, &db);
        log.after(taken, &db);
    }
    log.end().await;
    // While their runtime lasts. A connection to SQLite goes back to its pool by a task: wait for it, and close it here.
    match &db.pools {
        Pools::Sqlite { writer, .. } => {
            if let Ok(own) = writer.acquire().await {
                // One that does not close was of no more use; all reports are answered.
                let _ = own.close().await;
            }
        }
        Pools::Postgres(own) => own.close().await,
    }
    for done in closing {
        let _ = done.send(());
    }
}

/// Writes something that changes nothing.
async fn probe(db: &Database) -> Result<()> {
    let own = db.clone();
    db.wrote(apart(async move { write_something(&own).await }).await)
}

fn answer_all(probes: &mut Vec<oneshot::Sender<Result<()>>>, went: &Result<()>) {
    for probe in probes.drain(..) {
        let _ = probe.send(went.as_ref().copied().map_err(unavailable));
    }
}

/// Stores all entries together, or, when that fails, each by itself.
async fn store_all<S>(
    entries: Arc<[Entry]>,
    store: impl Fn(Arc<[Entry]>) -> S,
) -> Vec<Result<Accepted>>
where
    S: Future<Output = Answers> + Send + 'static,
{
    if entries.is_empty() {
        return Vec::new();
    }
    match apart(store(entries.clone())).await {
        Ok(accepted) => accepted,
        Err(error) if entries.len() == 1 => vec![Err(error)],
        Err(error) if is_out_of_reach(&error) => all_without(&error, entries.len()),
        Err(error) => {
            tracing::warn!(%error, reports = entries.len(), "a batch of reports failed; trying each by itself");
            let mut accepted = Vec::with_capacity(entries.len());
            for entry in entries.iter() {
                let alone = apart(store(Arc::from([entry.clone()]))).await;
                let alone = alone.and_then(|mut one| one.pop().unwrap_or(Err(Error::NotFound)));
                let lost = alone.as_ref().err().filter(|error| is_out_of_reach(error));
                // Each of those left would only wait for the same.
                let rest = lost.map(|error| all_without(error, entries.len() - accepted.len() - 1));
                accepted.push(alone);
                if let Some(rest) = rest {
                    accepted.extend(rest);
                    break;
                }
            }
            accepted
        }
    }
}

/// So many answers that the database is not available.
fn all_without(error: &Error, reports: usize) -> Vec<Result<Accepted>> {
    (0..reports).map(|_| Err(unavailable(error))).collect()
}

/// The same error for another one who waited for what failed.
fn unavailable(error: &Error) -> Error {
    Error::Unavailable(match error {
        Error::Unavailable(why) => why.to_string().into(),
        other => other.to_string().into(),
    })
}

/// Does something in a task of its own: a panic in it is an error of those it was done for, and the queue goes on.
async fn apart<T: Send + 'static>(
    doing: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let panicked = |_| Error::Corrupt("something that makes the storing of a report panic".into());
    tokio::spawn(doing).await.map_err(panicked)?
}

async fn store_together(db: Database, entries: Arc<[Entry]>) -> Answers {
    let storing = async {
        let watch = Stopwatch::start();
        let mut tx: Conn = db.write().await?;
        let answers = batch::store(&mut tx, &entries).await?;
        tx.commit().await?;
        meter::commit(entries.len(), watch);
        Ok(answers)
    };
    db.wrote(storing.await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::article::ArticleUrl;
    use crate::domain::case::Placement;
    use crate::domain::report::Kind;
    use tokio::sync::Semaphore;

    fn entry(comment: &str) -> Entry {
        let report = NewReport {
            id: ReportId::new(Timestamp::UNIX_EPOCH),
            site: "daily".parse().expect("a key"),
            url: ArticleUrl::from_store("https://daily.example.org/a".to_owned()),
            selectors: None,
            suggestion: None,
            comment: Some(comment.to_owned()),
            kind: Kind::Typo,
            email: None,
            extensions: None,
            text_rules: None,
            idempotency: None,
            received: Timestamp::UNIX_EPOCH,
        };
        Entry {
            email: None,
            finding: Finding::pending(None, None),
            rules: TextRules::default(),
            sender: Sender::default(),
            per_article: None,
            report,
            has_connector: false,
            stored: false,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    async fn store(entries: Arc<[Entry]>) -> Result<Vec<Result<Accepted>>> {
        let one = |entry: &Entry| {
            assert_ne!(entry.report.comment.as_deref(), Some("poison"));
            Ok(Accepted {
                report: entry.report.id,
                placement: Placement::Pending,
                case: None,
                in_review: false,
                replayed: false,
            })
        };
        Ok(entries.iter().map(one).collect())
    }

    #[tokio::test]
    async fn a_report_that_makes_the_batch_panic_fails_alone() {
        let entries = ["good", "poison", "good too"].map(entry);
        let stored = store_all(Arc::from(entries), store).await;
        let went: Vec<bool> = stored.iter().map(Result::is_ok).collect();
        assert_eq!(went, [true, false, true]);
    }

    #[tokio::test]
    async fn a_probe_that_comes_with_reports_is_told_how_they_went() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("probed.db").display());
        let db = Store::open(&url).await.expect("a store");
        db.migrate().await.expect("a schema");
        let (begun, turns) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (begin, turn) = (begun.clone(), turns.clone());
        let intake = Intake::start_with(&db.db, move |db, _| {
            let turn = turn.clone();
            begin.add_permits(1);
            async move {
                turn.acquire().await.expect("it stays open").forget();
                db.wrote(Err(Error::Unavailable("the disk is full".into())))
            }
        });
        let intake = intake.expect("a thread");
        let send = || {
            let intake = intake.clone();
            tokio::spawn(async move { intake.store(entry("good")).await.map(|_| ()) })
        };
        let first = send();
        begun.acquire().await.expect("it stays open").forget();
        // While it is stored, what comes is the next batch.
        let (second, asking) = (send(), intake.clone());
        let probe = tokio::spawn(async move { asking.probe().await });
        while intake.depth().0 < 2 {
            tokio::task::yield_now().await;
        }
        turns.add_permits(2);
        let went = [first.await, second.await, probe.await];
        let went = went.map(|went| went.expect("no panic").map_err(|error| error.to_string()));
        // The disk would have taken the probe.
        let why = ["the disk is full", "the disk is full", NOT_WRITTEN];
        assert_eq!(
            went,
            why.map(|why| Err(format!("the database is not available: {why}")))
        );
        intake.probe().await.expect("by itself it is tried");
    }
}
