//! Reading a page as a person does: without tags, in one language.

use crate::args::Lang;

/// What a reader of one language sees, parts beside each other with a space between.
pub(super) fn in_lang(page: &str, lang: Lang) -> String {
    let hidden = match lang {
        Lang::Zh => " lang=en>",
        Lang::En => " lang=zh>",
    };
    let body = page.split_once("<body>").map_or(page, |(_, body)| body);
    let body = body.split("<script>").next().unwrap_or(body);
    let mut seen = String::new();
    let mut parts = body.split('<');
    seen.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        seen.push(' ');
        if !format!("{tag}>").ends_with(hidden) {
            seen.push_str(text);
        }
    }
    seen.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Words with an underline between letters: names that only programs use.
pub(super) fn keys_in(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.trim_matches('_').contains('_')).collect()
}

/// Values of an attribute in every tag of the page.
pub(super) fn values_of<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let body = page.split("<script>").next().unwrap_or(page);
    let tags = body.split('<').skip(1).filter_map(|part| Some(part.split_once('>')?.0));
    let mark = format!(" {name}=");
    let mut found = Vec::new();
    for tag in tags {
        for rest in tag.split(mark.as_str()).skip(1) {
            let end = |quote| rest.trim_start_matches('"').split(quote).next();
            found.extend(if rest.starts_with('"') { end('"') } else { end(' ') });
        }
    }
    found
}
