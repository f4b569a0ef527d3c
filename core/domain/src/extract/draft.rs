//! The order that a message could become: a proposal, to be looked at and changed before anything is written.

use core::fmt;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::topics::TopicHit;
use super::{Extraction, joined_names};
use crate::command::{FieldSet, FoundOrder};
use crate::document::FieldValue;
use crate::limits::MESSAGE_CHARS_MAX;
use crate::playbook::Playbook;
use crate::playbook::extraction::ExtractionRules;
use crate::playbook::words::{Lang, Words};
use crate::subject::Key;

/// The scheme of order numbers.
const ORDER_NO: &str = "order_no";
/// The scheme of codes whose format nobody knows.
const WAYBILL: &str = "waybill";

/// An order as a text proposes it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TicketDraft {
    /// The kind, if the topics or the playbook name one.
    pub kind: Option<String>,
    /// What it would be called: the names of its topics.
    pub title: Option<Words>,
    /// The field of that title.
    pub title_path: Option<String>,
    /// Its keys; what is ambiguous stands once, under its own letters.
    pub keys: Vec<Key>,
    /// Its fields: texts by path.
    pub fields: BTreeMap<String, String>,
    /// The field of the priority and its value.
    pub priority: Option<(String, i64)>,
    /// Reason codes of its topics.
    pub reasons: Vec<String>,
}

impl TicketDraft {
    /// The order that it would be, in the words of a language; `None` without a kind.
    #[must_use]
    pub fn order(&self, lang: Lang) -> Option<FoundOrder> {
        let text = |(path, value): (&String, &String)| FieldSet::new(path, FieldValue::text(value));
        let mut fields: Vec<FieldSet> = self.fields.iter().map(text).collect();
        if let (Some(path), Some(title)) = (&self.title_path, &self.title) {
            fields.push(FieldSet::new(path, FieldValue::text(title.in_lang(lang))));
        }
        if let Some((path, value)) = &self.priority {
            fields.push(FieldSet::new(path, FieldValue::Int(*value)));
        }
        Some(FoundOrder { kind: self.kind.clone()?, keys: self.keys.clone(), fields })
    }
}

impl fmt::Debug for TicketDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.keys.iter().map(|key| key.scheme.as_str()).collect();
        let paths: Vec<&String> = self.fields.keys().collect();
        let mut shown = f.debug_struct("TicketDraft");
        shown.field("kind", &self.kind).field("title", &self.title).field("keys", &schemes);
        shown.field("fields", &paths).field("priority", &self.priority).finish_non_exhaustive()
    }
}

/// The kind that a text asks for: of the first topic that names one, else the playbook's own.
pub(super) fn kind(rules: &ExtractionRules, topics: &[TopicHit]) -> Option<String> {
    let of = |hit: &TopicHit| rules.topics.iter().find(|topic| topic.id == hit.topic);
    let named = topics.iter().filter_map(of).find_map(|topic| topic.kind.clone());
    named.or_else(|| rules.draft.kind.clone())
}

pub(super) fn make(
    playbook: &Playbook,
    kind: Option<String>,
    read: &Extraction,
    text: &str,
) -> TicketDraft {
    let rules = &playbook.file().extraction.draft;
    let mut keys: Vec<Key> = Vec::new();
    let codes = read.codes.iter().map(|hint| {
        let scheme = hint.candidates.first().map_or(WAYBILL, |one| one.key.scheme.as_str());
        Key::new(scheme, hint.value.text())
    });
    let numbers = read.order_numbers.iter().map(|hint| Key::new(ORDER_NO, hint.value.text()));
    for key in codes.chain(numbers) {
        if !keys.contains(&key) && playbook.file().keys.iter().any(|one| one.id == key.scheme) {
            keys.push(key);
        }
    }
    let mut fields = BTreeMap::new();
    let mut put = |path: Option<&String>, value: Option<&str>| {
        if let (Some(path), Some(value)) = (path, value.map(str::trim))
            && !value.is_empty()
        {
            fields.insert(path.clone(), value.to_owned());
        }
    };
    put(rules.phone.as_ref(), read.phones.first().map(|hint| hint.value.text()));
    let place = read.places.iter().find(|hint| hint.is_address);
    put(rules.place.as_ref(), place.map(|hint| part(text, hint.span)));
    let of_kind = kind.as_ref().and_then(|kind| rules.text.get(kind));
    let message: String = text.chars().take(MESSAGE_CHARS_MAX).collect();
    put(of_kind.or_else(|| rules.text.get("*")), Some(&message));
    let by = read.priority.as_ref().map(|priority| priority.by(playbook.id()));
    put(rules.priority_rule.as_ref(), by.as_deref());
    let value = read.priority.as_ref().map(|priority| priority.value);
    TicketDraft {
        kind,
        title: joined_names(&read.topics),
        title_path: rules.title.clone(),
        keys,
        fields,
        priority: rules.priority.clone().zip(value),
        reasons: read.topics.iter().filter_map(|hit| hit.reason.clone()).collect(),
    }
}

fn part(text: &str, span: super::Span) -> &str {
    text.get(span.byte_from..span.byte_to).unwrap_or_default()
}
