//! The wire protocol, both ends, without I/O.

pub mod access;
pub mod enrolment;
pub mod hub;
pub mod phone;
pub mod upload;
pub mod wire;
