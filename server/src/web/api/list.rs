//! Lists that are given in parts.

use serde::{Deserialize, Serialize};

use crate::store::Page;
use crate::web::error::Error;

/// Parts have so many items when nobody says otherwise.
const USUAL: u32 = 50;
/// And never more than this.
pub const MOST: u32 = 200;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Part {
    /// Where it begins: the `next` of the part before.
    pub cursor: Option<String>,
    /// How many items at most, as it stands in the query.
    pub limit: Option<String>,
}

impl Part {
    /// How many items to give.
    pub fn limit(&self) -> Result<u32, Error> {
        let Some(text) = self.limit.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(USUAL);
        };
        let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        limit.ok_or_else(|| Error::BadQuery(format!("limit must be a number from 1 to {MOST}")))
    }

    /// Where to begin.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref().filter(|cursor| !cursor.is_empty())
    }
}

/// One part of a list on the wire.
#[derive(Debug, Serialize)]
pub struct List<T> {
    /// The items.
    pub items: Vec<T>,
    /// The cursor of the next part; null at the end.
    pub next: Option<String>,
}

impl<T> List<T> {
    /// A part of the store's, each item as the wire spells it.
    pub fn of<S>(page: Page<S>, spell: impl FnMut(S) -> T) -> Self {
        Self {
            items: page.items.into_iter().map(spell).collect(),
            next: page.next,
        }
    }
}

/// Words of a closed set with commas between.
pub fn words<T>(text: Option<&str>, name: &str) -> Result<Vec<T>, Error>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let words = text
        .unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            word.parse()
                .map_err(|why| Error::BadQuery(format!("{name}: {why}")))
        })
        .collect()
}
