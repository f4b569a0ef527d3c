//! Approving at the office: what those who agree are shown, and the answer, which the gate judges as it judges a phone's.

use axum::http::StatusCode;
use counterfoil_domain::approval::{Shown, ShownField};
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Approval;
use counterfoil_domain::ids::{FactId, Hash, PersonId};
use counterfoil_domain::order::approvals::ApprovalRow;
use counterfoil_domain::playbook::words::Words;
use serde::{Deserialize, Serialize};

use super::reading::OrderRead;
use crate::problem::{Answer, Problem};

/// `POST …/orders/{order}/approvals`: yes or no to what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApproveOrder {
    /// The transition.
    pub transition: String,
    /// The level, from 1.
    pub level: u8,
    /// What was shown, by its hash: the `request` of the row.
    pub request: Hash,
    /// Yes or no.
    pub granted: bool,
    /// Why; a no needs it.
    #[serde(default)]
    pub note: Option<String>,
}

/// One level of approval, with what is shown to those who agree.
#[derive(Debug, Serialize)]
pub struct ApprovalShown {
    /// The row.
    #[serde(flatten)]
    pub row: ApprovalRow,
    /// The fields that are shown, by name and value.
    pub fields: Vec<FieldShown>,
    /// The facts that are shown: they stand on the timeline.
    pub facts: Vec<FactId>,
    /// Whether the office is one of those who may answer now.
    pub can: bool,
}

/// A field that is shown.
#[derive(Debug, Serialize)]
pub struct FieldShown {
    /// What people call it.
    pub name: Words,
    /// Its value.
    pub value: Words,
}

/// The approvals of an order, level by level. `office` is the person in whose name the office answers, with the roles.
pub(super) fn approvals(
    read: &OrderRead,
    rows: &[ApprovalRow],
    office: &(PersonId, Vec<String>),
) -> Vec<ApprovalShown> {
    let shown = rows.iter().map(|row| {
        let kind = read.state.kind();
        let step = read.playbook.transition(kind, &row.transition);
        let shown = step.and_then(|step| read.state.shown_for_approval(&read.playbook, step));
        ApprovalShown {
            fields: shown.as_ref().map(|shown| fields(read, shown)).unwrap_or_default(),
            facts: shown.as_ref().map(|shown| facts(read, shown)).unwrap_or_default(),
            can: may_answer(read, row, office),
            row: row.clone(),
        }
    });
    shown.collect()
}

fn may_answer(
    read: &OrderRead,
    row: &ApprovalRow,
    (person, roles): &(PersonId, Vec<String>),
) -> bool {
    let own = row.answers.iter().rev().find(|one| one.approver == *person);
    let asked = row.asked.as_ref().is_some_and(|ask| !ask.changed && ask.person != *person);
    let role = roles.iter().any(|role| row.roles.contains(role));
    let may = role || read.state.may_stand_in(person);
    asked && may && (row.is_open || own.is_some_and(|one| one.lapsed.is_none()))
}

fn fields(read: &OrderRead, shown: &Shown) -> Vec<FieldShown> {
    let one =
        |field: &ShownField| FieldShown { name: name(read, &field.path), value: value(field) };
    shown.fields.iter().map(one).collect()
}

fn name(read: &OrderRead, path: &str) -> Words {
    let rule = read.playbook.field(path);
    rule.map_or_else(|| Words::new(path, path), |rule| rule.name.clone())
}

fn value(field: &ShownField) -> Words {
    match (&field.text, field.number, field.yes) {
        (Some(text), ..) => Words::new(text.clone(), text.clone()),
        (_, Some(number), _) => Words::new(number.to_string(), number.to_string()),
        (.., Some(true)) => Words::new("是", "yes"),
        _ => Words::new("否", "no"),
    }
}

fn facts(read: &OrderRead, shown: &Shown) -> Vec<FactId> {
    let kinds: Vec<u16> = shown.facts.iter().map(|fact| fact.kind).collect();
    let standing = read.state.standing().filter(|(row, _)| kinds.contains(&row.kind));
    standing.map(|(row, _)| row.id).collect()
}

/// The answer, if what was shown is what stands now.
pub(super) fn answer(asked: &ApproveOrder, read: &OrderRead) -> Answer<Command> {
    let rows = read.state.approval_rows(&read.playbook);
    let this = |row: &&ApprovalRow| row.transition == asked.transition && row.level == asked.level;
    let row = rows.iter().find(this).ok_or_else(Problem::not_found)?;
    if row.request != asked.request {
        return Err(changed());
    }
    let note =
        asked.note.as_ref().map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if !asked.granted && note.is_none() {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "note", "Say why not")
            .with("zh", vec!["请写明不同意的原因"])
            .with("en", vec!["say why not"]));
    }
    Ok(Command::Approve(Approval {
        request: row.request,
        level: row.level,
        granted: asked.granted,
        note,
        transition: Some(row.transition.clone()),
        in_stead_of: None,
        statement: None,
    }))
}

fn changed() -> Problem {
    Problem::new(StatusCode::CONFLICT, "changed", "What was shown has changed: look again")
        .with("zh", vec!["内容已变动,请重新查看后再审批"])
        .with("en", vec!["what was shown has changed: look again"])
}
