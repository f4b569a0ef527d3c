//! Two thousand visits in one push: processor time of the phone that packs them, and of the hub that takes them
//! through its gate into its database.

mod hub;
mod phone;

use std::collections::BTreeMap;

use counterfoil_domain::document::gate::{Caps, Trial};
use counterfoil_domain::document::{Document, DocumentId, DocumentKey};
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::{Duty, DutyStep, Fact, Found};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::facts::NO_STAGE;
use counterfoil_domain::subject::{Subject, SubjectKind};
use counterfoil_sync::hub::{KnownChain, accept_section};
use counterfoil_sync::wire::OpenedRequest;
use counterfoil_sync::wire::frame::{LEVEL_PHONE, compress, decompress};

use super::bytes::{VISITS, pushing};
use super::scratch::Scratch;
use super::table::{Row, ms};
use super::{Measured, timing};
use crate::ann::{Draft, Store, TENANT};
use crate::visit::{order_id, visit};

/// Processor milliseconds that each side may spend on the push.
const SIDE_MS_MAX: f64 = 1_000.0;
/// The seed of Ann's day; the same orders come of it every time.
const SEED: u64 = 2_026;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let scratch = Scratch::new()?;
    let hub = hub::ready(&scratch.path("hub.db"), &orders(&anns_day(0))?)?;
    let ann = anns_day(hub.size());
    hub.enrol(&ann)?;
    let mut rows = phone_rows(&scratch, &ann)?;
    let bytes = pushing(&ann, vec![ann.section(0)]).to_bytes()?;
    let opening_ms = opening(&ann, &bytes)?;
    let documents_ms = documents(&ann)?;
    let floor_ms = opening_ms + documents_ms;
    let taken = hub.take(&ann, &bytes)?;
    let what = format!(
        "hub: the same taken through gate and commit in {} requests, processor time; {}",
        taken.requests, taken.verdicts
    );
    let limit = format!(
        "{} to open it and check seals, {} for its changes on documents alone",
        ms(opening_ms),
        ms(documents_ms)
    );
    let met = taken.cpu_ms <= SIDE_MS_MAX && taken.requests == 1 && taken.whole;
    rows.push(
        Row::new(what, ms(taken.cpu_ms), limit)
            .ratio(taken.cpu_ms, floor_ms)
            .target("≤ 1 s, one request, all accepted", met),
    );
    Ok(rows)
}

/// Ann's shift and the visits in it, written when she had seen `seen` entries of the hub's log.
fn anns_day(seen: u64) -> Store {
    let mut ann = Store::new(SEED);
    ann.seen = seen;
    ann.playbook = Playbook::builtin().version();
    begin_shift(&mut ann);
    (0..VISITS).for_each(|n| visit(&mut ann, n));
    ann
}

/// Her shift begins: no position is taken outside one.
fn begin_shift(ann: &mut Store) {
    let id = order_id(&mut ann.dice, 0);
    let shift = Subject { kind: SubjectKind::Shift, id };
    let found =
        Found { kind: "shift".into(), keys: Vec::new(), stage: NO_STAGE.into(), parent: None };
    let duty = Duty { step: DutyStep::Begin, vehicle: None, outlet: None };
    for (audience, fact) in [("keys", Fact::Found(found)), ("work", Fact::Duty(duty))] {
        ann.write_on(shift, 50, Draft { audience, facts: vec![fact], ..Draft::default() });
    }
    ann.seal();
}

/// The orders that she visits.
fn orders(ann: &Store) -> Measured<Vec<SubjectId>> {
    let mut orders = Vec::new();
    for envelope in &ann.envelopes {
        let subject = Header::from_bytes(&envelope.header_bytes)?.subject;
        if subject.kind == SubjectKind::Order && orders.last() != Some(&subject.id) {
            orders.push(subject.id);
        }
    }
    if orders.len() as u64 == VISITS { Ok(orders) } else { Err("visits share orders".into()) }
}

fn phone_rows(scratch: &Scratch, ann: &Store) -> Measured<Vec<Row>> {
    let store = scratch.store()?;
    phone::keep(&store, ann)?;
    let (packing_ms, packed) = timing::cpu_timed(|| phone::pack(&store, ann));
    let packed = packed?;
    let plain = decompress(&packed)?;
    let (squeezing_ms, squeezed) = timing::cpu_timed(|| compress(&plain, LEVEL_PHONE));
    squeezed?;
    let what = format!(
        "phone: {VISITS} visits ({} envelopes, {} seals) read, packed and compressed, processor time",
        ann.envelopes.len(),
        ann.seals.len()
    );
    let limit = format!("{} for zstd alone", ms(squeezing_ms));
    Ok(vec![
        Row::new(what, ms(packing_ms), limit)
            .ratio(packing_ms, squeezing_ms)
            .target("≤ 1 s, one request", packing_ms <= SIDE_MS_MAX),
    ])
}

/// Processor time of the push's changes alone: each examined and applied by the document's gate, each document
/// saved and loaded once. Nothing that a hub does beside it is in here.
fn documents(ann: &Store) -> Measured<f64> {
    let playbook = Playbook::builtin();
    let (cpu_ms, done) = timing::cpu_timed(|| -> Measured<usize> {
        let mut open: BTreeMap<DocumentId, Trial> = BTreeMap::new();
        let mut changes = 0;
        for envelope in &ann.envelopes {
            let header = Header::from_bytes(&envelope.header_bytes)?;
            let body = envelope.body.as_ref().ok_or("a body is missing")?;
            let Some(frame) = Body::from_bytes(&body.bytes)?.change else { continue };
            let id = DocumentId {
                subject: header.subject.id,
                audience: header.audience.clone(),
                name: header.document.clone().unwrap_or_default(),
            };
            if !open.contains_key(&id) {
                let notes: Vec<String> =
                    playbook.notes_of(&id.audience).map(str::to_owned).collect();
                let key = DocumentKey { id: id.clone(), generation: 0 };
                let document = Document::genesis(key, &notes)?;
                open.insert(id.clone(), Trial::begin(document, Caps::default()));
            }
            let trial = open.get_mut(&id).ok_or("no document")?;
            trial.apply(trial.examine(header.chain(), &frame)?)?;
            changes += 1;
        }
        for (_, trial) in open {
            trial.finish()?;
        }
        Ok(changes)
    });
    if done? > 0 { Ok(cpu_ms) } else { Err("the visits change nothing".into()) }
}

/// Processor time of what a hub does before its gate.
fn opening(ann: &Store, bytes: &[u8]) -> Measured<f64> {
    let known = KnownChain { seal_keys: vec![ann.key.public()], ..KnownChain::default() };
    let (cpu_ms, accepted) = timing::cpu_timed(|| -> Measured<_> {
        let opened = OpenedRequest::from_bytes(bytes, ann.carrier())?;
        let section = opened.sections.into_iter().next().ok_or("no section came")?;
        Ok(accept_section(section, TENANT, &known)?)
    });
    let accepted = accepted?;
    let whole = accepted.frontier == ann.frontier && accepted.seals.len() == ann.seals.len();
    if whole { Ok(cpu_ms) } else { Err("what came is not what was sent".into()) }
}
