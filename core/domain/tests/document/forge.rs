//! Changes made by hand, byte by byte, as an attacker would: every lie gets a true checksum.

use counterfoil_domain::document::gate;
use counterfoil_domain::document::{Author, Document, Rebuilt};
use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::Hash;

use crate::people::key;

pub(crate) fn leb(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A change's parts; any of them may be a lie.
#[derive(Debug, Clone)]
pub(crate) struct Forged {
    pub(crate) deps: Vec<Hash>,
    pub(crate) actor: Vec<u8>,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) time: u8,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u8, Vec<u8>)>,
    pub(crate) extra: Vec<u8>,
}

impl Forged {
    /// `path` = the integer 1, as the author's next change on `document` would say it.
    pub(crate) fn honest(document: &Document, author: Author) -> Self {
        let mut path = vec![0x7f];
        leb(&mut path, 5);
        path.extend_from_slice(b"stock");
        let columns = vec![
            (0x15, path),
            (0x34, vec![1]),
            (0x42, vec![0x7f, 1]),
            (0x56, vec![0x7f, 0x14]),
            (0x57, vec![1]),
            (0x70, vec![0x7f, 0]),
        ];
        Self {
            deps: document.heads(),
            actor: author.actor(&key()).to_vec(),
            seq: 1,
            start_op: document.op_count() as u64 + 1,
            time: 0,
            others: Vec::new(),
            columns,
            extra: Vec::new(),
        }
    }

    /// Puts a column in the place of another, or takes it away.
    pub(crate) fn column(mut self, spec: u8, bytes: &[u8]) -> Self {
        self.columns.retain(|(known, _)| *known != spec);
        if !bytes.is_empty() {
            self.columns.push((spec, bytes.to_vec()));
        }
        self.columns.sort();
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        leb(&mut body, self.deps.len() as u64);
        self.deps.iter().for_each(|dep| body.extend_from_slice(&dep.0));
        leb(&mut body, self.actor.len() as u64);
        body.extend_from_slice(&self.actor);
        leb(&mut body, self.seq);
        leb(&mut body, self.start_op);
        body.extend_from_slice(&[self.time, 0]);
        leb(&mut body, self.others.len() as u64);
        for other in &self.others {
            leb(&mut body, other.len() as u64);
            body.extend_from_slice(other);
        }
        leb(&mut body, self.columns.len() as u64);
        for (spec, bytes) in &self.columns {
            leb(&mut body, u64::from(*spec));
            leb(&mut body, bytes.len() as u64);
        }
        self.columns.iter().for_each(|(_, bytes)| body.extend_from_slice(bytes));
        body.extend_from_slice(&self.extra);
        sealed(1, &body)
    }
}

/// A chunk of automerge's with a true checksum.
pub(crate) fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut tail = vec![kind];
    leb(&mut tail, body.len() as u64);
    let hash = sha256_parts(&[&tail, body]);
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83];
    chunk.extend_from_slice(&hash.0[..4]);
    chunk.extend_from_slice(&tail);
    chunk.extend_from_slice(body);
    chunk
}

/// The body of a chunk.
pub(crate) fn body_of(chunk: &[u8]) -> &[u8] {
    let mut at = 9;
    while chunk[at] & 0x80 != 0 {
        at += 1;
    }
    &chunk[at + 1..]
}

/// A raw change as if a frame of `author` had been rebuilt to it.
pub(crate) fn as_rebuilt(raw: Vec<u8>, author: Author) -> Rebuilt {
    let hash = gate::pre_scan(&raw).map(|scanned| scanned.hash).unwrap_or(Hash::ZERO);
    Rebuilt { raw, hash, author }
}
