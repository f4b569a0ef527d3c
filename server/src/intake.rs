//! Intake: an accepted section is filed and judged in slices, each one transaction with its verdicts.

mod care;
mod cutting;
mod generations;
mod parting;
mod waiting;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use counterfoil_domain::envelope::SaltedBody;
use counterfoil_domain::ids::{ChainId, Hash, SubjectId, TenantId};
use counterfoil_domain::limits::{SLICE_CPU_MS_MAX, SLICE_ENVELOPES_MAX};
use counterfoil_domain::log::{Received, Statement};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::verdict::Verdict;
use counterfoil_sync::hub::{AcceptedSection, Pushed};
use counterfoil_sync::wire::{Judged, Problem, SectionVerdicts};

use crate::gate::{self, ChangeWorker, FullDocument, Incoming, Shelf, Slice, Told};
use crate::hub::{Hub, Poke};
use crate::storage::{
    Batch, ChainRow, DeviceRow, EntryOf, FiledHeader, Filing, LateBody, Loaded, NewEntry,
    StorageError, Stored,
};

use care::with_care;
use cutting::{Outcome, cut_before_full, same_act, went_on_elsewhere};
pub use generations::{begin as begin_generations, sweep as sweep_leaving};
pub use parting::part;
pub use waiting::judge_waiting;
pub(crate) use waiting::judge_waiting_on;

/// How often a slice is judged again because another hub was faster.
const ATTEMPTS_MAX: usize = 16;

/// Files and judges a section, and answers for every envelope of it. `below` is the edge below its first new
/// envelope: a fork begins at the edge that it shares with the chain from which it branched off.
pub async fn take(
    hub: &Hub,
    tenant: TenantId,
    author: &DeviceRow,
    section: AcceptedSection,
    below: Frontier,
    now_ms: u64,
) -> Stored<SectionVerdicts> {
    let chain = section.chain;
    let row = hub.storage.chain(tenant, chain).await?;
    let known = known_verdicts(hub, tenant, &section).await?;
    let mut verdicts: BTreeMap<u64, Judged> = BTreeMap::new();
    let mut work = Work::new(tenant, author, row, &section, below);
    for pushed in section.repeated {
        match known.get(&pushed.hash) {
            Some(judged) if judged.verdict.takes_place() => {
                verdicts.insert(pushed.header.seq, judged.clone());
            }
            _ => work.late(pushed),
        }
    }
    section.envelopes.into_iter().for_each(|pushed| work.fresh(pushed));
    if work.waiting.is_empty() && work.here > 0 && section.sealed_size > work.row.sealed_size {
        // A seal that comes after what it covers: made when the phone was unlocked.
        if let Outcome::Judged(_, filed) = judge_part(hub, &work, &[], now_ms).await? {
            work.row = filed;
        }
    }
    let mut problem = None;
    while let Some(part) = work.next() {
        let wait_ms = hub.budgets.wait_ms(tenant, author.device, now_ms);
        // The hub's own office is no stranger: an import of thousands of rows is judged at once.
        if let Some(wait_ms) = wait_ms.filter(|_| !author.office) {
            problem = Some(Problem::Busy(wait_ms));
            break;
        }
        let (judged, filed) = match judge_part(hub, &work, &part, now_ms).await? {
            Outcome::Judged(judged, filed) => (judged, filed),
            Outcome::Cut(at) => {
                work.cut(part, at);
                continue;
            }
        };
        work.here = filed.edge.size();
        work.row = filed;
        verdicts.extend(judged.into_iter().map(|one| (one.seq, one)));
    }
    let size = work.row.edge.size();
    if problem.is_none() && work.row.sealed_size < size {
        problem = Some(Problem::Unsealed);
    }
    Ok(SectionVerdicts { chain, size, problem, verdicts: verdicts.into_values().collect() })
}

trait TakesPlace {
    fn takes_place(&self) -> bool;
}

impl TakesPlace for Verdict {
    /// Whether the envelope need not be judged again just because it came again.
    fn takes_place(&self) -> bool {
        !matches!(self, Self::Retry { .. })
    }
}

async fn known_verdicts(
    hub: &Hub,
    tenant: TenantId,
    section: &AcceptedSection,
) -> Stored<BTreeMap<Hash, Judged>> {
    let hashes: Vec<Hash> = section.repeated.iter().map(|pushed| pushed.hash).collect();
    if hashes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let known = hub.storage.known(tenant, hashes).await?;
    let judged = known.into_iter().filter_map(|one| {
        Some((one.hash, Judged { seq: one.seq, verdict: one.verdict?, index: one.index }))
    });
    Ok(judged.collect())
}

/// What is left to do of one section.
struct Work<'a> {
    tenant: TenantId,
    author: &'a DeviceRow,
    section: SectionHead,
    row: ChainRow,
    /// Size of the chain as the storage has it; 0 for a fork that is not filed yet.
    here: u64,
    waiting: VecDeque<Waiting>,
    /// How many envelopes the next part takes.
    at_most: usize,
}

struct SectionHead {
    chain: ChainId,
    fork_of: Option<ChainId>,
    seals: Vec<counterfoil_domain::seal::Seal>,
    keys: Vec<(SubjectId, String, [u8; 16])>,
}

/// An envelope, and whether its header is new.
struct Waiting {
    pushed: Pushed,
    fresh: bool,
}

impl<'a> Work<'a> {
    fn new(
        tenant: TenantId,
        author: &'a DeviceRow,
        row: Option<ChainRow>,
        section: &AcceptedSection,
        below: Frontier,
    ) -> Self {
        let chain = section.chain;
        let first = section.envelopes.first().or(section.repeated.first());
        let own = first.map(|pushed| pushed.header.chain());
        let mut predecessor = section.envelopes.iter().filter_map(|one| one.header.predecessor);
        let here = row.as_ref().map_or(0, |row| row.edge.size());
        let row = row.unwrap_or(ChainRow {
            edge: below,
            sealed_size: 0,
            fork_of: own.filter(|own| *own != chain),
            predecessor: predecessor.next().map(|before| before.chain),
            counts: counterfoil_domain::verdict::Counts::default(),
        });
        let keys = section.keys.iter().map(|((id, audience), k)| (*id, audience.clone(), *k));
        let section = SectionHead {
            chain,
            fork_of: row.fork_of,
            seals: section.seals.clone(),
            keys: keys.collect(),
        };
        let (waiting, at_most) = (VecDeque::new(), SLICE_ENVELOPES_MAX);
        Self { tenant, author, section, row, here, waiting, at_most }
    }

    fn fresh(&mut self, pushed: Pushed) {
        self.waiting.push_back(Waiting { pushed, fresh: true });
    }

    /// A header that is here and has no verdict. Without a body it still waits, unless its order was erased meanwhile.
    fn late(&mut self, pushed: Pushed) {
        self.waiting.push_back(Waiting { pushed, fresh: false });
    }

    /// The next part: as many as a slice takes, without cutting an all-or-nothing group.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut part: Vec<Waiting> = Vec::new();
        let at_most = std::mem::replace(&mut self.at_most, SLICE_ENVELOPES_MAX);
        while let Some(next) = self.waiting.front() {
            let goes_on = part.last().is_some_and(|last| same_act(&last.pushed, &next.pushed));
            if part.len() >= at_most && !goes_on {
                break;
            }
            part.extend(self.waiting.pop_front());
        }
        (!part.is_empty()).then_some(part)
    }

    /// Takes a part back, to go on with its first `at` envelopes alone.
    fn cut(&mut self, part: Vec<Waiting>, at: usize) {
        part.into_iter().rev().for_each(|one| self.waiting.push_front(one));
        self.at_most = at;
    }
}

/// Judges one part and commits it, again and again until nobody else was faster.
async fn judge_part(hub: &Hub, work: &Work<'_>, part: &[Waiting], now_ms: u64) -> Stored<Outcome> {
    let with = |body: bool| -> Vec<Incoming> {
        let those = part.iter().filter(|one| one.pushed.body.is_some() == body);
        those.map(|one| incoming(work, one)).collect()
    };
    let (incoming, awaited) = (with(true), with(false));
    let (filing, row) = filing(work, part);
    let mut went_on = false;
    for _ in 0..ATTEMPTS_MAX {
        let slice = judged(hub, work, incoming.clone(), awaited.clone(), now_ms).await?;
        if !went_on && slice.full.iter().any(|one| one.refused) {
            went_on = true;
            // A value that has to leave is not committed yet: its generation begins after it.
            let refused: Vec<FullDocument> =
                slice.full.iter().filter(|one| one.refused).cloned().collect();
            if generations::begin(hub, work.tenant, &refused, now_ms).await? {
                continue; // what did not fit is blocked by the new generation, and written once more
            }
            if let Some(at) = cut_before_full(part, &slice) {
                return Ok(Outcome::Cut(at));
            }
        }
        let Slice { mut batch, verdicts, told, full, wanted: _ } = slice;
        add_filing(&mut batch, work, &filing, part);
        let first_and_size = match hub.storage.commit(work.tenant, batch.clone()).await {
            Ok(committed) => committed,
            Err(StorageError::Moved) if !went_on_elsewhere(hub, work).await? => continue,
            Err(error) => return Err(error),
        };
        tell(hub, work.tenant, first_and_size.size, &told);
        begin_found(hub, work.tenant, &full, now_ms).await?;
        let answered = answered(work.section.chain, &batch, &verdicts, first_and_size.first);
        let mut row = row;
        row.counts = match hub.storage.chain(work.tenant, work.section.chain).await? {
            Some(now) => now.counts,
            None => row.counts,
        };
        return Ok(Outcome::Judged(answered, row));
    }
    Err(StorageError::Moved)
}

/// Begins the generations that a slice found due, and with the first value that leaves those that were left before.
async fn begin_found(
    hub: &Hub,
    tenant: TenantId,
    full: &[FullDocument],
    now_ms: u64,
) -> Stored<()> {
    if !full.is_empty() {
        generations::begin(hub, tenant, full, now_ms).await?;
    }
    if full.iter().any(|one| one.leaves) {
        generations::sweep(hub, tenant, now_ms).await?;
    }
    Ok(())
}

async fn judged(
    hub: &Hub,
    work: &Work<'_>,
    incoming: Vec<Incoming>,
    awaited: Vec<Incoming>,
    now_ms: u64,
) -> Stored<Slice> {
    let (tenant, request) = (work.tenant, gate::load_request(&incoming, &awaited));
    let judge = move |loaded: Loaded, shelf: &Shelf, worker: &dyn ChangeWorker, care| {
        gate::judge_slice(incoming.clone(), &awaited, loaded, shelf, worker, (now_ms, care))
    };
    let (slice, spent) = with_care(hub, tenant, request, judge).await?;
    hub.budgets.spend(tenant, work.author.device, spent.as_secs_f64() * 1000.0, now_ms);
    if spent > Duration::from_millis(SLICE_CPU_MS_MAX * 10) {
        tracing::warn!(spent_ms = spent.as_secs_f64() * 1000.0, "a slice took long to judge");
    }
    Ok(slice)
}

fn incoming(work: &Work<'_>, one: &Waiting) -> Incoming {
    let pushed = &one.pushed;
    Incoming {
        chain: work.section.chain,
        seq: pushed.header.seq,
        hash: pushed.hash,
        header: pushed.header.clone(),
        body: pushed.body.as_ref().map(|body| body.bytes.clone()).unwrap_or_default(),
        owner: work.author.person,
        revoked: work.author.revoked_at.is_some(),
    }
}

/// The chain's growth by this part, and the chain after it.
fn filing(work: &Work<'_>, part: &[Waiting]) -> (Option<Filing>, ChainRow) {
    let mut row = work.row.clone();
    let from = row.edge.size();
    let fresh: Vec<&Pushed> = part.iter().filter(|one| one.fresh).map(|one| &one.pushed).collect();
    fresh.iter().for_each(|pushed| row.edge.push(pushed.hash));
    let size = row.edge.size();
    let seals: Vec<_> =
        work.section.seals.iter().filter(|seal| seal.statement.size <= size).cloned().collect();
    let sealed = seals.iter().map(|seal| seal.statement.size);
    row.sealed_size = sealed.fold(row.sealed_size, u64::max);
    let headers = fresh.into_iter().map(|pushed| FiledHeader {
        hash: pushed.hash,
        bytes: pushed.header_bytes.clone(),
        subject: pushed.header.subject.id,
        person: pushed.header.person,
        body: pushed.body.clone(),
    });
    let filing = Filing {
        chain: work.section.chain,
        fork_of: work.section.fork_of,
        predecessor: row.predecessor,
        from,
        headers: headers.collect(),
        edge: row.edge.clone(),
        seals,
        sealed_size: row.sealed_size,
    };
    let worth = !filing.headers.is_empty() || !filing.seals.is_empty();
    (worth.then_some(filing), row)
}

fn add_filing(batch: &mut Batch, work: &Work<'_>, filing: &Option<Filing>, part: &[Waiting]) {
    let chain = work.section.chain;
    let late = part.iter().filter(|one| !one.fresh).filter_map(|one| {
        let body: SaltedBody = one.pushed.body.clone()?;
        Some(LateBody { hash: one.pushed.hash, body })
    });
    batch.late_bodies.extend(late);
    if let Some(filing) = filing {
        batch.expected.chains.push((chain, work.here));
        let subjects: BTreeSet<SubjectId> = filing.headers.iter().map(|one| one.subject).collect();
        let keys = work.section.keys.iter().filter(|(id, ..)| subjects.contains(id));
        batch.salt_keys.extend(keys.map(|(id, audience, k)| (chain, *id, audience.clone(), *k)));
        let received = Received {
            chain,
            size: filing.edge.size(),
            root: filing.edge.root(),
            sealed_size: filing.sealed_size,
        };
        batch.filings.push(filing.clone());
        batch.entries.push(NewEntry {
            of: EntryOf::Statement(Statement::Received(received)),
            subjects: Vec::new(),
            decision: None,
            effects: Vec::new(),
        });
    }
}

/// The verdicts on this chain, with the indexes that the commit gave.
fn answered(
    chain: ChainId,
    batch: &Batch,
    verdicts: &[(ChainId, u64, Verdict)],
    first: u64,
) -> Vec<Judged> {
    let own = verdicts.iter().filter(|(own, ..)| *own == chain);
    let index = |seq: u64| {
        let judged = batch.judged.iter().find(|one| one.chain == chain && one.seq == seq);
        judged.and_then(|one| one.entry).map(|entry| first + entry as u64)
    };
    own.map(|(_, seq, verdict)| Judged { seq: *seq, verdict: verdict.clone(), index: index(*seq) })
        .collect()
}

fn tell(hub: &Hub, tenant: TenantId, size: u64, told: &[Told]) {
    for one in told {
        let (subject, alarm) = match one {
            Told::Alarm(subject) => (*subject, true),
            Told::Changed(subject) => (*subject, false),
        };
        hub.poke(Poke { tenant, size, subject: Some(subject), alarm });
    }
}
