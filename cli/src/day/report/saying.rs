//! What a record says, in the words that the office is told: its headline, and what is said about it.

use counterfoil_domain::order::telling::Told;
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::order::value::Value;

use super::html::Html;
use super::record::OrderRecord;
use super::words::Say;

/// A row of an order in words; rows and words stand in one order.
pub(super) fn told<'a>(order: &'a OrderRecord, row: &TimelineRow) -> Option<&'a Told> {
    let rows = order.sheet.timeline.iter().zip(&order.timeline);
    let mut same = rows.filter(|(own, _)| own.index == row.index && own.fact == row.fact);
    same.next().map(|(_, told)| &told.told)
}

/// What happened.
pub(super) fn headline(html: &mut Html, told: &Told) {
    html.raw("<b>").words(&told.title).raw("</b>");
}

/// What is said about it, one after the other.
pub(super) fn parts(html: &mut Html, told: &Told) {
    for part in &told.parts {
        html.raw("<span class=d><small>").words(&part.name).raw("</small> ");
        html.words(&part.text).raw("</span> ");
    }
}

/// A value of a field.
pub(super) fn value(html: &mut Html, value: &Value) {
    match value {
        Value::Text(text) => html.text(text),
        Value::Int(number) => html.text(&number.to_string()),
        Value::Bool(yes) => html.say(if *yes { Say::Yes } else { Say::No }),
        Value::Cleared => html.raw("–"),
    };
}
