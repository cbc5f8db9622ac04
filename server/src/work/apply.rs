//! Apply: put an accepted correction into the article's source as it is now, the smallest change and nothing
//! else. What cannot be made without guessing goes back to the editor, in words.

use corrigenda_anchor::{Edit, Rules, Text, patch};
use jiff::Timestamp;

use super::standing::{self, Standing};
use super::{Undone, fetch};
use crate::connect;
use crate::domain::article::{Article, Content, RevisionId};
use crate::domain::case::{CaseId, State};
use crate::domain::site::{Site, SiteKey};
use crate::store::Store;

/// What an editor is told when the passage cannot be found in the source.
const GONE: &str = "The article changed after this was decided, and the passage is not there any more, \
                    neither as it was nor as it should read. Look at the article and decide again.";

/// What an editor is told when it is there more than once.
const AMBIGUOUS: &str = "The article changed after this was decided, and the passage stands there more than \
                         once now. Look at the article and decide again.";

/// So often a source that changed under our hands is read again at once: several corrections of one article are
/// accepted together more often than not.
const ROUNDS: u32 = 8;

/// Makes the correction. Running it again finds it made and goes on from there.
pub(super) async fn run(store: &Store, site: &SiteKey, id: CaseId) -> Result<(), Undone> {
    let mut round = 1;
    loop {
        match once(store, site, id).await {
            Err(Undone::Later(error)) if round < ROUNDS && is_changed(&error) => round += 1,
            other => return other,
        }
    }
}

fn is_changed(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<connect::Error>();
    matches!(error, Some(connect::Error::Changed))
}

async fn once(store: &Store, site: &SiteKey, id: CaseId) -> Result<(), Undone> {
    let site = store.site(site).await?;
    let case = store.case(&site.key, id).await?;
    if case.state != State::Accepted {
        return Ok(());
    }
    let Some(accepted) = store.accepted_edit(&site.key, id).await? else {
        return Ok(());
    };
    let article = store.article(&site.key, case.article).await?;
    let content = fetch::take_in(store, &site, &article).await?;
    let revision = RevisionId::of(&content.source);
    let rules = rules(&site)?;
    let text = Text::extract(&content.source, content.format, content.scope, &rules);
    let now = Timestamp::now();
    let written = match standing::of(&accepted, &text, revision) {
        Standing::Done => revision,
        Standing::ToDo(edit) => match changed(&content, &text, &edit, &rules) {
            Ok(source) => write(store, &site, &article, content, source).await?,
            Err(words) => return Ok(store.conflict(&site.key, id, &words, now).await?),
        },
        Standing::Ambiguous => return Ok(store.conflict(&site.key, id, AMBIGUOUS, now).await?),
        Standing::Gone => return Ok(store.conflict(&site.key, id, GONE, now).await?),
    };
    let patch = written.to_string();
    Ok(store
        .applied(&site.key, id, &patch, Timestamp::now())
        .await?)
}

/// The site's text rules, which were checked when they were set.
pub(super) fn rules(site: &Site) -> Result<Rules, Undone> {
    Rules::parse(&site.text.root, &site.text.ignore)
        .map_err(|error| Undone::Never(anyhow::Error::new(error).context("the site's text rules")))
}

/// The source with the correction in it, or why it cannot be had.
fn changed(content: &Content, text: &Text, edit: &Edit, rules: &Rules) -> Result<String, String> {
    patch(
        &content.source,
        text,
        edit,
        content.format,
        content.scope,
        rules,
    )
    .map(|patch| patch.apply(&content.source))
    .map_err(|refused| {
        format!(
            "This cannot be put into the article's source without guessing: {refused}. \
             Correct it in your system and mark the case corrected."
        )
    })
}

async fn write(
    store: &Store,
    site: &Site,
    article: &Article,
    before: Content,
    source: String,
) -> Result<RevisionId, Undone> {
    let expected = RevisionId::of(&before.source);
    connect::write(site, article, expected, &source).await?;
    let after = Content { source, ..before };
    let revision = RevisionId::of(&after.source);
    // When somebody stored another revision meanwhile, theirs stays: verifying reads the article again.
    store
        .put_read(article, Some(expected), &after, Timestamp::now())
        .await?;
    Ok(revision)
}
