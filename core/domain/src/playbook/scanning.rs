//! What a playbook says about scanned codes: which GS1 identifiers name an order, and which of several codes counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How scanned codes are understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ScanRules {
    /// GS1 identifiers whose values are keys.
    #[serde(default)]
    pub gs1_keys: Vec<Gs1Key>,
    /// Schemes of keys, the one that counts most first: of several codes in one picture, and of several keys in one
    /// code.
    #[serde(default)]
    pub prefer: Vec<String>,
}

/// A GS1 identifier whose value is a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Gs1Key {
    /// The application identifier: `00`, `401`.
    pub ai: String,
    /// The scheme of the key.
    pub scheme: String,
}

impl Default for ScanRules {
    /// Crates by their SSCC.
    fn default() -> Self {
        let sscc = Gs1Key { ai: "00".to_owned(), scheme: "sscc".to_owned() };
        Self { gs1_keys: vec![sscc], prefer: Vec::new() }
    }
}
