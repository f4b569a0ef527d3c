//! One table in every dress that people send it in, and what spreadsheets do to it.

use counterfoil_domain::document::FieldValue;
use counterfoil_domain::playbook::Playbook;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::columns::Headers;
use super::drafts::{self, Context, RowDraft};
use super::text::{Encoding, Separator};
use super::times::Now;
use super::written::{self, Sheet, Value};
use super::{Asked, Reading, TableError};

const NOW: Now = Now { now_ms: 1_795_338_000_000, utc_offset_minutes: 480 };

const HEADERS: [&str; 9] =
    ["派给", "类型", "运单号", "收件人", "电话", "地址", "备注", "时间窗", "到付(元)"];
const ENGLISH: [&str; 9] = [
    "Assign to",
    "Type",
    "Tracking No.",
    "Recipient",
    "Phone",
    "Address",
    "Remark",
    "Time window",
    "Freight due (CNY)",
];
const ROWS: [[&str; 9]; 4] = [
    [
        "Ann",
        "快递",
        "SF1203456789017",
        "李女士",
        "199****6017",
        "临江市滨河区望湖路188号云栖花园3幢2单元1102室",
        "放门口鞋柜上,不要按门铃",
        "10:00-12:00",
        "18.00",
    ],
    ["Ann", "快递", "77123456789012", "陈㛃", "17000001234转5678", "云栖花园3栋2-1102", "", "", ""],
    [
        "Chen",
        "快递",
        "YT8801234567890",
        "𠮷田🌸",
        "0571-86001234转802",
        "科创园B座7楼前台",
        "第一行\n第二行",
        "上午",
        "",
    ],
    [
        "",
        "快递",
        "401234567890123",
        "周护士",
        "19900001122",
        "第一人民医院住院部6楼",
        "\"不能\"进病区; 别进",
        "",
        "0.50",
    ],
];

fn text(headers: &[&str; 9], separator: char) -> String {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: &[&str; 9]| {
        cells.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string())
    };
    let rows = ROWS.iter().map(line);
    [line(headers)].into_iter().chain(rows).collect::<Vec<_>>().join("\r\n")
}

fn utf16(text: &str, low_first: bool) -> Vec<u8> {
    let bytes = |unit: u16| if low_first { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in [HEADERS].iter().chain(&ROWS).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            page.write_string(row as u32, column as u16, *cell).expect("a cell");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn read(bytes: &[u8], asked: &Asked) -> Result<(Vec<RowDraft>, Reading), TableError> {
    let playbook = Playbook::builtin();
    let headers = Headers::of(&playbook);
    let (grid, reading) = super::read(bytes, asked, &|cells| headers.count(cells))?;
    let (columns, lines) = headers.take(grid)?;
    let context = Context { headers: &headers, now: NOW, kind: None };
    Ok((drafts::all(&columns, &lines, &context), reading))
}

fn drafts_of(bytes: &[u8]) -> Vec<RowDraft> {
    let (mut drafts, _) = read(bytes, &Asked::default()).expect("a table");
    for draft in &mut drafts {
        draft.content = counterfoil_domain::ids::Hash::ZERO; // headers are part of it
    }
    drafts
}

fn rows_of(csv: &str) -> Vec<RowDraft> {
    drafts_of(csv.as_bytes())
}

fn codes(draft: &RowDraft) -> Vec<(&str, bool)> {
    draft.remarks.0.iter().map(|one| (one.code.as_str(), one.refuses)).collect()
}

#[test]
fn one_table_in_ten_files_asks_for_the_same_orders() {
    let plain = text(&HEADERS, ',');
    let wanted = rows_of(&plain);
    assert_eq!(wanted.len(), 4);
    assert!(wanted.iter().all(|draft| draft.remarks.0.is_empty()), "{wanted:#?}");
    assert_eq!(wanted[0].fields["freight_due_minor"], FieldValue::Int(1_800));
    assert_eq!(wanted[2].fields["remark"], FieldValue::text("第一行\n第二行"));
    assert_eq!(
        (wanted[3].row, wanted[3].fields["freight_due_minor"].clone()),
        (5, FieldValue::Int(50))
    );
    let (gbk, _, lossy) = encoding_rs::GB18030.encode(&plain);
    assert!(!lossy);
    let marked = |mark: &[u8], rest: Vec<u8>| [mark.to_vec(), rest].concat();
    let files: [(&str, Vec<u8>); 10] = [
        ("UTF-8 with a mark", marked(&[0xef, 0xbb, 0xbf], plain.clone().into_bytes())),
        ("GB18030", gbk.to_vec()),
        ("UTF-16LE with a mark", marked(&[0xff, 0xfe], utf16(&plain, true))),
        ("UTF-16BE with a mark", marked(&[0xfe, 0xff], utf16(&plain, false))),
        ("UTF-16LE", utf16(&plain, true)),
        ("tab", text(&HEADERS, '\t').into_bytes()),
        ("semicolon", text(&HEADERS, ';').into_bytes()),
        ("sep=;", format!("sep=;\r\n{}", text(&HEADERS, ';')).into_bytes()),
        ("English headers", text(&ENGLISH, ',').into_bytes()),
        ("XLSX", workbook()),
    ];
    for (name, bytes) in files {
        let mut drafts = drafts_of(&bytes);
        if name == "sep=;" {
            drafts.iter_mut().for_each(|draft| draft.row -= 1);
        }
        assert_eq!(drafts, wanted, "{name}");
    }
}

#[test]
fn how_a_file_was_read_is_said_and_can_be_asked_for() {
    let (gbk, ..) = encoding_rs::GB18030.encode("运单号;类型\nSF1203456789017;快递\n");
    let (_, reading) = read(&gbk, &Asked::default()).expect("read");
    let separator = Separator::Semicolon;
    assert_eq!(reading, Reading::Csv { encoding: Encoding::Gb18030, mark: false, separator });
    let asked = Asked { separator: Some(Separator::Comma), ..Asked::default() };
    assert_eq!(read(&gbk, &asked), Err(TableError::NoHeaders));
    let asked = Asked { encoding: Some(Encoding::Utf8), ..Asked::default() };
    assert!(matches!(read(&gbk, &asked), Err(TableError::NotText { .. })));
    let asked = Asked { sheet: Some("Sheet2".into()), ..Asked::default() };
    assert_eq!(read(&workbook(), &asked), Err(TableError::NoSheet));
    for (bytes, wanted) in [
        (&b""[..], TableError::Empty),
        (b"\xd0\xcf\x11\xe0 old", TableError::OtherWorkbook),
        (b"hello,world\n1,2\n", TableError::NoHeaders),
    ] {
        assert_eq!(read(bytes, &Asked::default()), Err(wanted));
    }
    assert!(matches!(read(b"PK\x03\x04 cut", &Asked::default()), Err(TableError::Workbook(_))));
}

#[test]
fn what_a_spreadsheet_has_broken_is_refused_with_its_reason_and_the_rest_is_flagged() {
    let csv = "类型,运单号,箱码,收件人,电话,地址,到付,时间窗\n\
        快递,7.73125E+13,,甲,19900000001,甲路,,\n\
        快递,,369012340767517872,乙,19900000002,乙路,,\n\
        快递,SF1203456789017,,丙,19900000003,丙路,,\n\
        快递,SF1203456789017,,丙,19900000003,丙路,,\n\
        快递,YT8801234567890,,🌸小禾,１９９０００００００４,丁路,,\n\
        快递,JT8801234567890,,戊,1990000123,科创园B座7楼前台,工作日,9-18点,后面错位\n\
        合计,,,,,,120.00,\n\
        快件签收,SF1203456789018,,己,19900000005,己路,,\n\
        快递,19900006017,,庚,19900000006,庚路,十八,傍晚\n\
        快递,SF12O3846571902,,辛,1.99E+10,辛路,,\n";
    let rows = rows_of(csv);
    let said: Vec<Vec<(&str, bool)>> = rows.iter().map(codes).collect();
    assert_eq!(said[0], [("rounded", true)]);
    assert_eq!(said[1], [("zeros_lost", false)]);
    assert_eq!(said[2], []);
    assert_eq!(said[3], [("repeated", true)]);
    assert_eq!(said[4], [("phone_spelling", false)]);
    assert_eq!(rows[4].fields["contact/phone"], FieldValue::text("19900000004"));
    assert_eq!(rows[4].fields["desk/original_phone"], FieldValue::text("１９９０００００００４"));
    assert_eq!(rows[4].fields["contact/name"], FieldValue::text("🌸小禾"));
    assert!(said[5].contains(&("shifted", true)), "{:?}", said[5]);
    assert!(rows[6].remarks.refuses(), "a row of totals");
    assert_eq!(said[7], [("kind_unknown", true)]);
    assert_eq!(
        said[8],
        [("looks_like_phone", false), ("not_a_number", true), ("not_a_time", true)]
    );
    assert_eq!(said[9], [("misread", false), ("rounded", true)]);
    for remark in rows.iter().flat_map(|row| &row.remarks.0) {
        assert!(!remark.words.zh.is_empty() && !remark.words.en.is_empty());
        assert!(remark.words.en.is_ascii() || !remark.words.en.contains('“'), "{remark:?}");
    }
}

#[test]
fn a_workbook_tells_numbers_from_texts_and_dates() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write_string(0, 0, "滨河网点 11月22日 派件表").expect("a title");
    for (column, header) in (0..).zip(["类型", "运单号", "电话", "地址", "最晚时间", "件数"])
    {
        page.write_string(2, column, header).expect("a header");
    }
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let noon = ExcelDateTime::parse_from_str("2026-11-22 12:30").expect("a date");
    for (row, number) in [(3, 77_123_456_789_012.0), (4, 431_052_698_740_163_200.0)] {
        page.write_string(row, 0, "快递").expect("a kind");
        page.write_number(row, 1, number).expect("a code");
        page.write_number(row, 2, 19_900_000_001.0).expect("a phone");
        page.write_string(row, 3, "云栖花园").expect("an address");
        page.write_datetime_with_format(row, 4, &noon, &date).expect("a time");
        page.write_number(row, 5, 2.0).expect("pieces");
    }
    page.write_string(5, 0, "快递").expect("a kind");
    page.write_datetime_with_format(5, 1, &noon, &date).expect("a code that became a date");
    let drafts = drafts_of(&book.save_to_buffer().expect("a workbook"));
    assert_eq!(codes(&drafts[0]), []);
    assert_eq!(drafts[0].row, 4);
    assert_eq!(drafts[0].keys[0].value, "77123456789012");
    assert_eq!(drafts[0].fields["contact/phone"], FieldValue::text("19900000001"));
    assert_eq!(drafts[0].fields["window/to_ms"], FieldValue::Int(1_795_321_800_000));
    assert_eq!(drafts[0].fields["pieces"], FieldValue::Int(2));
    assert_eq!(codes(&drafts[1]), [("rounded", true)]);
    assert!(codes(&drafts[2]).contains(&("became_date", true)));
}

#[test]
fn a_small_workbook_that_would_become_a_large_one_is_not_opened() {
    use std::io::Write as _;
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let zeros = vec![b' '; 1024 * 1024];
    bomb.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default())
        .expect("a part");
    for _ in 0..300 {
        bomb.write_all(&zeros).expect("packed");
    }
    let bytes = bomb.finish().expect("a file").into_inner();
    assert!(bytes.len() < 1024 * 1024, "{} bytes", bytes.len());
    let refused = read(&bytes, &Asked::default());
    assert!(matches!(refused, Err(TableError::TooLarge { unit: "bytes", .. })), "{refused:?}");
}

#[test]
fn nothing_that_is_written_starts_a_formula_and_all_of_it_reads_back() {
    let nasty = [
        "=1+1",
        "+86 19900001234",
        "-3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "'=1",
        "''=1",
        "'plain",
        "00012",
        "431052698740163",
        "7.73E+13",
        "3-2",
        "1/2",
        "𠮷㛃🌸",
        "第一行\n第二行",
        "第一行\r\n第二行",
        "a,b;c\td",
        "\"quoted\"",
        " spaces ",
        "=\"00012\"",
        "0",
        "18.00",
        "_x000D_",
        "",
        "SF1203456789017",
        "3栋2-1102",
    ];
    let rows = nasty.iter().map(|text| vec![Value::Text((*text).to_owned())]);
    let sheet = Sheet { headers: vec!["运单号".into()], rows: rows.collect() };
    let csv = written::csv(&sheet).expect("a CSV");
    for record in csv::ReaderBuilder::new().from_reader(&csv[3..]).records() {
        let cell = record.expect("a record")[0].to_owned();
        let wrapped = cell.starts_with("=\"")
            && cell[2..].bytes().all(|byte| b"0123456789 ./:-,%eE+\"".contains(&byte));
        assert!(wrapped || !written::is_dangerous(&cell), "{cell:?}");
    }
    let knows = |cells: &[&str]| usize::from(cells == ["运单号"]);
    let xlsx = written::xlsx(&sheet, "工单").expect("a workbook");
    for bytes in [csv, xlsx] {
        let (grid, _) = super::read(&bytes, &Asked::default(), &knows).expect("read");
        let back: Vec<&str> =
            grid.lines[1..].iter().map(|line| line.cells[0].text.as_str()).collect();
        let kept: Vec<&str> = nasty.into_iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(back, kept);
    }
}

/// A hundred thousand rows with `COUNTERFOIL_LONG=1`; two thousand otherwise.
#[test]
fn many_rows_go_round_without_loss() {
    let count: u32 = if std::env::var_os("COUNTERFOIL_LONG").is_some() { 100_000 } else { 2_000 };
    let row = |n: u32| {
        let code = format!("{:015}", u64::from(n) * 431_052_698 % 1_000_000_000_000_000);
        let texts =
            [code, format!("=陈㛃{n}🌸"), format!("第{n}行\n'别按门铃'"), format!("{n:05}")];
        texts.into_iter().map(Value::Text).collect()
    };
    let headers = ["运单号", "收件人", "备注", "片区"].map(str::to_owned).to_vec();
    let sheet = Sheet { headers, rows: (0..count).map(row).collect() };
    for bytes in [written::csv(&sheet).expect("CSV"), written::xlsx(&sheet, "工单").expect("XLSX")]
    {
        let (grid, _) = super::read(&bytes, &Asked::default(), &|cells| cells.len()).expect("read");
        assert_eq!(grid.lines.len(), sheet.rows.len() + 1);
        for (line, row) in grid.lines[1..].iter().zip(&sheet.rows) {
            let back: Vec<Value> =
                line.cells.iter().map(|cell| Value::Text(cell.text.clone())).collect();
            assert_eq!(back, *row);
        }
    }
}
