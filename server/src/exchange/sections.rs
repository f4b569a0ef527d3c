//! The sections of a request: held against what the hub has of their chains, then taken.

use counterfoil_domain::ids::{ChainId, Hash, TenantId};
use counterfoil_domain::limits::EXCHANGE_ENVELOPES_MAX;
use counterfoil_domain::merkle::Frontier;
use counterfoil_sync::hub::{AcceptedSection, KnownChain, Overlap, SectionRefusal, accept_section};
use counterfoil_sync::wire::{OpenedSection, Problem, SectionVerdicts};

use super::Caller;
use crate::hub::Hub;
use crate::intake;
use crate::storage::{ChainRow, DeviceRow, Stored};

/// Takes one section of a request.
pub(super) async fn take(
    hub: &Hub,
    caller: &Caller,
    section: OpenedSection,
    now_ms: u64,
) -> Stored<SectionVerdicts> {
    let (tenant, chain) = (caller.tenant, section.chain);
    let problem = |size, problem| SectionVerdicts {
        chain,
        size,
        problem: Some(problem),
        verdicts: Vec::new(),
    };
    let row = hub.storage.chain(tenant, chain).await?;
    let size = row.as_ref().map_or(0, |row| row.edge.size());
    let Some(author) = hub.storage.device(tenant, chain.device).await? else {
        return Ok(problem(size, Problem::Quarantined));
    };
    let edge = row.as_ref().map(|row| row.edge.clone()).unwrap_or_default();
    let known = known_chain(hub, tenant, chain, row.as_ref(), &author, &section).await?;
    match accept_section(section, tenant, &known) {
        Ok(accepted) if may_carry(caller, &accepted) => {
            intake::take(hub, tenant, &author, accepted, edge, now_ms).await
        }
        Ok(_) => Ok(problem(size, Problem::Quarantined)),
        Err(SectionRefusal::Forked(fork)) => {
            let (branch, at) = (fork.branch, fork.at);
            let hashes = chain_hashes(hub, tenant, chain, at).await?;
            let mut below = Frontier::new();
            hashes.iter().for_each(|hash| below.push(*hash));
            let branch_row = hub.storage.chain(tenant, branch).await?;
            let filed = match branch_row {
                Some(row) => {
                    Some(known_branch(hub, tenant, branch, &row, &author, below.clone()).await?)
                }
                None => None,
            };
            let keys = vec![author.seal_key.clone()];
            match fork.accept(filed.as_ref(), keys) {
                Ok(accepted) if may_carry(caller, &accepted) => {
                    tracing::warn!(device = %chain.device, "a chain forked");
                    let mut taken =
                        intake::take(hub, tenant, &author, accepted, below, now_ms).await?;
                    taken.problem = Some(Problem::Forked(branch.incarnation));
                    (taken.chain, taken.size) = (chain, size);
                    Ok(taken)
                }
                Ok(_) => Ok(problem(size, Problem::Quarantined)),
                Err(refusal) => Ok(problem(size, refusal.problem())),
            }
        }
        Err(refusal) => Ok(problem(size, refusal.problem())),
    }
}

/// The proof of a request speaks for its own store alone. What is carried for another one has to be sealed by
/// that one to its last envelope, or anybody could write in anybody's name.
fn may_carry(caller: &Caller, section: &AcceptedSection) -> bool {
    section.chain.device == caller.device.device
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
