//! The first screen: whether anything was lost, and each phone's half beside the hub's.

use counterfoil_domain::ids::Hash;

use super::book::{Book, date, lasting, time_of_day};
use super::html::{Html, same, thousands};
use super::reckoning::{Both, Certified, Compared, nothing_lost};
use super::words::Say;

/// Bits of a hash that its pattern shows.
const PATTERN_BITS: usize = 128;

pub(super) fn section(html: &mut Html, book: &Book<'_>, compared: &[Compared<'_>]) {
    html.open("section", &[("class", "first"), ("id", "top")]);
    headline(html, book, compared);
    sums(html, book, compared);
    html.el("div", "stubs", |html| {
        compared.iter().for_each(|one| stub(html, book, one));
    });
    html.el("p", "aside", |html| {
        html.say(Say::PatternIs);
    });
    html.close("section");
}

fn headline(html: &mut Html, book: &Book<'_>, compared: &[Compared<'_>]) {
    let record = book.record;
    html.el("p", "eyebrow", |html| {
        html.text(&record.hub.tenant).raw(" · ").text(&date(record.began_ms)).raw(" · ");
        let hours = format!("{}–{}", time_of_day(record.began_ms), time_of_day(record.ended_ms));
        html.text(&hours);
    });
    let whole = nothing_lost(compared);
    html.el("h1", if whole { "" } else { "bad" }, |html| {
        html.say(if whole { Say::NothingLost } else { Say::SomethingDiffers });
    });
    let (envelopes, blobs) = both_sums(compared);
    html.el("p", "lede", |html| {
        let values = [compared.len() as u64, envelopes.made, blobs.made];
        let values = values.map(|number| same(thousands(number)));
        html.say_with(if whole { Say::Lede } else { Say::LedeDiffers }, &values);
        if let Some((from, to)) = record.network.without_signal_ms {
            let values = [lasting(to.saturating_sub(from)), same(record.network.cuts.to_string())];
            html.say_with(Say::LedeSignal, &values);
        }
    });
}

fn both_sums(compared: &[Compared<'_>]) -> (Both, Both) {
    let envelopes = Both::sum(compared.iter().map(|one| one.envelopes));
    (envelopes, Both::sum(compared.iter().map(|one| one.blobs)))
}

fn sums(html: &mut Html, book: &Book<'_>, compared: &[Compared<'_>]) {
    let (envelopes, blobs) = both_sums(compared);
    let facts = book.record.orders.iter().flat_map(|order| &order.sheet.timeline);
    let facts = facts.filter(|row| row.fact.is_some() && row.person.is_some()).count() as u64;
    html.open("dl", &[("class", "sums")]);
    box_of(html, Say::Orders, |html| {
        html.number(book.record.hub.tally.orders);
    });
    box_of(html, Say::Facts, |html| {
        html.number(facts);
    });
    box_of(html, Say::Envelopes, |html| equation(html, envelopes));
    box_of(html, Say::Files, |html| equation(html, blobs));
    html.close("dl");
}

fn box_of(html: &mut Html, label: Say, value: impl FnOnce(&mut Html)) {
    html.raw("<div><dt>").say(label).raw("</dt><dd>");
    value(html);
    html.raw("</dd></div>");
}

/// `212 = 212`, or in red `212 ≠ 210`.
fn equation(html: &mut Html, both: Both) {
    let class = if both.equal { "equal" } else { "unequal" };
    html.el("span", class, |html| {
        html.number(both.made).raw("<i>");
        html.raw(if both.equal { "=" } else { "≠" });
        html.raw("</i>").number(both.held);
    });
    html.raw("<small>").say(Say::MadeByPhones).raw(" · ").say(Say::HeldByHub).raw("</small>");
}

/// One phone's counterfoil: its half above, the hub's below.
fn stub(html: &mut Html, book: &Book<'_>, one: &Compared<'_>) {
    let whole = one.envelopes.equal && one.blobs.equal;
    let person = book.person_of(one.phone.inventory.device);
    html.el("article", if whole { "stub" } else { "stub torn" }, |html| {
        html.el("h2", "", |html| {
            book.who(html, person);
        });
        half(html, Say::OnePhone, "upper", one.mark.0, (one.envelopes.made, one.blobs.made));
        half(html, Say::HubSide, "lower", one.mark.1, (one.envelopes.held, one.blobs.held));
        html.el("p", if whole { "verdict ok" } else { "verdict bad" }, |html| {
            html.say(if whole { Say::EqualByHash } else { Say::Differs });
        });
        certificate(html, one);
    });
}

fn half(html: &mut Html, side: Say, class: &str, mark: Hash, (envelopes, blobs): (u64, u64)) {
    let line = |html: &mut Html| {
        html.el("p", "side", |html| {
            html.raw("<b>").say(side).raw("</b> <span class=num>");
            html.say_with(Say::EnvelopeCount, &[same(thousands(envelopes))]).raw(" · ");
            html.say_with(Say::FileCount, &[same(thousands(blobs))]).raw("</span> ");
            html.hash(&mark.to_string());
        });
    };
    html.el("div", &format!("half {class}"), |html| {
        if class == "upper" {
            line(html);
            pattern(html, mark);
        } else {
            pattern(html, mark);
            line(html);
        }
    });
}

/// A hash as bars: each bit that is set is one.
fn pattern(html: &mut Html, mark: Hash) {
    let bit = |at: usize| mark.0[at / 8] >> (7 - at % 8) & 1 == 1;
    let mut path = String::new();
    let mut at = 0;
    while at < PATTERN_BITS {
        let run = (at..PATTERN_BITS).take_while(|place| bit(*place)).count();
        if run > 0 {
            path.push_str(&format!("M{at} 0h{run}v10h-{run}z"));
        }
        at += run.max(1);
    }
    html.open(
        "svg",
        &[
            ("class", "bars"),
            ("viewBox", &format!("0 0 {PATTERN_BITS} 10")),
            ("preserveAspectRatio", "none"),
            ("aria-hidden", "true"),
        ],
    );
    html.open("path", &[("d", &path)]).close("path").close("svg");
}

fn certificate(html: &mut Html, one: &Compared<'_>) {
    let state = one.certified();
    let class = if state == Certified::Whole { "certificate ok" } else { "certificate warn" };
    html.el("div", class, |html| {
        html.el("h3", "", |html| {
            html.say(if state == Certified::No { Say::NoCertificate } else { Say::NothingLeft });
        });
        let Some(given) = &one.phone.certificate else { return };
        let envelopes: u64 = given.chains.iter().map(|chain| chain.size).sum();
        let values = [
            same(time_of_day(given.time_ms)),
            same(thousands(envelopes)),
            same(thousands(given.blobs)),
            same(thousands(given.log_size)),
        ];
        html.raw("<p>").say_with(Say::CertificateSays, &values).raw("</p>");
        if state == Certified::Lapsed {
            html.raw("<p>").say(Say::CertificateOld).raw("</p>");
        }
    });
}
