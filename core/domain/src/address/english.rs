//! An address in Latin letters: what stands behind the usual words is read, the rest is kept as it is.

use super::{Address, numbers};

/// Latin letters from which on a text may be an English address.
const LETTERS_MIN: usize = 8;

#[derive(Clone, Copy)]
enum Room {
    Building,
    Unit,
    Floor,
    Door,
}

const ROOMS: [(&str, Room); 17] = [
    ("building", Room::Building),
    ("bldg", Room::Building),
    ("block", Room::Building),
    ("tower", Room::Building),
    ("dormitory", Room::Building),
    ("unit", Room::Unit),
    ("entrance", Room::Unit),
    ("floor", Room::Floor),
    ("level", Room::Floor),
    ("fl", Room::Floor),
    ("room", Room::Door),
    ("rm", Room::Door),
    ("flat", Room::Door),
    ("apt", Room::Door),
    ("apartment", Room::Door),
    ("suite", Room::Door),
    ("door", Room::Door),
];
const ROADS: [&str; 10] =
    ["road", "rd", "street", "st", "avenue", "ave", "lane", "boulevard", "blvd", "highway"];
const WISHES: [&str; 6] = ["please", "leave", "call", "ring", "deliver", "thanks"];
const DISTRICTS: [&str; 3] = ["district", "county", "dist"];

/// Whether Latin letters outweigh the rest by far.
pub(super) fn looks_english(segments: &[Vec<char>]) -> bool {
    let count = |is: fn(&char) -> bool| segments.iter().flatten().filter(|c| is(c)).count();
    let letters = count(|c| c.is_ascii_alphabetic());
    letters >= LETTERS_MIN && letters > 2 * count(|c| !c.is_ascii())
}

/// Reads all parts.
pub(super) fn parse(segments: &[Vec<char>]) -> Address {
    let mut address = Address::default();
    for segment in segments {
        let text: String = segment.iter().collect();
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let left = rooms(&words, &mut address);
        if !left.is_empty() {
            whole(&left, &mut address);
        }
    }
    address
}

/// Takes out `Room 1102`, `12/F`, `12th floor`; gives what is left.
fn rooms<'a>(words: &[&'a str], address: &mut Address) -> Vec<&'a str> {
    let (mut left, mut at) = (Vec::new(), 0);
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).copied();
        at += 1;
        if let Some(floor) = floor_sign(word).filter(|_| address.floor.is_none()) {
            address.floor = Some(floor);
            continue;
        }
        let nth = ordinal(word).filter(|_| next.is_some_and(|next| plain(next) == "floor"));
        if let Some(floor) = nth {
            address.floor = Some(floor);
            at += 1;
            continue;
        }
        let room = ROOMS.iter().find(|(name, _)| *name == plain(word)).map(|(_, room)| *room);
        match room.zip(next.and_then(short_number)) {
            Some((room, number)) => {
                *place(room, address) = Some(number);
                at += 1;
            }
            None => left.push(*word),
        }
    }
    left
}

fn place(room: Room, address: &mut Address) -> &mut Option<String> {
    match room {
        Room::Building => &mut address.building,
        Room::Unit => &mut address.unit,
        Room::Floor => &mut address.floor,
        Room::Door => &mut address.door,
    }
}

fn plain(word: &str) -> String {
    word.trim_end_matches(['.', ':']).to_ascii_lowercase()
}

fn short_number(word: &str) -> Option<String> {
    let word: Vec<char> = word.trim_start_matches('#').trim_end_matches('.').chars().collect();
    numbers::latin(&word).filter(|found| found.len == word.len()).map(|found| found.text)
}

fn floor_sign(word: &str) -> Option<String> {
    let word = word.to_ascii_uppercase();
    let stem = word.strip_suffix("/F").or_else(|| word.strip_suffix('F'))?;
    let digits = !stem.is_empty() && stem.len() <= 3 && stem.chars().all(|c| c.is_ascii_digit());
    digits.then(|| numbers::plain(stem))
}

fn ordinal(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let stem = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    let digits = !stem.is_empty() && stem.len() <= 3 && stem.chars().all(|c| c.is_ascii_digit());
    digits.then(|| numbers::plain(stem))
}

/// What a part without rooms names: a road, a region, a place, or nothing that is known.
fn whole(words: &[&str], address: &mut Address) {
    let last = words.last().map(|word| plain(word)).unwrap_or_default();
    let text = words.join(" ");
    if words.iter().any(|word| WISHES.contains(&plain(word).as_str())) {
        return address.add_hint(&text);
    }
    let is_road = words.iter().any(|word| ROADS.contains(&plain(word).as_str()));
    if is_road && address.road.is_none() {
        road(words, address);
    } else if DISTRICTS.contains(&last.as_str()) && address.district.is_none() {
        address.district = Some(text);
    } else if last == "city" && address.city.is_none() {
        address.city = Some(text);
    } else if last == "province" && address.province.is_none() {
        address.province = Some(text);
    } else if last == "china" && words.len() <= 2 {
        // Everybody lives there.
    } else if address.community.is_none() && address.road.is_none() {
        address.community = Some(text);
    } else {
        address.add_hint(&text);
    }
}

fn road(words: &[&str], address: &mut Address) {
    let skipped =
        words.iter().take_while(|word| matches!(plain(word).as_str(), "no" | "nr")).count();
    let words = &words[skipped..];
    let first = words.first().map(|word| word.strip_prefix("No.").unwrap_or(word));
    let number = first.and_then(short_number).filter(|_| words.len() > 1);
    let name = &words[usize::from(number.is_some())..];
    address.road = Some(name.join(" "));
    address.number = number;
}
