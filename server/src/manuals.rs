//! Manuals: documents that workers need on site. The office uploads them in versions and pins them by kind of
//! order or by model; a phone is told which ones its orders need and fetches their bytes piece by piece.
//!
//! They hold nothing about customers: any enrolled store with a live token may read them, and their bytes lie
//! plain in the object store, under the office's device and their hash.

mod fetching;
mod shelf;

pub use shelf::{ManualShown, ManualVersion, NewManual, Pin, Pins};

/// Media types that a manual may have: what phones can show.
pub const MEDIA_TYPES: [&str; 9] = [
    "application/pdf",
    counterfoil_domain::faults::FAULTS_MEDIA_TYPE,
    counterfoil_domain::map::OUTLETS_MEDIA_TYPE,
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/markdown",
    "text/plain",
    "video/mp4",
];
