//! Stories of the page: it says that nothing was lost only where that is so, hostile words stay words, it asks for
//! nothing, and no reader meets a text of ours in the other language.

mod reading;
mod small_day;

use counterfoil_domain::hash::sha256;

use super::page::page;
use super::reckoning::{Certified, compare};
use super::{DayRecord, nothing_lost};
use crate::args::Lang;
use reading::{in_lang, keys_in, values_of};
use small_day::{NAUGHTY, small_day, with_words};

fn says_so(record: &DayRecord) -> bool {
    let page = page(record, Lang::En);
    let (yes, no) = ("Not one record was lost today", "Something does not match");
    assert_ne!(page.contains(yes), page.contains(no), "it says one of both");
    page.contains(yes)
}

/// What goes wrong in a day, and how.
type Spoilt = (&'static str, fn(&mut DayRecord));

#[test]
fn nothing_was_lost_only_if_roots_sizes_and_files_agree() {
    let whole = small_day();
    assert!(nothing_lost(&whole) && says_so(&whole));
    let spoilt: [Spoilt; 6] = [
        ("another root", |day| day.hub.stores[0].chains[0].root = sha256(b"another")),
        ("an envelope less", |day| day.hub.stores[0].chains[0].size -= 1),
        ("a body less", |day| day.hub.stores[1].bodies_missing = 1),
        ("another file", |day| day.hub.stores[0].blobs_root = sha256(b"another")),
        ("a file less", |day| day.hub.stores[0].blobs_here -= 1),
        ("a phone that the hub does not know", |day| drop(day.hub.stores.remove(1))),
    ];
    for (what, spoil) in spoilt {
        let mut day = small_day();
        spoil(&mut day);
        assert!(!nothing_lost(&day) && !says_so(&day), "{what}");
    }
    let nobody = DayRecord { phones: Vec::new(), ..small_day() };
    assert!(!nothing_lost(&nobody), "without phones there is nothing to be proud of");
}

#[test]
fn a_certificate_lapses_with_the_next_envelope() {
    let mut day = small_day();
    let states: Vec<Certified> = compare(&day).iter().map(|one| one.certified()).collect();
    assert_eq!(states, [Certified::Whole, Certified::No]);
    let chain = &mut day.hub.stores[0].chains[0];
    (chain.size, chain.root) = (chain.size + 1, sha256(b"one more"));
    assert_eq!(compare(&day)[0].certified(), Certified::Lapsed);
    assert!(page(&day, Lang::En).contains("it must be issued again"));
}

#[test]
fn hostile_words_stay_words() {
    for naughty in NAUGHTY {
        let page = page(&with_words(naughty), Lang::Zh);
        assert_eq!(page.matches("<script").count(), 1, "only our own: {naughty}");
        assert!(!page.contains("<img") && !page.contains("<iframe"), "{naughty}");
        for name in ["onload", "onerror", "onmouseover", "onclick", "src", "action"] {
            assert!(values_of(&page, name).is_empty(), "{name}: {naughty}");
        }
        let wild = |text: &char| matches!(text, '\u{202e}' | '\u{2066}' | '\0');
        assert_eq!(page.chars().find(wild), None, "{naughty}");
        let places = in_lang(&page, Lang::Zh).matches("{0}").count();
        assert_eq!(places, if naughty.contains("{0}") { places } else { 0 }, "{naughty}");
    }
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let page = page(&small_day(), Lang::Zh);
    for link in values_of(&page, "href") {
        assert!(link.starts_with('#') || link.starts_with("data:image/"), "{link:.60}");
    }
    for word in ["http:", "https:", "url(", "@import", "srcset", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
    let ids = values_of(&page, "id");
    for link in values_of(&page, "href").iter().filter_map(|link| link.strip_prefix('#')) {
        assert!(ids.contains(&link) || link == "main", "#{link} leads nowhere");
    }
}

#[test]
fn every_text_is_there_in_both_languages_and_no_key_shows() {
    let page = page(&small_day(), Lang::Zh);
    let count = |lang: &str| page.matches(&format!(" lang={lang}>")).count();
    assert!(count("zh") > 200, "{} texts", count("zh"));
    assert_eq!(count("zh"), count("en"));
    let english = in_lang(&page, Lang::En);
    let han: String = english.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).collect();
    assert_eq!(han, "中文", "an English reader meets Chinese only on the switch");
    for lang in [Lang::Zh, Lang::En] {
        let shown = in_lang(&page, lang);
        assert_eq!(keys_in(&shown), Vec::<&str>::new());
        assert!(!shown.contains('{'), "a place was left open");
    }
}

#[test]
fn a_full_day_fits_in_three_megabytes() {
    let page = page(&small_day::full_day(), Lang::Zh);
    assert!(page.len() > 500_000, "it is a full day: {} bytes", page.len());
    assert!(page.len() <= 3_000_000, "{} bytes", page.len());
}
