//! A technician's call: visits, timers, quotes.

use counterfoil_domain::fact::QuoteLine as CoreLine;

use super::Captures;
use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::facts::QuoteLine;
use crate::values::words::{Done, QuoteMade};

/// What was written of a visit.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct VisitDone {
    /// Which visit.
    pub visit: String,
    /// What was written.
    pub done: Done,
}

#[uniffi::export]
impl Captures {
    /// A visit begins, perhaps one that names the place that is called at, and the machine that it is about.
    ///
    /// # Errors
    /// `NotAllowed` while another one of this person on this order has not ended.
    #[uniffi::method(default(place = None, asset = None))]
    pub fn begin_visit(
        &self,
        id: String,
        place: Option<String>,
        asset: Option<String>,
    ) -> Result<VisitDone, CounterfoilError> {
        call(|| {
            let (id, place, asset) = (id.asked()?, place.asked()?, asset.asked()?);
            let (visit, done) = self.desk.begin_visit_at(id, place, asset)?;
            Ok(VisitDone { visit: visit.shown(), done: done.shown() })
        })
    }

    /// The visit that this person began ends, with a reason of the playbook as its outcome.
    ///
    /// # Errors
    /// `NotAllowed` if none has begun, or the playbook has no such reason.
    pub fn end_visit(
        &self,
        id: String,
        outcome: Option<String>,
    ) -> Result<VisitDone, CounterfoilError> {
        call(|| {
            let (visit, done) = self.desk.end_visit(id.asked()?, outcome.as_deref())?;
            Ok(VisitDone { visit: visit.shown(), done: done.shown() })
        })
    }

    /// A timer of this person begins. It runs on through a kill and a reboot.
    ///
    /// # Errors
    /// `NotAllowed` if it runs already, or the playbook has no such timer.
    pub fn start_timer(&self, id: String, name: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.start_timer(id.asked()?, &name)?.shown()))
    }

    /// A timer of this person ends.
    ///
    /// # Errors
    /// `NotAllowed` if it does not run.
    pub fn stop_timer(&self, id: String, name: String) -> Result<Done, CounterfoilError> {
        call(|| Ok(self.desk.stop_timer(id.asked()?, &name)?.shown()))
    }

    /// The next quote: its number follows the last one's, it replaces the one that stands, and its total is what the
    /// customer's lines come to.
    ///
    /// # Errors
    /// `NotAllowed` for lines in several currencies or beyond all bounds, and by policy.
    pub fn next_quote(
        &self,
        id: String,
        lines: Vec<QuoteLine>,
        currency: String,
    ) -> Result<QuoteMade, CounterfoilError> {
        call(|| {
            let lines: Vec<CoreLine> = lines.asked()?;
            Ok(self.desk.next_quote(id.asked()?, &lines, &currency)?.shown())
        })
    }
}
