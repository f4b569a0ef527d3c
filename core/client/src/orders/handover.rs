//! Things that go from hand to hand: to a colleague, back to the outlet, onto a shelf; many in one act.

use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{CustodyAct, CustodyStep};
use counterfoil_domain::ids::{ActId, PersonId, SubjectId};
use counterfoil_domain::limits::HANDOVER_CODES_MAX;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_store::Transaction;

use super::commands::new_subject;
use super::{Done, Orders, Resolved, SeveralDone, resolve, tell};
use crate::capturing::{self, Intent};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::phone::core::Core;
use crate::phone::keys::random;

/// What became of one code of a handover.
#[derive(Debug)]
pub struct Received {
    /// The code.
    pub code: String,
    /// The order; absent if nobody knows the code and it is no waybill.
    pub order: Option<SubjectId>,
    /// Whether it was founded here, as nobody knew it.
    pub founded: bool,
    /// What was written, or why nothing was.
    pub done: Result<Done, ClientError>,
}

fn step(act: CustodyAct) -> CustodyStep {
    CustodyStep { act, person: None, place: None, key: None }
}

impl Orders {
    /// Gives things to a colleague, in one act. They stay the giver's until the colleague has
    /// received them.
    ///
    /// # Errors
    /// As [`Orders::act_on_several`].
    pub fn hand_over(&self, ids: &[SubjectId], to: PersonId) -> Result<SeveralDone, ClientError> {
        self.pass(ids, &CustodyStep { person: Some(to), ..step(CustodyAct::Given) })
    }

    /// Brings things back to the outlet, in one act.
    ///
    /// # Errors
    /// As [`Orders::act_on_several`].
    pub fn bring_back(&self, ids: &[SubjectId]) -> Result<SeveralDone, ClientError> {
        self.pass(ids, &step(CustodyAct::Returned))
    }

    /// Puts things at a place, in one act.
    ///
    /// # Errors
    /// As [`Orders::act_on_several`].
    pub fn shelve(&self, ids: &[SubjectId], place: SubjectId) -> Result<SeveralDone, ClientError> {
        self.pass(ids, &CustodyStep { place: Some(place), ..step(CustodyAct::Shelved) })
    }

    fn pass(&self, ids: &[SubjectId], step: &CustodyStep) -> Result<SeveralDone, ClientError> {
        at_most(ids.len())?;
        let command = |id: &SubjectId| (*id, Command::Custody(step.clone()));
        self.act_on_several(ids.iter().map(command).collect())
    }

    /// Receives things from a colleague by their codes, in one act: of orders that are known here by
    /// their keys alone as well. A waybill that nobody knows here is founded; the hub joins it.
    ///
    /// # Errors
    /// Those of the store; what an order forbids stands in its own result.
    pub fn receive(&self, codes: &[String], from: PersonId) -> Result<Vec<Received>, ClientError> {
        at_most(codes.len())?;
        let act = ActId(random().map_err(ClientError::from)?);
        let received = self.core.capture(|tx| {
            let each = codes.iter().map(|code| receive(&self.core, tx, (code, from, act)));
            each.collect::<Caused<Vec<Received>>>()
        })?;
        tell(&self.core, received.iter().filter_map(|one| one.order).collect::<Vec<_>>());
        Ok(received)
    }
}

fn at_most(count: usize) -> Result<(), ClientError> {
    if count <= HANDOVER_CODES_MAX {
        return Ok(());
    }
    let (zh, en) = ("一次交接过多", "too many things in one act");
    Err(ClientError::NotAllowed { reason: NotAllowed::now("too_many", zh, en) })
}

fn receive(
    core: &Core,
    tx: &Transaction<'_>,
    (code, from, act): (&String, PersonId, ActId),
) -> Caused<Received> {
    let resolved = resolve(core, tx, code)?;
    let (order, founded) = match &resolved.known {
        Some(known) => (Some(known.order), false),
        None => match found(core, tx, &resolved, act)? {
            Some(id) => (Some(id), true),
            None => (None, false),
        },
    };
    let done = match order {
        None => Err(CauseError::NotFound("order")),
        Some(id) => {
            let key = key_of(tx, id, code)?;
            let step = CustodyStep { person: Some(from), key, ..step(CustodyAct::Received) };
            let mut intent = Intent::new(Subject::order(id), Command::Custody(step));
            intent.act = Some(act);
            capturing::write(core, tx, intent)
        }
    };
    match done {
        // A refusal comes before the first write; anything else undoes the whole act.
        Err(cause) if !matches!(cause, CauseError::NotAllowed(_) | CauseError::NotFound(_)) => {
            Err(cause)
        }
        other => {
            let done = other.map_err(ClientError::from);
            Ok(Received { code: code.clone(), order, founded, done })
        }
    }
}

fn found(
    core: &Core,
    tx: &Transaction<'_>,
    resolved: &Resolved,
    act: ActId,
) -> Caused<Option<SubjectId>> {
    let playbook = core.playbook(tx, 0)?;
    let kind = playbook.file().loading.founds.clone();
    let (Some(kind), Some(key)) = (kind, resolved.certain.clone()) else {
        return Ok(None);
    };
    let id = new_subject();
    let order = FoundOrder { kind, keys: vec![key], fields: Vec::new() };
    let mut intent = Intent::new(Subject::order(id), Command::FoundOrder(order));
    intent.act = Some(act);
    match capturing::write(core, tx, intent) {
        Err(CauseError::NotAllowed(_)) => Ok(None),
        Err(other) => Err(other),
        Ok(_) => Ok(Some(id)),
    }
}

fn key_of(tx: &Transaction<'_>, id: SubjectId, code: &str) -> Caused<Option<Key>> {
    let Some(row) = counterfoil_store::cards::of_subject(tx, id)? else { return Ok(None) };
    let value = counterfoil_domain::subject::normalise_key(code);
    Ok(super::content(&row)?.keys.into_iter().find(|key| key.value == value))
}
