//! What a day leaves behind: the phones' own answers, the hub's, and the pictures, for the report to compare and
//! to show. Nothing here is computed; it is what either side said.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{DeviceId, Hash};
use counterfoil_domain::order::Sheet;
use counterfoil_domain::order::telling::Told;
use counterfoil_domain::playbook::file::PlaybookFile;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::shift::Balances;
use counterfoil_server::office::DayReport;
use serde::{Deserialize, Serialize};

/// A whole day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DayRecord {
    /// From which the cuts and kills of the day follow.
    pub seed: u64,
    /// When the day began by this machine's clock, ms since 1970.
    pub began_ms: u64,
    /// When it was over.
    pub ended_ms: u64,
    /// What the hub holds.
    pub hub: DayReport,
    /// Every order, as the office sees it.
    pub orders: Vec<OrderRecord>,
    /// How this tenant works, with the names of everything.
    pub playbook: PlaybookFile,
    /// Every phone, as it tells of itself.
    pub phones: Vec<PhoneRecord>,
    /// Small pictures, by the hash of the evidence that they show.
    pub pictures: BTreeMap<Hash, Picture>,
    /// What the network did.
    pub network: NetworkRecord,
}

/// One order, as far as the report reads what the office is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OrderRecord {
    /// Fields with conflicts and proposals, timeline, both sides of a dispute, money, parts, visits.
    pub sheet: Sheet,
    /// The sheet's timeline in words, row by row.
    pub timeline: Vec<ToldRecord>,
    /// Every blob that an envelope of the order names.
    pub evidence: Vec<EvidenceRecord>,
}

/// One row of a timeline in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ToldRecord {
    /// What happened.
    pub told: Told,
}

/// A blob that an envelope names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The envelope; its hash is also the way to the bytes.
    pub envelope: Hash,
    /// SHA-256 of the plain bytes.
    pub hash: Hash,
    /// Plain bytes.
    pub size_bytes: u64,
    /// Media type.
    pub media_type: String,
    /// What it shows.
    pub role: String,
    /// The same for people.
    pub role_name: Words,
    /// Whether its bytes are at the hub.
    pub arrived: bool,
    /// Whether they also survive losing that machine.
    pub safe: bool,
    /// Derivatives that are at the hub: recipe and hash.
    pub derivatives: BTreeMap<String, Hash>,
}

/// One phone: one sealed store of one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhoneRecord {
    /// Whose it is, as the day calls them.
    pub name: String,
    /// What it says that it has made.
    pub inventory: InventoryRecord,
    /// Every sync, in order.
    pub syncs: Vec<SyncRecord>,
    /// Things, cash and work of its last shift; absent if it tells none.
    pub balances: Option<Balances>,
    /// The last certificate that it was given; absent if it got none.
    pub certificate: Option<CertificateRecord>,
}

/// Every chain and every blob that a phone has made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InventoryRecord {
    /// The store.
    pub device: DeviceId,
    /// Its lives, the oldest first.
    pub chains: Vec<ChainRecord>,
    /// Plain hashes of the blobs that its envelopes name, sorted.
    pub blobs: Vec<Hash>,
}

/// One life of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainRecord {
    /// Which.
    pub incarnation: String,
    /// Envelopes.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// One sync of a phone, by its own counting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SyncRecord {
    /// When it ended by this machine's clock, ms since 1970.
    pub at_ms: u64,
    /// How long it took, ms.
    pub took_ms: u64,
    /// Envelopes that the hub confirmed.
    pub pushed: u64,
    /// Entries that were applied.
    pub pulled: u64,
    /// Blobs that arrived whole.
    pub uploaded: u64,
    /// Bytes of bodies sent.
    pub bytes_up: u64,
    /// Bytes of bodies received.
    pub bytes_down: u64,
    /// Bytes of header lines sent.
    pub header_bytes_up: u64,
    /// Bytes of header lines received.
    pub header_bytes_down: u64,
    /// Requests that were answered.
    pub round_trips: u64,
    /// Of the bytes sent, those of the exchange alone.
    pub exchange_bytes_up: u64,
    /// Of the bytes received, those of the exchange alone.
    pub exchange_bytes_down: u64,
    /// Of the round trips, those of the exchange alone.
    pub exchange_round_trips: u64,
    /// Why it ended, as the phone names it.
    pub ended: String,
    /// Whether nothing was left to do.
    pub done: bool,
    /// Envelopes that the hub did not have afterwards.
    pub unsent: u64,
    /// Blobs that the hub did not have afterwards.
    pub blobs_left: u64,
}

/// "Nothing left on this phone", as the hub certified it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CertificateRecord {
    /// The store.
    pub device: DeviceId,
    /// Its chains when it was issued.
    pub chains: Vec<ChainRecord>,
    /// The envelope that closed the shift.
    pub shift_closed: Hash,
    /// Distinct blobs, all stored and hashed again.
    pub blobs: u64,
    /// SHA-256 over their sorted hashes.
    pub blobs_root: Hash,
    /// Entries of the log.
    pub log_size: u64,
    /// The log's root.
    pub log_root: Hash,
    /// Entries that survive losing the hub's machine.
    pub safe_size: u64,
    /// The hub's time, ms since 1970.
    pub time_ms: u64,
}

/// A small picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Picture {
    /// The file: JPEG or PNG.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width_px: u32,
    /// Pixels down.
    pub height_px: u32,
}

/// What the network between phones and hub did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkRecord {
    /// Bytes carried, both ways.
    pub carried_bytes: u64,
    /// Connections that were cut in the middle.
    pub cuts: u64,
    /// When there was no signal: from and to, ms since 1970.
    pub without_signal_ms: Option<(u64, u64)>,
}
