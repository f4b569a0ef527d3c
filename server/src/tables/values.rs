//! Values of typed columns: sums, whole numbers, yes and no.

use unicode_normalization::UnicodeNormalization as _;

const YES: [&str; 16] = [
    "是",
    "y",
    "yes",
    "1",
    "true",
    "√",
    "✓",
    "有",
    "保内",
    "在保",
    "保修内",
    "拦截",
    "对",
    "on",
    "需要",
    "√是",
];
const NO: [&str; 14] =
    ["否", "n", "no", "0", "false", "×", "✗", "无", "保外", "过保", "保修外", "不拦截", "off", "-"];

fn folded(text: &str) -> String {
    let kept = text.nfkc().filter(|c| !super::grid::is_space(*c));
    kept.flat_map(char::to_lowercase).collect()
}

/// Whether a text is a number in the scientific notation into which Excel turns long ones.
#[must_use]
pub fn is_scientific(text: &str) -> bool {
    let text = folded(text);
    let Some((mantissa, exponent)) = text.split_once('e') else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1 && digits(whole) && digits(part) && digits(exponent) && exponent.len() <= 3
}

/// How many digits a plain number has beyond the 15 that a spreadsheet keeps, if all of them are zeros.
#[must_use]
pub fn zeros_beyond_15(text: &str) -> usize {
    let all = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.as_bytes().get(15..) {
        Some(rest) if all && rest.iter().all(|byte| *byte == b'0') => rest.len(),
        _ => 0,
    }
}

/// Yes or no.
#[must_use]
pub fn yes(text: &str) -> Option<bool> {
    let text = folded(text);
    if YES.contains(&text.as_str()) {
        return Some(true);
    }
    NO.contains(&text.as_str()).then_some(false)
}

/// A whole number; `1.0` is one, as spreadsheets write them.
#[must_use]
pub fn integer(text: &str) -> Option<i64> {
    let text = folded(text).replace(',', "");
    let text = text.trim_end_matches(['件', '个', '台']);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    part.bytes().all(|byte| byte == b'0').then_some(())?;
    whole.parse().ok()
}

/// A sum in minor units: `18`, `18.5`, `¥1,299.00`, `268元`. No more than two decimals, nothing below zero.
#[must_use]
pub fn money_minor(text: &str) -> Option<i64> {
    let text = folded(text).replace(',', "");
    let text =
        text.trim_start_matches(['¥', '$']).trim_start_matches("rmb").trim_start_matches("cny");
    let text = text.trim_end_matches('元').trim_end_matches("rmb").trim_end_matches("cny");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    let decimals = part.trim_end_matches('0');
    if decimals.len() > 2 {
        return None;
    }
    let minor: i64 = format!("{decimals:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(minor)
}

/// A sum as a table shows it.
#[must_use]
pub fn money_text(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact() {
        let good = [
            ("18", 1_800),
            ("18.5", 1_850),
            ("¥1,299.00", 129_900),
            ("３６.８０元", 3_680),
            ("0", 0),
        ];
        for (text, minor) in good {
            assert_eq!(money_minor(text), Some(minor), "{text}");
        }
        for bad in ["", "18.005", "-3", "1.8E+01", "十八", "1 8 x", "99999999999999999999"] {
            assert_eq!(money_minor(bad), None, "{bad}");
        }
        assert_eq!(money_text(129_905), "1299.05");
        assert_eq!(money_text(-5), "-0.05");
    }

    #[test]
    fn a_number_that_excel_has_rounded_is_known_by_its_shape() {
        for rounded in ["7.73125E+13", "7.73E+13", "４.３１E+14", "1e5"] {
            assert!(is_scientific(rounded), "{rounded}");
        }
        for plain in ["77312512345678", "EA123456785CN", "E4", "12E", "SF1E5"] {
            assert!(!is_scientific(plain), "{plain}");
        }
        assert_eq!(zeros_beyond_15("431052698740163"), 0);
        assert_eq!(zeros_beyond_15("36901234076751700"), 2);
        assert_eq!(zeros_beyond_15("36901234076751787"), 0);
    }

    #[test]
    fn yes_no_and_whole_numbers() {
        assert_eq!((yes("是"), yes("保外"), yes("也许")), (Some(true), Some(false), None));
        assert_eq!(
            (integer("2"), integer("2.0"), integer("2件"), integer("2.5")),
            (Some(2), Some(2), Some(2), None)
        );
    }
}
