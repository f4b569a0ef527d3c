//! The three balances of the end of a shift: things, cash, work.
//!
//! Orders are handed in one by one ([`BalancesBuilder::add`]), in any order, so that a hub with ten
//! thousand of them holds only the sums. Every number is a list of the orders that make it.

mod order;

use crate::sorting::SortSmall as _;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::order::OrderPart;
pub use self::order::WaitingRow;
use super::COUNTED_MONEY;
use super::sheet::ShiftSheet;
use crate::ids::{PersonId, SubjectId};
use crate::moment::Interval;
use crate::order::OrderState;
use crate::playbook::Playbook;

/// The balances of one shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances {
    /// The shift.
    pub shift: SubjectId,
    /// Whose it is.
    pub person: PersonId,
    /// Things.
    pub things: Things,
    /// Money.
    pub cash: Cash,
    /// Work.
    pub work: Work,
}

/// Things: what came into the person's hands is delivered, returned, handed over or still held.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Things {
    /// In the person's hands since an earlier shift.
    pub carried: Vec<SubjectId>,
    /// Taken or received in this shift.
    pub loaded: Vec<SubjectId>,
    /// With their recipients.
    pub delivered: Vec<SubjectId>,
    /// Brought back to the outlet, or put on a shelf.
    pub returned: Vec<SubjectId>,
    /// In a colleague's hands.
    pub handed_over: Vec<SubjectId>,
    /// Still in the person's hands.
    pub held: Vec<SubjectId>,
    /// Of those still held: given to somebody who has not received them yet.
    pub given_not_received: Vec<SubjectId>,
    /// Of those in the person's hands: somebody else says that he has them too.
    pub in_question: Vec<SubjectId>,
    /// What was in the person's hands and is in none of these lists: it has to be found.
    pub unexplained: Vec<SubjectId>,
    /// Lists that were counted, with what is reckoned beside it.
    pub counted: Vec<ThingsCounted>,
}

/// A list of things that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThingsCounted {
    /// Which: `held`, `returned`, `loaded`, `delivered`, `handed_over`.
    pub list: String,
    /// Reckoned from the facts; absent for a list that is not known.
    pub reckoned: Option<u32>,
    /// Counted by the person.
    pub counted: u32,
    /// Words.
    pub note: Option<String>,
}

/// Money, by purpose and by method.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cash {
    /// By purpose and currency: what should have been taken for what was delivered, and what was.
    pub purposes: Vec<CashPurpose>,
    /// By method and currency: what was said to be taken, and what was counted.
    pub methods: Vec<CashMethod>,
    /// Orders on which due and taken differ.
    pub differing: Vec<CashOrder>,
    /// Orders with a payment that a person has to decide on.
    pub in_question: Vec<SubjectId>,
}

/// Money for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashPurpose {
    /// What for: `freight` 到付, `goods` 代收货款, `repair`.
    pub purpose: String,
    /// Three letters.
    pub currency: String,
    /// Due on what was delivered in the shift, minor units.
    pub expected_minor: i64,
    /// Written down as taken in the shift, by all methods, minor units.
    pub said_minor: i64,
    /// Counted under this purpose, minor units; absent if that was not counted apart.
    pub counted_minor: Option<i64>,
}

/// Money taken in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMethod {
    /// How: `cash`, `qr`, `card`.
    pub method: String,
    /// Three letters.
    pub currency: String,
    /// Written down as taken in the shift, minor units.
    pub said_minor: i64,
    /// Counted, minor units; absent if nobody counted.
    pub counted_minor: Option<i64>,
}

impl CashMethod {
    /// Counted less said, minor units: negative if money is short.
    #[must_use]
    pub fn over_minor(&self) -> Option<i64> {
        self.counted_minor.map(|counted| counted.saturating_sub(self.said_minor))
    }
}

/// An order on which due and taken differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashOrder {
    /// The order.
    pub order: SubjectId,
    /// What for.
    pub purpose: String,
    /// Due, minor units.
    pub due_minor: i64,
    /// Taken, minor units.
    pub taken_minor: i64,
}

/// Work.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Work {
    /// Brought to an end, or into the recipient's hands, by the person in this shift.
    pub done: Vec<SubjectId>,
    /// Waiting for something, with the reason.
    pub waiting: Vec<WaitingRow>,
    /// The person's to do, and neither over nor waiting.
    pub open: Vec<SubjectId>,
    /// With work of the person in this shift that came when the order was no longer his.
    pub late: Vec<SubjectId>,
    /// Open or waiting although their window is over; of what stands still for a reason that stops the clock,
    /// although the day that it waits for has come.
    pub overdue: Vec<SubjectId>,
    /// With work that the hub has not acknowledged, and how many envelopes.
    pub unsent: Vec<UnsentRow>,
}

/// An order with work that is still on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsentRow {
    /// The order.
    pub order: SubjectId,
    /// Its envelopes that the hub has not acknowledged.
    pub envelopes: u32,
}

/// Adds up the balances of one shift.
#[derive(Debug, Clone)]
pub struct BalancesBuilder {
    shift: ShiftSheet,
    person: PersonId,
    now: Interval,
    parts: BTreeMap<SubjectId, OrderPart>,
}

impl BalancesBuilder {
    /// Begins the balances of a shift; `None` if nobody is known to have founded it. `now` says which
    /// windows are over.
    #[must_use]
    pub fn new(shift: ShiftSheet, now: Interval) -> Option<Self> {
        let person = shift.person?;
        Some(Self { shift, person, now, parts: BTreeMap::new() })
    }

    /// One more order. An order that is joined to another counts only where its lead is not handed in.
    pub fn add(&mut self, state: &OrderState, playbook: &Playbook) {
        self.add_part(state, playbook, false);
    }

    /// One more order, which the person does not see any more: what was in his hands then is in
    /// somebody else's.
    pub fn add_left(&mut self, state: &OrderState, playbook: &Playbook) {
        self.add_part(state, playbook, true);
    }

    fn add_part(&mut self, state: &OrderState, playbook: &Playbook, has_left: bool) {
        let of = (&self.shift, self.person);
        let part = OrderPart::of(state, playbook, of, &self.now, has_left);
        match state.lead {
            None => drop(self.parts.insert(state.subject, part)),
            Some(lead) => drop(self.parts.entry(lead).or_insert(part)),
        }
    }

    /// The balances.
    #[must_use]
    pub fn finish(self) -> Balances {
        let mut balances = Balances {
            shift: self.shift.id,
            person: self.person,
            things: Things::default(),
            cash: Cash::default(),
            work: Work::default(),
        };
        for part in self.parts.values() {
            part.add_to(&mut balances);
        }
        balances.count(&self.shift);
        balances.cash.purposes.sort_small_by(|one, other| {
            (&one.purpose, &one.currency).cmp(&(&other.purpose, &other.currency))
        });
        balances.cash.methods.sort_small_by(|one, other| {
            (&one.method, &one.currency).cmp(&(&other.method, &other.currency))
        });
        balances
    }
}

impl Balances {
    /// Whether nothing is left to explain: every thing is somewhere, no money differs.
    #[must_use]
    pub fn balance(&self) -> bool {
        let short = |one: &CashMethod| one.over_minor().is_some_and(|over| over != 0);
        let miscounted =
            |one: &ThingsCounted| one.reckoned.is_some_and(|reckoned| reckoned != one.counted);
        self.things.unexplained.is_empty()
            && self.things.in_question.is_empty()
            && self.cash.differing.is_empty()
            && self.cash.in_question.is_empty()
            && !self.cash.methods.iter().any(short)
            && !self.things.counted.iter().any(miscounted)
    }

    fn count(&mut self, shift: &ShiftSheet) {
        for row in &shift.counted {
            if row.list == COUNTED_MONEY {
                let Some(minor) = row.minor else { continue };
                let currency = row.currency.as_deref().unwrap_or_default();
                let method = row.method.as_deref().unwrap_or_default();
                add_up(&mut self.cash.method(method, currency).counted_minor, minor);
                if let Some(purpose) = &row.purpose {
                    add_up(&mut self.cash.purpose(purpose, currency).counted_minor, minor);
                }
            } else {
                self.things.counted.push(ThingsCounted {
                    list: row.list.clone(),
                    reckoned: self.things.size_of(&row.list),
                    counted: row.pieces.unwrap_or(0),
                    note: row.note.clone(),
                });
            }
        }
    }
}

fn add_up(sum: &mut Option<i64>, minor: i64) {
    *sum = Some(sum.unwrap_or(0).saturating_add(minor));
}

impl Things {
    fn size_of(&self, list: &str) -> Option<u32> {
        let list = match list {
            "loaded" => &self.loaded,
            "delivered" => &self.delivered,
            "returned" => &self.returned,
            "handed_over" => &self.handed_over,
            "held" => &self.held,
            _ => return None,
        };
        u32::try_from(list.len()).ok()
    }
}

impl Cash {
    fn purpose(&mut self, purpose: &str, currency: &str) -> &mut CashPurpose {
        let fits = |one: &CashPurpose| one.purpose == purpose && one.currency == currency;
        let at = self.purposes.iter().position(fits).unwrap_or_else(|| {
            self.purposes.push(CashPurpose {
                purpose: purpose.to_owned(),
                currency: currency.to_owned(),
                expected_minor: 0,
                said_minor: 0,
                counted_minor: None,
            });
            self.purposes.len() - 1
        });
        &mut self.purposes[at]
    }

    fn method(&mut self, method: &str, currency: &str) -> &mut CashMethod {
        let fits = |one: &CashMethod| one.method == method && one.currency == currency;
        let at = self.methods.iter().position(fits).unwrap_or_else(|| {
            self.methods.push(CashMethod {
                method: method.to_owned(),
                currency: currency.to_owned(),
                said_minor: 0,
                counted_minor: None,
            });
            self.methods.len() - 1
        });
        &mut self.methods[at]
    }
}
