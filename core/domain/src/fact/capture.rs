//! What a person captures at the door: pictures, signatures, places, scans, words.

use minicbor::{Decode, Encode};

use crate::ids::{FactId, Hash, SubjectId};

/// A photograph: the original by its hash, and what its EXIF said. Derivatives are keyed by
/// (original, recipe) and travel with the upload.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Photo {
    /// SHA-256 of the original file, taken before anything else touched it.
    #[n(0)]
    pub original: Hash,
    /// What it shows: `door`, `damage`, `nameplate`; as the playbook names it.
    #[n(1)]
    pub role: String,
    /// Width after orientation, px; 0 if the picture could not be read.
    #[n(2)]
    pub width_px: u32,
    /// Height after orientation, px.
    #[n(3)]
    pub height_px: u32,
    /// The camera's own time, as EXIF wrote it (local time without zone).
    #[n(4)]
    pub exif_taken_at: Option<String>,
    /// Latitude from EXIF, WGS-84, 1e-7 degree.
    #[n(5)]
    pub exif_latitude_e7: Option<i32>,
    /// Longitude from EXIF, WGS-84, 1e-7 degree.
    #[n(6)]
    pub exif_longitude_e7: Option<i32>,
    /// Maker and model.
    #[n(7)]
    pub camera: Option<String>,
    /// 64-bit difference hash, for near duplicates.
    #[cbor(n(8), with = "minicbor::bytes")]
    pub look: Option<[u8; 8]>,
    /// Why there are no derivatives, if there are none.
    #[n(9)]
    pub unreadable: Option<String>,
    /// Sharpness, thousandths: how much neighbouring pixels differ against ones that are eight apart, at 640 px; absent
    /// if it cannot be told.
    #[n(10)]
    pub sharpness_milli: Option<u32>,
    /// The luminance, 0 to 255, that a tenth of the pixels exceed.
    #[n(11)]
    pub light: Option<u8>,
}

/// One line of what was shown to a signer, and its proof: for one signature over several orders.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ShownLine {
    /// Place among the lines.
    #[n(0)]
    pub index: u32,
    /// Lines in all.
    #[n(1)]
    pub count: u32,
    /// This order's own line, as shown.
    #[n(2)]
    pub text: String,
    /// Audit path (RFC 6962) from the line's hash to the root.
    #[n(3)]
    pub path: Vec<Hash>,
    /// The line's salt: its leaf is the salt, then the text.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub salt: [u8; 16],
}

/// A signature: strokes, signer, and the hash of exactly what was shown. For several orders the hash is the
/// RFC 6962 root over the lines, and each order's fact proves its own line alone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignatureFact {
    /// SHA-256 of the encoded strokes.
    #[n(0)]
    pub strokes: Hash,
    /// The signer's name.
    #[n(1)]
    pub signer: String,
    /// The signer's role: `recipient`, `proxy`, `customer`.
    #[n(2)]
    pub role: String,
    /// SHA-256 of what was shown, or the root over its lines.
    #[n(3)]
    pub shown: Hash,
    /// This order's line, when several orders were signed at once.
    #[n(4)]
    pub line: Option<ShownLine>,
}

/// The signer would not or could not sign.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Unsigned {
    /// A reason code of the playbook.
    #[n(0)]
    pub reason: String,
    /// Words.
    #[n(1)]
    pub note: Option<String>,
}

/// Who measured a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum FixProvider {
    /// Satellites.
    #[n(1)]
    Satellite,
    /// Cells and wireless networks.
    #[n(2)]
    Network,
    /// The platform's mixture.
    #[n(3)]
    Fused,
    /// A person on the map.
    #[n(4)]
    Manual,
}

/// A position, WGS-84.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Fix {
    /// Latitude, 1e-7 degree.
    #[n(0)]
    pub latitude_e7: i32,
    /// Longitude, 1e-7 degree.
    #[n(1)]
    pub longitude_e7: i32,
    /// Radius of 68 % confidence, decimetres.
    #[n(2)]
    pub accuracy_dm: u32,
    /// Age at capture, ms.
    #[n(3)]
    pub age_ms: u64,
    /// Who measured it.
    #[n(4)]
    pub provider: FixProvider,
    /// Whether the platform says that it is mocked.
    #[n(5)]
    pub mock: bool,
    /// The fact that it belongs to.
    #[n(6)]
    pub of: Option<FactId>,
}

/// A scanned code.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Scan {
    /// Exactly what the scanner read.
    #[n(0)]
    pub raw: String,
    /// The symbology: `code128`, `qr`, `data_matrix`, `typed`.
    #[n(1)]
    pub symbology: String,
    /// Whether it names a key of this subject.
    #[n(2)]
    pub matches: bool,
}

/// A measured value with its unit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Reading {
    /// The quantity: `temperature`.
    #[n(0)]
    pub quantity: String,
    /// Thousandths of the unit.
    #[n(1)]
    pub value_milli: i64,
    /// The unit: `cel`, as UCUM writes it.
    #[n(2)]
    pub unit: String,
    /// The sensor.
    #[n(3)]
    pub sensor: Option<String>,
    /// How long before it was written down it was measured, ms: values that were read out of a logger.
    #[n(4)]
    pub ago_ms: Option<u64>,
}

/// Consent to a locker, station, proxy or doorstep.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Consent {
    /// To what: `locker`, `station`, `proxy`, `doorstep`.
    #[n(0)]
    pub to: String,
    /// Who consented.
    #[n(1)]
    pub who: String,
    /// By which channel of the playbook: `phone`, `sms`, `wechat`, `in_person`, `standing`.
    #[n(2)]
    pub channel: String,
    /// Their words.
    #[n(3)]
    pub words: String,
    /// The contact attempts behind it.
    #[n(4)]
    pub attempts: Vec<FactId>,
    /// The place that holds a standing consent.
    #[n(5)]
    pub place: Option<SubjectId>,
    /// The photograph on this order that shows it: a screenshot.
    #[n(6)]
    pub screenshot: Option<FactId>,
    /// Until when a standing authorisation is good, ms since 1970, exclusive.
    #[n(7)]
    pub until_ms: Option<u64>,
}

/// The customer refused the goods (拒收).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refusal {
    /// A reason code of the playbook.
    #[n(0)]
    pub reason: String,
    /// Who refused.
    #[n(1)]
    pub who: Option<String>,
    /// Words.
    #[n(2)]
    pub note: Option<String>,
}

/// How an attempt to reach somebody ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ContactOutcome {
    /// Spoken or answered.
    #[n(1)]
    Reached,
    /// Nobody answered.
    #[n(2)]
    NoAnswer,
    /// Busy or declined.
    #[n(3)]
    Declined,
    /// The number does not exist.
    #[n(4)]
    WrongNumber,
    /// Switched off, or out of service.
    #[n(5)]
    Off,
}

/// An attempt to reach somebody. The number itself stays in the contact document.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ContactAttempt {
    /// By which channel.
    #[n(0)]
    pub channel: String,
    /// The path of the number in the contact document.
    #[n(1)]
    pub number_path: String,
    /// How long it lasted, ms.
    #[n(2)]
    pub lasted_ms: u64,
    /// How it ended.
    #[n(3)]
    pub outcome: ContactOutcome,
    /// How long before it was written down it ended, ms; absent for just now. With the length it says when it
    /// began and ended, by the clock that no one sets.
    #[n(4)]
    pub ended_ago_ms: Option<u64>,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Comment {
    /// The words.
    #[n(0)]
    pub text: String,
}
