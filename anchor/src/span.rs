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
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert_eq!(Span::new(5, 3), Span::new(5, 5));
    /// ```
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// The first code point.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert_eq!(Span::new(3, 5).start(), 3);
    /// ```
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// The code point after the last.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert_eq!(Span::new(3, 5).end(), 5);
    /// ```
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// How many code points it holds.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert_eq!(Span::new(3, 5).len(), 2);
    /// ```
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no code point: a place between two.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert!(Span::new(3, 3).is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether both hold at least one code point in common.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert!(Span::new(3, 5).overlaps(Span::new(4, 9)));
    /// assert!(!Span::new(3, 5).overlaps(Span::new(5, 9)));
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether they overlap, or one begins where the other ends.
    ///
    /// ```
    /// # use corrigenda_anchor::Span;
    /// assert!(Span::new(3, 5).touches(Span::new(5, 9)));
    /// assert!(!Span::new(3, 5).touches(Span::new(6, 9)));
    /// ```
    #[must_use]
    pub fn touches(self, other: Self) -> bool {
        self.start.max(other.start) <= self.end.min(other.end)
    }
}
