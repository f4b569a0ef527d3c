//! Stops, the route and its order, windows, the way to a stop, and the nearest outlets.

use std::sync::Arc;

use super::Orders;
use crate::account::Account;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::route::{
    CallSequence, CourierRoute, MapApp, MapLink, NearOutlet, RouteAsk, Travel, WindowAnswer,
};
use crate::values::stops::{Point, RouteStop};
use crate::values::words::Done;

#[uniffi::export]
impl Orders {
    /// The stops of this person's open orders, sorted by their first order. Reads cards, no document.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn stops(&self) -> Result<Vec<RouteStop>, CounterfoilError> {
        call(|| Ok(self.desk.stops()?.shown()))
    }

    /// The route through these stops: the courier's own order as long as he keeps one, with new stops put in; else the
    /// best that is found. Up to one second of processor time.
    ///
    /// # Errors
    /// `NotAllowed` for more stops than a route may have or a pin that names no stop.
    pub fn route(&self, ask: RouteAsk) -> Result<CourierRoute, CounterfoilError> {
        call(|| Ok(self.desk.route(&ask.asked()?)?.shown()))
    }

    /// The courier's own order, and what others offered; nothing outside a shift.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn sequence(&self) -> Result<CallSequence, CounterfoilError> {
        call(|| Ok(self.desk.sequence()?.shown()))
    }

    /// Keeps an order of orders as the courier's own, perhaps an offer that he takes.
    ///
    /// # Errors
    /// `NotAllowed` without an open shift.
    #[uniffi::method(default(offer = None))]
    pub fn keep_sequence(
        &self,
        orders: Vec<String>,
        offer: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.keep_sequence(orders.asked()?, offer.asked()?)?.shown()))
    }

    /// Lets his order go; `held` keep theirs among each other.
    ///
    /// # Errors
    /// As `keep_sequence`.
    pub fn let_sequence_go(&self, held: Vec<String>) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.let_sequence_go(held.asked()?)?.shown()))
    }

    /// Does not take an offer.
    ///
    /// # Errors
    /// As `keep_sequence`.
    pub fn decline_sequence(&self, offer: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.decline_sequence(offer.asked()?)?.shown()))
    }

    /// Whether a window that a customer chose for an order, ms since 1970, fits into the route of now; if not, why.
    ///
    /// # Errors
    /// As `route`; `NotFound` for an order that is in no stop.
    pub fn check_window(
        &self,
        order: String,
        from_ms: Option<i64>,
        to_ms: Option<i64>,
        ask: RouteAsk,
    ) -> Result<WindowAnswer, CounterfoilError> {
        let window = (from_ms, to_ms);
        call(|| Ok(self.desk.check_window(order.asked()?, window, &ask.asked()?)?.shown()))
    }

    /// The address by which a map app shows the way to an order's stop. `label` is what the app is told of it: choose
    /// one that names no person.
    ///
    /// # Errors
    /// `NotFound` for an order that is in no stop, `NotAllowed` where nobody knows where it is.
    pub fn way_to(
        &self,
        order: String,
        app: MapApp,
        travel: Travel,
        label: String,
    ) -> Result<MapLink, CounterfoilError> {
        call(|| Ok(self.desk.way_to(order.asked()?, app, travel, &label)?.shown()))
    }
}

/// Outlets of the packs that are on the phone, in memory.
#[derive(Debug, uniffi::Object)]
pub struct OutletIndex {
    outlets: counterfoil_domain::map::Outlets,
}

#[uniffi::export]
impl Account {
    /// The outlets of all packs that are here. Some ten milliseconds for 20,000: keep what this gives.
    ///
    /// # Errors
    /// `Closed`; `Damaged` for a pack that is none.
    pub fn outlets(&self) -> Result<Arc<OutletIndex>, CounterfoilError> {
        call(|| Ok(Arc::new(OutletIndex { outlets: self.desk.outlets()? })))
    }
}

#[uniffi::export]
impl OutletIndex {
    /// The nearest outlets with their distance, nearest first. Memory alone, under 1 ms.
    ///
    /// # Errors
    /// `NotAllowed` for a number that is none.
    #[uniffi::method(default(count = 3))]
    pub fn nearest(&self, to: Point, count: i64) -> Result<Vec<NearOutlet>, CounterfoilError> {
        call(|| {
            let found = self.outlets.nearest(to.asked()?, count.asked()?);
            let near = |(outlet, metres): (&counterfoil_domain::map::Outlet, u32)| NearOutlet {
                outlet: outlet.clone().shown(),
                metres: metres.into(),
            };
            Ok(found.into_iter().map(near).collect())
        })
    }
}
