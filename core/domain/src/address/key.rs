//! One spelling for one door.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Address, numbers};

/// The key of a door. Two addresses are of one door if their keys are equal but for regions that one of them does not
/// name: [`DoorKey::is_same`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DoorKey {
    /// Community (or road and number), group, building, unit, door and spot.
    pub place: String,
    /// The city without 市.
    pub city: Option<String>,
    /// The district without 区 or 县.
    pub district: Option<String>,
    /// Whether it names one door or one spot, not only the house in which it is.
    pub is_exact: bool,
}

/// What road and number a community stands at, learnt from addresses that name both: `望湖路188号` is `云栖花园`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Anchors {
    /// The community by road and number; `None` where two communities claim it.
    known: BTreeMap<(String, String), Option<String>>,
}

impl Anchors {
    /// Learns from addresses; their order does not matter.
    #[must_use]
    pub fn learn<'a>(addresses: impl IntoIterator<Item = &'a Address>) -> Self {
        let mut made = Self::default();
        for address in addresses {
            let (Some(at), Some(community)) = (at_road(address), &address.community) else {
                continue;
            };
            let name = one_name(community);
            let known = made.known.entry(at).or_insert_with(|| Some(name.clone()));
            if known.as_ref() != Some(&name) {
                *known = None;
            }
        }
        made
    }

    fn community_at(&self, at: &(String, String)) -> Option<&String> {
        self.known.get(at)?.as_ref()
    }
}

impl DoorKey {
    /// The key of an address; absent where nothing names a place.
    #[must_use]
    pub fn of(address: &Address, anchors: &Anchors) -> Option<Self> {
        let at = at_road(address);
        let learnt = at.as_ref().and_then(|at| anchors.community_at(at)).cloned();
        // 前进新村25号 has no road: the number belongs to the name.
        let alone = address.number.as_deref().filter(|_| address.road.is_none());
        let numbered = |name: &str| one_name(name) + &alone.map(one_name).unwrap_or_default();
        let named = address.community.as_deref().map(numbered).or(learnt);
        let by_road = at.map(|(road, number)| format!("{road}{number}号"));
        let by_spot = address.spot.as_ref().map(|_| address.road.clone().unwrap_or_default());
        let anchor = named.or(by_road).or(by_spot)?;
        let shared = address.is_shared_spot();
        let spot = address.spot.as_deref().filter(|_| shared || address.door.is_none());
        let door = door(address);
        // 门卫 alone is one in each community.
        let is_exact = (door.is_some() || shared) && !anchor.is_empty();
        let floor = address.floor.as_deref().filter(|_| door.is_none());
        let part = |part: Option<&str>| part.map(one_name).unwrap_or_default();
        let parts = [
            anchor,
            part(address.group.as_deref()),
            part(address.building.as_deref()),
            part(address.unit.as_deref()),
            part(floor),
            door.unwrap_or_default(),
            part(spot),
        ];
        Some(Self {
            place: parts.join("/"),
            city: region(address.city.as_deref(), &['市']),
            district: region(address.district.as_deref(), &['区', '县', '市']),
            is_exact,
        })
    }

    /// Whether both name one place and neither names another city or district.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        let regions = agree(&self.city, &other.city) && agree(&self.district, &other.district);
        self.place == other.place && regions
    }
}

fn at_road(address: &Address) -> Option<(String, String)> {
    let (road, number) = (address.road.as_ref()?, address.number.as_ref()?);
    Some((one_name(road), one_name(number)))
}

/// 11楼02室 is 1102.
fn door(address: &Address) -> Option<String> {
    let door = address.door.as_deref()?;
    let short = door.len() <= 2 && door.chars().all(|c| c.is_ascii_digit());
    let floor = address.floor.as_deref().filter(|_| short);
    let joined = match floor.and_then(|floor| floor.parse::<u32>().ok()) {
        Some(floor) => format!("{floor}{door:0>2}"),
        None => numbers::plain(door),
    };
    Some(if joined.is_empty() { one_name(door) } else { one_name(&joined) })
}

/// One spelling for a name: upper case, no blanks, without the 小区 that half of the people add.
fn one_name(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '/')
        .flat_map(char::to_uppercase)
        .collect();
    match name.strip_suffix("小区") {
        Some(stem) if stem.chars().count() >= 2 => stem.to_owned(),
        _ => name,
    }
}

fn region(name: Option<&str>, ends: &[char]) -> Option<String> {
    let name = name?;
    let stem = name.strip_suffix(ends).filter(|stem| stem.chars().count() >= 2);
    Some(stem.unwrap_or(name).to_owned())
}
