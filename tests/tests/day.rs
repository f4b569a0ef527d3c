//! The working day as one test: hub and two phones as real processes, hours without signal, and nothing lost.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The command beside this test, built from the present sources where cargo is at hand.
fn counterfoil() -> PathBuf {
    let test = std::env::current_exe().expect("this test");
    let folder = test.parent().and_then(Path::parent).expect("the folder of a profile");
    if let Some(cargo) = std::env::var_os("CARGO") {
        let project = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let mut build = Command::new(cargo);
        // The whole workspace's features, so that nothing is built twice that `cargo build` has built.
        build
            .args(["build", "--quiet", "--workspace", "--bin", "counterfoil"])
            .current_dir(project);
        build.arg("--target-dir").arg(folder.parent().expect("the target folder"));
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo").success(), "the command builds");
    }
    folder.join(format!("counterfoil{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn the_day_with_seed_3_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.html");
    let mut day = Command::new(counterfoil());
    day.args(["day", "--seed", "3", "--report"]).arg(&report);
    let played = day.output();
    let played = played.expect("the command runs");
    let (out, err) =
        (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    println!("{out}");
    assert!(played.status.success(), "seed 3\n{out}\n{err}");
    assert!(out.contains("Nothing was lost today"), "{out}");
    let page = std::fs::read_to_string(&report).expect("the day's report");
    assert!(page.contains("Not one record was lost today") && page.contains("一条记录也没丢"));
}
