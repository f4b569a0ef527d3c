//! Subjects besides orders: places that outlive an order, machines by serial.

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::fields::FieldSet;
use crate::values::lists::OtherSubject;
use crate::values::words::{Founded, Key};

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
