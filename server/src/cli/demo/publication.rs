//! What Corrigenda knows of the paper: the site, its articles, and what the paper is told back of corrections.

use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;

use crate::connect;
use crate::demo::{self as paper, ArticleFile, Notice};
use crate::domain::article::{Article, ArticleUrl};
use crate::domain::correction::Correction;
use crate::domain::site::{Connector, Site, SiteKey, TextRules};
use crate::store::{self, CorrectionFilter, Store};

/// The paper's key.
const KEY: &str = "lantern";

/// More notices than one article ever has.
const NOTICES: u32 = 100;

/// Lays the articles down and makes the site, or brings it to the address of today.
pub(super) async fn declare(store: &Store, address: &str, data: &Path) -> anyhow::Result<Site> {
    paper::write_articles(data)?;
    let key: SiteKey = KEY.parse()?;
    let mut site = Site {
        key: key.clone(),
        name: "The Saltmere Lantern".to_owned(),
        origins: vec![address.to_owned()],
        language: "en".to_owned(),
        text: TextRules::default(),
        caps: crate::domain::sender::Caps::default(),
        connector: Connector::Files {
            root: paper::articles_dir(data),
            base: address.to_owned(),
        },
    };
    match store.site(&key).await {
        Ok(known) => {
            // Articles reported at an earlier address stay the site's.
            let others = known.origins.into_iter().filter(|origin| origin != address);
            site.origins.extend(others);
            store.update_site(&site, Timestamp::now()).await?;
        }
        Err(store::Error::NotFound) => store.create_site(&site).await?,
        Err(error) => return Err(error.into()),
    }
    Ok(site)
}

/// Reads every article through the site's connector, as it is now, and gives the address of the newest.
pub(super) async fn take_in(
    store: &Store,
    site: &Site,
    address: &str,
    data: &Path,
) -> anyhow::Result<String> {
    let mut newest = None;
    for file in paper::articles(data)? {
        let url = format!("{address}{}", file.url_path());
        let url = ArticleUrl::parse(&url, site)?;
        let now = Timestamp::now();
        let known = store.ensure_article(&site.key, &url, now).await?;
        let content = connect::read(site, &as_listed(known, &file)).await?;
        store.put_article(&site.key, &url, &content, now).await?;
        newest.get_or_insert_with(|| url.to_string());
    }
    newest.context("the paper has no article")
}

/// The article with what only the paper's list says of it.
fn as_listed(article: Article, file: &ArticleFile) -> Article {
    Article {
        title: file.title.clone(),
        section: Some(file.section.clone()),
        published: file.published.parse().ok(),
        ..article
    }
}

/// The notices to print with an article. A paper without them is better than none, so a failure leaves them out.
pub(super) async fn notices(store: &Store, site: &SiteKey, url: String) -> Vec<Notice> {
    let filter = CorrectionFilter {
        url: Some(ArticleUrl::from_store(url)),
        ..CorrectionFilter::default()
    };
    match store.corrections(site, &filter, None, NOTICES).await {
        Ok(page) => page.items.into_iter().map(notice).collect(),
        Err(error) => {
            tracing::warn!(%error, "the paper goes to print without its notices");
            Vec::new()
        }
    }
}

fn notice(correction: Correction) -> Notice {
    Notice {
        kind: correction.kind.to_string(),
        text: correction.text,
        published: correction.published.to_string(),
    }
}
