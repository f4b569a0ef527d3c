//! Bytes of an exchange: with nothing to say, at the first pull, and for a day of visits.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::Digest;
use counterfoil_domain::receipt::LogPoint;
use counterfoil_sync::hub::{AnswerDraft, build_answer};
use counterfoil_sync::wire::frame::{LEVEL_HUB, LEVEL_PHONE, compress};
use counterfoil_sync::wire::{
    AnswerPayload, Cursor, Expected, OpenedAnswer, OpenedRequest, Page, Request, Section,
};

use super::Measured;
use super::table::Row;
use crate::ann::{LINEAGE, Store};
use crate::orders::Order;
use crate::visit::visit;

/// Orders of the first pull, and of the phone that is idle.
const ORDERS: u64 = 2_000;
/// Visits that travel in one request.
pub(super) const VISITS: u64 = 2_000;
const IDLE_BYTES_MAX: usize = 400;
const VISIT_BYTES_MAX: usize = 600;
const PULL_RATIO_MAX: f64 = 2.5;

pub(super) fn measure() -> Measured<Vec<Row>> {
    let mut rows = vec![idle()?];
    rows.extend(first_pull()?);
    rows.push(visits()?);
    Ok(rows)
}

/// A request with these sections and nothing else.
pub(super) fn pushing(store: &Store, sections: Vec<Section>) -> Request {
    Request {
        carrier: store.carrier(),
        cursor: None,
        scope_digest: None,
        pull: false,
        receipts_for: vec![store.chain],
        blobs: Vec::new(),
        sections,
    }
}

fn idle() -> Measured<Row> {
    let mut ann = Store::new(5);
    let log = LogPoint { lineage: LINEAGE, size: 41_237, root: ann.dice.hash() };
    let cursor = cursor(&mut ann, &log);
    let digest = Digest::from_bytes(ann.dice.bytes());
    let asking = Request {
        carrier: ann.carrier(),
        cursor: Some(cursor.clone()),
        scope_digest: Some(digest),
        pull: true,
        receipts_for: Vec::new(),
        blobs: Vec::new(),
        sections: Vec::new(),
    };
    let payload = AnswerPayload {
        cursor: Some(cursor),
        scope_digest: Some(digest),
        ..AnswerPayload::default()
    };
    let up = asking.to_bytes()?.len();
    let down = answered(&asking, payload, log)?;
    let both = up + down;
    let what = "an idle exchange of a phone with 2,000 orders, whatever their number";
    Ok(Row::new(what, format!("{up} B up, {down} B down"), "400 B both ways")
        .ratio(both as f64, IDLE_BYTES_MAX as f64)
        .target("≤ 400 B both ways", both <= IDLE_BYTES_MAX))
}

fn cursor(ann: &mut Store, log: &LogPoint) -> Cursor {
    let (lineage, index, root) = (log.lineage, log.size, log.root.short());
    Cursor {
        lineage,
        index,
        root,
        view: ann.dice.bytes(),
        snapshot: None,
        mark: Some(ann.dice.bytes()),
    }
}

/// Bytes of an answer with this payload, once the phone has opened it again.
fn answered(asking: &Request, payload: AnswerPayload, log: LogPoint) -> Measured<usize> {
    let key = SoftwareKey::ed25519(&[0x33; 32]);
    let opened = OpenedRequest::from_bytes(&asking.to_bytes()?, asking.carrier)?;
    let draft = AnswerDraft {
        payload: payload.clone(),
        time_ms: 1_790_003_600_000,
        log,
        safe: Some(log),
        receipts: Vec::new(),
        nonce: sha256(b"nonce").short(),
    };
    let sign = |statement: &[u8]| key.sign(Purpose::Answer, statement);
    let (answer, _) = build_answer(&opened.asked(), draft, sign)?;
    let expected = Expected {
        carrier: asking.carrier,
        request: opened.hash,
        cursor: asking.cursor.clone(),
        keys: vec![key.public()],
    };
    let back = OpenedAnswer::from_bytes(&answer, &expected)?;
    if back.payload == payload { Ok(answer.len()) } else { Err("the answer changed".into()) }
}

fn first_pull() -> Measured<Vec<Row>> {
    let (mut ann, mut office) = (Store::new(5), Store::new(99));
    let holder: PersonId = ann.person;
    let (mut page, mut json) = (Page::default(), String::new());
    for n in 0..ORDERS {
        let order = Order::roll(&mut ann.dice, n);
        page.groups.push(order.snapshot(&mut office, holder, 5 * n, false));
        json.push_str(&order.json(holder));
        page.keys.push(Order::roll(&mut ann.dice, n).keys(office.person));
    }
    let log = LogPoint { lineage: LINEAGE, size: 5 * ORDERS, root: ann.dice.hash() };
    let cursor = cursor(&mut ann, &log);
    let asking = Request { pull: true, ..pushing(&ann, Vec::new()) };
    let pulled = |page: Page| {
        let cursor = Some(cursor.clone());
        answered(&asking, AnswerPayload { page, cursor, ..AnswerPayload::default() }, log)
    };
    let with_keys = pulled(page.clone())?;
    page.keys.clear();
    let orders = pulled(page)?;
    let json = compress(json.as_bytes(), LEVEL_HUB)?.len();
    let keys = with_keys.saturating_sub(orders);
    let ratio = orders as f64 / json as f64;
    let limit = format!("{json} B as JSON under zstd");
    Ok(vec![
        Row::new(
            "first pull of 2,000 orders, signed history and all",
            format!("{orders} B"),
            limit,
        )
        .ratio(orders as f64, json as f64)
        .target("≤ 2.5 × JSON", ratio <= PULL_RATIO_MAX),
        Row::new("the `keys` audience of 2,000 orders of colleagues", format!("{keys} B"), "–"),
    ])
}

fn visits() -> Measured<Row> {
    let mut ann = Store::new(2_026);
    (0..VISITS).for_each(|n| visit(&mut ann, n));
    let sealed = pushing(&ann, vec![ann.section(0)]);
    let each = sealed.to_bytes()?.len() as f64 / VISITS as f64;
    let random = incompressible_bytes(&ann)?;
    let what = "a visit: 10 facts, 4 photos, a signature, 12 field changes, with seal and salts";
    let limit = format!("{random:.0} B of hashes and signatures, which do not compress");
    Ok(Row::new(what, format!("{each:.0} B"), limit)
        .ratio(each, random)
        .target("≤ 600 B", each <= VISIT_BYTES_MAX as f64))
}

/// What no encoding can leave out of a visit: hashes of six blobs, four picture hashes, a seal's signature, the
/// order's and the visit's ids and the random k.
fn incompressible_bytes(ann: &Store) -> Measured<f64> {
    let seals: usize = ann.seals.iter().map(|seal| seal.signature.bytes.len()).sum();
    let visits = VISITS as usize;
    let named = visits * (6 * 32 + 4 * 8 + 3 * 16 - 6);
    let noise: Vec<u8> = (0..seals + named).map(|n| sha256(&n.to_be_bytes()).0[0]).collect();
    Ok(compress(&noise, LEVEL_PHONE)?.len() as f64 / visits as f64)
}
