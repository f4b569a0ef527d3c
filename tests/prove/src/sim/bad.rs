//! Bad items: what no phone of this version writes, put at the end of a phone's chain with its own keys while the app
//! is closed. The gate refuses them or keeps them for a newer program; nothing else may wait for them.

use counterfoil_domain::cbor::Raw;
use counterfoil_domain::envelope::header::KIND_FIELDS;
use counterfoil_domain::envelope::{Body, Envelope, Header, SaltedBody};
use counterfoil_domain::fact::{Comment, Fact, FactRecord};
use counterfoil_domain::hash::body_commitment;
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::limits::FACT_TEXT_CHARS_MAX;
use counterfoil_domain::subject::SubjectKind;
use counterfoil_store::{StoreError, Transaction, capture, chain, outbox};

use super::phone::SimPhone;

/// The audience in which workers write.
const WORK: &str = "work";
/// A kind of fact that no release has.
const KIND_OF_TOMORROW: u16 = 60_000;
/// CBOR of an empty map.
const EMPTY_MAP: u8 = 0xa0;

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    /// A newer program wrote it: its kind is not known here.
    OfTomorrow,
    /// A text longer than any screen lets people write.
    TooLong,
    /// A change that is none.
    Change,
}

impl Bad {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::OfTomorrow, Self::TooLong, Self::Change];
}

impl SimPhone {
    /// Plants an item on the order on which the newest piece of work was done; `None` if there is none.
    ///
    /// # Errors
    /// Why the phone's store cannot be opened or written, or the app not be opened again.
    pub fn plants(&mut self, bad: Bad) -> Result<Option<(SubjectId, Hash)>, String> {
        self.with_store(|store| store.write(|tx| plant(tx, bad)))
    }
}

fn plant(tx: &Transaction<'_>, bad: Bad) -> Result<Option<(SubjectId, Hash)>, StoreError> {
    let chain = chain::current(tx)?;
    let rows = outbox::from_seq(tx, chain.incarnation, 0, usize::from(u16::MAX))?;
    let read = |bytes: &[u8]| Header::from_bytes(bytes).ok();
    let headers = || rows.iter().rev().filter_map(|row| read(&row.envelope.header_bytes));
    let on_order = |one: &Header| one.subject.kind == SubjectKind::Order && one.audience == WORK;
    let (Some(newest), Some(like)) = (headers().next(), headers().find(on_order)) else {
        return Ok(None);
    };
    let place = capture::next_place(tx, like.subject.id, WORK)?;
    let Some(k) = place.salt_root else { return Ok(None) };
    let (record, change) = match bad {
        Bad::OfTomorrow => (Some(of_tomorrow()), None),
        Bad::TooLong => (Some(too_long()), None),
        Bad::Change => (None, Some(vec![0xff; 40])),
    };
    let kind = record.as_ref().map_or(KIND_FIELDS, |record| record.kind);
    let (document, generation) =
        (change.as_ref().map(|_| String::new()), change.as_ref().map(|_| 0));
    let bytes =
        Body { facts: record.map(|record| vec![record]), change, ..Body::default() }.to_bytes();
    let mut header = Header {
        seq: place.seq,
        document,
        generation,
        kind,
        kind_version: 1,
        act: None,
        instead_of: None,
        predecessor: place.predecessor,
        body_len: bytes.len() as u64,
        clocks: newest.clocks,
        anchor: newest.anchor,
        seen: newest.seen,
        ..like
    };
    let salt = header.salt(&k);
    header.commitment = body_commitment(&salt, &bytes);
    let header_bytes = header.to_bytes();
    let envelope = Envelope { header_bytes, body: Some(SaltedBody { salt, bytes }) };
    Ok(Some((header.subject.id, capture::append(tx, &envelope)?)))
}

fn of_tomorrow() -> FactRecord {
    FactRecord { kind: KIND_OF_TOMORROW, version: 1, payload: Raw(vec![EMPTY_MAP]) }
}

fn too_long() -> FactRecord {
    Fact::Comment(Comment { text: "长".repeat(FACT_TEXT_CHARS_MAX + 1) }).to_record()
}
