//! Reconsider: an article has a new revision, and its open cases are found again in it, carried from the revision
//! that they were last placed in. An accepted case stays as the editor saw it; how it reads now is noted.

use std::sync::Arc;

use corrigenda_anchor::Edit;
use jiff::Timestamp;

use super::Undone;
use crate::domain::article::{Article, ArticleId};
use crate::domain::case::{Case, Placement, Proposal, ProposalId, Reading, State};
use crate::domain::reconsider::{Reconsidered, reconsider, selectors};
use crate::domain::site::{Site, SiteKey};
use crate::store::{CurrentText, Error, Store};

/// Moves every undecided case of the article to its current revision.
pub(super) async fn run(store: &Store, site: &SiteKey, article: ArticleId) -> Result<(), Undone> {
    let site = store.site(site).await?;
    let article = store.article(&site.key, article).await?;
    let Some(current) = store.text(&site, &article).await? else {
        return Ok(());
    };
    for id in store.cases_to_reconsider(&site.key, article.id).await? {
        let case = match store.case(&site.key, id).await {
            // Its last report was withdrawn and forgotten meanwhile.
            Err(Error::NotFound) => continue,
            case => case?,
        };
        let now = again(store, &site, &article, &case, &current).await?;
        store
            .replace_case(&site, id, &now, Timestamp::now())
            .await?;
    }
    Ok(())
}

/// A case as it stands in the article's current text.
pub(super) async fn again(
    store: &Store,
    site: &Site,
    article: &Article,
    case: &Case,
    current: &Arc<CurrentText>,
) -> Result<Reconsidered, Undone> {
    let history = store.readings(&site.key, case).await?;
    let case = as_decided(store, case, &history).await?;
    let earlier = earlier(store, site, article, &case).await?;
    let current = current.clone();
    // A text may be long, and so may be the way from one to the other.
    let find = move || {
        let earlier = earlier.as_ref().map(|earlier| &earlier.text);
        let found = reconsider(&case, &history, earlier, &current.text, current.revision);
        current.weigh_case(found)
    };
    let found = tokio::task::spawn_blocking(find).await;
    found.map_err(|why| Undone::Later(anyhow::anyhow!("finding a passage again: {why}")))
}

/// What was accepted is what an accepted case proposes, whatever its readers did. Its passage is as the editor saw it
/// while its placement follows the article, so here it is as placed as it was then.
async fn as_decided(store: &Store, case: &Case, history: &[Reading]) -> Result<Case, Undone> {
    let mut case = case.clone();
    if case.state != State::Accepted {
        return Ok(case);
    }
    if let Some(accepted) = store.accepted_edit(&case.site, case.id).await? {
        case.proposals = vec![proposal(accepted.edit)];
    }
    let words = case.passage.as_ref().map(|passage| passage.exact.as_str());
    let then = history
        .iter()
        .rev()
        .filter(|reading| reading.placement != Placement::Already)
        .find(|reading| reading.words.as_deref() == words);
    case.placement = then.map_or(Placement::Exact, |reading| reading.placement);
    Ok(case)
}

fn proposal(edit: Edit) -> Proposal {
    Proposal {
        id: ProposalId(uuid::Uuid::nil()),
        edit,
        reports: 0,
    }
}

/// The text that the case's passage stands in: that of the revision it was last placed in, or, when it has no place
/// any more, the newest of the last earlier ones that its words stand in.
async fn earlier(
    store: &Store,
    site: &Site,
    article: &Article,
    case: &Case,
) -> Result<Option<Arc<CurrentText>>, Undone> {
    let Some(passage) = &case.passage else {
        return Ok(None);
    };
    let placed = passage.span.and(passage.revision);
    let Some(revision) = placed.filter(|revision| Some(*revision) != article.revision) else {
        return Ok(store.text_seen(site, article, &selectors(passage)).await?);
    };
    Ok(store.text_of(site, article.id, revision).await?)
}
