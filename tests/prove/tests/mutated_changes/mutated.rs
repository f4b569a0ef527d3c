//! Changes that real phones and a real office made, broken in every way and put under true checksums again, before the
//! gate: no panic gets out, and whatever is accepted leaves a document that can be loaded and is the same.

use std::collections::{BTreeMap, HashMap};

use counterfoil_domain::document::gate::{self, Caps};
use counterfoil_domain::document::{Document, DocumentId, DocumentKey, Rebuilt};
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::verdict::Verdict;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

use crate::alone::{Plain, plain};

use counterfoil_prove::dice::Dice;
use counterfoil_prove::quiet;

/// A change as it came in, and the hub's document just before.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// The document that it was judged upon.
    pub(crate) hub: Document,
    /// Who wrote it.
    pub(crate) chain: ChainId,
    /// The frame as it travelled.
    pub(crate) frame: Vec<u8>,
    /// The same, whole.
    pub(crate) rebuilt: Rebuilt,
}

/// What became of mutated changes.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// By what automerge alone does with it, and what the gate says.
    pub(crate) counts: BTreeMap<(Plain, &'static str), usize>,
    /// What a gate lets in that leaves out the last step: save, load, compare.
    pub(crate) without_last: usize,
    /// Of these, documents that can never be loaded again, or are other ones then.
    pub(crate) spoiled: usize,
    /// The same for a gate that does not check what is replaced and trusts automerge's reading either.
    pub(crate) without_ours: usize,
    /// Of these, spoiled ones.
    pub(crate) spoiled_without_ours: usize,
}

/// Two couriers, a technician and the office write on some orders; every change that the hub took.
///
/// # Panics
/// When nothing is wrong and something fails.
pub(crate) async fn record() -> Vec<Recorded> {
    let world = World::start().await;
    let ann = world.phone("ann", &["outlet_manager"]).await;
    let bo = world.phone("bo", &["technician"]).await;
    let mut orders = Vec::new();
    for kind in ["parcel", "repair", "install"] {
        let to: &Person = if kind == "parcel" { &ann } else { &bo };
        orders.push(world.order(kind, to).await);
    }
    for round in 0..4 {
        for (at, order) in orders.iter().enumerate() {
            let who = if at == 0 { &ann } else { &bo };
            who.sync().await;
            // The office writes while the phone has not heard of it: both values stand.
            let line = format!("望湖路{round}号3幢110{at}室");
            world
                .edit(*order, json!({"remark": line, "address/line": line, "priority": round}))
                .await;
            for (path, value) in [
                ("a/note", format!("第{round}次:门口有狗🐕")),
                ("remark", "x".repeat(1 << (2 * round))),
                ("a/floor", round.to_string()),
                ("access/gate", format!("{at}#{round}")),
            ] {
                let set = counterfoil_domain::command::FieldSet::new(
                    path,
                    counterfoil_domain::document::FieldValue::text(&value),
                );
                let set = counterfoil_domain::command::Command::SetFields(vec![set]);
                // What the role may not set is refused on the phone: fewer changes.
                let _may_not = who.tries(*order, set);
            }
            who.sync().await;
        }
    }
    recorded(&world).await
}

/// Every accepted change of the hub's log, each with the document before it.
async fn recorded(world: &World) -> Vec<Recorded> {
    let (storage, tenant) = (&world.server().storage, world.server().tenant());
    let tip = storage.tip(tenant).await.expect("a tip");
    let entries = storage.entries(tenant, 0, tip.size, 100_000).await.expect("the log");
    let playbook = Playbook::builtin();
    let mut documents: HashMap<DocumentKey, Document> = HashMap::new();
    let mut found = Vec::new();
    for entry in entries {
        let Some(envelope) = entry.envelope else { continue };
        let header = Header::from_bytes(&envelope.header).expect("a header");
        let body = envelope.body.map(|body| Body::from_bytes(&body.bytes).expect("a body"));
        let Some(frame) = body.and_then(|body| body.change) else { continue };
        if !matches!(entry.leaf.verdict, Some(Verdict::Accepted) | None) {
            continue;
        }
        let key = key_of(&header);
        let notes: Vec<String> = playbook.notes_of(&header.audience).map(str::to_owned).collect();
        let hub = documents
            .entry(key.clone())
            .or_insert_with(|| Document::genesis(key, &notes).expect("genesis"));
        let Ok(rebuilt) = gate::rebuild(&frame, envelope.chain, hub) else { continue };
        let judged = gate::judge_change(hub, envelope.chain, &frame, Caps::default());
        let before = std::mem::replace(hub, judged.expect("what the hub took").document);
        found.push(Recorded { hub: before, chain: envelope.chain, frame, rebuilt });
    }
    found
}

fn key_of(header: &Header) -> DocumentKey {
    let subject: SubjectId = header.subject.id;
    let name = header.document.clone().unwrap_or_default();
    let id = DocumentId { subject, audience: header.audience.clone(), name };
    DocumentKey { id, generation: header.generation.unwrap_or_default() }
}

/// Mutates `rounds` times; by turns a frame, and a whole change under a true checksum.
///
/// # Panics
/// When something that was accepted is not sound, or a panic gets out of the gate.
#[must_use]
pub(crate) fn mutate(recorded: &[Recorded], rounds: usize, seed: u64) -> Tally {
    let (mut dice, mut tally) = (Dice::new(seed), Tally::default());
    for round in 0..rounds {
        let (case, other) = (&recorded[dice.below(recorded.len())], dice.below(recorded.len()));
        let (alone, code) = if round % 3 == 0 {
            let frame = broken(&case.frame, &recorded[other].frame, &mut dice);
            let judged = gate::judge_change(&case.hub, case.chain, &frame, Caps::default());
            (Plain::Refused, code_of(case, judged, seed, round))
        } else {
            let (own, others) = (body_of(&case.rebuilt.raw), body_of(&recorded[other].rebuilt.raw));
            // Half of them leave the header alone, so that they get further.
            let from = if dice.coin() { own.len() / 2 } else { 0 };
            let body = [&own[..from], &broken(&own[from..], others, &mut dice)].concat();
            let raw = sealed(&body);
            let alone = without_us(&case.hub, &raw);
            tally.controls(case, &raw);
            let judged = gate::judge_raw(&case.hub, claimed(case, raw), Caps::default());
            (alone, code_of(case, judged, seed, round))
        };
        *tally.counts.entry((alone, code)).or_default() += 1;
    }
    tally
}

fn code_of(
    case: &Recorded,
    judged: Result<gate::Accepted, counterfoil_domain::document::GateRefusal>,
    seed: u64,
    round: usize,
) -> &'static str {
    match judged {
        Err(refusal) => refusal.code(),
        Ok(accepted) => {
            let key = case.hub.key().clone();
            let opened = Document::load(key, &accepted.saved).expect("it loads again");
            assert_eq!(opened.heads(), accepted.document.heads(), "seed {seed}, round {round}");
            assert_eq!(opened.save(), accepted.saved, "seed {seed}, round {round}");
            assert!(
                accepted.document.op_count() > case.hub.op_count(),
                "seed {seed}, round {round}"
            );
            "accepted"
        }
    }
}

impl Tally {
    /// What gates with fewer steps would have let in.
    fn controls(&mut self, case: &Recorded, raw: &[u8]) {
        if gate::examine_raw(&case.hub, claimed(case, raw.to_vec())).is_ok() {
            self.without_last += 1;
            self.spoiled += usize::from(without_us(&case.hub, raw) != Plain::Sound);
        }
        let Ok(scanned) = gate::pre_scan(raw) else { return };
        let author = case.rebuilt.author.actor(case.hub.key());
        if gate::check_place(&scanned, author, &case.hub).is_ok() && gate::decode(raw).is_ok() {
            self.without_ours += 1;
            let sound = without_us(&case.hub, raw) == Plain::Sound;
            self.spoiled_without_ours += usize::from(!sound);
        }
    }

    /// How many had this outcome at the gate.
    #[must_use]
    pub(crate) fn said(&self, code: &str) -> usize {
        self.counts.iter().filter(|((_, said), _)| *said == code).map(|(_, count)| count).sum()
    }

    /// How many automerge alone dealt with so.
    #[must_use]
    pub(crate) fn alone(&self, alone: Plain) -> usize {
        self.counts.iter().filter(|((one, _), _)| *one == alone).map(|(_, count)| count).sum()
    }
}

/// The change as if a frame of the case's author had been rebuilt to it.
fn claimed(case: &Recorded, raw: Vec<u8>) -> Rebuilt {
    let hash = gate::pre_scan(&raw).map(|scanned| scanned.hash).unwrap_or(Hash::ZERO);
    Rebuilt { raw, hash, author: case.rebuilt.author }
}

/// One to three accidents: bits, bytes, pieces put in, cut out, doubled, taken from another change.
fn broken(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(3) {
        if bytes.is_empty() {
            bytes.push(0);
        }
        let at = dice.below(bytes.len());
        let len = 1 + dice.below(8);
        match dice.below(10) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = dice.throw() as u8,
            3 => bytes[at] = bytes[at].wrapping_add(1),
            4 => bytes[at] = [0, 1, 0x7f, 0x7e, 0x80, 0xff][dice.below(6)],
            5 => drop(bytes.splice(at..at, dice.bytes(len))),
            6 => drop(bytes.drain(at..(at + len).min(bytes.len()))),
            7 => {
                let piece = bytes[at..(at + len).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            8 if !other.is_empty() => {
                let from = dice.below(other.len());
                let piece = other[from..(from + len).min(other.len())].to_vec();
                bytes.splice(at..(at + len).min(bytes.len()), piece);
            }
            _ => bytes.truncate(at.max(1)),
        }
    }
    bytes
}

/// The body of a chunk.
fn body_of(chunk: &[u8]) -> &[u8] {
    let length = chunk.iter().skip(9).take_while(|byte| **byte & 0x80 != 0).count() + 1;
    chunk.get(9 + length..).unwrap_or_default()
}

/// A change's chunk with a true checksum.
fn sealed(body: &[u8]) -> Vec<u8> {
    let mut tail = vec![1];
    counterfoil_tests::harness::forge::leb(&mut tail, body.len() as u64);
    let hash = sha256_parts(&[&tail, body]);
    [&[0x85, 0x6f, 0x4a, 0x83][..], &hash.0[..4], &tail, body].concat()
}

/// What automerge alone does with a change.
fn without_us(hub: &Document, raw: &[u8]) -> Plain {
    let saved = hub.save();
    quiet::silently(|| plain(&saved, raw))
}
