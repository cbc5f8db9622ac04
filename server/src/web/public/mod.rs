//! Pages for everybody: the form, the receipt, the corrections and their feeds. Rendered here, complete without a
//! script. Words come from `words`, templates from `templates/public`, one for each page and named like it.

pub mod corrections;
pub mod date;
pub mod entry;
pub mod error;
pub mod feed;
pub mod form;
pub mod health;
pub mod home;
pub mod ld;
pub mod link;
mod made;
pub mod notice;
pub mod problem;
pub mod receipt;
mod visitor;
mod wording;

use askama::Template;
use axum::response::Html;

pub use visitor::Visitor;

use super::assets;
use super::error::Error;
use crate::domain::site::Site;
use crate::words::Words;

/// What every page has around its content.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// The words in the page's language.
    words: Words,
    /// The site that the page belongs to, if it belongs to one.
    site: Option<&'a Site>,
}

impl<'a> Frame<'a> {
    /// A page in these words, of this site.
    pub fn new(words: Words, site: Option<&'a Site>) -> Self {
        Self { words, site }
    }

    /// A word.
    fn say(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A word that names the site.
    fn of_site(&self, key: &str) -> String {
        let name = self.site.map_or("", |site| site.name.as_str());
        self.words.get(key, &[("site", name.into())])
    }

    /// The style sheet.
    fn css(&self) -> &'static str {
        assets::url("public/public.css")
    }
}

/// A page from its template.
fn render(page: &impl Template) -> Result<Html<String>, Error> {
    page.render()
        .map(Html)
        .map_err(|why| Error::Internal(why.into()))
}
