//! What one listener is still to hear: each topic once, however often it changed.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

/// Topics that wait, in the order in which they first changed; those about all come before those about one order, so
/// that a list on a screen does not wait for five thousand sheets. As large as the number of subjects that there are.
#[derive(Debug, Clone)]
pub struct Waiting<T> {
    about_all: VecDeque<T>,
    single: VecDeque<T>,
    known: HashSet<T>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        let (about_all, single) = (VecDeque::new(), VecDeque::new());
        Self { about_all, single, known: HashSet::new() }
    }
}

impl<T: Clone + Eq + Hash> Waiting<T> {
    /// This changed; whether it `is_single`, about one order alone.
    pub fn put(&mut self, topic: T, is_single: bool) {
        if self.known.insert(topic.clone()) {
            let queue = if is_single { &mut self.single } else { &mut self.about_all };
            queue.push_back(topic);
        }
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The next to be heard.
    pub fn pop(&mut self) -> Option<T> {
        let next = self.about_all.pop_front().or_else(|| self.single.pop_front())?;
        self.known.remove(&next);
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_waits_once_in_its_order_and_what_is_about_all_comes_first() {
        let mut waiting = Waiting::default();
        for order in ["b", "a", "b", "c", "a"] {
            waiting.put(order, true);
        }
        waiting.put("lists", false);
        waiting.put("lists", false);
        assert_eq!(waiting.pop(), Some("lists"));
        assert_eq!(waiting.pop(), Some("b"));
        waiting.put("b", true);
        let rest: Vec<_> = std::iter::from_fn(|| waiting.pop()).collect();
        assert_eq!(rest, ["a", "c", "b"]);
    }
}
