//! The console's files, as they stand in `server/console/`, with their media types and tags.

use std::borrow::Cow;
use std::sync::LazyLock;

use counterfoil_domain::hash::sha256;
use counterfoil_domain::playbook::words::Lang;

/// A file of the console.
pub(super) struct Asset {
    /// Its media type.
    pub(super) media_type: &'static str,
    /// What a browser gets.
    pub(super) bytes: Cow<'static, [u8]>,
    /// Its entity tag, with quotes: it changes with the bytes alone.
    pub(super) tag: String,
}

const CSS: &str = "text/css; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json";
const MODULE: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! files {
    ($($name:literal $media_type:ident,)*) => {
        const FILES: &[(&str, &str, &[u8])] = &[$((
            $name,
            $media_type,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/console/", $name)),
        ),)*];
    };
}

files! {
    "acts.js" MODULE,
    "approvals.js" MODULE,
    "board.js" MODULE,
    "bulk.js" MODULE,
    "card.js" MODULE,
    "cash.js" MODULE,
    "code.js" MODULE,
    "console.css" CSS,
    "devices.js" MODULE,
    "dialog.js" MODULE,
    "edit.js" MODULE,
    "element.js" MODULE,
    "erasing.js" MODULE,
    "evidence.js" MODULE,
    "fields.js" MODULE,
    "held.js" MODULE,
    "hub.js" MODULE,
    "icon.svg" SVG,
    "inbox.js" MODULE,
    "inputs.js" MODULE,
    "live.js" MODULE,
    "main.js" MODULE,
    "map.js" MODULE,
    "marks.js" MODULE,
    "neworder.js" MODULE,
    "order.js" MODULE,
    "page.js" MODULE,
    "pages.css" CSS,
    "parts.js" MODULE,
    "people.js" MODULE,
    "places.js" MODULE,
    "playbook.js" MODULE,
    "readings.js" MODULE,
    "sections.js" MODULE,
    "sequence.js" MODULE,
    "service.js" MODULE,
    "shifts.js" MODULE,
    "signin.js" MODULE,
    "state.js" MODULE,
    "tables.js" MODULE,
    "telling.js" MODULE,
    "ticketkeys.js" MODULE,
    "timeline.js" MODULE,
    "times.js" MODULE,
    "words.js" MODULE,
    "words.json" JSON,
}

const PAGE: &str = include_str!("../../console/index.html");

/// Names of the files below `/console/`.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, ..)| *name)
}

/// A file by its name.
pub(super) fn find(name: &str) -> Option<&'static Asset> {
    static MADE: LazyLock<Vec<(&str, Asset)>> = LazyLock::new(|| {
        FILES.iter().map(|(name, kind, bytes)| (*name, Asset::of(kind, *bytes))).collect()
    });
    MADE.iter().find(|(own, _)| *own == name).map(|(_, asset)| asset)
}

/// The page itself in a language; scripts may choose another one later.
pub(super) fn page(lang: Lang) -> &'static Asset {
    static ZH: LazyLock<Asset> = LazyLock::new(|| page_in("zh-Hans"));
    static EN: LazyLock<Asset> = LazyLock::new(|| page_in("en"));
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

fn page_in(tag: &str) -> Asset {
    Asset::of(HTML, PAGE.replace("lang=\"zh-Hans\"", &format!("lang=\"{tag}\"")).into_bytes())
}

impl Asset {
    fn of(media_type: &'static str, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let bytes = bytes.into();
        let tag = format!("\"{}\"", hex::encode(sha256(&bytes).short()));
        Self { media_type, bytes, tag }
    }
}
