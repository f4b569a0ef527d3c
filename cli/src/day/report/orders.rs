//! Every order with its whole timeline, folded until somebody opens it.

use std::collections::BTreeMap;

use counterfoil_domain::ids::PersonId;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::card::Card;
use counterfoil_domain::order::telling::Told;
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::playbook::words::Words;

use super::book::{Book, anchor, when};
use super::gallery;
use super::html::{Html, same};
use super::people::with_currency;
use super::record::OrderRecord;
use super::saying;
use super::words::Say;

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "orders")]);
    html.raw("<h2>").say(Say::OrdersTitle).raw("</h2>");
    html.el("p", "about", |html| {
        html.say(Say::OrdersAre);
    });
    html.raw("<div class=tools><label>").say(Say::FilterOrders);
    html.raw(" <input type=search id=filter autocomplete=off></label>");
    html.raw("<button type=button id=open-all>").say(Say::OpenAll).raw("</button>");
    html.raw("<button type=button id=close-all>").say(Say::CloseAll).raw("</button></div>");
    for (group, orders) in groups(book) {
        html.open(
            "details",
            &[("class", "group"), ("open", if group.opens() { "open" } else { "" })],
        );
        html.raw("<summary><h3>");
        match group {
            Group::Attention => drop(html.say(Say::NeedsAttention)),
            Group::Of(_, person) => book.who(html, Some(person)),
            Group::Nobody => drop(html.say(Say::OfNobody)),
        }
        html.raw("</h3> <span class=num>").number(orders.len() as u64).raw("</span></summary>");
        orders.into_iter().for_each(|order| one(html, book, order));
        html.close("details");
    }
    html.close("section");
}

/// Orders that stand together: first what somebody has to look at, then by who is to do them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Attention,
    Of(usize, PersonId),
    Nobody,
}

impl Group {
    fn opens(self) -> bool {
        self == Self::Attention
    }
}

fn groups<'a>(book: &Book<'a>) -> BTreeMap<Group, Vec<&'a OrderRecord>> {
    let mut groups: BTreeMap<Group, Vec<&'a OrderRecord>> = BTreeMap::new();
    let carriers = book.carriers();
    let place = |person: PersonId| carriers.iter().position(|one| *one == person);
    for order in &book.record.orders {
        let card = &order.sheet.card;
        let group = match card.assigned.first() {
            _ if card.needs_attention() => Group::Attention,
            Some(person) => Group::Of(place(*person).unwrap_or(usize::MAX), *person),
            None => Group::Nobody,
        };
        groups.entry(group).or_default().push(order);
    }
    for orders in groups.values_mut() {
        orders.sort_by_key(|order| book.code(order.sheet.card.id));
    }
    groups
}

fn one(html: &mut Html, book: &Book<'_>, order: &OrderRecord) {
    let card = &order.sheet.card;
    html.open("details", &[("class", "order"), ("id", &anchor(card.id))]);
    html.raw("<summary>");
    summary(html, book, card);
    html.raw("</summary>");
    fields(html, order);
    extras(html, book, order);
    html.el("ol", "timeline", |html| {
        let lines = order.sheet.timeline.iter().zip(&order.timeline);
        lines.for_each(|(line, told)| row(html, book, line, &told.told));
    });
    html.close("details");
}

fn summary(html: &mut Html, book: &Book<'_>, card: &Card) {
    html.raw("<span class=code>").text(&book.code(card.id)).raw("</span> ");
    html.el("span", "title", |html| {
        match card.title.as_deref() {
            Some(title) => html.text(title),
            None => html.say(Say::Untitled),
        };
    });
    let class = if card.terminal { "stage over" } else { "stage" };
    html.el("span", class, |html| {
        html.words(&card.stage_name);
    });
    for person in &card.assigned {
        book.who(html, Some(*person));
    }
    marks(html, card);
    html.raw("<span class=address>").text(card.contact_name.as_deref().unwrap_or_default());
    html.raw(" ").text(card.address.as_deref().unwrap_or_default()).raw("</span>");
}

fn marks(html: &mut Html, card: &Card) {
    let mut mark = |class: &str, say: Say, number: u32| {
        if number > 0 {
            html.el("span", class, |html| {
                html.say_with(say, &[same(number.to_string())]);
            });
        }
    };
    mark("mark bad", Say::Disputed, u32::from(card.disputed));
    mark("mark warn", Say::Intercepted, u32::from(card.do_not_load));
    mark("mark warn", Say::Conflicts, card.counts.conflicts);
    mark("mark warn", Say::Proposals, card.counts.proposals);
    mark("mark warn", Say::LateMark, card.counts.late);
    mark("mark warn", Say::Urges, card.urges);
    mark("mark", Say::PhotosMark, card.counts.photos);
}

fn fields(html: &mut Html, order: &OrderRecord) {
    html.open("dl", &[("class", "fields")]);
    for row in &order.sheet.fields {
        html.raw("<div><dt>").words(&row.name).raw("</dt><dd>");
        saying::value(html, &row.value);
        html.raw("</dd></div>");
    }
    for note in &order.sheet.notes {
        html.raw("<div><dt>").text(&note.path).raw("</dt><dd>").text(&note.text).raw("</dd></div>");
    }
    html.close("dl");
}

/// Quotes and parts, where there are any.
fn extras(html: &mut Html, book: &Book<'_>, order: &OrderRecord) {
    let sheet = &order.sheet;
    if !sheet.quotes.is_empty() {
        html.raw("<h4>").say(Say::Quotes).raw("</h4>");
    }
    for quote in &sheet.quotes {
        html.raw("<div class=quote><p>");
        html.text(&with_currency(quote.total_minor, &quote.currency)).raw(" ");
        let signed = if quote.signed_by.is_empty() { Say::QuoteUnsigned } else { Say::QuoteSigned };
        html.raw("<span class=mark>").say(signed).raw("</span> ");
        if !quote.current {
            html.raw("<span class=mark>").say(Say::QuoteReplaced).raw("</span>");
        }
        html.raw("</p><pre>").text(&quote.text).raw("</pre></div>");
    }
    if !sheet.parts.is_empty() {
        html.raw("<h4>").say(Say::Parts).raw("</h4>");
    }
    for part in &sheet.parts {
        let counts = [part.asked, part.received, part.used, part.returned];
        html.raw("<p>").text(&part.name).raw(" <span class=code>").text(&part.sku).raw("</span> ");
        html.say_with(Say::PartsLine, &counts.map(|count| same(count.to_string()))).raw("</p>");
    }
    visits(html, book, order);
}

fn visits(html: &mut Html, book: &Book<'_>, order: &OrderRecord) {
    if order.sheet.visits.is_empty() {
        return;
    }
    html.raw("<h4>").say(Say::Visits).raw("</h4>");
    for visit in &order.sheet.visits {
        html.raw("<p>");
        book.who(html, Some(visit.person));
        html.raw(" <span class=num>");
        visit.begun.iter().for_each(|begun| when(html, begun));
        html.raw(" – ");
        visit.ended.iter().for_each(|ended| when(html, ended));
        html.raw("</span> ").text(visit.outcome.as_deref().unwrap_or_default()).raw("</p>");
    }
}

fn row(html: &mut Html, book: &Book<'_>, row: &TimelineRow, told: &Told) {
    html.open("li", &[("class", if row.struck_by.is_some() { "struck" } else { "" })]);
    html.raw("<time>");
    let committed = Interval { earliest_ms: row.hub_time_ms, latest_ms: row.hub_time_ms };
    when(html, if row.person.is_some() { &row.believed } else { &committed });
    html.raw("</time>");
    book.who(html, row.person);
    html.raw("<div>");
    saying::headline(html, told);
    html.raw(" ");
    saying::parts(html, told);
    remarks(html, book, row, told);
    html.raw("</div>");
    if row.evidence.iter().any(|blob| book.picture(blob.hash).is_some()) {
        html.el("div", "thumbs", |html| {
            row.evidence.iter().for_each(|blob| gallery::thumbnail(html, book, blob.hash));
        });
    }
    html.close("li");
}

fn remarks(html: &mut Html, book: &Book<'_>, row: &TimelineRow, told: &Told) {
    if let Some(stage) = &told.stage_after {
        html.raw("<span class=stage>→ ").words(stage).raw("</span> ");
    }
    let warn = |html: &mut Html, say: Say, with: &[Words]| {
        html.raw("<span class=\"mark warn\">").say_with(say, with).raw("</span> ");
    };
    if row.struck_by.is_some() {
        warn(html, Say::StruckThrough, &[]);
    }
    for (say, other) in [(Say::MovedTo, row.moved_to), (Say::WrittenFor, row.of)] {
        if let Some(other) = other {
            warn(html, say, &[same(book.code(other))]);
        }
    }
    if !row.missing.is_empty() {
        warn(html, Say::MovedNothing, &[]);
    }
    let warnings = row.warnings.iter().map(|warning| &warning.words);
    for words in told.mark.iter().chain(warnings) {
        html.raw("<span class=\"mark warn\">").words(words).raw("</span> ");
    }
}
