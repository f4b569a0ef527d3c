//! Numbers in addresses: `12`, `１２`, `十二`, `A`, `12A`, `甲`; one spelling for each.

/// Digits of one number; a longer run is no number of a house.
const DIGITS_MAX: usize = 6;
/// Chinese digits and tens of one number.
const CHINESE_MAX: usize = 4;

/// A number found at the beginning of a text, and how many characters it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// One spelling.
    pub(super) text: String,
    /// Characters taken.
    pub(super) len: usize,
    /// Whether it was written in digits.
    pub(super) digits: bool,
}

/// A number in any spelling.
pub(super) fn number(text: &[char]) -> Option<Found> {
    latin(text).or_else(|| chinese(text)).or_else(|| stem(text))
}

/// `12`, `012`, `12A`, `A12`, `A`.
pub(super) fn latin(text: &[char]) -> Option<Found> {
    let lead = text.first().filter(|c| c.is_ascii_alphabetic()).map(char::to_ascii_uppercase);
    let from = usize::from(lead.is_some());
    let digits: String = text[from..].iter().take_while(|c| c.is_ascii_digit()).collect();
    if digits.len() > DIGITS_MAX || (digits.is_empty() && lead.is_none()) {
        return None;
    }
    let mut len = from + digits.len();
    let trail = text.get(len).filter(|c| lead.is_none() && c.is_ascii_alphabetic());
    let after = text.get(len + 1);
    let trail = trail.filter(|_| !after.is_some_and(char::is_ascii_alphanumeric));
    let trail = trail.map(char::to_ascii_uppercase);
    // A word is no number.
    if lead.is_some() && text.get(len).is_some_and(char::is_ascii_alphabetic) {
        return None;
    }
    len += usize::from(trail.is_some());
    let short = plain(&digits);
    let text = lead.into_iter().chain(short.chars()).chain(trail).collect();
    Some(Found { text, len, digits: !digits.is_empty() })
}

/// `三`, `十二`, `二十`, `一〇二`.
pub(super) fn chinese(text: &[char]) -> Option<Found> {
    let run: Vec<char> =
        text.iter().copied().take_while(|c| digit(*c).is_some() || *c == '十').collect();
    if run.is_empty() || run.len() > CHINESE_MAX {
        return None;
    }
    let text = match run.iter().position(|c| *c == '十') {
        None => run.iter().filter_map(|c| digit(*c)).fold(0, |sum, one| sum * 10 + one),
        Some(at) => {
            let one = |part: &[char], empty| match part {
                [] => Some(empty),
                [only] => digit(*only),
                _ => None,
            };
            one(&run[..at], 1)? * 10 + one(&run[at + 1..], 0)?
        }
    };
    Some(Found { text: text.to_string(), len: run.len(), digits: false })
}

/// `甲`, `东`: what stands for a number before 幢 or 单元.
fn stem(text: &[char]) -> Option<Found> {
    let first = text.first().filter(|c| "甲乙丙丁戊东西南北中".contains(**c))?;
    Some(Found { text: first.to_string(), len: 1, digits: false })
}

fn digit(c: char) -> Option<u32> {
    let at = "零一二三四五六七八九".chars().position(|one| one == c);
    let at = at.or_else(|| "零壹贰叁肆伍陆柒捌玖".chars().position(|one| one == c));
    let at = at.or(match c {
        '〇' => Some(0),
        '两' => Some(2),
        _ => None,
    });
    at.and_then(|at| u32::try_from(at).ok())
}

/// A number without zeros before it.
pub(super) fn plain(digits: &str) -> String {
    let short = digits.trim_start_matches('0');
    match short.is_empty() && !digits.is_empty() {
        true => "0".to_owned(),
        false => short.to_owned(),
    }
}
