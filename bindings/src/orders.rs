//! The orders desk.

mod approvals;
mod commands;
mod forms;
mod handover;
mod others;
mod route;
mod texts;

use counterfoil_client::orders as core;

use crate::calling::call;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;
use crate::values::account::ManualHeld;
use crate::values::card::Card;
use crate::values::faults::FaultFound;
use crate::values::lists::{ListOrder, OrderFilter, OrderPage, ScanVerdict};
use crate::values::load::{Candidate, LoadCheck};
use crate::values::messages::CustomerMessage;
use crate::values::playbook::Playbook;
use crate::values::report::{Report, ReportAsk};
use crate::values::service::{ClockStop, DueList, Notice};
use crate::values::sheet::OrderSheet;

/// Orders and the other subjects: lists, search, sheets, commands.
///
/// Every call is one transaction, needs no network and may be made from any thread, also from several at once;
/// readers do not wait for each other. Every call reads or writes the disk: keep them off the main thread. After
/// `Phone.close` each gives `Closed`.
#[derive(Debug, uniffi::Object)]
pub struct Orders {
    pub(crate) desk: core::Orders,
}

#[uniffi::export]
impl Orders {
    /// All fault codes of an order's machine that are on this phone, without network.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn fault_codes(&self, id: String) -> Result<Vec<FaultFound>, CounterfoilError> {
        call(|| Ok(self.desk.fault_codes(id.asked()?)?.shown()))
    }

    /// The fault codes of the machine whose label was scanned, whatever the order says of it: those of the tables on this
    /// phone whose model stands on the label. Empty where none fits.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn fault_codes_by_label(&self, label: String) -> Result<Vec<FaultFound>, CounterfoilError> {
        call(|| Ok(self.desk.fault_codes_by_label(&label)?.shown()))
    }

    /// What a code means on an order's machine, however it is spelled: `e-4` is `E4`.
    ///
    /// # Errors
    /// `NotFound` if no table on this phone has it; `Closed`, `Damaged`.
    pub fn fault_code(&self, id: String, code: String) -> Result<FaultFound, CounterfoilError> {
        call(|| Ok(self.desk.fault_code(id.asked()?, &code)?.shown()))
    }

    /// The report of an order as a PDF, from what this phone holds, without network: at most 1 MB for six photographs.
    /// Half a second; nothing plain touches the disk.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` (`font`) if no font can be used; `Closed`, `Damaged`.
    pub fn report(&self, id: String, ask: ReportAsk) -> Result<Report, CounterfoilError> {
        call(|| Ok(self.desk.report(id.asked()?, &ask.asked()?)?.shown()))
    }

    /// One page of orders, 1 to 500 cards. `after` is the `next` of the page before; absent for the first. Loads no
    /// document: about 1 ms for 100 cards.
    ///
    /// # Errors
    /// `Closed`, `Damaged`; `NotFound` for an `after` that no page gave.
    #[uniffi::method(default(after = None, count = 100))]
    pub fn list(
        &self,
        filter: OrderFilter,
        order: ListOrder,
        after: Option<String>,
        count: i64,
    ) -> Result<OrderPage, CounterfoilError> {
        call(|| {
            let (filter, after) = (filter.asked()?, after.asked()?);
            Ok(self.desk.list(&filter, order, after, count.asked()?)?.shown())
        })
    }

    /// The orders that answer what a person typed: words of two Chinese characters, the last four digits of a
    /// telephone number or waybill. Some ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn search(&self, typed: String) -> Result<Vec<Card>, CounterfoilError> {
        call(|| Ok(self.desk.search(&typed)?.shown()))
    }

    /// What a scanned or typed code means to this person. Under 1 ms.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn lookup(&self, code: String) -> Result<ScanVerdict, CounterfoilError> {
        call(|| Ok(self.desk.lookup(&code)?.shown()))
    }

    /// What a typed or scanned code may be, with reasons; the surest first.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn read_number(&self, code: String) -> Result<Vec<Candidate>, CounterfoilError> {
        call(|| Ok(self.desk.read_number(&code)?.shown()))
    }

    /// The numbers of waybills in a message that somebody wrote.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn read_message(&self, message: String) -> Result<Vec<Candidate>, CounterfoilError> {
        call(|| Ok(self.desk.read_message(&message)?.shown()))
    }

    /// The load check of the open shift: here, absent, another's, unknown, do not load.
    ///
    /// # Errors
    /// `NotAllowed` without an open shift.
    pub fn load_check(&self) -> Result<LoadCheck, CounterfoilError> {
        call(|| Ok(self.desk.load_check()?.shown()))
    }

    /// The sheet of an order, or of another subject, with the steps that could be made next. Folds the order: 1 to
    /// 10 ms.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn sheet(&self, id: String) -> Result<OrderSheet, CounterfoilError> {
        call(|| Ok(self.desk.sheet(id.asked()?)?.shown()))
    }

    /// The messages that the playbook has for the customer of an order, in its order.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn messages(&self, id: String) -> Result<Vec<CustomerMessage>, CounterfoilError> {
        call(|| Ok(self.desk.messages(id.asked()?)?.shown()))
    }

    /// The due moments of this person's open orders that concern them, at most 500, soonest first. Ask again after a
    /// sync, an own act, a restart and a change of the device's clock, and set the phone's alarms anew: their ids
    /// stay, so that each replaces its own. Some ms for a day's orders.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn due_moments(&self) -> Result<DueList, CounterfoilError> {
        call(|| Ok(self.desk.due_moments()?.shown()))
    }

    /// What this person was told at once and has not read, the gravest first, then the oldest: a refusal, a danger, the
    /// words of a rule. What one act tells of many orders is one notice. `due_moments` has the same as alarms that
    /// have come.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn notices(&self) -> Result<Vec<Notice>, CounterfoilError> {
        call(|| Ok(self.desk.notices()?.shown()))
    }

    /// Notes that this person has read what was told, of every order for which the notice stands: it is in no list of
    /// this phone any more. `id` is `NoticeTold.id`.
    ///
    /// # Errors
    /// `NotFound` for what is no id; `Closed`, `DiskFull`.
    pub fn read_notice(&self, id: String) -> Result<(), CounterfoilError> {
        call(|| Ok(self.desk.read_notice(id.asked()?)?))
    }

    /// The stops of the clock that the office has declared, oldest first.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn clock_stops(&self) -> Result<Vec<ClockStop>, CounterfoilError> {
        call(|| Ok(self.desk.clock_stops()?.shown()))
    }

    /// The playbook that an order is pinned to, in whose words it is shown. It changes with a new version only: a
    /// shell may keep it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn playbook(&self, id: String) -> Result<Playbook, CounterfoilError> {
        call(|| Ok(Playbook::of(self.desk.playbook(id.asked()?)?.as_ref())))
    }

    /// The newest playbook that is here: for lists of reasons and answers that belong to no order.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn newest_playbook(&self) -> Result<Playbook, CounterfoilError> {
        call(|| Ok(Playbook::of(self.desk.newest_playbook()?.as_ref())))
    }

    /// The manuals that one order needs.
    ///
    /// # Errors
    /// `Closed`, `Damaged`.
    pub fn manuals(&self, order: String) -> Result<Vec<ManualHeld>, CounterfoilError> {
        call(|| Ok(self.desk.manuals(order.asked()?)?.shown()))
    }
}
