//! Things that go from hand to hand, many in one act.

use counterfoil_domain::ids::SubjectId;

use super::Orders;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::captures::OneDone;
use crate::values::lists::Received;

#[uniffi::export]
impl Orders {
    /// Gives things to a colleague, in one act. They stay the giver's until the colleague has received them.
    ///
    /// # Errors
    /// Those of the store, `NotAllowed` for too many at once; what an order forbids stands in its own result.
    pub fn hand_over(
        &self,
        ids: Vec<String>,
        to: String,
    ) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| {
            let ids: Vec<SubjectId> = ids.asked()?;
            Ok(self.desk.hand_over(&ids, to.asked()?)?.shown())
        })
    }

    /// Brings things back to the outlet, in one act.
    ///
    /// # Errors
    /// As `hand_over`.
    pub fn bring_back(&self, ids: Vec<String>) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| {
            let ids: Vec<SubjectId> = ids.asked()?;
            Ok(self.desk.bring_back(&ids)?.shown())
        })
    }

    /// Puts things at a place, in one act.
    ///
    /// # Errors
    /// As `hand_over`.
    pub fn shelve(
        &self,
        ids: Vec<String>,
        place: String,
    ) -> Result<Vec<OneDone>, CounterfoilError> {
        call(|| {
            let ids: Vec<SubjectId> = ids.asked()?;
            Ok(self.desk.shelve(&ids, place.asked()?)?.shown())
        })
    }

    /// Receives things from a colleague by their codes, in one act: of orders that are known here by their keys
    /// alone as well. A waybill that nobody knows here is founded; the hub joins it.
    ///
    /// # Errors
    /// As `hand_over`.
    pub fn receive(
        &self,
        codes: Vec<String>,
        from: String,
    ) -> Result<Vec<Received>, CounterfoilError> {
        call(|| Ok(self.desk.receive(&codes, from.asked()?)?.shown()))
    }
}
