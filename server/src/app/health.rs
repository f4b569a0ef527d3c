//! Routes of those who run the hub; nothing in their answers names a person, a device or an order.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use crate::metrics::push;
use crate::problem::Answer;
use crate::safe::SafetyMode;
use crate::server::Server;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    lineage: String,
    log_size: u64,
    safe_size: Option<u64>,
    safe_reached_at_ms: Option<u64>,
    safety: SafetyMode,
    /// Said whenever `safe` means less than two machines.
    warning: Option<&'static str>,
    /// Where changes are tried: in a `process` of their own, or on a `thread` of the hub.
    gate_worker: &'static str,
}

fn warning(mode: SafetyMode) -> Option<&'static str> {
    match mode {
        SafetyMode::Backup => None,
        SafetyMode::BackupOnSameDevice => Some("backup and hub lie on one device"),
        SafetyMode::StoredByHand => Some("no backups: safe means stored, by hand"),
        SafetyMode::None => Some("no backups: nothing becomes safe"),
    }
}

/// `GET /v1/health`
pub(super) async fn health(State(hub): State<Server>) -> Answer<Response> {
    let log = hub.log_point().await?;
    let safe = hub.safe_point().await?;
    let horizon = hub.storage.horizon(hub.tenant()).await?;
    let safety = hub.safety_mode();
    let health = Health {
        status: "ok",
        lineage: log.lineage.to_string(),
        log_size: log.size,
        safe_size: safe.map(|point| point.size),
        safe_reached_at_ms: horizon.map(|row| row.reached_at_ms),
        safety,
        warning: warning(safety),
        gate_worker: if hub.engine.worker.is_apart() { "process" } else { "thread" },
    };
    Ok((StatusCode::OK, Json(health)).into_response())
}

/// `GET /v1/metrics`
pub(super) async fn metrics(State(hub): State<Server>) -> Answer<Response> {
    let mut text = hub.metrics.to_text();
    let sums = hub.storage.sums(hub.tenant()).await?;
    let (blobs, blob_bytes) = hub.storage.blob_sums(hub.tenant()).await?;
    let log = hub.log_point().await?;
    let safe = hub.safe_point().await?.map_or(0, |point| point.size);
    let gauges: [(&str, &str, u64); 8] = [
        ("log_entries", "Entries in the log", log.size),
        ("safe_entries", "Entries below the safe horizon", safe),
        ("envelopes", "Envelopes filed", sums.envelopes),
        ("envelopes_waiting", "Envelopes without a final verdict", sums.held),
        ("subjects", "Orders, shifts, places and assets", sums.subjects),
        ("devices", "Stores enrolled and not revoked", sums.devices),
        ("blobs", "Blobs stored", blobs),
        ("blob_bytes", "Plain bytes of blobs stored", blob_bytes),
    ];
    for (name, help, value) in gauges {
        push(&mut text, name, help, "gauge", value);
    }
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
