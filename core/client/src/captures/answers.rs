//! Answers to urges, proposals with their evidence, readings out of a logger.

use counterfoil_domain::command::{Command, Refusal};
use counterfoil_domain::fact::{ContactOutcome, Fact, Proposed, Reading, UrgeAnswer};
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_domain::limits::{FACTS_PER_ENVELOPE_MAX, READINGS_PER_CALL_MAX};

use super::Captures;
use crate::capturing::{self, Done, Intent, look};
use crate::error::{CauseError, ClientError, NotAllowed};
use crate::layers;
use crate::orders::tell;

impl Captures {
    /// Answers the urge on an order that waits for an answer, all its taps at once, with a code of the playbook or
    /// in words; `minutes`: in how many the worker will be there, where he says so.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] if none waits.
    pub fn answer_urges(
        &self,
        id: SubjectId,
        answer: &str,
        minutes: Option<u32>,
    ) -> Result<Done, ClientError> {
        self.follow(id, |view| {
            let open = view.state.open_urge(&view.playbook);
            let Some(urge) = open.and_then(|urge| urge.taps.last().map(|tap| tap.fact)) else {
                let (zh, en) = ("没有待回复的催办", "no urge waits for an answer");
                return Err(CauseError::NotAllowed(NotAllowed::now("no_urge", zh, en)));
            };
            Ok(Command::AnswerUrge(UrgeAnswer { urge, answer: answer.to_owned(), minutes }))
        })
    }

    /// Proposes a value for a path that this person may not set, with facts that show it: "the door is here".
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a path that the playbook does not know, or evidence that is not on the order.
    pub fn propose(
        &self,
        id: SubjectId,
        path: &str,
        value: &str,
        evidence: &[FactId],
    ) -> Result<Done, ClientError> {
        self.follow(id, |view| {
            // A path that the playbook does not know is refused by the plan.
            let audience = view.playbook.audience_of_path(path).unwrap_or_default().to_owned();
            let (path, value) = (path.to_owned(), value.to_owned());
            Ok(Command::Propose(Proposed { audience, path, value, evidence: evidence.to_vec() }))
        })
    }

    /// The last call on an order that was answered and stands: what a consent by telephone stands on.
    ///
    /// # Errors
    /// [`ClientError::NotFound`].
    pub fn last_answered_call(&self, id: SubjectId) -> Result<Option<FactId>, ClientError> {
        let view = look(&self.core, id)?;
        let mut calls = view.state.standing().rev().filter(|(_, fact)| match fact {
            Fact::ContactAttempt(call) => call.outcome == ContactOutcome::Reached,
            _ => false,
        });
        Ok(calls.next().map(|(row, _)| row.id))
    }

    /// Values that were read out of a logger, all or none: in as many envelopes as they need.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for more than [`READINGS_PER_CALL_MAX`] or none, or another unit than is prescribed.
    pub fn readings(&self, id: SubjectId, readings: Vec<Reading>) -> Result<Done, ClientError> {
        if readings.len() > READINGS_PER_CALL_MAX {
            let refusal = Refusal::TooMany { what: "readings", max: READINGS_PER_CALL_MAX };
            let view = look(&self.core, id)?;
            let reason = NotAllowed::by(refusal, &view.playbook, view.state.kind());
            return Err(CauseError::NotAllowed(reason).into());
        }
        if readings.len() <= FACTS_PER_ENVELOPE_MAX {
            return self.act(id, Command::All(readings.into_iter().map(Command::Read).collect()));
        }
        let core = &self.core;
        let done = core.capture(|tx| {
            let (subject, mut all) = (layers::subject_of(tx, id)?, Done::default());
            for part in readings.chunks(FACTS_PER_ENVELOPE_MAX) {
                let part = part.iter().cloned().map(Command::Read).collect();
                let done = capturing::write(core, tx, Intent::new(subject, Command::All(part)))?;
                all.envelopes.extend(done.envelopes);
                all.facts.extend(done.facts);
                all.warnings.extend(done.warnings);
            }
            Ok(all)
        })?;
        tell(core, [id]);
        Ok(done)
    }
}
