//! The gate: what a phone pushed, cheapest check first, until it is an entry with a verdict and a decision.
//!
//! [`judge_slice`] takes envelopes whose sections were accepted and what the storage loaded for them, and
//! gives one [`Batch`] to commit. It is a pure function of its arguments but for the [`ChangeWorker`], on
//! which automerge meets each change first. The steps, each in its own file and with its own codes:
//!
//! 1. [`readable`]: header and body fit together; what a newer program wrote waits (`held{update_hub}`).
//! 2. [`behind`]: what a device did on one order takes effect in the order in which it was done.
//! 3. [`access`]: who sees the subject now, or saw it at `seen` (`late`); all others learn nothing
//!    (`held{access}`).
//! 4. [`replay`]: `instead_of` is taken once.
//! 5. [`policy`]: facts by the policy at `seen`, flagged if today's differs; [`duty`]: no position from outside a
//!    shift.
//! 6. [`change`]: the document's change, rehearsed on the worker, every operation judged by today's policy, applied.
//! 7. [`enter`]: the verdict, the decision and what follows from them; joins, transitions judged again, and
//!    held envelopes that may be judged now.
//!
//! Size caps are the wire's; proof and token the shell's; idempotency by header hash the exchange's.

mod access;
mod anew;
mod approvers;
mod behind;
mod bench;
mod change;
mod desk;
mod duty;
mod enter;
mod finish;
mod generation;
mod group;
mod joins;
mod moving;
mod parting;
mod policy;
mod readable;
mod rehearsal;
mod release;
mod replay;
mod shelf;
mod stocked;
mod sub_orders;
mod telling;
mod triggers;
mod worker;

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::{Body, Header};
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{ChainId, Hash, PersonId, SubjectId};
use counterfoil_domain::subject::Key;
use counterfoil_domain::verdict::Verdict;

use crate::storage::{Batch, LoadRequest, Loaded};

pub(crate) use approvers::named_in;
pub use bench::Told;
pub(crate) use desk::{folded_entry, statement_entry};
pub use generation::{FullDocument, begin_generations};
pub use parting::{Parting, part};
pub use shelf::Shelf;
pub use worker::{ChangeFault, ChangeWorker, Task, ThreadWorker};
#[cfg(unix)]
pub use worker::{ProcessWorker, serve_changes};

/// One envelope that stands before the gate: filed in its chain, with the body that its header commits to.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The chain that it is filed under; a fork's is not the one in its header.
    pub chain: ChainId,
    /// Its place there.
    pub seq: u64,
    /// Its header's hash.
    pub hash: Hash,
    /// Its header.
    pub header: Header,
    /// Its body's exact bytes; none where it is awaited.
    pub body: Vec<u8>,
    /// The person whom its device is enrolled for.
    pub owner: PersonId,
    /// Whether the device's keys are good no longer: its work is kept and nobody judges it.
    pub revoked: bool,
}

impl Incoming {
    /// Whether it stands in the second branch of a forked chain.
    #[must_use]
    pub fn forked(&self) -> bool {
        self.chain.incarnation != self.header.incarnation
    }
}

/// What the storage has to load before these envelopes can be judged; `awaited` as in [`judge_slice`].
#[must_use]
pub fn load_request(incoming: &[Incoming], awaited: &[Incoming]) -> LoadRequest {
    let both = incoming.iter().chain(awaited);
    let mut subjects: BTreeSet<SubjectId> = both.map(|one| one.header.subject.id).collect();
    subjects.extend(incoming.iter().flat_map(moving::targets));
    subjects.extend(incoming.iter().filter_map(sub_orders::parent_named));
    let persons: BTreeSet<PersonId> = incoming.iter().map(|one| one.header.person).collect();
    let keys: BTreeSet<Key> = incoming.iter().flat_map(keys_named).collect();
    LoadRequest {
        subjects: subjects.into_iter().collect(),
        persons: persons.into_iter().collect(),
        keys: keys.into_iter().collect(),
        duty: true,
        approvers: approvers::named(incoming),
        waiting: incoming.iter().any(anew::permits),
    }
}

fn keys_named(one: &Incoming) -> Vec<Key> {
    let Ok(body) = Body::from_bytes(&one.body) else { return Vec::new() };
    let facts = body.facts().iter().filter_map(|record| record.fact().ok().flatten());
    facts
        .flat_map(|fact| match fact {
            Fact::Found(found) => found.keys,
            Fact::Keyed(keyed) => vec![keyed.key],
            _ => Vec::new(),
        })
        .collect()
}

/// What became of a slice.
#[derive(Debug)]
pub struct Slice {
    /// What is to be committed; filings and expected chains are the exchange's to add.
    pub batch: Batch,
    /// The verdict on each envelope that was judged, held ones of earlier pushes included.
    pub verdicts: Vec<(ChainId, u64, Verdict)>,
    /// What somebody should be told at once.
    pub told: Vec<Told>,
    /// Documents whose next generation is due.
    pub full: Vec<FullDocument>,
    /// Places that were not loaded and may hold a consent that was missing.
    pub wanted: Vec<SubjectId>,
}

/// How documents are examined: as dear as saving and loading them is, and as sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Each document is saved and loaded once, with all changes of the slice.
    Slice,
    /// It is saved and loaded with each change, which tells which of them cannot be taken.
    EachChange,
}

/// A slice's changes, each of them applied well, made a document that cannot be kept: judge the slice again, with
/// [`Care::EachChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoiled;

/// Judges a slice of envelopes, in order, against what was loaded. `awaited` are headers of the slice that came
/// without their bodies.
pub fn judge_slice(
    incoming: Vec<Incoming>,
    awaited: &[Incoming],
    loaded: Loaded,
    shelf: &Shelf,
    worker: &dyn ChangeWorker,
    how: (u64, Care),
) -> Result<Slice, Spoiled> {
    let mut bench = bench::Bench::new(loaded, shelf, worker, how);
    for one in awaited {
        // A phone that has erased the order has no body to bring: nothing else would ever be said of the header.
        if !group::refused_as_erased(&mut bench, one) {
            bench.desk(one.header.subject.id).awaited.push((one.chain, one.seq));
        }
    }
    for act in group::acts(incoming) {
        group::judge(&mut bench, act);
        release::waiting(&mut bench);
    }
    bench.finish()
}

/// Judges what waits on the loaded subjects again: after an update of the hub, or a new enrolment. Verdicts that stay
/// as they were are left out.
pub fn judge_waiting(
    loaded: Loaded,
    shelf: &Shelf,
    worker: &dyn ChangeWorker,
    how: (u64, Care),
) -> Result<Slice, Spoiled> {
    let subjects: Vec<SubjectId> = loaded.subjects.keys().copied().collect();
    let waiting = loaded.subjects.values().flat_map(|subject| &subject.held);
    let before: BTreeMap<(ChainId, u64), Verdict> =
        waiting.map(|one| ((one.chain, one.seq), Verdict::Held { why: one.why.clone() })).collect();
    let mut bench = bench::Bench::new(loaded, shelf, worker, how);
    for id in subjects {
        release::again(&mut bench, id);
    }
    release::waiting(&mut bench);
    let mut slice = bench.finish()?;
    slice.verdicts.retain(|(chain, seq, verdict)| before.get(&(*chain, *seq)) != Some(verdict));
    Ok(slice)
}
