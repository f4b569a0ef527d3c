//! Addresses as people write them, taken apart: where a door is, and whether two spellings are one door.
//!
//! [`Address::parse`] never fails and loses nothing: what it does not understand stays in [`Address::hint`]. It looks
//! at each character a bounded number of times, knows no list of streets and asks nobody.
//! [`DoorKey`] is one spelling for one door; [`faults`] says what a courier should know before he drives.

mod admin;
mod clean;
mod english;
mod faults;
mod inside;
mod key;
mod numbers;
mod parse;
mod road;
mod spot;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::faults::{AddressFault, KnownPlace, faults};
pub use self::key::{Anchors, DoorKey};
pub use self::spot::SpotKind;

/// An address, taken apart. Numbers of buildings, units, floors and doors are in one spelling: `三幢` is `3`, `b座` is
/// `B`, `负二层` is `-2`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    /// 省, 自治区, 直辖市.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// 市, 自治州, 地区, 盟.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// 区, 县, 旗, a city within a city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// 街道, 镇, 乡.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// 路, 街, 大道, 巷, 胡同.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub road: Option<String>,
    /// The number on the road: `188`, `188-2`, `甲3`, `188弄`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// 小区, 大厦, 医院, 村: what people name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
    /// 组, 社, 队 of a village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// 幢, 栋, 座, 号楼.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// 单元.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The floor, below ground with a minus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// 室, 户.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<String>,
    /// A named spot where things are handed over: a locker, a station, a gate, a shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<String>,
    /// What kind of spot that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot_kind: Option<SpotKind>,
    /// Everything else, as it was written: landmarks, wishes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Address {
    /// Takes an address apart. Of more than [`ADDRESS_CHARS_MAX`](crate::limits::ADDRESS_CHARS_MAX) characters the rest
    /// is the hint's.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let cleaned = clean::clean(text);
        let mut address = match english::looks_english(&cleaned.segments) {
            true => english::parse(&cleaned.segments),
            false => parse::parse(&cleaned.segments),
        };
        for hint in &cleaned.asides {
            address.add_hint(hint);
        }
        address
    }

    /// The key by which two spellings of one door are known; absent where nothing names a place.
    #[must_use]
    pub fn door_key(&self) -> Option<DoorKey> {
        DoorKey::of(self, &Anchors::default())
    }

    /// Whether it is one point for many people: a locker, a station, a shop.
    #[must_use]
    pub fn is_shared_spot(&self) -> bool {
        self.spot_kind.is_some_and(SpotKind::is_shared) && self.door.is_none()
    }

    /// Adds to the hint what stands nowhere else.
    fn add_hint(&mut self, text: &str) {
        let text = text.trim_matches([' ', '-']);
        if text.is_empty() {
            return;
        }
        match &mut self.hint {
            Some(hint) => {
                hint.push(';');
                hint.push_str(text);
            }
            None => self.hint = Some(text.to_owned()),
        }
    }
}
