//! The demo's newspaper, *The Saltmere Lantern*: a small publisher on an origin of its own.
//!
//! It stands for the sites that embed Corrigenda, so it knows of Corrigenda only what a publisher
//! knows: a script's address, a site's key and two custom elements. What lives here: its articles
//! (laid down as files, rendered at each request), its pages, pictures and planted mistakes. What
//! doesn't: the reports, the desk, the store and the connector that patches the files.

mod articles;
mod assets;
mod body;
mod mistakes;
mod options;
mod page;
mod paper;
mod words;

#[cfg(test)]
mod tests;

pub use articles::{ArticleFile, Format, articles, articles_dir, write_articles};
pub use mistakes::{Mistake, mistakes};
pub use paper::{Notice, Notices, Paper, no_notices, router};
