//! What a shell shows: page by page, from top to bottom, only what is to be seen.

use serde::Serialize;

use super::form::{Form, Kind, Line, Question};
use super::judge::Judged;
use super::problem::Problem;
use crate::limits;
use crate::playbook::words::Words;

/// A page in the list of pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageRow {
    /// Its place in the form, hidden pages counted.
    pub page: usize,
    /// What it is called.
    pub title: Words,
    /// How many things are wrong on it.
    pub problems: usize,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageSheet {
    /// Its place in the form.
    pub page: usize,
    /// What it is called.
    pub title: Words,
    /// The page before it, if one shows.
    pub previous: Option<usize>,
    /// The page after it, if one shows.
    pub next: Option<usize>,
    /// What stands on it.
    pub lines: Vec<LineShown>,
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum LineShown {
    /// The heading of a group.
    Heading {
        /// What it says.
        words: Words,
        /// How deep it stands, from 1.
        depth: usize,
    },
    /// A text to read.
    Text {
        /// What it says.
        words: Words,
    },
    /// A question.
    Question(QuestionShown),
    /// A repeat group begins; its items follow, each with its questions.
    Repeat {
        /// What fields call it.
        repeat: String,
        /// What it is a list of.
        title: Words,
        /// Whether one more may be added.
        can_add: bool,
        /// What is wrong with the number of its items.
        problems: Vec<Problem>,
    },
    /// An item of a repeat group begins.
    Item {
        /// Of which group.
        repeat: String,
        /// Its stable id.
        item: String,
        /// Its place, from 1.
        number: usize,
    },
}

/// A question on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionShown {
    /// What fields call it.
    pub question: String,
    /// The item that it stands in.
    pub item: Option<String>,
    /// What it asks.
    pub title: Words,
    /// What helps to answer it.
    pub hint: Option<Words>,
    /// `text`, `integer`, `decimal`, `boolean`, `date`, `time`, `date_time`, `choice`, `choices`,
    /// `evidence`.
    pub kind: &'static str,
    /// The answer as it is kept; empty for none.
    pub answer: String,
    /// The answer as people read it.
    pub shown: Words,
    /// It may be answered; what is reckoned may not.
    pub enabled: bool,
    /// It must be answered.
    pub required: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// The first choices that are offered, [`limits::CHOICES_SHOWN_MAX`] at most.
    pub choices: Vec<ChoiceShown>,
    /// How many are offered.
    pub choices_total: usize,
    /// For evidence, which.
    pub evidence: Option<EvidenceShown>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceShown {
    /// What is kept.
    pub value: String,
    /// What people read.
    pub name: Words,
}

/// What is to be captured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceShown {
    /// `photo`, `signature`, `scan`.
    pub kind: &'static str,
    /// What a photo shows, or as whom somebody signs.
    pub role: String,
    /// How many are needed.
    pub count: usize,
}

impl Judged<'_> {
    /// The pages that show.
    #[must_use]
    pub fn pages(&self) -> Vec<PageRow> {
        let row = |page: usize| {
            let own = self.form.pages.get(page)?;
            let mut found = Vec::new();
            self.problems_of(&own.lines, &mut found);
            Some(PageRow { page, title: self.filled(&own.title, 0), problems: found.len() })
        };
        self.shown_pages().filter_map(row).collect()
    }

    /// A page that shows.
    #[must_use]
    pub fn page(&self, page: usize) -> Option<PageSheet> {
        let own = self.form.pages.get(page)?;
        let shown: Vec<usize> = self.shown_pages().collect();
        let place = shown.iter().position(|one| *one == page)?;
        let mut lines = Vec::new();
        self.show(&own.lines, 0, None, &mut lines);
        Some(PageSheet {
            page,
            title: self.filled(&own.title, 0),
            previous: place.checked_sub(1).and_then(|before| shown.get(before)).copied(),
            next: shown.get(place.saturating_add(1)).copied(),
            lines,
        })
    }

    /// A page shows while its rules let it and something is on it to be seen.
    fn shown_pages(&self) -> impl Iterator<Item = usize> {
        let pages = self.form.pages.iter().enumerate();
        let shows = |(_, page): &(usize, &super::form::Page)| {
            self.ruled(&page.rules, 0).0 && page.lines.iter().any(|line| self.line_shows(line))
        };
        pages.filter(shows).map(|(at, _)| at)
    }

    fn line_shows(&self, line: &Line) -> bool {
        match line {
            Line::Heading { .. } => false,
            Line::Text { rules, .. } => self.ruled(rules, 0).0,
            Line::Question(slot) => self.outcome(*slot, 0).is_some_and(|one| one.shown),
            Line::Repeat { repeat, .. } => self.groups.get(*repeat).is_some_and(|one| one.0),
        }
    }

    fn show(&self, lines: &[Line], place: usize, item: Option<&str>, shown: &mut Vec<LineShown>) {
        for line in lines {
            match line {
                Line::Heading { words, depth, rules } if self.ruled(rules, place).0 => {
                    let words = self.filled(words, place);
                    shown.push(LineShown::Heading { words, depth: *depth });
                }
                Line::Text { words, rules } if self.ruled(rules, place).0 => {
                    shown.push(LineShown::Text { words: self.filled(words, place) });
                }
                Line::Question(slot) => {
                    let question = self.question(*slot, place, item);
                    shown.extend(question.map(LineShown::Question));
                }
                Line::Repeat { repeat, lines } => self.show_repeat(*repeat, lines, shown),
                Line::Heading { .. } | Line::Text { .. } => {}
            }
        }
    }

    fn show_repeat(&self, repeat: usize, lines: &[Line], shown: &mut Vec<LineShown>) {
        let (Some(group), Some((true, problems))) =
            (self.form.repeats.get(repeat), self.groups.get(repeat))
        else {
            return;
        };
        let items = self.answers.items(&group.id);
        shown.push(LineShown::Repeat {
            repeat: group.id.clone(),
            title: self.filled(&group.title, 0),
            can_add: items.len() < group.items_max && self.ruled(&group.rules, 0).1,
            problems: problems.clone(),
        });
        for (place, item) in items.iter().enumerate() {
            let (repeat, number) = (group.id.clone(), place.saturating_add(1));
            shown.push(LineShown::Item { repeat, item: item.id.clone(), number });
            self.show(lines, place, Some(&item.id), shown);
        }
    }

    fn question(&self, slot: usize, place: usize, item: Option<&str>) -> Option<QuestionShown> {
        let own = self.form.questions.get(slot)?;
        let outcome = self.outcome(slot, place).filter(|outcome| outcome.shown)?;
        let (choices, choices_total) = self.first_choices(own, place);
        let answer = match own.calculate {
            None => self.given(own, place).unwrap_or_default().to_owned(),
            Some(_) => self.value(slot, place),
        };
        Some(QuestionShown {
            question: own.id.clone(),
            item: item.map(str::to_owned),
            title: self.filled(&own.title, place),
            hint: own.hint.as_ref().map(|hint| self.filled(hint, place)),
            kind: own.kind.name(),
            shown: self.form.words_of(own, &answer),
            answer,
            enabled: outcome.enabled,
            required: outcome.required,
            problems: outcome.problems.clone(),
            choices,
            choices_total,
            evidence: match &own.kind {
                Kind::Evidence { of, role, count } => {
                    Some(EvidenceShown { kind: of.name(), role: role.clone(), count: *count })
                }
                _ => None,
            },
        })
    }

    fn first_choices(&self, question: &Question, place: usize) -> (Vec<ChoiceShown>, usize) {
        let Some(of) = question.kind.choosing() else { return (Vec::new(), 0) };
        let offered = self.offered(of, place);
        let first = offered.iter().take(limits::CHOICES_SHOWN_MAX);
        let first = first.filter_map(|at| self.form.choice(of.list, *at)).collect();
        (first, offered.len())
    }

    /// The choices of a question whose name or value holds what was typed, `count` at most.
    #[must_use]
    pub fn choices(
        &self,
        slot: usize,
        place: usize,
        typed: &str,
        count: usize,
    ) -> Vec<ChoiceShown> {
        let question = self.form.questions.get(slot);
        let Some(of) = question.and_then(|question| question.kind.choosing()) else {
            return Vec::new();
        };
        let typed = typed.trim().to_lowercase();
        let fits = |choice: &ChoiceShown| {
            let texts = [&choice.value, &choice.name.zh, &choice.name.en];
            texts.iter().any(|text| text.to_lowercase().contains(&typed))
        };
        let offered = self.offered(of, place);
        let shown = offered.iter().filter_map(|at| self.form.choice(of.list, *at));
        shown.filter(fits).take(count).collect()
    }

    /// Words in which `${question}` stands for the answer to it.
    fn filled(&self, words: &Words, place: usize) -> Words {
        if !words.zh.contains("${") && !words.en.contains("${") {
            return words.clone();
        }
        let fill = |text: &str, pick: fn(Words) -> String| {
            let mut parts = text.split("${");
            let mut filled = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let Some((id, rest)) = part.split_once('}') else { continue };
                if let Some(slot) = self.form.slot(id)
                    && let Some(question) = self.form.questions.get(slot)
                {
                    let at = if question.repeat.is_some() { place } else { 0 };
                    let shown = self.form.words_of(question, &self.value(slot, at));
                    filled.push_str(&pick(shown));
                }
                filled.push_str(rest);
            }
            filled
        };
        Words::new(fill(&words.zh, |shown| shown.zh), fill(&words.en, |shown| shown.en))
    }
}

impl Form {
    fn choice(&self, list: usize, at: usize) -> Option<ChoiceShown> {
        let choice = self.lists.get(list)?.choices.get(at)?;
        Some(ChoiceShown { value: choice.value.clone(), name: choice.name.clone() })
    }

    /// An answer as people read it: choices by their names.
    #[must_use]
    pub fn words_of(&self, question: &Question, answer: &str) -> Words {
        if question.kind == Kind::Boolean {
            return match answer {
                "true" => Words::new("是", "yes"),
                "false" => Words::new("否", "no"),
                other => Words::new(other, other),
            };
        }
        let Some(list) = question.kind.choosing().and_then(|of| self.lists.get(of.list)) else {
            return Words::new(answer, answer);
        };
        let name = |value: &str| {
            let known = list.by_value.get(value).and_then(|at| list.choices.get(*at));
            known.map_or_else(|| Words::new(value, value), |choice| choice.name.clone())
        };
        let names: Vec<Words> = answer.split_whitespace().map(name).collect();
        let join = |pick: fn(&Words) -> &str, with: &str| {
            names.iter().map(pick).collect::<Vec<_>>().join(with)
        };
        Words::new(join(|name| &name.zh, "、"), join(|name| &name.en, ", "))
    }
}
