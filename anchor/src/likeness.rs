//! How alike two words are, by their folded letters: what an alignment asks of each pair of tokens, so most pairs are
//! told apart by a few bits.

use wide::i32x4;

use crate::fold::table;
use crate::tokens::{Token, TokenKind};

/// Below this two words are not the same word spelt otherwise.
const SIMILAR: f32 = 0.5;
/// Shorter words are alike or they are not.
const SHORT: u32 = 3;
/// Longer words are alike or they are not: their letters would not fit into a machine word.
const LONG: usize = 63;

/// What is in the byte that is left of a word's `ends`; the other text has `OTHER` there.
const ONE: u32 = 1;
const OTHER: u32 = 2;

/// The tokens of two texts, ready to be compared.
pub(crate) struct Likeness<'t> {
    a: &'t [Token],
    b: &'t [Token],
    a_words: &'t Words,
    b_words: Words,
    b_lanes: Vec<Lanes>,
}

impl<'t> Likeness<'t> {
    /// `a_words` are the words of the first tokens, which are compared again and again.
    pub(crate) fn new(a: &'t [Token], a_words: &'t Words, b: &'t [Token], b_text: &str) -> Self {
        let b_words = Words::marked(b, b_text, OTHER);
        Self {
            a,
            b,
            a_words,
            b_lanes: Lanes::all(b, &b_words),
            b_words,
        }
    }

    /// 1 for the same token, 0 for tokens that have nothing to do with each other.
    #[inline(always)]
    pub(crate) fn of(&self, i: usize, j: usize) -> f32 {
        if self.a[i].hash == self.b[j].hash {
            1.0
        } else {
            self.of_others(i, j)
        }
    }

    /// The tokens of `b` that the token `i` of `a` is like, in order, with how much.
    pub(crate) fn matches(&self, i: usize, found: &mut Vec<(u32, f32)>) {
        let word = &self.a_words.list[i];
        let has_others = word.len >= SHORT || word.is_number;
        let (hash, ends) = (
            i32x4::splat(self.a[i].hash as i32),
            i32x4::splat(self.a_words.ends[i] as i32),
        );
        for (step, lanes) in self.b_lanes.iter().enumerate() {
            let mut likely = lanes.hashes.simd_eq(hash);
            if has_others {
                likely |= shares_a_byte(lanes.ends, ends);
            }
            let mut left = likely.to_bitmask();
            while left != 0 {
                let j = step * 4 + left.trailing_zeros() as usize;
                left &= left - 1;
                let likeness = if j < self.b.len() { self.of(i, j) } else { 0.0 };
                if likeness > 0.0 {
                    found.push((j as u32, likeness));
                }
            }
        }
    }

    /// How alike two tokens are that are not the same.
    #[inline(always)]
    fn of_others(&self, i: usize, j: usize) -> f32 {
        let (a, b) = (&self.a_words.list[i], &self.b_words.list[j]);
        // Numbers are always alike a little: they are what corrections change.
        if a.is_number && b.is_number {
            return SIMILAR;
        }
        let begins = a.ends[0] == b.ends[0] || a.ends[1] == b.ends[1] || a.ends[2] == b.ends[2];
        let (short, long) = (a.len.min(b.len), a.len.max(b.len));
        if !begins || short < SHORT || 2 * short < long {
            return 0.0;
        }
        // Letters that the other word lacks are edits: most other pairs are told apart by that.
        let common = (a.letters & b.letters).count_ones();
        if (a.distinct.max(b.distinct) - common) * 2 > long {
            return 0.0;
        }
        self.a_words.spelling(i, &self.b_words, j)
    }
}

/// In which lanes one of the four bytes is the same in both.
#[inline(always)]
fn shares_a_byte(a: i32x4, b: i32x4) -> i32x4 {
    let differing = a ^ b;
    let none = i32x4::splat(0x0101_0101);
    let borrowed = (differing - none) & !differing & i32x4::splat(0x8080_8080u32 as i32);
    !borrowed.simd_eq(i32x4::ZERO)
}

/// Four tokens side by side, with what tells most of them from another one.
struct Lanes {
    /// The low half of the hashes.
    hashes: i32x4,
    /// The `ends` of the words.
    ends: i32x4,
}

impl Lanes {
    fn all(tokens: &[Token], words: &Words) -> Vec<Self> {
        let lanes = |(tokens, ends): (&[Token], &[u32])| Self {
            hashes: i32x4::new(
                [0, 1, 2, 3].map(|lane| tokens.get(lane).map_or(0, |one| one.hash as i32)),
            ),
            ends: i32x4::new([0, 1, 2, 3].map(|lane| ends.get(lane).map_or(0, |one| *one as i32))),
        };
        tokens
            .chunks(4)
            .zip(words.ends.chunks(4))
            .map(lanes)
            .collect()
    }
}

/// Letters are looked at four at once.
const FOUR: usize = 4;
/// What fills the last four of a word: no folded letter.
const PAD: i32 = -1;

/// The folded letters of all words, one after the other, as code points; each word begins at a multiple of four.
pub(crate) struct Words {
    letters: Vec<i32>,
    list: Vec<Word>,
    /// The low bytes of the first, the second and the last letter of each word.
    ends: Vec<u32>,
}

struct Word {
    start: u32,
    /// 0 for what is no word.
    len: u32,
    /// One bit for each letter, by its number modulo 64.
    letters: u64,
    /// How many bits those are.
    distinct: u32,
    is_number: bool,
    /// The first, the second and the last letter.
    ends: [i32; 3],
}

impl Words {
    pub(crate) fn new(tokens: &[Token], text: &str) -> Self {
        Self::marked(tokens, text, ONE)
    }

    /// `mark` is the byte that is left of `ends`.
    fn marked(tokens: &[Token], text: &str, mark: u32) -> Self {
        let mut words = Self {
            letters: Vec::with_capacity(tokens.len() * 8),
            list: Vec::with_capacity(tokens.len()),
            ends: Vec::with_capacity(tokens.len()),
        };
        let table = table();
        for token in tokens {
            let start = words.letters.len();
            if matches!(token.kind, TokenKind::Word(_)) {
                for c in token.text(text).chars() {
                    table.fold(c, |folded| words.letters.push(folded as i32));
                }
            }
            let new = &words.letters[start..];
            let len = new.len();
            let letters = new.iter().fold(0, |bits, &c| bits | 1 << (c % 64));
            let digits = i32::from(b'0')..=i32::from(b'9');
            let is_number = new.first().is_some_and(|first| digits.contains(first));
            let letter = |at: usize| new.get(at).copied().unwrap_or_default();
            let ends = [letter(0), letter(1), letter(len.wrapping_sub(1))];
            let padded = words.letters.len().next_multiple_of(FOUR);
            words.letters.resize(padded, PAD);
            words.list.push(Word {
                start: start as u32,
                len: len as u32,
                letters,
                distinct: letters.count_ones(),
                is_number,
                ends,
            });
            // All numbers are a little alike, whatever their digits.
            let mark = if is_number { 0 } else { mark };
            let byte = |at: usize| ends[at] as u32 & 0xff;
            words
                .ends
                .push(byte(0) | byte(1) << 8 | byte(2) << 16 | mark << 24);
        }
        words
    }

    fn letters(&self, at: usize) -> &[i32] {
        let word = &self.list[at];
        &self.letters[word.start as usize..(word.start + word.len) as usize]
    }

    /// The letters in fours, the last of them padded.
    fn fours(&self, at: usize) -> &[[i32; FOUR]] {
        let word = &self.list[at];
        let end = (word.start + word.len).next_multiple_of(FOUR as u32);
        self.letters[word.start as usize..end as usize]
            .as_chunks()
            .0
    }

    /// How a word of this text is alike to one of another: one minus the edit distance over the longer length; 0 when
    /// that is under `SIMILAR`.
    #[inline(never)]
    fn spelling(&self, at: usize, other: &Self, other_at: usize) -> f32 {
        let (a, b) = (self.list[at].len as usize, other.letters(other_at));
        let long = a.max(b.len());
        if long > LONG {
            return 0.0;
        }
        let alike = 1.0 - distance(self.fours(at), a, b) as f32 / long as f32;
        if alike >= SIMILAR { alike } else { 0.0 }
    }
}

/// Edit distance of two words, the first of at most 64 letters, the swap of neighbours counted as one edit (Hyyrö, "A
/// bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).
fn distance(a: &[[i32; FOUR]], len: usize, b: &[i32]) -> usize {
    let Some(last) = len.checked_sub(1) else {
        return b.len();
    };
    let (mut plus, mut minus, mut diagonal, mut before) = (!0u64, 0u64, 0u64, 0u64);
    let mut distance = len;
    for &letter in b {
        let letter = i32x4::splat(letter);
        let mask = a.iter().enumerate().fold(0, |mask, (at, four)| {
            let same = i32x4::new(*four).simd_eq(letter).to_bitmask();
            mask | u64::from(same) << (at * FOUR)
        });
        let swapped = ((!diagonal & mask) << 1) & before;
        diagonal = ((mask & plus).wrapping_add(plus) ^ plus) | mask | minus | swapped;
        let rise = minus | !(diagonal | plus);
        let fall = diagonal & plus;
        distance += (rise >> last & 1) as usize;
        distance -= (fall >> last & 1) as usize;
        let (rise, fall) = (rise << 1 | 1, fall << 1);
        plus = fall | !(diagonal | rise);
        minus = rise & diagonal;
        before = mask;
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The matrix of the textbook, the oracle.
    fn plain(a: &[char], b: &[char]) -> usize {
        let mut cells: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
        for i in 1..=a.len() {
            let mut row = vec![i];
            for j in 1..=b.len() {
                let mut best = (cells[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                    .min(cells[i - 1][j] + 1)
                    .min(row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(cells[i - 2][j - 2] + 1);
                }
                row.push(best);
            }
            cells.push(row);
        }
        cells[a.len()][b.len()]
    }

    fn fast(a: &[char], b: &[char]) -> usize {
        let mut padded: Vec<i32> = a.iter().map(|&c| c as i32).collect();
        padded.resize(a.len().next_multiple_of(FOUR), PAD);
        let b: Vec<i32> = b.iter().map(|&c| c as i32).collect();
        distance(padded.as_chunks().0, a.len(), &b)
    }

    #[test]
    fn swapped_letters_are_one_edit() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        assert_eq!(fast(&letters("teh"), &letters("the")), 1);
        assert_eq!(fast(&letters("kitten"), &letters("sitting")), 3);
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_textbook(a in "[abc]{0,64}", b in "[abcd]{0,64}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(fast(&a, &b), plain(&a, &b));
        }
    }
}
