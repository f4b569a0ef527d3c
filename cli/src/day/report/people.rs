//! People and balances: who did what, who holds what, which cash should be there, and where all orders stand.

use std::collections::BTreeMap;

use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::order::tally::{HandTally, StageTally};
use counterfoil_domain::playbook::words::Words;

use super::balances;
use super::book::Book;
use super::html::{Html, money, same, thousands};
use super::words::Say;

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "people")]);
    html.raw("<h2>").say(Say::PeopleTitle).raw("</h2>");
    people(html, book);
    balances::cards(html, book);
    holdings(html, book);
    html.open("div", &[("class", "two")]);
    html.raw("<div><h3>").say(Say::StagesTitle).raw("</h3>");
    stages(html, book);
    html.raw("</div><div><h3>").say(Say::MoneyTitle).raw("</h3>");
    purposes(html, book);
    html.raw("</div>").close("div").close("section");
}

fn people(html: &mut Html, book: &Book<'_>) {
    let heads = [Say::Person, Say::Role, Say::Work, Say::DoneOpen, Say::InHand];
    table_head(html, "people", &heads);
    for person in book.carriers() {
        person_row(html, book, person);
    }
    html.raw("</tbody></table></div>");
}

/// The beginning of a table that scrolls by itself on a narrow screen.
pub(super) fn table_head(html: &mut Html, class: &str, heads: &[Say]) {
    html.open("div", &[("class", "scroll"), ("tabindex", "0"), ("role", "group")]);
    html.open("table", &[("class", class)]).raw("<thead><tr>");
    for head in heads {
        html.raw("<th scope=col>").say(*head).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
}

fn person_row(html: &mut Html, book: &Book<'_>, person: PersonId) {
    let tally = &book.record.hub.tally;
    let empty = HandTally { person, holds: Vec::new(), open: 0, done: 0 };
    let hand = tally.hands.iter().find(|hand| hand.person == person).unwrap_or(&empty);
    html.raw("<tr><th scope=row>");
    book.who(html, Some(person));
    html.raw("</th><td>");
    roles(html, book, person);
    html.raw("</td><td class=num>").say_with(Say::FactsOf, &[facts_of(book, person)]);
    html.raw("</td><td class=num>").number(hand.done).raw(" / ").number(hand.open);
    html.raw("</td><td class=num>").number(hand.holds.len() as u64).raw("</td></tr>");
}

fn roles(html: &mut Html, book: &Book<'_>, person: PersonId) {
    let found = book.record.hub.people.iter().find(|one| one.person == person);
    for (at, role) in found.iter().flat_map(|one| &one.roles).enumerate() {
        if at > 0 {
            html.raw(" · ");
        }
        html.words(&book.role(role));
    }
}

fn facts_of(book: &Book<'_>, person: PersonId) -> Words {
    let rows = book.record.orders.iter().flat_map(|order| &order.sheet.timeline);
    let own = rows.filter(|row| row.person == Some(person) && row.fact.is_some()).count();
    same(thousands(own as u64))
}

/// An amount as people write it: `¥1,234.50`, or `12.00 EUR`.
pub(super) fn with_currency(minor: i64, currency: &str) -> String {
    match currency {
        "CNY" => format!("¥{}", money(minor)),
        other => format!("{} {other}", money(minor)),
    }
}

fn holdings(html: &mut Html, book: &Book<'_>) {
    html.raw("<h3>").say(Say::HoldsTitle).raw("</h3>");
    html.open("ul", &[("class", "holds")]);
    for person in book.carriers() {
        let hands = &book.record.hub.tally.hands;
        let holds: &[SubjectId] = hands
            .iter()
            .find(|hand| hand.person == person)
            .map(|hand| hand.holds.as_slice())
            .unwrap_or_default();
        html.raw("<li>");
        book.who(html, Some(person));
        html.raw(" ");
        if holds.is_empty() {
            html.say(Say::HoldsNothing);
        }
        for (at, order) in holds.iter().enumerate() {
            html.raw(if at > 0 { " " } else { "" });
            book.link(html, *order);
        }
        html.raw("</li>");
    }
    html.close("ul");
}

fn stages(html: &mut Html, book: &Book<'_>) {
    let mut kinds: BTreeMap<&str, Vec<&StageTally>> = BTreeMap::new();
    for stage in &book.record.hub.tally.stages {
        kinds.entry(&stage.kind).or_default().push(stage);
    }
    let most = book.record.hub.tally.stages.iter().map(|stage| stage.orders).max().unwrap_or(1);
    for (kind, mut stages) in kinds {
        stages.sort_by_key(|stage| (stage.terminal, std::cmp::Reverse(stage.orders)));
        html.el("h4", "", |html| {
            html.words(&book.kind(kind));
        });
        html.open("dl", &[("class", "bars-of")]);
        for stage in stages {
            let share = format!("--share:{:.1}%", stage.orders as f64 * 100.0 / most as f64);
            html.raw("<dt>").words(&stage.name).raw("</dt>");
            let class = if stage.terminal { "over" } else { "" };
            html.open("dd", &[("class", class), ("style", &share)]);
            html.raw("<b class=num>").number(stage.orders).raw("</b>").close("dd");
        }
        html.close("dl");
    }
}

fn purposes(html: &mut Html, book: &Book<'_>) {
    let rows = &book.record.hub.tally.money;
    if rows.is_empty() {
        html.raw("<p>").say(Say::NoMoney).raw("</p>");
        return;
    }
    table_head(html, "money", &[Say::Purpose, Say::Due, Say::Taken]);
    for row in rows {
        html.raw("<tr><th scope=row>").words(&book.purpose(&row.purpose));
        html.raw("</th><td class=num>").text(&with_currency(row.due_minor, &row.currency));
        html.raw("</td><td class=num>");
        let sum: i64 = row.taken_minor.values().sum();
        html.text(&with_currency(sum, &row.currency));
        for (method, minor) in &row.taken_minor {
            html.raw("<div class=soft>");
            html.say(method_of(method));
            html.raw(" ").text(&with_currency(*minor, &row.currency)).raw("</div>");
        }
        if row.in_question {
            html.raw("<div class=\"mark warn\">").say(Say::InQuestion).raw("</div>");
        }
        html.raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
}

/// What people call a way of paying.
pub(super) fn method_of(method: &str) -> Say {
    match method {
        "cash" => Say::Cash,
        "qr" => Say::QrCode,
        "card" => Say::CardPayment,
        _ => Say::OtherMethod,
    }
}
