//! Chinese parcel orders as an office makes them: as the hub's snapshot and as the JSON that anybody else
//! would send.

use counterfoil_domain::decision::{Decision, StageState};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::{Assignment, Fact, Found};
use counterfoil_domain::ids::{FactId, PersonId, SubjectId};
use counterfoil_domain::log::Digest;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;
use counterfoil_sync::hub::{slim, slim_with_change};
use counterfoil_sync::wire::{
    Content, DocumentSnapshot, Group, GroupMode, KeysRow, Row, WireError,
};

use crate::ann::{Dice, Draft, PLAYBOOK, Store};
use crate::visit::{name, order_id};

const STREETS: [&str; 10] = [
    "漕溪北路",
    "虹桥路",
    "肇嘉浜路",
    "天钥桥路",
    "淮海中路",
    "宜山路",
    "中山西路",
    "番禺路",
    "长宁路",
    "江苏路",
];
const GOODS: [&str; 6] = ["服装", "生鲜水果", "手机配件", "图书", "母婴用品", "小家电"];

/// How a snapshot's row is made.
type RowOf = fn(&Header, Option<&[u8]>) -> Result<Content, WireError>;

/// An order.
pub(crate) struct Order {
    pub(crate) id: SubjectId,
    fields: Vec<(&'static str, &'static str, FieldValue)>,
    waybill: String,
}

impl Order {
    pub(crate) fn roll(dice: &mut Dice, n: u64) -> Self {
        let text = |text: String| FieldValue::Text(text);
        let street = STREETS[dice.below(10) as usize];
        let address = format!(
            "上海市徐汇区{street}{}号{}栋{}室",
            1 + dice.below(1_200),
            1 + dice.below(30),
            101 + dice.below(30) * 100 + dice.below(6)
        );
        let hour = 8 + dice.below(12) as i64;
        let id = order_id(dice, n);
        let waybill = format!("SF13{:011}", dice.below(100_000_000_000));
        let fields = vec![
            ("plan", "goods", text(GOODS[dice.below(6) as usize].into())),
            ("plan", "weight_g", FieldValue::Int(100 + dice.below(9_000) as i64)),
            ("plan", "window_from", FieldValue::Int(1_790_000_000 + hour * 3_600)),
            ("plan", "window_to", FieldValue::Int(1_790_000_000 + (hour + 2) * 3_600)),
            ("contact", "name", text(name(dice))),
            ("contact", "phone", text(format!("13{:09}", dice.below(1_000_000_000)))),
            ("contact", "address", text(address)),
            ("contact", "latitude_e7", FieldValue::Int(311_800_000 + dice.below(400_000) as i64)),
            (
                "contact",
                "longitude_e7",
                FieldValue::Int(1_214_300_000 + dice.below(400_000) as i64),
            ),
            ("money", "cod_amount", FieldValue::Int(dice.below(300) as i64 * 100)),
        ];
        Self { id, fields, waybill }
    }

    /// As JSON.
    pub(crate) fn json(&self, holder: PersonId) -> String {
        let fields = self.fields.iter().map(|(_, path, value)| match value {
            FieldValue::Text(text) => format!("\"{path}\":\"{text}\""),
            FieldValue::Int(number) => format!("\"{path}\":{number}"),
            other => panic!("no {other:?} here"),
        });
        let fields: Vec<String> = fields.collect();
        format!(
            "{{\"id\":\"{}\",\"kind\":\"parcel\",\"stage\":\"assigned\",\"assignee\":\"{holder}\",\
             \"waybill\":\"{}\",{}}}\n",
            self.id,
            self.waybill,
            fields.join(",")
        )
    }

    /// In the `keys` audience.
    pub(crate) fn keys(&self, holder: PersonId) -> KeysRow {
        KeysRow {
            subject: self.id,
            holder: Some(holder),
            do_not_load: false,
            keys: vec![Key::new("waybill", &self.waybill)],
            kind: None,
            assigned: false,
        }
    }

    /// The office founds it, fills it in and assigns it; a phone gets the snapshot.
    pub(crate) fn snapshot(
        &self,
        office: &mut Store,
        to: PersonId,
        index: u64,
        with_documents: bool,
    ) -> Group {
        let mut documents = Vec::new();
        let row_of: RowOf = if with_documents { slim } else { slim_with_change };
        let found = Found {
            kind: "parcel".into(),
            keys: vec![Key::new("waybill", &self.waybill)],
            stage: "new".into(),
            parent: None,
        };
        let mut drafts =
            vec![Draft { audience: "plan", facts: vec![Fact::Found(found)], ..Draft::default() }];
        for audience in ["plan", "contact", "money"] {
            let (frame, saved) = self.document(office, audience);
            documents.extend(with_documents.then_some(saved));
            drafts.push(Draft { audience, change: Some(frame), ..Draft::default() });
        }
        let assignment = Assignment { to: Some(to), reason: None };
        let facts = vec![Fact::Assignment(assignment)];
        drafts.push(Draft { audience: "plan", facts, ..Draft::default() });
        let rows = drafts.into_iter().zip(0..);
        let rows = rows.map(|(draft, n)| self.row(office, draft, (index + n, to), row_of));
        Group {
            subject: Subject::order(self.id),
            mode: GroupMode::Snapshot,
            audiences: vec!["contact".into(), "money".into(), "plan".into(), "work".into()],
            rows: rows.collect(),
            documents,
            digest: Some(Digest::from_bytes(office.dice.bytes())),
        }
    }

    fn document(&self, office: &Store, audience: &'static str) -> (Vec<u8>, DocumentSnapshot) {
        let id = DocumentId { subject: self.id, audience: audience.into(), name: String::new() };
        let mut document = Document::genesis(DocumentKey { id, generation: 0 }, &[]).expect("new");
        let mine = self.fields.iter().filter(|(of, _, _)| *of == audience);
        let sets: Vec<_> =
            mine.map(|(_, path, value)| ((*path).to_owned(), value.clone())).collect();
        let edit = document.edit(Author::first(office.chain), &[], &sets).expect("an edit");
        let snapshot = DocumentSnapshot {
            audience: audience.into(),
            name: String::new(),
            generation: 0,
            saved: document.save(),
        };
        (edit.frame, snapshot)
    }

    fn row(
        &self,
        office: &mut Store,
        draft: Draft,
        (index, to): (u64, PersonId),
        row_of: RowOf,
    ) -> Row {
        let assigns = draft.facts.iter().any(|fact| matches!(fact, Fact::Assignment(_)));
        let founds = draft.facts.iter().any(|fact| matches!(fact, Fact::Found(_)));
        let hash_of = office.write(self.id, 3, draft);
        let envelope = office.envelopes.last().expect("just written");
        assert_eq!(envelope.hash(), hash_of);
        let header = Header::from_bytes(&envelope.header_bytes).expect("a header");
        let body = envelope.body.as_ref().map(|body| body.bytes.as_slice());
        let by = FactId {
            device: header.device,
            incarnation: header.incarnation,
            seq: header.seq,
            position: 0,
        };
        let stage = StageState { stage: "new".into(), by: Some(by), ..StageState::default() };
        let decision = Decision {
            stage: founds.then_some(stage),
            assigned: assigns.then(|| vec![to]),
            playbook: PLAYBOOK,
            engine: 1,
            ..Decision::default()
        };
        Row {
            index,
            hub_time_ms: 1_790_000_000_000 + index * 7,
            verdict: Some(Verdict::Accepted),
            decision: (!decision.is_empty()).then_some(decision),
            content: row_of(&header, body).expect("slim"),
            branch: None,
        }
    }
}
