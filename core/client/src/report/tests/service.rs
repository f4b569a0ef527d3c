//! The report of a repair: two calls, a quote that is signed, the parts, six photographs, and a code that can be read.

use counterfoil_domain::command::{Command, FieldSet, FoundOrder};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{Money, Part, Payer, QuoteLine};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::subject::Key;

use super::reading::read;
use super::square::codes;
use super::{asked, day_photo, drawn};
use crate::captures::{PhotoSource, ShownOrder, SignatureInput};
use crate::phone::Phone;
use crate::phone::tests::{Device, is_now};

fn line(text: &str, labour: bool, fen: i64, payer: Payer) -> QuoteLine {
    let text = text.to_owned();
    QuoteLine { text, labour, quantity_milli: 1_500, unit_price: Money::fen(fen), payer }
}

fn part(step: &str, slip: &str) -> Command {
    Command::UsePart(Part {
        sku: "PCB-35".into(),
        name: "室外机主控板".into(),
        step: step.into(),
        quantity: 1,
        serial: None,
        slip: slip.into(),
        place: None,
    })
}

/// A repair that Bo found himself, without network: he looked, quoted, came again with the part.
fn repaired(phone: &Phone) -> SubjectId {
    is_now(phone, "technician");
    let new = FoundOrder {
        kind: "repair".into(),
        keys: vec![Key::new("order_no", "D20261122001")],
        fields: vec![FieldSet::new("fault", FieldValue::text("不制冷,显示 E4"))],
    };
    let (order, _) = phone.orders().found(new).unwrap();
    let captures = phone.captures();
    captures.begin_visit(order).unwrap();
    let lines = [
        line("更换室外机主控板", false, 24_000, Payer::Customer),
        line("上门检修", true, 8_000, Payer::Customer),
        line("加注冷媒", false, 5_000, Payer::Warranty),
    ];
    captures.next_quote(order, &lines, "CNY").unwrap();
    let quote = captures.next_quote(order, &lines[..2], "CNY").unwrap();
    let input = SignatureInput {
        orders: vec![ShownOrder { id: order, text: quote.text }],
        signature: drawn(),
        signer: "王先生".into(),
        role: "customer".into(),
    };
    captures.sign(&input).unwrap();
    for step in ["asked", "received", "used"] {
        phone.orders().act(order, part(step, step), None).unwrap();
    }
    captures.end_visit(order, Some("part_needed")).unwrap();
    captures.begin_visit(order).unwrap();
    for number in 0..6 {
        let role = if number < 3 { "fault" } else { "after" };
        let source = PhotoSource { path: day_photo(number), preview: None, role: role.into() };
        captures.photo(order, &source).unwrap();
    }
    captures.end_visit(order, Some("fixed")).unwrap();
    order
}

#[test]
fn a_repair_s_report_has_its_calls_quotes_and_parts_and_its_code_is_read_back_from_the_page() {
    let device = Device::new();
    let phone = device.enrolled();
    let order = repaired(&phone);
    let report = phone.orders().report(order, &asked(Lang::Zh)).unwrap();
    if let Some(path) = std::env::var_os("COUNTERFOIL_REPORT_OUT") {
        std::fs::write(path, &report.pdf).unwrap();
    }
    assert!(report.pdf.len() <= 1_000_000, "{} bytes", report.pdf.len());
    let said = read(&report.pdf);
    assert_eq!((said.pictures, report.photos_left_out), (6, 0));
    // 1. Both quotes, the first one struck; what the customer signed; whose parts; both calls.
    for words in [
        "服务报告",
        "D20261122001",
        "不制冷,显示 E4",
        "报价 1(已作废)",
        "报价 2",
        "更换室外机主控板",
        "上门检修",
        "保修承担",
        "1.5 × ¥240.00",
        "¥480.00",
        "客户已就此报价签字",
        "更换配件",
        "室外机主控板 · PCB-35",
        "王先生",
        "等备件",
        "修复",
        "到达现场",
    ] {
        assert!(said.text.contains(words), "{words} is not in {}", said.text);
    }
    // 2. The code on the page is the one that leads to the evidence.
    assert_eq!(codes(&report.pdf), [report.evidence.code()]);
}
