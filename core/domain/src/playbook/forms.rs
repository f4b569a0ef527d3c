//! The forms of a playbook: as they stand in its file, and as they were read.

use crate::sorting::CollectSmall as _;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::words::Words;
use crate::forms::{Fault, Form};

/// A form as it is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FormFile {
    /// What needs and fields call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The kinds of order at which it can be opened; none: only those whose steps need it.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// What is asked: JSON Schema 2020-12, the subset of `docs/forms.md`.
    pub schema: Value,
    /// How it is laid out: a UI schema of JSON Forms, the subset of `docs/forms.md`.
    pub ui: Value,
}

/// The forms of a playbook by their ids, each read or with everything that is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms(BTreeMap<String, Result<Arc<Form>, Vec<Fault>>>);

impl Forms {
    pub(super) fn read(files: &[FormFile]) -> Self {
        let read = |file: &FormFile| (file.id.clone(), Form::read(file).map(Arc::new));
        Self(files.iter().map(read).collect_map())
    }

    pub(super) fn get(&self, id: &str) -> Option<&Result<Arc<Form>, Vec<Fault>>> {
        self.0.get(id)
    }
}
