//! What is said about free texts: names that exist, words that can be found, rules that can fire.

use std::collections::BTreeSet;

use super::names::{distinct, unknown};
use super::{FindingCode, Report};
use crate::gs1;
use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::extraction::{ExtractionRules, PriorityRule, Topic};
use crate::playbook::file::SubjectType;
use crate::playbook::words::Words;

/// Fewest characters of a phrase that a topic may be found by.
const PHRASE_CHARS_MIN: usize = 2;

pub(super) fn check(playbook: &Playbook, report: &mut Report) {
    let rules = &playbook.file().extraction;
    let ids = |list: &[Topic]| list.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
    let topics = ids(&rules.topics);
    distinct("extraction/topics", topics.iter().map(String::as_str), report);
    distinct("extraction/places", rules.places.iter().map(|one| one.id.as_str()), report);
    if topics.len() > limits::TOPICS_MAX {
        too_many("extraction/topics", limits::TOPICS_MAX, report);
    }
    phrases(rules, report);
    for topic in &rules.topics {
        self::topic(playbook, topic, report);
    }
    draft(playbook, report);
    scanning(playbook, report);
    priority(playbook, &topics, report);
}

fn topic(playbook: &Playbook, topic: &Topic, report: &mut Report) {
    let at = format!("extraction/topics/{}", topic.id);
    if topic.any.is_empty() {
        never(&at, "没有任何词语,永远不会命中", "has no phrase and is never found", report);
    }
    topic.kind.iter().filter(|kind| !is_order(playbook, kind)).for_each(|kind| {
        unknown(kind, &at, report);
    });
    topic.reason.iter().filter(|id| playbook.reason(id).is_none()).for_each(|id| {
        unknown(id, &at, report);
    });
}

fn is_order(playbook: &Playbook, kind: &str) -> bool {
    playbook.kind(kind).is_some_and(|kind| kind.subject == SubjectType::Order)
}

/// Every phrase is short, lower case and not so short that anything holds it.
fn phrases(rules: &ExtractionRules, report: &mut Report) {
    let of_topics = rules.topics.iter().flat_map(|topic| {
        let at = format!("extraction/topics/{}", topic.id);
        topic.any.iter().chain(&topic.none).map(move |phrase| (at.clone(), phrase, true))
    });
    let of_cues = rules.cues.iter().flat_map(|cue| &cue.words);
    let of_places = rules.places.iter().flat_map(|place| &place.words);
    let plain = of_cues
        .chain(of_places)
        .chain(&rules.dead_phone)
        .chain(&rules.negations)
        .chain(&rules.affirmations);
    let all = of_topics.chain(plain.map(|phrase| ("extraction".to_owned(), phrase, false)));
    let mut count = 0_usize;
    for (at, phrase, is_topic) in all {
        count += 1;
        let parts: Vec<&str> = phrase.split('…').collect();
        let short = is_topic
            && parts.iter().map(|part| part.chars().count()).sum::<usize>() < PHRASE_CHARS_MIN;
        let empty = parts.iter().any(|part| part.trim().is_empty());
        let long = phrase.chars().count() > limits::PHRASE_CHARS_MAX;
        let upper = phrase.chars().any(char::is_uppercase);
        if short || empty || long || upper {
            let words = Words::new(
                format!("词语“{phrase}”须为小写、不为空、至多 {} 字", limits::PHRASE_CHARS_MAX),
                format!("the phrase '{phrase}' must be lower case, not empty and not overlong"),
            );
            report.named(FindingCode::BadName, at, phrase, words);
        }
    }
    if count > limits::PHRASES_MAX {
        too_many("extraction", limits::PHRASES_MAX, report);
    }
}

/// What is said about scanned codes.
fn scanning(playbook: &Playbook, report: &mut Report) {
    let (file, at) = (playbook.file(), "scanning");
    let schemes = file.scanning.gs1_keys.iter().map(|key| &key.scheme).chain(&file.scanning.prefer);
    for scheme in schemes.filter(|scheme| !file.keys.iter().any(|key| key.id == **scheme)) {
        unknown(scheme, at, report);
    }
    for key in file.scanning.gs1_keys.iter().filter(|key| gs1::name_of(&key.ai).is_none()) {
        unknown(&key.ai, at, report);
    }
}

fn draft(playbook: &Playbook, report: &mut Report) {
    let draft = &playbook.file().extraction.draft;
    let at = "extraction/draft";
    let kinds = draft.kind.iter().chain(draft.text.keys().filter(|kind| *kind != "*"));
    for kind in kinds.filter(|kind| !is_order(playbook, kind)) {
        unknown(kind, at, report);
    }
    let named = [&draft.phone, &draft.place, &draft.priority, &draft.priority_rule, &draft.title];
    let paths = named.into_iter().flatten();
    for path in paths.chain(draft.text.values()) {
        if playbook.field(path).is_none() {
            unknown(path, at, report);
        }
    }
}

fn priority(playbook: &Playbook, topics: &[String], report: &mut Report) {
    let rules = &playbook.file().priority;
    let levels: BTreeSet<&str> = rules.levels.iter().map(|one| one.id.as_str()).collect();
    distinct("priority/levels", rules.levels.iter().map(|one| one.id.as_str()), report);
    distinct("priority/rules", rules.rules.iter().map(|one| one.id.as_str()), report);
    let named = rules.default.iter().map(|level| (level, "priority/default".to_owned()));
    let of_rules =
        rules.rules.iter().map(|rule| (&rule.level, format!("priority/rules/{}", rule.id)));
    for (level, at) in named.chain(of_rules).filter(|(level, _)| !levels.contains(level.as_str())) {
        unknown(level, &at, report);
    }
    if rules.default.is_none() && !rules.rules.is_empty() {
        never("priority", "缺少默认级别", "a default level is missing", report);
    }
    if rules.rules.len() > limits::PRIORITY_RULES_MAX {
        too_many("priority/rules", limits::PRIORITY_RULES_MAX, report);
    }
    for rule in &rules.rules {
        priority_rule(playbook, rule, topics, report);
    }
}

fn priority_rule(playbook: &Playbook, rule: &PriorityRule, topics: &[String], report: &mut Report) {
    let at = format!("priority/rules/{}", rule.id);
    let named = rule.topics.iter().flatten().chain(&rule.unless);
    for topic in named.filter(|topic| !topics.contains(topic)) {
        unknown(topic, &at, report);
    }
    for kind in rule.kinds.iter().filter(|kind| !is_order(playbook, kind)) {
        unknown(kind, &at, report);
    }
    if !rule.has_condition() || rule.topics.iter().any(Vec::is_empty) {
        never(&at, "缺少条件", "needs a condition, and no empty list of topics", report);
    }
}

fn never(at: &str, zh: &str, en: &str, report: &mut Report) {
    report.error(FindingCode::UnknownName, at, Words::new(zh, en));
}

fn too_many(at: &str, max: usize, report: &mut Report) {
    let words = Words::new(format!("至多 {max} 条"), format!("at most {max}"));
    report.error(FindingCode::BadName, at, words);
}
