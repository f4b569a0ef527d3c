//! What is said of a row, in both languages: errors, for which nothing is made of it, and flags.

use counterfoil_domain::playbook::words::Words;
use serde::{Deserialize, Serialize};

/// One remark on one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// A stable short code.
    pub code: String,
    /// Whether the row is refused for it; otherwise it is only flagged.
    pub refuses: bool,
    /// The header of the column, where it is about one.
    pub column: Option<String>,
    /// For a person.
    pub words: Words,
}

/// A row with what is wrong in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks(pub Vec<Remark>);

impl Remarks {
    /// Whether the row is refused.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.0.iter().any(|one| one.refuses)
    }

    /// Refuses the row.
    pub fn refuse(&mut self, code: &str, column: Option<&str>, zh: String, en: String) {
        self.add(code, true, column, zh, en);
    }

    /// Flags the row.
    pub fn flag(&mut self, code: &str, column: Option<&str>, zh: String, en: String) {
        self.add(code, false, column, zh, en);
    }

    fn add(&mut self, code: &str, refuses: bool, column: Option<&str>, zh: String, en: String) {
        let (code, column) = (code.to_owned(), column.map(str::to_owned));
        self.0.push(Remark { code, refuses, column, words: Words::new(zh, en) });
    }

    /// A number of which a spreadsheet has thrown digits away.
    pub fn rounded(&mut self, column: &str, shown: &str) {
        self.refuse(
            "rounded",
            Some(column),
            format!("“{column}”是 {shown}:Excel 把长数字四舍五入了,后几位已丢失。请把该列设为“文本”后重新导出"),
            format!(
                "\"{column}\" is {shown}: Excel has rounded the number and its last digits are lost; \
                 set the column to text and export again"
            ),
        );
    }

    /// A value that is not what the column holds.
    pub fn wrong(&mut self, code: &str, column: &str, zh: &str, en: &str) {
        let (zh, en) = (format!("“{column}”{zh}"), format!("\"{column}\" {en}"));
        self.refuse(code, Some(column), zh, en);
    }
}
