//! Commands: one call is one transaction; a refusal says what is missing and nothing was written.

use counterfoil_domain::command::{
    Command, FieldSet, FoundOrder, NoteEdit, Settle, TransitionCommand,
};
use counterfoil_domain::fact::{CustodyStep, Moved, Proposed, Withdrawn};
use counterfoil_domain::ids::{ActId, FactId, SubjectId};
use counterfoil_domain::subject::Subject;

use super::{Done, Orders, Shown};
use crate::capturing::{self, Intent, moves_to};
use crate::error::{Caused, ClientError};
use crate::layers;
use crate::phone::core::Core;
use crate::phone::keys::random;
use crate::topics::Topic;

/// What became of each order of an act over several: what one forbids does not stop the others.
pub type SeveralDone = Vec<(SubjectId, Result<Done, ClientError>)>;

impl Orders {
    /// Writes a command. `shown` is what the person was looking at, from [`super::OrderSheet::shown`].
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] says what is missing; [`ClientError::NotFound`], [`ClientError::StorageFull`],
    /// [`ClientError::SignInAgain`] before the first enrolment.
    pub fn act(
        &self,
        id: SubjectId,
        command: Command,
        shown: Option<&Shown>,
    ) -> Result<Done, ClientError> {
        let moved_to = moves_to(&command);
        let done = self.core.capture(|tx| {
            let subject = layers::subject_of(tx, id)?;
            let intent = Intent::new(subject, command.clone()).upon(shown);
            let done = capturing::write(&self.core, tx, intent)?;
            if let Some(to) = moved_to
                && let Ok(subject) = layers::subject_of(tx, to)
            {
                layers::project(&self.core, tx, subject)?;
            }
            Ok(done)
        })?;
        tell(&self.core, [id].into_iter().chain(moved_to));
        Ok(done)
    }

    /// Writes one act over several orders in one transaction: one signature for five parcels.
    ///
    /// # Errors
    /// Those of the store; what an order forbids stands in its own result.
    pub fn act_on_several(
        &self,
        commands: Vec<(SubjectId, Command)>,
    ) -> Result<SeveralDone, ClientError> {
        Ok(act_on_several(&self.core, &commands)?)
    }

    /// Founds an order of this phone: a parcel that is not known here.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn found(&self, order: FoundOrder) -> Result<(SubjectId, Done), ClientError> {
        let id = new_subject();
        let done = self.core.capture(|tx| {
            let intent = Intent::new(Subject::order(id), Command::FoundOrder(order.clone()));
            capturing::write(&self.core, tx, intent)
        })?;
        tell(&self.core, [id]);
        Ok((id, done))
    }

    /// Founds an order that is a part of another (子单), which its founder sees.
    ///
    /// # Errors
    /// As [`Orders::act`]; [`ClientError::NotFound`] where the other order is not here.
    pub fn found_part(
        &self,
        parent: SubjectId,
        order: FoundOrder,
    ) -> Result<(SubjectId, Done), ClientError> {
        let id = new_subject();
        let done = self.core.capture(|tx| {
            layers::subject_of(tx, parent)?;
            let command = Command::FoundPart(order.clone(), parent);
            capturing::write(&self.core, tx, Intent::new(Subject::order(id), command))
        })?;
        tell(&self.core, [id]);
        Ok((id, done))
    }

    /// A step of the workflow, with what is captured in the same act.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn transition(
        &self,
        id: SubjectId,
        step: TransitionCommand,
        shown: Option<&Shown>,
    ) -> Result<Done, ClientError> {
        self.act(id, Command::Transition(step), shown)
    }

    /// Sets fields.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn set_fields(
        &self,
        id: SubjectId,
        sets: Vec<FieldSet>,
        shown: Option<&Shown>,
    ) -> Result<Done, ClientError> {
        self.act(id, Command::SetFields(sets), shown)
    }

    /// Edits a shared note.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn edit_note(
        &self,
        id: SubjectId,
        edit: NoteEdit,
        shown: Option<&Shown>,
    ) -> Result<Done, ClientError> {
        self.act(id, Command::EditNote(edit), shown)
    }

    /// Picks one of the values that stand beside each other.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn settle(&self, id: SubjectId, settle: Settle) -> Result<Done, ClientError> {
        self.act(id, Command::Settle(settle), None)
    }

    /// Proposes a value for a path that this person may not set.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn propose(&self, id: SubjectId, proposal: Proposed) -> Result<Done, ClientError> {
        self.act(id, Command::Propose(proposal), None)
    }

    /// Takes a fact back.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn withdraw(&self, id: SubjectId, fact: FactId, reason: &str) -> Result<Done, ClientError> {
        let reason = reason.to_owned();
        self.act(id, Command::Withdraw(Withdrawn { fact, reason }), None)
    }

    /// Says that evidence belongs to another order.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn move_evidence(
        &self,
        id: SubjectId,
        evidence: FactId,
        to: SubjectId,
        reason: &str,
    ) -> Result<Done, ClientError> {
        let reason = reason.to_owned();
        self.act(id, Command::Move(Moved { evidence, to, reason }), None)
    }

    /// A step of custody: taken, given, received, returned, shelved.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn custody(&self, id: SubjectId, step: CustodyStep) -> Result<Done, ClientError> {
        self.act(id, Command::Custody(step), None)
    }

    /// A loading scan that takes custody and assigns its author.
    ///
    /// # Errors
    /// As [`Orders::act`].
    pub fn take_and_assign(&self, id: SubjectId, step: CustodyStep) -> Result<Done, ClientError> {
        self.act(id, Command::TakeAndAssign(step), None)
    }
}

/// A new subject's id.
pub(crate) fn new_subject() -> SubjectId {
    SubjectId(uuid::Uuid::now_v7().into_bytes())
}

/// Tells listeners that these changed.
pub(crate) fn tell(core: &Core, ids: impl IntoIterator<Item = SubjectId>) {
    let orders = ids.into_iter().map(Topic::Order);
    core.topics.tell(orders.chain([Topic::Orders, Topic::Syncing]));
}

/// See [`Orders::act_on_several`].
pub(crate) fn act_on_several(
    core: &Core,
    commands: &[(SubjectId, Command)],
) -> Caused<SeveralDone> {
    let act = ActId(random()?);
    let done = core.capture(|tx| {
        let mut several: SeveralDone = Vec::new();
        for (id, command) in commands {
            let written = layers::subject_of(tx, *id).and_then(|subject| {
                let mut intent = Intent::new(subject, command.clone());
                intent.act = Some(act);
                capturing::write(core, tx, intent)
            });
            match written {
                // A refusal comes before the first write; anything else undoes the whole act.
                Err(cause) if !is_refusal(&cause) => return Err(cause),
                other => several.push((*id, other.map_err(ClientError::from))),
            }
        }
        Ok(several)
    })?;
    let written = done.iter().filter(|(_, one)| one.is_ok()).map(|(id, _)| *id);
    tell(core, written.collect::<Vec<_>>());
    Ok(done)
}

fn is_refusal(cause: &crate::error::CauseError) -> bool {
    use crate::error::CauseError;
    matches!(cause, CauseError::NotAllowed(_) | CauseError::NotFound(_))
}
