//! Reading a form: every keyword that is not of the subset, and everything else that is wrong, is
//! named with the place where it stands. `docs/forms.md` lists the subset.

mod choices;
mod condition;
mod kinds;
mod schema;
mod ui;
mod values;

use crate::sorting::SortSmall as _;
use serde_json::{Map, Value as Json};

use super::form::Form;
use super::formula::{Formula, Names, Place};
use super::plan;
use super::value::Type;
use crate::limits;
use crate::playbook::forms::FormFile;
use crate::playbook::words::Words;

/// One thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where: a JSON pointer below the form.
    pub pointer: String,
    /// What to tell who edits it.
    pub words: Words,
}

/// What is known of a form while it is read.
#[derive(Debug)]
struct Reader<'a> {
    root: &'a Map<String, Json>,
    faults: Vec<Fault>,
    form: Form,
    /// Formulas to be compiled when all names are known.
    pending: Vec<schema::Pending<'a>>,
    /// The list that each `$ref` or array of choices became.
    lists: std::collections::BTreeMap<String, usize>,
    /// Which questions and repeat groups stand on a page.
    placed: std::collections::BTreeSet<String>,
}

impl Form {
    /// Reads a form.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(file: &FormFile) -> Result<Self, Vec<Fault>> {
        let none = Map::new();
        let root = file.schema.as_object().unwrap_or(&none);
        let form = Self {
            id: file.id.clone(),
            name: file.name.clone(),
            questions: Vec::new(),
            repeats: Vec::new(),
            lists: Vec::new(),
            rules: Vec::new(),
            pages: Vec::new(),
            names: Names::default(),
            order: Vec::new(),
        };
        let mut reader = Reader {
            root,
            faults: Vec::new(),
            form,
            pending: Vec::new(),
            lists: std::collections::BTreeMap::new(),
            placed: std::collections::BTreeSet::new(),
        };
        reader.id(&file.id);
        reader.schema(&file.schema);
        reader.compile_pending();
        reader.ui(&file.ui);
        reader.bounds();
        let Reader { mut form, mut faults, .. } = reader;
        if faults.is_empty() {
            match plan::order(&form) {
                Ok(order) => form.order = order,
                Err(fault) => faults.push(fault),
            }
        }
        faults.sort_small_by(Ord::cmp);
        faults.dedup();
        if faults.is_empty() { Ok(form) } else { Err(faults) }
    }
}

impl<'a> Reader<'a> {
    fn fault(&mut self, pointer: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.faults.push(Fault { pointer: pointer.to_owned(), words: Words::new(zh, en) });
    }

    fn id(&mut self, id: &str) {
        if !is_name(id, limits::FORM_ID_BYTES_MAX) {
            let max = limits::FORM_ID_BYTES_MAX;
            self.fault(
                "/id",
                format!("表单编号须以字母开头,只含字母、数字和 _,最长 {max} 字节"),
                format!("an id begins with a letter and has letters, digits and _: {max} bytes"),
            );
        }
    }

    /// An object whose keys are all among `known`; others are named.
    fn object(
        &mut self,
        at: &str,
        value: &'a Json,
        known: &[&str],
    ) -> Option<&'a Map<String, Json>> {
        let Some(object) = value.as_object() else {
            self.fault(at, "此处须为对象", "an object is needed here");
            return None;
        };
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.fault(
                &below(at, key),
                format!("不支持“{key}”"),
                format!("'{key}' is not supported here"),
            );
        }
        Some(object)
    }

    fn bounds(&mut self) {
        let counts = [
            ("/schema", "题目", "questions", self.form.questions.len(), limits::FORM_QUESTIONS_MAX),
            ("/schema", "选项", "choices", self.form.choice_count(), limits::FORM_CHOICES_MAX),
            ("/ui", "页", "pages", self.form.pages.len(), limits::FORM_PAGES_MAX),
        ];
        for (at, zh, en, count, max) in counts {
            if count > max {
                self.fault(
                    at,
                    format!("{zh}超过 {max} 个:{count}"),
                    format!("{count} {en}, more than {max}"),
                );
            }
        }
    }

    /// A formula, or a fault that says why not.
    fn formula(
        &mut self,
        at: &str,
        text: &str,
        place: Place,
        wanted: Option<Type>,
    ) -> Option<Formula> {
        match Formula::compile(text, &self.form.names, place, wanted) {
            Ok(formula) => Some(formula),
            Err(error) => {
                let words = error.words();
                self.faults.push(Fault { pointer: at.to_owned(), words });
                None
            }
        }
    }
}

/// A pointer to a member.
fn below(at: &str, key: &str) -> String {
    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Whether a text may name a form, a question or a group.
pub(super) fn is_name(text: &str, bytes_max: usize) -> bool {
    let mut chars = text.chars();
    let begins = chars.next().is_some_and(|first| first.is_ascii_alphabetic());
    begins
        && text.len() <= bytes_max
        && chars.all(|sign| sign.is_ascii_alphanumeric() || sign == '_')
}

#[cfg(test)]
mod tests;
