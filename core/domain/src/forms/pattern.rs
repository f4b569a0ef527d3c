//! The pattern that a text has to match, as JSON Schema has it.

use regex_lite::{Regex, RegexBuilder};

use crate::limits::{FORM_PATTERN_BYTES_MAX, FORM_PATTERN_TEXT_BYTES_MAX};
use crate::playbook::words::Words;

/// Bytes of a compiled pattern: matching takes time that grows with these and the text's.
const COMPILED_BYTES_MAX: usize = 32 * 1024;
/// Brackets in each other.
const NESTING_MAX: u32 = 12;

/// A pattern. It need not match the whole text: `^` and `$` say so.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    regex: Regex,
    message: Words,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.message == other.message
    }
}

impl Pattern {
    /// Reads a pattern; none if it is too long, too deep or no pattern.
    pub(super) fn read(text: &str, message: Option<Words>) -> Option<Self> {
        if text.len() > FORM_PATTERN_BYTES_MAX {
            return None;
        }
        let mut builder = RegexBuilder::new(text);
        let regex = builder.size_limit(COMPILED_BYTES_MAX).nest_limit(NESTING_MAX).build().ok()?;
        let message = message.unwrap_or_else(|| Words::new("格式不对", "not in this format"));
        Some(Self { text: text.to_owned(), regex, message })
    }

    /// Whether a text fits; one that is too long to be looked at does not.
    pub(super) fn fits(&self, text: &str) -> bool {
        text.len() <= FORM_PATTERN_TEXT_BYTES_MAX && self.regex.is_match(text)
    }

    /// What is said of a text that does not fit.
    pub(super) fn message(&self) -> &Words {
        &self.message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_looked_for_anywhere_unless_it_says_where() {
        let serial = Pattern::read("^[A-Z]{2}[0-9]{6}$", None).unwrap();
        assert!(serial.fits("KF123456") && !serial.fits("KF1234567") && !serial.fits("kf123456"));
        assert!(Pattern::read("[0-9]", None).unwrap().fits("三楼 2 号"));
        assert!(Pattern::read("^(?:男|女)$", None).unwrap().fits("女"));
    }

    #[test]
    fn what_is_no_pattern_or_would_take_too_long_is_none() {
        for text in ["(", "a{2,1}", "(?=a)b", r"(a)\1", "a{1000}{1000}", &"a".repeat(257)] {
            assert!(Pattern::read(text, None).is_none(), "{text}");
        }
        let slow = Pattern::read("^(a+)+$", None).unwrap();
        assert!(!slow.fits(&format!("{}b", "a".repeat(4_000))));
        assert!(!slow.fits(&"a".repeat(5_000)), "too long to be looked at");
    }
}
