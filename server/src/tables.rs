//! Tables: what people keep orders in outside the hub, read and written under limits.
//!
//! ```text
//! bytes ── text (encoding, separator, CSV) ──┐
//!       └─ sheet (XLSX) ─────────────────────┴─ grid ── columns (headers) ── drafts (one for each row)
//! ```
//!
//! Nothing here knows the storage or the log: a file goes in, and rows come out with what is wrong with each in
//! both languages. [`written`] goes the other way, so that what is exported reads back without loss.

pub mod codes;
pub mod columns;
pub mod drafts;
pub mod grid;
pub mod phones;
pub mod remarks;
mod row;
pub mod sheet;
pub mod text;
pub mod times;
pub mod values;
pub mod written;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use counterfoil_domain::limits;
use counterfoil_domain::playbook::words::Words;

use grid::Grid;
use text::{Encoding, Separator};

/// What is known of a file beforehand; everything absent is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// How text is written in bytes.
    pub encoding: Option<Encoding>,
    /// What stands between two cells.
    pub separator: Option<Separator>,
    /// The sheet of an XLSX; its first otherwise.
    pub sheet: Option<String>,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Text with separators.
    Csv {
        /// How text is written in bytes.
        encoding: Encoding,
        /// Whether it began with a byte order mark.
        mark: bool,
        /// What stands between two cells.
        separator: Separator,
    },
    /// A workbook.
    Xlsx {
        /// The sheet that was read.
        sheet: String,
        /// The sheets beside it.
        others: Vec<String>,
    },
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("the file holds no rows")]
    Empty,
    /// Larger than is read.
    #[error("the file has more than {max} {unit}")]
    TooLarge {
        /// Of what.
        unit: &'static str,
        /// How many are read at most.
        max: u64,
    },
    /// Not text in any encoding that is read.
    #[error("the file is no text in {tried}")]
    NotText {
        /// The encodings that were tried.
        tried: String,
    },
    /// Not a workbook, or a damaged one.
    #[error("the workbook cannot be opened: {0}")]
    Workbook(String),
    /// An old or foreign workbook.
    #[error("this is a workbook of another kind")]
    OtherWorkbook,
    /// No such sheet.
    #[error("the workbook has no sheet of this name")]
    NoSheet,
    /// No row looks like headers.
    #[error("no row has headers that are known")]
    NoHeaders,
}

impl TableError {
    /// A stable short code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::NotText { .. } => "not_text",
            Self::Workbook(_) => "workbook",
            Self::OtherWorkbook => "other_workbook",
            Self::NoSheet => "no_sheet",
            Self::NoHeaders => "no_headers",
        }
    }

    /// What to tell a person, and what to do.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Empty => Words::new("文件里没有数据行", "the file holds no rows"),
            Self::TooLarge { unit, max } => Words::new(
                format!("文件太大:最多 {max} {},请拆成几份再导入", unit_zh(unit)),
                format!("the file has more than {max} {unit}: split it"),
            ),
            Self::NotText { tried } => Words::new(
                format!("不认识文件的编码(试过 {tried}),请在 Excel 里另存为“CSV UTF-8”"),
                format!("no text in {tried}; save it in Excel as \"CSV UTF-8\""),
            ),
            Self::Workbook(_) => Words::new(
                "表格文件打不开:可能已损坏或加了密码,请另存为 xlsx 再试",
                "the workbook cannot be opened: damaged, or with a password; save it as xlsx again",
            ),
            Self::OtherWorkbook => Words::new(
                "这是旧版 xls 或其他格式,请另存为 xlsx 或 CSV",
                "an old xls or another format: save it as xlsx or CSV",
            ),
            Self::NoSheet => Words::new("没有这个名字的工作表", "no sheet of this name"),
            Self::NoHeaders => Words::new(
                "前几行里没找到认识的表头(如 运单号、收件人、地址);也可能是编码或分隔符不对",
                "no known headers (waybill, recipient, address …) in the first rows; \
                 encoding or separator may be wrong",
            ),
        }
    }
}

fn unit_zh(unit: &str) -> &'static str {
    match unit {
        "rows" => "行",
        "columns" => "列",
        "cells" => "个单元格",
        "parts" => "个部分",
        _ => "字节",
    }
}

/// Reads a file into a grid, and says how. `knows` tells how many cells of a row are known headers; by it the
/// separator is found out.
pub fn read(
    bytes: &[u8],
    asked: &Asked,
    knows: &dyn Fn(&[&str]) -> usize,
) -> Result<(Grid, Reading), TableError> {
    if bytes.len() > limits::TABLE_BYTES_MAX {
        return Err(TableError::TooLarge { unit: "bytes", max: limits::TABLE_BYTES_MAX as u64 });
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => sheet::read(bytes, asked.sheet.as_deref()),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(TableError::OtherWorkbook),
        _ => text::read(bytes, asked, knows),
    }
}
