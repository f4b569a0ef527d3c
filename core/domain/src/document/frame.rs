//! The thin frame: one change without what its reader can work out.
//!
//! ```text
//! frame = CBOR array [ n, known, prefixes, actors, checksum, mask, column … ]
//! n         uint   the author's fresh starts on this document; gives the actor
//! known     uint   1: depends on the author's previous change · 2: on the genesis change
//! prefixes  bytes  8 for each other dependency: the first of its hash; in ascending order
//! actors    array  of uints, ascending: the other actors that the operations name, as places
//!                  in the sorted list of all actors behind the dependencies
//! checksum  bytes  the first 4 of the change's hash
//! mask      uint   1 key strings · 2 values · 4 predecessors · 8 object · 16 key counters
//!                  · 32 key actors
//! column …  bytes  automerge's column bytes, in automerge's order: insert, action, value types
//!                  and predecessor counts always; of the others those that the mask names
//!                  (predecessors and object name two columns each)
//! ```
//!
//! Worked out: magic, lengths, column numbers, time 0, no message, the actor, the hashes of
//! dependencies, the actor's sequence number (its changes behind the dependencies, plus one) and
//! the first operation number (the highest behind the dependencies, plus one). All of that is the
//! same for everybody who knows the dependencies. The checksum proves that the change was rebuilt
//! byte for byte.

use crate::sorting::SortSmall as _;
use minicbor::{Decoder, Encoder};

use super::graph::{Graph, Past};
use super::key::{ActorBytes, Author, DocumentKey};
use super::raw::{COLUMNS, Columns, RawChange};
use super::refusal::GateRefusal;
use super::scan::{self, ScannedOp};
use super::value::FieldValue;
use crate::cbor;
use crate::ids::{ChainId, Hash};
use crate::limits;

const OWN_PREVIOUS: u8 = 1;
const GENESIS: u8 = 2;
const PREFIX_LEN: usize = 8;
const FIXED_PARTS: u64 = 6;
/// The mask's bit of each column; 0 for those that are always there.
const MASK: [u8; COLUMNS] = [8, 8, 32, 16, 1, 0, 0, 0, 2, 0, 4, 4];
const MASK_ALL: u8 = 63;

/// A change that was put together again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The whole change, as automerge has it.
    pub raw: Vec<u8>,
    /// Its hash.
    pub hash: Hash,
    /// The hand that wrote it.
    pub author: Author,
}

/// The parts of a frame, as they stand in it.
struct Parts<'a> {
    n: u32,
    known: u8,
    prefixes: &'a [u8],
    actors: Vec<usize>,
    checksum: [u8; 4],
    columns: Columns<'a>,
}

/// Takes from a change what the reader can work out.
pub(super) fn thin(raw: &[u8], n: u32, graph: &Graph) -> Result<Vec<u8>, GateRefusal> {
    let (change, hash) = RawChange::parse(raw)?;
    let past = graph.past(&change.deps).ok_or(GateRefusal::UnknownDependency)?;
    let previous = graph.of_actor(&change.actor).find(|known| known.seq + 1 == change.seq);
    let (previous, genesis) = (previous.map(|known| known.hash), graph.genesis());
    let (mut known, mut prefixes) = (0, Vec::new());
    for dep in &change.deps {
        if Some(*dep) == previous {
            known |= OWN_PREVIOUS;
        } else if Some(*dep) == genesis {
            known |= GENESIS;
        } else {
            prefixes.extend_from_slice(&dep.0[..PREFIX_LEN]);
        }
    }
    let place = |actor: &ActorBytes| past.actors.keys().position(|other| other == actor);
    let actors: Option<Vec<usize>> = change.other_actors.iter().map(place).collect();
    let actors = actors.ok_or(GateRefusal::UnknownDependency)?;
    let mut checksum = [0; 4];
    checksum.copy_from_slice(&hash.0[..4]);
    let parts = Parts { n, known, prefixes: &prefixes, actors, checksum, columns: change.columns };
    Ok(parts.write())
}

/// Which of an author's earlier changes a frame may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    /// Only the latest: what is new.
    Latest,
    /// Any: the change may be in the document already.
    Any,
}

/// Puts the change of `frame` together again, for a document whose changes `graph` knows.
pub(super) fn rebuild(
    frame: &[u8],
    chain: ChainId,
    key: &DocumentKey,
    graph: &Graph,
    following: Following,
) -> Result<Rebuilt, GateRefusal> {
    let parts = Parts::read(frame)?;
    let author = Author { device: chain.device, incarnation: chain.incarnation, n: parts.n };
    let actor = author.actor(key);
    let named = parts.named_deps(graph)?;
    // A frame that follows the author's previous change and fits none is one whose base is not
    // here.
    let mut result = match parts.known & OWN_PREVIOUS {
        0 => GateRefusal::BadChecksum,
        _ => GateRefusal::UnknownDependency,
    };
    for previous in parts.candidates(graph, &actor, following)? {
        let deps = named.iter().copied().chain(previous).collect();
        match parts.assemble(actor, deps, graph) {
            Ok((raw, hash)) if hash.0[..4] == parts.checksum => {
                // One change has one frame.
                let same = thin(&raw, parts.n, graph)? == frame;
                let rebuilt = Rebuilt { raw, hash, author };
                return if same { Ok(rebuilt) } else { Err(GateRefusal::BadFrame) };
            }
            Err(refusal) if parts.known & OWN_PREVIOUS == 0 => result = refusal,
            _ => {}
        }
    }
    Err(result)
}

/// What a frame sets in fields, read without the document that it was written upon: of a change of an older
/// generation nothing else is left to read. What it writes in notes is left out. Nothing of it is to be believed
/// but that its author wrote it.
///
/// # Errors
/// A frame or an operation that no flat change has.
pub fn fields_of(frame: &[u8]) -> Result<Vec<(String, FieldValue)>, GateRefusal> {
    let parts = Parts::read(frame)?;
    // Which actors and operations it names nobody knows any more; their places are enough.
    let stranger = |place: usize| {
        let mut actor = [0xff; 16];
        actor[..8].copy_from_slice(&(place as u64 + 1).to_be_bytes());
        actor
    };
    let change = RawChange {
        deps: Vec::new(),
        actor: [0; 16],
        seq: 1,
        start_op: u64::from(u32::MAX / 2),
        other_actors: (0..parts.actors.len()).map(stranger).collect(),
        columns: parts.columns,
    };
    let scanned = scan::scan(&change, Hash::ZERO)?;
    let fields = scanned.ops.into_iter().filter_map(|op| match op {
        ScannedOp::Put { path, value, .. } => Some((path.to_owned(), value)),
        _ => None,
    });
    Ok(fields.collect())
}

impl<'a> Parts<'a> {
    fn write(&self) -> Vec<u8> {
        let mask = (0..COLUMNS)
            .filter(|at| !self.columns[*at].is_empty())
            .fold(0, |mask, at| mask | MASK[at]);
        let written = || (0..COLUMNS).filter(move |at| MASK[*at] == 0 || mask & MASK[*at] != 0);
        let mut out = Encoder::new(Vec::with_capacity(96));
        let result = (|| {
            out.array(FIXED_PARTS + written().count() as u64)?.u32(self.n)?.u8(self.known)?;
            out.bytes(self.prefixes)?.array(self.actors.len() as u64)?;
            for place in &self.actors {
                out.u64(*place as u64)?;
            }
            out.bytes(&self.checksum)?.u8(mask)?;
            for at in written() {
                out.bytes(self.columns[at])?;
            }
            Ok::<(), minicbor::encode::Error<core::convert::Infallible>>(())
        })();
        debug_assert!(result.is_ok(), "encoding to memory failed");
        out.into_writer()
    }

    fn read(frame: &'a [u8]) -> Result<Self, GateRefusal> {
        if frame.len() > limits::CHANGE_BYTES_MAX {
            return Err(GateRefusal::TooLarge);
        }
        cbor::check(frame).map_err(|_| GateRefusal::BadFrame)?;
        Self::decode(&mut Decoder::new(frame)).map_err(|_| GateRefusal::BadFrame)
    }

    fn decode(from: &mut Decoder<'a>) -> Result<Self, minicbor::decode::Error> {
        let wrong = minicbor::decode::Error::message;
        let count = from.array()?.unwrap_or_default();
        let (n, known, prefixes) = (from.u32()?, from.u8()?, from.bytes()?);
        let places = from.array()?.unwrap_or_default();
        if known > (OWN_PREVIOUS | GENESIS) || places > limits::CHANGE_OPS_MAX as u64 {
            return Err(wrong("flags or actors"));
        }
        let actors = (0..places)
            .map(|_| from.u32().map(|place| place as usize))
            .collect::<Result<Vec<usize>, _>>()?;
        let checksum = from.bytes()?.try_into().map_err(|_| wrong("checksum"))?;
        let mask = from.u8()?;
        if mask > MASK_ALL || prefixes.len() % PREFIX_LEN != 0 {
            return Err(wrong("mask or prefixes"));
        }
        let mut columns: Columns<'a> = [&[]; COLUMNS];
        let mut left = count.saturating_sub(FIXED_PARTS);
        for (column, bit) in columns.iter_mut().zip(MASK) {
            if bit == 0 || mask & bit != 0 {
                left = left.checked_sub(1).ok_or_else(|| wrong("columns"))?;
                *column = from.bytes()?;
            }
        }
        if left != 0 {
            return Err(wrong("columns"));
        }
        Ok(Self { n, known, prefixes, actors, checksum, columns })
    }

    /// The genesis change and those named by a prefix.
    fn named_deps(&self, graph: &Graph) -> Result<Vec<Hash>, GateRefusal> {
        if self.prefixes.len() > limits::CHANGE_DEPS_MAX * PREFIX_LEN {
            return Err(GateRefusal::TooManyDependencies);
        }
        let mut deps = Vec::new();
        if self.known & GENESIS != 0 {
            deps.push(graph.genesis().ok_or(GateRefusal::UnknownDependency)?);
        }
        for prefix in self.prefixes.chunks(PREFIX_LEN) {
            let mut named = graph.with_prefix(prefix);
            match (named.next(), named.next()) {
                (Some(known), None) => deps.push(known.hash),
                _ => return Err(GateRefusal::UnknownDependency),
            }
        }
        Ok(deps)
    }

    /// The changes that "the author's previous" may mean, latest first; one `None` if the frame
    /// has none.
    fn candidates(
        &self,
        graph: &Graph,
        actor: &ActorBytes,
        following: Following,
    ) -> Result<Vec<Option<Hash>>, GateRefusal> {
        if self.known & OWN_PREVIOUS == 0 {
            return Ok(vec![None]);
        }
        let latest_first = graph.of_actor(actor).rev().map(|known| Some(known.hash));
        let tried = if following == Following::Latest { 1 } else { usize::MAX };
        let candidates: Vec<Option<Hash>> = latest_first.take(tried).collect();
        if candidates.is_empty() { Err(GateRefusal::UnknownDependency) } else { Ok(candidates) }
    }

    fn assemble(
        &self,
        actor: ActorBytes,
        mut deps: Vec<Hash>,
        graph: &Graph,
    ) -> Result<(Vec<u8>, Hash), GateRefusal> {
        deps.sort_small_by(Ord::cmp);
        let past = graph.past(&deps).ok_or(GateRefusal::UnknownDependency)?;
        let change = RawChange {
            deps,
            actor,
            seq: past.actors.get(&actor).copied().unwrap_or(0) + 1,
            start_op: past.max_op + 1,
            other_actors: self.other_actors(&past)?,
            columns: self.columns,
        };
        Ok(change.assemble())
    }

    fn other_actors(&self, past: &Past) -> Result<Vec<ActorBytes>, GateRefusal> {
        let nth = |place: &usize| past.actors.keys().nth(*place).copied();
        let actors: Option<Vec<ActorBytes>> = self.actors.iter().map(nth).collect();
        actors.ok_or(GateRefusal::BadFrame)
    }
}
