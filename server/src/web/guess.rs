//! The kind of a report whose reader named none.

use similar::{ChangeTag, TextDiff};

use crate::domain::report::Kind;

/// A change of at most this many letters is taken for a slip of the pen.
const SLIP: usize = 3;

/// A few letters changed are a typo; figures changed are a fact; anything else says nothing about its kind.
pub(super) fn kind(quoted: Option<&str>, suggestion: Option<&str>) -> Kind {
    let (Some(quoted), Some(suggestion)) = (quoted, suggestion) else {
        return Kind::Other;
    };
    let diff = TextDiff::from_chars(quoted.trim(), suggestion.trim());
    let changed = |wanted: ChangeTag| -> Vec<char> {
        let changes = diff
            .iter_all_changes()
            .filter(|change| change.tag() == wanted);
        changes
            .flat_map(|change| change.value().chars().collect::<Vec<_>>())
            .collect()
    };
    let (cut, added) = (changed(ChangeTag::Delete), changed(ChangeTag::Insert));
    if cut.iter().chain(&added).any(|c| c.is_numeric()) {
        return Kind::Fact;
    }
    if cut.len().max(added.len()) <= SLIP {
        Kind::Typo
    } else {
        Kind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses() {
        assert_eq!(kind(Some("teh call"), Some("the call")), Kind::Typo);
        assert_eq!(kind(Some("in 1986"), Some("in 1987")), Kind::Fact);
        assert_eq!(
            kind(
                Some("the mayor of Lviv"),
                Some("the former head of the region")
            ),
            Kind::Other
        );
        assert_eq!(kind(Some("the mayor"), None), Kind::Other);
        assert_eq!(kind(None, None), Kind::Other);
    }
}
