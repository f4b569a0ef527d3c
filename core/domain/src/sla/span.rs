//! Spans of time between two instants, and what they have in common.

use crate::sorting::SortSmall as _;

/// From an instant until another one, which no longer belongs to it; ms since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Where it begins.
    pub from_ms: u64,
    /// Where it ends; after the beginning.
    pub to_ms: u64,
}

impl Span {
    /// A span; `None` unless it ends after it begins.
    #[must_use]
    pub fn new(from_ms: u64, to_ms: u64) -> Option<Self> {
        (from_ms < to_ms).then_some(Self { from_ms, to_ms })
    }

    /// What it has in common with another.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        Self::new(self.from_ms.max(other.from_ms), self.to_ms.min(other.to_ms))
    }

    /// How long it is.
    #[must_use]
    pub fn length_ms(self) -> u64 {
        self.to_ms - self.from_ms
    }
}

/// The same instants, oldest first and without overlap.
#[must_use]
pub fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_small_by(Ord::cmp);
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.from_ms <= last.to_ms => last.to_ms = last.to_ms.max(span.to_ms),
            _ => joined.push(span),
        }
    }
    joined
}

/// What is left of the first without the second, both as [`union`] gives them.
#[must_use]
pub fn without(spans: &[Span], holes: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    for span in spans {
        let mut from_ms = span.from_ms;
        for hole in holes.iter().filter(|hole| hole.within(*span).is_some()) {
            left.extend(Span::new(from_ms, hole.from_ms));
            from_ms = from_ms.max(hole.to_ms);
        }
        left.extend(Span::new(from_ms, span.to_ms));
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from_ms: u64, to_ms: u64) -> Span {
        Span { from_ms, to_ms }
    }

    #[test]
    fn spans_are_joined_and_holes_are_cut_out() {
        let day = union(vec![span(30, 40), span(0, 10), span(5, 20), span(20, 21)]);
        assert_eq!(day, [span(0, 21), span(30, 40)]);
        let holes = union(vec![span(3, 4), span(15, 33)]);
        assert_eq!(without(&day, &holes), [span(0, 3), span(4, 15), span(33, 40)]);
        assert_eq!(without(&day, &[span(0, 50)]), []);
        assert_eq!(Span::new(7, 7), None);
    }
}
