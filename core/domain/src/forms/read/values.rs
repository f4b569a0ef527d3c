//! Single keywords: texts, counts, numbers, words in both languages.

use serde_json::{Map, Value as Json};

use super::{Reader, below};
use crate::forms::number::Number;
use crate::playbook::words::Words;

impl<'a> Reader<'a> {
    pub(super) fn text(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        key: &str,
    ) -> Option<&'a str> {
        let value = object.get(key)?;
        if value.as_str().is_none() {
            self.fault(&below(at, key), "此处须为文字", "a text is needed here");
        }
        value.as_str()
    }

    pub(super) fn count(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        key: &str,
    ) -> Option<usize> {
        let value = object.get(key)?;
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        if count.is_none() {
            self.fault(&below(at, key), "此处须为个数", "a count is needed here");
        }
        count
    }

    pub(super) fn number(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        key: &str,
    ) -> Option<Number> {
        let value = object.get(key)?;
        let number = json_number(value);
        if number.is_none() {
            self.fault(&below(at, key), "此处须为数字", "a number is needed here");
        }
        number
    }

    pub(super) fn yes(&mut self, at: &str, object: &'a Map<String, Json>, key: &str) -> bool {
        match object.get(key) {
            None => false,
            Some(Json::Bool(yes)) => *yes,
            Some(_) => {
                self.fault(&below(at, key), "此处须为 true 或 false", "true or false is needed");
                false
            }
        }
    }

    /// Words in both languages, from `{"zh": …, "en": …}` or from one text that does for both.
    pub(super) fn words(
        &mut self,
        at: &str,
        object: &'a Map<String, Json>,
        (both, plain): (&str, &str),
    ) -> Option<Words> {
        if let Some(words) = object.get(both) {
            let part = |lang: &str| words.get(lang).and_then(Json::as_str);
            if let (Some(zh), Some(en)) = (part("zh"), part("en")) {
                return Some(Words::new(zh, en));
            }
            self.fault(
                &below(at, both),
                "须有 zh 和 en 两种文字",
                "needs its text in both languages, zh and en",
            );
            return None;
        }
        self.text(at, object, plain).map(|text| Words::new(text, text))
    }
}

/// A number as it stands in JSON.
pub(super) fn json_number(value: &Json) -> Option<Number> {
    match value {
        Json::Number(number) => Number::parse(&number.to_string()),
        _ => None,
    }
}
