//! Which of the page's languages a browser asks for.

use axum::http::{HeaderMap, header};
use counterfoil_domain::playbook::words::Lang;

/// The first language of `Accept-Language` by weight that the page has; Chinese where none is asked for.
pub(super) fn preferred(headers: &HeaderMap) -> Lang {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut best: Option<(Lang, f32)> = None;
    for part in asked.unwrap_or_default().split(',') {
        let Some((lang, weight)) = weighed(part) else { continue };
        if weight > best.map_or(0.0, |(_, most)| most) {
            best = Some((lang, weight));
        }
    }
    best.map_or(Lang::Zh, |(lang, _)| lang)
}

/// One part of the header: `en-GB;q=0.8`.
fn weighed(part: &str) -> Option<(Lang, f32)> {
    let mut pieces = part.split(';');
    let tag = pieces.next()?.trim().to_ascii_lowercase();
    let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.trim().parse().ok());
    let lang = match tag.split('-').next()? {
        "zh" => Lang::Zh,
        "en" => Lang::En,
        _ => return None,
    };
    Some((lang, weight.unwrap_or(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weightiest_known_language_wins() {
        let cases = [
            ("", Lang::Zh),
            ("en", Lang::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-GB;q=0.8, zh-TW;q=0.9", Lang::Zh),
            ("fr-FR, en;q=0.2", Lang::En),
            ("de", Lang::Zh),
            ("zh;q=0, en;q=0.1", Lang::En),
            (";;;q=,en;q=x", Lang::En),
        ];
        for (asked, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, asked.parse().expect("a header"));
            assert_eq!(preferred(&headers), expected, "{asked:?}");
        }
        assert_eq!(preferred(&HeaderMap::new()), Lang::Zh);
    }
}
