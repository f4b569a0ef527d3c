//! Broken forms, and what is said of them.

use serde_json::json;

use super::*;

fn read(schema: serde_json::Value, ui: serde_json::Value) -> Result<Form, Vec<Fault>> {
    let name = Words::new("表单", "form");
    Form::read(&FormFile { id: "f".into(), name, kinds: Vec::new(), schema, ui })
}

fn faults(schema: serde_json::Value, ui: serde_json::Value) -> Vec<String> {
    let faults = read(schema, ui).expect_err("the form is broken");
    assert!(faults.iter().all(|fault| !fault.words.zh.is_empty() && !fault.words.en.is_empty()));
    faults.into_iter().map(|fault| fault.pointer).collect()
}

fn control(id: &str) -> serde_json::Value {
    json!({"type": "Control", "scope": format!("#/properties/{id}")})
}

#[test]
fn every_keyword_outside_of_the_subset_is_named_where_it_stands() {
    let schema = json!({"type": "object", "additionalProperties": false, "properties": {
        "x": {"type": "string", "pattern": "^(a"},
        "y": {"type": "integer", "multipleOf": 2, "maxLength": 3},
        "z": {"type": "string", "format": "email"},
    }});
    let ui = json!({"type": "VerticalLayout", "elements": [
        control("x"), control("y"), control("z"), {"type": "Carousel"}
    ]});
    assert_eq!(
        faults(schema, ui),
        [
            "/schema/additionalProperties",
            "/schema/properties/x/pattern",
            "/schema/properties/y/maxLength",
            "/schema/properties/y/multipleOf",
            "/schema/properties/z/format",
            "/ui/elements/2/scope",
            "/ui/elements/3/type",
        ]
    );
}

#[test]
fn a_circle_of_questions_is_named() {
    let schema = json!({"type": "object", "properties": {
        "a1": {"type": "integer", "x-calculate": "a.b1 + 1"},
        "b1": {"type": "integer", "x-calculate": "a.c1 + 1"},
        "c1": {"type": "integer"},
    }});
    let rule = json!({"effect": "SHOW", "condition": {"x-cel": "a.a1 > 1"}});
    let ui = json!({"type": "Group", "elements": [
        {"type": "Control", "scope": "#/properties/c1", "rule": rule}
    ]});
    let found = read(schema, ui).expect_err("a circle");
    assert_eq!(found.len(), 1);
    assert!(found[0].words.en.ends_with("a1 → b1 → c1 → a1"), "{}", found[0].words.en);
}

#[test]
fn names_places_and_formulas_are_checked() {
    let schema = json!({"type": "object", "required": ["gone"], "properties": {
        "exception": {"type": "string"},
        "lost": {"type": "string"},
        "bad": {"type": "integer", "x-calculate": "a.lost + 1"},
        "ref": {"$ref": "#/$defs/none"},
        "list": {"type": "string", "enum": ["a", "a", "b c"]},
    }});
    let ui = json!({"type": "VerticalLayout", "elements": [
        control("exception"), control("list"), control("list"), control("ref")
    ]});
    assert_eq!(
        faults(schema, ui),
        [
            "/schema/properties",
            "/schema/properties/bad/x-calculate",
            "/schema/properties/exception",
            "/schema/properties/list/enum/1",
            "/schema/properties/list/enum/2",
            "/schema/properties/ref/$ref",
            "/ui",
            "/ui",
            "/ui/elements/2",
            "/ui/elements/3/scope",
        ]
    );
}

#[test]
fn bounds_are_kept() {
    let many: Vec<_> = (0..limits::FORM_QUESTIONS_MAX + 1).map(|n| format!("q{n}")).collect();
    let properties: serde_json::Map<_, _> =
        many.iter().map(|id| (id.clone(), json!({"type": "string"}))).collect();
    let elements: Vec<_> = many.iter().map(|id| control(id)).collect();
    let schema = json!({"type": "object", "properties": properties});
    assert_eq!(
        faults(schema, json!({"type": "VerticalLayout", "elements": elements})),
        ["/schema"]
    );
}
