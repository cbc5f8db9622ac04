//! A small memory of extracted texts, so that a thousand reports of one article read it once.
//!
//! An entry never grows old: its key names the revision and the rules, and both are what they are. When the memory
//! is full, what was used longest ago goes.

use std::sync::{Arc, Mutex, PoisonError};

use corrigenda_anchor::{Rules, Text};

use super::articles::CurrentText;
use super::db::corrupt;
use super::{Result, Store};
use crate::domain::article::{Article, Content, RevisionId};
use crate::domain::site::{Site, TextRules};

/// So many bytes of text are kept; with their maps they weigh about three times as much.
const CAPACITY: usize = 16 * 1024 * 1024;

/// What a text was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    revision: RevisionId,
    rules: TextRules,
}

/// The texts lately used, the last one at the end.
#[derive(Debug, Default)]
pub(super) struct Texts(Mutex<Vec<(Key, Arc<CurrentText>)>>);

impl Store {
    /// The text of an article's current revision; none while it is not known. Texts lately used are kept.
    pub async fn text(&self, site: &Site, article: &Article) -> Result<Option<Arc<CurrentText>>> {
        let Some(revision) = article.revision else {
            return Ok(None);
        };
        let key = Key {
            revision,
            rules: site.text.clone(),
        };
        if let Some(known) = self.texts.get(&key) {
            return Ok(Some(known));
        }
        let Some((revision, content)) = self.revision(&site.key, article.id).await? else {
            return Ok(None);
        };
        let rules = Rules::parse(&site.text.root, &site.text.ignore).map_err(corrupt)?;
        // Four megabytes of HTML take a while, and other requests wait for this thread.
        let extract = move || Arc::new(extract(revision, &content, &rules));
        let text = tokio::task::spawn_blocking(extract)
            .await
            .map_err(corrupt)?;
        self.texts.put(Key { revision, ..key }, text.clone());
        Ok(Some(text))
    }
}

fn extract(revision: RevisionId, content: &Content, rules: &Rules) -> CurrentText {
    CurrentText {
        revision,
        format: content.format,
        scope: content.scope,
        text: Text::extract(&content.source, content.format, content.scope, rules),
    }
}

impl Texts {
    fn get(&self, key: &Key) -> Option<Arc<CurrentText>> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = texts.iter().position(|(known, _)| known == key)?;
        let entry = texts.remove(at);
        let text = entry.1.clone();
        texts.push(entry);
        Some(text)
    }

    fn put(&self, key: Key, text: Arc<CurrentText>) {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(known, _)| *known != key);
        texts.push((key, text));
        let size = |texts: &[(Key, Arc<CurrentText>)]| -> usize {
            texts.iter().map(|(_, text)| text.text.as_str().len()).sum()
        };
        while texts.len() > 1 && size(&texts) > CAPACITY {
            texts.remove(0);
        }
    }

    /// Forgets a revision: its source is now said to be of another format.
    pub(super) fn forget(&self, revision: RevisionId) {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.retain(|(known, _)| known.revision != revision);
    }
}
