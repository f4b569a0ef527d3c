//! Duty, counts and balances of a shift.

use super::Account;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::facts::Counted;
use crate::values::shift::{Balances, ShiftSheet};
use crate::values::words::Done;

#[uniffi::export]
impl Account {
    /// Begins a shift, and gives its id.
    ///
    /// # Errors
    /// `NotAllowed` while one is open or if the person's roles have no shifts.
    pub fn begin_shift(
        &self,
        vehicle: Option<String>,
        outlet: Option<String>,
    ) -> Result<String, CounterfoilError> {
        call(|| Ok(self.desk.begin_shift(vehicle, outlet)?.shown()))
    }

    /// A break begins.
    ///
    /// # Errors
    /// `NotAllowed` without an open shift, or in a break.
    pub fn begin_break(&self) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.begin_break()?.shown()))
    }

    /// The break is over.
    ///
    /// # Errors
    /// `NotAllowed` without a break.
    pub fn end_break(&self) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.end_break()?.shown()))
    }

    /// Duty is over. `close_shift` says that everything is counted.
    ///
    /// # Errors
    /// `NotAllowed` without an open shift.
    pub fn end_shift(&self) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.end_shift()?.shown()))
    }

    /// Writes that the shift is closed and everything on this phone is counted; ends duty first if that was not
    /// done. Gives the hash of that envelope. Reads every sealed file's name.
    ///
    /// # Errors
    /// `NotAllowed` while a capture is unfinished, or if there was no shift.
    pub fn close_shift(&self) -> Result<String, CounterfoilError> {
        call(|| Ok(self.desk.close_shift()?.shown()))
    }

    /// The sheet of the open shift, or of the last one.
    ///
    /// # Errors
    /// `NotAllowed` if there was no shift.
    pub fn shift(&self) -> Result<ShiftSheet, CounterfoilError> {
        call(|| Ok(self.desk.shift()?.shown()))
    }

    /// The balances of that shift: things, cash, work. Folds every order of the day: 1 to 10 ms each.
    ///
    /// # Errors
    /// `NotAllowed` if there was no shift.
    pub fn balances(&self) -> Result<Balances, CounterfoilError> {
        call(|| Ok(self.desk.balances()?.shown()))
    }

    /// Writes down what was counted: money by method, or the things of a list.
    ///
    /// # Errors
    /// `NotAllowed` if there was no shift, or for a count that says nothing.
    pub fn count(&self, counted: Counted) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.count(counted.asked()?)?.shown()))
    }
}
