//! A judged form in short: what was answered, what is wrong, which pages show.

use std::collections::BTreeMap;

use serde::Serialize;

use super::judge::{Judged, ProblemAt};

/// A judged form in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Nothing is wrong.
    pub complete: bool,
    /// The pages that show, by their places.
    pub pages: Vec<usize>,
    /// What the questions hold that show and hold something, as it is kept; `question/item` in a
    /// repeat group.
    pub answers: BTreeMap<String, String>,
    /// What is wrong, in the order of the pages.
    pub problems: Vec<ProblemAt>,
}

impl Judged<'_> {
    /// The form in short.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut answers = BTreeMap::new();
        for (slot, question) in self.form.questions().iter().enumerate() {
            for place in 0..self.places(slot) {
                let value = self.value(slot, place);
                if value.is_empty() {
                    continue;
                }
                let repeat = self.form.repeat_of(question);
                let item = repeat.and_then(|repeat| self.answers.items(&repeat.id).get(place));
                let key = match item {
                    Some(item) => format!("{}/{}", question.id, item.id),
                    None => question.id.clone(),
                };
                answers.insert(key, value);
            }
        }
        Summary {
            complete: self.is_complete(),
            pages: self.pages().into_iter().map(|row| row.page).collect(),
            answers,
            problems: self.problems(),
        }
    }
}
