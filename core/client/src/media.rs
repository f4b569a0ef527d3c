//! Media: what the phone's camera and sign pad hand over, made ready to be kept as evidence.
//!
//! Two rooms, both pure apart from reading and writing files, both usable without a store:
//!
//! - [`photo`]: an original is hashed as it came, read for its EXIF facts, and derived copies
//!   (scaled, thumbnail) are made from it. The original is never changed and never refused
//!   for being odd.
//! - [`signature`]: pen strokes, their compact encoding, and their drawings as SVG and PNG.
//!
//! Nothing here knows an order, a playbook or a clock. Whether a photo is too dark to leave the
//! door with is the playbook's business; this room only measures.

pub mod limits;
pub mod photo;
pub mod signature;
