//! The board: who listens to what, and what is still to be told to whom.

use counterfoil_domain::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use counterfoil_client::topics::{News, Waiting};

use super::{Topic, TopicListener};
use crate::crossing::Shown;

struct Listening {
    /// What it hears; everything if absent.
    topics: Option<BTreeSet<Topic>>,
    listener: Arc<dyn TopicListener>,
    /// What changed since it was last called.
    waiting: Waiting<Topic>,
}

impl Listening {
    fn note(&mut self, topic: &Topic) {
        if self.topics.as_ref().is_some_and(|topics| !topics.contains(topic)) {
            return;
        }
        self.waiting.put(topic.clone(), matches!(topic, Topic::Order { .. }));
    }
}

#[derive(Default)]
struct Held {
    listening: BTreeMap<u64, Listening>,
    next: u64,
    /// Who was told last: the others come before them.
    told: u64,
    ended: bool,
}

/// Who listens, and what they are still to hear.
#[derive(Default)]
pub(super) struct Board {
    held: Mutex<Held>,
    news: Condvar,
}

impl core::fmt::Debug for Board {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Board")
    }
}

impl Board {
    /// Begins to hear and to tell. Both threads end with the client's topics.
    pub(super) fn begin(topics: News) -> Arc<Self> {
        let board = Arc::new(Self::default());
        let (hearing, telling) = (board.clone(), board.clone());
        let hear = move || {
            while let Some(topic) = topics.wait() {
                hearing.note(&topic.shown());
            }
            hearing.end();
        };
        let hears = thread::Builder::new().name("counterfoil-hears".into()).spawn(hear);
        let tells = thread::Builder::new()
            .name("counterfoil-tells".into())
            .spawn(move || while telling.tell_next() {});
        if let Some(error) = hears.err().or(tells.err()) {
            tracing::error!(%error, "no thread for topics: listeners hear nothing");
        }
        board
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new listener, and its number; what it listens to is news to it.
    pub(super) fn put(&self, topics: Option<Vec<Topic>>, listener: Arc<dyn TopicListener>) -> u64 {
        let topics: Option<BTreeSet<Topic>> = topics.map(|topics| topics.into_iter().collect_set());
        let everything = || [Topic::Orders, Topic::Syncing, Topic::Account].into();
        let news = topics.clone().unwrap_or_else(everything);
        let mut listening = Listening { topics, listener, waiting: Waiting::default() };
        news.iter().for_each(|topic| listening.note(topic));
        let mut held = self.held();
        let number = held.next;
        held.next += 1;
        if !held.ended {
            held.listening.insert(number, listening);
            self.news.notify_all();
        }
        number
    }

    pub(super) fn remove(&self, number: u64) {
        // The listener may be dropped by this, which runs the host's code: not under the lock.
        let gone = self.held().listening.remove(&number);
        drop(gone);
    }

    pub(super) fn end(&self) {
        let mut held = self.held();
        held.ended = true;
        let gone = std::mem::take(&mut held.listening);
        self.news.notify_all();
        drop(held);
        drop(gone);
    }

    fn note(&self, topic: &Topic) {
        let mut held = self.held();
        for listening in held.listening.values_mut() {
            listening.note(topic);
        }
        self.news.notify_all();
    }

    /// Waits for news and tells one of it; false at the end.
    fn tell_next(&self) -> bool {
        let (listener, topic) = {
            let mut held = self.held();
            loop {
                if held.ended {
                    return false;
                }
                if let Some(next) = next_of(&mut held) {
                    break next;
                }
                held = self.news.wait(held).unwrap_or_else(PoisonError::into_inner);
            }
        };
        // A listener that is written in Rust may panic; a foreign one that throws gives an error.
        let heard = catch_unwind(AssertUnwindSafe(|| listener.on_change(topic)));
        if !matches!(heard, Ok(Ok(()))) {
            tracing::warn!("a listener threw");
        }
        true
    }
}

/// What is to be told next: listeners take turns, so that one with thousands of topics holds up nobody.
fn next_of(held: &mut Held) -> Option<(Arc<dyn TopicListener>, Topic)> {
    let Held { listening, told, .. } = held;
    let behind = listening.range(*told + 1..).map(|(number, _)| *number);
    let before = listening.range(..=*told).map(|(number, _)| *number);
    let turns: Vec<u64> = behind.chain(before).collect();
    for number in turns {
        let Some(next) = listening.get_mut(&number) else { continue };
        if let Some(topic) = next.waiting.pop() {
            *told = number;
            return Some((next.listener.clone(), topic));
        }
    }
    None
}
