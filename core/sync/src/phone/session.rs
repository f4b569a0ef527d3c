//! The machine itself: one session at a time, from the outbox to the request.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, Hash};
use counterfoil_domain::limits::EXCHANGE_ENVELOPES_MAX;

use super::backoff;
use super::check::Noticed;
use super::event::{
    Budget, Effect, Event, Finished, Now, Outbox, PhoneState, SentRun, TransportFailure, Why,
};
use super::outcome::Pending;
use crate::wire::{Cursor, Expected, Request, WireError};

/// Bytes of the outbox that go with the first request: a signature must not wait for a day's backlog.
const FIRST_PUSH_BYTES: usize = 64 * 1024;
/// Bytes of the outbox that go with each further one.
pub(super) const PUSH_BYTES: usize = 2 * 1024 * 1024;
/// Halving stops here: a request this small fails for another reason.
const PUSH_BYTES_MIN: usize = 4 * 1024;

/// Where the machine stands.
#[derive(Debug)]
pub(super) enum Step {
    Idle,
    Loading,
    Sending { expected: Box<Expected>, asked: Asked },
    Committing(Box<Pending>),
    Waiting,
}

/// What went with a request, and what its answer has to account for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) sent: Vec<SentRun>,
    pub(super) held: Vec<(ChainId, u64)>,
    pub(super) blobs: Vec<Hash>,
}

/// The session's own counts.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) budget: Budget,
    pub(super) pull: bool,
    pub(super) push_bytes: usize,
    pub(super) spent_bytes: u64,
    pub(super) exchanges: u32,
    pub(super) left: u64,
    pub(super) more: bool,
    /// Envelopes that were sent and not taken.
    pub(super) behind: u64,
    /// Chains that wait until the next session.
    pub(super) except: Vec<ChainId>,
    /// Chains that went once more already.
    pub(super) repeated: Vec<ChainId>,
}

/// The phone's sync machine.
#[derive(Debug)]
pub struct PhoneSync {
    pub(super) state: PhoneState,
    pub(super) step: Step,
    pub(super) session: Session,
    /// Failures in a row, over sessions.
    pub(super) failures: u32,
    /// Chains whose sections go with their salts.
    pub(super) salted: Vec<ChainId>,
}

impl PhoneSync {
    /// A machine that stands still.
    #[must_use]
    pub fn new(state: PhoneState) -> Self {
        let budget = Budget { bytes: 0, until_ms: 0, pull: false };
        Self {
            state,
            step: Step::Idle,
            session: Session::new(budget),
            failures: 0,
            salted: Vec::new(),
        }
    }

    /// How far the store has seen, as this machine knows it.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        self.state.cursor.as_ref()
    }

    /// Takes one event. An event that does not fit the moment (an answer after a cancel) changes nothing.
    pub fn handle(&mut self, event: Event, now: Now) -> Vec<Effect> {
        match (event, std::mem::replace(&mut self.step, Step::Idle)) {
            (Event::Begin(budget), Step::Idle) => self.begin(budget, now),
            (Event::Outbox(outbox), Step::Loading) => self.send(outbox, now),
            (Event::Answer(bytes), Step::Sending { expected, asked }) => {
                self.answered(&bytes, *expected, asked, now)
            }
            (Event::TransportFailed(failure), Step::Sending { .. }) => self.failed(failure, now),
            (Event::Applied(here), Step::Committing(pending)) => self.applied(here, *pending, now),
            (Event::ApplyFailed, Step::Committing(_)) => self.finish(Why::Store, None),
            (Event::Cancel, Step::Committing(pending)) => {
                // The store is writing; the session ends when it says what became of it.
                self.session.budget.until_ms = 0;
                self.step = Step::Committing(pending);
                Vec::new()
            }
            (Event::Woken, Step::Waiting) => self.next(now),
            (Event::Cancel, step) if !matches!(step, Step::Idle) => {
                self.finish(Why::Cancelled, None)
            }
            (_, step) => {
                self.step = step;
                Vec::new()
            }
        }
    }

    fn begin(&mut self, budget: Budget, now: Now) -> Vec<Effect> {
        self.session = Session::new(budget);
        self.next(now)
    }

    /// One more exchange, if the budget allows it.
    pub(super) fn next(&mut self, now: Now) -> Vec<Effect> {
        let session = &self.session;
        if session.spent_bytes >= session.budget.bytes || now.ms >= session.budget.until_ms {
            return self.finish(Why::Budget, None);
        }
        let room = session.budget.bytes - session.spent_bytes;
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        self.step = Step::Loading;
        vec![Effect::LoadOutbox {
            bytes_max: session.push_bytes.min(room),
            envelopes_max: EXCHANGE_ENVELOPES_MAX,
            except: session.except.clone(),
        }]
    }

    fn send(&mut self, outbox: Outbox, now: Now) -> Vec<Effect> {
        self.session.left = outbox.left;
        let mut sections = outbox.sections;
        sections.retain(|section| !self.session.except.contains(&section.chain));
        for section in &mut sections {
            section.salted |= self.salted.contains(&section.chain);
        }
        let idle = sections.is_empty() && outbox.receipts_for.is_empty() && outbox.blobs.is_empty();
        if idle && !self.session.pull {
            return self.finish(Why::Done, None);
        }
        let sent = sections.iter().map(|section| SentRun {
            chain: section.chain,
            from: section.from,
            to: section.size_after(),
        });
        let sent: Vec<SentRun> = sent.collect();
        let request = Request {
            carrier: self.state.carrier,
            cursor: self.state.cursor.clone(),
            scope_digest: self.session.pull.then_some(self.state.scope_digest),
            pull: self.session.pull,
            receipts_for: outbox.receipts_for,
            blobs: outbox.blobs,
            sections,
        };
        match request.to_bytes() {
            Ok(bytes) => {
                let (held, blobs) = (outbox.held, request.blobs);
                self.sending(bytes, Asked { sent, held, blobs })
            }
            Err(WireError::TooLarge { .. } | WireError::Ratio) => self.send_less(now),
            Err(_) => self.set_aside(request, now),
        }
    }

    /// A chain that cannot be packed must not hold up the others: the session goes on without it.
    fn set_aside(&mut self, request: Request, now: Now) -> Vec<Effect> {
        let mut alone = Request { sections: Vec::new(), ..request };
        let mut bad: Vec<ChainId> = Vec::new();
        for section in request.sections {
            let chain = section.chain;
            alone.sections = vec![section];
            bad.extend(alone.plain().is_err().then_some(chain));
        }
        if bad.is_empty() {
            return self.finish(Why::Store, None);
        }
        let reports = bad.iter().map(|chain| Effect::Report(Noticed::Unreadable { chain: *chain }));
        let mut effects: Vec<Effect> = reports.collect();
        self.session.except.extend(bad);
        effects.extend(self.next(now));
        effects
    }

    fn sending(&mut self, bytes: Vec<u8>, asked: Asked) -> Vec<Effect> {
        self.session.spent_bytes += bytes.len() as u64;
        let expected = Expected {
            carrier: self.state.carrier,
            request: sha256(&bytes),
            cursor: self.state.cursor.clone(),
            keys: self.state.answer_keys.clone(),
        };
        let sent = asked.sent.clone();
        self.step = Step::Sending { expected: Box::new(expected), asked };
        vec![Effect::Send { bytes, sent, pull: self.session.pull }]
    }

    pub(super) fn send_less(&mut self, now: Now) -> Vec<Effect> {
        if self.session.push_bytes <= PUSH_BYTES_MIN {
            return self.finish(Why::Transport(TransportFailure::TooLarge), None);
        }
        self.session.push_bytes /= 2;
        self.next(now)
    }

    pub(super) fn failed(&mut self, failure: TransportFailure, now: Now) -> Vec<Effect> {
        match failure {
            TransportFailure::SignInAgain if self.session.pull => {
                // The door for pushing stays open.
                self.session.pull = false;
                self.next(now)
            }
            TransportFailure::TooLarge => self.send_less(now),
            TransportFailure::NotKnown
            | TransportFailure::UpdateNeeded
            | TransportFailure::SignInAgain => self.finish(Why::Transport(failure), None),
            TransportFailure::Busy { after_ms } => {
                let at_ms = now.ms.saturating_add(after_ms).max(self.retry_at(now));
                self.wait(failure, at_ms)
            }
            TransportFailure::Offline | TransportFailure::Failed => {
                let at_ms = self.retry_at(now);
                self.wait(failure, at_ms)
            }
        }
    }

    pub(super) fn retry_at(&mut self, now: Now) -> u64 {
        self.failures = self.failures.saturating_add(1);
        now.ms.saturating_add(backoff::wait_ms(self.failures, now.random))
    }

    fn wait(&mut self, failure: TransportFailure, at_ms: u64) -> Vec<Effect> {
        if at_ms >= self.session.budget.until_ms {
            return self.finish(Why::Transport(failure), Some(at_ms));
        }
        self.step = Step::Waiting;
        vec![Effect::WakeAt { at_ms }]
    }

    pub(super) fn finish(&mut self, why: Why, retry_at_ms: Option<u64>) -> Vec<Effect> {
        self.step = Step::Idle;
        let session = &self.session;
        vec![Effect::Finished(Finished {
            why,
            unsent: session.left + session.behind,
            more: session.more,
            exchanges: session.exchanges,
            bytes: session.spent_bytes,
            retry_at_ms,
        })]
    }
}

impl Session {
    fn new(budget: Budget) -> Self {
        Self {
            budget,
            pull: budget.pull,
            push_bytes: FIRST_PUSH_BYTES,
            spent_bytes: 0,
            exchanges: 0,
            left: 0,
            more: false,
            behind: 0,
            except: Vec::new(),
            repeated: Vec::new(),
        }
    }
}
