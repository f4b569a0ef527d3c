//! Element strings: identifiers and values one behind the other, with separators or in brackets.

use super::identifiers::{Identifier, begins, check};
use super::{GROUP_SEPARATOR, Gs1Element, Gs1Error};
use crate::limits::GS1_ELEMENTS_MAX;

/// One element of a value that is known to be its whole.
pub(super) fn made(ai: &str, identifier: Identifier, value: &str) -> Result<Gs1Element, Gs1Error> {
    let date = check(ai, identifier.form, value)?;
    Ok(Gs1Element {
        ai: ai.to_owned(),
        value: value.to_owned(),
        name: identifier.name(),
        date,
        decimals: identifier.decimals,
    })
}

/// An element string as a scanner gives it, without its mark.
pub(super) fn string(code: &str) -> Result<Vec<Gs1Element>, Gs1Error> {
    let mut all = Vec::new();
    let mut rest = code;
    while !rest.is_empty() && all.len() <= GS1_ELEMENTS_MAX {
        let at = code.chars().count() - rest.chars().count();
        let identifier = begins(rest).ok_or(Gs1Error::UnknownIdentifier { at })?;
        let (ai, behind) = cut(rest, identifier.length, at)?;
        let end = behind.find(GROUP_SEPARATOR).unwrap_or(behind.len());
        let value = match identifier.predefined {
            true => {
                let length = identifier.form.characters_max();
                behind
                    .get(..length)
                    .filter(|value| !value.contains(GROUP_SEPARATOR))
                    .ok_or_else(|| Gs1Error::Length { ai: ai.to_owned() })?
            }
            false => &behind[..end],
        };
        all.push(made(ai, identifier, value)?);
        rest = &behind[value.len()..];
        // A separator behind a fixed length is superfluous and common.
        rest = rest.strip_prefix(GROUP_SEPARATOR).unwrap_or(rest);
    }
    Ok(all)
}

fn cut(code: &str, length: usize, at: usize) -> Result<(&str, &str), Gs1Error> {
    code.split_at_checked(length).ok_or(Gs1Error::UnknownIdentifier { at })
}

/// The form in brackets; `None` for a code that is not written so.
pub(super) fn brackets(code: &str) -> Result<Option<Vec<Gs1Element>>, Gs1Error> {
    if identifier_in_brackets(code).is_none() {
        return Ok(None);
    }
    let mut all = Vec::new();
    let mut rest = code;
    while let Some((ai, behind)) = identifier_in_brackets(rest) {
        let at = code.chars().count() - rest.chars().count();
        let identifier = begins(ai)
            .filter(|known| known.length == ai.len())
            .ok_or(Gs1Error::UnknownIdentifier { at })?;
        // A bracket may belong to a value: the next element begins where a known identifier stands in brackets.
        let next = behind.match_indices('(').map(|(at, _)| at).find(|at| {
            let next = identifier_in_brackets(&behind[*at..]);
            next.is_some_and(|(ai, _)| begins(ai).is_some_and(|known| known.length == ai.len()))
        });
        let (value, following) = behind.split_at(next.unwrap_or(behind.len()));
        let value = value.trim_matches([' ', GROUP_SEPARATOR]);
        all.push(made(ai, identifier, value)?);
        if all.len() > GS1_ELEMENTS_MAX {
            return Err(Gs1Error::TooLong);
        }
        rest = following;
    }
    Ok(Some(all))
}

/// `(01)…` as `01` and what follows.
fn identifier_in_brackets(code: &str) -> Option<(&str, &str)> {
    let (ai, behind) = code.strip_prefix('(')?.split_once(')')?;
    let fits = (2..=4).contains(&ai.len()) && ai.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some((ai, behind))
}
