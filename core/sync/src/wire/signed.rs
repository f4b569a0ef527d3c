//! The answer as it travels: a statement without what the phone already knows, the signature, the payload.
//!
//! Tenant, device and the request's hash are the phone's own; the payload's hash it computes; lineage and
//! roots that repeat are left out. The phone puts the statement together again and checks the signature over
//! it, so a byte that is filled in wrongly fails as a forgery does.

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, DeviceId, Hash, LineageId};
use counterfoil_domain::keys::{PublicKey, Purpose, Signature, SignatureError};
use counterfoil_domain::limits::EXCHANGE_VERDICTS_MAX;
use counterfoil_domain::log::Digest;
use counterfoil_domain::receipt::{
    AnswerStatement, KeptRun, Level, LogPoint, Receipt, SignedAnswer,
};
use counterfoil_domain::verdict::Counts;
use minicbor::{Decode, Encode};

use super::answer::{AnswerPayload, BlobWord};
use super::chain::ChainFrame;
use super::page::PageFrame;
use super::request::{Carrier, Cursor, EXCHANGE_VERSION, SnapshotPlace};
use super::verdicts::VerdictsFrame;
use super::{WireError, frame};

/// What the phone knows of the answer that it waits for.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Who asked.
    pub carrier: Carrier,
    /// SHA-256 of the request as it travelled.
    pub request: Hash,
    /// The request's cursor.
    pub cursor: Option<Cursor>,
    /// The hub's answer keys that the tenant's root certified.
    pub keys: Vec<PublicKey>,
}

/// An answer whose signature, request and payload fit.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedAnswer {
    /// The statement with its signature, to be kept as a receipt.
    pub signed: SignedAnswer,
    /// What it covers.
    pub payload: AnswerPayload,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct AnswerFrame {
    #[n(0)]
    version: u8,
    #[n(1)]
    statement: StatementFrame,
    #[cbor(n(2), with = "minicbor::bytes")]
    payload: Vec<u8>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct StatementFrame {
    #[n(0)]
    time_ms: u64,
    /// Absent: the lineage of the request's cursor.
    #[n(1)]
    lineage: Option<LineageId>,
    #[n(2)]
    size: u64,
    #[n(3)]
    root: Hash,
    #[n(4)]
    safe: Option<SafeFrame>,
    #[n(5)]
    receipts: Vec<ReceiptFrame>,
    #[cbor(n(6), with = "minicbor::bytes")]
    nonce: [u8; 16],
    #[cbor(n(7), with = "minicbor::bytes")]
    signature: Vec<u8>,
}

/// A part that is absent is that of the answer's log point.
#[derive(Encode, Decode)]
#[cbor(array)]
struct SafeFrame {
    #[n(0)]
    size: Option<u64>,
    #[n(1)]
    root: Option<Hash>,
    #[n(2)]
    lineage: Option<LineageId>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct ReceiptFrame {
    #[n(0)]
    chain: ChainFrame,
    #[n(1)]
    size: u64,
    #[n(2)]
    root: Hash,
    /// Absent: the size.
    #[n(3)]
    sealed_size: Option<u64>,
    #[n(4)]
    level: Level,
    #[n(5)]
    counts: Counts,
    #[n(6)]
    kept: Option<Vec<KeptRun>>,
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct PayloadFrame {
    #[n(0)]
    sections: Vec<VerdictsFrame>,
    #[n(1)]
    cursor: Option<CursorFrame>,
    #[cbor(n(2), with = "minicbor::bytes")]
    scope_digest: Option<[u8; 16]>,
    #[n(3)]
    more: bool,
    /// Absent: an empty page.
    #[n(4)]
    page: Option<PageFrame>,
    /// Absent: the request asked after none.
    #[cbor(n(5), with = "minicbor::bytes")]
    blobs: Option<Vec<u8>>,
}

/// Index and root that are absent are the tip's; a view or mark that is absent is the request's.
#[derive(Encode, Decode)]
#[cbor(array)]
struct CursorFrame {
    #[n(0)]
    index: Option<u64>,
    #[cbor(n(1), with = "minicbor::bytes")]
    root: Option<[u8; 16]>,
    #[cbor(n(2), with = "minicbor::bytes")]
    view: Option<[u8; 16]>,
    #[n(3)]
    snapshot: Option<SnapshotPlace>,
    #[cbor(n(4), with = "minicbor::bytes")]
    mark: Option<[u8; 16]>,
}

fn unless<T: PartialEq>(value: T, known: Option<&T>) -> Option<T> {
    if known == Some(&value) { None } else { Some(value) }
}

/// The payload's bytes: what the statement signs the hash of.
pub(crate) fn pack_payload(
    payload: &AnswerPayload,
    carrier: Carrier,
    log: &LogPoint,
    asked: Option<&Cursor>,
) -> Result<Vec<u8>, WireError> {
    let sections = payload.sections.iter();
    let cursor = payload.cursor.as_ref().map(|cursor| CursorFrame {
        index: unless(cursor.index, Some(&log.size)),
        root: unless(cursor.root, Some(&log.root.short())),
        view: unless(cursor.view, asked.map(|asked| &asked.view)),
        snapshot: cursor.snapshot,
        mark: cursor.mark.filter(|_| cursor.mark != asked.and_then(|asked| asked.mark)),
    });
    if payload.cursor.as_ref().is_some_and(|cursor| cursor.lineage != log.lineage) {
        return Err(WireError::Shape("a cursor of another lineage"));
    }
    let empty = payload.page == Default::default();
    let page = (!empty).then(|| PageFrame::pack(&payload.page, carrier)).transpose()?;
    Ok(cbor::encode(&PayloadFrame {
        sections: sections.map(|section| VerdictsFrame::new(section, carrier.device)).collect(),
        cursor,
        scope_digest: payload.scope_digest.map(Digest::to_bytes),
        more: payload.more,
        page,
        blobs: (!payload.blobs.is_empty())
            .then(|| payload.blobs.iter().map(|word| word.number()).collect()),
    }))
}

fn open_payload(
    bytes: &[u8],
    carrier: Carrier,
    log: &LogPoint,
    asked: Option<&Cursor>,
) -> Result<AnswerPayload, WireError> {
    let frame: PayloadFrame = cbor::decode(bytes)?;
    let mut room = EXCHANGE_VERDICTS_MAX;
    let sections = frame.sections.into_iter();
    let sections = sections.map(|section| section.open(carrier.device, &mut room));
    let no_view = WireError::Shape("a cursor without a view");
    let cursor = frame.cursor.map(|cursor| {
        Ok::<_, WireError>(Cursor {
            lineage: log.lineage,
            index: cursor.index.unwrap_or(log.size),
            root: cursor.root.unwrap_or(log.root.short()),
            view: cursor.view.or(asked.map(|asked| asked.view)).ok_or(no_view)?,
            snapshot: cursor.snapshot,
            mark: cursor.mark.or(asked.and_then(|asked| asked.mark)),
        })
    });
    let page = frame.page.map(|page| page.open(carrier)).transpose()?;
    Ok(AnswerPayload {
        sections: sections.collect::<Result<_, _>>()?,
        page: page.unwrap_or_default(),
        cursor: cursor.transpose()?,
        scope_digest: frame.scope_digest.map(Digest::from_bytes),
        more: frame.more,
        blobs: frame.blobs.unwrap_or_default().into_iter().map(BlobWord::of).collect(),
    })
}

/// The bytes that travel: one zstd frame of statement, signature and payload.
pub(crate) fn pack_answer(
    signed: &SignedAnswer,
    payload: Vec<u8>,
    asked: Option<&Cursor>,
) -> Result<Vec<u8>, WireError> {
    let statement = &signed.statement;
    let log = &statement.log;
    let safe = statement.safe.as_ref().map(|safe| SafeFrame {
        size: unless(safe.size, Some(&log.size)),
        root: unless(safe.root, Some(&log.root)),
        lineage: unless(safe.lineage, Some(&log.lineage)),
    });
    let receipts = statement.receipts.iter();
    let plain = cbor::encode(&AnswerFrame {
        version: EXCHANGE_VERSION,
        statement: StatementFrame {
            time_ms: statement.time_ms,
            lineage: unless(log.lineage, asked.map(|asked| &asked.lineage)),
            size: log.size,
            root: log.root,
            safe,
            receipts: receipts.map(|receipt| receipt_frame(receipt, statement.device)).collect(),
            nonce: statement.nonce,
            signature: signed.signature.bytes.clone(),
        },
        payload,
    });
    frame::compress(&plain, frame::LEVEL_HUB)
}

fn receipt_frame(receipt: &Receipt, carrier: DeviceId) -> ReceiptFrame {
    ReceiptFrame {
        chain: ChainFrame::new(&receipt.chain, carrier),
        size: receipt.size,
        root: receipt.root,
        sealed_size: unless(receipt.sealed_size, Some(&receipt.size)),
        level: receipt.level,
        counts: receipt.counts,
        kept: receipt.kept.clone(),
    }
}

impl OpenedAnswer {
    /// Opens an answer: caps, statement, signature, payload, in this order.
    pub fn from_bytes(bytes: &[u8], expected: &Expected) -> Result<Self, WireError> {
        let plain = frame::decompress(bytes)?;
        cbor::check(&plain)?;
        if let Some(version) = plain.get(1).filter(|version| **version != EXCHANGE_VERSION) {
            return Err(WireError::Newer(*version));
        }
        let frame: AnswerFrame = minicbor::decode(&plain)?;
        let payload = sha256(&frame.payload);
        let (statement, signature) = open_statement(frame.statement, payload, expected)?;
        let signed = verified(statement, &signature, &expected.keys)?;
        let log = signed.statement.log;
        let payload =
            open_payload(&frame.payload, expected.carrier, &log, expected.cursor.as_ref())?;
        Ok(Self { signed, payload })
    }
}

fn open_statement(
    frame: StatementFrame,
    payload: Hash,
    expected: &Expected,
) -> Result<(AnswerStatement, Vec<u8>), WireError> {
    let known = expected.cursor.as_ref().map(|cursor| cursor.lineage);
    let lineage = frame.lineage.or(known).ok_or(WireError::Shape("a log without its lineage"))?;
    let log = LogPoint { lineage, size: frame.size, root: frame.root };
    let safe = frame.safe.map(|safe| LogPoint {
        lineage: safe.lineage.unwrap_or(lineage),
        size: safe.size.unwrap_or(log.size),
        root: safe.root.unwrap_or(log.root),
    });
    let mut receipts = Vec::new();
    for receipt in frame.receipts {
        let chain: ChainId = receipt.chain.chain(expected.carrier.device)?;
        receipts.push(Receipt {
            chain,
            size: receipt.size,
            root: receipt.root,
            sealed_size: receipt.sealed_size.unwrap_or(receipt.size),
            level: receipt.level,
            counts: receipt.counts,
            kept: receipt.kept,
        });
    }
    let statement = AnswerStatement {
        version: 1,
        tenant: expected.carrier.tenant,
        device: expected.carrier.device,
        request: expected.request,
        payload,
        time_ms: frame.time_ms,
        log,
        safe,
        receipts,
        nonce: frame.nonce,
    };
    Ok((statement, frame.signature))
}

/// Which of the known keys signed is not said; it is tried.
fn verified(
    statement: AnswerStatement,
    signature: &[u8],
    keys: &[PublicKey],
) -> Result<SignedAnswer, SignatureError> {
    let bytes = statement.to_bytes();
    for key in keys {
        let (algorithm, id) = (key.algorithm, key.id());
        let signature = Signature { algorithm, key: id, bytes: signature.to_vec() };
        if key.verify(Purpose::Answer, &bytes, &signature).is_ok() {
            return Ok(SignedAnswer { statement, signature });
        }
    }
    Err(SignatureError::Wrong)
}
