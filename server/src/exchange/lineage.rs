//! A hub that lost entries: it learns so from a cursor that it gave and that its log does not contain.

use counterfoil_domain::cbor;
use counterfoil_domain::ids::{DeviceId, TenantId};
use counterfoil_domain::log::{LineageBegun, Statement};
use counterfoil_sync::wire::Cursor;
use minicbor::bytes::ByteArray;

use super::{Caller, Moment};
use crate::hub::Hub;
use crate::storage::{Stored, Tip};

/// Milliseconds between two new lineages that one device's cursor may cause.
const LINEAGE_PAUSE_MS: u64 = 24 * 60 * 60 * 1000;

/// The tip; if the phone has seen what this log does not contain, the hub lost entries: a new lineage begins.
pub(super) async fn settled_tip(
    hub: &Hub,
    caller: &Caller,
    cursor: Option<&Cursor>,
    moment: &Moment<'_>,
) -> Stored<Tip> {
    let tip = hub.storage.tip(caller.tenant).await?;
    let Some(cursor) = cursor.filter(|cursor| cursor.lineage == tip.lineage) else {
        return Ok(tip);
    };
    if contains(hub, caller.tenant, cursor).await? {
        return Ok(tip);
    }
    if cursor.mark != Some(mark(moment, caller.tenant, caller.device.device, cursor)) {
        tracing::warn!("a cursor that this hub never gave");
        return Ok(tip);
    }
    if !may_begin_lineage(hub, caller.tenant, caller.device.device, moment.now_ms) {
        return Ok(tip);
    }
    tracing::error!(
        seen = cursor.index,
        size = tip.size,
        "a phone has seen entries that this log does not contain: a new lineage begins"
    );
    let begun = LineageBegun {
        lineage: moment.lineage,
        parent: Some(tip.lineage),
        size: tip.size,
        root: tip.root,
    };
    hub.storage.append(caller.tenant, vec![Statement::Lineage(begun)], moment.now_ms).await?;
    hub.storage.tip(caller.tenant).await
}

/// The hub's mark on a cursor that it gives to a store.
pub(super) fn mark(
    moment: &Moment<'_>,
    tenant: TenantId,
    device: DeviceId,
    cursor: &Cursor,
) -> [u8; 16] {
    let place = (cursor.lineage, cursor.index, ByteArray::from(cursor.root));
    (moment.mark)(&cbor::encode(&(tenant, device, place)))
}

fn may_begin_lineage(hub: &Hub, tenant: TenantId, device: DeviceId, now_ms: u64) -> bool {
    let mut lost = hub.lost.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let last = lost.insert((tenant, device), now_ms);
    last.is_none_or(|last| now_ms.saturating_sub(last) >= LINEAGE_PAUSE_MS)
}

pub(super) async fn contains(hub: &Hub, tenant: TenantId, cursor: &Cursor) -> Stored<bool> {
    let root = hub.storage.root_at(tenant, cursor.index).await?;
    Ok(root.is_some_and(|root| root.short() == cursor.root))
}
