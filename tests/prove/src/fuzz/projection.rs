//! The fold: entries of every kind with any verdicts, in any order and repeated. There is always a state, and it is
//! the same in whatever order they came.

use std::sync::LazyLock;

use counterfoil_domain::cbor::Raw;
use counterfoil_domain::command::{AuthorContext, EnvelopeDraft, build_envelope};
use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::{Fact, FactRecord};
use counterfoil_domain::ids::{ChainId, DeviceId, Incarnation, PersonId, SubjectId, TenantId};
use counterfoil_domain::moment::{Clocks, Moment};
use counterfoil_domain::order::{Card, Entry, Material, OrderState, Sheet};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::{BlockedBy, Verdict};

use super::corpus;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(Playbook::builtin);
/// One entry for every fact of the golden file, by three people.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(entries);

const ORDER: SubjectId = SubjectId([5; 16]);

fn entries() -> Vec<Entry> {
    let golden = corpus::json("core/domain/tests/golden/facts.json");
    let rows = golden.as_array().expect("rows").iter();
    let facts = rows.filter_map(|row| {
        let payload = Raw(hex::decode(row["payload"].as_str()?).ok()?);
        let kind = u16::try_from(row["kind"].as_u64()?).ok()?;
        let version = u16::try_from(row["version"].as_u64()?).ok()?;
        FactRecord { kind, version, payload }.fact().ok().flatten()
    });
    let made = (0_u64..).zip(facts);
    made.map(|(number, fact)| entry(number, fact)).collect()
}

fn entry(number: u64, fact: Fact) -> Entry {
    let who = 1 + u8::try_from(number % 3).unwrap_or(0);
    let audience = PLAYBOOK.audience_of_fact(fact.name()).unwrap_or("work").to_owned();
    let draft = EnvelopeDraft {
        subject: Subject::order(ORDER),
        audience,
        change: None,
        facts: vec![fact],
        blobs: Vec::new(),
        act: None,
        playbook: PLAYBOOK.version(),
    };
    let clocks = Clocks { wall_ms: 1_790_000_000_000, boot: [who; 8], monotonic_ms: number };
    let author = AuthorContext {
        tenant: TenantId([1; 16]),
        chain: ChainId { device: DeviceId([who; 16]), incarnation: Incarnation([who; 8]) },
        seq: number / 3,
        person: PersonId([who; 16]),
        moment: Moment { clocks, anchor: None },
        seen: None,
        act: None,
        instead_of: None,
        predecessor: None,
        k: [who; 16],
        k_is_new: false,
    };
    let made = build_envelope(&draft, &author, None).expect("an envelope");
    let hash = made.hash();
    let (header, body) = (Header::from_bytes(&made.header_bytes), made.body.expect("a body"));
    let body = Body::from_bytes(&body.bytes).expect("a body");
    Entry::overlay(header.expect("a header"), Some(hash), body)
}

pub(super) fn bodies() -> Vec<Vec<u8>> {
    let bodies = ENTRIES.iter().filter_map(|entry| entry.body.as_ref().map(Body::to_bytes));
    bodies.chain(ENTRIES.iter().map(|entry| entry.header.to_bytes())).collect()
}

fn verdict(byte: u8) -> Verdict {
    let why = || "fuzzed".to_owned();
    match byte % 6 {
        0 | 1 => Verdict::Accepted,
        2 => Verdict::Flagged { why: why() },
        3 => Verdict::Late,
        4 => Verdict::Refused { code: why() },
        _ => Verdict::Blocked { by: BlockedBy::Entry(u64::from(byte)) },
    }
}

/// Each four bytes bring one entry: which, its verdict, its place, what is withheld of it.
pub(super) fn target(bytes: &[u8]) {
    let mut arrived: Vec<Entry> = Vec::new();
    for four in bytes.chunks_exact(4).take(120) {
        let at = usize::from(four[0]) % ENTRIES.len();
        let mut one = ENTRIES[at].clone();
        // What came before under this place comes again as it was.
        let known = arrived.iter().find(|known| known.header == one.header).cloned();
        if let Some(known) = known {
            arrived.push(known);
            continue;
        }
        one.verdict = verdict(four[1]);
        one.index = (four[2] < 250).then(|| (u64::from(four[2]) << 8) + at as u64);
        one.hub_time_ms = one.index.map(|index| 1_790_000_000_000 + index);
        if four[3] % 8 == 0 && one.index.is_some() {
            one.body = None;
        }
        arrived.push(one);
    }
    let shown = |entries: &[Entry]| {
        let material = Material { subject: ORDER, entries, statements: &[], documents: &[] };
        let state = OrderState::fold(&material);
        (Card::from(&state, &PLAYBOOK).to_bytes(), Sheet::from(&state, &PLAYBOOK).to_bytes())
    };
    let first = shown(&arrived);
    arrived.reverse();
    let half = arrived.len() / 2;
    let again = arrived[..half].to_vec();
    arrived.extend(again);
    assert!(shown(&arrived) == first, "the order of arrival shows");
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let whole = (0..=u8::try_from(ENTRIES.len()).unwrap_or(60)).flat_map(|at| [at, 0, at, 1]);
    let whole: Vec<u8> = whole.collect();
    let mixed = whole.chunks(4).flat_map(|four| [four[0], four[0], 255 - four[2], four[0]]);
    vec![mixed.collect(), whole]
}
