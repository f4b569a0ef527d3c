//! Manuals, and whether everything for the day is here.

use counterfoil_client::manuals::{ManualHeld, Ready};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::ids::SubjectId;
use serde_json::{Value, json};

/// The manuals that one order needs, or all open ones.
pub(super) fn manuals(phone: &Phone, order: Option<SubjectId>) -> Result<Value, ClientError> {
    let manuals = match order {
        Some(order) => phone.orders().manuals(order)?,
        None => phone.account().manuals()?,
    };
    Ok(json!({ "manuals": manuals.iter().map(manual).collect::<Vec<_>>() }))
}

fn manual(held: &ManualHeld) -> Value {
    json!({
        "hash": held.hash, "title": held.title, "version": held.version,
        "media_type": held.media_type, "size_bytes": held.size_bytes,
        "here_bytes": held.here_bytes, "here": held.is_here(), "orders": held.orders,
    })
}

/// "7 of 8".
pub(super) fn ready(phone: &Phone) -> Result<Value, ClientError> {
    let ready = phone.account().ready()?;
    let Ready { orders, manuals, manuals_here, bytes_left, is_known } = ready;
    Ok(json!({
        "ready": ready.is_ready(), "orders": orders, "manuals": manuals,
        "manuals_here": manuals_here, "bytes_left": bytes_left, "known": is_known,
        "words": words(&ready),
    }))
}

fn words(ready: &Ready) -> Value {
    let Ready { orders, manuals, manuals_here, .. } = ready;
    if !ready.is_known {
        return json!({
            "zh": "还没有同步过,不知道需要哪些手册",
            "en": "not synced yet: nobody knows which manuals are needed",
        });
    }
    let (zh, en) = match ready.is_ready() {
        true => ("可以出发", "ready to go"),
        false => ("先别进地下室", "not yet: stay where there is signal"),
    };
    if *manuals == 0 {
        return json!({
            "zh": format!("{zh}:{orders} 单,不需要手册"),
            "en": format!("{en}: {orders} orders, no manuals needed"),
        });
    }
    json!({
        "zh": format!("{zh}:{orders} 单,手册 {manuals_here}/{manuals}"),
        "en": format!("{en}: {orders} orders, {manuals_here} of {manuals} manuals"),
    })
}
