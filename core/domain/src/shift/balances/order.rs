//! What one order adds to the balances of a shift.

use crate::sorting::SortSmall as _;
use serde::{Deserialize, Serialize};

use super::{Balances, CashOrder, UnsentRow};
use crate::fact::{CustodyAct, Fact, Transition};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::moment::Interval;
use crate::order::state::FactRow;
use crate::order::sums::{PaymentStanding, method_name, purpose_name};
use crate::order::{OrderState, fields};
use crate::playbook::Playbook;
use crate::shift::sheet::ShiftSheet;
use crate::verdict::Verdict;

/// An order that waits for something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRow {
    /// The order.
    pub order: SubjectId,
    /// The stage at which it waits.
    pub stage: String,
    /// The reason code that brought it there.
    pub reason: Option<String>,
    /// The words beside it.
    pub note: Option<String>,
}

/// Where a thing is that was in the person's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whereabouts {
    Delivered,
    Returned,
    HandedOver,
    Held,
    Unexplained,
}

#[derive(Debug, Clone)]
pub(super) struct OrderPart {
    order: SubjectId,
    carried: bool,
    loaded: bool,
    whereabouts: Option<Whereabouts>,
    given: bool,
    thing_in_question: bool,
    due: Vec<(String, String, i64)>,
    taken: Vec<(String, String, String, i64)>,
    money_in_question: bool,
    done: bool,
    waiting: Option<WaitingRow>,
    open: bool,
    late: bool,
    overdue: bool,
    unsent: u32,
}

/// One order seen by one person in one shift.
struct Eye<'a> {
    state: &'a OrderState,
    playbook: &'a Playbook,
    shift: &'a ShiftSheet,
    person: PersonId,
    /// The order is nobody's here any more: what is known of it ends where it left.
    has_left: bool,
}

impl OrderPart {
    pub(super) fn of(
        state: &OrderState,
        playbook: &Playbook,
        (shift, person): (&ShiftSheet, PersonId),
        now: &Interval,
        has_left: bool,
    ) -> Self {
        let eye = Eye { state, playbook, shift, person, has_left };
        let (carried, loaded) = eye.came();
        let had = carried || loaded;
        let whereabouts = had.then(|| eye.whereabouts());
        let also = state.custody.also_taken_by.as_deref().unwrap_or_default();
        let holds = whereabouts == Some(Whereabouts::Held);
        let (due, taken, money_in_question) = eye.money();
        let (waiting, open) = eye.standing();
        let passed = eye.due_ms().is_some_and(|limit| now.before(limit) == Some(false));
        Self {
            order: state.subject,
            carried,
            loaded,
            whereabouts,
            given: holds && state.custody.given_to.is_some(),
            thing_in_question: had && !also.is_empty(),
            due,
            taken,
            money_in_question,
            done: eye.done(),
            overdue: passed && (waiting.is_some() || open),
            waiting,
            open,
            late: eye.late(),
            unsent: count(state.entries.iter().filter(|entry| entry.index.is_none()).count()),
        }
    }

    pub(super) fn add_to(&self, balances: &mut Balances) {
        let order = self.order;
        let things = &mut balances.things;
        for (stands, list) in
            [(self.carried, &mut things.carried), (self.loaded, &mut things.loaded)]
        {
            list.extend(stands.then_some(order));
        }
        let list = match self.whereabouts {
            None => None,
            Some(Whereabouts::Delivered) => Some(&mut things.delivered),
            Some(Whereabouts::Returned) => Some(&mut things.returned),
            Some(Whereabouts::HandedOver) => Some(&mut things.handed_over),
            Some(Whereabouts::Held) => Some(&mut things.held),
            Some(Whereabouts::Unexplained) => Some(&mut things.unexplained),
        };
        if let Some(list) = list {
            list.push(order);
        }
        things.given_not_received.extend(self.given.then_some(order));
        things.in_question.extend(self.thing_in_question.then_some(order));
        self.add_money(balances);
        let work = &mut balances.work;
        work.done.extend(self.done.then_some(order));
        work.waiting.extend(self.waiting.clone());
        work.open.extend(self.open.then_some(order));
        work.late.extend(self.late.then_some(order));
        work.overdue.extend(self.overdue.then_some(order));
        let envelopes = self.unsent;
        work.unsent.extend((envelopes > 0).then_some(UnsentRow { order, envelopes }));
    }

    fn add_money(&self, balances: &mut Balances) {
        let (cash, order) = (&mut balances.cash, self.order);
        for (purpose, currency, minor) in &self.due {
            let sum = &mut cash.purpose(purpose, currency).expected_minor;
            *sum = sum.saturating_add(*minor);
        }
        for (purpose, method, currency, minor) in &self.taken {
            let sum = &mut cash.purpose(purpose, currency).said_minor;
            *sum = sum.saturating_add(*minor);
            let sum = &mut cash.method(method, currency).said_minor;
            *sum = sum.saturating_add(*minor);
        }
        let mut purposes: Vec<&str> =
            self.due.iter().map(|(purpose, ..)| purpose.as_str()).collect();
        purposes.extend(self.taken.iter().map(|(purpose, ..)| purpose.as_str()));
        purposes.sort_small_by(Ord::cmp);
        purposes.dedup();
        for purpose in purposes {
            let due = self.due.iter().filter(|one| one.0 == purpose).map(|one| one.2);
            let taken = self.taken.iter().filter(|one| one.0 == purpose).map(|one| one.3);
            let (due_minor, taken_minor) =
                (due.fold(0, i64::saturating_add), taken.fold(0, i64::saturating_add));
            if due_minor != taken_minor {
                let purpose = purpose.to_owned();
                cash.differing.push(CashOrder { order, purpose, due_minor, taken_minor });
            }
        }
        cash.in_question.extend(self.money_in_question.then_some(order));
    }
}

impl Eye<'_> {
    fn by_person(&self, row: &FactRow) -> bool {
        self.state.entry_of(row).person == self.person
    }

    fn in_shift(&self, row: &FactRow) -> bool {
        let entry = self.state.entry_of(row);
        self.by_person(row) && self.shift.contains(entry.chain, entry.seq)
    }

    /// Whether the thing was in the person's hands when the shift began, and whether it came in it.
    fn came(&self) -> (bool, bool) {
        let (mut had, mut carried, mut loaded) = (false, false, false);
        for (row, fact) in self.state.standing() {
            let Fact::Custody(step) = fact else { continue };
            let takes = matches!(step.act, CustodyAct::Taken | CustodyAct::Received);
            if self.in_shift(row) {
                carried |= had && !loaded;
                loaded |= takes && !had;
                had |= takes;
            } else if self.by_person(row) {
                had = takes || (had && step.act == CustodyAct::Given);
            } else if takes && step.person == Some(self.person) {
                had = false;
            }
        }
        // Still his, and no step of custody in this shift: carried over from an earlier one.
        carried |= !loaded && had && self.state.holds(&self.person);
        (carried, loaded)
    }

    fn whereabouts(&self) -> Whereabouts {
        let (state, custody) = (self.state, &self.state.custody);
        let stage = self.playbook.stage(state.kind(), &state.stage.stage);
        if stage.is_some_and(|stage| stage.handed_out) {
            return Whereabouts::Delivered;
        }
        if self.has_left {
            return self.where_it_went();
        }
        if state.holds(&self.person) {
            return Whereabouts::Held;
        }
        // What he put down is what he did with it, whoever took it in then.
        if self.put_down() {
            return Whereabouts::Returned;
        }
        if custody.holder.is_some() {
            return Whereabouts::HandedOver;
        }
        let brought_back = |act| matches!(act, CustodyAct::Returned | CustodyAct::Shelved);
        let last = state.standing().rev().find_map(|(_, fact)| match fact {
            Fact::Custody(step) => Some(step.act),
            _ => None,
        });
        if last.is_some_and(brought_back) {
            Whereabouts::Returned
        } else {
            Whereabouts::Unexplained
        }
    }

    /// Of what the person does not see any more only his own words are here. Who still had it would
    /// still see it: what he did not put down somebody else has now.
    fn where_it_went(&self) -> Whereabouts {
        if self.put_down() { Whereabouts::Returned } else { Whereabouts::HandedOver }
    }

    /// Whether the person's own last step with the thing was to bring it back or to shelve it.
    fn put_down(&self) -> bool {
        let last = self.state.standing().rev().find_map(|(row, fact)| match fact {
            Fact::Custody(step) if self.by_person(row) => Some(step.act),
            _ => None,
        });
        matches!(last, Some(CustodyAct::Returned | CustodyAct::Shelved))
    }

    /// What was due on it if it was delivered in the shift, what was taken in the shift, and whether
    /// a person has to decide on that.
    #[expect(clippy::type_complexity, reason = "two plain lists for the caller alone")]
    fn money(&self) -> (Vec<(String, String, i64)>, Vec<(String, String, String, i64)>, bool) {
        let currency = self.state.text_field(fields::CURRENCY);
        let currency = currency.unwrap_or_else(|| fields::CURRENCY_DEFAULT.to_owned());
        let due = if self.done() && (self.is_handed_out() || self.ended_paid()) {
            self.state.due(self.playbook)
        } else {
            Vec::new()
        };
        let due = due.into_iter().map(|(purpose, minor)| (purpose, currency.clone(), minor));
        let (mut taken, mut in_question) = (Vec::new(), false);
        for deed in self.state.payments() {
            let told = deed.told_by.iter().filter_map(|id| self.state.fact(id));
            if !told.into_iter().any(|row| self.in_shift(row)) {
                continue;
            }
            // What was said to be paid and has not come is not in anybody's hands.
            if self.state.payment_standing(&deed) == PaymentStanding::Denied {
                in_question = true;
                continue;
            }
            in_question |= deed.in_question;
            let (purpose, method) = (deed.counted.purpose, deed.counted.method);
            let amount = &deed.counted.amount;
            taken.push((
                purpose_name(purpose).to_owned(),
                method_name(method).to_owned(),
                amount.currency.clone(),
                amount.minor,
            ));
        }
        (due.collect(), taken, in_question)
    }

    fn is_handed_out(&self) -> bool {
        let stage = self.playbook.stage(self.state.kind(), &self.state.stage.stage);
        stage.is_some_and(|stage| stage.handed_out)
    }

    /// Whether the step by which it ended asks for money, as the acceptance of a repair does.
    fn ended_paid(&self) -> bool {
        let Some((_, step)) = self.brought_by() else { return false };
        let rule = self.playbook.transition(self.state.kind(), &step.name);
        rule.is_some_and(|rule| fields::due_of(&rule.needs).next().is_some())
    }

    /// The transition that brought the order where it stands.
    fn brought_by(&self) -> Option<(&FactRow, &Transition)> {
        let by: FactId = self.state.stage.by?;
        let row = self.state.fact(&by)?;
        match &row.fact {
            Some(Fact::Transition(step)) => Some((row, step)),
            _ => None,
        }
    }

    fn done(&self) -> bool {
        let over = self.playbook.is_terminal(self.state.kind(), &self.state.stage.stage);
        let ends = over || self.is_handed_out();
        ends && self.brought_by().is_some_and(|(row, _)| self.in_shift(row))
    }

    /// Whether it waits, and whether it is open otherwise; both only for the person's own.
    fn standing(&self) -> (Option<WaitingRow>, bool) {
        let state = self.state;
        let mine = !self.has_left && state.is_work_of(&self.person);
        let Some(stage) = self.playbook.stage(state.kind(), &state.stage.stage) else {
            return (None, mine && !state.kind().is_empty());
        };
        if !mine || stage.terminal {
            return (None, false);
        }
        if !stage.waiting {
            return (None, true);
        }
        let step = self.brought_by().map(|(_, step)| step);
        let waiting = WaitingRow {
            order: state.subject,
            stage: stage.id.clone(),
            reason: step.and_then(|step| step.reason.clone()),
            note: step.and_then(|step| step.note.clone()),
        };
        (Some(waiting), false)
    }

    /// When it has to be done, ms since 1970: while its clock stands still, what it waits until.
    fn due_ms(&self) -> Option<u64> {
        match self.state.waiting(self.playbook).filter(|waiting| waiting.sla_paused) {
            Some(waiting) => waiting.until_ms,
            None => u64::try_from(self.state.int_field(fields::WINDOW_TO_MS)?).ok(),
        }
    }

    fn late(&self) -> bool {
        self.state.entries.iter().any(|entry| {
            entry.person == self.person
                && entry.verdict == Verdict::Late
                && self.shift.contains(entry.chain, entry.seq)
        })
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
