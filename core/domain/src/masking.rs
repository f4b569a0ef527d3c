//! What is hidden before it is written: numbers of payment cards in free text, the middle of a telephone number, a name,
//! an address behind its road.
//!
//! Every command passes here ([`crate::command::plan`]), on phone and hub alike, so that no card number is ever stored.
//! A mask has as many characters as what it hides; that of an address always as many.

use crate::address::Address;
use crate::limits;

/// What stands for a hidden character.
const HIDDEN: char = '*';
/// Characters that stand for the end of an address.
const ADDRESS_REST: usize = 3;
/// Digits that the name of a road may have: `G1503高速`, `312国道`.
const ROAD_DIGITS: usize = 4;
/// Digits of a card that stay, at its end.
const CARD_TAIL: usize = 4;
/// How cards print their number: the digits of each group. A number without gaps is one group.
const CARD_GROUPS: [&[usize]; 9] = [
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4],
    &[4, 6, 5],
    &[4, 6, 4],
    &[6, 13],
    &[6, 12],
    &[6, 10],
];

/// Hides every number of a payment card in a text, but for its last four digits; `None` where there is none. `kept`
/// are numbers that belong to the order (its waybill, its order number): they stay as they are.
///
/// A card's number has 15 to 19 digits, with or without single gaps as cards print them (14 only with its gaps), begins
/// as those of a card organisation do, and its last digit fits (Luhn).
#[must_use]
pub fn hide_cards(text: &str, kept: &[&str]) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let runs = runs(&chars);
    let (mut at, mut found) = (0, false);
    while let Some(rest) = runs.get(at..).filter(|rest| !rest.is_empty()) {
        let taken = card_at(&chars, rest, kept);
        let places = rest.iter().take(taken).flat_map(|&(from, to)| from..to);
        for place in places.rev().skip(CARD_TAIL) {
            if let Some(one) = chars.get_mut(place) {
                *one = HIDDEN;
            }
        }
        found |= taken > 0;
        at = at.saturating_add(taken.max(1));
    }
    found.then(|| chars.into_iter().collect())
}

/// Runs of digits, each from and to; those that touch a Latin letter are part of another code.
fn runs(chars: &[char]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (place, one) in chars.iter().enumerate() {
        if digit(*one).is_none() {
            continue;
        }
        match found.last_mut() {
            Some((_, to)) if *to == place => *to = place.saturating_add(1),
            _ => found.push((place, place.saturating_add(1))),
        }
    }
    let letter = |place: Option<usize>| {
        let one = place.and_then(|place| chars.get(place));
        one.is_some_and(|one| one.is_ascii_alphabetic())
    };
    found.retain(|&(from, to)| !letter(from.checked_sub(1)) && !letter(Some(to)));
    found
}

/// How many runs from here on make a card's number; 0: none.
fn card_at(chars: &[char], runs: &[(usize, usize)], kept: &[&str]) -> usize {
    let shapes = CARD_GROUPS.iter().filter(|shape| fits(chars, runs, shape)).map(|one| one.len());
    let alone = runs.first().map(|(from, to)| to.saturating_sub(*from));
    let alone = alone.filter(|digits| (15..=19).contains(digits)).map(|_| 1);
    shapes.chain(alone).find(|count| is_card(chars, runs, *count, kept)).unwrap_or(0)
}

/// Whether the runs have these lengths, with one character between each two.
fn fits(chars: &[char], runs: &[(usize, usize)], shape: &[usize]) -> bool {
    let Some(runs) = runs.get(..shape.len()) else { return false };
    let lengths = runs.iter().map(|(from, to)| to.saturating_sub(*from));
    let gap = |end: usize, next: usize| {
        next == end.saturating_add(1) && chars.get(end).is_some_and(|one| is_gap(*one))
    };
    lengths.eq(shape.iter().copied()) && runs.windows(2).all(|pair| gap(pair[0].1, pair[1].0))
}

fn is_card(chars: &[char], runs: &[(usize, usize)], count: usize, kept: &[&str]) -> bool {
    let places = runs.iter().take(count).flat_map(|&(from, to)| from..to);
    let digits: Vec<u8> = places.filter_map(|place| digit(*chars.get(place)?)).collect();
    let text: String = digits.iter().map(|one| char::from(one.saturating_add(b'0'))).collect();
    is_issued(&text) && luhn(&digits) && !kept.contains(&text.as_str())
}

/// Whether some card organisation gives numbers that begin so and are so long.
fn is_issued(number: &str) -> bool {
    let first = |digits: usize| number.get(..digits).and_then(|head| head.parse::<u32>().ok());
    let (two, three, four) = (first(2).unwrap_or(0), first(3).unwrap_or(0), first(4).unwrap_or(0));
    match number.len() {
        14 => (300..=305).contains(&three) || matches!(two, 36 | 38 | 39),
        15 => matches!(two, 34 | 37),
        16 => {
            number.starts_with('4')
                || (51..=55).contains(&two)
                || (2221..=2720).contains(&four)
                || (3528..=3589).contains(&four)
                || four == 6011
                || matches!(two, 62 | 65)
        }
        18 => two == 62 && !is_born(number),
        17 | 19 => two == 62,
        _ => false,
    }
}

/// Whether an identity number could read so (GB 11643): a day of birth stands in the middle.
fn is_born(number: &str) -> bool {
    let part =
        |from: usize, to: usize| number.get(from..to).and_then(|one| one.parse::<u32>().ok());
    part(6, 10).is_some_and(|year| (1900..=2099).contains(&year))
        && part(10, 12).is_some_and(|month| (1..=12).contains(&month))
        && part(12, 14).is_some_and(|day| (1..=31).contains(&day))
}

/// The check of the last digit, ISO/IEC 7812-1.
fn luhn(digits: &[u8]) -> bool {
    let weigh = |(place, digit): (usize, &u8)| match place % 2 {
        0 => u32::from(*digit),
        _ => {
            let doubled = u32::from(*digit).saturating_mul(2);
            doubled.saturating_sub(if doubled > 9 { 9 } else { 0 })
        }
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

/// The value of a digit, narrow or wide.
fn digit(one: char) -> Option<u8> {
    let narrow = match one {
        '０'..='９' => char::from_u32(u32::from(one).saturating_sub(0xfee0))?,
        other => other,
    };
    narrow.to_digit(10).and_then(|value| u8::try_from(value).ok())
}

fn is_gap(one: char) -> bool {
    matches!(one, ' ' | '-' | '.' | '\u{a0}' | '\u{3000}' | '－' | '·' | '\u{2009}' | '\u{202f}')
}

/// A telephone number with its middle hidden: of eleven digits and more the first three and the last four stay, of
/// seven and more the first two and the last two, of fewer none. What was hidden before counts as a digit, so that a mask
/// stays as it is; what is neither a digit nor between digits is hidden, as people write names there.
#[must_use]
pub fn hide_phone(number: &str) -> String {
    let shown: String = number.chars().take(limits::NAME_BYTES_MAX).collect();
    let counts = |one: char| digit(one).is_some() || one == HIDDEN;
    let digits = shown.chars().filter(|one| counts(*one)).count();
    let (head, tail) = match digits {
        11.. => (3, 4),
        7..=10 => (2, 2),
        _ => (0, 0),
    };
    let last = digits.saturating_sub(tail);
    let mut place = 0_usize;
    let mask = |one: char| {
        if !counts(one) {
            let between = is_gap(one) || "+()()#转xX".contains(one);
            return if between { one } else { HIDDEN };
        }
        let stays = place < head || place >= last;
        place = place.saturating_add(1);
        if stays { one } else { HIDDEN }
    };
    shown.chars().map(mask).collect()
}

/// A name of which only the first character stays.
#[must_use]
pub fn hide_name(name: &str) -> String {
    let mut chars = name.trim().chars().take(limits::MASKED_NAME_CHARS_MAX);
    let first = chars.next();
    first.into_iter().chain(chars.map(|_| HIDDEN)).collect()
}

/// An address down to its road (临江市滨河区望湖路***): what leads to one house, unit or door is hidden, and so is every hint. Where it names no
/// road its town or district stays; of one that nobody can take apart nothing does.
#[must_use]
pub fn hide_address(text: &str) -> String {
    let Address { province, city, district, town, road, .. } = Address::parse(text);
    // 上海 is in 上海市.
    let is_in = |one: &String| city.as_ref().is_some_and(|city| city.starts_with(one.as_str()));
    let province = province.filter(|one| !is_in(one));
    let parts = [province, city, district, town, road].into_iter();
    let mut parts: Vec<String> = parts.flatten().filter(|part| is_of_a_map(part)).collect();
    let rest = String::from_iter([HIDDEN; ADDRESS_REST]);
    if parts.is_empty() || !parts.iter().all(|part| part.is_ascii()) {
        return parts.concat() + &rest;
    }
    // As English writes it: the road first.
    parts.push(rest);
    parts.reverse();
    parts.join(", ")
}

/// Whether a part of an address may be on a map: names of roads are short, and no telephone number is in them.
fn is_of_a_map(part: &str) -> bool {
    let digits = part.chars().filter(|one| digit(*one).is_some()).count();
    part.chars().count() <= limits::MASKED_ADDRESS_PART_CHARS_MAX && digits <= ROAD_DIGITS
}

#[cfg(test)]
mod tests;
