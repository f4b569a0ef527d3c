//! Topics: "order X changed". Whoever hears it asks again; nothing travels along.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

use counterfoil_domain::ids::SubjectId;

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

/// Topics that wait for one listener; one that does not listen loses the oldest news, not the phone's memory.
const WAITING_MAX: usize = 1_024;

/// Tells listeners what changed.
#[derive(Debug, Default)]
pub struct Topics {
    listeners: Mutex<Vec<SyncSender<Topic>>>,
}

impl Topics {
    /// Listens from here on. The first values come at once: everything is news to a new listener.
    #[must_use]
    pub fn subscribe(&self) -> Receiver<Topic> {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        for topic in [Topic::Orders, Topic::Syncing, Topic::Account] {
            // A channel of this size takes three values.
            let _ = sender.try_send(topic);
        }
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }

    /// Tells everybody. Sending to a channel runs no listener's code.
    pub(crate) fn tell(&self, topics: impl IntoIterator<Item = Topic>) {
        let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        for topic in topics {
            listeners.retain(|listener| {
                !matches!(listener.try_send(topic), Err(TrySendError::Disconnected(_)))
            });
        }
    }

    /// Ends all subscriptions.
    pub(crate) fn end(&self) {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_comes_at_once_and_who_left_is_forgotten() {
        let topics = Topics::default();
        let ann = topics.subscribe();
        drop(topics.subscribe());
        topics.tell([Topic::Order(SubjectId([1; 16]))]);
        let heard: Vec<Topic> = ann.try_iter().collect();
        let order = Topic::Order(SubjectId([1; 16]));
        assert_eq!(heard, [Topic::Orders, Topic::Syncing, Topic::Account, order]);
        assert_eq!(topics.listeners.lock().expect("whole").len(), 1);
    }
}
