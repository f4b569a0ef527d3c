//! Fault codes of a machine, from the tables among the manuals.

use counterfoil_client::manuals as core;

use super::words::Words;
use crate::crossing::Shown;

/// What a code means.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FaultFound {
    /// As the machine shows it: `E4`.
    pub code: String,
    /// What it means.
    pub meaning: Words,
    /// What to do, one after the other.
    pub steps: Vec<Words>,
    /// Stock-keeping numbers of parts that it often takes.
    pub parts: Vec<String>,
    /// Whether somebody could come to harm: power off first.
    pub safety: bool,
    /// For what machines, by the table.
    pub machines: Words,
    /// The table, as `ManualHeld.hash`.
    pub table: String,
    /// The table's version.
    pub version: i64,
    /// The table was good until a time that has surely passed.
    pub is_over: bool,
}

impl Shown<FaultFound> for core::FaultFound {
    fn shown(self) -> FaultFound {
        FaultFound {
            code: self.fault.code,
            meaning: self.fault.meaning,
            steps: self.fault.steps,
            parts: self.fault.parts,
            safety: self.fault.safety,
            machines: self.machines,
            table: self.table.shown(),
            version: self.version.shown(),
            is_over: self.is_over,
        }
    }
}
