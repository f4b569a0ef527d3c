//! Fault codes of a machine: a small table that travels as a manual, so that a technician in a basement reads what
//! `E4` means.
//!
//! It is a JSON document of the media type [`FAULTS_MEDIA_TYPE`], pinned to kinds and models as every manual is. One
//! code has one spelling: `e-4`, `E4` and `Ｅ４` are the same.

use serde::{Deserialize, Serialize};

use crate::limits::{
    FAULT_CODES_MAX, FAULT_STEPS_MAX, FAULT_TABLE_BYTES_MAX, FAULT_TEXT_CHARS_MAX,
};
use crate::playbook::words::Words;
use crate::subject::normalise_key;

/// Media type of a table of fault codes.
pub const FAULTS_MEDIA_TYPE: &str = "application/vnd.counterfoil.faults+json";
/// The format that this program reads.
const FORMAT: u32 = 1;

/// A table of fault codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultTable {
    /// Format: 1.
    pub format: u32,
    /// What machines it is for, for people: `格力 KFR-35GW 系列`.
    pub name: Words,
    /// Until when it is good, ms since 1970, exclusive; absent: until the next version.
    #[serde(default)]
    pub until_ms: Option<u64>,
    /// The codes.
    pub codes: Vec<FaultCode>,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultCode {
    /// As the machine shows it: `E4`.
    pub code: String,
    /// What it means.
    pub meaning: Words,
    /// What to do, one after the other.
    #[serde(default)]
    pub steps: Vec<Words>,
    /// Stock-keeping numbers of parts that it often takes.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Whether somebody could come to harm: power off first.
    #[serde(default)]
    pub safety: bool,
}

/// Why bytes are no table of fault codes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultTableError {
    /// More than [`FAULT_TABLE_BYTES_MAX`].
    #[error("the table has more than {FAULT_TABLE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not JSON, or of another shape.
    #[error("line {line}, column {column}: {what}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// Of a later format.
    #[error("the table has format {format}, this program reads {FORMAT}")]
    TooNew {
        /// Format that it states.
        format: u32,
    },
    /// A code is empty, given twice, or has too much to say.
    #[error("code {at}: {what}")]
    Code {
        /// Place of the code, from 1.
        at: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// More codes than [`FAULT_CODES_MAX`].
    #[error("the table has more than {FAULT_CODES_MAX} codes")]
    TooMany,
}

impl FaultTable {
    /// Reads a table and checks it.
    ///
    /// # Errors
    /// [`FaultTableError`] names the first fault and where it is.
    pub fn parse(bytes: &[u8]) -> Result<Self, FaultTableError> {
        if bytes.len() > FAULT_TABLE_BYTES_MAX {
            return Err(FaultTableError::TooLarge);
        }
        let table: Self =
            serde_json::from_slice(bytes).map_err(|error| FaultTableError::Shape {
                line: error.line(),
                column: error.column(),
                what: error.to_string(),
            })?;
        if table.format != FORMAT {
            return Err(FaultTableError::TooNew { format: table.format });
        }
        if table.codes.len() > FAULT_CODES_MAX {
            return Err(FaultTableError::TooMany);
        }
        let mut seen = std::collections::BTreeSet::new();
        for (at, code) in (1..).zip(&table.codes) {
            let wrong = |what| Err(FaultTableError::Code { at, what });
            let spelling = normalise_key(&code.code);
            if spelling.is_empty() {
                return wrong("it is empty");
            }
            if !code.is_bounded() {
                return wrong("it has too much to say");
            }
            if !seen.insert(spelling) {
                return wrong("it is given twice");
            }
        }
        Ok(table)
    }

    /// What a code means, however it is spelled.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&FaultCode> {
        let code = normalise_key(code);
        self.codes.iter().find(|one| normalise_key(&one.code) == code)
    }

    /// Whether it surely is no longer good at a time of which only the earliest is known, ms since 1970.
    #[must_use]
    pub fn is_over(&self, earliest_ms: Option<u64>) -> bool {
        self.until_ms.zip(earliest_ms).is_some_and(|(until, now)| now >= until)
    }
}

impl FaultCode {
    fn is_bounded(&self) -> bool {
        let fits = |text: &str| text.chars().count() <= FAULT_TEXT_CHARS_MAX;
        let both = |words: &Words| fits(&words.zh) && fits(&words.en);
        fits(&self.code)
            && both(&self.meaning)
            && self.steps.len() <= FAULT_STEPS_MAX
            && self.parts.len() <= FAULT_STEPS_MAX
            && self.steps.iter().all(both)
            && self.parts.iter().all(|part| fits(part))
    }
}

#[cfg(test)]
mod tests {
    use super::{FaultTable, FaultTableError};

    const TABLE: &str = r#"{"format": 1, "name": {"zh": "挂机", "en": "wall unit"}, "until_ms": 2000,
        "codes": [{"code": "E4", "meaning": {"zh": "排气温度过高", "en": "discharge too hot"},
            "steps": [{"zh": "先断电,查冷媒", "en": "power off, check the refrigerant"}],
            "parts": ["R32-1KG"], "safety": true},
            {"code": "F-01", "meaning": {"zh": "室内感温包", "en": "indoor sensor"}}]}"#;

    #[test]
    fn a_code_is_found_however_it_is_spelled() {
        let table = FaultTable::parse(TABLE.as_bytes()).unwrap();
        for spelling in ["E4", "e 4", "e-4", "Ｅ４"] {
            assert_eq!(table.find(spelling).unwrap().meaning.zh, "排气温度过高", "{spelling}");
        }
        assert!(table.find("F01").is_some() && table.find("E5").is_none());
    }

    #[test]
    fn it_is_over_only_when_that_is_sure() {
        let table = FaultTable::parse(TABLE.as_bytes()).unwrap();
        assert!(table.is_over(Some(2_000)));
        assert!(!table.is_over(Some(1_999)) && !table.is_over(None));
    }

    #[test]
    fn a_wrong_table_names_where_it_is_wrong() {
        let wrong = |text: String| FaultTable::parse(text.as_bytes()).unwrap_err();
        assert_eq!(
            wrong(TABLE.replace("F-01", "e4")),
            FaultTableError::Code { at: 2, what: "it is given twice" }
        );
        assert_eq!(
            wrong(TABLE.replace("F-01", " ")),
            FaultTableError::Code { at: 2, what: "it is empty" }
        );
        let newer = wrong(TABLE.replace("\"format\": 1", "\"format\": 2"));
        assert_eq!(newer, FaultTableError::TooNew { format: 2 });
        assert!(matches!(wrong("{".into()), FaultTableError::Shape { line: 1, .. }));
        let long = TABLE.replace("排气温度过高", &"长".repeat(2_001));
        assert!(matches!(wrong(long), FaultTableError::Code { at: 1, .. }));
    }
}
