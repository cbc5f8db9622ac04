//! Where a string stands in a text as it is. The searching is memchr's; here is only how a long string is looked for once
//! without the tables that memchr would make for it, which cost more than the search of a text of usual length.

use std::iter;

use memchr::memmem::Finder;

/// The longest string for which memchr makes no tables.
const HEAD: usize = 32;
/// So many places that begin like the string and are not it are taken before the tables are made: then the text repeats,
/// and only with them is time linear.
const TRIES: usize = 64;

/// The places, in bytes, where `needle` stands in `text`, from left to right; none overlaps another.
pub(crate) fn places<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let mut finder = Finder::new(&needle[..needle.len().min(HEAD)]);
    let (mut at, mut tries) = (0, 0);
    iter::from_fn(move || {
        loop {
            let place = at + finder.find(text.get(at..)?)?;
            if text[place..].starts_with(needle) {
                at = place + needle.len().max(1);
                return Some(place);
            }
            at = place + 1;
            tries += 1;
            if tries == TRIES {
                finder = Finder::new(needle);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use memchr::memmem;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn are_those_that_memchr_finds(
            unit in "[ab]{1,3}", times in 0usize..60, end in "[abc]{0,2}",
            text in prop::collection::vec("[ab]{1,3}|[ab]{40,90}|c", 0..12),
        ) {
            let needle = unit.repeat(times) + &end;
            let text = text.concat() + &needle + &unit.repeat(70) + &needle;
            prop_assume!(!needle.is_empty());
            let expected: Vec<usize> =
                memmem::find_iter(text.as_bytes(), needle.as_bytes()).collect();
            prop_assert_eq!(places(&text, &needle).collect::<Vec<_>>(), expected);
        }
    }
}
