//! The journal: lines are only ever added, numbered without gaps, site by site.

use super::{Result, Store};
use crate::domain::journal::Entry;
use crate::domain::site::SiteKey;

impl Store {
    /// The lines after a number, at most `limit`. Whoever has read up to a number has missed nothing before it.
    pub async fn journal(&self, site: &SiteKey, after: i64, limit: u32) -> Result<Vec<Entry>> {
        todo!("{site} {after} {limit}")
    }
}
