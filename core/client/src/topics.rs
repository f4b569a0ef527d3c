//! Topics: "order X changed". Whoever hears it asks again; nothing travels along.

mod waiting;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use counterfoil_domain::ids::SubjectId;

pub use self::waiting::Waiting;

/// What may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Lists of orders.
    Orders,
    /// One order, shift, place or asset.
    Order(SubjectId),
    /// How far the work is on its way.
    Syncing,
    /// Enrolment, duty, the shift.
    Account,
}

/// Tells listeners what changed.
#[derive(Debug, Default)]
pub struct Topics {
    listeners: Mutex<Vec<Arc<Inbox>>>,
}

/// What one listener is still to hear.
#[derive(Debug, Default)]
struct Inbox {
    held: Mutex<Held>,
    came: Condvar,
}

#[derive(Debug, Default)]
struct Held {
    waiting: Waiting<Topic>,
    has_ended: bool,
}

impl Inbox {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, topics: &[Topic]) {
        let mut held = self.held();
        for topic in topics {
            held.waiting.put(*topic, matches!(topic, Topic::Order(_)));
        }
        self.came.notify_all();
    }

    fn end(&self) {
        self.held().has_ended = true;
        self.came.notify_all();
    }
}

/// One listener's news: each topic once, however often it changed while nobody asked, so nothing is ever lost and a
/// call that changes something never waits. Ends with the phone; to let go of it is to stop listening.
#[derive(Debug)]
pub struct News {
    inbox: Arc<Inbox>,
}

impl News {
    /// The next news, if there is some now.
    #[must_use]
    pub fn try_next(&self) -> Option<Topic> {
        self.inbox.held().waiting.pop()
    }

    /// The next news, waited for; absent at the end, when all that came before was heard.
    #[must_use]
    pub fn wait(&self) -> Option<Topic> {
        let is_quiet = |held: &mut Held| !held.has_ended && held.waiting.is_empty();
        let held = self.inbox.came.wait_while(self.inbox.held(), is_quiet);
        held.unwrap_or_else(PoisonError::into_inner).waiting.pop()
    }
}

impl Topics {
    /// Listens from here on. The first values come at once: everything is news to a new listener.
    #[must_use]
    pub fn subscribe(&self) -> News {
        let inbox = Arc::<Inbox>::default();
        inbox.put(&[Topic::Orders, Topic::Syncing, Topic::Account]);
        self.listeners().push(inbox.clone());
        News { inbox }
    }

    fn listeners(&self) -> MutexGuard<'_, Vec<Arc<Inbox>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody. It runs no listener's code.
    pub(crate) fn tell(&self, topics: impl IntoIterator<Item = Topic>) {
        let topics: Vec<Topic> = topics.into_iter().collect();
        let mut listeners = self.listeners();
        // Whose news nobody holds any more is forgotten.
        listeners.retain(|inbox| Arc::strong_count(inbox) > 1);
        listeners.iter().for_each(|inbox| inbox.put(&topics));
    }

    /// Ends all subscriptions.
    pub(crate) fn end(&self) {
        let listeners = std::mem::take(&mut *self.listeners());
        listeners.iter().for_each(|inbox| inbox.end());
    }
}

impl Drop for Topics {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(news: &News) -> Vec<Topic> {
        std::iter::from_fn(|| news.try_next()).collect()
    }

    #[test]
    fn the_first_value_comes_at_once_and_who_left_is_forgotten() {
        let topics = Topics::default();
        let ann = topics.subscribe();
        drop(topics.subscribe());
        let order = Topic::Order(SubjectId([1; 16]));
        topics.tell([order, order]);
        assert_eq!(heard(&ann), [Topic::Orders, Topic::Syncing, Topic::Account, order]);
        assert_eq!(topics.listeners().len(), 1);
    }

    #[test]
    fn of_five_thousand_orders_in_one_commit_none_is_lost_and_the_lists_come_first() {
        let topics = Topics::default();
        let ann = topics.subscribe();
        assert_eq!(heard(&ann).len(), 3);
        let order = |n: u32| Topic::Order(SubjectId(u128::from(n).to_be_bytes()));
        topics.tell((0..5_000).map(order).chain([Topic::Orders, Topic::Syncing]));
        topics.tell([Topic::Orders]);
        let heard = heard(&ann);
        assert_eq!(heard[..2], [Topic::Orders, Topic::Syncing]);
        assert_eq!(heard[2..], (0..5_000).map(order).collect::<Vec<_>>());
    }

    #[test]
    fn who_waits_hears_the_end_after_all_that_came_before() {
        let topics = Topics::default();
        let ann = topics.subscribe();
        let hears = std::thread::spawn(move || std::iter::from_fn(|| ann.wait()).count());
        topics.tell([Topic::Order(SubjectId([1; 16]))]);
        topics.end();
        assert_eq!(hears.join().expect("no panic"), 4);
    }
}
