//! The difference of two short strings, word by word, as an editor would mark it: words, runs of white space and
//! single signs by Unicode's word boundaries (UAX 29), so that no grapheme is ever cut.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::fold::fold_str;

/// A stretch of the one string and what stands for it in the other, in bytes of each; one of them may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
}

/// Words, runs of white space, and single signs.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    let mut at = 0;
    for word in text.split_word_bounds() {
        match words.last_mut() {
            Some(last) if is_space(last) && is_space(word) => {
                *last = &text[at - last.len()..at + word.len()]
            }
            _ => words.push(word),
        }
        at += word.len();
    }
    words
}

/// White space that the text rules may write in another way.
pub(crate) fn is_space(word: &str) -> bool {
    word.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0c))
}

/// Where two strings differ; white space of any kind and length is the same.
pub(crate) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let key = |word: &str| {
        if is_space(word) {
            " ".to_owned()
        } else {
            word.to_owned()
        }
    };
    changes(&words(old), &words(new), &key)
}

/// Which stretches of two strings hold the same words, quotes and dashes and case aside: pairs of byte ranges, one
/// word each.
pub(crate) fn common(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (a, b) = (words(old), words(new));
    let keys = |words: &[&str]| words.iter().map(|word| fold_str(word)).collect::<Vec<_>>();
    let (a_at, b_at) = (starts(&a), starts(&b));
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&a), &keys(&b)) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = op
        {
            let pair = |i: usize| {
                let (i, j) = (old_index + i, new_index + i);
                (a_at[i]..a_at[i + 1], b_at[j]..b_at[j + 1])
            };
            pairs.extend((0..len).map(pair));
        }
    }
    pairs
}

fn changes(a: &[&str], b: &[&str], key: &dyn Fn(&str) -> String) -> Vec<Hunk> {
    let keys = |words: &[&str]| words.iter().map(|word| key(word)).collect::<Vec<_>>();
    let (a_at, b_at) = (starts(a), starts(b));
    let ops = capture_diff_slices(Algorithm::Myers, &keys(a), &keys(b));
    let hunk = |op: &DiffOp| {
        let (old, new) = (op.old_range(), op.new_range());
        Hunk {
            old: a_at[old.start]..a_at[old.end],
            new: b_at[new.start]..b_at[new.end],
        }
    };
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let next = hunk(op);
        match hunks.last_mut() {
            Some(last) if last.old.end == next.old.start && last.new.end == next.new.start => {
                last.old.end = next.old.end;
                last.new.end = next.new.end;
            }
            _ => hunks.push(next),
        }
    }
    hunks
}

/// The byte at which each word starts, and the end.
fn starts(words: &[&str]) -> Vec<usize> {
    let ends = words.iter().scan(0, |at, word| {
        *at += word.len();
        Some(*at)
    });
    std::iter::once(0).chain(ends).collect()
}

/// How many bytes of whole graphemes two strings begin with in common, and end with, without overlap.
pub(crate) fn common_ends(old: &str, new: &str) -> (usize, usize) {
    let same = |pair: &(&str, &str)| pair.0 == pair.1;
    let len = |pairs: usize, text: &str| {
        text.graphemes(true)
            .take(pairs)
            .map(str::len)
            .sum::<usize>()
    };
    let head = old
        .graphemes(true)
        .zip(new.graphemes(true))
        .take_while(same)
        .count();
    let head = len(head, old);
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old
        .graphemes(true)
        .rev()
        .zip(new.graphemes(true).rev())
        .take_while(same);
    (head, tail.map(|(a, _)| a.len()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_whole_words() {
        let texts = |old: &str, new: &str| -> Vec<(String, String)> {
            hunks(old, new)
                .into_iter()
                .map(|h| (old[h.old].to_owned(), new[h.new].to_owned()))
                .collect()
        };
        assert_eq!(
            texts("she heard teh call", "she heard the  call"),
            [("teh".into(), "the".into())]
        );
        assert_eq!(texts("a b c d", "x b c y").len(), 2);
        assert!(texts("one\n two", "one two").is_empty());
    }

    #[test]
    fn common_ends_keep_graphemes_whole() {
        assert_eq!(common_ends("كاتب", "كتب"), ("ك".len(), "تب".len()));
        assert_eq!(common_ends("e\u{301}", "e"), (0, 0));
    }
}
