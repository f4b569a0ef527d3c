//! The phone's core: everything a native shell needs, behind four desks.

pub mod media;
pub mod ports;
