//! .

pub mod media;
