//! Money and parts.

use counterfoil_domain::fact::{
    Confirmed, Fact, Money, Part, Payer, Payment, PaymentMethod, PaymentPurpose, Quote, QuoteLine,
};
use serde_json::json;

use super::{Said, said_of, subject};
use crate::fact_of;

pub(super) fn all() -> Vec<Said> {
    [payment(), confirmed(), part(), quote()].into_iter().flatten().collect()
}

pub(super) fn payment() -> Vec<Said> {
    let paid = |purpose, method, minor| {
        let (amount, slip) = (Money::fen(minor), "1".to_owned());
        Fact::Payment(Payment { purpose, method, amount, slip })
    };
    let says = |purpose: u8, method: u8, minor: i64| json!({"purpose": purpose, "method": method, "amount": [minor, "CNY"], "slip": "1"});
    vec![
        (paid(PaymentPurpose::Freight, PaymentMethod::Cash, 1_200), says(1, 1, 1_200)),
        (paid(PaymentPurpose::Goods, PaymentMethod::Qr, -9_900), says(2, 2, -9_900)),
        (paid(PaymentPurpose::Service, PaymentMethod::Card, 35_000), says(3, 3, 35_000)),
        (paid(PaymentPurpose::Service, PaymentMethod::Transfer, 35_000), says(3, 4, 35_000)),
    ]
}

pub(super) fn confirmed() -> Vec<Said> {
    let said = |received, reference| {
        Fact::Confirmed(Confirmed { payment: fact_of(7), received, reference })
    };
    vec![
        (
            said(true, Some("4200001".into())),
            json!({"payment": said_of(7), "received": true, "reference": "4200001"}),
        ),
        (said(false, None), json!({"payment": said_of(7), "received": false})),
    ]
}

pub(super) fn part() -> Vec<Said> {
    let all = Part {
        sku: "CAP-35UF".into(),
        name: "压缩机电容".into(),
        step: "used".into(),
        quantity: 1,
        serial: Some("C2026X".into()),
        slip: "1".into(),
        place: None,
    };
    let mut says = json!({
        "sku": "CAP-35UF", "name": "压缩机电容", "step": "asked", "quantity": 1, "slip": "1",
    });
    let asked = Part { step: "asked".into(), serial: None, ..all.clone() };
    let asked = (Fact::Part(asked), says.clone());
    (says["step"], says["serial"]) = (json!("used"), json!("C2026X"));
    let mut shelved = says.clone();
    (shelved["step"], shelved["place"]) = (json!("returned"), json!(subject(0x35)));
    let back = Part { step: "returned".into(), place: Some(subject(0x35)), ..all.clone() };
    vec![(Fact::Part(all), says), asked, (Fact::Part(back), shelved)]
}

pub(super) fn quote() -> Vec<Said> {
    let line = |text: &str, labour, minor, payer| QuoteLine {
        text: text.into(),
        labour,
        quantity_milli: 1_500,
        unit_price: Money::fen(minor),
        payer,
    };
    let lines = vec![
        line("人工", true, 12_000, Payer::Customer),
        line("压缩机电容", false, 3_500, Payer::Warranty),
        line("上门费", true, 5_000, Payer::Maker),
    ];
    let said = |text: &str, labour: bool, minor: i64, payer: u8| {
        json!({
            "text": text, "labour": labour, "quantity_milli": 1_500,
            "unit_price": [minor, "CNY"], "payer": payer,
        })
    };
    let said_lines = [
        said("人工", true, 12_000, 1),
        said("压缩机电容", false, 3_500, 2),
        said("上门费", true, 5_000, 3),
    ];
    let all = Quote { number: 2, lines, total: Money::fen(18_000), supersedes: Some(1) };
    let least = Quote { number: 1, lines: Vec::new(), total: Money::fen(0), supersedes: None };
    let says = json!({"number": 2, "lines": said_lines, "total": [18_000, "CNY"], "supersedes": 1});
    vec![
        (Fact::Quote(all), says),
        (Fact::Quote(least), json!({"number": 1, "lines": [], "total": [0, "CNY"]})),
    ]
}
