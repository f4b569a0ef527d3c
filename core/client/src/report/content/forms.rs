//! The forms of an order as they were filled in: questions and answers in the report's language.

use std::collections::BTreeMap;

use counterfoil_domain::forms::{
    self, Evidence, EvidenceShown, Judged, LineShown, Opened, QuestionShown, rows,
};
use counterfoil_domain::playbook::name_in;
use counterfoil_domain::playbook::words::Lang;

use super::super::paper::{Answered, Filled};
use super::Teller;

/// Answers of one report; a form of a thousand questions is for a screen.
const ANSWERS_MAX: usize = 400;

/// Which question a photograph answers, by its fact, else by what it shows.
#[derive(Debug, Default)]
pub(in super::super) struct Asked {
    by_fact: BTreeMap<String, String>,
    by_role: BTreeMap<String, String>,
}

impl Asked {
    /// The question that a photograph answers.
    pub(in super::super) fn of(&self, fact: &str, role: &str) -> Option<&str> {
        self.by_fact.get(fact).or_else(|| self.by_role.get(role)).map(String::as_str)
    }
}

impl Teller<'_> {
    /// The forms with an answer in them, and which photograph belongs to which question.
    pub(in super::super) fn forms(&self) -> (Vec<Filled>, Asked) {
        let view = self.view.state.view(&self.view.playbook, &self.view.sight);
        let today = self.by.at.latest_ms.or(self.by.at.earliest_ms);
        let zone = self.view.playbook.zone();
        let today = today.and_then(|at_ms| forms::today(&zone, i64::try_from(at_ms).ok()?));
        let (mut filled, mut asked, mut room) = (Vec::new(), Asked::default(), ANSWERS_MAX);
        let all = rows(&self.view.playbook, &view, today.as_deref());
        // What a form reckons or presets by itself is no answer.
        let answered = |form: &str| {
            let own = format!("a/{form}/");
            view.fields.values().any(|fields| fields.keys().any(|path| path.starts_with(&own)))
        };
        for row in all.into_iter().filter(|row| answered(&row.form)) {
            let Some(opened) = Opened::at(&self.view.playbook, &view, &row.form) else { continue };
            let judged = opened.judged(today.as_deref());
            let lines = self.answers(&judged, &opened.evidence, &mut asked);
            if lines.iter().any(|line| matches!(line, Answered::Given { .. })) {
                let left_out = lines.len().saturating_sub(room);
                let lines: Vec<Answered> = lines.into_iter().take(room).collect();
                room -= lines.len();
                let note = self.note(row.problems, row.exception.as_deref(), left_out);
                filled.push(Filled { title: self.of(&row.name).to_owned(), lines, note });
            }
        }
        (filled, asked)
    }

    /// What shows and is answered, in the order of the pages; headings only over answers.
    fn answers(
        &self,
        judged: &Judged<'_>,
        evidence: &Evidence,
        asked: &mut Asked,
    ) -> Vec<Answered> {
        let pages = judged.pages();
        let mut lines = Vec::new();
        let mut waiting: Vec<(usize, String)> = Vec::new();
        for row in &pages {
            let Some(page) = judged.page(row.page) else { continue };
            waiting.clear();
            if pages.len() > 1 {
                waiting.push((0, self.of(&page.title).to_owned()));
            }
            let mut list = String::new();
            for line in page.lines {
                match line {
                    LineShown::Heading { words, depth } => {
                        put_off(&mut waiting, depth, self.of(&words).to_owned());
                    }
                    LineShown::Repeat { title, .. } => self.of(&title).clone_into(&mut list),
                    LineShown::Item { number, .. } => {
                        put_off(&mut waiting, usize::MAX, format!("{list} {number}"));
                    }
                    LineShown::Question(question) => {
                        let Some(answer) = self.answer(&question, evidence, asked) else {
                            continue;
                        };
                        let headings = waiting.drain(..).map(|(_, text)| text);
                        let headings = headings.filter(|text| !text.trim().is_empty());
                        lines.extend(headings.map(Answered::Heading));
                        let question = self.of(&question.title).to_owned();
                        lines.push(Answered::Given { question, answer });
                    }
                    LineShown::Text { .. } => {}
                }
            }
        }
        lines
    }

    /// An answer as people read it; none for a question without one.
    fn answer(
        &self,
        question: &QuestionShown,
        evidence: &Evidence,
        asked: &mut Asked,
    ) -> Option<String> {
        let Some(wanted) = &question.evidence else {
            let shown = self.of(&question.shown).trim();
            return (!shown.is_empty()).then(|| shown.to_owned());
        };
        let title = self.of(&question.title).to_owned();
        let count = match question.item {
            Some(_) => {
                let facts: Vec<&str> = question.answer.split_whitespace().collect();
                let own = facts.iter().map(|fact| ((*fact).to_owned(), title.clone()));
                asked.by_fact.extend(own);
                facts.len()
            }
            None => evidence.count(wanted.kind, &wanted.role),
        };
        if wanted.kind == "photo" && question.item.is_none() {
            asked.by_role.entry(wanted.role.clone()).or_insert(title);
        }
        (count > 0).then(|| self.pieces(wanted, count))
    }

    fn pieces(&self, wanted: &EvidenceShown, count: usize) -> String {
        let file = self.view.playbook.file();
        let role = match wanted.kind {
            "photo" => self.of(&name_in(&file.photo_roles, &wanted.role)).to_owned(),
            "signature" => self.of(&name_in(&file.signature_roles, &wanted.role)).to_owned(),
            _ => String::new(),
        };
        match (wanted.kind, self.ask.language) {
            ("photo", Lang::Zh) => format!("照片 {count} 张({role})"),
            ("photo", Lang::En) => format!("{count} photo(s): {role}"),
            ("signature", Lang::Zh) => format!("已签字({role})"),
            ("signature", Lang::En) => format!("signed: {role}"),
            (_, Lang::Zh) => format!("扫码 {count} 次"),
            (_, Lang::En) => format!("{count} scan(s)"),
        }
    }

    /// What is to be known of a form: what is wrong with it, and why it may stay so.
    fn note(&self, problems: usize, exception: Option<&str>, left_out: usize) -> String {
        let mut notes = Vec::new();
        if problems > 0 {
            notes.push(match self.ask.language {
                Lang::Zh => format!("有 {problems} 处未填或不符"),
                Lang::En => format!("{problems} answers are missing or do not fit"),
            });
        }
        if let Some(reason) = exception {
            let known = self.view.playbook.reason(reason);
            let name = known.map_or(reason, |known| self.of(&known.name));
            notes.push(match self.ask.language {
                Lang::Zh => format!("免填原因:{name}"),
                Lang::En => format!("left incomplete because: {name}"),
            });
        }
        if left_out > 0 {
            notes.push(match self.ask.language {
                Lang::Zh => format!("另有 {left_out} 行未放入本报告"),
                Lang::En => format!("{left_out} more lines are not in this report"),
            });
        }
        super::join(notes.iter().map(String::as_str))
    }
}

/// A heading waits until an answer stands below it, and takes the place of those that are not above it.
fn put_off(waiting: &mut Vec<(usize, String)>, depth: usize, text: String) {
    waiting.retain(|(other, _)| *other < depth);
    waiting.push((depth, text));
}
