//! What programs see of a correction: feeds, as a feed reader's own parser reads
//! them, and the API with its tag.

use anyhow::{Context, Result, ensure};
use corrigenda_e2e::Demo;
use feed_rs::model::{Feed, FeedType};
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{StatusCode, Url};
use serde_json::Value;

/// Nobody outside knows of a report before an editor published its correction.
pub(crate) async fn nothing(demo: &Demo) -> Result<()> {
    for (name, kind) in [("feed.atom", FeedType::Atom), ("feed.json", FeedType::JSON)] {
        let feed = feed(demo, name).await?;
        ensure!(
            feed.feed_type == kind && feed.entries.is_empty(),
            "{name} is not empty"
        );
    }
    Ok(())
}

/// The correction's notice is in both feeds and in the API.
pub(crate) async fn everywhere(demo: &Demo, notice: &str) -> Result<()> {
    for name in ["feed.atom", "feed.json"] {
        let feed = feed(demo, name).await?;
        let entry = feed
            .entries
            .first()
            .with_context(|| format!("{name} is empty"))?;
        let text = entry
            .content
            .as_ref()
            .and_then(|content| content.body.as_deref());
        let text = text.or(entry
            .summary
            .as_ref()
            .map(|summary| summary.content.as_str()));
        ensure!(
            text.is_some_and(|text| text.contains(notice)),
            "{name} says {text:?}"
        );
        ensure!(
            !entry.id.is_empty() && entry.updated.or(entry.published).is_some(),
            "{name} has no id or time"
        );
        let leads = entry
            .links
            .iter()
            .any(|link| link.href.starts_with(&demo.article_url));
        ensure!(
            leads,
            "{name} does not lead to the article: {:?}",
            entry.links
        );
    }
    in_the_api(demo, notice).await
}

async fn in_the_api(demo: &Demo, notice: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let address = demo.at(&format!("/api/v1/sites/{}/corrections", demo.site));
    let address = Url::parse_with_params(&address, [("url", &demo.article_url)])?;
    let request = || client.get(address.clone());
    let answer = request().send().await?.error_for_status()?;
    let tag = answer.headers().get(ETAG).context("no ETag")?.clone();
    let listed: Value = answer.json().await?;
    ensure!(
        listed["items"][0]["text"] == notice,
        "the API says {listed}"
    );
    let again = request().header(IF_NONE_MATCH, tag).send().await?;
    ensure!(
        again.status() == StatusCode::NOT_MODIFIED,
        "the tag is of no use"
    );
    Ok(())
}

async fn feed(demo: &Demo, name: &str) -> Result<Feed> {
    let address = demo.at(&format!("/{}/corrections/{name}", demo.site));
    let answer = reqwest::get(&address).await?.error_for_status()?;
    feed_rs::parser::parse(answer.bytes().await?.as_ref())
        .with_context(|| format!("{name} is no feed"))
}
