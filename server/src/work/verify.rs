//! Verify: read the article back; when the new words are there and the old ones gone, the case is corrected and
//! its notice published. Only what was seen is announced. Of what an editor did elsewhere the new words are not known:
//! there it is enough that the passage does not read as it was reported any more.

use anyhow::anyhow;
use corrigenda_anchor::Text;
use jiff::Timestamp;

use super::standing::{self, Standing};
use super::{Undone, apply, fetch, reconsider};
use crate::domain::article::RevisionId;
use crate::domain::case::{Case, CaseId, State};
use crate::domain::job::Job;
use crate::domain::site::{Connector, Site};
use crate::store::Store;

/// So many looks, a few seconds in all, are granted to a correction that does not show yet.
const LOOKS: u32 = 4;

const OVERWRITTEN: &str = "The correction was made, but the article reads as before again: it seems to have \
                           been overwritten from elsewhere. Look at the article and decide again.";

const UNSEEN: &str = "The correction was made, but the passage cannot be found any more: the article was changed \
                      again. Look at the article; if it is right, mark the case corrected.";

const UNCHANGED: &str = "The case was marked corrected, but the article still reads as it was reported. If the change \
                         is on its way, mark it again once the article shows it. If something else was done, such as \
                         a note beside the passage, choose what it was: clarified or updated.";

/// Looks whether the correction is live. Running it again changes nothing.
pub(super) async fn run(store: &Store, job: &Job, id: CaseId) -> Result<(), Undone> {
    let site = store.site(&job.site).await?;
    let case = store.case(&site.key, id).await?;
    if case.state != State::Accepted {
        return Ok(());
    }
    if store.is_marked(&site.key, id).await? {
        return marked(store, &site, job, case).await;
    }
    let Some(accepted) = store.accepted_edit(&site.key, id).await? else {
        return Ok(());
    };
    let article = store.article(&site.key, case.article).await?;
    let content = fetch::take_in(store, &site, &article).await?;
    let rules = apply::rules(&site)?;
    let text = Text::extract(&content.source, content.format, content.scope, &rules);
    let revision = RevisionId::of(&content.source);
    let now = Timestamp::now();
    match standing::of(&accepted, &text, revision) {
        Standing::Done => {
            store.corrected(&site.key, id, now).await?;
        }
        Standing::ToDo(_) if job.attempt < LOOKS => {
            return Err(Undone::Later(anyhow!("the correction does not show yet")));
        }
        Standing::ToDo(_) => store.conflict(&site.key, id, OVERWRITTEN, now).await?,
        Standing::Ambiguous | Standing::Gone => {
            store.conflict(&site.key, id, UNSEEN, now).await?;
        }
    }
    Ok(())
}

/// Looks whether a passage that an editor corrected elsewhere still reads as it was reported.
async fn marked(store: &Store, site: &Site, job: &Job, case: Case) -> Result<(), Undone> {
    let mut article = store.article(&site.key, case.article).await?;
    if site.connector != Connector::None {
        fetch::take_in(store, site, &article).await?;
        article = store.article(&site.key, case.article).await?;
    }
    let now = Timestamp::now();
    let current = store.text(site, &article).await?;
    // A page that was fetched from the web proves nothing, so there the editor's word counts.
    if let Some(current) = current.filter(|text| text.fetched_until.is_none()) {
        let found = reconsider::again(store, site, &article, &case, &current).await?;
        let found = Case {
            placement: found.placement,
            passage: found.passage,
            proposals: found.proposals,
            ..case.clone()
        };
        if found.reads_as_reported() {
            if job.attempt < LOOKS {
                return Err(Undone::Later(anyhow!("the correction does not show yet")));
            }
            return Ok(store.conflict(&site.key, case.id, UNCHANGED, now).await?);
        }
    }
    store.corrected(&site.key, case.id, now).await?;
    Ok(())
}
