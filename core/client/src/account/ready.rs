//! "Ready to go": whether somebody can drive off into a basement, as a value, and what closes each gap.

use counterfoil_domain::playbook::words::Words;
use counterfoil_store::{blobs, outbox, progress, signed};

use super::Account;
use crate::error::{Caused, ClientError};
use crate::manuals::Ready as Manuals;
use crate::phone::core::Core;
use crate::syncing::AS_OF;

/// Orders older than this are asked for again before leaving, ms.
const ORDERS_AGE_MS_MAX: u64 = 4 * 60 * 60_000;
/// A battery below this does not last a shift, percent; one that is being charged does.
const BATTERY_PERCENT_MIN: u8 = 40;
/// Room for a day of photographs, bytes.
const FREE_BYTES_MIN: u64 = 1024 * 1024 * 1024;

/// What only the shell can tell of the device. What it does not know is no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeviceNow {
    /// Charge, percent.
    pub battery_percent: Option<u8>,
    /// Whether it is being charged.
    pub is_charging: bool,
    /// Bytes that are free where the store lies.
    pub free_bytes: Option<u64>,
}

/// What closes a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closing {
    /// Sign in.
    SignIn,
    /// Synchronise once with signal.
    Sync,
    /// Synchronise where large files may be fetched.
    SyncUnmetered,
    /// Charge the phone.
    Charge,
    /// Free some room.
    FreeSpace,
}

impl Closing {
    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Sync => "sync",
            Self::SyncUnmetered => "sync_unmetered",
            Self::Charge => "charge",
            Self::FreeSpace => "free_space",
        }
    }

    /// What to do, for people.
    #[must_use]
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Self::SignIn => ("登录", "sign in"),
            Self::Sync => ("连上网同步一次", "synchronise once with signal"),
            Self::SyncUnmetered => ("连上Wi-Fi把资料下完", "fetch the rest on Wi-Fi"),
            Self::Charge => ("先充电", "charge the phone"),
            Self::FreeSpace => ("清理手机空间", "free some room on the phone"),
        };
        Words::new(zh, en)
    }
}

/// Something that is not as it should be before leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// A stable code: `sign_in`, `orders`, `playbook`, `manuals`, `time`, `unsent`, `battery`, `space`.
    pub code: &'static str,
    /// For people.
    pub words: Words,
    /// What closes it.
    pub closing: Closing,
}

/// Whether everything for the day is on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadyToGo {
    /// The hub's time when the orders here were all that it had for this person, ms since 1970; absent before that.
    pub orders_as_of_ms: Option<u64>,
    /// How old they are at most, ms; absent where nobody can tell.
    pub orders_age_ms: Option<u64>,
    /// The newest playbook here; absent if only the built-in one is.
    pub playbook: Option<u32>,
    /// Orders and manuals.
    pub manuals: Manuals,
    /// Whether the time is known within bounds.
    pub is_time_anchored: bool,
    /// Envelopes and files that only this phone has.
    pub unsent: u64,
    /// What the shell said.
    pub device: DeviceNow,
    /// What is not as it should be, the gravest first; empty: ready to go.
    pub gaps: Vec<Gap>,
}

impl Account {
    /// Whether everything for the day is on this phone, and what closes each gap.
    ///
    /// # Errors
    /// [`ClientError::Closed`], [`ClientError::Damaged`].
    pub fn ready_to_go(&self, device: DeviceNow) -> Result<ReadyToGo, ClientError> {
        let sign_in_again = self.status()?.sign_in_again;
        let mut ready = look(self.core(), self.ready()?, device)?;
        ready.gaps = gaps(&ready, sign_in_again);
        Ok(ready)
    }
}

fn look(core: &Core, manuals: Manuals, device: DeviceNow) -> Caused<ReadyToGo> {
    core.read(|connection| {
        let as_of = progress::note(connection, AS_OF)?;
        let as_of = as_of.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
        let now = core.moment(connection)?.claimed();
        let age = as_of.zip(now.latest_ms).map(|(as_of, now)| now.saturating_sub(as_of));
        let (files, _) = blobs::waiting(connection)?;
        Ok(ReadyToGo {
            orders_as_of_ms: as_of,
            orders_age_ms: age,
            playbook: signed::playbook_versions(connection)?.into_iter().max(),
            manuals,
            is_time_anchored: now.earliest_ms.is_some() && now.latest_ms.is_some(),
            unsent: outbox::counts(connection)?.unsent.saturating_add(files),
            device,
            gaps: Vec::new(),
        })
    })
}

/// What is not as it should be, the gravest first.
fn gaps(ready: &ReadyToGo, sign_in_again: bool) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut put = |code, closing, zh: String, en: String| {
        gaps.push(Gap { code, words: Words::new(zh, en), closing });
    };
    if sign_in_again {
        put("sign_in", Closing::SignIn, "需要登录".into(), "this phone has to sign in".into());
    }
    match (ready.orders_as_of_ms, ready.orders_age_ms) {
        (None, _) => put(
            "orders",
            Closing::Sync,
            "还没有拉过今天的单".into(),
            "no orders have been fetched yet".into(),
        ),
        (_, Some(age_ms)) if age_ms > ORDERS_AGE_MS_MAX => {
            let hours = age_ms / 3_600_000;
            let zh = format!("单据是 {hours} 小时前的");
            put("orders", Closing::Sync, zh, format!("the orders are {hours} hours old"));
        }
        _ => {}
    }
    if ready.playbook.is_none() && ready.manuals.orders > 0 {
        let en = "the company's rules are not here yet";
        put("playbook", Closing::Sync, "公司的作业规则还没下载".into(), en.into());
    }
    if !ready.is_time_anchored {
        let en = "the true time is not known since the phone was started";
        put("time", Closing::Sync, "开机后还没对过时".into(), en.into());
    }
    manuals_gap(&ready.manuals, &mut put);
    if ready.unsent > 0 {
        let unsent = ready.unsent;
        let zh = format!("还有 {unsent} 项只在这部手机上");
        put("unsent", Closing::Sync, zh, format!("{unsent} things are on this phone alone"));
    }
    device_gaps(&ready.device, &mut put);
    gaps
}

fn manuals_gap(manuals: &Manuals, put: &mut impl FnMut(&'static str, Closing, String, String)) {
    if !manuals.is_known {
        let en = "which manuals are needed is not known yet";
        put("manuals", Closing::Sync, "还不知道要用哪些资料".into(), en.into());
    } else if !manuals.is_ready() {
        let (here, all) = (manuals.manuals_here, manuals.manuals);
        let zh = format!("资料 {here}/{all},还差 {}", megabytes(manuals.bytes_left));
        let en = format!("{here} of {all} manuals, {} to come", megabytes(manuals.bytes_left));
        put("manuals", Closing::SyncUnmetered, zh, en);
    }
}

fn device_gaps(device: &DeviceNow, put: &mut impl FnMut(&'static str, Closing, String, String)) {
    let low = device.battery_percent.filter(|percent| *percent < BATTERY_PERCENT_MIN);
    if let Some(percent) = low.filter(|_| !device.is_charging) {
        let zh = format!("电量只有 {percent}%");
        put("battery", Closing::Charge, zh, format!("the battery is at {percent} %"));
    }
    if let Some(free) = device.free_bytes.filter(|free| *free < FREE_BYTES_MIN) {
        let zh = format!("手机只剩 {}", megabytes(free));
        put("space", Closing::FreeSpace, zh, format!("{} are free", megabytes(free)));
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1024 * 1024))
}
