//! What an answer brings: checked, committed, and what follows for the rest of the session.

use counterfoil_domain::log::Digest;

use super::check::{self, Noticed};
use super::event::{Commit, Effect, Now, SentRun, TransportFailure, Why};
use super::session::{Asked, PUSH_BYTES, PhoneSync, Step};
use crate::wire::{Cursor, Expected, OpenedAnswer, Problem, SectionVerdicts, WireError};

/// What holds once the commit stands.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) cursor: Option<Cursor>,
    pub(super) there: Option<Digest>,
    /// Whether the exchange moved anything.
    pub(super) moved: bool,
    /// Whether something pushed must go once more.
    pub(super) again: bool,
}

/// What became of a run.
enum Fate {
    /// The hub holds all of it, in its chain or kept apart.
    Taken,
    /// It goes once more in this session, otherwise.
    Again,
    /// It waits until the next session.
    Behind,
}

impl PhoneSync {
    pub(super) fn answered(
        &mut self,
        bytes: &[u8],
        expected: Expected,
        asked_for: Asked,
        now: Now,
    ) -> Vec<Effect> {
        self.session.spent_bytes += bytes.len() as u64;
        let answer = match OpenedAnswer::from_bytes(bytes, &expected) {
            Ok(answer) => answer,
            Err(WireError::Newer(_)) => return self.failed(TransportFailure::UpdateNeeded, now),
            Err(WireError::Signature(_)) => return self.distrust(now),
            // Cut off or garbled on the way: the same as no answer.
            Err(_) => return self.failed(TransportFailure::Failed, now),
        };
        let asked = expected.cursor.as_ref();
        let log = answer.signed.statement.log;
        if let Err(noticed) = check::log_is_known(&log, self.state.lineage, asked) {
            return self.stop(noticed, Why::HubChanged);
        }
        if let Err(noticed) = check::cursor_goes_on(&answer, asked) {
            return self.stop(noticed, Why::HubChanged);
        }
        if let Some(noticed) = check::is_shorter(&answer, &asked_for.held) {
            return self.stop(noticed, Why::HubChanged);
        }
        self.failures = 0;
        self.commit(answer, asked_for)
    }

    fn distrust(&mut self, now: Now) -> Vec<Effect> {
        let retry = self.retry_at(now);
        let mut effects = vec![Effect::Report(Noticed::NotTrusted)];
        effects.extend(self.finish(Why::NotTrusted, Some(retry)));
        effects
    }

    fn stop(&mut self, noticed: Noticed, why: Why) -> Vec<Effect> {
        let mut effects = vec![Effect::Report(noticed)];
        effects.extend(self.finish(why, None));
        effects
    }

    fn commit(&mut self, answer: OpenedAnswer, asked_for: Asked) -> Vec<Effect> {
        let Asked { sent, blobs, .. } = asked_for;
        let mut effects: Vec<Effect> =
            check::problems(&answer, &sent).into_iter().map(Effect::Report).collect();
        let OpenedAnswer { signed, payload } = answer;
        let (mut moved, mut again) = (payload.cursor != self.state.cursor, false);
        for run in &sent {
            let section = payload.sections.iter().find(|section| section.chain == run.chain);
            let kept = check::is_kept(&signed, run);
            let fate = section.map_or(Fate::Behind, |section| self.fate(run, section, kept));
            match fate {
                Fate::Taken => moved = true,
                Fate::Again => again = true,
                Fate::Behind => {
                    self.session.behind += run.to - run.from;
                    self.session.except.push(run.chain);
                }
            }
        }
        self.session.more = payload.more;
        self.state.lineage = Some(signed.statement.log.lineage);
        let (cursor, there) = (payload.cursor.clone(), payload.scope_digest);
        self.step = Step::Committing(Box::new(Pending { cursor, there, moved, again }));
        // Words on other blobs than were asked after say nothing.
        let answered = blobs.len() == payload.blobs.len();
        let words = payload.blobs.iter().copied().filter(|_| answered);
        let blobs = blobs.into_iter().zip(words).collect();
        effects.push(Effect::Commit(Box::new(Commit { signed, payload, sent, blobs })));
        effects
    }

    fn fate(&mut self, run: &SentRun, section: &SectionVerdicts, kept: bool) -> Fate {
        if kept && run.chain.device != self.state.carrier.device {
            return Fate::Taken; // what lies below is not here: the hub waits for it, not this phone
        }
        let first_time = !self.session.repeated.contains(&run.chain);
        let again = match section.problem {
            None | Some(Problem::Unsealed | Problem::Quarantined | Problem::Forked(_)) => {
                return if section.size >= run.to { Fate::Taken } else { Fate::Behind };
            }
            Some(Problem::SaltUnknown) => {
                self.salted.push(run.chain);
                true
            }
            Some(Problem::Gap) => section.size < run.from,
            Some(Problem::Unreadable | Problem::Busy(_)) => false,
        };
        if !(again && first_time) {
            return Fate::Behind;
        }
        self.session.repeated.push(run.chain);
        Fate::Again
    }

    pub(super) fn applied(&mut self, here: Digest, pending: Pending, now: Now) -> Vec<Effect> {
        self.session.exchanges += 1;
        self.session.push_bytes = PUSH_BYTES;
        self.state.scope_digest = here;
        if pending.cursor.is_some() {
            self.state.cursor = pending.cursor;
        }
        let differs = pending.there.filter(|there| *there != here && !self.session.more);
        let mut effects: Vec<Effect> = Vec::new();
        effects.extend(differs.map(|there| Effect::Report(Noticed::DigestDiffers { here, there })));
        let left = self.session.left > 0 || self.session.more && self.session.pull;
        effects.extend(match (left, pending.moved, pending.again) {
            (_, _, true) | (true, true, _) => self.next(now),
            (true, false, _) => self.finish(Why::Stuck, None),
            (false, _, _) => self.finish(Why::Done, None),
        });
        effects
    }
}
