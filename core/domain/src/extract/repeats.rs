//! How often something has happened, and small numbers in words.

use super::folded::Folded;

/// Words that count.
const TIMES: [&str; 3] = ["次", "回", "遍"];
/// The same in English, with what they mean.
const ENGLISH: [(&str, u32); 11] = [
    ("second time", 2),
    ("2nd time", 2),
    ("twice", 2),
    ("third time", 3),
    ("3rd time", 3),
    ("three times", 3),
    ("3 times", 3),
    ("fourth time", 4),
    ("four times", 4),
    ("4 times", 4),
    ("5 times", 5),
];
/// Digits of a number in words, at most.
const NUMERAL_CHARS_MAX: usize = 4;

/// The highest count that a text names: `第三次`, `3次了`, `打了三次`.
pub(super) fn find(folded: &Folded) -> Option<u32> {
    let chinese = (0..folded.len()).filter_map(|at| {
        folded.longest(at, TIMES)?;
        let from = numeral_before(folded, at)?;
        let ahead = folded.before(from);
        let behind = folded.at(at + 1);
        let counted = matches!(ahead, Some('第' | '了' | '过')) || matches!(behind, Some('了'));
        numeral(folded.part(from, at)).filter(|_| counted)
    });
    let english = (0..folded.len()).filter_map(|at| {
        let word = |one: &&(&str, u32)| folded.longest(at, [one.0]).is_some();
        ENGLISH.iter().find(word).map(|(_, count)| *count)
    });
    chinese.chain(english).max()
}

/// Where the number begins that ends right before a place: digits, Chinese numerals, or one letter.
pub(super) fn numeral_before(folded: &Folded, end: usize) -> Option<usize> {
    let run = |fits: fn(char) -> bool| {
        let mut from = end;
        while end - from < NUMERAL_CHARS_MAX && folded.before(from).is_some_and(fits) {
            from -= 1;
        }
        (from < end).then_some(from)
    };
    let letter = || {
        let single = folded.before(end).is_some_and(|c| c.is_ascii_lowercase());
        let alone = !end
            .checked_sub(2)
            .and_then(|at| folded.at(at))
            .is_some_and(|c| c.is_ascii_alphanumeric());
        (single && alone).then(|| end.saturating_sub(1))
    };
    run(|c| c.is_ascii_digit())
        .or_else(|| run(|c| "零一二三四五六七八九十两".contains(c)))
        .or_else(letter)
}

/// The value of digits or Chinese numerals below 100.
pub(super) fn numeral(chars: &[char]) -> Option<u32> {
    let all: String = chars.iter().collect();
    if let Ok(number) = all.parse::<u32>() {
        return Some(number);
    }
    let digit = |c: char| match c {
        '两' => Some(2),
        _ => "零一二三四五六七八九"
            .chars()
            .position(|one| one == c)
            .and_then(|at| u32::try_from(at).ok()),
    };
    match chars {
        ['十'] => Some(10),
        ['十', one] => digit(*one).map(|one| 10 + one),
        [ten, '十'] => digit(*ten).map(|ten| ten * 10),
        [ten, '十', one] => Some(digit(*ten)? * 10 + digit(*one)?),
        [one] => digit(*one),
        _ => None,
    }
}
