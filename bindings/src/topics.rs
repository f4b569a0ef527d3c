//! Topics: "order X changed"; whoever hears it asks again.
//!
//! One thread of a phone hears the client and notes what changed, another calls listeners, one after the other and
//! holding no lock. What changes while a listener is slow is told once, however often it changed.

mod board;

use std::sync::{Arc, OnceLock};

use counterfoil_client::Phone;
use counterfoil_client::topics::Topic as CoreTopic;

use self::board::Board;
use crate::crossing::Shown;

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, uniffi::Enum)]
pub enum Topic {
    /// Lists of orders.
    Orders,
    /// One order, shift, place or asset.
    Order {
        /// Its id.
        id: String,
    },
    /// How far the work is on its way.
    Syncing,
    /// Enrolment, duty, the shift.
    Account,
}

impl Shown<Topic> for CoreTopic {
    fn shown(self) -> Topic {
        match self {
            Self::Orders => Topic::Orders,
            Self::Order(id) => Topic::Order { id: id.shown() },
            Self::Syncing => Topic::Syncing,
            Self::Account => Topic::Account,
        }
    }
}

/// Why a listener did not listen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// It threw.
    #[error("a listener threw")]
    Threw,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Threw
    }
}

/// Hears what changed.
#[uniffi::export(with_foreign)]
pub trait TopicListener: Send + Sync {
    /// This may have changed: ask again. Called on one thread of this library, never on two at once and never under
    /// a lock: it may call anything, also `Subscription.cancel`. A listener that throws hears the next topic all the
    /// same and keeps nobody else from hearing.
    fn on_change(&self, topic: Topic) -> Result<(), ListenerError>;
}

/// Where listeners subscribe. Memory alone, from any thread.
#[derive(Debug, uniffi::Object)]
pub struct Topics {
    phone: Phone,
    board: OnceLock<Arc<Board>>,
}

impl Topics {
    pub(crate) fn new(phone: Phone) -> Arc<Self> {
        Arc::new(Self { phone, board: OnceLock::new() })
    }

    /// The board, with its threads; begun by the first listener.
    fn board(&self) -> &Arc<Board> {
        self.board.get_or_init(|| Board::begin(self.phone.topics().subscribe()))
    }

    /// Nobody hears anything any more.
    pub(crate) fn end(&self) {
        if let Some(board) = self.board.get() {
            board.end();
        }
    }
}

#[uniffi::export]
impl Topics {
    /// Hears every topic. `Orders`, `Syncing` and `Account` come at once: everything is news to a new listener.
    pub fn subscribe(&self, listener: Arc<dyn TopicListener>) -> Arc<Subscription> {
        Subscription::on(self.board(), None, listener)
    }

    /// Hears these topics alone, and each of them at once. With an order's topic nothing else comes: hundreds of
    /// screens may listen.
    pub fn subscribe_to(
        &self,
        topics: Vec<Topic>,
        listener: Arc<dyn TopicListener>,
    ) -> Arc<Subscription> {
        Subscription::on(self.board(), Some(topics), listener)
    }
}

/// A listener's place. It hears until `cancel` or `Phone.close`; letting go of this object alone does not end it.
#[derive(Debug, uniffi::Object)]
pub struct Subscription {
    board: Arc<Board>,
    number: u64,
}

impl Subscription {
    fn on(
        board: &Arc<Board>,
        topics: Option<Vec<Topic>>,
        listener: Arc<dyn TopicListener>,
    ) -> Arc<Self> {
        let number = board.put(topics, listener);
        Arc::new(Self { board: board.clone(), number })
    }
}

#[uniffi::export]
impl Subscription {
    /// Ends it. May be called any number of times, from any thread, also from the listener. A call of the listener
    /// that has begun already is not waited for. Memory alone.
    pub fn cancel(&self) {
        self.board.remove(self.number);
    }
}
