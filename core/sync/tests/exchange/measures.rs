//! What the exchange costs, on fixtures that look like real work.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::Digest;
use counterfoil_domain::receipt::LogPoint;
use counterfoil_sync::hub::{AnswerDraft, KnownChain, accept_section, build_answer};
use counterfoil_sync::wire::frame::{LEVEL_HUB, compress};
use counterfoil_sync::wire::{
    AnswerPayload, Cursor, Expected, OpenedAnswer, OpenedRequest, Page, Request,
};

use crate::ann::{LINEAGE, Store, TENANT};
use crate::orders::Order;
use crate::pushing::request;
use crate::visit::visit;

/// The target of the design, bytes for a visit with seals and salts.
const VISIT_BYTES_MAX: usize = 600;

#[test]
fn two_thousand_visits_in_one_push() {
    let visits: u64 = 2_000;
    let mut ann = Store::new(2026);
    (0..visits).for_each(|n| visit(&mut ann, n));
    let begun = std::time::Instant::now();
    let request = request(&ann, vec![ann.section(0)]);
    let plain = request.plain().expect("packs").len();
    let bytes = request.to_bytes().expect("packs");
    let packed = begun.elapsed();
    let begun = std::time::Instant::now();
    let mut opened = OpenedRequest::from_bytes(&bytes, ann.carrier()).expect("opens");
    let known = KnownChain { seal_keys: vec![ann.key.public()], ..KnownChain::default() };
    let accepted = accept_section(opened.sections.remove(0), TENANT, &known).expect("accepted");
    let unpacked = begun.elapsed();
    assert_eq!(accepted.frontier, ann.frontier);
    assert_eq!(accepted.seals.len(), visits as usize);
    let each = bytes.len() / visits as usize;
    println!(
        "{visits} visits, {} envelopes: {} bytes ({each} a visit), {plain} before compression; \
         packed in {packed:?}, opened in {unpacked:?}",
        ann.envelopes.len(),
        bytes.len(),
    );
    assert!(each <= VISIT_BYTES_MAX, "{each} bytes a visit");
}

/// An answer with this payload, opened again by the phone; its bytes.
fn answered(asking: &Request, payload: AnswerPayload, log: LogPoint) -> Vec<u8> {
    let key = SoftwareKey::ed25519(&[0x33; 32]);
    let bytes = asking.to_bytes().expect("packs");
    let opened = OpenedRequest::from_bytes(&bytes, asking.carrier).expect("opens");
    let draft = AnswerDraft {
        payload: payload.clone(),
        time_ms: 1_790_003_600_000,
        log,
        safe: Some(log),
        receipts: Vec::new(),
        nonce: sha256(&bytes).short(),
    };
    let sign = |statement: &[u8]| key.sign(Purpose::Answer, statement);
    let (answer, signed) = build_answer(&opened.asked(), draft, sign).expect("an answer");
    let expected = Expected {
        carrier: asking.carrier,
        request: opened.hash,
        cursor: asking.cursor.clone(),
        keys: vec![key.public()],
    };
    let back = OpenedAnswer::from_bytes(&answer, &expected).expect("opens");
    assert_eq!((back.signed, back.payload), (signed, payload));
    answer
}

#[test]
fn an_idle_exchange() {
    let mut ann = Store::new(5);
    let log = LogPoint { lineage: LINEAGE, size: 41_237, root: ann.dice.hash() };
    let (root, view) = (log.root.short(), ann.dice.bytes());
    let cursor = Cursor {
        lineage: LINEAGE,
        index: log.size,
        root,
        view,
        snapshot: None,
        mark: Some([9; 16]),
    };
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
    let up = asking.to_bytes().expect("packs").len();
    let payload = AnswerPayload {
        cursor: Some(cursor),
        scope_digest: Some(digest),
        ..AnswerPayload::default()
    };
    let down = answered(&asking, payload, log).len();
    println!("idle: {up} bytes up, {down} down, {} both ways", up + down);
    assert!(up + down <= 400, "{up} + {down} bytes");
}

/// Bytes of the orders, of the same as JSON, and of the rows of keys.
fn first_pull(with_documents: bool) -> (usize, usize, usize) {
    let (mut ann, mut office) = (Store::new(5), Store::new(99));
    let ann_person: PersonId = ann.person;
    let (mut page, mut json) = (Page::default(), String::new());
    for n in 0..2_000 {
        let order = Order::roll(&mut ann.dice, n);
        page.groups.push(order.snapshot(&mut office, ann_person, 5 * n, with_documents));
        json.push_str(&order.json(ann_person));
        let other = Order::roll(&mut ann.dice, n);
        page.keys.push(other.keys(office.person));
    }
    let log = LogPoint { lineage: LINEAGE, size: 10_000, root: ann.dice.hash() };
    let (root, view) = (log.root.short(), ann.dice.bytes());
    let cursor = Cursor {
        lineage: LINEAGE,
        index: log.size,
        root,
        view,
        snapshot: None,
        mark: Some([9; 16]),
    };
    let payload = |page: Page| AnswerPayload {
        page,
        cursor: Some(cursor.clone()),
        ..AnswerPayload::default()
    };
    let asking = Request { pull: true, ..request(&ann, Vec::new()) };
    let all = answered(&asking, payload(page.clone()), log).len();
    page.keys.clear();
    let orders = answered(&asking, payload(page), log).len();
    let json = compress(json.as_bytes(), LEVEL_HUB).expect("packs").len();
    (orders, json, all - orders)
}

#[test]
fn the_first_pull_of_two_thousand_orders() {
    let (orders, json, keys) = first_pull(false);
    let (whole, _, _) = first_pull(true);
    let times = |bytes: usize| bytes as f64 / json as f64;
    println!(
        "first pull: {orders} bytes, the same as JSON {json}: {:.2} times ({:.2} with saved documents); \
         2000 rows of keys {keys} bytes more",
        times(orders),
        times(whole),
    );
    assert!(orders * 2 <= json * 5, "{orders} against {json}");
}
