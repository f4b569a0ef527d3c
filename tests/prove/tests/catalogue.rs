//! The attack catalogue of `docs/proof.md`: every attack names tests, and every test that it names is there.

use std::path::Path;

/// A row: the attack, and the places of its tests.
struct Row<'a> {
    attack: &'a str,
    tests: Vec<(&'a str, &'a str)>,
}

/// The rows of the table under the heading; a test is written as `path` `name`, the path once for all behind it.
fn rows(doc: &str) -> Vec<Row<'_>> {
    let section = doc.split("\n## The attack catalogue\n").nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let row = |line: &str| -> Option<(usize, usize)> {
        let bars: Vec<usize> = line.match_indices('|').map(|(at, _)| at).collect();
        (bars.len() >= 4).then(|| (bars[bars.len() - 2], bars[1]))
    };
    lines
        .filter_map(|line| {
            let (last, first) = row(line)?;
            let (mut path, mut tests) = ("", Vec::new());
            for quoted in line[last..].split('`').skip(1).step_by(2) {
                if quoted.ends_with(".rs") { path = quoted } else { tests.push((path, quoted)) }
            }
            Some(Row { attack: line[1..first].trim(), tests })
        })
        .collect()
}

/// Whether a file has a test of this name.
fn is_there(root: &Path, (path, name): (&str, &str)) -> bool {
    let text = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    text.contains(&format!("fn {name}("))
}

#[test]
fn every_attack_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let doc = std::fs::read_to_string(root.join("docs/proof.md")).expect("the table");
    let rows = rows(&doc);
    assert!(rows.len() > 30, "{} attacks", rows.len());
    let mut tests = 0;
    for row in &rows {
        assert!(!row.tests.is_empty(), "{}: no test", row.attack);
        for test in &row.tests {
            assert!(is_there(&root, *test), "{}: {test:?} is not there", row.attack);
            tests += 1;
        }
    }
    println!("{} attacks, {tests} tests", rows.len());
}

#[test]
fn a_row_without_a_test_or_with_one_that_is_not_there_is_found() {
    let doc = "\n## The attack catalogue\n\n| attack | what | test |\n|---|---|---|\n\
               | one | a | `tests/catalogue.rs` `no_such_test` |\n| two | b | none |\n## Next\n| x | y | z |\n";
    let rows = rows(doc);
    assert_eq!(rows.len(), 2);
    assert!(!is_there(Path::new(env!("CARGO_MANIFEST_DIR")), rows[0].tests[0]));
    assert!(rows[1].tests.is_empty() && rows[1].attack == "two");
}
