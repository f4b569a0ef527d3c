//! The phone's sync machine: answers that are no hub's, and answers of a hub with the right key that says anything.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, Incarnation, LineageId, TenantId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::Digest;
use counterfoil_domain::receipt::{Level, LogPoint, Receipt};
use counterfoil_domain::verdict::{Counts, Verdict};
use counterfoil_sync::hub::{AnswerDraft, build_answer};
use counterfoil_sync::phone::{
    Budget, Effect, Event, Now, Outbox, PhoneState, PhoneSync, TransportFailure,
};
use counterfoil_sync::wire::{
    AnswerPayload, Asked, BlobWord, Carrier, Cursor, Judged, Problem, SectionVerdicts,
};

const CARRIER: Carrier = Carrier { tenant: TenantId([1; 16]), device: DeviceId([2; 16]) };
const CHAIN: ChainId = ChainId { device: DeviceId([2; 16]), incarnation: Incarnation([3; 8]) };
const LINEAGE: LineageId = LineageId([9; 16]);
/// Events after which a session must have ended: a hub cannot keep a phone at it for ever.
const EVENTS_MAX: usize = 400;

fn key() -> SoftwareKey {
    SoftwareKey::ed25519(&[0x33; 32])
}

fn machine() -> PhoneSync {
    PhoneSync::new(PhoneState {
        carrier: CARRIER,
        answer_keys: vec![key().public()],
        cursor: Some(cursor(5)),
        lineage: Some(LINEAGE),
        scope_digest: Digest::default(),
    })
}

fn cursor(index: u64) -> Cursor {
    Cursor { lineage: LINEAGE, index, root: [5; 16], view: [7; 16], snapshot: None, mark: None }
}

/// What the bytes say, read one after the other; 0 when there are no more.
struct Script<'a>(std::slice::Iter<'a, u8>);

impl Script<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }
}

/// Bytes that no hub signed never become a commit; with a script of signed answers every session ends.
pub(super) fn target(bytes: &[u8]) {
    let mut sync = machine();
    let now = Now { ms: 1_000, random: 7 };
    let until_ms = 100_000;
    sync.handle(Event::Begin(Budget { bytes: 1 << 30, until_ms, pull: true }), now);
    sync.handle(Event::Outbox(Outbox::default()), now);
    let effects = sync.handle(Event::Answer(bytes.to_vec()), now);
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Commit(_))),
        "nobody signed this"
    );
    plays(&mut Script(bytes.iter()), until_ms);
}

fn plays(script: &mut Script<'_>, until_ms: u64) {
    let (mut sync, mut now) = (machine(), Now { ms: 1_000, random: 7 });
    let budget = Budget { bytes: 1 << 20, until_ms, pull: script.byte().is_multiple_of(2) };
    let mut effects = sync.handle(Event::Begin(budget), now);
    for _ in 0..EVENTS_MAX {
        now.random = now.random.wrapping_mul(31).wrapping_add(u64::from(script.byte()));
        let Some(effect) = effects.pop() else { return };
        let event = match effect {
            Effect::Finished(_) => return,
            Effect::LoadOutbox { .. } => {
                let receipts_for =
                    if script.byte().is_multiple_of(3) { Vec::new() } else { vec![CHAIN] };
                let left = u64::from(script.byte() % 4);
                let held = receipts_for.iter().map(|chain| (*chain, left)).collect();
                let blobs = vec![Hash([5; 32]); usize::from(left > 1)];
                let outbox = Outbox { left, receipts_for, held, blobs, ..Outbox::default() };
                Event::Outbox(outbox)
            }
            Effect::Send { bytes, .. } => answer(script, &bytes, &sync),
            Effect::Commit(_) if script.byte() % 9 == 8 => Event::ApplyFailed,
            Effect::Commit(_) => Event::Applied(Digest::from_bytes([script.byte() % 2; 16])),
            Effect::WakeAt { at_ms } => {
                now.ms = at_ms.max(now.ms);
                Event::Woken
            }
            Effect::Report(_) => continue,
        };
        now.ms += 10;
        let more = sync.handle(event, now);
        effects.extend(more);
    }
    panic!("the session does not end");
}

/// What comes back: nothing, or an answer that is signed as it should be and says whatever the script has.
fn answer(script: &mut Script<'_>, request: &[u8], sync: &PhoneSync) -> Event {
    let failures = [
        TransportFailure::Offline,
        TransportFailure::SignInAgain,
        TransportFailure::TooLarge,
        TransportFailure::Busy { after_ms: 500 },
        TransportFailure::Failed,
    ];
    let first = script.byte();
    if let Some(failure) = failures.get(usize::from(first)) {
        return Event::TransportFailed(*failure);
    }
    let asked = Asked { carrier: CARRIER, hash: sha256(request), cursor: sync.cursor().cloned() };
    let size = u64::from(script.byte());
    let log =
        LogPoint { lineage: LineageId([9 + script.byte() / 200; 16]), size, root: Hash([5; 32]) };
    let verdicts = (0..script.byte() % 5).map(|seq| Judged {
        seq: u64::from(seq),
        verdict: Verdict::Retry { after_ms: u64::from(seq) << 60 },
        index: Some(u64::MAX - u64::from(seq)),
    });
    let problems = [
        None,
        Some(Problem::Gap),
        Some(Problem::Unsealed),
        Some(Problem::Unreadable),
        Some(Problem::Quarantined),
        Some(Problem::Forked(Incarnation([8; 8]))),
        Some(Problem::Busy(u64::MAX)),
    ];
    let section = SectionVerdicts {
        chain: CHAIN,
        size: u64::from(script.byte()) << (script.byte() % 60),
        problem: problems[usize::from(script.byte()) % problems.len()],
        verdicts: verdicts.collect(),
    };
    let receipt = Receipt {
        chain: CHAIN,
        size: u64::from(script.byte()),
        root: Hash([4; 32]),
        sealed_size: u64::from(script.byte()),
        level: if script.byte().is_multiple_of(2) { Level::Safe } else { Level::Stored },
        counts: Counts::default(),
        kept: None,
    };
    let payload = AnswerPayload {
        sections: if script.byte().is_multiple_of(2) { vec![section] } else { Vec::new() },
        cursor: (!script.byte().is_multiple_of(4))
            .then(|| Cursor { lineage: log.lineage, ..cursor(u64::from(script.byte())) }),
        scope_digest: script
            .byte()
            .is_multiple_of(2)
            .then(|| Digest::from_bytes([script.byte() % 2; 16])),
        more: !script.byte().is_multiple_of(3),
        blobs: vec![BlobWord::Safe; usize::from(script.byte() % 3)],
        ..AnswerPayload::default()
    };
    let draft = AnswerDraft {
        payload,
        time_ms: u64::from(script.byte()) << 56,
        log,
        safe: script.byte().is_multiple_of(2).then_some(log),
        receipts: vec![receipt],
        nonce: [6; 16],
    };
    match build_answer(&asked, draft, |statement| key().sign(Purpose::Answer, statement)) {
        Ok((bytes, _)) => Event::Answer(bytes),
        Err(_) => Event::TransportFailed(TransportFailure::Failed),
    }
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let steps =
        |first: u8| (0..=255).map(|at: u8| at.wrapping_mul(37).wrapping_add(first)).collect();
    let mut found: Vec<Vec<u8>> = (0..8).map(|first| steps(first * 32)).collect();
    // An honest answer to another request.
    let asked = Asked { carrier: CARRIER, hash: Hash([1; 32]), cursor: Some(cursor(5)) };
    let log = LogPoint { lineage: LINEAGE, size: 6, root: Hash([5; 32]) };
    let draft = AnswerDraft {
        payload: AnswerPayload { cursor: Some(cursor(6)), ..AnswerPayload::default() },
        time_ms: 1_790_000_000_000,
        log,
        safe: None,
        receipts: Vec::new(),
        nonce: [6; 16],
    };
    let made = build_answer(&asked, draft, |statement| key().sign(Purpose::Answer, statement));
    found.extend(made.ok().map(|(bytes, _)| bytes));
    found
}
