//! The page as a whole: its frame, its parts in their order, and what it says about how it was made.

use counterfoil_server::safe::SafetyMode;

use super::book::{Book, date, lasting};
use super::html::{Html, same, thousands};
use super::record::DayRecord;
use super::words::Say;
use super::{disputes, first, flow, gallery, map, orders, people, reckoning, syncs};
use crate::args::Lang;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

const PARTS: [(&str, Say); 8] = [
    ("flow", Say::NavFlow),
    ("people", Say::NavPeople),
    ("map", Say::NavMap),
    ("disputes", Say::NavDisputes),
    ("orders", Say::NavOrders),
    ("photos", Say::NavPhotos),
    ("syncs", Say::NavSyncs),
    ("method", Say::NavMethod),
];

/// The page: one file, which asks for nothing.
pub(super) fn page(record: &DayRecord, lang: Lang) -> String {
    let book = Book::of(record);
    let compared = reckoning::compare(record);
    let mut html = Html::default();
    head(&mut html, &book, lang);
    gallery::store(&mut html, &book);
    bar(&mut html);
    html.raw("<main id=main>");
    first::section(&mut html, &book, &compared);
    flow::section(&mut html, &book);
    people::section(&mut html, &book);
    map::section(&mut html, &book);
    disputes::section(&mut html, &book);
    orders::section(&mut html, &book);
    gallery::section(&mut html, &book);
    syncs::section(&mut html, &book);
    method(&mut html, &book);
    html.raw("</main><script>").raw(SCRIPT).raw("</script></body></html>\n");
    html.into_text()
}

fn head(html: &mut Html, book: &Book<'_>, lang: Lang) {
    let lang = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    html.raw("<!doctype html>\n").open("html", &[("lang", lang)]);
    html.raw("<head><meta charset=utf-8>");
    html.raw("<meta name=viewport content=\"width=device-width,initial-scale=1\">");
    html.raw("<meta name=color-scheme content=\"light dark\">");
    // Whatever words the day holds, this page asks nobody for anything.
    html.raw("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; ");
    html.raw("img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; ");
    html.raw("base-uri 'none'; form-action 'none'\">");
    let ((zh, en), day) = (Say::DayReport.words(), date(book.record.began_ms));
    html.raw("<title>").text(&format!("{zh} {day} · {en}")).raw("</title><style>");
    html.raw(STYLE).raw("</style></head><body>");
}

fn bar(html: &mut Html) {
    html.raw("<a class=skip href=\"#main\">").say(Say::SkipToContent).raw("</a>");
    html.raw("<header class=bar><a class=brand href=\"#top\">").say(Say::Product).raw("</a><nav>");
    for (id, say) in PARTS {
        html.open("a", &[("href", &format!("#{id}"))]).say(say).close("a");
    }
    html.raw("</nav><div class=switch role=group>");
    html.raw("<button type=button data-lang=zh lang=zh-CN>中文</button>");
    html.raw("<button type=button data-lang=en lang=en-GB>English</button></div></header>");
}

fn method(html: &mut Html, book: &Book<'_>) {
    let record = book.record;
    html.open("section", &[("id", "method")]);
    html.raw("<h2>").say(Say::MethodTitle).raw("</h2>");
    let notes = [
        Say::MethodChains,
        Say::MethodBlobs,
        Say::MethodSafe,
        Say::MethodCertificate,
        Say::MethodTime,
    ];
    for note in notes {
        html.raw("<p>").say(note).raw("</p>");
    }
    html.el("p", "soft", |html| {
        let (log, safe) = (record.hub.log.size, record.hub.safe.as_ref());
        html.say_with(Say::LogAt, &[same(thousands(log))])
            .raw(" ")
            .hash(&record.hub.log.root.to_string());
        let safe = safe.map_or(0, |point| point.size);
        html.raw(" · ").say_with(Say::SafeAt, &[same(thousands(safe))]).raw(" · ");
        html.say(match record.hub.safety {
            SafetyMode::Backup => Say::SafetyBackup,
            SafetyMode::BackupOnSameDevice => Say::SafetySameDisk,
            SafetyMode::StoredByHand => Say::SafetyByHand,
            SafetyMode::None => Say::SafetyNone,
        });
        let carried = thousands(record.network.carried_bytes.div_ceil(1_024));
        let values = [
            same(record.seed.to_string()),
            lasting(record.ended_ms.saturating_sub(record.began_ms)),
            same(format!("{carried} KiB")),
        ];
        html.raw(" · ").say_with(Say::MadeFrom, &values).raw(" · ").say(Say::TimesAre);
    });
    html.close("section");
}
