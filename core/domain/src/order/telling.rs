//! A row of the timeline in people's words, zh and en: what happened, and what is said about it.

mod names;

use super::timeline::{Detail, TimelineRow};
use super::value::Value;
use crate::playbook::words::Words;
use crate::playbook::{Playbook, name_in};

/// A row in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Told {
    /// What happened: `派送成功`, `拍照`, `催办`.
    pub title: Words,
    /// What is said about it, for people; numbers and hashes that only programs read are left out.
    pub parts: Vec<ToldPart>,
    /// The mark, unless the row was simply accepted.
    pub mark: Option<Words>,
    /// Where the order stood after it.
    pub stage_after: Option<Words>,
}

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ToldPart {
    /// What it is about: `原因`.
    pub name: Words,
    /// What is said: `电话无人接听`.
    pub text: Words,
}

/// Looks up what people call a person, order or place by its id's text.
pub type NameOf<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A row in words. `kind` is the order's; `name_of` says what people call an id.
#[must_use]
pub fn told(row: &TimelineRow, playbook: &Playbook, kind: &str, name_of: NameOf<'_>) -> Told {
    let mut title = names::kind(&row.kind);
    let mut parts = Vec::new();
    for detail in &row.details {
        match title_of(row, detail, playbook, kind) {
            Some(words) => title = words,
            None => parts.extend(part(row, detail, (playbook, kind), name_of)),
        }
    }
    parts.extend(row.words.iter().map(|text| {
        let name = Words::new("规则", "rule");
        ToldPart { name, text: text.clone() }
    }));
    let stage = row.stage_after.as_ref().map(|stage| {
        let known = playbook.stage(kind, stage);
        known.map_or_else(|| Words::new(stage, stage), |known| known.name.clone())
    });
    Told { title, parts, mark: names::mark(&row.mark, row.mark_why.as_deref()), stage_after: stage }
}

/// Some details say what the row is, better than its kind.
fn title_of(row: &TimelineRow, detail: &Detail, playbook: &Playbook, kind: &str) -> Option<Words> {
    let text = detail.value.as_text();
    match (row.kind.as_str(), detail.name.as_str()) {
        ("transition", "name") => Some(step_name(playbook, kind, text?)),
        ("custody", "act") => Some(names::custody(text?)),
        ("do_not_load", "stop") if detail.value == Value::Bool(false) => {
            Some(Words::new("解除拦截", "free again"))
        }
        ("do_not_load", "stop") => Some(names::kind("do_not_load")),
        ("visit" | "timer" | "duty", "step") => names::step(&row.kind, text?),
        _ => None,
    }
}

fn part(
    row: &TimelineRow,
    detail: &Detail,
    of: (&Playbook, &str),
    name_of: NameOf<'_>,
) -> Option<ToldPart> {
    let name = names::label(&row.kind, &detail.name)?;
    let text = match &detail.value {
        Value::Text(text) => words_of(row, (&detail.name, text), of, name_of),
        Value::Int(number) => names::number(&detail.name, *number),
        Value::Bool(true) => Words::new("是", "yes"),
        Value::Bool(false) => Words::new("否", "no"),
        Value::Cleared => Words::new("(空)", "(empty)"),
    };
    Some(ToldPart { name, text })
}

fn words_of(
    row: &TimelineRow,
    (name, text): (&str, &str),
    (playbook, kind): (&Playbook, &str),
    name_of: NameOf<'_>,
) -> Words {
    let file = playbook.file();
    match (row.kind.as_str(), name) {
        (_, "reason" | "outcome") => match playbook.reason(text) {
            Some(reason) => reason.name.clone(),
            None => names::outcome(text),
        },
        ("photo", "role") => name_in(&file.photo_roles, text),
        ("signature", "role") => name_in(&file.signature_roles, text),
        ("consent", "to") => name_in(&file.consents, text),
        ("payment", "purpose") => name_in(&file.purposes, text),
        ("payment", "method") => names::method(text),
        ("timer", "timer") => name_in(&file.timers, text),
        ("urge_answer", "answer") => name_in(&file.urge_answers, text),
        ("consent", "channel") => match file.channels.iter().find(|one| one.id == text) {
            Some(channel) => channel.name.clone(),
            None => names::channel(text),
        },
        (_, "channel") => names::channel(text),
        ("part", "step") => names::part_step(text),
        ("found", "kind") => {
            playbook.kind(text).map_or_else(|| Words::new(text, text), |kind| kind.name.clone())
        }
        (_, "transition") => step_name(playbook, kind, text),
        ("claim", "who") => name_in(&file.roles, text),
        (_, "document") => name_in(&file.audiences, text.split('/').next().unwrap_or(text)),
        ("found", "keys") => keys_in_words(playbook, text),
        (_, "path" | "about") => {
            playbook.field(text).map_or_else(|| Words::new(text, text), |rule| rule.name.clone())
        }
        (_, "to" | "person" | "place") => {
            let named = name_of(text).unwrap_or_else(|| text.to_owned());
            Words::new(&named, &named)
        }
        _ => Words::new(text, text),
    }
}

fn step_name(playbook: &Playbook, kind: &str, id: &str) -> Words {
    let step = playbook.transition(kind, id);
    step.map_or_else(|| Words::new(id, id), |step| step.name.clone())
}

/// Keys, each with what its scheme is called: `运单号 SF1…`.
fn keys_in_words(playbook: &Playbook, text: &str) -> Words {
    let keys = text.split(' ').map(|key| match key.split_once(':') {
        Some((scheme, value)) => {
            let name = name_in(&playbook.file().keys, scheme);
            Words::new(format!("{} {value}", name.zh), format!("{} {value}", name.en))
        }
        None => Words::new(key, key),
    });
    let (zh, en): (Vec<String>, Vec<String>) = keys.map(|key| (key.zh, key.en)).unzip();
    Words::new(zh.join("、"), en.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::KINDS;

    #[test]
    fn every_kind_of_fact_has_words_in_both_languages() {
        for (_, kind) in KINDS {
            let words = names::kind(kind);
            assert_ne!(words.zh, *kind, "no Chinese words for {kind}");
            assert!(!words.en.is_empty() && !words.zh.is_ascii(), "{kind}: {words:?}");
        }
    }
}
