//! One row: its cells read into a draft, each by what its column holds.

use std::collections::BTreeMap;

use counterfoil_domain::document::FieldValue;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits;
use counterfoil_domain::order::fields as paths;
use counterfoil_domain::subject::Key;

use super::columns::{Column, Reads, Written};
use super::drafts::{Context, RowDraft};
use super::grid::{Cell, CellKind, Line, is_space};
use super::remarks::Remarks;
use super::{codes, phones, times, values};

/// Where the office finds a number as it was written, if it was written oddly.
const ORIGINAL_PHONE: &str = "desk/original_phone";
const INTERCEPTED: &str = "intercepted";

/// Reads one row; `exact` takes every cell letter by letter.
pub(super) fn read(
    columns: &[Column],
    line: &Line,
    context: &Context<'_>,
    exact: bool,
) -> RowDraft {
    let mut reader = RowReader { context, exact, draft: empty(line), address: BTreeMap::new() };
    reader.read(columns, line);
    reader.finish()
}

fn empty(line: &Line) -> RowDraft {
    RowDraft {
        row: line.number,
        kind: String::new(),
        keys: Vec::new(),
        fields: BTreeMap::new(),
        assign: None,
        stop: false,
        remarks: Remarks::default(),
        content: Hash::ZERO,
    }
}

struct RowReader<'a> {
    context: &'a Context<'a>,
    exact: bool,
    draft: RowDraft,
    address: BTreeMap<u8, String>,
}

impl RowReader<'_> {
    fn read(&mut self, columns: &[Column], line: &Line) {
        let mut written = Vec::new();
        for (column, cell) in columns.iter().zip(&line.cells) {
            let Some(reads) =
                column.reads.as_ref().filter(|_| !cell.text.trim_matches(is_space).is_empty())
            else {
                continue;
            };
            if !matches!(reads, Reads::Assign | Reads::State | Reads::Id) {
                let header = super::columns::folded(&column.header);
                written.push(format!("{header}\u{1f}{}", cell.text.trim_matches(is_space)));
            }
            if self.is_whole(column, cell) {
                self.cell(column, reads, cell);
            }
        }
        written.sort_unstable();
        self.draft.content = sha256(written.join("\u{1e}").as_bytes());
        let beyond = line.cells.get(columns.len()..).unwrap_or_default();
        if beyond.iter().any(|cell| !cell.is_empty()) {
            let (has, heads) = (line.cells.len(), columns.len());
            let zh = format!("这一行有 {has} 列,表头只有 {heads} 列:可能有逗号没加引号,内容已错位");
            let en =
                format!("{has} cells under {heads} headers: a comma without quotes has moved them");
            self.draft.remarks.refuse("shifted", None, zh, en);
        }
    }

    /// Whether a cell still says what somebody wrote.
    fn is_whole(&mut self, column: &Column, cell: &Cell) -> bool {
        let (header, remarks) = (&column.header, &mut self.draft.remarks);
        let is_time =
            matches!(column.written, Written::Moment) || column.reads == Some(Reads::Window);
        match cell.kind {
            CellKind::Failed => {
                let (zh, en) = ("是公式错误,没有值", "is a formula that failed");
                remarks.wrong("formula_failed", header, zh, en);
            }
            CellKind::Rounded => remarks.rounded(header, &cell.text),
            CellKind::Time if !is_time => {
                let (zh, en) = (
                    "被 Excel 变成了日期,原来的内容已丢失,请把该列设为“文本”",
                    "was turned into a date by Excel and is lost; set the column to text",
                );
                remarks.wrong("became_date", header, zh, en);
            }
            _ if cell.text.contains('\u{fffd}') => {
                let (zh, en) =
                    ("含乱码,文件在别处转换编码时已损坏", "holds characters that were lost before");
                remarks.wrong("broken_text", header, zh, en);
            }
            _ => return true,
        }
        false
    }

    fn cell(&mut self, column: &Column, reads: &Reads, cell: &Cell) {
        let text = cell.text.trim_matches(is_space);
        match reads {
            Reads::Id | Reads::State => {}
            Reads::Kind => self.kind(column, text),
            Reads::Assign => self.draft.assign = Some(text.to_owned()),
            Reads::Key(scheme) => self.keys(column, scheme, text),
            Reads::Field(path) => {
                self.field(column, path, if self.exact { &cell.text } else { text })
            }
            Reads::Address(part) => {
                let text = if self.exact { &cell.text } else { text };
                self.address.entry(*part).or_insert_with(|| text.to_owned());
            }
            Reads::Window => self.window(column, text),
            Reads::Stop => match values::yes(text) {
                Some(stop) => self.draft.stop = stop,
                None => self.not_yes(column),
            },
        }
    }

    fn kind(&mut self, column: &Column, text: &str) {
        match self.context.headers.kind(text) {
            Some(kind) => self.draft.kind = kind,
            None => {
                let names = self.context.headers.kind_names();
                let zh = format!("“{}”里的“{text}”不是已有的类型({})", column.header, names.zh);
                let en = format!("there is no kind \"{text}\"; there are {}", names.en);
                self.draft.remarks.refuse("kind_unknown", Some(&column.header), zh, en);
            }
        }
    }

    fn keys(&mut self, column: &Column, scheme: &str, text: &str) {
        for one in text.split([',', '、', ';', '\n', ',', ';']).map(str::trim) {
            if one.is_empty() {
                continue;
            }
            if self.exact {
                self.draft.keys.push(Key::new(scheme, one));
                continue;
            }
            let beyond = values::zeros_beyond_15(one);
            let (key, looks) = codes::read(self.context.headers.playbook(), scheme, one);
            if values::is_scientific(one) || (beyond > 1 && looks != codes::Looks::Good) {
                self.draft.remarks.rounded(&column.header, one);
                continue;
            }
            if key.value.is_empty() || key.value.len() > limits::KEY_VALUE_BYTES_MAX {
                let (zh, en) = ("太长或为空", "is too long or empty");
                self.draft.remarks.wrong("key_length", &column.header, zh, en);
                continue;
            }
            self.looks(column, looks, one);
            if !self.draft.keys.contains(&key) {
                self.draft.keys.push(key);
            }
        }
    }

    /// Flags what a code looks like; the code itself is kept as it came.
    fn looks(&mut self, column: &Column, looks: codes::Looks, code: &str) {
        let (code_says, zh, en) = match looks {
            codes::Looks::Good => return,
            codes::Looks::Ambiguous(names) => {
                let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
                let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
                let (zh, en) = (zh.join("、"), en.join(" or "));
                (
                    "ambiguous",
                    format!("{code} 可能是 {zh},已保留"),
                    format!("{code} may be of {en}; kept"),
                )
            }
            codes::Looks::BadCheck(name) => (
                "check_digit",
                format!("{code} 的{}校验位不对,可能抄错了一位;已保留", name.zh),
                format!("the check digit of {code} ({}) is wrong: one digit may be; kept", name.en),
            ),
            codes::Looks::Misread(whole) => (
                "misread",
                format!("{code} 里的字母可能是数字读错了(应为 {whole}?);已按原样保留"),
                format!("{code}: a letter may stand for a digit ({whole}?); kept as it is"),
            ),
            codes::Looks::ZerosLost(whole) => (
                "zeros_lost",
                format!("{code} 前面的 0 可能被 Excel 去掉了(应为 {whole}?);已按原样保留"),
                format!(
                    "{code}: Excel may have dropped zeros at the front ({whole}?); kept as it is"
                ),
            ),
            codes::Looks::Phone => (
                "looks_like_phone",
                "看起来是手机号,不是单号:列可能对错了".to_owned(),
                "looks like a telephone number, not a code: are the columns right?".to_owned(),
            ),
            codes::Looks::Unknown => (
                "unknown_format",
                format!("{code} 不是已知的单号格式,已保留"),
                format!("{code} is of no known format; kept"),
            ),
        };
        self.draft.remarks.flag(code_says, Some(&column.header), zh, en);
    }

    fn field(&mut self, column: &Column, path: &str, text: &str) {
        let value = match column.written {
            Written::Text => FieldValue::text(column.said(text).unwrap_or(text)),
            Written::Phone => return self.phone(column, path, text),
            Written::Money => match self.number(column, text, values::money_minor) {
                Some(minor) if minor != 0 || self.exact => FieldValue::Int(minor),
                _ => return,
            },
            Written::Integer => match self.number(column, text, values::integer) {
                Some(number) => FieldValue::Int(number),
                None => return,
            },
            Written::Yes => match values::yes(text) {
                Some(yes) => FieldValue::Bool(yes),
                None => return self.not_yes(column),
            },
            Written::Moment => match times::moment_ms(text, self.context.now) {
                Some(ms) => FieldValue::Int(ms),
                None => return self.no_time(column),
            },
        };
        self.set(column, path, value);
    }

    fn number(
        &mut self,
        column: &Column,
        text: &str,
        read: fn(&str) -> Option<i64>,
    ) -> Option<i64> {
        let number = read(text.trim());
        if number.is_none() && values::is_scientific(text) {
            self.draft.remarks.rounded(&column.header, text);
        } else if number.is_none() {
            let zh = format!("里的“{text}”不是能用的数字");
            self.draft.remarks.wrong(
                "not_a_number",
                &column.header,
                &zh,
                &format!("\"{text}\" is no such number"),
            );
        }
        number
    }

    fn phone(&mut self, column: &Column, path: &str, text: &str) {
        if self.exact {
            return self.set(column, path, FieldValue::text(text));
        }
        if values::is_scientific(text) {
            return self.draft.remarks.rounded(&column.header, text);
        }
        let phone = phones::normal(text);
        if !phones::can_be(&phone) {
            let (zh, en) =
                ("号码位数或格式不对,已保留,派送前请核实", "cannot be dialled as it is; kept");
            self.draft.remarks.flag("phone_odd", Some(&column.header), zh.into(), en.into());
        }
        let spaces = |text: &str| text.replace(is_space, "");
        if phone != spaces(text) {
            let (zh, en) = (
                "已换成标准写法,原样保存在内部信息",
                "has one spelling now; the office keeps the original",
            );
            self.draft.remarks.flag("phone_spelling", Some(&column.header), zh.into(), en.into());
            self.set(column, ORIGINAL_PHONE, FieldValue::text(text));
        }
        self.set(column, path, FieldValue::text(phone));
    }

    fn window(&mut self, column: &Column, text: &str) {
        match times::window_ms(text, self.context.now) {
            Some((from, to)) => {
                self.set(column, paths::WINDOW_FROM_MS, FieldValue::Int(from));
                self.set(column, paths::WINDOW_TO_MS, FieldValue::Int(to));
            }
            None => self.no_time(column),
        }
    }

    fn no_time(&mut self, column: &Column) {
        let zh = "不是时间(如 10:00-12:00、上午、2026-11-23 09:00-12:00)";
        let en = "is no time (such as 10:00-12:00, morning, 2026-11-23 09:00-12:00)";
        self.draft.remarks.wrong("not_a_time", &column.header, zh, en);
    }

    fn not_yes(&mut self, column: &Column) {
        self.draft.remarks.wrong(
            "not_yes_or_no",
            &column.header,
            "应填 是 或 否",
            "is neither yes nor no",
        );
    }

    /// Two columns may say one thing (电话, 手机): the first that says something is taken.
    fn set(&mut self, column: &Column, path: &str, value: FieldValue) {
        if value.weight_bytes() > limits::FIELD_VALUE_BYTES_MAX {
            return self.draft.remarks.wrong("too_long", &column.header, "太长", "is too long");
        }
        match self.draft.fields.get(path) {
            Some(first) if *first != value => {
                let header = &column.header;
                let zh = format!("“{header}”与前面的列说的是同一项但内容不同,以前面的为准");
                let en = format!("an earlier column says otherwise than \"{header}\" and is taken");
                self.draft.remarks.flag("two_values", Some(header), zh, en);
            }
            Some(_) => {}
            None => drop(self.draft.fields.insert(path.to_owned(), value)),
        }
    }

    fn finish(mut self) -> RowDraft {
        if !self.address.is_empty() {
            let mut whole = self.address.remove(&4).unwrap_or_default();
            let before: String = std::mem::take(&mut self.address).into_values().collect();
            if !whole.starts_with(&before) {
                whole.insert_str(0, &before);
            }
            self.draft.fields.insert("address/text".to_owned(), FieldValue::text(whole));
        }
        let draft = &mut self.draft;
        if draft.stop {
            draft.fields.insert(INTERCEPTED.to_owned(), FieldValue::Bool(true));
        }
        let due = |path: &String| path.ends_with("_due_minor");
        if draft.fields.keys().any(due) && !draft.fields.contains_key(paths::CURRENCY) {
            let default = FieldValue::text(paths::CURRENCY_DEFAULT);
            draft.fields.insert(paths::CURRENCY.to_owned(), default);
        }
        let says = |path: &str| draft.fields.contains_key(path);
        let found = says("address/text") || says(paths::CONTACT_PHONE) || says(paths::CONTACT_NAME);
        if draft.keys.is_empty() && !found && !draft.remarks.refuses() {
            let zh = "既没有单号,也没有收件人、电话、地址(是合计行吗?)";
            let en = "neither a code nor a name, number or address (a row of totals?)";
            draft.remarks.refuse("too_little", None, zh.into(), en.into());
        } else if draft.kind.is_empty() {
            self.default_kind();
        }
        self.draft
    }

    fn default_kind(&mut self) {
        let said = self.draft.remarks.0.iter().any(|one| one.code == "kind_unknown");
        match &self.context.kind {
            _ if said => {}
            Some(kind) => self.draft.kind.clone_from(kind),
            None => {
                let names = self.context.headers.kind_names();
                let zh = format!("没有写类型,请加一列“类型”({}),或导入时指定", names.zh);
                let en = format!(
                    "no kind: add a column \"type\" ({}), or name one for all rows",
                    names.en
                );
                self.draft.remarks.refuse("kind_missing", None, zh, en);
            }
        }
    }
}
