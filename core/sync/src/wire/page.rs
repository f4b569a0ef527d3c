//! Pages as they travel: one set of columns for all groups.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::limits::{DOCUMENT_BYTES_MAX, GROUP_HEAD_BYTES_MAX};
use counterfoil_domain::log::Digest;
use counterfoil_domain::playbook::bundle::SignedPlaybook;
use counterfoil_domain::subject::{Key, Subject};
use minicbor::{Decode, Encode};

use super::WireError;
use super::answer::{DocumentSnapshot, Group, GroupMode, KeysRow, Page, PlaybookFile};
use super::chain::ChainFrame;
use super::column::{ColumnReader, Columns};
use super::request::Carrier;
use super::row::{RowColumns, RowContext, RowReaders};

#[derive(Encode, Decode)]
#[cbor(array)]
pub(crate) struct PageFrame {
    #[n(0)]
    playbooks: Vec<PlaybookFrame>,
    #[n(1)]
    gone: Vec<SubjectId>,
    #[n(2)]
    keys_gone: Vec<SubjectId>,
    #[n(3)]
    chains: Vec<ChainFrame>,
    #[n(4)]
    groups: u64,
    #[n(5)]
    rows: Columns,
    #[n(6)]
    bodies: Columns,
    /// Saved documents, one after the other.
    #[cbor(n(7), with = "minicbor::bytes")]
    documents: Vec<u8>,
    #[n(8)]
    keys_rows: u64,
    #[n(9)]
    keys: Columns,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct PlaybookFrame {
    #[n(0)]
    version: u32,
    #[cbor(n(1), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(2)]
    signed: Option<SignedPlaybook>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct GroupFrame {
    #[n(0)]
    subject: Subject,
    #[n(1)]
    snapshot: bool,
    #[n(2)]
    audiences: Vec<String>,
    #[n(3)]
    rows: u64,
    #[n(4)]
    documents: Vec<DocumentFrame>,
    #[cbor(n(5), with = "minicbor::bytes")]
    digest: Option<[u8; 16]>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct DocumentFrame {
    #[n(0)]
    audience: String,
    #[n(1)]
    name: String,
    #[n(2)]
    generation: u32,
    #[n(3)]
    saved_len: u64,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct KeysFrame {
    #[n(0)]
    subject: SubjectId,
    #[n(1)]
    holder: Option<PersonId>,
    #[n(2)]
    do_not_load: bool,
    #[n(3)]
    keys: Vec<Key>,
    #[n(4)]
    kind: Option<String>,
    #[n(5)]
    assigned: Option<bool>,
}

impl PageFrame {
    pub(crate) fn pack(page: &Page, carrier: Carrier) -> Result<Self, WireError> {
        let (mut rows, mut bodies, mut documents) = Default::default();
        let mut context = RowContext::new(carrier);
        for group in &page.groups {
            let mut columns = RowColumns { rows: &mut rows, bodies: &mut bodies };
            pack_group(group, &mut context, &mut columns, &mut documents)?;
        }
        let mut keys = Columns::default();
        for row in &page.keys {
            keys.put(&KeysFrame {
                subject: row.subject,
                holder: row.holder,
                do_not_load: row.do_not_load,
                keys: row.keys.clone(),
                kind: row.kind.clone(),
                assigned: row.assigned.then_some(true),
            })?;
        }
        let playbook = |file: &PlaybookFile| PlaybookFrame {
            version: file.version,
            bytes: file.bytes.clone(),
            signed: file.signed.clone(),
        };
        Ok(Self {
            playbooks: page.playbooks.iter().map(playbook).collect(),
            gone: page.gone.clone(),
            keys_gone: page.keys_gone.clone(),
            chains: context.chain_frames(),
            groups: page.groups.len() as u64,
            rows,
            bodies,
            documents,
            keys_rows: page.keys.len() as u64,
            keys,
        })
    }

    pub(crate) fn open(self, carrier: Carrier) -> Result<Page, WireError> {
        let mut context = RowContext::new(carrier);
        let chain = |frame: &ChainFrame| frame.chain(carrier.device);
        context.chains = self.chains.iter().map(chain).collect::<Result<_, _>>()?;
        let mut readers = RowReaders { rows: self.rows.reader(), bodies: self.bodies.reader() };
        let mut documents = self.documents.as_slice();
        let mut groups = Vec::new();
        for _ in 0..self.groups {
            groups.push(open_group(&mut context, &mut readers, &mut documents)?);
        }
        readers.rows.end()?;
        readers.bodies.end()?;
        if !documents.is_empty() {
            return Err(WireError::Shape("a document that nothing names"));
        }
        let file = |frame: PlaybookFrame| PlaybookFile {
            version: frame.version,
            hash: sha256(&frame.bytes),
            bytes: frame.bytes,
            signed: frame.signed,
        };
        Ok(Page {
            playbooks: self.playbooks.into_iter().map(file).collect(),
            groups,
            gone: self.gone,
            keys: open_keys(self.keys.reader(), self.keys_rows)?,
            keys_gone: self.keys_gone,
        })
    }
}

fn pack_group(
    group: &Group,
    context: &mut RowContext,
    columns: &mut RowColumns<'_>,
    documents: &mut Vec<u8>,
) -> Result<(), WireError> {
    let document = |document: &DocumentSnapshot| DocumentFrame {
        audience: document.audience.clone(),
        name: document.name.clone(),
        generation: document.generation,
        saved_len: document.saved.len() as u64,
    };
    columns.rows.put(&GroupFrame {
        subject: group.subject,
        snapshot: group.mode == GroupMode::Snapshot,
        audiences: group.audiences.clone(),
        rows: group.rows.len() as u64,
        documents: group.documents.iter().map(document).collect(),
        digest: group.digest.map(Digest::to_bytes),
    })?;
    for document in &group.documents {
        documents.extend_from_slice(&document.saved);
    }
    group.rows.iter().try_for_each(|row| context.pack(row, &group.subject, columns))
}

fn open_group(
    context: &mut RowContext,
    readers: &mut RowReaders<'_>,
    documents: &mut &[u8],
) -> Result<Group, WireError> {
    let frame: GroupFrame = readers.rows.take(GROUP_HEAD_BYTES_MAX)?;
    let mut rows = Vec::new();
    for _ in 0..frame.rows {
        rows.push(context.open(&frame.subject, readers)?);
    }
    let snapshots = frame.documents.into_iter().map(|frame| open_document(frame, documents));
    Ok(Group {
        subject: frame.subject,
        mode: if frame.snapshot { GroupMode::Snapshot } else { GroupMode::Entries },
        audiences: frame.audiences,
        rows,
        documents: snapshots.collect::<Result<_, _>>()?,
        digest: frame.digest.map(Digest::from_bytes),
    })
}

fn open_document(
    frame: DocumentFrame,
    documents: &mut &[u8],
) -> Result<DocumentSnapshot, WireError> {
    let len = usize::try_from(frame.saved_len).ok().filter(|len| *len <= DOCUMENT_BYTES_MAX);
    let len = len.ok_or(WireError::TooLarge { cap_bytes: DOCUMENT_BYTES_MAX })?;
    let (saved, rest) =
        documents.split_at_checked(len).ok_or(WireError::Shape("a document is cut off"))?;
    *documents = rest;
    Ok(DocumentSnapshot {
        audience: frame.audience,
        name: frame.name,
        generation: frame.generation,
        saved: saved.to_vec(),
    })
}

fn open_keys(mut reader: ColumnReader<'_>, count: u64) -> Result<Vec<KeysRow>, WireError> {
    let mut keys = Vec::new();
    for _ in 0..count {
        let frame: KeysFrame = reader.take(GROUP_HEAD_BYTES_MAX)?;
        keys.push(KeysRow {
            subject: frame.subject,
            holder: frame.holder,
            do_not_load: frame.do_not_load,
            keys: frame.keys,
            kind: frame.kind,
            assigned: frame.assigned.unwrap_or(false),
        });
    }
    reader.end()?;
    Ok(keys)
}
