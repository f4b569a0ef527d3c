//! Changes of a document made by hand, byte by byte, as an attacker would: every lie gets a true checksum and
//! travels as a thin frame.

use counterfoil_domain::document::{Author, Document, DocumentKey};
use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::Hash;

/// automerge's columns in its own order, each with its bit in a frame's mask; 0 for those that always travel.
const COLUMNS: [(u8, u8); 12] = [
    (0x01, 8),
    (0x02, 8),
    (0x11, 32),
    (0x13, 16),
    (0x15, 1),
    (0x34, 0),
    (0x42, 0),
    (0x56, 0),
    (0x57, 2),
    (0x70, 0),
    (0x71, 4),
    (0x73, 4),
];

/// A change's parts; any of them may be a lie.
#[derive(Debug, Clone)]
pub struct Forged {
    /// The changes that it follows, ascending.
    pub deps: Vec<Hash>,
    /// The actor's number of changes before this one, plus one.
    pub seq: u64,
    /// Its first operation.
    pub start_op: u64,
    /// Other actors that it names, as bytes and as their places among all actors.
    pub others: Vec<([u8; 16], u64)>,
    /// Column bytes by their numbers.
    pub columns: Vec<(u8, Vec<u8>)>,
}

impl Forged {
    /// `path` = the integer 1, as the author's next change on `document` would say it.
    #[must_use]
    pub fn honest(document: &Document, path: &str) -> Self {
        let mut key = vec![0x7f];
        leb(&mut key, path.len() as u64);
        key.extend_from_slice(path.as_bytes());
        let columns = vec![
            (0x15, key),
            (0x34, vec![1]),
            (0x42, vec![0x7f, 1]),
            (0x56, vec![0x7f, 0x14]),
            (0x57, vec![1]),
            (0x70, vec![0x7f, 0]),
        ];
        let start_op = document.op_count() as u64 + 1;
        Self { deps: document.heads(), seq: 1, start_op, others: Vec::new(), columns }
    }

    /// The columns of a whole change in the place of the honest ones.
    #[must_use]
    pub fn with_columns_of(mut self, raw: &[u8]) -> Self {
        self.columns = columns_of(raw);
        self
    }

    /// Puts a column in the place of another, or takes it away.
    #[must_use]
    pub fn column(mut self, number: u8, bytes: &[u8]) -> Self {
        self.columns.retain(|(known, _)| *known != number);
        if !bytes.is_empty() {
            self.columns.push((number, bytes.to_vec()));
        }
        self.columns.sort();
        self
    }

    fn checksum(&self, actor: [u8; 16]) -> [u8; 4] {
        let mut body = Vec::new();
        leb(&mut body, self.deps.len() as u64);
        self.deps.iter().for_each(|dep| body.extend_from_slice(&dep.0));
        actor_bytes(&mut body, &actor);
        leb(&mut body, self.seq);
        leb(&mut body, self.start_op);
        body.extend_from_slice(&[0, 0]);
        leb(&mut body, self.others.len() as u64);
        self.others.iter().for_each(|(other, _)| actor_bytes(&mut body, other));
        leb(&mut body, self.columns.len() as u64);
        for (number, bytes) in &self.columns {
            leb(&mut body, u64::from(*number));
            leb(&mut body, bytes.len() as u64);
        }
        self.columns.iter().for_each(|(_, bytes)| body.extend_from_slice(bytes));
        let mut head = vec![1];
        leb(&mut head, body.len() as u64);
        let hash = sha256_parts(&[&head, &body]);
        [hash.0[0], hash.0[1], hash.0[2], hash.0[3]]
    }

    /// The change as a thin frame of `author` on the document, whose genesis change is `genesis`.
    #[must_use]
    pub fn frame(&self, author: Author, key: &DocumentKey, genesis: Option<Hash>) -> Vec<u8> {
        let after_genesis = self.deps.iter().any(|dep| Some(*dep) == genesis);
        let others = self.deps.iter().filter(|dep| Some(**dep) != genesis);
        let prefixes: Vec<u8> = others.flat_map(|dep| dep.0[..8].to_vec()).collect();
        let column = |number: u8| self.columns.iter().find(|(known, _)| *known == number);
        let mask = COLUMNS.iter().filter(|(number, _)| column(*number).is_some());
        let mask = mask.fold(0, |mask, (_, bit)| mask | bit);
        let travels: Vec<&[u8]> = COLUMNS
            .iter()
            .filter(|(_, bit)| *bit == 0 || mask & bit != 0)
            .map(|(number, _)| column(*number).map_or(&[][..], |(_, bytes)| bytes))
            .collect();
        let checksum = self.checksum(author.actor(key));
        let known = if after_genesis { 2 } else { 0 };
        let head = Head { n: author.n, known, prefixes, checksum, mask };
        head.write(&self.others, &travels).expect("memory")
    }
}

struct Head {
    n: u32,
    known: u8,
    prefixes: Vec<u8>,
    checksum: [u8; 4],
    mask: u8,
}

type Written = Result<Vec<u8>, minicbor::encode::Error<core::convert::Infallible>>;

impl Head {
    fn write(&self, others: &[([u8; 16], u64)], columns: &[&[u8]]) -> Written {
        let mut out = minicbor::Encoder::new(Vec::new());
        out.array(6 + columns.len() as u64)?.u32(self.n)?.u8(self.known)?;
        out.bytes(&self.prefixes)?.array(others.len() as u64)?;
        for (_, place) in others {
            out.u64(*place)?;
        }
        out.bytes(&self.checksum)?.u8(self.mask)?;
        for column in columns {
            out.bytes(column)?;
        }
        Ok(out.into_writer())
    }
}

/// A LEB128 number.
pub fn leb(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn actor_bytes(out: &mut Vec<u8>, actor: &[u8; 16]) {
    out.push(16);
    out.extend_from_slice(actor);
}

fn take_leb(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

/// The columns of a plain change.
#[must_use]
pub fn columns_of(raw: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut at = 9;
    take_leb(raw, &mut at);
    let deps = take_leb(raw, &mut at) as usize;
    at += deps * 32 + 17;
    take_leb(raw, &mut at);
    take_leb(raw, &mut at);
    at += 2;
    let others = take_leb(raw, &mut at) as usize;
    at += others * 17;
    let count = take_leb(raw, &mut at);
    let table: Vec<(u8, usize)> = (0..count)
        .map(|_| (take_leb(raw, &mut at) as u8, take_leb(raw, &mut at) as usize))
        .collect();
    let mut columns = Vec::new();
    for (number, len) in table {
        columns.push((number, raw[at..at + len].to_vec()));
        at += len;
    }
    columns
}
