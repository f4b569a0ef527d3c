//! The sections of a request: held against what the hub has of their chains, then taken.

use counterfoil_domain::ids::{ChainId, Hash, TenantId};
use counterfoil_domain::limits::EXCHANGE_ENVELOPES_MAX;
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::KeptRun;
use counterfoil_sync::hub::{
    AcceptedSection, Fork, KnownChain, Overlap, SectionRefusal, accept_section,
};
use counterfoil_sync::wire::{Carrier, Judged, OpenedSection, Problem, SectionVerdicts};

use super::{Caller, quarantine};
use crate::hub::Hub;
use crate::intake;
use crate::storage::{ChainRow, DeviceRow, Stored};

/// What became of a section.
pub(super) struct Taken {
    pub(super) verdicts: SectionVerdicts,
    /// Runs of its chain that the carrier brought and that wait.
    pub(super) kept: Vec<KeptRun>,
}

/// When a section came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// With this request.
    Now,
    /// Before what lies below it: that may have come from the other branch of a fork, and only a seal tells.
    Before,
}

/// Takes one section of a request. What cannot be filed yet is kept; what waited for it is taken with it.
pub(super) async fn take(
    hub: &Hub,
    caller: &Caller,
    section: OpenedSection,
    now_ms: u64,
) -> Stored<Taken> {
    let carrier = Carrier { tenant: caller.tenant, device: caller.device.device };
    let waiting = quarantine::may_wait(hub, carrier, &section).await?;
    let mut verdicts = settle(hub, carrier, section, Came::Now, now_ms).await?;
    let mut kept = Vec::new();
    match verdicts.problem {
        Some(Problem::Gap | Problem::Quarantined) => {
            kept = quarantine::keep(hub, carrier.tenant, waiting, now_ms).await?;
        }
        Some(Problem::Busy(_) | Problem::Unreadable | Problem::SaltUnknown) => {}
        _ => {
            if let Some(run) = waiting {
                hub.storage.unquarantine(carrier.tenant, run).await?;
            }
            quarantine::fill_behind(hub, carrier.tenant, &mut verdicts, now_ms).await?;
        }
    }
    Ok(Taken { verdicts, kept })
}

/// Holds a section against its chain and takes it, if it can be filed.
pub(super) async fn settle(
    hub: &Hub,
    carrier: Carrier,
    section: OpenedSection,
    came: Came,
    now_ms: u64,
) -> Stored<SectionVerdicts> {
    let (tenant, chain) = (carrier.tenant, section.chain);
    let row = hub.storage.chain(tenant, chain).await?;
    let size = row.as_ref().map_or(0, |row| row.edge.size());
    let Some(author) = hub.storage.device(tenant, chain.device).await? else {
        return Ok(without(chain, size, Problem::Quarantined));
    };
    let edge = row.as_ref().map(|row| row.edge.clone()).unwrap_or_default();
    let known = known_chain(hub, tenant, chain, row.as_ref(), &author, &section).await?;
    match accept_section(section, tenant, &known) {
        Ok(accepted)
            if may_carry(carrier, &accepted)
                && (came == Came::Now || accepted.seals_failed == 0) =>
        {
            intake::take(hub, tenant, &author, accepted, edge, now_ms).await
        }
        Ok(_) => Ok(without(chain, size, Problem::Quarantined)),
        Err(SectionRefusal::Forked(fork)) => take_fork(hub, carrier, &author, *fork, now_ms).await,
        Err(refusal) => Ok(without(chain, size, refusal.problem())),
    }
}

fn without(chain: ChainId, size: u64, problem: Problem) -> SectionVerdicts {
    SectionVerdicts { chain, size, problem: Some(problem), verdicts: Vec::new() }
}

/// Files the second branch of a chain, which may have branched off from another branch. The answer's size is that of
/// the branch: what stands on the chain itself is another phone's.
async fn take_fork(
    hub: &Hub,
    carrier: Carrier,
    author: &DeviceRow,
    mut fork: Fork,
    now_ms: u64,
) -> Stored<SectionVerdicts> {
    let (tenant, chain) = (carrier.tenant, fork.chain());
    let mut shared = Vec::new();
    loop {
        shared.extend(fork.shared.iter().map(|pushed| pushed.hash));
        let (branch, below) = (fork.branch, fork.below().clone());
        let row = hub.storage.chain(tenant, branch).await?;
        let filed = match &row {
            Some(row) => Some(known_branch(hub, tenant, branch, row, author, below.clone()).await?),
            None => None,
        };
        let size = row.map_or(0, |row| row.edge.size());
        match fork.accept(filed.as_ref(), vec![author.seal_key.clone()]) {
            Ok(accepted) if may_carry(carrier, &accepted) => {
                tracing::warn!(device = %chain.device, "a chain forked");
                let mut taken = intake::take(hub, tenant, author, accepted, below, now_ms).await?;
                taken.problem = Some(Problem::Forked(branch.incarnation));
                taken.chain = chain;
                // What it shares may have come from the other phone alone: this one has not heard of it.
                super::merge(&mut taken.verdicts, verdicts_on(hub, tenant, shared).await?);
                return Ok(taken);
            }
            Ok(_) => return Ok(without(chain, size, Problem::Quarantined)),
            // Each place where it differs lies above the one before, so this ends.
            Err(SectionRefusal::Forked(next)) => fork = *next,
            Err(refusal) => return Ok(without(chain, size, refusal.problem())),
        }
    }
}

async fn verdicts_on(hub: &Hub, tenant: TenantId, hashes: Vec<Hash>) -> Stored<Vec<Judged>> {
    let known = hub.storage.known(tenant, hashes).await?;
    let judged = known
        .into_iter()
        .filter_map(|one| Some(Judged { seq: one.seq, verdict: one.verdict?, index: one.index }));
    Ok(judged.collect())
}

/// The proof of a request speaks for its own store alone. What is carried for another one has to be sealed by
/// that one to its last envelope, or anybody could write in anybody's name.
fn may_carry(carrier: Carrier, section: &AcceptedSection) -> bool {
    section.chain.device == carrier.device
        || section.envelopes.is_empty()
        || section.sealed_size >= section.from + section.envelopes.len() as u64
}

async fn known_chain(
    hub: &Hub,
    tenant: TenantId,
    chain: ChainId,
    row: Option<&ChainRow>,
    author: &DeviceRow,
    section: &OpenedSection,
) -> Stored<KnownChain> {
    let mut places: Vec<_> =
        section.envelopes.iter().map(|one| (one.subject, one.audience.clone())).collect();
    places.sort_unstable();
    places.dedup();
    let keys = hub.storage.salt_keys(tenant, chain, places).await?;
    let size = row.map_or(0, |row| row.edge.size());
    let overlap = if section.from < size {
        let hashes = chain_hashes(hub, tenant, chain, size).await?;
        Some(Overlap::new(&hashes, section.from))
    } else {
        None
    };
    Ok(KnownChain {
        size,
        frontier: row.map(|row| row.edge.clone()).unwrap_or_default(),
        sealed_size: row.map_or(0, |row| row.sealed_size),
        seal_keys: vec![author.seal_key.clone()],
        keys: keys.into_iter().collect(),
        overlap,
    })
}

/// What is filed of a fork's branch already: it begins at the edge that it shares.
async fn known_branch(
    hub: &Hub,
    tenant: TenantId,
    branch: ChainId,
    row: &ChainRow,
    author: &DeviceRow,
    below: Frontier,
) -> Stored<KnownChain> {
    let held = hub.storage.envelopes(tenant, branch, 0, EXCHANGE_ENVELOPES_MAX).await?;
    let hashes = held.into_iter().map(|one| one.hash).collect();
    Ok(KnownChain {
        size: row.edge.size(),
        frontier: row.edge.clone(),
        sealed_size: row.sealed_size,
        seal_keys: vec![author.seal_key.clone()],
        keys: Default::default(),
        overlap: Some(Overlap { before: below, hashes }),
    })
}

async fn chain_hashes(hub: &Hub, tenant: TenantId, chain: ChainId, size: u64) -> Stored<Vec<Hash>> {
    let limit = usize::try_from(size).unwrap_or(usize::MAX);
    let known = hub.storage.envelopes(tenant, chain, 0, limit).await?;
    Ok(known.into_iter().map(|one| one.hash).collect())
}
