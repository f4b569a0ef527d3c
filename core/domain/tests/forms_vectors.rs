//! The vectors of the forms engine, which any other implementation can run as well.
//!
//! `vectors/forms/*.json` hold `cases`: a form as a playbook's file has it, the order's view with the answers among
//! its fields, the day, and what comes of it: the summary, or the places where a broken form is refused.

use std::collections::BTreeMap;
use std::path::Path;

use counterfoil_domain::forms::{Answers, Evidence, Form, judge};
use counterfoil_domain::playbook::forms::FormFile;
use counterfoil_domain::playbook::view::OrderView;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    form: FormFile,
    #[serde(default)]
    view: OrderView,
    today: Option<String>,
    expect: Value,
}

fn answer(case: &Case) -> Value {
    let form = match Form::read(&case.form) {
        Ok(form) => form,
        Err(faults) => {
            return json!({ "refused": faults.into_iter().map(|one| one.pointer).collect::<Vec<_>>() });
        }
    };
    let none = BTreeMap::new();
    let answers = Answers::of_fields(&form, case.view.fields.get("work").unwrap_or(&none));
    let judged = judge(&form, &answers, &Evidence::of(&case.view), case.today.as_deref());
    serde_json::to_value(judged.summary()).expect("a summary is JSON")
}

/// Set `UPDATE_GOLDEN=1` to write what the engine says into the files, and read every line of the difference.
#[test]
fn forms_vectors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/forms");
    let (mut count, mut differ) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).expect("the folder of vectors") {
        let path = entry.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("readable");
        let file: File = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut kept: Value = serde_json::from_str(&text).expect("read before");
        for (place, case) in file.cases.iter().enumerate() {
            count += 1;
            let said = answer(case);
            if said != case.expect {
                differ.push(format!("{}: {said}", case.name));
                kept["cases"][place]["expect"] = said;
            }
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, written(&kept)).expect("writable");
        }
    }
    assert!(count >= 20, "vectors are missing: {count}");
    assert!(differ.is_empty() || std::env::var_os("UPDATE_GOLDEN").is_some(), "{differ:#?}");
}

/// One case a line, so that a difference shows the cases that it is about.
fn written(file: &Value) -> String {
    let cases = file["cases"].as_array().expect("cases");
    let cases: Vec<String> = cases.iter().map(|case| format!("  {case}")).collect();
    format!("{{\n\"about\": {},\n\"cases\": [\n{}\n]\n}}\n", file["about"], cases.join(",\n"))
}
