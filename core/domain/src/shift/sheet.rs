//! The sheet of a shift: when duty began and ended, how long the breaks were, what was counted.

use serde::{Deserialize, Serialize};

use super::duty::{DutyLog, DutyMark, DutyState};
use crate::fact::{Counted, Duty, DutyStep, Fact};
use crate::ids::{ChainId, FactId, PersonId, SubjectId};
use crate::moment::{Interval, Length};
use crate::order::OrderState;
use crate::order::sums::{method_name, purpose_name};

/// A shift as a reader's entries make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftSheet {
    /// The shift.
    pub id: SubjectId,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// The vehicle.
    pub vehicle: Option<String>,
    /// The outlet (网点).
    pub outlet: Option<String>,
    /// `on`, `break` or `off`.
    pub duty: String,
    /// When duty began.
    pub began: Option<Interval>,
    /// When it ended.
    pub ended: Option<Interval>,
    /// Breaks in their order; the last one may be under way.
    pub breaks: Vec<BreakRow>,
    /// From the beginning to the end, or to now.
    pub length: Length,
    /// All breaks together.
    pub break_length: Length,
    /// What is left of the length without the breaks.
    pub work_length: Length,
    /// Whether everything was counted and the shift closed.
    pub closed: bool,
    /// The last count of each list.
    pub counted: Vec<CountedRow>,
    /// Where it stands in its author's chains.
    #[serde(skip)]
    spans: Vec<Span>,
}

/// A break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakRow {
    /// When it began.
    pub began: Interval,
    /// When it was over.
    pub ended: Option<Interval>,
    /// How long it was, or is by now.
    pub length: Length,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRow {
    /// The fact.
    pub fact: FactId,
    /// `money`, or a list of things.
    pub list: String,
    /// What the money was taken for, by the playbook's name.
    pub purpose: Option<String>,
    /// How it was paid, by the playbook's name.
    pub method: Option<String>,
    /// Minor units.
    pub minor: Option<i64>,
    /// Three letters.
    pub currency: Option<String>,
    /// Pieces.
    pub pieces: Option<u32>,
    /// Words.
    pub note: Option<String>,
}

/// A stretch of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    chain: ChainId,
    from: u64,
    until: Option<u64>,
}

impl ShiftSheet {
    /// The sheet of a shift's state; an open shift is as long as it is by `now`.
    #[must_use]
    pub fn of(state: &OrderState, now: Option<&Interval>) -> Self {
        let founder = state.founding().map(|(row, _)| state.entry_of(row).person);
        let mut sheet = Self {
            id: state.subject,
            person: founder,
            vehicle: None,
            outlet: None,
            duty: "off".into(),
            began: None,
            ended: None,
            breaks: Vec::new(),
            length: Length::default(),
            break_length: Length { least_ms: 0, most_ms: Some(0) },
            work_length: Length::default(),
            closed: false,
            counted: Vec::new(),
            spans: Vec::new(),
        };
        let mut duty = DutyState::Off;
        for (row, fact) in state.standing() {
            let entry = state.entry_of(row);
            match fact {
                Fact::Duty(one) => {
                    let at = (entry.chain, entry.seq);
                    duty = sheet.step(duty, one, at, entry.believed);
                }
                Fact::ShiftClosed(_) => sheet.closed = true,
                Fact::Counted(one) => sheet.count(row.id, one),
                _ => {}
            }
        }
        sheet.duty = match duty {
            DutyState::Off => "off",
            DutyState::On { .. } => "on",
            DutyState::Break { .. } => "break",
        }
        .into();
        sheet.reckon(now);
        sheet
    }

    fn step(
        &mut self,
        before: DutyState,
        duty: &Duty,
        (chain, seq): (ChainId, u64),
        at: Interval,
    ) -> DutyState {
        let mark = DutyMark { chain, seq, step: duty.step, shift: self.id };
        let after = before.after(&mark);
        match duty.step {
            DutyStep::Begin => {
                self.began.get_or_insert(at);
                self.ended = None;
                self.vehicle = duty.vehicle.clone().or(self.vehicle.take());
                self.outlet = duty.outlet.clone().or(self.outlet.take());
                self.spans.push(Span { chain, from: seq, until: None });
            }
            DutyStep::BreakBegin if after != before => {
                self.breaks.push(BreakRow { began: at, ended: None, length: Length::default() });
            }
            DutyStep::BreakEnd if after != before => self.end_break(at),
            DutyStep::End if after != before => {
                self.end_break(at);
                self.ended = Some(at);
                let open = self.spans.iter_mut().filter(|span| span.until.is_none());
                open.filter(|span| span.chain == chain).for_each(|span| span.until = Some(seq));
            }
            _ => {}
        }
        after
    }

    fn end_break(&mut self, at: Interval) {
        if let Some(open) = self.breaks.last_mut().filter(|one| one.ended.is_none()) {
            open.ended = Some(at);
        }
    }

    fn count(&mut self, fact: FactId, one: &Counted) {
        let row = CountedRow {
            fact,
            list: one.list.clone(),
            purpose: one.purpose.map(|purpose| purpose_name(purpose).to_owned()),
            method: one.method.map(|method| method_name(method).to_owned()),
            minor: one.amount.as_ref().map(|amount| amount.minor),
            currency: one.amount.as_ref().map(|amount| amount.currency.clone()),
            pieces: one.pieces,
            note: one.note.clone(),
        };
        let name = |row: &CountedRow| {
            (row.list.clone(), row.purpose.clone(), row.method.clone(), row.currency.clone())
        };
        self.counted.retain(|earlier| name(earlier) != name(&row));
        self.counted.push(row);
    }

    fn reckon(&mut self, now: Option<&Interval>) {
        let unknown = Interval::default();
        let end = self.ended.as_ref().or(now).unwrap_or(&unknown);
        let Some(began) = &self.began else { return };
        self.length = began.until(end);
        for one in &mut self.breaks {
            one.length = one.began.until(one.ended.as_ref().unwrap_or(end));
            self.break_length = self.break_length.plus(one.length);
        }
        self.work_length = self.length.minus(self.break_length);
    }

    /// Whether what stands at this place of a chain was written in the shift.
    #[must_use]
    pub fn contains(&self, chain: ChainId, seq: u64) -> bool {
        self.spans.iter().any(|span| {
            span.chain == chain && span.from < seq && span.until.is_none_or(|until| seq < until)
        })
    }
}

/// The duty facts of a shift's state, for [`DutyLog`]: those of its founder.
#[must_use]
pub fn duty_marks(state: &OrderState) -> DutyLog {
    let founder = state.founding().map(|(row, _)| state.entry_of(row).person);
    let marks = state.standing().filter_map(|(row, fact)| match fact {
        Fact::Duty(duty) => {
            let entry = state.entry_of(row);
            let (chain, seq, step) = (entry.chain, entry.seq, duty.step);
            (Some(entry.person) == founder).then_some(DutyMark {
                chain,
                seq,
                step,
                shift: state.subject,
            })
        }
        _ => None,
    });
    DutyLog::new(marks.collect())
}
