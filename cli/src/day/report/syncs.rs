//! Every sync: what it carried, in how many round trips, beside the targets.

use counterfoil_domain::order::Card;

use super::book::{Book, time_of_day};
use super::html::{Html, same, thousands};
use super::people::table_head;
use super::record::{PhoneRecord, SyncRecord};
use super::words::Say;

const IDLE_BYTES_MAX: u64 = 400;
const PULL_RATIO_MAX: f64 = 2.5;
const VISIT_BYTES_MAX: u64 = 600;
/// The level at which the hub compresses its answers.
const JSON_LEVEL: i32 = 3;

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "syncs")]);
    html.raw("<h2>").say(Say::SyncsTitle).raw("</h2>");
    html.el("p", "about", |html| {
        html.say(Say::SyncsAre);
    });
    targets(html, book);
    for phone in &book.record.phones {
        table(html, book, phone);
    }
    html.close("section");
}

fn targets(html: &mut Html, book: &Book<'_>) {
    let heads = [Say::WhatCounts, Say::Today, Say::Target, Say::State];
    table_head(html, "targets", &heads);
    idle(html, book);
    round_trips(html, book);
    first_pull(html, book);
    visits(html, book);
    html.raw("</tbody></table></div>");
}

fn all_syncs<'a>(book: &Book<'a>) -> impl Iterator<Item = &'a SyncRecord> {
    book.record.phones.iter().flat_map(|phone| &phone.syncs)
}

fn line(
    html: &mut Html,
    what: Say,
    today: impl FnOnce(&mut Html),
    target: Say,
    state: (&str, Say),
) {
    html.raw("<tr><th scope=row>").say(what).raw("</th><td class=num>");
    today(html);
    html.raw("</td><td>").say(target).raw("</td><td>");
    html.open("span", &[("class", state.0)]).say(state.1).close("span").raw("</td></tr>");
}

fn judged(met: bool) -> (&'static str, Say) {
    if met { ("mark ok", Say::Met) } else { ("mark bad", Say::Missed) }
}

fn is_idle(sync: &SyncRecord) -> bool {
    sync.done && sync.pushed == 0 && sync.pulled == 0 && sync.uploaded == 0
}

fn idle(html: &mut Html, book: &Book<'_>) {
    let bytes = all_syncs(book)
        .filter(|sync| is_idle(sync))
        .map(|sync| sync.exchange_bytes_up + sync.exchange_bytes_down)
        .max();
    let state = bytes.map_or(("mark", Say::NotMeasured), |bytes| judged(bytes <= IDLE_BYTES_MAX));
    let today = |html: &mut Html| {
        if let Some(bytes) = bytes {
            html.say_with(Say::BytesValue, &[same(thousands(bytes))]);
        }
    };
    line(html, Say::TargetIdle, today, Say::TargetIdleIs, state);
}

/// The most round trips that an exchange took which ran to its end and had little enough for one request.
fn round_trips(html: &mut Html, book: &Book<'_>) {
    let most = all_syncs(book).filter(|sync| is_idle(sync)).map(|sync| sync.exchange_round_trips);
    let most = most.max();
    let state = most.map_or(("mark", Say::NotMeasured), |most| judged(most <= 1));
    let today = |html: &mut Html| {
        if let Some(most) = most {
            html.say_with(Say::RoundValue, &[same(most.to_string())]);
        }
    };
    line(html, Say::TargetRound, today, Say::TargetRoundIs, state);
}

/// The largest first pull, against the same orders as JSON under zstd.
fn first_pull(html: &mut Html, book: &Book<'_>) {
    let pulls = book.record.phones.iter().filter_map(|phone| {
        let pull = phone.syncs.iter().find(|sync| sync.pulled > 0)?;
        let person = book.person_of(phone.inventory.device)?;
        let orders = book.record.orders.iter().map(|order| &order.sheet);
        let own: Vec<_> = orders.filter(|sheet| sheet.card.assigned.contains(&person)).collect();
        let json: String = own.iter().map(|sheet| json_of(&sheet.card, &sheet.fields)).collect();
        let packed = zstd::bulk::compress(json.as_bytes(), JSON_LEVEL).ok()?.len() as u64;
        Some((own.len(), pull.exchange_bytes_down, packed))
    });
    let largest = pulls.filter(|pull| pull.0 > 0 && pull.2 > 0).max_by_key(|pull| pull.0);
    let ratio = largest.map(|(_, bytes, json)| bytes as f64 / json as f64);
    let state = match ratio {
        None => ("mark", Say::NotMeasured),
        Some(ratio) if ratio <= PULL_RATIO_MAX => ("mark ok", Say::Met),
        Some(_) => ("mark", Say::OtherConditions),
    };
    let today = |html: &mut Html| {
        if let (Some((orders, bytes, json)), Some(ratio)) = (largest, ratio) {
            let values = [
                same(format!("{ratio:.2}")),
                same(thousands(orders as u64)),
                same(thousands(bytes)),
                same(thousands(json)),
            ];
            html.say_with(Say::RatioValue, &values);
        }
    };
    line(html, Say::TargetPull, today, Say::TargetPullIs, state);
}

/// An order as a plain API would give it.
fn json_of(card: &Card, fields: &[counterfoil_domain::order::conflicts::FieldRow]) -> String {
    let fields: serde_json::Map<String, serde_json::Value> =
        fields.iter().map(|row| (row.path.clone(), serde_json::json!(row.value))).collect();
    serde_json::json!({
        "id": card.id, "kind": card.kind, "keys": card.keys, "stage": card.stage,
        "assigned": card.assigned, "fields": fields,
    })
    .to_string()
}

/// Bytes of exchanges that pushed something, over the orders on which phones wrote.
fn visits(html: &mut Html, book: &Book<'_>) {
    let pushing = all_syncs(book).filter(|sync| sync.pushed > 0 || !sync.done);
    let bytes: u64 = pushing.map(|sync| sync.exchange_bytes_up).sum();
    let carriers = book.carriers();
    let worked = book.record.orders.iter().filter(|order| {
        let mut rows = order.sheet.timeline.iter();
        rows.any(|row| row.person.is_some_and(|person| carriers.contains(&person)))
    });
    let orders = worked.count() as u64;
    let each = bytes.checked_div(orders);
    let state = match each {
        None => ("mark", Say::NotMeasured),
        Some(each) if each <= VISIT_BYTES_MAX => ("mark ok", Say::Met),
        Some(_) => ("mark", Say::OtherConditions),
    };
    let today = |html: &mut Html| {
        if let Some(each) = each {
            html.say_with(Say::BytesValue, &[same(thousands(each))]);
        }
    };
    line(html, Say::TargetVisit, today, Say::TargetVisitIs, state);
}

fn table(html: &mut Html, book: &Book<'_>, phone: &PhoneRecord) {
    let person = book.person_of(phone.inventory.device);
    let name = person.map_or_else(|| same(phone.name.as_str()), |person| book.name(person));
    let count = same(phone.syncs.len().to_string());
    html.raw("<details class=more><summary>").say_with(Say::SyncsOf, &[name, count]);
    html.raw("</summary>");
    let heads = [
        Say::Time,
        Say::Sent,
        Say::Received,
        Say::Up,
        Say::Down,
        Say::Headers,
        Say::RoundTrips,
        Say::Ended,
    ];
    table_head(html, "syncs", &heads);
    phone.syncs.iter().for_each(|sync| row(html, sync));
    html.raw("</tbody><tfoot>");
    total(html, &phone.syncs);
    html.raw("</tfoot></table></div></details>");
}

fn row(html: &mut Html, sync: &SyncRecord) {
    html.raw("<tr><td class=num>").text(&time_of_day(sync.at_ms)).raw("</td>");
    numbers(html, sync);
    html.raw("<td>").say(ended(sync)).raw("</td></tr>");
}

fn numbers(html: &mut Html, sync: &SyncRecord) {
    let sent = [sync.pushed, sync.uploaded].map(|number| same(thousands(number)));
    html.raw("<td class=num>").say_with(Say::SentWords, &sent).raw("</td>");
    let headers = sync.header_bytes_up + sync.header_bytes_down;
    let cells = [sync.pulled, sync.bytes_up, sync.bytes_down, headers, sync.round_trips];
    for cell in cells {
        html.raw("<td class=num>").number(cell).raw("</td>");
    }
}

fn total(html: &mut Html, syncs: &[SyncRecord]) {
    let mut sum = SyncRecord::default();
    for sync in syncs {
        sum.pushed += sync.pushed;
        sum.uploaded += sync.uploaded;
        sum.pulled += sync.pulled;
        sum.bytes_up += sync.bytes_up;
        sum.bytes_down += sync.bytes_down;
        sum.header_bytes_up += sync.header_bytes_up;
        sum.header_bytes_down += sync.header_bytes_down;
        sum.round_trips += sync.round_trips;
    }
    html.raw("<tr><th scope=row>").say(Say::Total).raw("</th>");
    numbers(html, &sum);
    html.raw("<td></td></tr>");
}

fn ended(sync: &SyncRecord) -> Say {
    let name = sync.ended.split(['(', ' ']).next().unwrap_or_default();
    match name {
        "Done" if sync.done => Say::EndDone,
        "Done" => Say::EndMore,
        "Budget" => Say::EndBudget,
        "Transport" if sync.ended.contains("SignInAgain") => Say::EndSignIn,
        "Transport" => Say::EndOffline,
        _ => Say::EndOther,
    }
}
