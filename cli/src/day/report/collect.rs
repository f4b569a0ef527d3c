//! Collecting a day: what every phone tells of itself, everything that the hub holds, and small pictures.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::ids::Hash;
use counterfoil_domain::playbook::file::PlaybookFile;
use counterfoil_server::office::DayReport;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::pictures;
use super::record::{
    CertificateRecord, DayRecord, EvidenceRecord, InventoryRecord, NetworkRecord, OrderRecord,
    PhoneRecord, Picture, SyncRecord,
};
use crate::CliError;
use crate::day::office::Office;
use crate::day::process::PhoneProcess;

/// What the day itself knows.
#[derive(Debug, Clone, Copy)]
pub struct DayFacts {
    /// Its seed.
    pub seed: u64,
    /// When it began, ms since 1970.
    pub began_ms: u64,
    /// When it was over.
    pub ended_ms: u64,
    /// What the network did.
    pub network: NetworkRecord,
}

/// Asks phones and office for everything. Each phone syncs until it has nothing to say, and once more: what that
/// costs is in the report.
///
/// # Errors
/// A phone or the hub that does not answer as expected.
pub async fn collect(
    day: DayFacts,
    office: &Office,
    phones: &mut [&mut PhoneProcess],
) -> Result<DayRecord, CliError> {
    let mut told = Vec::new();
    for phone in phones.iter_mut() {
        told.push(phone_record(phone).await?);
    }
    let hub: DayReport = read(office.get("/v1/office/report").await?)?;
    let mut orders: Vec<OrderRecord> = Vec::new();
    for order in &hub.orders {
        orders.push(read(office.get(&format!("/v1/office/orders/{order}")).await?)?);
    }
    let playbook: PlaybookFile = read(office.get("/v1/office/playbook").await?)?;
    let pictures = pictures_of(office, &orders).await;
    Ok(DayRecord {
        seed: day.seed,
        began_ms: day.began_ms,
        ended_ms: day.ended_ms,
        hub,
        orders,
        playbook,
        phones: told,
        pictures,
        network: day.network,
    })
}

fn read<T: DeserializeOwned>(answer: Value) -> Result<T, CliError> {
    Ok(serde_json::from_value(answer)?)
}

/// Rounds after which a phone should have nothing left to say.
const ROUNDS_MAX: usize = 4;

async fn phone_record(phone: &mut PhoneProcess) -> Result<PhoneRecord, CliError> {
    for _ in 0..ROUNDS_MAX {
        let sync = phone.tell(json!({"do": "sync"})).await?;
        if ["pushed", "pulled", "uploaded"].iter().all(|name| sync[*name] == json!(0)) {
            break;
        }
    }
    // A phone that was never on duty has no balances to tell.
    let told = phone.ask(json!({"do": "balances"})).await?;
    let balances = serde_json::from_value(told["ok"]["balances"].clone()).ok();
    let inventory: InventoryRecord = read(phone.tell(json!({"do": "inventory"})).await?)?;
    Ok(PhoneRecord {
        name: phone.name.clone(),
        inventory,
        syncs: phone.syncs.clone(),
        balances,
        certificate: phone.certificate.clone(),
    })
}

/// A sync's answer as the report keeps it.
#[must_use]
pub fn sync_record(answer: &Value, at_ms: u64, took_ms: u64) -> SyncRecord {
    let known = serde_json::from_value::<SyncRecord>(answer["ok"].clone()).unwrap_or_default();
    SyncRecord { at_ms, took_ms, ..known }
}

/// A certificate's answer as the report keeps it; `None` if it says that something is left.
#[must_use]
pub fn certificate_record(answer: &Value) -> Option<CertificateRecord> {
    serde_json::from_value(answer["ok"]["statement"].clone()).ok()
}

async fn pictures_of(office: &Office, orders: &[OrderRecord]) -> BTreeMap<Hash, Picture> {
    let mut tried: BTreeSet<Hash> = BTreeSet::new();
    let mut found = BTreeMap::new();
    for one in orders.iter().flat_map(|order| &order.evidence) {
        if !one.arrived || !tried.insert(one.hash) {
            continue;
        }
        let Some(small) = small_one(one) else { continue };
        let fetched = office.blob(&one.envelope.to_string(), &small.to_string()).await;
        let picture = fetched.ok().and_then(pictures::picture);
        if let Some(picture) = picture {
            found.insert(one.hash, picture);
        }
    }
    pictures::fit(found)
}

/// The derivative that people look at: a photograph's thumbnail, a signature's drawing.
fn small_one(one: &EvidenceRecord) -> Option<Hash> {
    let of = |start: &str| {
        let mut made = one.derivatives.iter();
        made.find(|(recipe, _)| recipe.starts_with(start)).map(|(_, hash)| *hash)
    };
    of("thumb/").or_else(|| of("png/"))
}
