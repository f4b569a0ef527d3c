//! A repair form, judged as it is filled in.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::forms::LineShown;
use crate::playbook::forms::FormFile;
use crate::playbook::view::Scalar;
use crate::playbook::words::Words;

fn control(id: &str) -> serde_json::Value {
    json!({"type": "Control", "scope": format!("#/properties/{id}")})
}

/// Two pages: what is broken, and the parts that were changed, with their sum.
fn repair() -> Form {
    let schema = json!({
        "type": "object",
        "required": ["fault", "photo"],
        "$defs": {"codes": {"oneOf": [
            {"const": "e4", "x-title": {"zh": "E4 室内风机", "en": "E4 indoor fan"}, "x-attributes": {"of": "aircon"}},
            {"const": "e2", "x-title": {"zh": "E2 排水", "en": "E2 drain"}, "x-attributes": {"of": "washer"}},
            {"const": "other", "x-title": {"zh": "其他", "en": "other"}, "x-attributes": {"of": "aircon"}}
        ]}},
        "properties": {
            "machine": {"type": "string", "enum": ["aircon", "washer"]},
            "fault": {"$ref": "#/$defs/codes", "x-title": {"zh": "故障代码", "en": "fault code"}, "x-filter": {"of": "a.machine"}},
            "words": {"type": "string", "minLength": 2, "x-required": "a.fault == 'other'"},
            "photo": {"x-title": {"zh": "故障部位照片", "en": "photo of the fault"}, "x-evidence": {"kind": "photo", "role": "fault", "count": 2}},
            "changed": {"type": "boolean"},
            "parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": {
                "type": "object", "required": ["code"], "properties": {
                    "code": {"type": "string"},
                    "price": {"type": "number", "minimum": 0},
                    "count": {"type": "integer", "default": 1},
                    "line": {"type": "number", "x-calculate": "item.price * item.count"}
            }}},
            "total": {"type": "number", "x-calculate": "sum(a.parts.line)",
                "x-constraint": {"cel": "this <= 1000", "x-message": {"zh": "超过一千须先报价", "en": "quote first above 1000"}}}
        }
    });
    let ui = json!({"type": "Categorization", "elements": [
        {"type": "Category", "label": "1", "elements": [
            control("machine"), control("fault"), control("words"), control("photo"), control("changed"),
            {"type": "Label", "text": "${fault} / ${machine}"}
        ]},
        {"type": "Category", "label": "2",
         "rule": {"effect": "SHOW", "condition": {"scope": "#/properties/changed", "schema": {"const": true}}},
         "elements": [control("parts"), control("total")]}
    ]});
    let name = Words::new("维修", "repair");
    let file = FormFile { id: "r".into(), name, kinds: Vec::new(), schema, ui };
    Form::read(&file).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn answers(form: &Form, given: &[(&str, &str)]) -> Answers {
    let fields = given.iter().map(|(at, text)| (format!("a/r/{at}"), Scalar::Text((*text).into())));
    Answers::of_fields(form, &fields.collect::<BTreeMap<_, _>>())
}

fn wrong(judged: &Judged<'_>) -> Vec<String> {
    let told = |one: ProblemAt| {
        format!("{}{}", one.question, one.item.map(|i| format!("/{i}")).unwrap_or_default())
            + ":"
            + one.problem.code
    };
    judged.problems().into_iter().map(told).collect()
}

fn two_photos() -> Evidence {
    let mut evidence = Evidence::default();
    evidence.add(EvidenceKind::Photo, "fault", "p1".into());
    evidence.add(EvidenceKind::Photo, "fault", "p2".into());
    evidence
}

#[test]
fn an_empty_form_says_what_it_needs_and_hides_what_does_not_matter_yet() {
    let form = repair();
    let none = Answers::default();
    let judged = judge(&form, &none, &Evidence::default(), None);
    assert_eq!(wrong(&judged), ["fault:required", "photo:evidence"]);
    assert_eq!(judged.pages().len(), 1, "the second page shows when a part was changed");
    assert_eq!(judged.page(0).and_then(|page| page.next), None);
    assert!(judged.page(1).is_none());
}

#[test]
fn choices_follow_the_machine_and_words_are_needed_for_other() {
    let form = repair();
    let given = answers(&form, &[("machine", "washer"), ("fault", "e4")]);
    let judged = judge(&form, &given, &two_photos(), None);
    assert_eq!(wrong(&judged), ["fault:not_offered"]);
    let slot = form.slot("fault").expect("asked");
    let offered: Vec<String> =
        judged.choices(slot, 0, "", 9).into_iter().map(|c| c.value).collect();
    assert_eq!(offered, ["e2"]);

    let given = answers(&form, &[("machine", "aircon"), ("fault", "other"), ("words", "响")]);
    let judged = judge(&form, &given, &two_photos(), None);
    assert_eq!(wrong(&judged), ["words:too_short"]);
    let found = judged.choices(slot, 0, "风机", 9);
    assert_eq!(found.len(), 1, "typing narrows");
    let page = judged.page(0).expect("a page");
    let text = LineShown::Text { words: Words::new("其他 / aircon", "other / aircon") };
    assert_eq!(page.lines.last(), Some(&text));
}

#[test]
fn items_are_reckoned_each_for_itself_and_summed() {
    let form = repair();
    let given = answers(
        &form,
        &[
            ("machine", "aircon"),
            ("fault", "e4"),
            ("changed", "true"),
            ("parts/k2", "2"),
            ("code/k2", "PCB"),
            ("price/k2", "420"),
            ("count/k2", "2"),
            ("parts/k9", "1"),
            ("code/k9", "FAN"),
            ("price/k9", "180.5"),
            ("price/gone", "9999"),
        ],
    );
    let judged = judge(&form, &given, &two_photos(), None);
    let summary = judged.summary();
    assert_eq!(summary.answers.get("line/k2").map(String::as_str), Some("840"));
    assert_eq!(summary.answers.get("line/k9").map(String::as_str), Some("180.5"));
    assert_eq!(summary.answers.get("total").map(String::as_str), Some("1020.5"));
    assert_eq!(wrong(&judged), ["total:constraint"]);
    let items = given.items("parts").iter().map(|item| item.id.as_str());
    assert_eq!(items.collect::<Vec<_>>(), ["k9", "k2"], "by their places, not by their ids");
    assert_eq!(given.next_place("parts"), 3);
}

#[test]
fn what_does_not_show_neither_counts_nor_is_wrong() {
    let form = repair();
    let given = answers(
        &form,
        &[
            ("machine", "aircon"),
            ("fault", "e4"),
            ("changed", "false"),
            ("parts/k1", "1"),
            ("price/k1", "-5"),
        ],
    );
    let judged = judge(&form, &given, &two_photos(), None);
    assert!(judged.is_complete(), "{:?}", judged.problems());
    assert_eq!(judged.summary().answers.get("total"), None);

    let shown = answers(
        &form,
        &[
            ("machine", "aircon"),
            ("fault", "e4"),
            ("changed", "true"),
            ("parts/k1", "1"),
            ("price/k1", "-5"),
        ],
    );
    let judged = judge(&form, &shown, &two_photos(), None);
    assert_eq!(wrong(&judged), ["code/k1:required", "price/k1:too_small"]);
}

#[test]
fn an_answer_of_another_type_is_told_and_reads_as_none() {
    let form = repair();
    let given = answers(&form, &[("machine", "aircon"), ("fault", "e4"), ("changed", "ja")]);
    let judged = judge(&form, &given, &two_photos(), None);
    assert_eq!(wrong(&judged), ["changed:type"]);
    assert_eq!(judged.pages().len(), 1);
}

#[test]
fn a_text_that_is_not_in_the_format_is_said_in_the_words_of_the_form() {
    let file = FormFile {
        id: "r".into(),
        name: Words::new("序列号", "serial"),
        kinds: Vec::new(),
        schema: json!({"type": "object", "properties": {"serial": {
            "type": "string", "pattern": "^[A-Z]{2}[0-9]{6}$",
            "x-pattern-message": {"zh": "两个字母加六位数字", "en": "two letters, six digits"}}}}),
        ui: json!({"type": "VerticalLayout", "elements": [control("serial")]}),
    };
    let form = Form::read(&file).unwrap();
    let problems = |text: &str| {
        let answers = answers(&form, &[("serial", text)]);
        judge(&form, &answers, &Evidence::default(), None).problems()
    };
    assert!(problems("KF123456").is_empty());
    assert!(problems("").is_empty(), "what is not answered is not in a wrong format");
    let wrong = problems("KF12345");
    assert_eq!((wrong[0].problem.code, wrong.len()), ("pattern", 1));
    assert_eq!(wrong[0].problem.words.zh, "两个字母加六位数字");
}
