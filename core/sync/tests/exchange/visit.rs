//! The visit by which the exchange is measured: 10 facts with 4 photos and one customer signature, 12 field
//! changes in 5 commands, a seal when the customer has signed.

use std::sync::LazyLock;

use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::fact::{
    Comment, Fact, Fix, FixProvider, Photo, Scan, SignatureFact, Transition, Visit, VisitStep,
};
use counterfoil_domain::ids::{ActId, Hash, SubjectId};
use counterfoil_domain::playbook::Playbook;

use crate::ann::{Dice, Draft, Store};

pub(crate) const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗";
pub(crate) const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华";
const REMARKS: [&str; 6] = [
    "放门口鞋柜上，已拍照",
    "客户在家，当面签收",
    "电话无人接听，短信已发",
    "外机支架有锈，建议更换",
    "门铃坏了，敲门",
    "客户要求改到下午",
];

/// The shared notes that stand in the document from its beginning.
static NOTES: LazyLock<Vec<String>> =
    LazyLock::new(|| Playbook::builtin().notes_of("work").map(str::to_owned).collect());

fn pick(dice: &mut Dice, from: &str) -> char {
    let all: Vec<char> = from.chars().collect();
    all[dice.below(all.len() as u64) as usize]
}

pub(crate) fn name(dice: &mut Dice) -> String {
    [pick(dice, SURNAMES), pick(dice, GIVEN), pick(dice, GIVEN)].iter().collect()
}

/// A UUIDv7 of about now.
pub(crate) fn order_id(dice: &mut Dice, n: u64) -> SubjectId {
    let mut id: [u8; 16] = dice.bytes();
    id[..6].copy_from_slice(&(1_789_990_000_000 + n * 1_731).to_be_bytes()[2..]);
    id[6] = 0x70 | (id[6] & 0x0f);
    SubjectId(id)
}

fn fix(dice: &mut Dice) -> Fact {
    Fact::Fix(Fix {
        latitude_e7: 312_300_000 + dice.below(400_000) as i32,
        longitude_e7: 1_214_700_000 + dice.below(400_000) as i32,
        accuracy_dm: 40 + dice.below(120) as u32,
        age_ms: dice.below(900),
        provider: FixProvider::Fused,
        mock: false,
        of: None,
    })
}

fn photo(store: &mut Store, order: SubjectId, role: &str) {
    let dice = &mut store.dice;
    let original = dice.hash();
    let (minute, second) = (dice.below(60), dice.below(60));
    let photo = Photo {
        original,
        role: role.into(),
        width_px: 4000,
        height_px: 3000,
        exif_taken_at: Some(format!("2026:09:21 10:{minute:02}:{second:02}")),
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: Some("HUAWEI NOH-AN00".into()),
        look: Some(dice.bytes()),
        unreadable: None,
        sharpness_milli: None,
        light: None,
    };
    let blob = BlobRef {
        hash: original,
        size_bytes: 2_000_000 + dice.below(2_000_000),
        media_type: "image/jpeg".into(),
        role: role.into(),
    };
    let later = 4_000 + store.dice.below(20_000);
    let facts = vec![Fact::Photo(photo)];
    store.write(order, later, Draft { audience: "work", facts, blobs: vec![blob], change: None });
}

fn fields(store: &mut Store, document: &mut Document, sets: &[(&str, FieldValue)]) {
    let order = document.key().id.subject;
    let sets = sets.iter().map(|(path, value)| ((*path).to_owned(), value.clone()));
    let heads = document.heads();
    let edit = document.edit(Author::first(store.chain), &heads, &sets.collect::<Vec<_>>());
    let change = Some(edit.expect("an edit").frame);
    let later = 3_000 + store.dice.below(30_000);
    store.write(order, later, Draft { audience: "work", change, ..Draft::default() });
}

fn sign_for(store: &mut Store, order: SubjectId) {
    let (strokes, shown): (Hash, Hash) = (store.dice.hash(), store.dice.hash());
    let blob = |hash: Hash, size_bytes, media_type: &str, role: &str| BlobRef {
        hash,
        size_bytes,
        media_type: media_type.into(),
        role: role.into(),
    };
    let blobs = vec![
        blob(
            strokes,
            1_500 + store.dice.below(900),
            "application/vnd.counterfoil.strokes",
            "signature",
        ),
        blob(shown, 700 + store.dice.below(200), "application/cbor", "shown"),
    ];
    let signature = SignatureFact {
        strokes,
        signer: name(&mut store.dice),
        role: "customer".into(),
        shown,
        line: None,
    };
    let transition = Transition {
        name: "begin".into(),
        from: "reported".into(),
        reason: None,
        note: None,
        until_ms: None,
    };
    let facts = vec![Fact::Transition(transition), Fact::Signature(signature)];
    let later = 9_000 + store.dice.below(20_000);
    store.write(order, later, Draft { audience: "work", facts, blobs, change: None });
    store.seal();
}

/// One visit: 12 envelopes.
pub(crate) fn visit(store: &mut Store, n: u64) {
    let order = order_id(&mut store.dice, n);
    let id = DocumentId { subject: order, audience: "work".into(), name: String::new() };
    let mut document = Document::genesis(DocumentKey { id, generation: 0 }, &NOTES).expect("new");
    let visit_id = ActId(store.dice.bytes());
    let begun =
        Visit { id: visit_id, step: VisitStep::Begin, outcome: None, place: None, asset: None };
    let facts = vec![Fact::Visit(begun), fix(&mut store.dice)];
    let later = 200_000 + store.dice.below(400_000);
    store.write(order, later, Draft { audience: "work", facts, ..Draft::default() });
    let raw = format!("SF13{:011}", store.dice.below(100_000_000_000));
    let scan = Scan { raw, symbology: "code128".into(), matches: true };
    let facts = vec![Fact::Scan(scan)];
    store.write(order, 5_000, Draft { audience: "work", facts, ..Draft::default() });
    let minutes = store.dice.below(24 * 60) as i64;
    let kilo = store.dice.below(9_000) as i64;
    fields(
        store,
        &mut document,
        &[
            ("a/arrived/0", FieldValue::Int(minutes)),
            ("a/outdoor_unit/0", FieldValue::text("good")),
            ("a/floor/0", FieldValue::Int(kilo % 33)),
        ],
    );
    photo(store, order, "door");
    photo(store, order, "nameplate");
    fields(
        store,
        &mut document,
        &[
            ("a/model/0", FieldValue::text(format!("KFR-35GW/N8-{}", kilo % 7))),
            ("a/serial/0", FieldValue::text(format!("AC{:09}", kilo * 7_919 + minutes))),
        ],
    );
    fields(
        store,
        &mut document,
        &[
            ("a/pressure/0", FieldValue::Int(kilo)),
            ("a/current/0", FieldValue::Int(kilo % 81)),
            ("a/leak/0", FieldValue::Bool(false)),
        ],
    );
    photo(store, order, "before");
    photo(store, order, "after");
    let remark = REMARKS[store.dice.below(6) as usize];
    let facts = vec![Fact::Comment(Comment { text: remark.into() })];
    store.write(order, 8_000, Draft { audience: "work", facts, ..Draft::default() });
    fields(
        store,
        &mut document,
        &[("a/cleaned/0", FieldValue::Bool(true)), ("a/parts_left/0", FieldValue::text("none"))],
    );
    fields(
        store,
        &mut document,
        &[
            ("a/advice/0", FieldValue::text(remark)),
            ("a/satisfied/0", FieldValue::Int(minutes % 5)),
        ],
    );
    sign_for(store, order);
}
