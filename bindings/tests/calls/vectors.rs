//! The core's vectors, answered through the exported function: every folder that there is.

use std::fs;
use std::path::Path;

use counterfoil_testkit::TestKitError;
use counterfoil_testkit::vectors::answer_vector;
use serde_json::Value;

#[test]
fn the_library_answers_each_case_of_each_folder_as_its_vector_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/domain/tests/vectors");
    let mut count = 0;
    for folder in fs::read_dir(root).expect("the vectors").flatten() {
        let engine = folder.file_name().into_string().expect("a name");
        for file in fs::read_dir(folder.path()).expect("a folder").flatten() {
            let text = fs::read_to_string(file.path()).expect("a file");
            let file: Value = serde_json::from_str(&text).expect("JSON");
            for case in file["cases"].as_array().expect("cases") {
                let answer = answer_vector(engine.clone(), case.to_string()).expect("an answer");
                let answer: Value = serde_json::from_str(&answer).expect("JSON");
                assert_eq!(answer, case["expect"], "{engine}: {}", case["name"]);
                count += 1;
            }
        }
    }
    assert!(count >= 2_010, "vectors are missing: {count}");
}

#[test]
fn what_is_no_engine_and_no_case_is_refused() {
    let failed = |reason: &str| Err(TestKitError::Failed { reason: reason.into() });
    let absent = answer_vector("weather".into(), "{}".into());
    assert_eq!(absent, failed("there is no such engine"));
    for odd in ["", "[]", "{\"view\": 1}"] {
        let refused = answer_vector("workflow".into(), odd.into());
        assert_eq!(refused, failed("this is no case of this engine"), "{odd}");
    }
}
