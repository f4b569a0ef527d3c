//! The console's page: what a browser gets before and after somebody has signed in.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use counterfoil_server::console;
use serde_json::Value;

use crate::world::{Reply, World};

async fn open(world: &World, path: &str) -> Reply {
    world.call(Method::GET, path, &[], Body::empty()).await
}

fn text(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).expect("text")
}

#[tokio::test]
async fn every_file_of_the_page_is_served_with_its_type_and_under_guard() {
    let world = World::fresh().await;
    let mut paths = vec!["/".to_owned()];
    paths.extend(console::names().map(|name| format!("/console/{name}")));
    assert!(paths.len() > 20);
    for path in paths {
        let reply = open(&world, &path).await;
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        let expected = match path.rsplit('.').next() {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("json") => "application/json",
            Some("svg") => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(reply.header("content-type"), expected, "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        let policy = reply.header("content-security-policy");
        for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        for lax in ["unsafe", "*", "http:", "https:", "data:"] {
            assert!(!policy.contains(lax), "{path}: {policy}");
        }
    }
}

#[tokio::test]
async fn a_browser_that_has_a_file_is_told_so() {
    let world = World::fresh().await;
    for path in ["/", "/console/main.js"] {
        let tag = open(&world, path).await.header("etag");
        assert!(tag.len() > 10, "{path}");
        let asked = [("if-none-match", format!("\"other\", W/{tag}"))];
        let again = world.call(Method::GET, path, &asked, Body::empty()).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        let other = [("if-none-match", "\"other\"".to_owned())];
        let fresh = world.call(Method::GET, path, &other, Body::empty()).await;
        assert_eq!(fresh.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_page_comes_in_the_browsers_language_and_knows_nobody() {
    let world = World::fresh().await;
    let (person, _) = world.courier("安娜丽莎").await;
    for (asked, lang) in [("en-GB,zh;q=0.5", "en"), ("zh-CN", "zh-Hans"), ("fr", "zh-Hans")] {
        let headers = [("accept-language", asked.to_owned())];
        let reply = world.call(Method::GET, "/", &headers, Body::empty()).await;
        let page = text(&reply);
        assert!(page.contains(&format!("<html lang=\"{lang}\">")), "{asked}");
        assert_eq!(reply.header("vary"), "accept-language");
        for secret in ["安娜丽莎", &person, "存根快递", &world.hub.keyring.office_secret] {
            assert!(!page.contains(secret), "nothing about anybody before the door");
        }
    }
}

#[tokio::test]
async fn whoever_has_not_signed_in_gets_the_page_and_no_data() {
    let world = World::fresh().await;
    let script = text(&open(&world, "/console/state.js").await);
    let mut asked = 0;
    for part in script.split("get(").skip(1) {
        let path = part.trim_start_matches(['"', '`']);
        let path = path.split(['"', '`', '$', '?']).next().unwrap_or_default();
        if path.starts_with("/v1/") {
            let reply = open(&world, path).await;
            let outside = [StatusCode::UNAUTHORIZED, StatusCode::NOT_FOUND];
            assert!(outside.contains(&reply.status), "{path}: {}", reply.status);
            asked += 1;
        }
    }
    assert!(asked >= 5, "the page's questions were found");
    for path in ["/console/", "/console/main.js.map", "/console/..%2f..%2fCargo.toml"] {
        assert_eq!(open(&world, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

/// Every script of the page with its name.
async fn scripts(world: &World) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for name in console::names().filter(|name| name.ends_with(".js")) {
        found.push((name, text(&open(world, &format!("/console/{name}")).await)));
    }
    found
}

#[tokio::test]
async fn no_word_is_missing_in_either_language_and_none_is_left_over() {
    let world = World::fresh().await;
    let words: Value = open(&world, "/console/words.json").await.json();
    let table = words.as_object().expect("a table");
    for (key, pair) in table {
        let say = |lang: &str| pair[lang].as_str().unwrap_or_default().trim().to_owned();
        let (zh, en) = (say("zh"), say("en"));
        assert!(!zh.is_empty() && !en.is_empty(), "{key} lacks a language");
        assert_eq!(pair.as_object().map(serde_json::Map::len), Some(2), "{key}");
        let holes = |text: &str| {
            let forms = text.split('|').next().unwrap_or_default().to_owned();
            let found = forms.split('{').skip(1).filter_map(|part| part.split('}').next());
            found.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(holes(&zh), holes(&en), "{key}: both say the same things");
    }
    let all: String = scripts(&world).await.into_iter().map(|(_, script)| script).collect();
    let exact = quoted(&all, '"');
    let begun: Vec<&str> = quoted(&all, '`')
        .into_iter()
        .filter_map(|text| text.split_once("${"))
        .map(|p| p.0)
        .collect();
    let coded: Vec<String> = all.split("coded(\"").skip(1).filter_map(group).collect();
    for key in table.keys() {
        let used = exact.contains(&key.as_str())
            || begun.iter().any(|start| start.ends_with('.') && key.starts_with(start))
            || coded.iter().any(|group| key.starts_with(group));
        assert!(used, "nothing says {key}");
    }
    for call in all.split("t(\"").skip(1).filter(|call| call.starts_with(char::is_alphabetic)) {
        let key = call.split('"').next().unwrap_or_default();
        assert!(!key.contains('.') || table.contains_key(key), "{key} has no words");
    }
}

fn group(call: &str) -> Option<String> {
    call.split('"').next().map(|name| format!("{name}."))
}

/// What stands between two such marks on one line.
fn quoted(text: &str, mark: char) -> Vec<&str> {
    text.lines().flat_map(|line| line.split(mark).skip(1).step_by(2)).collect()
}

#[tokio::test]
async fn what_customers_write_can_only_become_text() {
    let world = World::fresh().await;
    let ways = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "srcdoc",
        "javascript:",
        "DOMParser",
        "createContextualFragment",
        "setHTML",
    ];
    for (name, script) in scripts(&world).await {
        for way in ways {
            assert!(!script.contains(way), "{name} uses {way}");
        }
        assert!(script.starts_with("// "), "{name} says what it holds");
        assert!(script.lines().count() <= 400, "{name} is one topic");
        let wide = script.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "{name}: lines of at most 100 columns");
        let named = script.replace("\"http://www.w3.org/2000/svg\"", ""); // a name, not an address
        assert!(!named.contains("http"), "{name} asks nobody else");
    }
}

/// A colour of the style sheet, `#rrggbb`, as its relative luminance (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let digits = colour.trim().trim_start_matches('#');
    assert_eq!(digits.len(), 6, "{colour}");
    let part = |at: usize| {
        let byte = u8::from_str_radix(&digits[at..at + 2], 16).expect("a colour");
        let part = f64::from(byte) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

/// The named colours of a block of the style sheet.
fn colours(block: &str) -> std::collections::BTreeMap<&str, f64> {
    let block = block.split('}').next().unwrap_or_default();
    let named = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    let plain = named.filter(|(_, value)| value.trim().starts_with('#'));
    plain.map(|(name, value)| (name, luminance(value))).collect()
}

#[tokio::test]
async fn texts_and_controls_stand_out_in_light_and_dark() {
    let world = World::fresh().await;
    let sheet = text(&open(&world, "/console/console.css").await);
    let blocks: Vec<&str> = sheet.split(":root {").skip(1).collect();
    assert_eq!(blocks.len(), 2, "light and dark");
    let texts = "ink/paper ink/sheet ink/sunk soft/paper soft/sheet soft/sunk brand/paper \
                 brand/sheet on-brand/brand alarm/sheet on-alarm/alarm warn/sheet warn/warn-sheet \
                 calm/calm-sheet money/money-sheet cold/cold-sheet";
    let edges = "edge/sheet edge/paper focus/sheet focus/paper focus/sunk";
    for block in blocks {
        let named = colours(block);
        let ratio = |pair: &str| {
            let (one, other) = pair.split_once('/').expect("a pair");
            let (one, other) = (named[one], named[other]);
            (one.max(other) + 0.05) / (one.min(other) + 0.05)
        };
        for pair in texts.split_whitespace() {
            assert!(ratio(pair) >= 4.5, "{pair}: {:.2}", ratio(pair));
        }
        for pair in edges.split_whitespace() {
            assert!(ratio(pair) >= 3.0, "{pair}: {:.2}", ratio(pair));
        }
    }
}
