//! The road and the number on it.

use super::Address;
use super::admin::starts;
use super::numbers;

/// Characters within which the name of a road ends.
const ROAD_MAX: usize = 16;
/// Places that are no road: one before the road's end means that the name is another's.
const PLACES: [&str; 17] = [
    "小区", "花园", "公寓", "家园", "新村", "广场", "大厦", "医院", "学校", "大学", "中心", "商城",
    "名邸", "华府", "新城", "雅苑", "园区",
];
/// What follows a number that is a building's.
const BUILDING_ENDS: [&str; 9] =
    ["号楼", "号宿舍", "号公寓", "号厂房", "幢", "栋", "座", "单元", "#"];

/// Reads road and number and gives where they end.
pub(super) fn read(text: &[char], address: &mut Address) -> usize {
    let end = road_end(text).unwrap_or(0);
    if end > 0 {
        address.road = Some(text[..end].iter().collect());
    }
    let named = address.road.is_some() || address.town.is_some() || address.district.is_some();
    let number = if named { number(&text[end..], end > 0) } else { None };
    match number {
        Some((found, taken)) => {
            address.number = Some(found);
            end + taken
        }
        None => end,
    }
}

fn road_end(text: &[char]) -> Option<usize> {
    let head = &text[..text.len().min(ROAD_MAX)];
    (1..head.len()).find_map(|at| end_at(text, head, at)).filter(|end| sound(&text[..*end]))
}

/// Where a road whose name has its last character at `at` ends.
fn end_at(text: &[char], head: &[char], at: usize) -> Option<usize> {
    let after = text.get(at + 1);
    let next = |set: &str| after.is_some_and(|c| set.contains(*c));
    let is_end = match head[at] {
        '路' => !next("口由边灯线过"),
        '街' => !next("道区边口巷"),
        '巷' => !next("口"),
        '道' => "大国省县步".contains(head[at - 1]) || after.is_some_and(char::is_ascii_digit),
        '同' => head[at - 1] == '胡',
        '线' => after.is_some_and(char::is_ascii_digit) && head[at - 1].is_ascii_digit(),
        _ => false,
    };
    if !is_end {
        return None;
    }
    let stretch = &text[at + 1..];
    let side = usize::from(stretch.first().is_some_and(|c| "东西南北中".contains(*c)));
    let count = numbers::chinese(&stretch[side..]).or_else(|| numbers::latin(&stretch[side..]));
    let count = count.map_or(0, |found| found.len);
    let part = stretch.get(side + count) == Some(&'段') && side + count > 0;
    Some(at + 1 + if part { side + count + 1 } else { 0 })
}

/// 花园路 is a road, 云栖花园北门路 is none.
fn sound(name: &[char]) -> bool {
    let text: String = name.iter().collect();
    let no_place = PLACES.iter().all(|place| match text.find(place) {
        None => true,
        Some(at) => text[at + place.len()..].chars().count() <= 1,
    });
    // 5号路 is a road as well.
    let before_end = name.len().saturating_sub(2);
    let inside =
        |(at, c): (usize, &char)| "幢栋座室".contains(*c) || (*c == '号' && at != before_end);
    no_place && !name.iter().enumerate().any(inside)
}

/// The number on a road: `188号`, `188-2号`, `甲188号`, `188号附2号`, `188弄`; with a road also `188` alone.
fn number(text: &[char], on_road: bool) -> Option<(String, usize)> {
    let stem = text.first().filter(|c| "甲乙丙丁".contains(**c));
    let mut at = usize::from(stem.is_some());
    let first = numbers::latin(&text[at..]).filter(|found| found.digits)?;
    at += first.len;
    let mut found: String = stem.copied().into_iter().chain(first.text.chars()).collect();
    if text.get(at) == Some(&'-') {
        let second = numbers::latin(&text[at + 1..]).filter(|found| found.digits);
        let end = second.as_ref().map_or(at, |second| at + 1 + second.len);
        if let Some(second) = second.filter(|_| text.get(end) == Some(&'号')) {
            found = format!("{found}-{}", second.text);
            at = end;
        }
    }
    let rest = &text[at..];
    if BUILDING_ENDS.iter().any(|end| starts(rest, end)) {
        return None;
    }
    match rest.first() {
        Some('弄') => Some((format!("{found}弄"), at + 1)),
        Some('号') => Some(behind_number(found, text, at + 1)),
        Some('-') | Some('室' | '楼' | '层' | '组' | '队' | '米' | '点' | '公') => None,
        _ if on_road => Some((found, at)),
        _ => None,
    }
}

/// `188号附2号`, `188号之1`, `188号甲`, `188号院`.
fn behind_number(mut found: String, text: &[char], mut at: usize) -> (String, usize) {
    let rest = &text[at..];
    match rest.first() {
        Some('附' | '之') => {
            if let Some(second) = numbers::number(&rest[1..]) {
                found = format!("{found}附{}", second.text);
                at += 1 + second.len;
                at += usize::from(text.get(at) == Some(&'号'));
            }
        }
        Some(stem @ ('甲' | '乙' | '丙' | '丁')) if rest.get(1) != Some(&'座') => {
            found.insert(0, *stem);
            at += 1;
        }
        Some('院') => at += 1,
        _ => {}
    }
    (found, at)
}
