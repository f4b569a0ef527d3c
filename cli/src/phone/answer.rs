//! Answers as JSON: results, and errors by what a person can do about them.

use counterfoil_client::account::{AccountStatus, Inventory};
use counterfoil_client::orders::{Done, ScanVerdict};
use counterfoil_client::syncing::{HeldBack, HeldBackWhy, Report, SyncStatus};
use counterfoil_client::{ClientError, NotAllowed};
use counterfoil_domain::receipt::CertificateStatement;
use serde_json::{Value, json};

/// An error: its kind, and words in Chinese and English where there are any.
pub(super) fn error(error: &ClientError) -> Value {
    let kind = match error {
        ClientError::Offline => "offline",
        ClientError::SignInAgain => "sign_in_again",
        ClientError::StorageFull => "storage_full",
        ClientError::AlreadyOpen => "already_open",
        ClientError::NotFound { .. } => "not_found",
        ClientError::NotAllowed { .. } => "not_allowed",
        ClientError::WrongPin { .. } => "wrong_pin",
        ClientError::Damaged { .. } => "damaged",
        ClientError::UpdateNeeded => "update_needed",
        ClientError::Closed => "closed",
        ClientError::Internal { .. } => "internal",
    };
    let words: Vec<&String> = match error {
        ClientError::NotAllowed { reason } => {
            reason.words_zh.iter().chain(&reason.words_en).collect()
        }
        _ => Vec::new(),
    };
    json!({ "kind": kind, "says": error.to_string(), "words": words })
}

/// What is missing, in Chinese and English.
pub(super) fn not_allowed(reason: &NotAllowed) -> Value {
    json!({ "code": reason.code, "zh": reason.words_zh, "en": reason.words_en })
}

/// What an act made.
pub(super) fn done(done: &Done) -> Value {
    let facts: Vec<String> = done.facts.iter().map(|(fact, _)| fact.to_string()).collect();
    json!({ "envelopes": done.envelopes, "facts": facts, "hub_decides": done.hub_decides })
}

/// How the account stands.
pub(super) fn account(status: &AccountStatus) -> Value {
    let enrolled = status.enrolled.as_ref().map(|enrolled| {
        json!({
            "person": enrolled.person, "name": enrolled.person_name, "device": enrolled.device,
            "tenant": enrolled.tenant_name, "roles": enrolled.roles,
        })
    });
    json!({
        "enrolled": enrolled, "sign_in_again": status.sign_in_again, "shift": status.shift,
        "in_break": status.in_break,
    })
}

/// What a session did.
pub(super) fn report(report: &Report) -> Value {
    let traffic = &report.traffic;
    let noticed: Vec<String> = report.noticed.iter().map(|one| format!("{one:?}")).collect();
    json!({
        "pushed": report.pushed, "pulled": report.pulled, "uploaded": report.uploaded,
        "bytes_up": traffic.bytes_up, "bytes_down": traffic.bytes_down,
        "header_bytes_up": traffic.header_bytes_up, "header_bytes_down": traffic.header_bytes_down,
        "round_trips": traffic.round_trips,
        "exchange_bytes_up": report.exchange.bytes_up,
        "exchange_bytes_down": report.exchange.bytes_down,
        "exchange_round_trips": report.exchange.round_trips, "ended": format!("{:?}", report.why),
        "done": report.is_done(), "unsent": report.unsent, "blobs_left": report.blobs_left.0,
        "noticed": noticed, "held_back": report.held_back.map(held_back),
    })
}

/// Files that were held back, and why.
fn held_back(held: HeldBack) -> Value {
    let (why, zh, en) = match held.why {
        HeldBackWhy::Battery(percent) => (
            "battery",
            format!("电量 {percent}%,{} 张原图留待充电后上传", held.blobs),
            format!("battery at {percent} %: {} originals wait for a charge", held.blobs),
        ),
        HeldBackWhy::Asked => (
            "metered",
            format!("按流量计费,{} 张原图留待无线网络上传", held.blobs),
            format!("metered network: {} originals wait for a better one", held.blobs),
        ),
    };
    json!({
        "why": why, "blobs": held.blobs, "sealed_bytes": held.sealed_bytes,
        "words": { "zh": zh, "en": en },
    })
}

/// How far the work of this phone is.
pub(super) fn status(status: &SyncStatus) -> Value {
    let stuck = status.stuck.iter().map(|one| {
        json!({ "order": one.subject, "envelope": one.hash, "why": format!("{:?}", one.reason) })
    });
    json!({
        "on_phone": status.on_phone, "stored": status.stored, "safe": status.safe,
        "blobs_waiting": status.blobs_waiting, "blob_bytes_waiting": status.blob_bytes_waiting,
        "drafts": status.drafts, "sign_in_again": status.sign_in_again,
        "hub_changed": status.hub_changed_at_ms.is_some(),
        "stuck": stuck.collect::<Vec<_>>(),
    })
}

/// Every chain and blob.
pub(super) fn inventory(inventory: &Inventory) -> Value {
    let chains = inventory.chains.iter().map(
        |chain| json!({ "incarnation": chain.incarnation, "size": chain.size, "root": chain.root }),
    );
    json!({
        "device": inventory.device, "chains": chains.collect::<Vec<_>>(),
        "blobs": inventory.blobs,
    })
}

/// What a scanned code means.
pub(super) fn verdict(verdict: &ScanVerdict) -> Value {
    match verdict {
        ScanVerdict::Known { orders } => {
            json!({ "verdict": "known", "order": orders.first(), "orders": orders })
        }
        ScanVerdict::DoNotLoad { order } => json!({ "verdict": "do_not_load", "order": order }),
        ScanVerdict::AnotherPersons { order, holder } => {
            json!({ "verdict": "another_persons", "order": order, "holder": holder })
        }
        ScanVerdict::Unknown => json!({ "verdict": "unknown", "order": null }),
    }
}

/// What a hub certified: "nothing left on this phone".
pub(super) fn certified(statement: &CertificateStatement) -> Value {
    let chains = statement.chains.iter().map(|receipt| {
        json!({
            "incarnation": receipt.chain.incarnation, "size": receipt.size, "root": receipt.root,
            "sealed_size": receipt.sealed_size,
        })
    });
    json!({
        "device": statement.device, "chains": chains.collect::<Vec<_>>(),
        "shift_closed": statement.shift_closed, "blobs": statement.blobs,
        "blobs_root": statement.blobs_root, "log_size": statement.log.size,
        "log_root": statement.log.root, "safe_size": statement.safe.size,
        "time_ms": statement.time_ms,
    })
}
