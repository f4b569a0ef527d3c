//! Stops: orders that one call serves, with everything that a courier should know before he rings.
//!
//! [`group`] is a pure function; the order of its input does not matter. Orders are one stop if they are for one door
//! ([`DoorKey`]), for one person at one place, or for one locker or station. What is wrong or unsure is said in the
//! stop and decides nothing.

mod alerts;
mod grouping;
mod located;
mod summary;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::alerts::{Alert, AlertKind, alerts};
pub use self::grouping::group;
use crate::address::{Address, AddressFault, DoorKey, KnownPlace};
use crate::ids::SubjectId;
use crate::map::{Point, parse_pin};
use crate::order::Card;

/// What grouping is told about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopOrder {
    /// The order.
    pub id: SubjectId,
    /// The address in one line.
    #[serde(default)]
    pub address: String,
    /// The name, whole or masked.
    #[serde(default)]
    pub name: Option<String>,
    /// The telephone number, whole or masked.
    #[serde(default)]
    pub phone: Option<String>,
    /// The pin.
    #[serde(default)]
    pub pin: Option<Point>,
    /// Not before, ms since 1970.
    #[serde(default)]
    pub window_from_ms: Option<i64>,
    /// Not after, ms since 1970.
    #[serde(default)]
    pub window_to_ms: Option<i64>,
    /// Larger is more urgent.
    #[serde(default)]
    pub priority: i64,
    /// Pieces; 0 is read as 1.
    #[serde(default)]
    pub pieces: u32,
    /// The customer's remark, and other words that belong to the order.
    #[serde(default)]
    pub remarks: Vec<String>,
}

impl StopOrder {
    /// What an order's card says.
    #[must_use]
    pub fn of(card: &Card) -> Self {
        let call = card.call.clone().unwrap_or_default();
        Self {
            id: card.id,
            address: card.address.clone().unwrap_or_default(),
            name: card.contact_name.clone(),
            phone: card.phone.clone(),
            pin: call.pin.as_deref().and_then(parse_pin),
            window_from_ms: card.window_from_ms,
            window_to_ms: card.window_to_ms,
            priority: card.priority,
            pieces: call.pieces.and_then(|pieces| u32::try_from(pieces).ok()).unwrap_or(1),
            remarks: call.remark.into_iter().collect(),
        }
    }
}

/// What is known of a place besides its orders.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFacts {
    /// The community's or the spot's name, and its last building.
    #[serde(flatten)]
    pub place: KnownPlace,
    /// Where it is.
    #[serde(default)]
    pub point: Option<Point>,
    /// Hazards and access, in words.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Where a stop's position is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointSource {
    /// A pin of one of its orders.
    Pin,
    /// A place that is known by this name.
    Place,
    /// Pins of other orders in the same community.
    Neighbours,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Its orders, sorted. Never empty.
    pub orders: Vec<SubjectId>,
    /// The address as one of them has it: the longest.
    pub text: String,
    /// The address, taken apart.
    pub address: Address,
    /// The key of its door.
    pub door: Option<DoorKey>,
    /// Whether it is one point for many people: a locker, a station, a gatehouse.
    pub is_shared: bool,
    /// Pieces of all orders.
    pub pieces: u32,
    /// People, as far as their names and numbers tell.
    pub people: u32,
    /// Not before: what holds for every order, ms since 1970.
    pub window_from_ms: Option<i64>,
    /// Not after: the earliest end, ms since 1970.
    pub window_to_ms: Option<i64>,
    /// Whether no moment lies in all of its windows; then [`Stop::window_from_ms`] is behind the end.
    pub windows_apart: bool,
    /// The largest of its orders.
    pub priority: i64,
    /// Where it is, if anybody knows.
    pub point: Option<Point>,
    /// Where that is from.
    pub point_source: Option<PointSource>,
    /// Metres between its pin and where its address says that it is, where they are far apart.
    pub pin_apart_m: Option<u32>,
    /// What to know before ringing, what matters most first.
    pub alerts: Vec<Alert>,
    /// What is wrong with the address.
    pub faults: Vec<AddressFault>,
}
