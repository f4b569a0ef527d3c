//! A plain automerge change as bytes: taken apart and put together without automerge.
//!
//! ```text
//! 85 6f 4a 83 · checksum 4 · 01 · length · body
//! body = deps (count, 32 each) · actor (length, bytes) · seq · start op · time
//!      · message (length, bytes) · other actors (count, (length, bytes) each)
//!      · columns (count, (spec, length) each) · column bytes
//! ```
//!
//! Numbers are LEB128. The hash is `SHA-256(01 ‖ length ‖ body)`, the checksum its first four
//! bytes.

use super::key::ActorBytes;
use super::leb::{Reader, write_unsigned};
use super::refusal::GateRefusal;
use crate::hash::sha256_parts;
use crate::ids::Hash;
use crate::limits;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHUNK_CHANGE: u8 = 1;
/// Bit of a column's spec that says it is deflated.
const DEFLATED: u64 = 8;

/// The columns that a change of ours may have: automerge's numbers, ascending.
pub(super) const SPECS: [u8; COLUMNS] = [
    0x01, // object, actor
    0x02, // object, counter
    0x11, // key, actor
    0x13, // key, counter
    0x15, // key, string
    0x34, // insert
    0x42, // action
    0x56, // value, type and length
    0x57, // value, bytes
    0x70, // predecessors, count
    0x71, // predecessors, actor
    0x73, // predecessors, counter
];
/// How many columns there are.
pub(super) const COLUMNS: usize = 12;

/// The column bytes of a change, by their place in [`SPECS`]; an absent column is empty.
pub(super) type Columns<'a> = [&'a [u8]; COLUMNS];

/// A change, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawChange<'a> {
    /// Ascending.
    pub(super) deps: Vec<Hash>,
    pub(super) actor: ActorBytes,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) other_actors: Vec<ActorBytes>,
    pub(super) columns: Columns<'a>,
}

impl<'a> RawChange<'a> {
    /// Takes a change apart and gives its hash; refuses every form but the plain one.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<(Self, Hash), GateRefusal> {
        if bytes.len() > limits::CHANGE_BYTES_MAX {
            return Err(GateRefusal::TooLarge);
        }
        let mut reader = Reader::new(bytes);
        let (magic, checksum) = (reader.array::<4>()?, reader.array::<4>()?);
        if magic != MAGIC || reader.byte()? != CHUNK_CHANGE {
            return Err(GateRefusal::NotPlain);
        }
        let len = reader.count(limits::CHANGE_BYTES_MAX, GateRefusal::TooLarge)?;
        let body = reader.take(len)?;
        if !reader.is_empty() {
            return Err(GateRefusal::NotPlain);
        }
        let hash = hash_of(body);
        if hash.0[..4] != checksum {
            return Err(GateRefusal::BadChecksum);
        }
        Ok((Self::parse_body(body)?, hash))
    }

    fn parse_body(body: &'a [u8]) -> Result<Self, GateRefusal> {
        let mut reader = Reader::new(body);
        let deps = parse_deps(&mut reader)?;
        let actor = parse_actor(&mut reader)?;
        let seq = reader.unsigned()?;
        let start_op = reader.unsigned()?;
        if seq == 0 || start_op == 0 || start_op > u64::from(u32::MAX / 2) {
            return Err(GateRefusal::BadChange);
        }
        let (time, message_len) = (reader.signed()?, reader.unsigned()?);
        if time != 0 || message_len != 0 {
            return Err(GateRefusal::NotOurs);
        }
        let others = reader.count(limits::CHANGE_OPS_MAX, GateRefusal::BadChange)?;
        let other_actors: Vec<ActorBytes> =
            (0..others).map(|_| parse_actor(&mut reader)).collect::<Result<_, _>>()?;
        if !other_actors.is_sorted_by(|a, b| a < b) || other_actors.contains(&actor) {
            return Err(GateRefusal::BadChange);
        }
        let columns = parse_columns(&mut reader)?;
        Ok(Self { deps, actor, seq, start_op, other_actors, columns })
    }

    /// Puts the change together; the inverse of [`RawChange::parse`].
    pub(super) fn assemble(&self) -> (Vec<u8>, Hash) {
        let body = self.body();
        let hash = hash_of(&body);
        let mut out = Vec::with_capacity(body.len() + 12);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&hash.0[..4]);
        out.push(CHUNK_CHANGE);
        write_unsigned(&mut out, body.len() as u64);
        out.extend_from_slice(&body);
        (out, hash)
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(96);
        write_unsigned(&mut body, self.deps.len() as u64);
        for dep in &self.deps {
            body.extend_from_slice(dep.as_bytes());
        }
        write_actor(&mut body, &self.actor);
        write_unsigned(&mut body, self.seq);
        write_unsigned(&mut body, self.start_op);
        body.extend_from_slice(&[0, 0]); // time 0, no message
        write_unsigned(&mut body, self.other_actors.len() as u64);
        for actor in &self.other_actors {
            write_actor(&mut body, actor);
        }
        let present = || SPECS.iter().zip(self.columns).filter(|(_, column)| !column.is_empty());
        write_unsigned(&mut body, present().count() as u64);
        for (spec, column) in present() {
            write_unsigned(&mut body, u64::from(*spec));
            write_unsigned(&mut body, column.len() as u64);
        }
        for (_, column) in present() {
            body.extend_from_slice(column);
        }
        body
    }
}

fn hash_of(body: &[u8]) -> Hash {
    let mut head = vec![CHUNK_CHANGE];
    write_unsigned(&mut head, body.len() as u64);
    sha256_parts(&[&head, body])
}

fn parse_deps(reader: &mut Reader<'_>) -> Result<Vec<Hash>, GateRefusal> {
    let count = reader.count(limits::CHANGE_DEPS_MAX, GateRefusal::TooManyDependencies)?;
    let deps: Vec<Hash> = (0..count).map(|_| reader.array().map(Hash)).collect::<Result<_, _>>()?;
    if deps.is_sorted_by(|a, b| a < b) { Ok(deps) } else { Err(GateRefusal::BadChange) }
}

fn parse_actor(reader: &mut Reader<'_>) -> Result<ActorBytes, GateRefusal> {
    if reader.unsigned()? != 16 {
        return Err(GateRefusal::WrongActor);
    }
    reader.array()
}

fn write_actor(out: &mut Vec<u8>, actor: &ActorBytes) {
    out.push(16);
    out.extend_from_slice(actor);
}

/// Reads the table of columns and then their bytes, which have to fill the change to its end.
fn parse_columns<'a>(reader: &mut Reader<'a>) -> Result<Columns<'a>, GateRefusal> {
    let count = reader.count(COLUMNS + 2, GateRefusal::BadChange)?;
    let mut table: Vec<(usize, usize)> = Vec::with_capacity(count);
    for _ in 0..count {
        let spec = reader.unsigned()?;
        if spec & DEFLATED != 0 {
            return Err(GateRefusal::NotPlain);
        }
        let place = SPECS.iter().position(|known| u64::from(*known) == spec);
        let place = place.ok_or(GateRefusal::NotFlat)?;
        let len = reader.count(limits::CHANGE_BYTES_MAX, GateRefusal::TooLarge)?;
        let follows = table.last().is_none_or(|(last, _)| *last < place);
        if len == 0 || !follows {
            return Err(GateRefusal::BadChange);
        }
        table.push((place, len));
    }
    let mut columns: Columns<'a> = [&[]; COLUMNS];
    for (place, len) in table {
        columns[place] = reader.take(len)?;
    }
    if reader.is_empty() { Ok(columns) } else { Err(GateRefusal::NotOurs) }
}
