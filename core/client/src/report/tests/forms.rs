//! Forms on reports: what was asked and answered, in the language of the report.

use counterfoil_domain::forms::Given;
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::playbook::words::Lang;

use super::reading::read;
use super::{asked, day_photo};
use crate::captures::PhotoSource;
use crate::phone::Phone;
use crate::phone::tests::{Device, found};

fn given(question: &str, item: Option<&str>, text: &str) -> Given {
    Given { question: question.into(), item: item.map(str::to_owned), text: text.into() }
}

/// A broken bowl: the claim is filled in but for one photograph and the remark.
fn claimed(phone: &Phone) -> SubjectId {
    let (parcel, _) = found(phone, "SF1234567890123");
    let orders = phone.orders();
    let (item, _) = orders.add_item(parcel, "claim", "goods").unwrap();
    let answers = [
        given("what", None, "damaged"),
        given("found_on", None, "2026-11-20"),
        given("outer", None, "wet"),
        given("thing", Some(&item), "青花碗"),
        given("pieces", Some(&item), "2"),
        given("worth", Some(&item), "88.5"),
        given("insured", None, "false"),
    ];
    orders.answer(parcel, "claim", &answers, None).unwrap();
    for number in 0..6 {
        let role = if number == 0 { "damage" } else { "door" };
        let source = PhotoSource { path: day_photo(number), preview: None, role: role.into() };
        phone.captures().photo(parcel, &source).unwrap();
    }
    parcel
}

#[test]
fn a_form_stands_on_the_report_with_its_questions_and_answers_in_either_language() {
    let device = Device::new();
    let phone = device.enrolled();
    let parcel = claimed(&phone);
    let pdf = phone.orders().report(parcel, &asked(Lang::Zh)).unwrap().pdf;
    if let Some(path) = std::env::var_os("COUNTERFOIL_REPORT_OUT") {
        std::fs::write(path, &pdf).unwrap();
    }
    assert!(pdf.len() <= 1_000_000, "{} bytes", pdf.len());
    let said = read(&pdf);
    assert_eq!(said.pictures, 6);
    // 1. Questions, choices by their names, the list with its item, what was reckoned.
    for words in [
        "理赔登记",
        "出了什么事",
        "破损",
        "外包装情况",
        "湿了",
        "损失的东西 1",
        "青花碗",
        "88.5",
        "177",
    ] {
        assert!(said.text.contains(words), "{words} is not in {}", said.text);
    }
    // 2. A photograph that answers a question says which; what is missing is said.
    assert!(said.text.contains("照片 1 张(破损)"), "{}", said.text);
    assert!(said.text.contains("处未填或不符"), "{}", said.text);
    // 3. What was not asked is not there: the others' questions and those that do not show.
    assert!(!said.text.contains("保了多少") && !said.text.contains("上门验货"));
    // 4. The same in English.
    let said = read(&phone.orders().report(parcel, &asked(Lang::En)).unwrap().pdf);
    for words in
        ["what happened", "damaged", "outer packing", "wet", "青花碗", "1 photo(s): damage"]
    {
        assert!(said.text.contains(words), "{words} is not in {}", said.text);
    }
}

#[test]
fn a_form_that_nobody_filled_in_is_not_on_the_report() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let said = read(&phone.orders().report(parcel, &asked(Lang::Zh)).unwrap().pdf);
    assert!(!said.text.contains("理赔登记"), "{}", said.text);
}
