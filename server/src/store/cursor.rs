//! Where the next part of a list begins: an opaque word made of the sort keys of the last item given.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::db::corrupt;
use super::{Error, Page, Result};

/// Most items in one part.
pub(super) const MAX_LIMIT: u32 = 200;

/// What a list is asked for: one row more than shown tells whether there is a next part.
pub(super) fn rows_for(limit: u32) -> i64 {
    i64::from(limit.clamp(1, MAX_LIMIT)) + 1
}

/// The keys in a cursor. [`Error::Conflict`]`("cursor")` when it is none of ours.
pub(super) fn read<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>> {
    let parse = |text: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    cursor
        .map(|text| parse(text).ok_or(Error::Conflict("cursor")))
        .transpose()
}

/// Makes a part of a list out of the rows that [`rows_for`] asked for.
pub(super) fn page<T, K: Serialize>(
    mut items: Vec<T>,
    limit: u32,
    keys: impl Fn(&T) -> K,
) -> Result<Page<T>> {
    let shown = usize::try_from(rows_for(limit) - 1).map_err(corrupt)?;
    let more = items.len() > shown;
    items.truncate(shown);
    let next = items.last().filter(|_| more).map(|last| write(&keys(last)));
    let next = next.transpose()?;
    Ok(Page { items, next })
}

/// A part of a list that ends where looking for more ended: the next part begins after these keys.
pub(super) fn page_until<T, K: Serialize>(items: Vec<T>, last_looked_at: K) -> Result<Page<T>> {
    let next = Some(write(&last_looked_at)?);
    Ok(Page { items, next })
}

fn write<K: Serialize>(keys: &K) -> Result<String> {
    let keys = serde_json::to_vec(keys).map_err(corrupt)?;
    Ok(URL_SAFE_NO_PAD.encode(keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_ends_with_a_cursor_only_when_there_is_more() {
        let keys = |n: &i64| (*n, "x".to_owned());
        let whole = page(vec![1, 2], 2, keys).unwrap();
        assert_eq!(
            whole,
            Page {
                items: vec![1, 2],
                next: None
            }
        );
        let part = page(vec![1, 2, 3], 2, keys).unwrap();
        assert_eq!(part.items, [1, 2]);
        let next: Option<(i64, String)> = read(part.next.as_deref()).unwrap();
        assert_eq!(next, Some((2, "x".to_owned())));
    }

    #[test]
    fn a_cursor_of_somebody_else_is_refused() {
        for cursor in ["", "!", "bm90IGpzb24", "W10"] {
            let read: Result<Option<(i64, String)>> = read(Some(cursor));
            assert!(matches!(read, Err(Error::Conflict("cursor"))), "{cursor}");
        }
    }
}
