//! The balances of each shift: where every thing went, and what was taken beside what was counted.

use counterfoil_domain::ids::PersonId;
use counterfoil_domain::shift::Balances;
use counterfoil_domain::shift::balances::{CashMethod, ThingsCounted};

use super::book::Book;
use super::html::{Html, money, same, thousands};
use super::people::{method_of, with_currency};
use super::words::Say;

/// A card for each shift of the day.
pub(super) fn cards(html: &mut Html, book: &Book<'_>) {
    if book.record.phones.iter().all(|phone| phone.balances.is_none()) {
        return;
    }
    html.open("div", &[("class", "balances")]);
    for phone in &book.record.phones {
        let Some(person) = book.person_of(phone.inventory.device) else { continue };
        card(html, book, person, phone.balances.as_ref());
    }
    html.close("div");
}

fn card(html: &mut Html, book: &Book<'_>, person: PersonId, balances: Option<&Balances>) {
    html.open("article", &[("class", "balance")]).raw("<h3>");
    book.who(html, Some(person));
    match balances {
        Some(balances) => {
            let whole = balances.balance();
            html.raw(" ").open("span", &[("class", if whole { "mark ok" } else { "mark warn" })]);
            html.say(if whole { Say::Balances } else { Say::BalancesNot }).raw("</span></h3>");
            things(html, balances);
            cash(html, balances);
        }
        None => {
            html.raw("</h3>").el("p", "soft", |html| {
                html.say(Say::NotCounted);
            });
        }
    }
    html.close("article");
}

/// What came into the hands of one person, and where it is now: two sides that must be equal.
fn things(html: &mut Html, balances: &Balances) {
    let things = &balances.things;
    let came = things.carried.len() + things.loaded.len();
    let sides = [
        (Say::WereDelivered, things.delivered.len(), "ok"),
        (Say::WereReturned, things.returned.len(), ""),
        (Say::WereHandedOver, things.handed_over.len(), ""),
        (Say::AreHeld, things.held.len(), ""),
        (Say::Unexplained, things.unexplained.len(), "bad"),
    ];
    html.raw("<p class=equation><span><b class=num>").number(came as u64).raw("</b> ");
    html.say(Say::CameIn).raw("</span>");
    let told = sides.iter().filter(|(_, count, _)| *count > 0);
    for (at, (say, count, class)) in told.enumerate() {
        html.raw(if at == 0 { "<i>=</i>" } else { "<i>+</i>" });
        html.open("span", &[("class", class)]).raw("<b class=num>").number(*count as u64);
        html.raw("</b> ").say(*say).raw("</span>");
    }
    html.raw("</p>");
    for counted in &things.counted {
        html.raw("<p>");
        counted_things(html, counted);
        html.raw("</p>");
    }
}

fn counted_things(html: &mut Html, counted: &ThingsCounted) {
    let list = match counted.list.as_str() {
        "held" => Say::AreHeld,
        "returned" => Say::WereReturned,
        "loaded" => Say::WereLoaded,
        "delivered" => Say::WereDelivered,
        "handed_over" => Say::WereHandedOver,
        _ => Say::OtherThings,
    };
    html.say(list).raw(" · ").say_with(Say::CountedAs, &[same(counted.counted.to_string())]);
    html.raw(" ");
    let reckoned = counted.reckoned.map(i64::from);
    if let Some(reckoned) = reckoned {
        difference(html, i64::from(counted.counted) - reckoned, thousands);
    }
    html.raw(" <span class=soft>").text(counted.note.as_deref().unwrap_or_default());
    html.raw("</span>");
}

/// Whether what was counted agrees with what was expected.
fn difference(html: &mut Html, difference: i64, shown: impl Fn(u64) -> String) {
    let class = if difference == 0 { "mark ok" } else { "mark bad" };
    html.el("span", class, |html| {
        let size = [same(shown(difference.unsigned_abs()))];
        match difference {
            0 => html.say(Say::Agrees),
            less if less < 0 => html.say_with(Say::Short, &size),
            _ => html.say_with(Say::Over, &size),
        };
    });
}

fn cash(html: &mut Html, balances: &Balances) {
    for method in &balances.cash.methods {
        html.raw("<p>").say(method_of(&method.method)).raw(" <b class=num>");
        html.text(&with_currency(method.said_minor, &method.currency)).raw("</b> ");
        counted_cash(html, method);
        html.raw("</p>");
    }
}

fn counted_cash(html: &mut Html, method: &CashMethod) {
    let (Some(counted), Some(over)) = (method.counted_minor, method.over_minor()) else {
        html.raw("<span class=soft>").say(Say::NotCounted).raw("</span>");
        return;
    };
    let counted = same(with_currency(counted, &method.currency));
    html.raw("· ").say_with(Say::CountedAs, &[counted]).raw(" ");
    let shown = |size: u64| money(i64::try_from(size).unwrap_or(i64::MAX));
    difference(html, over, shown);
}
