//! What a property asks for, by its type and format.

use serde_json::{Map, Value as Json};

use super::schema::{Pending, Wanted};
use super::{Reader, below};
use crate::forms::form::{Choosing, EvidenceKind, Kind, Span};
use crate::forms::formula::Formula;
use crate::forms::pattern::Pattern;
use crate::limits;

const ALL: [&str; 10] = [
    "type",
    "title",
    "x-title",
    "description",
    "x-hint",
    "default",
    "$comment",
    "x-calculate",
    "x-required",
    "x-constraint",
];
const TEXT: [&str; 6] =
    ["minLength", "maxLength", "format", "pattern", "x-pattern-message", "patternMessage"];
const NUMBER: [&str; 2] = ["minimum", "maximum"];
const LIST: [&str; 4] = ["oneOf", "enum", "$ref", "x-filter"];
const SEVERAL: [&str; 5] = ["items", "uniqueItems", "minItems", "maxItems", "x-filter"];

type Object<'a> = &'a Map<String, Json>;

impl<'a> Reader<'a> {
    /// What a property asks for; every keyword that does not go with its type is named.
    pub(super) fn kind(
        &mut self,
        at: &str,
        value: &'a Json,
        slot: usize,
    ) -> Option<(Object<'a>, Kind)> {
        let of = value.get("type").and_then(Json::as_str).unwrap_or_default();
        let chosen = ["oneOf", "enum", "$ref"].iter().any(|key| value.get(key).is_some());
        let own: &[&str] = match of {
            _ if value.get("x-evidence").is_some() => &["x-evidence"],
            "array" => &SEVERAL,
            "string" | "" if chosen => &LIST,
            "string" => &TEXT,
            "integer" | "number" => &NUMBER,
            _ => &[],
        };
        let object = self.object(at, value, &[&ALL, own].concat())?;
        let kind = match of {
            _ if object.contains_key("x-evidence") => self.evidence(at, object)?,
            "array" => self.several(at, object, slot)?,
            "string" | "" if chosen => Kind::Choice(self.choosing(at, object, slot)?),
            "string" => self.texts(at, object)?,
            "integer" => Kind::Integer(self.span(at, object)),
            "number" => Kind::Decimal(self.span(at, object)),
            "boolean" => Kind::Boolean,
            other => {
                self.fault(
                    &below(at, "type"),
                    format!("不支持类型“{other}”"),
                    format!("the type '{other}' is not supported"),
                );
                return None;
            }
        };
        Some((object, kind))
    }

    fn texts(&mut self, at: &str, object: Object<'a>) -> Option<Kind> {
        let chars_min = self.count(at, object, "minLength").unwrap_or(0);
        let chars_max =
            self.count(at, object, "maxLength").unwrap_or(limits::FIELD_VALUE_BYTES_MAX);
        Some(match self.text(at, object, "format") {
            None => {
                let pattern = self.pattern(at, object);
                Kind::Text { chars_min, chars_max, pattern }
            }
            Some("date") => Kind::Date,
            Some("time") => Kind::Time,
            Some("date-time") => Kind::DateTime,
            Some(other) => {
                self.fault(
                    &below(at, "format"),
                    format!("不支持格式“{other}”"),
                    format!("the format '{other}' is not supported"),
                );
                return None;
            }
        })
    }

    fn pattern(&mut self, at: &str, object: Object<'a>) -> Option<Box<Pattern>> {
        let message = self.words(at, object, ("x-pattern-message", "patternMessage"));
        let text = self.text(at, object, "pattern")?;
        let read = Pattern::read(text, message).map(Box::new);
        if read.is_none() {
            self.fault(
                &below(at, "pattern"),
                "不是可用的匹配式(最长 256 字节,不支持回溯引用和环视)",
                "no pattern that can be used (256 bytes at most, no look-around, no back-references)",
            );
        }
        read
    }

    fn span(&mut self, at: &str, object: Object<'a>) -> Span {
        Span { min: self.number(at, object, "minimum"), max: self.number(at, object, "maximum") }
    }

    fn several(&mut self, at: &str, object: Object<'a>, slot: usize) -> Option<Kind> {
        let items_at = below(at, "items");
        let Some(items) = object.get("items") else {
            self.fault(&items_at, "多选题须有 items", "a list needs its items");
            return None;
        };
        let items = self.object(&items_at, items, &["type", "oneOf", "enum", "$ref"])?;
        let list = self.list(&items_at, items)?;
        self.filter(at, object, slot);
        Some(Kind::Choices {
            of: Choosing { list, filter: Vec::new() },
            count_min: self.count(at, object, "minItems").unwrap_or(0),
            count_max: self.count(at, object, "maxItems").unwrap_or(usize::MAX),
        })
    }

    fn choosing(&mut self, at: &str, object: Object<'a>, slot: usize) -> Option<Choosing> {
        let list = self.list(at, object)?;
        self.filter(at, object, slot);
        Some(Choosing { list, filter: Vec::new() })
    }

    /// `x-filter`: attributes of the choices, each with the formula of the value it must have.
    fn filter(&mut self, at: &str, object: Object<'a>, slot: usize) {
        let Some(filter) = object.get("x-filter") else { return };
        let at = below(at, "x-filter");
        let Some(filter) = filter.as_object() else {
            self.fault(&at, "此处须为对象", "an object is needed here");
            return;
        };
        for (attribute, formula) in filter {
            let at = below(&at, attribute);
            match formula.as_str() {
                Some(text) => {
                    let what = Wanted::Filter(attribute.clone());
                    self.pending.push(Pending { at, text, slot, what });
                }
                None => self.fault(&at, "此处须为公式", "a formula is needed here"),
            }
        }
    }

    fn evidence(&mut self, at: &str, object: Object<'a>) -> Option<Kind> {
        let at = below(at, "x-evidence");
        let evidence = self.object(&at, object.get("x-evidence")?, &["kind", "role", "count"])?;
        let count = self.count(&at, evidence, "count").unwrap_or(1);
        let role = self.text(&at, evidence, "role").unwrap_or_default().to_owned();
        let of = match self.text(&at, evidence, "kind") {
            Some("photo") => EvidenceKind::Photo,
            Some("signature") => EvidenceKind::Signature,
            Some("scan") => EvidenceKind::Scan,
            _ => {
                self.fault(
                    &below(&at, "kind"),
                    "须为 photo、signature 或 scan",
                    "photo, signature or scan is needed",
                );
                return None;
            }
        };
        Some(Kind::Evidence { of, role, count })
    }
}

impl Kind {
    /// Only choices whose attribute has the formula's value are offered.
    pub(super) fn narrow(&mut self, attribute: String, formula: Formula) {
        if let Self::Choice(of) | Self::Choices { of, .. } = self {
            of.filter.push((attribute, formula));
        }
    }
}
