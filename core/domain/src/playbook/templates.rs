//! Templates of messages to customers: texts with slots that an order's fields fill.
//!
//! Counterfoil writes the message; the phone's own app for messages sends it, by a person's hand.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Playbook;
use super::view::{OrderView, Scalar};
use super::words::{Lang, Words};
use crate::moment::hours;

/// A message that is written to customers time and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Template {
    /// What programs call it.
    pub id: String,
    /// What people call it.
    pub name: Words,
    /// The kinds of order that it is for; `*` is every kind.
    pub kinds: Vec<String>,
    /// The text, with the ids of its slots in braces: `尾号{tail}`.
    pub text: Words,
    /// What fills it.
    #[serde(default)]
    pub slots: Vec<Slot>,
}

/// What one slot of a template shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Slot {
    /// What the text calls it.
    pub id: String,
    /// The field.
    pub path: String,
    /// How its value is shown.
    #[serde(default)]
    pub show: Show,
    /// The field with the end of a span of time.
    #[serde(default)]
    pub until: Option<String>,
}

/// How a value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// As it is.
    #[default]
    Plain,
    /// Its last four digits or letters: enough for the customer, nothing for a stranger.
    Tail,
    /// A time of day, or two with a dash between.
    Hours,
    /// An amount of minor units, with two decimals.
    Amount,
}

/// A template that could not be filled: the paths of the fields that are not there, or not seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fields are missing")]
pub struct UnfilledError {
    /// Their paths.
    pub paths: Vec<String>,
}

/// Letters of a value's tail.
const TAIL_CHARS: usize = 4;

impl Template {
    /// Whether it is for orders of a kind.
    #[must_use]
    pub fn is_for(&self, kind: &str) -> bool {
        self.kinds.iter().any(|one| one == kind || one == "*")
    }

    /// The message for one order, in one language. Times of day are of the zone, minutes east of UTC.
    ///
    /// # Errors
    /// [`UnfilledError`] where a field has no value, or is not seen by who asks.
    pub fn fill(
        &self,
        view: &OrderView,
        lang: Lang,
        zone_minutes: i32,
    ) -> Result<String, UnfilledError> {
        let values = Values { view, zone_minutes };
        let mut filled = BTreeMap::new();
        let mut paths = Vec::new();
        for slot in &self.slots {
            match values.of(slot) {
                Some(text) => drop(filled.insert(slot.id.as_str(), text)),
                None => paths.push(slot.path.clone()),
            }
        }
        match paths.is_empty() {
            true => Ok(written(self.text.in_lang(lang), &filled)),
            false => Err(UnfilledError { paths }),
        }
    }
}

/// The names in braces, in their order; what stands in braces and is no slot stays as it is.
pub(super) fn names_in_braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// One pass: a value that holds braces is never read as a slot.
fn written(text: &str, filled: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(name, after)| Some((filled.get(name)?, after))) {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

struct Values<'a> {
    view: &'a OrderView,
    zone_minutes: i32,
}

impl Values<'_> {
    fn field(&self, path: &str) -> Option<&Scalar> {
        self.view.fields.values().find_map(|fields| fields.get(path))
    }

    fn of(&self, slot: &Slot) -> Option<String> {
        let value = self.field(&slot.path)?;
        let until = slot.until.as_deref().and_then(|path| self.field(path));
        match (slot.show, value) {
            (Show::Plain, Scalar::Text(text)) => Some(text.clone()),
            (Show::Plain, Scalar::Integer(number)) => Some(number.to_string()),
            (Show::Tail, Scalar::Text(text)) => {
                let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
                let from = letters.len().saturating_sub(TAIL_CHARS);
                letters.get(from..).map(|tail| tail.iter().collect())
            }
            (Show::Hours, Scalar::Integer(from_ms)) => {
                let from = hours(*from_ms, self.zone_minutes)?;
                match until {
                    Some(Scalar::Integer(to_ms)) => {
                        Some(format!("{from}-{}", hours(*to_ms, self.zone_minutes)?))
                    }
                    _ => Some(from),
                }
            }
            (Show::Amount, Scalar::Integer(minor)) => {
                let sign = if *minor < 0 { "-" } else { "" };
                let minor = minor.unsigned_abs();
                Some(format!("{sign}{}.{:02}", minor / 100, minor % 100))
            }
            _ => None,
        }
    }
}

impl Playbook {
    /// The templates for orders of a kind, in the playbook's order.
    pub fn templates<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Template> {
        self.file().templates.iter().filter(move |one| one.is_for(kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(fields: &[(&str, &str, Scalar)]) -> OrderView {
        let mut view = OrderView { kind: "parcel".into(), ..OrderView::default() };
        for (audience, path, value) in fields {
            let of = view.fields.entry((*audience).to_owned()).or_default();
            of.insert((*path).to_owned(), value.clone());
        }
        view
    }

    fn text(text: &str) -> Scalar {
        Scalar::Text(text.to_owned())
    }

    fn template(id: &str) -> Template {
        let playbook = Playbook::builtin();
        let found = playbook.templates("parcel").find(|one| one.id == id).cloned();
        found.expect("a built-in template")
    }

    #[test]
    fn the_message_before_delivery_names_the_tail_and_the_hours_and_no_more() {
        let view = view(&[
            ("contact", "contact/phone", text("199 0000 6017")),
            ("plan", "window/from_ms", Scalar::Integer(1_790_303_400_000)),
            ("plan", "window/to_ms", Scalar::Integer(1_790_307_000_000)),
        ]);
        let said = template("before_delivery").fill(&view, Lang::Zh, 480).expect("filled");
        assert_eq!(
            said,
            "【存根快递】您好,您的包裹(尾号6017)预计10:30-11:30送达,需放柜/驿站/改时间请回复1/2/3。"
        );
    }

    #[test]
    fn what_is_not_seen_or_not_known_is_named() {
        let missing = template("before_delivery").fill(&view(&[]), Lang::En, 480);
        let paths = vec!["contact/phone".to_owned(), "window/from_ms".to_owned()];
        assert_eq!(missing, Err(UnfilledError { paths }));
    }

    #[test]
    fn a_value_with_braces_is_never_a_slot() {
        let slot = |id: &str, path: &str| Slot {
            id: id.into(),
            path: path.into(),
            show: Show::Plain,
            until: None,
        };
        let template = Template {
            id: "x".into(),
            name: Words::new("", ""),
            kinds: vec!["*".into()],
            text: Words::new("{a} {b} {c} {", ""),
            slots: vec![slot("a", "title"), slot("b", "area")],
        };
        let view = view(&[("plan", "title", text("{b}")), ("plan", "area", text("secret"))]);
        assert_eq!(template.fill(&view, Lang::Zh, 0).expect("filled"), "{b} secret {c} {");
    }
}
