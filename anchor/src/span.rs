//! The one unit of position: a half-open range of code points of a [`Text`](crate::Text).
//! Bytes of a source are a `Range<usize>` and never a `Span`, so that the two cannot be mixed.

/// A half-open range of Unicode code points of a [`Text`](crate::Text).
///
/// ```
/// use corrigenda_anchor::Span;
/// let span = Span::new(10, 14);
/// assert_eq!((span.start(), span.end(), span.len()), (10, 14, 4));
/// assert!(span.overlaps(Span::new(13, 20)));
/// assert!(span.touches(Span::new(14, 20)) && !span.overlaps(Span::new(14, 20)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The code points from `start` up to, and without, `end`. An `end` before `start` is taken as `start`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The first code point.
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// The code point after the last.
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// How many code points it holds.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no code point: a place between two.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether both hold at least one code point in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether they overlap, or one begins where the other ends.
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        self.start.max(other.start) <= self.end.min(other.end)
    }
}
