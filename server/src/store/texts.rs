//! A small memory of extracted texts, so that a thousand reports of one article read it once.
//!
//! An entry grows old only when a revision is said to be of another format, which the `bell` tells on every node: its
//! key names the revision and the rules, and both are what they are. When the memory is full, what was used longest
//! ago goes. Earlier texts are here like the current ones: what a reader saw is as good a place to look from as what
//! is there now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use corrigenda_anchor::{Rules, Selectors, Text};

use super::articles::CurrentText;
use super::db::corrupt;
use super::revisions::Revision;
use super::{Result, Store};
use crate::domain::article::{Article, ArticleId, RevisionId};
use crate::domain::placement::{Finding, stands};
use crate::domain::reconsider::Reconsidered;
use crate::domain::site::{Site, TextRules};

/// So many bytes of text are kept; with their maps they weigh about three times as much.
const CAPACITY: usize = 16 * 1024 * 1024;

/// What a text was made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    revision: RevisionId,
    rules: TextRules,
}

/// The texts lately used.
#[derive(Debug, Default)]
pub(super) struct Texts(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    texts: HashMap<Key, Kept>,
    /// How often a text was used so far.
    uses: u64,
    /// How many bytes the texts have.
    bytes: usize,
}

#[derive(Debug)]
struct Kept {
    text: Arc<CurrentText>,
    /// Which of all uses was its last.
    used: u64,
}

/// So many earlier revisions are looked at for what a reader saw: a page is open for hours, and an article that is
/// edited more often meanwhile reads otherwise by then.
const EARLIER: i64 = 4;

impl Store {
    /// The text of an article's current revision; none while it is not known. Texts lately used are kept.
    pub async fn text(&self, site: &Site, article: &Article) -> Result<Option<Arc<CurrentText>>> {
        match article.revision {
            Some(revision) => self.text_of(site, article.id, revision).await,
            None => Ok(None),
        }
    }

    /// The text of any revision of an article; none when there is no such revision.
    pub async fn text_of(
        &self,
        site: &Site,
        article: ArticleId,
        revision: RevisionId,
    ) -> Result<Option<Arc<CurrentText>>> {
        let key = Key {
            revision,
            rules: site.text.clone(),
        };
        if let Some(known) = self.db.bell.texts.get(&key) {
            return Ok(Some(known));
        }
        let Some(found) = self.any_revision(&site.key, article, revision).await? else {
            return Ok(None);
        };
        let rules = Rules::parse(&site.text.root, &site.text.ignore).map_err(corrupt)?;
        // Four megabytes of HTML take a while, and other requests wait for this thread.
        let extract = move || Arc::new(extract(&found, &rules));
        let text = tokio::task::spawn_blocking(extract)
            .await
            .map_err(corrupt)?;
        self.db.bell.texts.put(key, text.clone());
        Ok(Some(text))
    }

    /// The newest of an article's last earlier texts in which the quoted words stand as they are quoted: what a reader
    /// saw whose page is older than the current revision.
    pub async fn text_seen(
        &self,
        site: &Site,
        article: &Article,
        selectors: &Selectors,
    ) -> Result<Option<Arc<CurrentText>>> {
        for revision in self.earlier_revisions(article, EARLIER).await? {
            let Some(text) = self.text_of(site, article.id, revision).await? else {
                continue;
            };
            let (seen, quote) = (text.clone(), selectors.clone());
            let stands = move || stands(&seen.text, &quote).is_some();
            if tokio::task::spawn_blocking(stands).await.map_err(corrupt)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }
}

impl CurrentText {
    /// What was found in it, no surer than it is whole.
    pub fn weigh(&self, found: Finding) -> Finding {
        match self.fetched_until {
            Some(_) => found.in_part(),
            None => found,
        }
    }

    fn bytes(&self) -> usize {
        self.text.as_str().len()
    }

    /// As [`CurrentText::weigh`], for a case that was found again.
    pub fn weigh_case(&self, found: Reconsidered) -> Reconsidered {
        match self.fetched_until {
            Some(_) => found.in_part(),
            None => found,
        }
    }
}

fn extract(found: &Revision, rules: &Rules) -> CurrentText {
    let content = &found.content;
    CurrentText {
        revision: found.id,
        fetched_until: found.fetched_until,
        format: content.format,
        scope: content.scope,
        text: Text::extract(&content.source, content.format, content.scope, rules),
    }
}

impl Texts {
    fn get(&self, key: &Key) -> Option<Arc<CurrentText>> {
        let mut shelf = self.shelf();
        shelf.uses += 1;
        let used = shelf.uses;
        let kept = shelf.texts.get_mut(key)?;
        kept.used = used;
        Some(kept.text.clone())
    }

    fn put(&self, key: Key, text: Arc<CurrentText>) {
        let mut shelf = self.shelf();
        shelf.uses += 1;
        let used = shelf.uses;
        shelf.bytes += text.bytes();
        if let Some(before) = shelf.texts.insert(key, Kept { text, used }) {
            shelf.bytes -= before.text.bytes();
        }
        while shelf.texts.len() > 1 && shelf.bytes > CAPACITY {
            let oldest = shelf.texts.iter().min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else {
                return;
            };
            shelf.retain(|key| *key != oldest);
        }
    }

    /// Forgets everything: nobody knows what was missed.
    pub(super) fn forget_all(&self) {
        self.shelf().retain(|_| false);
    }

    /// Forgets a revision: its source is now said to be of another format, or good for longer.
    pub(super) fn forget(&self, revision: RevisionId) {
        self.shelf().retain(|key| key.revision != revision);
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn retain(&mut self, stays: impl Fn(&Key) -> bool) {
        self.texts.retain(|key, _| stays(key));
        self.bytes = self.texts.values().map(|kept| kept.text.bytes()).sum();
    }
}
