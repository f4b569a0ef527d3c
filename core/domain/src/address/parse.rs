//! A Chinese address from its cleaned parts.

use super::{Address, SpotKind, admin, inside, numbers, road, spot};

/// How a wish or a way begins that stands behind a comma.
const WISHES: [&str; 26] = [
    "放", "不", "请", "到", "打", "联", "靠", "工作", "周", "收", "电话", "本人", "送", "快递",
    "先", "务必", "麻烦", "白天", "晚上", "上午", "下午", "没", "无", "在家", "勿", "别",
];

/// The same where it can be no name of a place.
const PLAIN_WISHES: [&str; 8] = ["放门", "放驿", "放柜", "放前", "放物", "不要", "请", "同意"];

/// What is called after the road at which it stands.
const OF_ROAD: [&str; 8] = ["小学", "中学", "幼儿园", "医院", "支行", "派出所", "社区", "店"];

/// Reads all parts. The first one holds the place; a later one what it still lacks, or a hint.
pub(super) fn parse(segments: &[Vec<char>]) -> Address {
    let mut address = Address::default();
    for (nth, segment) in segments.iter().enumerate() {
        let wishes: &[&str] = if nth > 0 { &WISHES } else { &PLAIN_WISHES };
        let is_wish = wishes.iter().any(|wish| admin::starts(segment, wish));
        match is_wish {
            true => address.add_hint(&text(segment)),
            false => read(segment, &mut address),
        }
    }
    // 前进新村25号301 is a house of the village, and 301 its door.
    if address.road.is_none() && address.building.is_none() && address.door.is_some() {
        address.building = address.number.take();
    }
    address
}

fn text(segment: &[char]) -> String {
    segment.iter().collect()
}

fn read(segment: &[char], address: &mut Address) {
    let mut at = 0;
    if address.community.is_none() && address.building.is_none() {
        if address.road.is_none() {
            at += admin::read(segment, address);
        }
        if address.road.is_none() {
            at += road::read(&segment[at..], address);
        }
        at += name(&segment[at..], address);
    }
    loop {
        let taken = inside::read(&segment[at..], address);
        if taken == 0 {
            break;
        }
        at += taken;
    }
    rest(&segment[at..], address);
}

/// The community's name, up to what lies inside it.
fn name(text: &[char], address: &mut Address) -> usize {
    let end =
        (0..text.len()).find(|at| inside::begins(&text[*at..], address) && at_word(text, *at));
    let mut end = end.unwrap_or(text.len());
    // A bare number at the very end is a door only behind a name.
    if end == text.len() {
        let digits = text.iter().rev().take_while(|c| c.is_ascii_digit()).count();
        if (3..=4).contains(&digits) && end > digits {
            end -= digits;
        }
    }
    let (name, here) = match spot::find(&text[..end]) {
        // 老李便利店 has its name from its owner, and its place from the road.
        Some((_, SpotKind::Shop)) if address.number.is_some() => {
            address.spot = Some(text[..end].iter().collect());
            address.spot_kind = Some(SpotKind::Shop);
            return end;
        }
        Some((at, kind)) => {
            address.spot = Some(text[at..end].iter().collect());
            address.spot_kind = Some(kind);
            (&text[..at], end)
        }
        None => (&text[..end], end),
    };
    call_it(name, address);
    here
}

/// Gives the place its name, unless the text is none.
fn call_it(name: &[char], address: &mut Address) {
    let all = text(name);
    let is_name = name.iter().any(|c| c.is_alphabetic() && *c != '号') && !all.starts_with("同上");
    if !is_name || (is_way(name) && address.road.is_some()) {
        return address.add_hint(&all);
    }
    let of_road = OF_ROAD.iter().any(|word| admin::starts(name, word)) && address.number.is_none();
    if let Some(road) = address.road.take_if(|_| of_road) {
        address.community = Some(format!("{road}{all}"));
        return;
    }
    // 栖霞岭12号: a number without a road.
    let digits = name
        .strip_suffix(&['号'])
        .map_or(0, |stem| stem.iter().rev().take_while(|c| c.is_ascii_digit()).count());
    let (name, number) = match digits > 0 && address.number.is_none() && address.road.is_none() {
        true => name.split_at(name.len() - 1 - digits),
        false => (name, &[][..]),
    };
    if !number.is_empty() {
        let digits = text(&number[..digits]);
        address.number = Some(numbers::plain(&digits));
    }
    address.community = Some(zones(name));
}

/// Inside a word of Latin letters nothing begins.
fn at_word(text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !(before.is_some_and(char::is_ascii_alphanumeric) && text[at].is_ascii_alphanumeric())
}

/// 与滨江路交叉口, 路口往北: a way to the place, not its name.
fn is_way(name: &[char]) -> bool {
    let text = text(name);
    ["交叉口", "路口", "交汇", "往", "对面", "旁边", "附近", "斜对"]
        .iter()
        .any(|word| text.contains(word))
}

/// 二期 and 2期 are one zone; 同上小区 tells nothing that a key may hold, and stays as it is.
fn zones(name: &[char]) -> String {
    let mut made = String::new();
    let mut at = 0;
    while at < name.len() {
        let zone = numbers::chinese(&name[at..]).or_else(|| numbers::latin(&name[at..]));
        let zone =
            zone.filter(|found| name.get(at + found.len).is_some_and(|c| "期区".contains(*c)));
        match zone {
            Some(found) => {
                made.push_str(&found.text);
                at += found.len;
            }
            None => {
                made.push(name[at]);
                at += 1;
            }
        }
    }
    made.trim_matches(['-', '#', ' ']).to_owned()
}

/// What follows the last part: a spot behind a floor, or a hint.
fn rest(text: &[char], address: &mut Address) {
    if text.is_empty() {
        return;
    }
    let all = self::text(text);
    match spot::find(text).filter(|(at, _)| *at == 0 && address.spot.is_none()) {
        Some((_, kind)) => {
            address.spot_kind = Some(kind);
            address.spot = Some(all.trim_matches(['-', '#', ' ']).to_owned());
        }
        None => address.add_hint(&all),
    }
}
