//! Programs and tests are built with the same features of every crate: otherwise `make day`, the packages for Kotlin and
//! Swift and `make test` each compile nearly everything once more.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The features of each crate, by its name and version.
type Features = BTreeMap<String, BTreeSet<String>>;

#[test]
fn tests_switch_nothing_on_in_what_programs_are_made_of() {
    let (programs, tests) = (tree("normal"), tree("normal,dev"));
    assert!(programs.len() > 200 && tests.len() > programs.len());
    let apart = differing(&parsed(&programs), &parsed(&tests));
    assert!(
        apart.is_empty(),
        "tests ask for more than programs do; name what asks for it in tests/Cargo.toml: {apart:#?}"
    );
}

#[test]
fn a_feature_that_tests_alone_ask_for_is_found() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let programs = parsed(&lines("a v1.0.0 [std]\nb v2.0.0 []\nb v2.0.0 [std] (*)"));
    assert_eq!(
        differing(&programs, &parsed(&lines("a v1.0.0 [std]\nb v2.0.0 [std]\nc v1.0.0 []"))),
        [] as [&str; 0]
    );
    assert_eq!(
        differing(&programs, &parsed(&lines("a v1.0.0 [alloc,std]\nb v2.0.0 [std]"))),
        ["a v1.0.0: alloc"]
    );
}

/// What Cargo would build, a line for each crate and set of features.
fn tree(edges: &str) -> Vec<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let told = Command::new(cargo)
        .args(["tree", "--workspace", "--offline", "--prefix", "none", "--format", "{p} [{f}]"])
        .args(["--edges", edges])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("Cargo");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).expect("text").lines().map(str::to_owned).collect()
}

fn parsed(lines: &[String]) -> Features {
    let mut all = Features::new();
    for line in lines {
        let Some((name, rest)) = line.split_once(" [") else { continue };
        let features = rest.split(']').next().unwrap_or_default();
        let known = all.entry(name.replace(" (proc-macro)", "")).or_default();
        known.extend(features.split(',').filter(|one| !one.is_empty()).map(str::to_owned));
    }
    all
}

/// What the second has switched on in the crates of the first, and the first has not.
fn differing(programs: &Features, tests: &Features) -> Vec<String> {
    let more = |(name, features): (&String, &BTreeSet<String>)| {
        let more: Vec<_> = tests.get(name)?.difference(features).cloned().collect();
        (!more.is_empty()).then(|| format!("{name}: {}", more.join(",")))
    };
    programs.iter().filter_map(more).collect()
}
