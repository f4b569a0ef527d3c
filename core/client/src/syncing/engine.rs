//! The engine: gives the sync machine its events and does what it asks.

use std::collections::VecDeque;

use counterfoil_domain::cbor;
use counterfoil_domain::ids::LineageId;
use counterfoil_domain::limits::EXCHANGE_COMPRESSED_BYTES_MAX;
use counterfoil_domain::moment::Clocks;
use counterfoil_domain::receipt::KeyRole;
use counterfoil_store::{Connection, blobs, outbox, progress};
use counterfoil_sync::access::{ERASE_HEADER, SYNC_PATH};
use counterfoil_sync::phone::{
    Budget as MachineBudget, Commit, Effect, Event, Finished, Now, PhoneState, PhoneSync,
    TransportFailure, Why,
};
use counterfoil_sync::wire::{Carrier, Cursor};

use super::apply::{self, Timing};
use super::outgoing::{self, seal_now};
use super::repair::{self, Repair};
use super::uploads;
use super::{Budget, HeldBack, Report};
use crate::account::adopting;
use crate::door;
use crate::erasing;
use crate::error::{CauseError, Caused};
use crate::manuals;
use crate::orders::tell;
use crate::phone::core::Core;
use crate::phone::keys::random;
use crate::ports::{Response, TransportError};
use crate::topics::Topic;

/// Exchanges after which a session gives up on repairing.
const ROUNDS_MAX: u32 = 3;

pub(super) const LINEAGE: &str = "syncing/lineage";

/// One session.
struct Session<'a> {
    core: &'a Core,
    budget: Budget,
    until_ms: u64,
    report: Report,
    /// Clocks around the request whose answer is being applied.
    timing: Option<Timing>,
    /// Why nothing came back, when a wait was cut short.
    failure: Option<TransportFailure>,
    /// Whether the request whose answer is being applied asked for what is new.
    asks: bool,
    /// An answer brought no page to what asked for one.
    turned_away: bool,
    /// The hub has something for this store to erase.
    has_to_erase: bool,
}

/// Runs one session.
pub(super) async fn run(core: &Core, budget: Budget) -> Caused<Report> {
    core.enrolment()?;
    let budget = budget.spared();
    let started = core.ports.moments.clocks().monotonic_ms;
    let time_ms = u64::try_from(budget.time.as_millis()).unwrap_or(u64::MAX);
    let until_ms = started.saturating_add(time_ms);
    let report = Report {
        pushed: 0,
        pulled: 0,
        uploaded: 0,
        traffic: door::Traffic::default(),
        exchange: door::Traffic::default(),
        why: Why::Done,
        unsent: 0,
        more: false,
        blobs_left: (0, 0),
        held_back: None,
        sign_in_again: false,
        noticed: Vec::new(),
    };
    let (timing, failure, asks, turned_away, has_to_erase) = (None, None, false, false, false);
    let mut session = Session {
        core,
        budget,
        until_ms,
        report,
        timing,
        failure,
        asks,
        turned_away,
        has_to_erase,
    };
    session.work().await?;
    let Session { mut report, .. } = session;
    // Without any signal nothing was loaded: what waits stands in the outbox.
    let waiting = |c: &Connection| Ok((outbox::counts(c)?.unsent, blobs::waiting(c)?));
    (report.unsent, report.blobs_left) = core.read(waiting)?;
    core.topics.tell([Topic::Syncing]);
    Ok(report)
}

impl Session<'_> {
    async fn work(&mut self) -> Caused<()> {
        if let Err(cause) = adopting::adopt(self.core, &mut self.report.traffic).await {
            tracing::warn!(%cause, "a seal key is adopted later");
        }
        let mut pull = self.may_pull().await?;
        let mut renewed = false;
        for _ in 0..ROUNDS_MAX {
            // In each round: what an answer made this phone write goes sealed too.
            if let Err(cause) = seal_now(self.core) {
                // Work that is not sealed is pushed all the same, and sealed later.
                tracing::warn!(%cause, "the chain is sealed later");
            }
            let seen = self.report.noticed.len();
            let finished = self.exchange(pull).await?;
            self.finish(&finished);
            let noticed = self.report.noticed.get(seen..).unwrap_or_default();
            let again = match repair::after(self.core, noticed)? {
                Repair::Again => true,
                Repair::Nothing => self.has_more_to_say(&finished)?,
            };
            // A token that has ended is no reason for the hub to refuse work; it only gives nothing for it. Clocks that
            // stood still while the phone slept believe in such a one.
            if std::mem::take(&mut self.turned_away) && !renewed {
                door::forget_token(self.core);
                (pull, renewed) = (self.may_pull().await?, true);
                if pull {
                    continue;
                }
            }
            if !again {
                break;
            }
        }
        // After the exchanges, in which what the hub lacked has gone, and before blobs go that nobody may keep.
        if std::mem::take(&mut self.has_to_erase)
            && let Err(cause) = erasing::carry_out(self.core, &mut self.report.traffic).await
        {
            tracing::warn!(%cause, "erasures are carried out later");
        }
        let carried = matches!(self.report.why, Why::Done | Why::Stuck | Why::NotTrusted);
        if carried && self.report.why != Why::NotTrusted {
            self.upload().await?;
            if pull {
                self.fetch_manuals().await?;
            }
            crate::captures::tidy_fetched(self.core)?;
            self.core.store()?.drop_asides(self.core.wall_ms())?;
        }
        Ok(())
    }

    /// Whether an answer made this phone write something once more, after all that was there had gone, or told it that
    /// photographs may be safe now.
    fn has_more_to_say(&self, finished: &Finished) -> Caused<bool> {
        if finished.why != Why::Done || finished.unsent > 0 {
            return Ok(false);
        }
        let now_ms = self.core.wall_ms();
        self.core.read(|connection| {
            let wrote = !outbox::to_send(connection, now_ms, 1, 0)?.is_empty();
            Ok(wrote || !outgoing::perhaps_safe(connection, 1)?.is_empty())
        })
    }

    /// Whether what is new may be asked for.
    async fn may_pull(&mut self) -> Caused<bool> {
        let pull = self.budget.pull && self.has_token().await?;
        self.report.sign_in_again = self.budget.pull && !pull && self.failure.is_none();
        Ok(pull)
    }

    /// Whether a token is at hand. Without a network nobody can tell; the exchange will say so.
    async fn has_token(&mut self) -> Caused<bool> {
        match door::ensure_token(self.core, &mut self.report.traffic).await {
            Ok(live) => Ok(live),
            Err(CauseError::Transport(_) | CauseError::Hub { .. }) => {
                self.failure = Some(TransportFailure::Offline);
                Ok(true)
            }
            Err(other) => Err(other),
        }
    }

    fn finish(&mut self, finished: &Finished) {
        let report = &mut self.report;
        report.why = match (finished.why, self.failure) {
            (Why::Cancelled, Some(failure)) => Why::Transport(failure),
            (why, _) => why,
        };
        report.more = finished.more;
    }

    async fn exchange(&mut self, pull: bool) -> Caused<Finished> {
        let core = self.core;
        let mut machine = PhoneSync::new(core.read(|connection| state(core, connection))?);
        let spent = self.report.traffic.bytes_up + self.report.traffic.bytes_down;
        let bytes = self.budget.bytes.saturating_sub(spent);
        let begin = Event::Begin(MachineBudget { bytes, until_ms: self.until_ms, pull });
        let mut effects: VecDeque<Effect> = machine.handle(begin, self.now()?).into();
        while let Some(effect) = effects.pop_front() {
            if let Effect::Finished(finished) = effect {
                return Ok(finished);
            }
            if let Some(event) = self.perform(effect).await? {
                let more = machine.handle(event, self.now()?);
                effects.extend(more);
            }
        }
        Err(CauseError::Answer("the sync machine stood still"))
    }

    fn now(&self) -> Caused<Now> {
        let ms = self.core.ports.moments.clocks().monotonic_ms;
        Ok(Now { ms, random: u64::from_be_bytes(random()?) })
    }

    async fn perform(&mut self, effect: Effect) -> Caused<Option<Event>> {
        Ok(match effect {
            Effect::LoadOutbox { bytes_max, envelopes_max, except } => {
                let limits = (bytes_max, envelopes_max);
                let core = self.core;
                let outbox = core.read(|c| outgoing::load(core, c, limits, &except))?;
                Some(Event::Outbox(outbox))
            }
            Effect::Send { bytes, sent, pull } => {
                outgoing::mark_sent(self.core, &sent)?;
                self.asks = pull;
                Some(self.send(&bytes, pull).await?)
            }
            Effect::Commit(commit) => Some(self.commit(*commit)?),
            Effect::WakeAt { at_ms } => Some(self.wait(at_ms).await?),
            Effect::Report(noticed) => {
                tracing::warn!(?noticed, "noticed in a session");
                self.report.noticed.push(noticed);
                None
            }
            Effect::Finished(_) => None,
        })
    }

    async fn send(&mut self, bytes: &[u8], pull: bool) -> Caused<Event> {
        let core = self.core;
        let sent = core.ports.moments.clocks();
        let how = (pull, EXCHANGE_COMPRESSED_BYTES_MAX);
        let mut spent = door::Traffic::default();
        let answer = door::post_proven(core, SYNC_PATH, bytes, how, &mut spent).await;
        self.report.traffic.add(&spent);
        self.report.exchange.add(&spent);
        let received = core.ports.moments.clocks();
        self.timing = Some(Timing { sent, received });
        let event = match answer {
            Ok(answer) if answer.status == 200 => {
                self.failure = None;
                self.has_to_erase |= answer.header(ERASE_HEADER).is_some();
                Event::Answer(answer.body)
            }
            Ok(answer) => self.failed(refused(&answer)),
            Err(CauseError::Transport(error)) => self.failed(transport_failure(&error)),
            Err(CauseError::Hub { status, .. }) if status >= 500 => {
                self.failed(TransportFailure::Failed)
            }
            Err(other) => return Err(other),
        };
        Ok(event)
    }

    fn failed(&mut self, failure: TransportFailure) -> Event {
        self.failure = Some(failure);
        Event::TransportFailed(failure)
    }

    fn commit(&mut self, commit: Commit) -> Caused<Event> {
        let now = self.core.ports.moments.clocks();
        self.turned_away |= self.asks && commit.payload.cursor.is_none();
        let timing = self.timing.unwrap_or(Timing { sent: now, received: now });
        match apply::commit(self.core, &commit, timing) {
            Ok(applied) => {
                self.report.pushed += applied.pushed;
                self.report.pulled += applied.pulled;
                door::set_nonce(self.core, commit.signed.statement.nonce);
                tell(self.core, applied.changed);
                Ok(Event::Applied(applied.digest))
            }
            Err(CauseError::Closed) => Err(CauseError::Closed),
            Err(cause) => {
                tracing::error!(%cause, "an answer could not be applied");
                Ok(Event::ApplyFailed)
            }
        }
    }

    async fn wait(&mut self, at_ms: u64) -> Caused<Event> {
        if !self.budget.patient {
            return Ok(Event::Cancel);
        }
        let now = self.core.ports.moments.clocks().monotonic_ms;
        tokio::time::sleep(std::time::Duration::from_millis(at_ms.saturating_sub(now))).await;
        Ok(Event::Woken)
    }

    async fn fetch_manuals(&mut self) -> Caused<()> {
        let limits = manuals::Limits {
            until_ms: self.until_ms,
            bytes: self.budget.bytes,
            which: self.budget.uploads,
        };
        manuals::fetch(self.core, &limits, &mut self.report.traffic).await?;
        Ok(())
    }

    async fn upload(&mut self) -> Caused<()> {
        let report = &mut self.report;
        let limits = uploads::Limits {
            until_ms: self.until_ms,
            bytes: self.budget.bytes,
            which: self.budget.uploads,
        };
        let carried = uploads::run(self.core, &limits, &mut report.traffic).await?;
        report.uploaded += carried.arrived;
        let why = self.budget.held_back_why();
        let (blobs, sealed_bytes) = carried.held_back;
        report.held_back = (blobs > 0).then_some(HeldBack { why, blobs, sealed_bytes });
        Ok(())
    }
}

fn transport_failure(error: &TransportError) -> TransportFailure {
    match error {
        TransportError::TooLong | TransportError::Address(_) | TransportError::File => {
            TransportFailure::Failed
        }
        _ => TransportFailure::Offline,
    }
}

/// What an answer that is no success means for the session.
fn refused(answer: &Response) -> TransportFailure {
    let seconds = answer.header("retry-after").and_then(|text| text.parse::<u64>().ok());
    match answer.status {
        401 if door::is_code(answer, "unproven") => TransportFailure::NotKnown,
        401 | 403 => TransportFailure::SignInAgain,
        413 => TransportFailure::TooLarge,
        426 | 505 => TransportFailure::UpdateNeeded,
        400 if door::is_code(answer, "newer") => TransportFailure::UpdateNeeded,
        429 | 503 => {
            TransportFailure::Busy { after_ms: seconds.unwrap_or(5).saturating_mul(1_000) }
        }
        _ => TransportFailure::Failed,
    }
}

/// What the machine has to know; all of it stands in the store.
fn state(core: &Core, connection: &Connection) -> Caused<PhoneState> {
    let enrolment = core.enrolment()?;
    let answer = &enrolment.answer;
    let cursor = progress::progress(connection)?;
    let lineage = progress::note(connection, LINEAGE)?;
    Ok(PhoneState {
        carrier: Carrier { tenant: answer.tenant, device: answer.device },
        answer_keys: vec![answer.keys.signing_key(KeyRole::Answer)?.clone()],
        cursor: cursor.and_then(|held| cbor::decode::<Cursor>(&held.cursor).ok()),
        lineage: lineage.and_then(|bytes| LineageId::from_slice(&bytes)),
        scope_digest: progress::scope_digest(connection)?,
    })
}

/// Clocks of one moment, for tests of the anchor.
pub(super) fn same_boot(sent: &Clocks, received: &Clocks) -> bool {
    sent.boot == received.boot && received.monotonic_ms >= sent.monotonic_ms
}
