//! Texts that were taken from what people wrote.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A text about somebody. Its `Debug` tells how long it is and nothing else; it has no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(String);

impl Private {
    /// Takes a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for a screen or a field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text itself.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Private({} chars)", self.0.chars().count())
    }
}
