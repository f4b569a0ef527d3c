//! Tables that somebody hands in: encodings, separators, workbooks, rows.

use std::sync::LazyLock;

use counterfoil_domain::playbook::Playbook;
use counterfoil_server::tables::columns::Headers;
use counterfoil_server::tables::drafts::{self, Context};
use counterfoil_server::tables::times::Now;
use counterfoil_server::tables::written::{self, Sheet, Value};
use counterfoil_server::tables::{Asked, read};

use super::corpus;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(Playbook::builtin);

/// A file is a table of rows, each with what is wrong in it, or refused with words.
pub(super) fn target(bytes: &[u8]) {
    let headers = Headers::of(&PLAYBOOK);
    let knows = |cells: &[&str]| headers.count(cells);
    let (grid, _) = match read(bytes, &Asked::default(), &knows) {
        Ok(read) => read,
        Err(refused) => return assert!(!refused.words().en.is_empty()),
    };
    let Ok((columns, lines)) = headers.take(grid) else { return };
    let now = Now { now_ms: 1_790_000_000_000, utc_offset_minutes: 480 };
    let context = Context { headers: &headers, now, kind: None };
    let drafts = drafts::all(&columns, &lines, &context);
    assert!(drafts.len() <= lines.len());
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let rows = [
        ["运单号", "收件人", "电话", "地址", "代收货款"],
        ["SF1234567890123", "李女士", "19900006017", "望湖路188号3幢1102室", "129.00"],
        ["7.73E+13", "=1+1", "+86 199-0000-6017", "\"云栖,花园\"", "1e309"],
    ];
    let csv = rows.map(|row| row.join(",")).join("\r\n");
    let mut found = vec![csv.as_bytes().to_vec(), csv.replace(',', "\t").into_bytes()];
    found.push(csv.encode_utf16().flat_map(u16::to_le_bytes).collect());
    found.push([b"\xef\xbb\xbf", csv.replace(',', ";").as_bytes()].concat());
    let sheet = Sheet {
        headers: rows[0].map(str::to_owned).to_vec(),
        rows: rows[1..]
            .iter()
            .map(|row| row.map(|text| Value::Text(text.to_owned())).to_vec())
            .collect(),
    };
    found.extend(written::xlsx(&sheet, "工单"));
    found.extend(written::csv(&sheet));
    found.extend(corpus::naughty());
    found
}
