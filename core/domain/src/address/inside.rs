//! What lies inside a community: group, building, unit, floor, door.

use super::Address;
use super::admin::starts;
use super::numbers::{self, Found};
use super::spot;

/// What follows a building's number. A longer word stands before its beginning.
const BUILDING: [&str; 13] = [
    "号宿舍楼",
    "号宿舍",
    "号公寓楼",
    "号公寓",
    "号楼",
    "号厂房",
    "号教学楼",
    "宿舍楼",
    "幢",
    "栋",
    "座",
    "#楼",
    "斋",
];
const UNIT: [&str; 3] = ["单元", "门洞", "梯"];
const FLOOR: [&str; 3] = ["楼", "层", "F"];
const DOOR: [&str; 5] = ["号房", "室", "房", "户", "号门牌"];
const GROUP: [&str; 4] = ["组", "社", "队", "小组"];
/// Digits of a door that stands without 室.
const BARE_DOOR: std::ops::RangeInclusive<usize> = 3..=4;

/// Reads one part at the beginning of a text, if there is one; gives what it took.
pub(super) fn read(text: &[char], address: &mut Address) -> usize {
    if let Some(taken) = basement(text, address) {
        return taken;
    }
    let dash = usize::from(text.first() == Some(&'-') && address.building.is_some());
    let rest = &text[dash..];
    let taken =
        chain(rest, address).or_else(|| part(rest, address)).or_else(|| bare_door(rest, address));
    taken.map_or(0, |taken| taken + dash)
}

/// Whether a part begins here.
pub(super) fn begins(text: &[char], address: &Address) -> bool {
    let mut trial = address.clone();
    read(text, &mut trial) > 0
}

/// `B2`, `负二层`, `地下2层`, `-2楼`.
fn basement(text: &[char], address: &mut Address) -> Option<usize> {
    if address.floor.is_some() {
        return None;
    }
    let words = ["地下", "负", "-", "B", "b"];
    let word = words.iter().find(|word| starts(text, word))?;
    let from = word.chars().count();
    let bare = matches!(*word, "B" | "b");
    let found = match bare || *word == "-" {
        true => numbers::latin(&text[from..]),
        false => numbers::latin(&text[from..]).or_else(|| numbers::chinese(&text[from..])),
    };
    let found = found.filter(|found| found.len == 1 && found.text.parse::<u8>().is_ok())?;
    let end = from + found.len;
    let rest = &text[end..];
    let says = FLOOR.iter().find(|word| starts(rest, word)).map(|word| word.chars().count());
    let alone =
        rest.first().is_none_or(|c| !c.is_ascii_alphanumeric() && !"座幢栋区-号#".contains(*c));
    if says.is_none() && (!bare || !alone) {
        return None;
    }
    address.floor = Some(format!("-{}", found.text));
    Some(end + says.unwrap_or(0))
}

/// `3-2-1102`; behind a building `2-1102`; behind a community `3-1102`.
fn chain(text: &[char], address: &mut Address) -> Option<usize> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while found.len() < 4 {
        let Some(one) = numbers::latin(&text[at..]).filter(|one| one.digits) else { break };
        at += one.len;
        found.push(one);
        let joined = text.get(at) == Some(&'-') || text.get(at) == Some(&'/');
        if !joined || !text.get(at + 1).is_some_and(char::is_ascii_alphanumeric) {
            break;
        }
        at += 1;
    }
    let rest = &text[at..];
    let word = DOOR.iter().find(|word| starts(rest, word));
    let ends = rest.first().is_none_or(|c| !"号点幢栋座单层楼#月年:.".contains(*c));
    if found.len() < 2 || (word.is_none() && !ends) {
        return None;
    }
    let texts: Vec<String> = found.into_iter().map(|one| one.text).collect();
    let has = (address.building.is_some(), address.unit.is_some());
    match (has, texts.as_slice()) {
        ((false, false), [building, unit, door]) => {
            (address.building, address.unit) = (Some(building.clone()), Some(unit.clone()));
            address.door = Some(door.clone());
        }
        ((false, false), [building, door]) if door.len() >= 3 && building.len() <= 3 => {
            (address.building, address.door) = (Some(building.clone()), Some(door.clone()));
        }
        ((true, false), [unit, door]) if address.door.is_none() && unit.len() <= 2 => {
            (address.unit, address.door) = (Some(unit.clone()), Some(door.clone()));
        }
        _ => return None,
    }
    Some(at + word.map_or(0, |word| word.chars().count()))
}

/// A number and what it is of.
fn part(text: &[char], address: &mut Address) -> Option<usize> {
    let found = numbers::number(text)?;
    let len = found.len;
    let rest = &text[len..];
    let ends = |words: &[&str]| {
        let word = words.iter().find(|word| starts(rest, word))?;
        Some(len + word.chars().count())
    };
    let sided = !found.digits && "东西南北中".contains(found.text.as_str());
    if let Some(end) = ends(&BUILDING).filter(|_| address.building.is_none()) {
        address.building = Some(found.text);
        return Some(end);
    }
    if let Some(end) = ends(&UNIT).filter(|_| address.unit.is_none()) {
        address.unit = Some(found.text);
        return Some(end);
    }
    if sided {
        return None;
    }
    if !found.digits && numbers::chinese(text).is_none() {
        return tower(found, rest, address);
    }
    if let Some(stem) = found.text.strip_suffix('F').filter(|_| address.floor.is_none()) {
        address.floor = Some(stem.to_owned());
        return Some(found.len);
    }
    if address.unit.is_none() && is_unit_gate(rest, address) {
        address.unit = Some(found.text);
        return Some(found.len + 1);
    }
    if rest.first() == Some(&'#') {
        return hash(found, address);
    }
    if let Some(end) = ends(&GROUP).filter(|_| is_group(rest, address)) {
        address.group = Some(found.text);
        return Some(end);
    }
    if let Some(end) = ends(&FLOOR).filter(|_| !starts(rest, "楼道")) {
        return floor(found, end, text, address);
    }
    door(found, rest, address, ends(&DOOR))
}

/// A楼 is a building, not a floor.
fn tower(found: Found, rest: &[char], address: &mut Address) -> Option<usize> {
    let is_one = rest.first() == Some(&'楼') && address.building.is_none();
    is_one.then(|| {
        address.building = Some(found.text);
        found.len + 1
    })
}

/// 2门1102, as the north says.
fn is_unit_gate(rest: &[char], address: &Address) -> bool {
    let digits = rest.get(1).is_some_and(char::is_ascii_digit);
    rest.first() == Some(&'门') && address.building.is_some() && digits
}

/// 3#1102 is a building, behind a building it is a unit.
fn hash(found: Found, address: &mut Address) -> Option<usize> {
    let room = match (&address.building, &address.unit) {
        (None, _) => &mut address.building,
        (Some(_), None) if found.text.len() <= 2 => &mut address.unit,
        _ => return None,
    };
    *room = Some(found.text);
    Some(found.len + 1)
}

fn is_group(rest: &[char], address: &Address) -> bool {
    let company = rest.get(1).is_some_and(|c| "区保会团合".contains(*c));
    address.group.is_none() && address.building.is_none() && !company
}

fn floor(found: Found, end: usize, text: &[char], address: &mut Address) -> Option<usize> {
    // 3楼2单元1102: where no building was named this is it.
    let unit_follows = numbers::number(&text[end..])
        .is_some_and(|next| UNIT.iter().any(|word| starts(&text[end + next.len..], word)));
    let room = match unit_follows && address.building.is_none() {
        true => &mut address.building,
        false => &mut address.floor,
    };
    if room.is_some() {
        return None;
    }
    *room = Some(found.text);
    Some(end)
}

fn door(
    found: Found,
    rest: &[char],
    address: &mut Address,
    worded: Option<usize>,
) -> Option<usize> {
    let number = rest.first() == Some(&'号')
        && !rest.get(1).is_some_and(|c| "线院门柜".contains(*c))
        && spot::find(&rest[1..]).is_none_or(|(at, _)| at > 0);
    let lane = address.number.as_deref().is_some_and(|number| number.ends_with('弄'));
    if number && lane && address.building.is_none() {
        address.building = Some(found.text);
        return Some(found.len + 1);
    }
    let inside = address.building.is_some() || address.unit.is_some() || address.group.is_some();
    let inside = inside || address.community.as_deref().is_some_and(|name| name.ends_with('村'));
    let numbered = (number && inside).then_some(found.len + 1);
    let end = worded.or(numbered).filter(|_| address.door.is_none())?;
    address.door = Some(found.text);
    Some(end)
}

/// `1102` behind a building, a unit or a community.
fn bare_door(text: &[char], address: &mut Address) -> Option<usize> {
    if address.door.is_some() || text.first().is_none_or(|c| !c.is_ascii_digit()) {
        return None;
    }
    let found = numbers::latin(text).filter(|found| found.digits)?;
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    let inside = address.building.is_some() || address.unit.is_some();
    let last = text.len() == found.len && address.community.is_some();
    let after = text.get(found.len).is_none_or(|c| !"号点米年月日元:.-幢栋座".contains(*c));
    if !after || !BARE_DOOR.contains(&digits) || !(inside || last) {
        return None;
    }
    address.door = Some(found.text);
    Some(found.len)
}
