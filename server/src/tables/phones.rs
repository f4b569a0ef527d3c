//! Telephone numbers as people write them: one spelling, and whether it can be one.

use unicode_normalization::UnicodeNormalization as _;

/// Words that stand before an extension; exports and phones write `转`.
const EXTENSIONS: [&str; 6] = ["分机", "ext.", "ext", "转接", "x", "#"];

/// One spelling: NFKC, no white space, `转` before an extension.
#[must_use]
pub fn normal(raw: &str) -> String {
    let kept = raw.nfkc().filter(|c| !super::grid::is_space(*c));
    let mut text: String = kept.flat_map(char::to_lowercase).collect();
    for word in EXTENSIONS {
        text = text.replace(word, "转");
    }
    text.replace(['–', '—', '−'], "-")
}

/// Whether every number of a normalised text can be one; numbers are parted by `/`, `,`, `、` or `;`.
#[must_use]
pub fn can_be(text: &str) -> bool {
    text.split(['/', ',', '、', ';']).all(one_can_be)
}

fn one_can_be(text: &str) -> bool {
    let (number, extension) = text.split_once('转').unwrap_or((text, "0"));
    let fits = (1..=8).contains(&extension.len()) && all_digits(extension);
    let home = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086"));
    let bare = home.unwrap_or(number).trim_start_matches('-');
    fits && (mobile(bare) || landline(bare) || abroad(number))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `19900001234`, or with its middle hidden: `199****1234`.
fn mobile(text: &str) -> bool {
    let mut bytes = text.bytes();
    let begins =
        bytes.next() == Some(b'1') && bytes.next().is_some_and(|b| (b'3'..=b'9').contains(&b));
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let stars = text.bytes().filter(|byte| *byte == b'*').count();
    begins && text.len() == 11 && digits + stars == 11 && stars <= 8
}

/// `0571-86001234`, `86001234`, `400-123-4567`, `95311`.
fn landline(text: &str) -> bool {
    let bare = text.replace('-', "");
    let length = bare.len();
    let by_start = match bare.as_bytes() {
        [b'0', ..] => (10..=12).contains(&length),
        [b'4' | b'8', b'0', b'0', ..] => length == 10,
        [b'9', ..] => length == 5 || length == 8,
        [b'2'..=b'8', ..] => length == 7 || length == 8,
        _ => false,
    };
    by_start && all_digits(&bare)
}

fn abroad(text: &str) -> bool {
    let bare = text.strip_prefix('+').map(|rest| rest.replace('-', ""));
    bare.is_some_and(|bare| (8..=15).contains(&bare.len()) && all_digits(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_trade_are_told_from_wrong_ones() {
        for good in [
            "19900006017",
            "199****6017",
            "17000001234转5678",
            "0571-86001234转802",
            "0571-86005521",
            "400-820-0000",
            "+8619900006017",
            "+49-30-1234567",
            "19900006017/0571-86001234",
            "86001234",
        ] {
            assert!(can_be(&normal(good)), "{good}");
        }
        for bad in [
            "1990000123",
            "199000060171",
            "12900006017",
            "没有",
            "0571",
            "19900006017转",
            "7.73E+13",
        ] {
            assert!(!can_be(&normal(bad)), "{bad}");
        }
    }

    #[test]
    fn full_width_digits_and_words_for_extensions_get_one_spelling() {
        assert_eq!(normal("１９９００００６０１７"), "19900006017");
        assert_eq!(normal(" 0571－8600 1234 分机 802"), "0571-86001234转802");
        assert_eq!(normal("17000001234 ext. 5678"), "17000001234转5678");
    }
}
