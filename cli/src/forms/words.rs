//! Labels in several languages become words in two.

use serde_json::{Value, json};

use super::table::Row;

/// Which columns of a sheet hold which language.
#[derive(Debug, Clone, Default)]
pub(super) struct Languages {
    zh: Option<String>,
    en: Option<String>,
}

impl Languages {
    /// The languages of a form: Chinese, and English or whatever else comes first.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let mut found: Vec<String> = Vec::new();
        for (header, _) in rows.flat_map(Row::cells) {
            if let Some(("label", language)) = header.split_once("::")
                && !found.iter().any(|known| known == language)
            {
                found.push(language.to_owned());
            }
        }
        let of = |marks: &[&str]| {
            let fits = |language: &&String| {
                let lower = language.to_lowercase();
                marks.iter().any(|mark| lower.contains(mark))
            };
            found.iter().find(fits).cloned()
        };
        let zh = of(&["chinese", "(zh", "中文", "zh-", "汉语"]);
        let en = of(&["english", "(en"]);
        let en = en.or_else(|| found.iter().find(|one| Some(*one) != zh.as_ref()).cloned());
        Self { zh, en }
    }

    /// Whether Chinese is among them.
    pub(super) fn has_chinese(&self) -> bool {
        self.zh.is_some()
    }

    /// The words of a column, in both languages; where one is missing the other stands for both.
    pub(super) fn words(&self, row: &Row, column: &str) -> Option<Value> {
        let of = |language: &Option<String>| {
            let text = language.as_ref().map(|language| row.cell(&format!("{column}::{language}")));
            text.filter(|text| !text.is_empty())
        };
        let plain = Some(row.cell(column)).filter(|text| !text.is_empty());
        let en = of(&self.en).or(plain);
        let zh = of(&self.zh).or(en)?;
        Some(json!({ "zh": zh, "en": en.unwrap_or(zh) }))
    }
}
