//! Disputes, conflicts, proposals, steps that moved nothing, late and refused records: each with both sides.

use counterfoil_domain::order::conflicts::FieldRow;
use counterfoil_domain::order::sheet::{ExceptionShown, SideRow};

use super::book::{Book, when};
use super::gallery;
use super::html::{Html, same};
use super::record::OrderRecord;
use super::saying;
use super::words::Say;

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "disputes")]);
    html.raw("<h2>").say(Say::DisputesTitle).raw("</h2>");
    let mut inner = Html::default();
    for order in &book.record.orders {
        dispute(&mut inner, book, order);
    }
    for order in &book.record.orders {
        two_hold(&mut inner, book, order);
        order.sheet.fields.iter().for_each(|row| field(&mut inner, book, order, row));
    }
    exceptions(&mut inner, book);
    marked(&mut inner, book);
    if inner.is_empty() {
        inner.raw("<p>").say(Say::DisputesNone).raw("</p>");
    }
    html.append(inner);
    html.close("section");
}

fn title(html: &mut Html, book: &Book<'_>, order: &OrderRecord, what: Say) {
    let card = &order.sheet.card;
    html.el("header", "", |html| {
        html.el("h3", "", |html| {
            html.say(what);
        });
        html.raw("<p>");
        book.link(html, card.id);
        html.raw(" ").text(card.title.as_deref().unwrap_or_default());
        let address = card.address.as_deref().unwrap_or_default();
        html.raw(" <span class=soft>").text(address).raw("</span></p>");
    });
}

fn dispute(html: &mut Html, book: &Book<'_>, order: &OrderRecord) {
    let sides = &order.sheet.dispute;
    if sides.is_empty() {
        return;
    }
    html.el("article", "case", |html| {
        title(html, book, order, Say::Disputed);
        html.el("p", "about", |html| {
            html.say(Say::DisputeIs);
        });
        html.el("div", "sides", |html| {
            for (at, one) in sides.iter().enumerate() {
                html.el("div", "one", |html| {
                    side(html, book, order, one, at == 0);
                });
            }
        });
    });
}

fn side(html: &mut Html, book: &Book<'_>, order: &OrderRecord, side: &SideRow, first: bool) {
    html.el("p", "label", |html| {
        html.say(if first { Say::Side } else { Say::OtherSide });
    });
    html.raw("<h4>").words(&side.stage_name).raw("</h4><p>");
    book.who(html, side.person);
    html.raw(" <span class=num>");
    when(html, &side.believed);
    html.raw("</span></p>");
    let row = order.sheet.timeline.iter().find(|row| row.fact == Some(side.fact));
    if let Some(told) = row.and_then(|row| saying::told(order, row)) {
        saying::parts(html, told);
    }
    let count = [same(side.evidence.len().to_string())];
    html.el("p", "soft", |html| {
        if side.evidence.is_empty() {
            html.say(Say::NoEvidence);
        } else {
            html.say_with(Say::EvidenceCount, &count);
        }
    });
    html.el("div", "thumbs", |html| {
        side.evidence.iter().for_each(|blob| gallery::thumbnail(html, book, blob.hash));
    });
}

fn two_hold(html: &mut Html, book: &Book<'_>, order: &OrderRecord) {
    let card = &order.sheet.card;
    if card.also_taken_by.is_empty() {
        return;
    }
    html.el("article", "case", |html| {
        title(html, book, order, Say::TwoHold);
        html.raw("<p>");
        for person in card.holder.into_iter().chain(card.also_taken_by.iter().copied()) {
            book.who(html, Some(person));
            html.raw(" ");
        }
        html.raw("</p>");
    });
}

fn field(html: &mut Html, book: &Book<'_>, order: &OrderRecord, row: &FieldRow) {
    if row.candidates.len() > 1 {
        html.el("article", "case", |html| {
            title(html, book, order, Say::ConflictIs);
            html.raw("<h4>").words(&row.name).raw("</h4>");
            html.el("div", "sides", |html| {
                let last = row.candidates.len() - 1;
                for (at, one) in row.candidates.iter().enumerate() {
                    html.el("div", "one", |html| {
                        html.el("p", "value", |html| {
                            saying::value(html, &one.value);
                        });
                        html.raw("<p>");
                        if let Some(person) = one.person {
                            book.who(html, Some(person));
                        }
                        html.raw(" <span class=num>");
                        when(html, &one.believed);
                        html.raw("</span> ");
                        if at == last {
                            html.raw("<span class=mark>").say(Say::ShownNow).raw("</span>");
                        }
                        html.raw("</p>");
                    });
                }
            });
        });
    }
    for one in &row.proposals {
        html.el("article", "case", |html| {
            title(html, book, order, Say::ProposalIs);
            html.raw("<h4>").words(&row.name).raw("</h4>");
            html.el("div", "sides", |html| {
                html.raw("<div class=one><p class=label>")
                    .say(Say::Holds)
                    .raw("</p><p class=value>");
                saying::value(html, &row.value);
                html.raw("</p></div><div class=one><p class=label>").say(Say::Proposes);
                html.raw("</p><p class=value>").text(&one.value).raw("</p><p>");
                book.who(html, Some(one.person));
                html.raw(" <span class=num>");
                when(html, &one.believed);
                html.raw("</span></p></div>");
            });
        });
    }
}

fn exceptions(html: &mut Html, book: &Book<'_>) {
    let all =
        book.record.orders.iter().flat_map(|order| {
            order.sheet.exceptions.iter().map(move |exception| (order, exception))
        });
    let all: Vec<(&OrderRecord, &ExceptionShown)> = all.collect();
    if all.is_empty() {
        return;
    }
    html.raw("<h3>").say(Say::ExceptionIs).raw("</h3><ul class=plain>");
    for (order, exception) in all {
        html.raw("<li>");
        book.link(html, order.sheet.card.id);
        html.raw(" ");
        let row = order.sheet.timeline.iter().find(|row| row.fact == Some(exception.fact));
        if let Some(row) = row {
            book.who(html, row.person);
            html.raw(" ");
            saying::told(order, row).into_iter().for_each(|told| saying::headline(html, told));
        }
        for missing in &exception.missing {
            html.raw(" <span class=\"mark warn\">").words(&missing.words).raw("</span>");
        }
        let state = if exception.waits { Say::StillWaits } else { Say::Answered };
        html.raw(" <span class=soft>").say(state).raw("</span></li>");
    }
    html.raw("</ul>");
}

fn marked(html: &mut Html, book: &Book<'_>) {
    let rows = book.record.orders.iter().flat_map(|order| {
        order.sheet.timeline.iter().filter_map(move |row| {
            let told = saying::told(order, row)?;
            Some((order, row, told, told.mark.as_ref().filter(|_| row.mark != "unsent")?))
        })
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
    html.raw("<h3>").say(Say::LateIs).raw("</h3><ul class=plain>");
    for (order, row, told, mark) in rows {
        html.raw("<li>");
        book.link(html, order.sheet.card.id);
        html.raw(" ");
        book.who(html, row.person);
        html.raw(" <span class=num>");
        when(html, &row.believed);
        html.raw("</span> ");
        saying::headline(html, told);
        html.raw(" <span class=\"mark warn\">").words(mark).raw("</span></li>");
    }
    html.raw("</ul>");
}
