//! A small day by hand: two phones, a delivery that was cancelled meanwhile, a conflict, a proposal, a photograph.

use std::collections::BTreeMap;

use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{DeviceId, FactId, Hash, Incarnation, PersonId, SubjectId};
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::conflicts::{CandidateRow, FieldRow, ProposalRow};
use counterfoil_domain::order::sheet::SideRow;
use counterfoil_domain::order::telling::{Told, ToldPart};
use counterfoil_domain::order::timeline::{Detail, TimelineRow};
use counterfoil_domain::order::value::Value;
use counterfoil_domain::order::{Material, OrderState, Sheet, Tally};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::receipt::set_root;
use counterfoil_domain::shift::Balances;
use counterfoil_domain::shift::balances::{Cash, CashMethod, Things, ThingsCounted, Work};
use counterfoil_domain::subject::Key;
use counterfoil_server::office::{
    BlobsShown, ChainShown, DayReport, PersonShown, PointShown, StoreShown,
};
use counterfoil_server::safe::SafetyMode;

use super::super::record::*;

const MORNING_MS: u64 = 1_790_000_000_000;
const ANN: PersonId = PersonId([1; 16]);
const BO: PersonId = PersonId([2; 16]);

/// Texts that have broken pages.
pub(super) const NAUGHTY: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "]]><!--<svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "\u{202e}txt.exe \u{2066}",
    "a\0b\u{7}c",
    "{0} {1} {{2}} %s ${x}",
    "㛃𠮷🀄\u{fe0f} Ω≈ç√ ﷽",
    "=cmd|' /C calc'!A0",
];

fn device(person: PersonId) -> DeviceId {
    DeviceId([person.0[0]; 16])
}

fn photo(n: usize) -> Hash {
    sha256(format!("photo {n}").as_bytes())
}

fn at(seconds: u64) -> Interval {
    let ms = MORNING_MS + seconds * 1_000;
    Interval { earliest_ms: Some(ms), latest_ms: Some(ms + 3_000) }
}

fn fact(person: PersonId, seq: u64) -> FactId {
    FactId { device: device(person), incarnation: Incarnation([7; 8]), seq, position: 0 }
}

fn row(person: PersonId, seq: u64, kind: &str, details: Vec<Detail>) -> (TimelineRow, ToldRecord) {
    let row = TimelineRow {
        index: Some(10 + seq),
        fact: Some(fact(person, seq)),
        kind: kind.to_owned(),
        person: Some(person),
        device: Some(device(person)),
        claimed: at(seq * 60),
        believed: at(seq * 60),
        hub_time_ms: Some(MORNING_MS + 3_600_000 + seq),
        mark: "accepted".into(),
        details,
        ..TimelineRow::default()
    };
    let words = |zh: &str, en: &str| Words::new(zh, en);
    let part = ToldPart { name: words("说明", "note"), text: words("rang twice", "rang twice") };
    let told =
        Told { title: words("步骤", "step"), parts: vec![part], mark: None, stage_after: None };
    (row, ToldRecord { told })
}

fn fix(person: PersonId, seq: u64) -> (TimelineRow, ToldRecord) {
    let number = |name: &str, number| Detail { name: name.to_owned(), value: Value::Int(number) };
    let seed = seq as i64;
    row(
        person,
        seq,
        "fix",
        vec![
            number("latitude_e7", 302_500_000 + seed * 9_000),
            number("longitude_e7", 1_201_600_000 + seed * 7_000),
            number("accuracy_dm", 80),
        ],
    )
}

/// An order of this number, of one person, with this many rows beside a fix.
fn order(n: u16, person: PersonId, rows: u64, texts: &str) -> OrderRecord {
    let mut id = [9; 16];
    id[..2].copy_from_slice(&n.to_be_bytes());
    let material =
        Material { subject: SubjectId(id), entries: &[], statements: &[], documents: &[] };
    let mut sheet = Sheet::from(&OrderState::fold(&material), &Playbook::builtin());
    sheet.card.kind = "parcel".into();
    sheet.card.stage = "delivered".into();
    sheet.card.stage_name = Words::new("已签收", "delivered");
    sheet.card.title = Some(texts.to_owned());
    sheet.card.address = Some(texts.to_owned());
    sheet.card.keys = vec![Key::new("waybill", &format!("SF1{n:012}"))];
    sheet.card.assigned = vec![person];
    let hash = photo(usize::from(n));
    let seq = u64::from(n) * 20;
    let mut lines: Vec<_> =
        (0..rows).map(|at| row(person, seq + at, "comment", Vec::new())).collect();
    lines.push(fix(person, seq + rows));
    if let Some((first, _)) = lines.first_mut() {
        let role = "door".to_owned();
        let media_type = "image/jpeg".to_owned();
        first.evidence = vec![BlobRef { hash, size_bytes: 90_000, media_type, role }];
    }
    let (timeline, told) = lines.into_iter().unzip();
    sheet.timeline = timeline;
    OrderRecord { sheet, timeline: told, evidence: vec![evidence(hash, texts)] }
}

fn evidence(hash: Hash, texts: &str) -> EvidenceRecord {
    EvidenceRecord {
        envelope: hash,
        hash,
        size_bytes: 90_000,
        media_type: "image/jpeg".into(),
        role: texts.to_owned(),
        role_name: Words::new("门口", "door"),
        arrived: true,
        safe: true,
        derivatives: BTreeMap::new(),
    }
}

fn phone(person: PersonId, name: &str, size: u64, blobs: Vec<Hash>) -> PhoneRecord {
    let root = sha256(name.as_bytes());
    let chains = vec![ChainRecord { incarnation: "07".repeat(8), size, root }];
    let sync = SyncRecord {
        at_ms: MORNING_MS + 4_000_000,
        pulled: 12,
        pushed: size,
        exchange_bytes_up: 900,
        exchange_bytes_down: 2_000,
        round_trips: 3,
        ended: "Done".into(),
        done: true,
        ..SyncRecord::default()
    };
    let idle = SyncRecord { pulled: 0, pushed: 0, exchange_round_trips: 1, ..sync.clone() };
    let inventory = InventoryRecord { device: device(person), chains, blobs };
    PhoneRecord {
        name: name.to_owned(),
        inventory,
        syncs: vec![sync, idle],
        balances: None,
        certificate: None,
    }
}

fn store(phone: &PhoneRecord, person: PersonId) -> StoreShown {
    let chain = |chain: &ChainRecord| ChainShown {
        incarnation: chain.incarnation.clone(),
        size: chain.size,
        sealed_size: chain.size,
        root: chain.root,
        counts: BTreeMap::new(),
        fork: false,
    };
    let blobs = &phone.inventory.blobs;
    StoreShown {
        device: phone.inventory.device,
        person,
        name: phone.name.clone(),
        office: false,
        revoked: false,
        chains: phone.inventory.chains.iter().map(chain).collect(),
        blobs_named: blobs.len() as u64,
        blobs_here: blobs.len() as u64,
        blob_bytes_here: 90_000,
        blobs_root: set_root(blobs.iter().copied()),
        bodies_missing: 0,
    }
}

fn certificate(phone: &PhoneRecord) -> CertificateRecord {
    CertificateRecord {
        device: phone.inventory.device,
        chains: phone.inventory.chains.clone(),
        shift_closed: sha256(b"closed"),
        blobs: phone.inventory.blobs.len() as u64,
        blobs_root: set_root(phone.inventory.blobs.iter().copied()),
        log_size: 90,
        log_root: sha256(b"log"),
        safe_size: 90,
        time_ms: MORNING_MS + 5_000_000,
    }
}

/// Five short, and a thing that nobody can find.
fn balances(orders: &[OrderRecord]) -> Balances {
    let ids: Vec<SubjectId> = orders.iter().map(|order| order.sheet.card.id).collect();
    let counted = ThingsCounted { list: "held".into(), reckoned: Some(1), counted: 1, note: None };
    let (delivered, held) = (ids[..1].to_vec(), ids[1..2].to_vec());
    let things = Things {
        loaded: ids.clone(),
        delivered,
        held,
        unexplained: ids[2..].to_vec(),
        counted: vec![counted],
        ..Things::default()
    };
    let cash = CashMethod {
        method: "cash".into(),
        currency: "CNY".into(),
        said_minor: 28_600,
        counted_minor: Some(28_100),
    };
    let cash = Cash { methods: vec![cash], ..Cash::default() };
    Balances { shift: SubjectId([4; 16]), person: ANN, things, cash, work: Work::default() }
}

fn picture(bytes: usize) -> Picture {
    let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0];
    jpeg.resize(bytes, 0x5a);
    Picture { bytes: jpeg, width_px: 320, height_px: 240 }
}

fn both_sides(sheet: &mut Sheet, texts: &str) {
    let side = |person, seq, zh: &str, en: &str| SideRow {
        fact: fact(person, seq),
        stage: en.to_owned(),
        stage_name: Words::new(zh, en),
        person: Some(person),
        believed: at(seq),
        evidence: Vec::new(),
    };
    sheet.card.disputed = true;
    sheet.dispute = vec![side(ANN, 1, "已签收", "delivered"), side(BO, 2, "已取消", "cancelled")];
    let candidate = |text: &str, person| CandidateRow {
        value: Value::text(text),
        change: None,
        person: Some(person),
        index: Some(3),
        believed: at(9),
        of: None,
    };
    let proposal = ProposalRow {
        fact: fact(ANN, 4),
        value: texts.to_owned(),
        person: ANN,
        believed: at(11),
        evidence: Vec::new(),
    };
    sheet.fields = vec![FieldRow {
        audience: "contact".into(),
        document: String::new(),
        path: "address/text".into(),
        name: Words::new("地址", "address"),
        value: Value::text(texts),
        candidates: vec![candidate(texts, ANN), candidate("gate 2", BO)],
        proposals: vec![proposal],
    }];
}

fn day(orders: Vec<OrderRecord>, pictures: BTreeMap<Hash, Picture>, texts: &str) -> DayRecord {
    let blobs: Vec<Hash> =
        orders.iter().flat_map(|order| &order.evidence).map(|one| one.hash).collect();
    let mut ann = phone(ANN, texts, 40, blobs);
    ann.certificate = Some(certificate(&ann));
    ann.balances = Some(balances(&orders));
    let bo = phone(BO, "Bo", 12, Vec::new());
    let person = |person, name: &str| PersonShown {
        person,
        name: name.to_owned(),
        roles: vec!["courier".into()],
        office: false,
        last_contact_ms: None,
        staff_number: None,
    };
    let point = PointShown { lineage: "00".repeat(16), size: 90, root: sha256(b"log") };
    let cards: Vec<_> = orders.iter().map(|order| order.sheet.card.clone()).collect();
    let hub = DayReport {
        tenant: texts.to_owned(),
        made_at_ms: MORNING_MS,
        log: point.clone(),
        safe: Some(point),
        safety: SafetyMode::BackupOnSameDevice,
        tally: Tally::of(&cards, &Playbook::builtin()),
        orders: cards.iter().map(|card| card.id).collect(),
        people: vec![person(ANN, texts), person(BO, "Bo")],
        stores: vec![store(&ann, ANN), store(&bo, BO)],
        blobs: BlobsShown { count: 3, bytes: 270_000 },
    };
    let network = NetworkRecord {
        carried_bytes: 500_000,
        cuts: 4,
        without_signal_ms: Some((MORNING_MS + 60_000, MORNING_MS + 3_500_000)),
    };
    DayRecord {
        seed: 7,
        began_ms: MORNING_MS,
        ended_ms: MORNING_MS + 5_000_000,
        hub,
        orders,
        playbook: Playbook::builtin().file().clone(),
        phones: vec![ann, bo],
        pictures,
        network,
    }
}

/// Two phones, three orders, one of them disputed; a person who writes `texts` everywhere.
pub(super) fn with_words(texts: &str) -> DayRecord {
    let mut orders: Vec<OrderRecord> =
        [(1, ANN), (2, ANN), (3, BO)].map(|(n, person)| order(n, person, 3, texts)).into();
    both_sides(&mut orders[0].sheet, texts);
    for row in &mut orders[1].timeline {
        row.told.parts[0].text = Words::new(texts, texts);
    }
    let pictures = BTreeMap::from([(photo(1), picture(900))]);
    day(orders, pictures, texts)
}

/// The same with words that break nothing.
pub(super) fn small_day() -> DayRecord {
    with_words("Lake View 188, gate 3")
}

/// 224 orders with fifteen rows each, and as many pictures as a page takes.
pub(super) fn full_day() -> DayRecord {
    let texts = "临江市滨河区望湖路188号云栖花园3幢2单元1102室";
    let orders: Vec<OrderRecord> = (1..=224).map(|n| order(n, ANN, 14, texts)).collect();
    let pictures = (1..=150).map(|n| (photo(n), picture(6_000))).collect();
    day(orders, pictures, texts)
}
