//! Lists of orders, what a scanned code means, and subjects besides orders.

use counterfoil_client::orders as core;

use super::captures::apart;
use super::card::Card;
use super::words::{Done, Key};
use crate::crossing::{Asked, Shown, asked, same, shown};
use crate::error::CounterfoilError;

asked! {
    /// Which orders a list shows. What is absent does not matter.
    OrderFilter from core::OrderFilter {
        /// The playbook's kind.
        #[uniffi(default = None)]
        kind: Option<String>,
        /// One of these stages; empty for all.
        #[uniffi(default = [])]
        stages: Vec<String>,
        /// Open or finished.
        #[uniffi(default = None)]
        is_open: Option<bool>,
        /// Assigned to or held by this person.
        #[uniffi(default = None)]
        is_mine: Option<bool>,
        /// Somebody must look.
        #[uniffi(default = None)]
        attention: Option<bool>,
    }
}

pub use core::CardOrder as ListOrder;

/// How a list is sorted.
#[uniffi::remote(Enum)]
pub enum ListOrder {
    /// What is due first; without a due time last.
    Due,
    /// Along the route; outside the route last.
    Route,
}
same!(ListOrder);

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OrderPage {
    /// The cards, sorted.
    pub cards: Vec<Card>,
    /// Where the next page begins, if there is one; to be handed back as it is.
    pub next: Option<String>,
}

impl Shown<OrderPage> for core::OrderPage {
    fn shown(self) -> OrderPage {
        let next = self.next.map(|position| position.to_string());
        OrderPage { cards: self.cards.shown(), next }
    }
}

impl Asked<core::CardPosition> for String {
    fn asked(self) -> Result<core::CardPosition, CounterfoilError> {
        self.parse().map_err(|_| CounterfoilError::NotFound { what: "page".to_owned() })
    }
}

/// What a code means to this person.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ScanVerdict {
    /// One or more orders that this person sees.
    Known {
        /// The orders, open ones first.
        orders: Vec<String>,
    },
    /// An order that was intercepted: it must not be loaded.
    DoNotLoad {
        /// The order.
        order: String,
    },
    /// An order of the outlet that somebody else has, or that nobody has yet.
    AnotherPersons {
        /// The order.
        order: String,
        /// Who has it; absent while it is at the outlet.
        holder: Option<String>,
    },
    /// Nothing here carries this code. Where policy allows, it may be founded as a new order.
    Unknown,
}

impl Shown<ScanVerdict> for core::ScanVerdict {
    fn shown(self) -> ScanVerdict {
        match self {
            Self::Known { orders } => ScanVerdict::Known { orders: orders.shown() },
            Self::DoNotLoad { order } => ScanVerdict::DoNotLoad { order: order.shown() },
            Self::AnotherPersons { order, holder } => {
                ScanVerdict::AnotherPersons { order: order.shown(), holder: holder.shown() }
            }
            Self::Unknown => ScanVerdict::Unknown,
        }
    }
}

shown! {
    /// What a scan on an order said.
    Scanned from counterfoil_client::captures::Scanned {
        /// Whether the code names this order.
        matches: bool,
        /// What it means elsewhere, for "this is another parcel".
        verdict: ScanVerdict,
        /// What was written.
        done: Done,
    }
}

shown! {
    /// A place or a machine as a list shows it.
    OtherSubject from core::OtherSubject {
        /// Its id.
        id: String,
        /// The keys by which people know it.
        keys: Vec<Key>,
        /// Its name: the field `place/name` or `asset/name`.
        name: Option<String>,
    }
}

/// What an order says of its machine.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NamedBy {
    /// The machine that it is about, where it is known here.
    pub machine: Option<OtherSubject>,
    /// The place where that stands, where it is known here.
    pub place: Option<OtherSubject>,
}

/// What became of one code of a handover.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Received {
    /// The code.
    pub code: String,
    /// The order; absent if nobody knows the code and it is no waybill.
    pub order: Option<String>,
    /// Whether it was founded here, as nobody knew it.
    pub founded: bool,
    /// What was written; absent if nothing was.
    pub done: Option<Done>,
    /// Why nothing was.
    pub error: Option<CounterfoilError>,
}

impl Shown<Received> for core::Received {
    fn shown(self) -> Received {
        let (done, error) = apart(self.done);
        let (code, founded) = (self.code, self.founded);
        Received { code, order: self.order.shown(), founded, done, error }
    }
}
