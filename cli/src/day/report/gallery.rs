//! Photographs and signatures: small pictures with the hashes of their originals, and every file that an envelope
//! names with where it is.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use counterfoil_domain::ids::Hash;

use super::book::Book;
use super::html::{Html, same, thousands};
use super::record::{EvidenceRecord, OrderRecord};
use super::words::Say;

/// The pictures themselves, once each; everything else on the page points at them.
pub(super) fn store(html: &mut Html, book: &Book<'_>) {
    html.raw("<svg class=store aria-hidden=true><defs>");
    for (at, picture) in book.record.pictures.values().enumerate() {
        let media_type = match picture.bytes.get(..4) {
            Some([0x89, b'P', b'N', b'G']) => "image/png",
            _ => "image/jpeg",
        };
        let data = base64::engine::general_purpose::STANDARD.encode(&picture.bytes);
        let (width, height) = (picture.width_px.to_string(), picture.height_px.to_string());
        html.open(
            "symbol",
            &[("id", &format!("pic{at}")), ("viewBox", &format!("0 0 {width} {height}"))],
        );
        let href = format!("data:{media_type};base64,{data}");
        html.open("image", &[("href", &href), ("width", &width), ("height", &height)]);
        html.close("image").close("symbol");
    }
    html.raw("</defs></svg>");
}

/// A small picture of a file, where there is one.
pub(super) fn thumbnail(html: &mut Html, book: &Book<'_>, hash: Hash) {
    let Some(at) = book.picture(hash) else { return };
    let Some(picture) = book.record.pictures.get(&hash) else { return };
    let view = format!("0 0 {} {}", picture.width_px, picture.height_px);
    let label = hash.to_string();
    let attrs = [
        ("class", "pic"),
        ("viewBox", view.as_str()),
        ("role", "img"),
        ("aria-label", label.as_str()),
    ];
    html.open("svg", &attrs).open("use", &[("href", &format!("#pic{at}"))]);
    html.close("use").close("svg");
}

/// Whether a file has a picture.
fn is_pictured(book: &Book<'_>, one: &EvidenceRecord) -> bool {
    book.picture(one.hash).is_some()
}

pub(super) fn section(html: &mut Html, book: &Book<'_>) {
    html.open("section", &[("id", "photos")]);
    html.raw("<h2>").say(Say::PhotosTitle).raw("</h2>");
    let all: Vec<(&OrderRecord, &EvidenceRecord)> = book
        .record
        .orders
        .iter()
        .flat_map(|order| order.evidence.iter().map(move |one| (order, one)))
        .collect();
    if all.is_empty() {
        html.raw("<p>").say(Say::PhotosNone).raw("</p>").close("section");
        return;
    }
    html.el("p", "about", |html| {
        html.say(Say::PhotosAre);
    });
    html.el("div", "gallery", |html| {
        for (orders, one) in by_picture(book, &all) {
            figure(html, book, &orders, one);
        }
    });
    files(html, book, &all);
    html.close("section");
}

/// Files with a picture, each once, with the orders on which it stands.
fn by_picture<'a>(
    book: &Book<'_>,
    all: &[(&'a OrderRecord, &'a EvidenceRecord)],
) -> Vec<(Vec<&'a OrderRecord>, &'a EvidenceRecord)> {
    let mut places: BTreeMap<(Hash, &str), usize> = BTreeMap::new();
    let mut found: Vec<(Vec<&'a OrderRecord>, &'a EvidenceRecord)> = Vec::new();
    for (order, one) in all.iter().filter(|(_, one)| is_pictured(book, one)) {
        let at = *places.entry((one.hash, &one.role)).or_insert_with(|| {
            found.push((Vec::new(), one));
            found.len() - 1
        });
        let Some((orders, _)) = found.get_mut(at) else { continue };
        if !orders.iter().any(|seen| seen.sheet.card.id == order.sheet.card.id) {
            orders.push(order);
        }
    }
    found
}

/// Orders that a caption names before it only counts them.
const NAMED_ORDERS: usize = 3;

fn figure(html: &mut Html, book: &Book<'_>, orders: &[&OrderRecord], one: &EvidenceRecord) {
    let signature = one.media_type.contains("signature") || !one.media_type.starts_with("image/");
    html.el("figure", if signature { "shot signed" } else { "shot" }, |html| {
        thumbnail(html, book, one.hash);
        html.raw("<figcaption>");
        html.raw("<b>").words(&one.role_name).raw("</b> ");
        for order in orders.iter().take(NAMED_ORDERS) {
            book.link(html, order.sheet.card.id);
            html.raw(" ");
        }
        if orders.len() > NAMED_ORDERS {
            html.text(&format!("+{}", orders.len() - NAMED_ORDERS));
        }
        html.raw("<br>").hash(&one.hash.to_string()).raw(" ");
        state(html, one);
        html.raw("</figcaption>");
    });
}

fn state(html: &mut Html, one: &EvidenceRecord) {
    let class = if one.arrived { "mark ok" } else { "mark bad" };
    html.el("span", class, |html| {
        html.say(match (one.arrived, one.safe) {
            (true, true) => Say::IsSafe,
            (true, false) => Say::HasArrived,
            (false, _) => Say::NotArrived,
        });
    });
}

fn what(one: &EvidenceRecord) -> Say {
    match one.media_type.as_str() {
        photo if photo.starts_with("image/") => Say::PhotoFile,
        "text/plain" => Say::ShownText,
        strokes if strokes.contains("stroke") || strokes.contains("signature") => {
            Say::SignatureFile
        }
        _ => Say::OtherFile,
    }
}

fn files(html: &mut Html, book: &Book<'_>, all: &[(&OrderRecord, &EvidenceRecord)]) {
    let distinct: BTreeSet<Hash> = all.iter().map(|(_, one)| one.hash).collect();
    html.raw("<details class=more><summary>");
    html.say_with(Say::AllHashes, &[same(thousands(distinct.len() as u64))]).raw("</summary>");
    let heads = [Say::Order, Say::File, Say::Root, Say::Size, Say::State];
    super::people::table_head(html, "files", &heads);
    for (order, one) in all {
        html.raw("<tr><td>");
        book.link(html, order.sheet.card.id);
        html.raw("</td><td>").say(what(one)).raw("</td><td><code class=whole>");
        html.text(&one.hash.to_string()).raw("</code></td><td class=num>");
        html.number(one.size_bytes).raw("</td><td>");
        state(html, one);
        html.raw("</td></tr>");
    }
    html.raw("</tbody></table></div></details>");
}
