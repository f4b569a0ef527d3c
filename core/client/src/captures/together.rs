//! One act over several orders: five parcels at one door, sixty to one station. What one order forbids is explained
//! and left out before anything is shown or signed; the rest goes.

use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::SignatureFact;
use counterfoil_domain::ids::{Hash, SubjectId};

use super::signature::SignatureInput;
use super::{Captures, PhotoSource, ShownOrder};
use crate::capturing::foresee;
use crate::error::{ClientError, NotAllowed};
use crate::media::signature::Signature;
use crate::orders::{SeveralDone, act_on_several, tell};
use crate::syncing::seal_now;

/// One order's part of an act over several.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderPart {
    /// The order.
    pub id: SubjectId,
    /// Exactly the line that the signer is shown for it.
    pub shown: String,
    /// What happens to it: a step with what belongs to it, or [`Command::All`] of captures.
    pub command: Command,
}

/// Who signs for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// What the pen did.
    pub signature: Signature,
    /// The signer's name.
    pub signer: String,
    /// `recipient`, `station`; as the playbook names it.
    pub role: String,
}

/// An act over several orders, ready to be shown and written: its photographs are sealed, nothing is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Together {
    /// What can go, with what is to be shown for each.
    pub parts: Vec<OrderPart>,
    /// What cannot, and why.
    pub left_out: Vec<(SubjectId, NotAllowed)>,
}

impl Captures {
    /// Seals the photographs, which belong to every order, and asks of each order whether its part may be written.
    /// `signed_as` is the role in which somebody is going to sign. One photograph for sixty parcels is one file.
    ///
    /// # Errors
    /// As [`Captures::photo`]; what an order forbids stands in [`Together::left_out`].
    pub fn prepare_together(
        &self,
        parts: Vec<OrderPart>,
        photos: &[PhotoSource],
        signed_as: Option<&str>,
    ) -> Result<Together, ClientError> {
        let mut pictures = Vec::new();
        for photo in photos {
            pictures.push(self.prepare_photo(photo)?);
        }
        let mut together = Together { parts: Vec::new(), left_out: Vec::new() };
        for mut part in parts {
            part.command = with(part.command, pictures.clone());
            let imagined =
                with(part.command.clone(), signed_as.map(unsigned_yet).into_iter().collect());
            match foresee(&self.core, part.id, imagined)? {
                None => together.parts.push(part),
                Some(reason) => together.left_out.push((part.id, reason)),
            }
        }
        Ok(together)
    }

    /// Writes it in one transaction, with one signature over exactly the lines of [`Together::parts`], and seals the
    /// chain. Gives what became of each order.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a blank pad; those of the store.
    pub fn write_together(
        &self,
        together: Together,
        signer: Option<Signer>,
    ) -> Result<SeveralDone, ClientError> {
        let mut signatures = self.signatures(&together.parts, signer)?.into_iter();
        let mut commands = Vec::new();
        for part in together.parts {
            commands.push((part.id, with(part.command, signatures.next().into_iter().collect())));
        }
        let core = &self.core;
        let done = act_on_several(core, &commands)?;
        if done.iter().any(|(_, one)| one.is_ok()) {
            if let Err(cause) = seal_now(core) {
                tracing::warn!(%cause, "the chain is sealed later");
            }
            tell(core, []);
        }
        Ok(done)
    }

    /// Each part's own signature, in the order of the parts; none if nobody signs.
    fn signatures(
        &self,
        parts: &[OrderPart],
        signer: Option<Signer>,
    ) -> Result<Vec<Command>, ClientError> {
        let Some(Signer { signature, signer, role }) = signer.filter(|_| !parts.is_empty()) else {
            return Ok(Vec::new());
        };
        let shown = |part: &OrderPart| ShownOrder { id: part.id, text: part.shown.clone() };
        let orders = parts.iter().map(shown).collect();
        let signed = self.prepare_signature(&SignatureInput { orders, signature, signer, role })?;
        Ok(signed.into_iter().map(|(_, command)| command).collect())
    }

    /// Takes one photograph into several orders: one file, a fact on each.
    ///
    /// # Errors
    /// As [`Captures::photo`]; what an order forbids stands in its own result.
    pub fn photo_for_several(
        &self,
        orders: &[SubjectId],
        source: &PhotoSource,
    ) -> Result<SeveralDone, ClientError> {
        let picture = self.prepare_photo(source)?;
        let commands: Vec<(SubjectId, Command)> =
            orders.iter().map(|id| (*id, picture.clone())).collect();
        let done = act_on_several(&self.core, &commands)?;
        tell(&self.core, []);
        Ok(done)
    }
}

/// A signature that is still to come, for asking what it would allow.
fn unsigned_yet(role: &str) -> Command {
    let fact = SignatureFact {
        strokes: Hash::ZERO,
        signer: String::new(),
        role: role.to_owned(),
        shown: Hash::ZERO,
        line: None,
    };
    Command::Sign(fact, Vec::new())
}

/// The same act with more captures in it.
fn with(command: Command, more: Vec<Command>) -> Command {
    match command {
        Command::Transition(step) => {
            let with = step.with.into_iter().chain(more).collect();
            Command::Transition(TransitionCommand { with, ..step })
        }
        Command::All(several) => Command::All(several.into_iter().chain(more).collect()),
        other => Command::All([other].into_iter().chain(more).collect()),
    }
}
