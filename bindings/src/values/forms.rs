//! Forms: their rows, their pages, line by line, and what is wrong with an answer.

use counterfoil_client::orders as core;
use counterfoil_domain::{cbor, forms};

use super::words::Words;
use crate::crossing::{Shown, asked, shown};

shown! {
    /// One form of an order.
    FormRow from forms::FormRow {
        /// Which form.
        form: String,
        /// What people call it.
        name: Words,
        /// Nothing is wrong with it.
        complete: bool,
        /// How many things are wrong with it.
        problems: i64,
        /// The steps that need it.
        needed_by: Vec<String>,
        /// The group of reasons for which it may stay incomplete.
        exceptions: Option<String>,
        /// The reason for which it does.
        exception: Option<String>,
    }
}

shown! {
    /// A page that shows.
    FormPageRow from forms::PageRow {
        /// Its place in the form, hidden pages counted.
        page: i64,
        /// What it is called.
        title: Words,
        /// How many things are wrong on it.
        problems: i64,
    }
}

/// A form of an order, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormSheet {
    /// Which form.
    pub form: String,
    /// What people call it.
    pub name: Words,
    /// The pages that show.
    pub pages: Vec<FormPageRow>,
    /// Everything that is wrong, in the order of the pages.
    pub problems: Vec<FormProblemAt>,
    /// Nothing is wrong.
    pub complete: bool,
    /// The group of reasons for which it may stay incomplete.
    pub exceptions: Option<String>,
    /// The reason for which it does.
    pub exception: Option<String>,
    /// To be handed back with an answer, so that nothing is overwritten that this screen did not show.
    pub shown: String,
}

impl Shown<FormSheet> for core::FormSheet {
    fn shown(self) -> FormSheet {
        FormSheet {
            form: self.form,
            name: self.name,
            pages: self.pages.shown(),
            problems: self.problems.shown(),
            complete: self.complete,
            exceptions: self.exceptions,
            exception: self.exception,
            shown: hex::encode(cbor::encode(&self.shown)),
        }
    }
}

shown! {
    /// One thing that is wrong with an answer.
    FormProblem from forms::Problem {
        /// A stable short code.
        code: String,
        /// For people.
        words: Words,
    }
}

shown! {
    /// What is wrong, and where.
    FormProblemAt from forms::ProblemAt {
        /// The question or repeat group; empty for the whole form.
        question: String,
        /// The item that it stands in.
        item: Option<String>,
        /// What is wrong.
        problem: FormProblem,
    }
}

shown! {
    /// A page, from top to bottom.
    FormPage from forms::PageSheet {
        /// Its place in the form.
        page: i64,
        /// What it is called.
        title: Words,
        /// The page before it, if one shows.
        previous: Option<i64>,
        /// The page after it, if one shows.
        next: Option<i64>,
        /// What stands on it.
        lines: Vec<FormLine>,
    }
}

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum FormLine {
    /// The heading of a group.
    Heading {
        /// What it says.
        words: Words,
        /// How deep it stands, from 1.
        depth: i64,
    },
    /// A text to read.
    Text {
        /// What it says.
        words: Words,
    },
    /// A question.
    Question {
        /// Which, with its answer.
        question: FormQuestion,
    },
    /// A repeat group begins; its items follow, each with its questions.
    RepeatGroup {
        /// What calls name it by.
        group: String,
        /// What it is a list of.
        title: Words,
        /// Whether one more may be added.
        can_add: bool,
        /// What is wrong with the number of its items.
        problems: Vec<FormProblem>,
    },
    /// An item of a repeat group begins.
    Item {
        /// Of which group.
        group: String,
        /// Its stable id.
        item: String,
        /// Its place, from 1.
        number: i64,
    },
}

impl Shown<FormLine> for forms::LineShown {
    fn shown(self) -> FormLine {
        match self {
            Self::Heading { words, depth } => FormLine::Heading { words, depth: depth.shown() },
            Self::Text { words } => FormLine::Text { words },
            Self::Question(question) => FormLine::Question { question: question.shown() },
            Self::Repeat { repeat: group, title, can_add, problems } => {
                FormLine::RepeatGroup { group, title, can_add, problems: problems.shown() }
            }
            Self::Item { repeat: group, item, number } => {
                FormLine::Item { group, item, number: number.shown() }
            }
        }
    }
}

shown! {
    /// A question on a page.
    FormQuestion from forms::QuestionShown {
        /// What calls name it by.
        question: String,
        /// The item that it stands in.
        item: Option<String>,
        /// What it asks.
        title: Words,
        /// What helps to answer it.
        hint: Option<Words>,
        /// `text`, `integer`, `decimal`, `boolean`, `date`, `time`, `date_time`, `choice`, `choices`, `evidence`.
        kind: String,
        /// The answer as it is kept; empty for none.
        answer: String,
        /// The answer as people read it.
        shown: Words,
        /// It may be answered; what is reckoned may not.
        enabled: bool,
        /// It must be answered.
        required: bool,
        /// What is wrong with it.
        problems: Vec<FormProblem>,
        /// The first choices that are offered, 100 at most.
        choices: Vec<FormChoice>,
        /// How many are offered.
        choices_total: i64,
        /// For evidence, which.
        evidence: Option<FormEvidence>,
    }
}

shown! {
    /// A choice.
    FormChoice from forms::ChoiceShown {
        /// What is kept.
        value: String,
        /// What people read.
        name: Words,
    }
}

shown! {
    /// What is to be captured.
    FormEvidence from forms::EvidenceShown {
        /// `photo`, `signature`, `scan`.
        kind: String,
        /// What a photo shows, or as whom somebody signs.
        role: String,
        /// How many are needed.
        count: i64,
    }
}

asked! {
    /// An answer that somebody gives.
    FormAnswer from forms::Given {
        /// The question.
        question: String,
        /// The item of its repeat group.
        item: Option<String>,
        /// The answer as it is kept: a text, `12.5`, `true`, `2026-11-22`, the value of a choice, several with a
        /// blank between them; empty takes the answer back.
        text: String,
    }
}
