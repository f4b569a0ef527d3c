//! Subjects besides orders: places that outlive an order, machines by serial.

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::fields::FieldSet;
use crate::values::lists::{NamedBy, OtherSubject};
use crate::values::words::{Done, Founded, Key};

#[uniffi::export]
impl Orders {
    /// Founds a place: a station, a shelf, a door with a dog.
    ///
    /// # Errors
    /// `NotAllowed` by policy.
    pub fn found_place(
        &self,
        keys: Vec<Key>,
        fields: Vec<FieldSet>,
    ) -> Result<Founded, CounterfoilError> {
        call(|| {
            let (id, done) = self.desk.found_place(keys, fields.asked()?)?;
            Ok(Founded { id: id.shown(), done: done.shown() })
        })
    }

    /// Founds a machine, by its serial.
    ///
    /// # Errors
    /// `NotAllowed` by policy.
    pub fn found_asset(
        &self,
        keys: Vec<Key>,
        fields: Vec<FieldSet>,
    ) -> Result<Founded, CounterfoilError> {
        call(|| {
            let (id, done) = self.desk.found_asset(keys, fields.asked()?)?;
            Ok(Founded { id: id.shown(), done: done.shown() })
        })
    }

    /// Says which machine an order is about, and where it stands: a place.
    ///
    /// # Errors
    /// `NotAllowed` by policy, `NotFound`.
    #[uniffi::method(default(place = None))]
    pub fn name_machine(
        &self,
        order: String,
        asset: String,
        place: Option<String>,
    ) -> Result<Done, CounterfoilError> {
        call(|| {
            let (order, asset, place) = (order.asked()?, asset.asked()?, place.asked()?);
            Ok(self.desk.name_machine(order, asset, place)?.shown())
        })
    }

    /// The machine and the place that an order names, where they are known here.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn named_by(&self, order: String) -> Result<NamedBy, CounterfoilError> {
        call(|| {
            let (machine, place) = self.desk.named_by(order.asked()?)?;
            Ok(NamedBy { machine: machine.shown(), place: place.shown() })
        })
    }

    /// The places that are known here.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn places(&self) -> Result<Vec<OtherSubject>, CounterfoilError> {
        call(|| Ok(self.desk.places()?.shown()))
    }

    /// The machines that are known here.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn assets(&self) -> Result<Vec<OtherSubject>, CounterfoilError> {
        call(|| Ok(self.desk.assets()?.shown()))
    }
}
