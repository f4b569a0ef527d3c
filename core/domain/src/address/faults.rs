//! What is wrong with an address, as far as that can be told without asking anybody.

use serde::{Deserialize, Serialize};

use super::Address;
use crate::playbook::words::Words;

/// What is known of a place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnownPlace {
    /// The community's name.
    pub name: String,
    /// The number of its last building, where they run from 1.
    pub last_building: Option<u32>,
}

/// A fault of an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum AddressFault {
    /// Neither road nor community.
    NoPlace,
    /// A road without a number, and no community.
    NoNumber {
        /// The road.
        road: String,
    },
    /// A door of a community without the building.
    NoBuilding {
        /// The community.
        community: String,
    },
    /// A building without floor or door.
    NoDoor {
        /// The building.
        building: String,
    },
    /// The community has fewer buildings.
    NoSuchBuilding {
        /// The community.
        community: String,
        /// The building that the address names.
        building: String,
        /// Its last one.
        last: u32,
    },
}

impl AddressFault {
    /// What a person reads.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::NoPlace => Words::new(
                "地址不详:没有路名,也没有小区名",
                "the address names no road and no community",
            ),
            Self::NoNumber { road } => {
                Words::new(format!("{road}没写门牌号"), format!("no house number on {road}"))
            }
            Self::NoBuilding { community } => Words::new(
                format!("{community}没写几幢"),
                format!("the building in {community} is missing"),
            ),
            Self::NoDoor { building } => Words::new(
                format!("{building}幢没写房号"),
                format!("the door in building {building} is missing"),
            ),
            Self::NoSuchBuilding { community, building, last } => Words::new(
                format!("{community}只到{last}幢,没有{building}幢,先打电话核实"),
                format!("{community} ends at building {last}; there is no {building}: call first"),
            ),
        }
    }
}

/// The faults of an address; `places` are those that are known here.
#[must_use]
pub fn faults(address: &Address, places: &[KnownPlace]) -> Vec<AddressFault> {
    let mut found = Vec::new();
    let has_spot = address.spot.is_some();
    match (&address.community, &address.road) {
        (None, None) if !has_spot && address.town.is_none() => found.push(AddressFault::NoPlace),
        (None, Some(road)) if address.number.is_none() && !has_spot => {
            found.push(AddressFault::NoNumber { road: road.clone() });
        }
        _ => {}
    }
    match (&address.community, &address.building, &address.door) {
        (Some(community), None, Some(_)) if address.group.is_none() && !is_one_house(community) => {
            found.push(AddressFault::NoBuilding { community: community.clone() });
        }
        (_, Some(building), None) if address.floor.is_none() && !has_spot => {
            found.push(AddressFault::NoDoor { building: building.clone() });
        }
        _ => {}
    }
    found.extend(beyond(address, places));
    found
}

/// A village has doors without buildings, a tower is one.
fn is_one_house(community: &str) -> bool {
    let ends = ["村", "庄", "大厦", "广场", "中心", "大楼", "酒店", "宾馆", "医院", "学校", "公寓"];
    ends.iter().any(|end| community.ends_with(end))
}

fn beyond(address: &Address, places: &[KnownPlace]) -> Option<AddressFault> {
    let (community, building) = (address.community.as_ref()?, address.building.as_ref()?);
    let place = places.iter().find(|place| place.name == *community)?;
    let (number, last) = (building.parse::<u32>().ok()?, place.last_building?);
    let (community, building) = (community.clone(), building.clone());
    (number > last).then_some(AddressFault::NoSuchBuilding { community, building, last })
}
