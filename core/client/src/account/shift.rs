//! Duty: a shift is a subject of its own. No position is recorded outside one; it is closed only when nothing is
//! unfinished.

use counterfoil_domain::cbor;
use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{Duty, DutyStep, ShiftClosed};
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::shift::{DutyLog, DutyMark, DutyState};
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_store::{Connection, StoreError, Transaction, chain, pages, progress};

use super::Account;
use crate::captures::count_drafts;
use crate::capturing::{self, Done, Intent};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::layers;
use crate::orders::{self, new_subject};
use crate::topics::Topic;

const SHIFT: &str = "account/shift";
const LAST_SHIFT: &str = "account/last-shift";
const CLOSED: &str = "account/shift-closed";
const DUTY: &str = "account/duty";
/// Duty facts that are remembered: some weeks of shifts with their breaks.
const DUTY_MARKS_MAX: usize = 256;

fn subject_note(connection: &Connection, name: &str) -> Caused<Option<SubjectId>> {
    let bytes = progress::note(connection, name)?;
    Ok(bytes.and_then(|bytes| SubjectId::from_slice(&bytes)))
}

/// The shift that is open.
pub(crate) fn open_shift(connection: &Connection) -> Caused<Option<SubjectId>> {
    subject_note(connection, SHIFT)
}

/// The shift that is open, or the last one.
pub(super) fn latest_shift(connection: &Connection) -> Caused<Option<SubjectId>> {
    match open_shift(connection)? {
        Some(open) => Ok(Some(open)),
        None => subject_note(connection, LAST_SHIFT),
    }
}

/// The envelope that holds the last `shift_closed`.
pub(super) fn closed_shift(connection: &Connection) -> Caused<Option<Hash>> {
    let bytes = progress::note(connection, CLOSED)?;
    Ok(bytes.and_then(|bytes| Hash::from_slice(&bytes)))
}

/// The duty facts of this store, the newest [`DUTY_MARKS_MAX`].
pub(crate) fn duty_log(connection: &Connection) -> Caused<DutyLog> {
    let bytes = progress::note(connection, DUTY)?;
    let marks: Option<Vec<DutyMark>> = bytes.and_then(|bytes| cbor::decode(&bytes).ok());
    Ok(DutyLog::new(marks.unwrap_or_default()))
}

/// A break begins on duty and ends in a break.
fn breaks_follow(tx: &Transaction<'_>, step: DutyStep) -> Caused<()> {
    let in_break = matches!(duty_state(tx)?, DutyState::Break { .. });
    match step {
        DutyStep::BreakBegin if in_break => {
            Err(not_now("in_break", "已经在休息", "a break is under way already"))
        }
        DutyStep::BreakEnd if !in_break => {
            Err(not_now("no_break", "没有在休息", "there is no break to end"))
        }
        _ => Ok(()),
    }
}

/// How this store's person stands to duty now.
pub(crate) fn duty_state(connection: &Connection) -> Caused<DutyState> {
    let marks = duty_log(connection)?;
    let last = marks.marks().last().map(|mark| mark.chain);
    Ok(last.map_or(DutyState::Off, |chain| marks.state_of(chain)))
}

/// Notes a duty fact beside its envelope, so that every later command knows of it.
fn note_duty(tx: &Transaction<'_>, done: &Done, step: DutyStep, shift: SubjectId) -> Caused<()> {
    let Some((fact, _)) = done.facts.first() else { return Ok(()) };
    let chain = ChainId { device: fact.device, incarnation: fact.incarnation };
    let mut marks = duty_log(tx)?.marks().to_vec();
    marks.push(DutyMark { chain, seq: fact.seq, step, shift });
    let older = marks.len().saturating_sub(DUTY_MARKS_MAX);
    Ok(progress::set_note(tx, DUTY, &cbor::encode(&marks[older..].to_vec()))?)
}

pub(crate) fn not_now(code: &'static str, zh: &str, en: &str) -> CauseError {
    CauseError::NotAllowed(NotAllowed::now(code, zh, en))
}

impl Account {
    /// Begins a shift: a subject of its own with its first duty fact.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] while one is open or if the person's roles have no shifts.
    pub fn begin_shift(
        &self,
        vehicle: Option<String>,
        outlet: Option<String>,
    ) -> Result<SubjectId, ClientError> {
        let (core, id) = (&self.core, new_subject());
        let shift = Subject { kind: SubjectKind::Shift, id };
        core.capture(|tx| {
            if open_shift(tx)?.is_some() {
                return Err(not_now("shift_open", "已经在班", "a shift is open already"));
            }
            let founded = FoundOrder { kind: "shift".into(), keys: Vec::new(), fields: Vec::new() };
            capturing::write(core, tx, Intent::new(shift, Command::FoundOrder(founded)))?;
            let (vehicle, outlet) = (vehicle.clone(), outlet.clone());
            let duty = Duty { step: DutyStep::Begin, vehicle, outlet };
            let done = capturing::write(core, tx, Intent::new(shift, Command::Duty(duty)))?;
            note_duty(tx, &done, DutyStep::Begin, id)?;
            orders::forget(tx)?;
            pages::keep_no_more(tx)?;
            Ok(progress::set_note(tx, SHIFT, &id.0)?)
        })?;
        core.topics.tell([Topic::Account, Topic::Order(id), Topic::Syncing]);
        Ok(id)
    }

    /// A break begins.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift.
    pub fn begin_break(&self) -> Result<Done, ClientError> {
        self.duty(DutyStep::BreakBegin)
    }

    /// The break is over.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift.
    pub fn end_break(&self) -> Result<Done, ClientError> {
        self.duty(DutyStep::BreakEnd)
    }

    /// Duty is over. [`Account::close_shift`] says that everything is counted.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift.
    pub fn end_shift(&self) -> Result<Done, ClientError> {
        self.duty(DutyStep::End)
    }

    fn duty(&self, step: DutyStep) -> Result<Done, ClientError> {
        let core = &self.core;
        let done = core.capture(|tx| {
            let id =
                open_shift(tx)?.ok_or_else(|| not_now("no_shift", "未上班", "no shift is open"))?;
            let shift = Subject { kind: SubjectKind::Shift, id };
            breaks_follow(tx, step)?;
            let duty = Duty { step, vehicle: None, outlet: None };
            let done = capturing::write(core, tx, Intent::new(shift, Command::Duty(duty)))?;
            note_duty(tx, &done, step, id)?;
            if step == DutyStep::End {
                progress::clear_note(tx, SHIFT)?;
                progress::set_note(tx, LAST_SHIFT, &id.0)?;
            }
            Ok(done)
        })?;
        core.topics.tell([Topic::Account, Topic::Syncing]);
        Ok(done)
    }

    /// Writes that the shift is closed and everything on this phone is counted; ends duty first if that was not
    /// done. Gives the hash of that envelope, for which [`Account::certificate`] asks.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] while a capture is unfinished, or if there was no shift.
    pub fn close_shift(&self) -> Result<Hash, ClientError> {
        if self.core.read(open_shift)?.is_some() {
            self.end_shift()?;
        }
        let core = &self.core;
        let (vault_files, vault_root) = core.store()?.vault().count_and_root()?;
        let hash = core.capture(|tx| {
            let drafts = count_drafts(tx)?;
            if drafts > 0 {
                let (zh, en) = ("还有未完成的照片", "a photograph is not finished");
                return Err(not_now("drafts", zh, en));
            }
            let last = subject_note(tx, LAST_SHIFT)?;
            let id = last.ok_or_else(|| not_now("no_shift", "未上班", "there was no shift"))?;
            let shift = layers::subject_of(tx, id)?;
            let size = chain::current(tx)?.frontier.size();
            let closed = ShiftClosed { size, drafts: 0, vault_files, vault_root };
            let intent = Intent::new(shift, Command::CloseShift(closed));
            let done = capturing::write(core, tx, intent)?;
            let hash = done.envelopes.last().copied();
            let hash = hash.ok_or(StoreError::NotFound { what: "envelope" })?;
            progress::set_note(tx, CLOSED, &hash.0)?;
            Ok(hash)
        })?;
        core.topics.tell([Topic::Account, Topic::Syncing]);
        Ok(hash)
    }
}
