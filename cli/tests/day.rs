//! The working day as one test: hub and three phones as real processes, hours without signal, and nothing lost.

use std::process::Command;

#[test]
fn the_day_with_seed_3_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.html");
    let mut day = Command::new(env!("CARGO_BIN_EXE_counterfoil"));
    day.args(["day", "--lang", "en", "--seed", "3", "--report"]).arg(&report);
    let played = day.output().expect("the command runs");
    let (out, err) =
        (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    println!("{out}");
    assert!(played.status.success(), "seed 3\n{out}\n{err}");
    assert!(out.contains("Nothing was lost today"), "{out}");
    let page = std::fs::read_to_string(&report).expect("the day's report");
    assert!(page.contains("Not one record was lost today") && page.contains("一条记录也没丢"));
}
