//! Watch: look now and then whether articles were changed outside, and owe the fetch of those that were. Reports
//! and corrections read the source anyway; this only keeps the desk's picture fresh.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::connect::{self, Stamp};
use crate::domain::article::{ArticleId, RevisionId};
use crate::domain::job::Task;
use crate::domain::site::{Connector, Site};
use crate::store::{self, Store};

/// Articles asked for at a time.
const PAGE: u32 = 200;

/// What was seen at the last look.
#[derive(Default)]
pub(super) struct Watch(HashMap<ArticleId, Stamp>);

impl Watch {
    /// Looks at every article that can be looked at cheaply. One seen for the first time is
    /// read, because it may have been changed while nobody looked.
    pub(super) async fn look(&mut self, store: &Store) -> Result<(), store::Error> {
        for site in store.sites().await? {
            if site.connector != Connector::None {
                self.look_at(store, &site).await?;
            }
        }
        Ok(())
    }

    async fn look_at(&mut self, store: &Store, site: &Site) -> Result<(), store::Error> {
        let mut cursor = None;
        loop {
            let page = store.articles(&site.key, cursor.as_deref(), PAGE).await?;
            for article in page.items {
                // Whatever hides the article now will show when somebody needs it.
                let Ok(stamp) = connect::stamp(site, &article).await else {
                    continue;
                };
                let before = self.0.insert(article.id, stamp);
                let is_news = match before {
                    Some(before) => before != stamp,
                    None => connect::read(site, &article).await.is_ok_and(|content| {
                        article.revision != Some(RevisionId::of(&content.source))
                    }),
                };
                if is_news {
                    let task = Task::Fetch(article.id);
                    store.owe(&site.key, task, Timestamp::now()).await?;
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }
}
