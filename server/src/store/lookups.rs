//! What every report asks first: its site and its article. Those who ask at the same time are asked for together, by
//! one statement, so that a crowd costs the database a few reads and not one each.
//!
//! One task; it takes all that wait, without a timer, reads, and answers them. What it reads began after they asked, so
//! an answer is never older than its question. Nothing is kept.

use std::collections::{HashMap, HashSet};

use tokio::sync::{mpsc, oneshot};

use super::articles::{Row as ArticleRow, find_articles};
use super::db::Database;
use super::sites::{Row as SiteRow, find_sites};
use super::{Error, Result};
use crate::domain::article::{Article, ArticleUrl};
use crate::domain::site::{Site, SiteKey};

/// So many wait at most before those who come have to wait for a place.
const QUEUE: usize = 1_024;

/// The way in; clones lead to the same task.
#[derive(Debug, Clone)]
pub(super) struct Lookups(mpsc::Sender<Question>);

#[derive(Debug)]
enum Question {
    Site(SiteKey, oneshot::Sender<Result<Option<Site>>>),
    Article(Place, oneshot::Sender<Result<Option<Article>>>),
}

/// Where an article is.
pub(super) type Place = (SiteKey, ArticleUrl);

impl Lookups {
    /// Starts the task; it ends when the last way in is gone.
    pub(super) fn start(db: Database) -> Self {
        let (sender, mut receiver) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut questions = Vec::new();
            while receiver.recv_many(&mut questions, QUEUE).await > 0 {
                let answering = answer(db.clone(), std::mem::take(&mut questions));
                // A panic takes the questions with it, whose askers are told so, and not the task.
                let _ = tokio::spawn(answering).await;
            }
        });
        Self(sender)
    }

    pub(super) async fn site(&self, key: &SiteKey) -> Result<Option<Site>> {
        self.ask(|answer| Question::Site(key.clone(), answer)).await
    }

    pub(super) async fn article(
        &self,
        site: &SiteKey,
        url: &ArticleUrl,
    ) -> Result<Option<Article>> {
        let place = (site.clone(), url.clone());
        self.ask(|answer| Question::Article(place, answer)).await
    }

    async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<Result<T>>) -> Question,
    ) -> Result<T> {
        let unanswered = || Error::Unavailable("a question was not answered".into());
        let (answer, wait) = oneshot::channel();
        let sent = self.0.send(question(answer)).await;
        sent.map_err(|_| unanswered())?;
        wait.await.map_err(|_| unanswered())?
    }
}

async fn answer(db: Database, questions: Vec<Question>) {
    let (mut keys, mut places) = (HashSet::new(), HashSet::new());
    for question in &questions {
        match question {
            Question::Site(key, _) => {
                keys.insert(key.clone());
            }
            Question::Article(place, _) => {
                places.insert(place.clone());
            }
        }
    }
    let found = find(&db, &keys, &places).await;
    let found = found.map_err(|error| error.to_string());
    for question in questions {
        // Whoever asked may have hung up.
        match question {
            Question::Site(key, answer) => {
                let _ = answer.send(of(&found, |(sites, _)| sites.get(&key)));
            }
            Question::Article(place, answer) => {
                let _ = answer.send(of(&found, |(_, articles)| articles.get(&place)));
            }
        }
    }
}

/// Rows as they are stored: one that cannot be read is the matter of those who asked for it.
type Found = (HashMap<SiteKey, SiteRow>, HashMap<Place, ArticleRow>);

async fn find(db: &Database, keys: &HashSet<SiteKey>, places: &HashSet<Place>) -> Result<Found> {
    let mut conn = db.read().await?;
    let sites = find_sites(&mut conn, keys).await?;
    let articles = find_articles(&mut conn, places).await?;
    Ok((sites, articles))
}

/// One error is everybody's.
fn of<R, T>(
    found: &Result<Found, String>,
    take: impl FnOnce(&Found) -> Option<&R>,
) -> Result<Option<T>>
where
    R: Clone,
    T: TryFrom<R, Error = Error>,
{
    match found {
        Ok(found) => take(found).cloned().map(T::try_from).transpose(),
        Err(words) => Err(Error::Unavailable(words.clone().into())),
    }
}
