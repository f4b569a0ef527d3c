//! What a text is about, by the phrases of the playbook.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::folded::{Folded, Span, ends_clause, ends_sentence};
use crate::limits::{MESSAGE_FINDINGS_MAX, PHRASE_GAP_CHARS_MAX};
use crate::playbook::extraction::{ExtractionRules, TopicGroup};
use crate::playbook::words::Words;

/// Characters between a Chinese negation and what it negates, at most: `没有任何破损`.
const NEGATION_CHARS_MAX: usize = 2;
/// The same in English: `not really been damaged`.
const NEGATION_LATIN_CHARS_MAX: usize = 14;

/// A topic that a text shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicHit {
    /// Its id.
    pub topic: String,
    /// Its name.
    pub name: Words,
    /// What it tells of.
    pub group: TopicGroup,
    /// The reason code that belongs to it.
    pub reason: Option<String>,
    /// Where the text shows it.
    pub spans: Vec<Span>,
}

/// A phrase as it is looked for.
struct Phrase {
    topic: usize,
    parts: Vec<Vec<char>>,
    stem: bool,
    excludes: bool,
}

impl Phrase {
    fn of(topic: usize, text: &str, excludes: bool) -> Option<(char, Self)> {
        let (text, stem) = match text.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (text, false),
        };
        let parts: Vec<Vec<char>> = text.split('…').map(|part| part.chars().collect()).collect();
        let first = *parts.first()?.first()?;
        Some((first, Self { topic, parts, stem, excludes }))
    }

    /// Where it ends, if it stands here.
    fn ends(&self, folded: &Folded, from: usize) -> Option<usize> {
        let (first, rest) = self.parts.split_first()?;
        let mut end = self.part(folded, from, first, rest.is_empty())?;
        for (number, part) in rest.iter().enumerate() {
            let last = number + 1 == rest.len();
            let gap = (end..=end + PHRASE_GAP_CHARS_MAX)
                .take_while(|at| *at == end || !folded.before(*at).is_some_and(ends_sentence));
            end = gap.into_iter().find_map(|at| self.part(folded, at, part, last))?;
        }
        Some(end)
    }

    /// Where a part ends, if it stands here; Latin words stand whole.
    fn part(&self, folded: &Folded, at: usize, part: &[char], last: bool) -> Option<usize> {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let end = at + part.len();
        let fits = folded.has(at, part)
            && !(word(part.first().copied()) && word(folded.before(at)))
            && !(word(part.last().copied()) && word(folded.at(end)) && !(last && self.stem));
        fits.then_some(end)
    }
}

/// The topics of a text in the playbook's order, each with where it shows.
pub(super) fn find(rules: &ExtractionRules, folded: &Folded) -> Vec<TopicHit> {
    let index = index(rules);
    let negated = negations(rules, folded);
    let mut found: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rules.topics.len()];
    let mut excluded: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rules.topics.len()];
    for at in 0..folded.len() {
        let phrases = folded.at(at).and_then(|c| index.get(&c));
        for phrase in phrases.into_iter().flatten() {
            let Some(end) = phrase.ends(folded, at) else { continue };
            let list = if phrase.excludes { &mut excluded } else { &mut found };
            if let Some(list) = list.get_mut(phrase.topic)
                && list.len() < MESSAGE_FINDINGS_MAX
                && (phrase.excludes || !is_negated(folded, &negated, at))
            {
                list.push((at, end));
            }
        }
    }
    let topics = rules.topics.iter().zip(found.into_iter().zip(excluded));
    topics
        .filter_map(|(topic, (found, excluded))| {
            let stands = |span: &(usize, usize)| {
                !excluded.iter().any(|(from, to)| *from <= span.0 && span.1 <= *to)
            };
            let spans = apart(found.into_iter().filter(stands));
            let spans: Vec<Span> = spans.iter().map(|(from, to)| folded.span(*from, *to)).collect();
            (!spans.is_empty()).then(|| TopicHit {
                topic: topic.id.clone(),
                name: topic.name.clone(),
                group: topic.group,
                reason: topic.reason.clone(),
                spans,
            })
        })
        .collect()
}

fn index(rules: &ExtractionRules) -> HashMap<char, Vec<Phrase>> {
    let mut index: HashMap<char, Vec<Phrase>> = HashMap::new();
    for (number, topic) in rules.topics.iter().enumerate() {
        let any = topic.any.iter().map(|text| (text, false));
        for (text, excludes) in any.chain(topic.none.iter().map(|text| (text, true))) {
            if let Some((first, phrase)) = Phrase::of(number, text, excludes) {
                index.entry(first).or_default().push(phrase);
            }
        }
    }
    index
}

/// Spans that overlap become one.
fn apart(spans: impl Iterator<Item = (usize, usize)>) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    for (from, to) in spans {
        match all.last_mut().filter(|last| from < last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => all.push((from, to)),
        }
    }
    all
}

/// For each place how far behind it a negation reaches that ends there.
fn negations(rules: &ExtractionRules, folded: &Folded) -> Vec<usize> {
    let mut reach = vec![0; folded.len() + 1];
    let words = || rules.negations.iter().map(String::as_str);
    let mut affirmed_to = 0;
    for at in 0..folded.len() {
        if let Some(length) = folded.longest(at, rules.affirmations.iter().map(String::as_str)) {
            affirmed_to = affirmed_to.max(at + length);
        }
        let Some(length) = folded.longest(at, words()) else { continue };
        let latin = folded.at(at).is_some_and(|c| c.is_ascii_alphabetic());
        let within = latin && folded.before(at).is_some_and(|c| c.is_ascii_alphabetic());
        let end = at + length;
        if end > affirmed_to && !within {
            let far = if latin { NEGATION_LATIN_CHARS_MAX } else { NEGATION_CHARS_MAX };
            if let Some(slot) = reach.get_mut(end) {
                *slot = far;
            }
        }
    }
    reach
}

/// Whether a negation reaches this place within its clause.
fn is_negated(folded: &Folded, reach: &[usize], at: usize) -> bool {
    let near = at.saturating_sub(NEGATION_LATIN_CHARS_MAX)..=at;
    near.rev()
        .take_while(|end| *end == at || !folded.at(*end).is_some_and(ends_clause))
        .any(|end| reach.get(end).is_some_and(|far| *far > 0 && at - end <= *far))
}
