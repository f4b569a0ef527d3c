//! The UI schema of JSON Forms: pages, groups, texts, questions, and the rules on them.

use crate::sorting::SortSmall as _;
use serde_json::{Map, Value as Json};

use super::{Reader, below};
use crate::forms::form::{Effect, Line, Page, Rule};
use crate::limits;
use crate::playbook::words::Words;

const ELEMENT: [&str; 8] =
    ["type", "elements", "label", "x-label", "rule", "text", "options", "scope"];

/// Where an element stands.
#[derive(Debug, Clone, Default)]
struct Within {
    rules: Vec<usize>,
    repeat: Option<usize>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Pages are the categories of a `Categorization`; any other layout is one page.
    pub(super) fn ui(&mut self, ui: &'a Json) {
        let at = "/ui";
        match ui.get("type").and_then(Json::as_str) {
            Some("Categorization") => self.categories(at, ui),
            Some(_) => {
                let title = self.form.name.clone();
                let lines = self.lines(at, ui, &Within::default());
                self.form.pages.push(Page { title, rules: Vec::new(), lines });
            }
            None => self.fault(at, "缺少页面布局", "it has no layout"),
        }
        self.all_are_placed();
    }

    fn categories(&mut self, at: &str, ui: &'a Json) {
        let Some(root) = self.object(at, ui, &["type", "elements"]) else { return };
        for (at, category) in elements(at, root) {
            let known = ["type", "label", "x-label", "elements", "rule"];
            let Some(object) = self.object(&at, category, &known) else { continue };
            if object.get("type").is_none_or(|of| of != "Category") {
                self.fault(&at, "须为 Category", "a Category is needed here");
            }
            let title = self.words(&at, object, ("x-label", "label"));
            let title = title.unwrap_or_else(|| self.form.name.clone());
            let rules: Vec<usize> = self.rule(&at, object, None).into_iter().collect();
            let within = Within { rules: rules.clone(), ..Within::default() };
            let lines = self.elements(&at, object, &within);
            self.form.pages.push(Page { title, rules, lines });
        }
    }

    fn elements(&mut self, at: &str, object: &'a Map<String, Json>, within: &Within) -> Vec<Line> {
        let parts = elements(at, object);
        parts.into_iter().flat_map(|(at, part)| self.lines(&at, part, within)).collect()
    }

    fn lines(&mut self, at: &str, element: &'a Json, within: &Within) -> Vec<Line> {
        let Some(object) = self.object(at, element, &ELEMENT) else { return Vec::new() };
        if within.depth > limits::FORM_NESTING_MAX {
            self.fault(at, "嵌套过深", "nested too deep");
            return Vec::new();
        }
        let mut within = within.clone();
        within.depth += 1;
        within.rules.extend(self.rule(at, object, within.repeat));
        match object.get("type").and_then(Json::as_str).unwrap_or_default() {
            "VerticalLayout" | "HorizontalLayout" => {
                within.depth -= 1;
                self.elements(at, object, &within)
            }
            "Group" => self.group(at, object, &within),
            "Label" => {
                let words = self.words(at, object, ("x-label", "text"));
                let words = words.unwrap_or_else(|| Words::new("", ""));
                vec![Line::Text { words, rules: within.rules }]
            }
            "Control" => self.control(at, object, &within).into_iter().collect(),
            other => {
                self.fault(
                    &below(at, "type"),
                    format!("不支持“{other}”"),
                    format!("'{other}' is not supported"),
                );
                Vec::new()
            }
        }
    }

    fn group(&mut self, at: &str, object: &'a Map<String, Json>, within: &Within) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(words) = self.words(at, object, ("x-label", "label")) {
            let (depth, rules) = (within.depth, within.rules.clone());
            lines.push(Line::Heading { words, depth, rules });
        }
        lines.extend(self.elements(at, object, within));
        lines
    }

    fn control(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        within: &Within,
    ) -> Option<Line> {
        let scope = self.text(at, object, "scope").unwrap_or_default();
        let id = scope.strip_prefix("#/properties/").unwrap_or_default();
        if !self.placed.insert(id.to_owned()) {
            self.fault(at, format!("“{id}”出现两次"), format!("'{id}' stands here twice"));
        }
        if let (Some(repeat), None) = (self.form.names.repeats.get(id).copied(), within.repeat) {
            return self.repeat_control(at, object, (repeat, within));
        }
        let found = self.form.names.questions.get(id).copied();
        let Some((slot, _, repeat)) = found.filter(|(_, _, of)| *of == within.repeat) else {
            self.fault(
                &below(at, "scope"),
                format!("此处没有“{id}”这一题"),
                format!("there is no question '{id}' here"),
            );
            return None;
        };
        let own = self.form.repeats.get(repeat.unwrap_or(usize::MAX));
        let outer = own.map(|repeat| repeat.rules.clone()).unwrap_or_default();
        let question = self.form.questions.get_mut(slot)?;
        question.rules = outer;
        question.rules.extend(within.rules.iter().copied());
        question.rules.sort_small_by(Ord::cmp);
        question.rules.dedup();
        Some(Line::Question(slot))
    }

    /// A repeat group: `options.detail` lays out an item; without it its questions follow each
    /// other by their ids.
    fn repeat_control(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        (repeat, within): (usize, &Within),
    ) -> Option<Line> {
        self.form.repeats.get_mut(repeat)?.rules.clone_from(&within.rules);
        let inside = Within { repeat: Some(repeat), ..Within::default() };
        let detail = object.get("options").and_then(|options| options.get("detail"));
        let lines = match detail {
            Some(detail) => self.lines(&below(&below(at, "options"), "detail"), detail, &inside),
            None => self.plain_items(repeat),
        };
        Some(Line::Repeat { repeat, lines })
    }

    fn plain_items(&mut self, repeat: usize) -> Vec<Line> {
        let Some(own) = self.form.repeats.get(repeat) else { return Vec::new() };
        let (slots, rules) = (own.questions.clone(), own.rules.clone());
        for slot in &slots {
            if let Some(question) = self.form.questions.get_mut(*slot) {
                question.rules.clone_from(&rules);
                self.placed.insert(question.id.clone());
            }
        }
        slots.into_iter().map(Line::Question).collect()
    }

    fn rule(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        repeat: Option<usize>,
    ) -> Option<usize> {
        let at = below(at, "rule");
        let rule = self.object(&at, object.get("rule")?, &["effect", "condition"])?;
        let effect = match self.text(&at, rule, "effect") {
            Some("SHOW") => Effect::Show,
            Some("HIDE") => Effect::Hide,
            Some("ENABLE") => Effect::Enable,
            Some("DISABLE") => Effect::Disable,
            _ => {
                self.fault(
                    &below(&at, "effect"),
                    "须为 SHOW、HIDE、ENABLE 或 DISABLE",
                    "SHOW, HIDE, ENABLE or DISABLE is needed",
                );
                return None;
            }
        };
        let Some(condition) = rule.get("condition") else {
            self.fault(&at, "规则没有条件", "the rule has no condition");
            return None;
        };
        let condition = self.condition(&below(&at, "condition"), condition, repeat)?;
        self.form.rules.push(Rule { effect, condition, repeat });
        Some(self.form.rules.len() - 1)
    }

    /// A question that no page shows could never be answered; one that is reckoned need not show.
    fn all_are_placed(&mut self) {
        let lost =
            self.form.questions.iter().filter(|question| {
                question.calculate.is_none() && !self.placed.contains(&question.id)
            });
        let repeats = self.form.repeats.iter().filter(|one| !self.placed.contains(&one.id));
        let lost: Vec<String> =
            lost.map(|one| one.id.clone()).chain(repeats.map(|one| one.id.clone())).collect();
        for id in lost {
            self.fault("/ui", format!("“{id}”不在任何一页"), format!("'{id}' stands on no page"));
        }
    }
}

fn elements<'a>(at: &str, object: &'a Map<String, Json>) -> Vec<(String, &'a Json)> {
    let at = below(at, "elements");
    let list = object.get("elements").and_then(Json::as_array);
    let list = list.map(Vec::as_slice).unwrap_or_default();
    list.iter().enumerate().map(|(place, one)| (below(&at, &place.to_string()), one)).collect()
}
