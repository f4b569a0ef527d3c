//! Rows as they travel: against the row before, headers against the last one of the same chain.

use std::collections::HashMap;

use counterfoil_domain::decision::Decision;
use counterfoil_domain::envelope::{Envelope, SaltedBody};
use counterfoil_domain::hash;
use counterfoil_domain::ids::{ChainId, Hash, Incarnation};
use counterfoil_domain::limits::{BODY_BYTES_MAX, HEADER_BYTES_MAX, ROW_BYTES_MAX};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use super::WireError;
use super::answer::{Content, Row};
use super::chain::ChainFrame;
use super::column::{ColumnReader, Columns};
use super::request::Carrier;
use super::section::read_header;
use super::thin::{Fields, key};

#[derive(Encode, Decode)]
#[cbor(array)]
struct RowFrame {
    /// Which [`Content`], with [`BODY`] added if a body is present.
    #[n(0)]
    content: u8,
    #[n(1)]
    index: i64,
    #[n(2)]
    hub_time_ms: i64,
    #[n(3)]
    verdict: Option<Verdict>,
    #[n(4)]
    decision: Option<Decision>,
    /// Number of the chain in the page's table, or 0.
    #[n(5)]
    chain: u32,
    /// Of the second branch of a fork: the incarnation under which it is filed.
    #[n(6)]
    branch: Option<Incarnation>,
}

const OWN: u8 = 0;
const ENVELOPE: u8 = 1;
const SLIM: u8 = 2;
const HIDDEN: u8 = 3;
const STATEMENT: u8 = 4;
const BODY: u8 = 8;

/// What a row leans on: the row before and the last header of each chain. Kept alike by both sides.
pub(crate) struct RowContext {
    carrier: Carrier,
    index: u64,
    hub_time_ms: u64,
    pub(crate) chains: Vec<ChainId>,
    numbers: HashMap<ChainId, u32>,
    headers: HashMap<ChainId, Fields>,
}

impl RowContext {
    pub(crate) fn new(carrier: Carrier) -> Self {
        Self {
            carrier,
            index: 0,
            hub_time_ms: 0,
            chains: Vec::new(),
            numbers: HashMap::new(),
            headers: HashMap::new(),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "four thousand million ids fit no memory")]
    fn number(&mut self, chain: ChainId) -> u32 {
        let next = self.chains.len() as u32;
        *self.numbers.entry(chain).or_insert_with(|| {
            self.chains.push(chain);
            next
        })
    }

    /// The header to lean on; its subject is the group's.
    fn base(&self, chain: &ChainId, subject: &Subject) -> Fields {
        let mut base = self.headers.get(chain).cloned().unwrap_or_else(|| {
            let mut first = Fields::default();
            first.set(key::VERSION, &1u8);
            first.set(key::TENANT, &self.carrier.tenant);
            first.set(key::DEVICE, &chain.device);
            first.set(key::INCARNATION, &chain.incarnation);
            first
        });
        base.set(key::SUBJECT, subject);
        base
    }

    pub(crate) fn chain_frames(&self) -> Vec<ChainFrame> {
        self.chains.iter().map(|chain| ChainFrame::new(chain, self.carrier.device)).collect()
    }
}

/// The two sets of columns that rows fill.
pub(crate) struct RowColumns<'c> {
    pub(crate) rows: &'c mut Columns,
    pub(crate) bodies: &'c mut Columns,
}

/// The same, being read.
pub(crate) struct RowReaders<'c> {
    pub(crate) rows: ColumnReader<'c>,
    pub(crate) bodies: ColumnReader<'c>,
}

fn distance(now: u64, then: u64) -> Result<i64, WireError> {
    now.checked_signed_diff(then).ok_or(WireError::Shape("a number of a row"))
}

fn onward(then: u64, distance: i64) -> Result<u64, WireError> {
    then.checked_add_signed(distance).ok_or(WireError::Shape("a number of a row"))
}

impl RowContext {
    /// Packs a row of `subject`.
    pub(crate) fn pack(
        &mut self,
        row: &Row,
        subject: &Subject,
        columns: &mut RowColumns<'_>,
    ) -> Result<(), WireError> {
        let (content, chain) = self.name(&row.content)?;
        columns.rows.put(&RowFrame {
            content,
            index: distance(row.index, self.index)?,
            hub_time_ms: distance(row.hub_time_ms, self.hub_time_ms)?,
            verdict: row.verdict.clone(),
            decision: row.decision.clone(),
            chain: chain.map(|chain| self.number(chain)).unwrap_or_default(),
            branch: row.branch,
        })?;
        (self.index, self.hub_time_ms) = (row.index, row.hub_time_ms);
        self.pack_content(&row.content, chain, subject, columns)
    }

    fn name(&self, content: &Content) -> Result<(u8, Option<ChainId>), WireError> {
        let body = |present: bool| if present { BODY } else { 0 };
        Ok(match content {
            Content::Own { chain, .. } => (OWN, Some(*chain)),
            Content::Envelope(envelope) => {
                let chain = chain_of(&Fields::parse(&envelope.header_bytes)?)?;
                (ENVELOPE | body(envelope.body.is_some()), Some(chain))
            }
            Content::Slim { header, body: slim } => {
                (SLIM | body(slim.is_some()), Some(header.chain()))
            }
            Content::Hidden { .. } => (HIDDEN, None),
            Content::Statement { .. } => (STATEMENT, None),
        })
    }

    fn pack_content(
        &mut self,
        content: &Content,
        chain: Option<ChainId>,
        subject: &Subject,
        columns: &mut RowColumns<'_>,
    ) -> Result<(), WireError> {
        match (content, chain) {
            (Content::Own { seq, .. }, Some(chain)) => self.pack_own(chain, *seq, columns.rows),
            (Content::Envelope(envelope), Some(chain)) => {
                let fields = Fields::parse(&envelope.header_bytes)?;
                let base = self.base(&chain, subject);
                columns.rows.split(&fields.thin(&base, envelope.body.is_some()))?;
                self.headers.insert(chain, fields);
                let Some(body) = &envelope.body else {
                    return Ok(());
                };
                columns.rows.put(&ByteArray::from(body.salt))?;
                columns.bodies.split(&body.bytes)
            }
            (Content::Slim { header, body }, Some(chain)) => {
                let fields = Fields::parse(&header.to_bytes())?;
                let base = self.base(&chain, subject);
                columns.rows.split(&fields.thin(&base, true))?;
                self.headers.insert(chain, fields);
                body.as_ref().map_or(Ok(()), |body| columns.bodies.split(body))
            }
            (Content::Hidden { hash }, _) => columns.rows.put(hash),
            (Content::Statement { bytes }, _) => columns.rows.split(bytes),
            _ => Err(WireError::Shape("a row without its chain")),
        }
    }

    fn pack_own(&mut self, chain: ChainId, seq: u64, rows: &mut Columns) -> Result<(), WireError> {
        let last = self.headers.entry(chain).or_default();
        let before: u64 = last.get(key::SEQ).unwrap_or_default();
        last.set(key::SEQ, &seq);
        rows.put(&distance(seq, before)?)
    }

    /// Opens the next row of `subject`.
    pub(crate) fn open(
        &mut self,
        subject: &Subject,
        columns: &mut RowReaders<'_>,
    ) -> Result<Row, WireError> {
        let frame: RowFrame = columns.rows.take(ROW_BYTES_MAX)?;
        self.index = onward(self.index, frame.index)?;
        self.hub_time_ms = onward(self.hub_time_ms, frame.hub_time_ms)?;
        Ok(Row {
            index: self.index,
            hub_time_ms: self.hub_time_ms,
            content: self.open_content(&frame, subject, columns)?,
            verdict: frame.verdict,
            decision: frame.decision,
            branch: frame.branch,
        })
    }

    fn open_content(
        &mut self,
        frame: &RowFrame,
        subject: &Subject,
        columns: &mut RowReaders<'_>,
    ) -> Result<Content, WireError> {
        let present = frame.content & BODY != 0;
        let chain = self.chains.get(frame.chain as usize).copied();
        let chain = chain.ok_or(WireError::Shape("a row of an unnamed chain"));
        Ok(match frame.content & !BODY {
            OWN => self.open_own(chain?, &mut columns.rows)?,
            ENVELOPE => Content::Envelope(self.open_envelope(chain?, subject, present, columns)?),
            SLIM => self.open_slim(chain?, subject, present, columns)?,
            HIDDEN => Content::Hidden { hash: columns.rows.take::<Hash>(ROW_BYTES_MAX)? },
            STATEMENT => Content::Statement { bytes: columns.rows.join(ROW_BYTES_MAX)? },
            _ => return Err(WireError::Shape("a kind of row that is not known")),
        })
    }

    fn open_own(
        &mut self,
        chain: ChainId,
        rows: &mut ColumnReader<'_>,
    ) -> Result<Content, WireError> {
        let last = self.headers.entry(chain).or_default();
        let before: u64 = last.get(key::SEQ).unwrap_or_default();
        let seq = onward(before, rows.take(ROW_BYTES_MAX)?)?;
        last.set(key::SEQ, &seq);
        Ok(Content::Own { chain, seq })
    }

    fn open_envelope(
        &mut self,
        chain: ChainId,
        subject: &Subject,
        present: bool,
        columns: &mut RowReaders<'_>,
    ) -> Result<Envelope, WireError> {
        let thin = columns.rows.join(HEADER_BYTES_MAX)?;
        let mut fields = Fields::fatten(&self.base(&chain, subject), &thin)?;
        let mut body = None;
        if present {
            let salt = *columns.rows.take::<ByteArray<16>>(ROW_BYTES_MAX)?;
            let bytes = columns.bodies.join(BODY_BYTES_MAX)?;
            fields.set(key::BODY_LEN, &(bytes.len() as u64));
            fields.set(key::COMMITMENT, &hash::body_commitment(&salt, &bytes));
            body = Some(SaltedBody { salt, bytes });
        }
        let header_bytes = fields.to_bytes();
        read_header(&header_bytes)?;
        self.headers.insert(chain, fields);
        Ok(Envelope { header_bytes, body })
    }

    fn open_slim(
        &mut self,
        chain: ChainId,
        subject: &Subject,
        present: bool,
        columns: &mut RowReaders<'_>,
    ) -> Result<Content, WireError> {
        let thin = columns.rows.join(HEADER_BYTES_MAX)?;
        let mut fields = Fields::fatten(&self.base(&chain, subject), &thin)?;
        let body = present.then(|| columns.bodies.join(BODY_BYTES_MAX)).transpose()?;
        let len = body.as_ref().map_or(0, Vec::len) as u64;
        fields.set(key::BODY_LEN, &len);
        fields.set(key::COMMITMENT, &Hash::ZERO);
        let header = read_header(&fields.to_bytes())?;
        self.headers.insert(chain, fields);
        Ok(Content::Slim { header, body })
    }
}

fn chain_of(fields: &Fields) -> Result<ChainId, WireError> {
    match (fields.get(key::DEVICE), fields.get(key::INCARNATION)) {
        (Some(device), Some(incarnation)) => Ok(ChainId { device, incarnation }),
        _ => Err(WireError::Shape("a header without its chain")),
    }
}
