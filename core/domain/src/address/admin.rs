//! Province, city, district and town at the beginning of an address, by their last characters: no list of places but
//! the thirty-four that need one.

use super::Address;

/// Provinces without what follows their name.
const PROVINCES: [&str; 34] = [
    "北京",
    "上海",
    "天津",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];
/// What may follow it.
const PROVINCE_ENDS: [&str; 7] =
    ["壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市"];
/// Provinces that are cities.
const MUNICIPALITIES: usize = 4;
/// Characters within which a city, a district or a town ends.
const NAME_MAX: usize = 9;
/// Characters at which a name of a region has ended already.
const STOPS: [char; 13] =
    ['路', '街', '巷', '弄', '号', '幢', '栋', '座', '室', '楼', '园', '苑', '店'];

/// Reads the regions and gives where they end.
pub(super) fn read(text: &[char], address: &mut Address) -> usize {
    let mut at = if starts(text, "中国") { 2 } else { 0 };
    at += province(&text[at..], address);
    at += city(&text[at..], address);
    at += district(&text[at..], address);
    at + town(&text[at..], address)
}

/// Whether a text begins with a word.
pub(super) fn starts(text: &[char], word: &str) -> bool {
    let mut left = text.iter();
    word.chars().all(|c| left.next() == Some(&c))
}

fn province(text: &[char], address: &mut Address) -> usize {
    let Some(place) = PROVINCES.iter().position(|name| starts(text, name)) else {
        return generic_province(text, address);
    };
    let name = PROVINCES[place];
    let len = name.chars().count();
    let end = PROVINCE_ENDS.iter().find(|end| starts(&text[len..], end));
    let taken = len + end.map_or(0, |end| end.chars().count());
    let after = &text[taken..];
    // 北京路 is a road, and 上海花园 a place of another city.
    let goes_on = ['市', '区', '县', '州', '盟'].iter().any(|c| name_end(after, *c, 1).is_some());
    if end.is_none() && !goes_on {
        return 0;
    }
    // 吉林市 is a city of 吉林省.
    if *end.unwrap_or(&"") == "市" && place >= MUNICIPALITIES {
        return 0;
    }
    address.province = Some(name.to_owned());
    if place < MUNICIPALITIES {
        address.city = Some(format!("{name}市"));
        return taken + usize::from(end.is_none() && starts(after, "市"));
    }
    taken
}

fn generic_province(text: &[char], address: &mut Address) -> usize {
    match name_end(text, '省', 2) {
        Some(end) => {
            address.province = Some(text[..end - 1].iter().collect());
            end
        }
        None => 0,
    }
}

fn city(text: &[char], address: &mut Address) -> usize {
    if address.city.is_some() {
        // 北京市北京市朝阳区: tables write both columns.
        let again = address.city.as_deref().filter(|city| starts(text, city));
        return again.map_or(0, |city| city.chars().count());
    }
    let end = ["自治州", "地区"].iter().find_map(|word| word_end(text, word));
    let end = end.or_else(|| name_end(text, '盟', 2));
    let Some(end) = end.or_else(|| city_end(text)) else { return 0 };
    address.city = Some(text[..end].iter().collect());
    end
}

fn city_end(text: &[char]) -> Option<usize> {
    let end = name_end(text, '市', 2)?;
    let before = text[end - 2];
    let after = text.get(end);
    let market = "超菜夜花门都城股楼早集".contains(before);
    let center = after.is_some_and(|c| "场政民".contains(*c));
    (!market && !center).then_some(end)
}

fn district(text: &[char], address: &mut Address) -> usize {
    let known = address.city.is_some();
    let quarter = ends_of(text, '区', 1).into_iter().find(|end| is_district(text, *end, known));
    let county = name_end(text, '县', 1);
    let city = if known { city_end(text) } else { None };
    let banner = name_end(text, '旗', 2)
        .filter(|end| !text.get(*end).is_some_and(|c| "路街大".contains(*c)));
    let Some(end) = [quarter, county, city, banner].into_iter().flatten().min() else { return 0 };
    address.district = Some(text[..end].iter().collect());
    end
}

/// 小区, 园区 and A区 are no districts; 江北区 is one behind its city.
fn is_district(text: &[char], end: usize, behind_city: bool) -> bool {
    let before = text[end - 2];
    let side = "东西南北中".contains(before);
    let place = "小社园校厂库院街住宅墅生活家属商业病景一二三四五六七八九十期".contains(before);
    let latin = before.is_ascii_alphanumeric();
    !place && !latin && (!side || (behind_city && end <= 3))
}

fn town(text: &[char], address: &mut Address) -> usize {
    let street = word_end(text, "街道");
    let town = name_end(text, '镇', 2)
        .or_else(|| name_end(text, '乡', 2))
        .filter(|end| !text.get(*end).is_some_and(|c| "路街村大".contains(*c)));
    let Some(end) = [street, town].into_iter().flatten().min() else { return 0 };
    address.town = Some(text[..end].iter().collect());
    end
}

/// Where a name that ends with a character ends: of at least `min` characters before it.
fn name_end(text: &[char], last: char, min: usize) -> Option<usize> {
    ends_of(text, last, min).into_iter().next()
}

fn ends_of(text: &[char], last: char, min: usize) -> Vec<usize> {
    let name = text.iter().take(NAME_MAX + 1);
    let name: Vec<char> =
        name.copied().take_while(|c| !STOPS.contains(c) && !c.is_ascii_digit()).collect();
    let ends = name.iter().enumerate().filter(|(at, c)| **c == last && *at >= min);
    ends.map(|(at, _)| at + 1).collect()
}

fn word_end(text: &[char], word: &str) -> Option<usize> {
    let word: Vec<char> = word.chars().collect();
    let head = &text[..text.len().min(NAME_MAX + word.len())];
    let at = head.windows(word.len()).position(|window| window == word)?;
    let name = &head[..at];
    let sound = at > 0 && !name.iter().any(|c| STOPS.contains(c) || c.is_ascii_digit());
    sound.then_some(at + word.len())
}
