//! The playbook's JSON Schema stands beside the built-in playbook and says what the Rust types say.

use counterfoil_domain::playbook::{Playbook, schema_json};
use serde_json::{Value, json};

const SCHEMA_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks/playbook.schema.json");

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string(SCHEMA_FILE).expect("the schema file");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

fn builtin() -> Value {
    serde_json::from_slice(Playbook::builtin_bytes()).expect("the built-in playbook is JSON")
}

/// Set `COUNTERFOIL_WRITE_SCHEMA=1` to write the file after changing the types.
#[test]
fn the_schema_file_says_what_the_types_say() {
    let made = schema_json();
    if std::env::var_os("COUNTERFOIL_WRITE_SCHEMA").is_some() {
        std::fs::write(SCHEMA_FILE, &made).expect("write the schema file");
    }
    let kept = std::fs::read_to_string(SCHEMA_FILE).expect("the schema file");
    assert!(kept == made, "playbook.schema.json differs: run with COUNTERFOIL_WRITE_SCHEMA=1");
}

#[test]
fn the_builtin_playbook_is_valid() {
    let problems: Vec<String> =
        schema().iter_errors(&builtin()).map(|error| error.to_string()).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn broken_playbooks_are_not() {
    type Break = fn(&mut Value);
    let broken: [(&str, Break); 8] = [
        ("no roles", |playbook| drop(playbook.as_object_mut().and_then(|map| map.remove("roles")))),
        ("a misspelt key", |playbook| playbook["worklfows"] = json!([])),
        ("a misspelt key inside", |playbook| playbook["reasons"][0]["safty"] = json!(true)),
        ("a name in one language", |playbook| playbook["name"] = json!({"en": "only"})),
        ("an unknown need", |playbook| {
            playbook["workflows"][0]["transitions"][3]["needs"][0] = json!({"need": "fotos"});
        }),
        ("an unknown responsibility", |playbook| {
            playbook["reasons"][0]["responsibility"] = json!("nobody");
        }),
        ("a version in words", |playbook| playbook["version"] = json!("one")),
        ("a guard beyond its length", |playbook| {
            playbook["workflows"][0]["transitions"][3]["guard"]["cel"] = json!("a".repeat(1_001));
        }),
    ];
    let schema = schema();
    for (what, damage) in broken {
        let mut playbook = builtin();
        damage(&mut playbook);
        assert!(!schema.is_valid(&playbook), "{what} was accepted");
    }
}
