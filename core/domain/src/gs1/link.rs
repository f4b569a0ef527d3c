//! GS1 Digital Links: web addresses whose path names a key by its identifier.

use super::element::made;
use super::identifiers::begins;
use super::{Gs1Element, Gs1Error};

/// Identifiers that a path may begin with.
const PRIMARY: [&str; 17] = [
    "00", "01", "253", "255", "401", "402", "414", "415", "417", "8003", "8004", "8006", "8010",
    "8013", "8017", "8018", "8020",
];
/// Identifiers that stand behind them in the path.
const QUALIFIERS: [&str; 9] = ["22", "10", "21", "235", "254", "8011", "8019", "8020", "7040"];

/// The elements of a Digital Link; `None` for any other address.
pub(super) fn read(code: &str) -> Result<Option<Vec<Gs1Element>>, Gs1Error> {
    let Some(rest) = after_scheme(code) else { return Ok(None) };
    let rest = rest.split('#').next().unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let Some((_, path)) = path.split_once('/') else { return Ok(None) };
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    // The last key of the path counts: what stands before it is the owner's own.
    let key = |at: &usize| {
        let value = parts.get(at + 1);
        let pairs = (parts.len() - at).is_multiple_of(2);
        let known = parts.get(*at).is_some_and(|part| PRIMARY.contains(part));
        let digits =
            value.is_some_and(|value| value.starts_with(|c: char| c.is_ascii_alphanumeric()));
        known && pairs && digits && qualified(&parts[at + 2..])
    };
    let Some(at) = (0..parts.len()).find(key) else { return Ok(None) };
    let mut all = Vec::new();
    for pair in parts[at..].chunks(2) {
        let [ai, value] = pair else { continue };
        all.push(element(ai, &unescaped(value)?)?);
    }
    for part in query.split(['&', ';']) {
        let (ai, value) = part.split_once('=').unwrap_or((part, ""));
        let is_ai = (2..=4).contains(&ai.len()) && ai.bytes().all(|byte| byte.is_ascii_digit());
        if is_ai {
            all.push(element(ai, &unescaped(value)?)?);
        }
    }
    Ok(Some(all))
}

fn after_scheme(code: &str) -> Option<&str> {
    let (scheme, rest) = code.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    web.then_some(rest)
}

/// Whether a path goes on with qualifiers alone.
fn qualified(rest: &[&str]) -> bool {
    rest.chunks(2).all(|pair| pair.first().is_some_and(|ai| QUALIFIERS.contains(ai)))
}

fn element(ai: &str, value: &str) -> Result<Gs1Element, Gs1Error> {
    let identifier = begins(ai)
        .filter(|known| known.length == ai.len())
        .ok_or(Gs1Error::UnknownIdentifier { at: 0 })?;
    // GTINs of 8, 12 and 13 digits are written without their leading zeros.
    let short = matches!(ai, "01" | "02") && matches!(value.len(), 8 | 12 | 13);
    let padded = if short { format!("{value:0>14}") } else { value.to_owned() };
    made(ai, identifier, &padded)
}

/// A part of an address with its escapes (`%2F`) undone.
fn unescaped(part: &str) -> Result<String, Gs1Error> {
    let bytes = part.as_bytes();
    let (mut made, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'%' => {
                let hex = part.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                made.push(hex.ok_or(Gs1Error::Escape { at })?);
                at += 3;
            }
            other => {
                made.push(*other);
                at += 1;
            }
        }
    }
    String::from_utf8(made).map_err(|_| Gs1Error::Escape { at: 0 })
}
