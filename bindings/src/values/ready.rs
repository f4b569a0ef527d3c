//! Whether somebody can drive off.

use counterfoil_client::account as core;

use super::account::Ready;
use super::words::Words;
use crate::crossing::{Asked, Shown};
use crate::error::CounterfoilError;

/// What only the shell can tell of the device; what it does not know is no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct DeviceNow {
    /// Charge, percent.
    #[uniffi(default = None)]
    pub battery_percent: Option<i64>,
    /// Whether it is being charged.
    #[uniffi(default = false)]
    pub is_charging: bool,
    /// Bytes that are free where the store lies.
    #[uniffi(default = None)]
    pub free_bytes: Option<i64>,
}

impl Asked<core::DeviceNow> for DeviceNow {
    fn asked(self) -> Result<core::DeviceNow, CounterfoilError> {
        // More than all there is, and less than nothing, is no fault of anybody's.
        let percent = |percent: i64| u8::try_from(percent.clamp(0, 100)).unwrap_or(100);
        Ok(core::DeviceNow {
            battery_percent: self.battery_percent.map(percent),
            is_charging: self.is_charging,
            free_bytes: self.free_bytes.map(|bytes| bytes.max(0).unsigned_abs()),
        })
    }
}

/// Something that is not as it should be before leaving.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Gap {
    /// A stable code: `sign_in`, `orders`, `playbook`, `manuals`, `time`, `unsent`, `battery`, `space`.
    pub code: String,
    /// For people.
    pub words: Words,
    /// What closes it: `sign_in`, `sync`, `sync_unmetered`, `charge`, `free_space`.
    pub closing: String,
    /// The same for people.
    pub closing_words: Words,
}

impl Shown<Gap> for core::Gap {
    fn shown(self) -> Gap {
        Gap {
            code: self.code.to_owned(),
            words: self.words,
            closing: self.closing.code().to_owned(),
            closing_words: self.closing.words(),
        }
    }
}

/// Whether everything for the day is on this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReadyToGo {
    /// The hub's time when the orders here were all that it had for this person, ms since 1970.
    pub orders_as_of_ms: Option<i64>,
    /// How old they are at most, ms; absent where nobody can tell.
    pub orders_age_ms: Option<i64>,
    /// The newest playbook here.
    pub playbook: Option<i64>,
    /// Orders and manuals.
    pub manuals: Ready,
    /// Whether the time is known within bounds.
    pub is_time_anchored: bool,
    /// Envelopes and files that only this phone has.
    pub unsent: i64,
    /// What is not as it should be, the gravest first; empty: ready to go.
    pub gaps: Vec<Gap>,
}

impl Shown<ReadyToGo> for core::ReadyToGo {
    fn shown(self) -> ReadyToGo {
        ReadyToGo {
            orders_as_of_ms: self.orders_as_of_ms.shown(),
            orders_age_ms: self.orders_age_ms.shown(),
            playbook: self.playbook.shown(),
            manuals: self.manuals.shown(),
            is_time_anchored: self.is_time_anchored,
            unsent: self.unsent.shown(),
            gaps: self.gaps.shown(),
        }
    }
}
