//! Search: which tokens a text has, and which question finds them.
//!
//! NFKC and lower case first. Every CJK character is a token of its own and a question is a
//! phrase, so that any two neighbouring characters are found; a run of other letters and digits is
//! one token. Numbers are indexed apart, whole (`d…`) and by their last four digits (`t…`),
//! because people read out "ending in 6017". The tokens are made here, not by SQLite's tokenizers,
//! whose tables of letters lag behind Unicode's.

use counterfoil_domain::sorting::SortSmall as _;
use rusqlite::{Connection, params};
use unicode_normalization::UnicodeNormalization;

use crate::error::StoreError;
use crate::limits::{SEARCH_ANSWERS_COUNT, SEARCH_QUERY_CHARS, SEARCH_TEXT_CHARS};

/// Digits from which a run counts as a number that people shorten.
const NUMBER_DIGITS_MIN: usize = 5;
/// Digits that people say of it.
const TAIL_DIGITS: usize = 4;

/// What the index holds of one card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexedText {
    /// Words and characters, one space between two.
    pub words: String,
    /// Whole numbers and their tails, one space between two.
    pub numbers: String,
}

/// The tokens of a text; of a long one those of its first [`SEARCH_TEXT_CHARS`] characters.
pub fn index(text: &str) -> IndexedText {
    let folded = fold(text, SEARCH_TEXT_CHARS);
    let mut numbers = Vec::new();
    for number in numbers_in(&folded) {
        numbers.push(format!("t{}", &number[number.len() - TAIL_DIGITS..]));
        numbers.push(format!("d{number}"));
    }
    numbers.sort_small_by(Ord::cmp);
    numbers.dedup();
    IndexedText { words: words(&folded).join(" "), numbers: numbers.join(" ") }
}

/// The FTS5 expression for what a person typed, or nothing when it holds no letter and no digit.
/// Parts that are separated by spaces must all be found, in any order.
pub fn question(typed: &str) -> Option<String> {
    let folded = fold(typed, SEARCH_QUERY_CHARS);
    let parts: Vec<String> = folded.split_whitespace().filter_map(part_question).collect();
    let all_parts = (!parts.is_empty()).then(|| parts.join(" AND "))?;
    // "138 0013 6017" is one number to its reader.
    match whole_number(&folded) {
        Some(number) => Some(format!("({all_parts}) OR {}", number_question(&number))),
        None => Some(all_parts),
    }
}

/// Puts a card's text into the index under its row.
pub(crate) fn put(tx: &Connection, row: i64, text: &str) -> Result<(), StoreError> {
    let indexed = index(text);
    tx.prepare_cached(
        "INSERT OR REPLACE INTO card_search (rowid, words, numbers) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![row, indexed.words, indexed.numbers])?;
    Ok(())
}

/// Takes a row out of the index.
pub(crate) fn remove(tx: &Connection, row: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM card_search WHERE rowid = ?1")?.execute([row])?;
    Ok(())
}

/// Writes the index anew without the words of rows that were replaced or removed: until then they stand in it,
/// marked as deleted, and whoever reads the file reads them.
pub(crate) fn forget_removed(tx: &Connection) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO card_search (card_search) VALUES ('optimize')")?.execute([])?;
    Ok(())
}

/// The rows that answer what a person typed, best first; never more than [`SEARCH_ANSWERS_COUNT`].
pub(crate) fn find(connection: &Connection, typed: &str) -> Result<Vec<i64>, StoreError> {
    let Some(question) = question(typed) else {
        return Ok(Vec::new());
    };
    let mut statement = connection.prepare_cached(
        "SELECT rowid FROM card_search WHERE card_search MATCH ?1 ORDER BY rank, rowid LIMIT ?2",
    )?;
    let rows = statement
        .query_map(params![question, SEARCH_ANSWERS_COUNT], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn fold(text: &str, limit_chars: usize) -> String {
    text.chars().take(limit_chars).nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// Tokens in their order: one for each CJK character, one for each run of other letters and digits.
fn words(folded: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut run = String::new();
    for character in folded.chars() {
        let alone = stands_alone(character);
        if (alone || !character.is_alphanumeric()) && !run.is_empty() {
            tokens.push(std::mem::take(&mut run));
        }
        if alone {
            tokens.push(character.to_string());
        } else if character.is_alphanumeric() {
            run.push(character);
        }
    }
    tokens.extend((!run.is_empty()).then_some(run));
    tokens
}

/// Characters of scripts that are written without spaces: Han with every extension, kana, bopomofo,
/// hangul. The planes 2 and 3 hold nothing but Han, assigned or to come.
fn stands_alone(character: char) -> bool {
    let in_blocks = matches!(u32::from(character),
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3040..=0x312F
        | 0x31A0..=0x31BF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x1B000..=0x1B16F);
    let in_han_planes = matches!(u32::from(character), 0x20000..=0x3FFFF);
    in_han_planes || (in_blocks && character.is_alphanumeric())
}

/// Numbers that people shorten: runs of digits, and runs joined over single spaces or hyphens.
fn numbers_in(folded: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut joined = String::new();
    let mut run = String::new();
    let mut gap = 0;
    for character in folded.chars().chain(['.', '.']) {
        if character.is_ascii_digit() {
            run.push(character);
            gap = 0;
            continue;
        }
        joined.push_str(&run);
        numbers.push(std::mem::take(&mut run));
        gap += 1;
        if gap > 1 || !matches!(character, ' ' | '-') {
            numbers.push(std::mem::take(&mut joined));
        }
    }
    numbers.retain(|number| number.len() >= NUMBER_DIGITS_MIN);
    numbers.sort_small_by(Ord::cmp);
    numbers.dedup();
    numbers
}

fn part_question(part: &str) -> Option<String> {
    let tokens = words(part);
    let last_is_word = tokens.last().and_then(|token| token.chars().last()).map(stands_alone);
    let phrase = format!("words : \"{}\"", tokens.join(" "));
    // A word may be half typed; a CJK character cannot be.
    let phrase = if last_is_word? { phrase } else { format!("{phrase} *") };
    Some(match whole_number(part) {
        Some(number) => format!("({phrase} OR {})", number_question(&number)),
        None => format!("({phrase})"),
    })
}

/// The digits of a text that is a number and nothing else, if there are enough to look for.
fn whole_number(part: &str) -> Option<String> {
    let only_number = part.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-'));
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    (only_number && digits.len() >= TAIL_DIGITS).then_some(digits)
}

fn number_question(digits: &str) -> String {
    match digits.len() {
        TAIL_DIGITS => format!("numbers : \"t{digits}\""),
        _ => format!("numbers : \"d{digits}\" *"),
    }
}

#[cfg(test)]
mod tests;
