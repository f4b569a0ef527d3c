//! Runs that cannot be filed yet: with a gap below them (a dead phone's work that a colleague hands in piece by
//! piece), without their store's seal, or of a store that is not enrolled. They are kept as they came, under
//! the quota of who brought them, and taken by themselves once what they lacked is here.

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, DeviceId, TenantId};
use counterfoil_domain::merkle::Frontier;
use counterfoil_domain::receipt::{KeptRun, Level, Receipt};
use counterfoil_domain::verdict::Counts;
use counterfoil_sync::wire::{Carrier, OpenedSection, Problem, SectionVerdicts};

use super::sections::{self, Came};
use crate::hub::Hub;
use crate::storage::{QuarantinedRun, Stored};

/// The run as it would be kept; `None` for one that has nothing to wait for, which spares the copy.
pub(super) async fn may_wait(
    hub: &Hub,
    carrier: Carrier,
    section: &OpenedSection,
) -> Stored<Option<QuarantinedRun>> {
    let chain = section.chain;
    if section.envelopes.is_empty() {
        return Ok(None);
    }
    if chain.device == carrier.device {
        let row = hub.storage.chain(carrier.tenant, chain).await?;
        if section.from <= row.map_or(0, |row| row.edge.size()) {
            return Ok(None);
        }
    }
    let bytes = section.to_bytes();
    Ok(Some(QuarantinedRun {
        carrier: carrier.device,
        chain,
        from: section.from,
        to: section.to(),
        hash: sha256(&bytes),
        section: bytes,
    }))
}

/// Keeps a run; gives what of its chain its carrier has waiting now.
pub(super) async fn keep(
    hub: &Hub,
    tenant: TenantId,
    run: Option<QuarantinedRun>,
    now_ms: u64,
) -> Stored<Vec<KeptRun>> {
    let Some(run) = run else { return Ok(Vec::new()) };
    let (carrier, chain) = (run.carrier, run.chain);
    if !hub.storage.quarantine(tenant, run, now_ms).await? {
        tracing::warn!(%carrier, "no room left for runs that wait");
    }
    hub.storage.quarantined_by(tenant, carrier, chain).await
}

/// Takes what waited for the section that was just filed, and answers for it too.
pub(super) async fn fill_behind(
    hub: &Hub,
    tenant: TenantId,
    answered: &mut SectionVerdicts,
    now_ms: u64,
) -> Stored<()> {
    let filled = fill(hub, tenant, answered.chain, now_ms).await?;
    // Two branches of a chain have the same places: a verdict on the one says nothing of the other.
    let branch = |one: &SectionVerdicts| match one.problem {
        Some(Problem::Forked(branch)) => Some(branch),
        _ => None,
    };
    for one in filled {
        if one.chain != answered.chain || branch(&one) != branch(answered) {
            continue;
        }
        super::merge(&mut answered.verdicts, one.verdicts);
        answered.size = answered.size.max(one.size);
        let plain = |problem| matches!(problem, None | Some(Problem::Unsealed));
        if plain(answered.problem) && plain(one.problem) {
            answered.problem = one.problem;
        }
    }
    Ok(())
}

/// Takes every run of a chain that waits and can be filed now.
async fn fill(
    hub: &Hub,
    tenant: TenantId,
    chain: ChainId,
    now_ms: u64,
) -> Stored<Vec<SectionVerdicts>> {
    let mut filled = Vec::new();
    loop {
        let row = hub.storage.chain(tenant, chain).await?;
        let size = row.map_or(0, |row| row.edge.size());
        let Some(run) = hub.storage.next_quarantined(tenant, chain, size).await? else {
            return Ok(filled);
        };
        let carrier = Carrier { tenant, device: run.carrier };
        let Ok(section) = OpenedSection::from_bytes(&run.section, &carrier) else {
            hub.storage.quarantine_tried(tenant, run).await?;
            continue;
        };
        let taken = sections::settle(hub, carrier, section, Came::Before, now_ms).await?;
        match taken.problem {
            None | Some(Problem::Unsealed | Problem::Forked(_)) => {
                hub.storage.unquarantine(tenant, run).await?;
                filled.push(taken);
            }
            Some(Problem::Busy(_)) => {
                filled.push(taken);
                return Ok(filled);
            }
            Some(_) => hub.storage.quarantine_tried(tenant, run).await?,
        }
    }
}

/// Takes what waits of every chain of a store: it has been enrolled, or an update can judge it now. Gives how
/// many runs were filed.
pub async fn fill_store(
    hub: &Hub,
    tenant: TenantId,
    device: DeviceId,
    now_ms: u64,
) -> Stored<usize> {
    let mut runs = 0;
    for chain in hub.storage.quarantined_chains(tenant, device).await? {
        runs += fill(hub, tenant, chain, now_ms).await?.len();
    }
    Ok(runs)
}

/// The receipt for a chain of which nothing could be filed yet.
pub(super) fn receipt_without_chain(chain: ChainId, kept: Vec<KeptRun>) -> Receipt {
    Receipt {
        chain,
        size: 0,
        root: Frontier::new().root(),
        sealed_size: 0,
        level: Level::Stored,
        counts: Counts::default(),
        kept: Some(kept),
    }
}
