//! Under which address an article is known. People and programs come with any that leads there; everything that speaks
//! of an article by its address goes through here.

use super::App;
use super::error::Error;
use crate::connect;
use crate::domain::article::ArticleUrl;
use crate::domain::site::Site;

/// The address of a known article as it is; of one that is unknown, the canonical one that its connector tells.
pub(super) async fn canonical(
    app: &App,
    site: &Site,
    url: ArticleUrl,
) -> Result<ArticleUrl, Error> {
    if app.store.article_by_url(&site.key, &url).await?.is_some() {
        return Ok(url);
    }
    Ok(connect::canonical(site, &url).await)
}
