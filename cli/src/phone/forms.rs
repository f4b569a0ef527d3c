//! Forms: which an order has, their pages, their answers.

use std::collections::BTreeMap;

use counterfoil_client::orders::FormSheet;
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::forms::Given;
use counterfoil_domain::ids::SubjectId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::done;

/// A form of an order, or one of its pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormLine {
    order: SubjectId,
    form: String,
    page: Option<usize>,
}

/// Answers by question, or by `question/item` in a repeat group; an empty one takes the answer back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerLine {
    order: SubjectId,
    form: String,
    answers: BTreeMap<String, Value>,
}

/// An item of a repeat group: without its id one more is added, with it this one is taken out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemLine {
    order: SubjectId,
    form: String,
    repeat: String,
    remove: Option<String>,
}

/// The reason for which a form stays incomplete; without one it is taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptLine {
    order: SubjectId,
    form: String,
    reason: Option<String>,
}

pub(super) fn forms(phone: &Phone, order: SubjectId) -> Result<Value, ClientError> {
    Ok(json!({ "forms": phone.orders().forms(order)? }))
}

pub(super) fn form(phone: &Phone, line: &FormLine) -> Result<Value, ClientError> {
    if let Some(page) = line.page {
        return Ok(json!({ "page": phone.orders().form_page(line.order, &line.form, page)? }));
    }
    let FormSheet { form, name, pages, problems, complete, exceptions, exception, .. } =
        phone.orders().form(line.order, &line.form)?;
    Ok(json!({
        "form": form, "name": name, "pages": pages, "problems": problems, "complete": complete,
        "exceptions": exceptions, "exception": exception,
    }))
}

pub(super) fn fill_in(phone: &Phone, line: &AnswerLine) -> Result<Value, ClientError> {
    let given: Vec<Given> = line.answers.iter().map(|(at, value)| given(at, value)).collect();
    Ok(done(&phone.orders().answer(line.order, &line.form, &given, None)?))
}

fn given(at: &str, value: &Value) -> Given {
    let (question, item) = match at.split_once('/') {
        Some((question, item)) => (question, Some(item.to_owned())),
        None => (at, None),
    };
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    Given { question: question.to_owned(), item, text }
}

pub(super) fn item(phone: &Phone, line: &ItemLine) -> Result<Value, ClientError> {
    let orders = phone.orders();
    match &line.remove {
        Some(item) => {
            Ok(done(&orders.remove_item(line.order, &line.form, (&line.repeat, item))?))
        }
        None => {
            let (item, _) = orders.add_item(line.order, &line.form, &line.repeat)?;
            Ok(json!({ "item": item }))
        }
    }
}

pub(super) fn except(phone: &Phone, line: &ExceptLine) -> Result<Value, ClientError> {
    let reason = line.reason.as_deref();
    Ok(done(&phone.orders().except_form(line.order, &line.form, reason)?))
}
