//! House rules that the compiler does not know, each with its reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the project")
}

fn rust_files() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for room in ["core", "server", "cli", "tests", "bindings"] {
        collect(&root().join(room), &mut found);
    }
    found.sort();
    assert!(found.len() > 40, "the walk found the project: {} files", found.len());
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).expect("text"))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "stories")
        || path.file_name().is_some_and(|name| name == "tests.rs")
}

fn code_only(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

fn report(rule: &str, offenders: Vec<String>) {
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}

fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

#[test]
fn a_file_holds_one_topic() {
    let over =
        rust_files().into_iter().filter(|(path, _)| !is_test(path)).filter_map(|(path, text)| {
            let lines = code_only(&text).lines().count();
            (lines > 400).then(|| format!("{} has {lines} lines", short(&path)))
        });
    report("a file has at most 400 lines, tests apart; split it by topic", over.collect());
}

#[test]
fn a_function_fits_on_a_screen() {
    let mut over = Vec::new();
    for (path, text) in rust_files() {
        if is_test(&path) {
            continue;
        }
        for (name, line, length) in functions(code_only(&text)) {
            if length > 70 {
                over.push(format!("{}:{line} {name} has {length} lines", short(&path)));
            }
        }
    }
    report("a function has at most 70 lines", over);
}

/// Functions of rustfmt-formatted code: from the line with `fn` to the closing brace of the same indent.
fn functions(text: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        if !begins_function(trimmed) {
            continue;
        }
        let indent = " ".repeat(line.len() - trimmed.len());
        let end = lines[at..].iter().position(|l| *l == format!("{indent}}}"));
        let name = trimmed.split('(').next().unwrap_or(trimmed).to_owned();
        if let Some(length) = end {
            found.push((name, at + 1, length + 1));
        }
    }
    found
}

/// Whether a line begins a function, behind whatever visibility and qualifiers.
fn begins_function(line: &str) -> bool {
    let mut rest = line;
    if let Some(after) = rest.strip_prefix("pub") {
        let scoped = after.strip_prefix('(').and_then(|scope| scope.split_once(')'));
        rest = scoped.map_or(after, |(_, after)| after).trim_start();
    }
    while let Some((word, after)) = rest.split_once(' ') {
        match word {
            "fn" => return true,
            "const" | "async" | "unsafe" | "extern" => rest = after,
            _ if word.starts_with('"') => rest = after, // the name behind extern
            _ => return false,
        }
    }
    false
}

#[test]
fn a_function_is_found_behind_every_qualifier() {
    let functions = [
        "fn a() {",
        "pub fn a() {",
        "pub const fn a() {",
        "pub(crate) async fn a(",
        "pub(super) async fn a<T>(",
        "pub(in crate::order) fn a() {",
        "pub extern \"C\" fn a() {",
        "const fn a() {",
    ];
    functions.iter().for_each(|line| assert!(begins_function(line), "{line}"));
    let others = ["pub const MAX: usize = 1;", "const A: fn() = b;", "let f = fn_of();", "async {"];
    others.iter().for_each(|line| assert!(!begins_function(line), "{line}"));
}

#[test]
fn every_file_says_what_it_holds() {
    let silent = rust_files().into_iter().filter(|(_, text)| !text.starts_with("//! "));
    report(
        "a file begins with `//!` and what this room holds",
        silent.map(|(p, _)| short(&p)).collect(),
    );
}

#[test]
fn names_say_a_topic() {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "mod"];
    let named = rust_files().into_iter().filter(|(path, _)| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        vague.contains(&stem) && !short(path).starts_with("target")
    });
    report(
        "no utils, helpers, common, misc, manager or mod.rs",
        named.map(|(p, _)| short(&p)).collect(),
    );
}

#[test]
fn nothing_is_left_open_in_the_code() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("unimplem", "ented!"),
        concat!("#[ig", "nore"),
    ];
    let mut found = Vec::new();
    for (path, text) in rust_files() {
        for (at, line) in text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                found.push(format!("{}:{}", short(&path), at + 1));
            }
        }
    }
    report("no open marks, no ignored tests", found);
}

#[test]
fn automerge_stands_in_one_room() {
    let outside = rust_files().into_iter().filter(|(path, text)| {
        let path = short(path);
        let home =
            path.starts_with("core/domain/src/document") || path.starts_with("core/domain/tests");
        !home && (text.contains("use automerge") || text.contains("automerge::"))
    });
    let outside = outside.filter(|(path, _)| !path.ends_with("tidy.rs"));
    report(
        "automerge is called in domain::document alone",
        outside.map(|(p, _)| short(&p)).collect(),
    );
}

#[test]
fn domain_and_sync_ask_nobody_for_time_or_chance() {
    let words = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "getrandom",
        "std::fs",
        "std::net",
        "println!",
        "tracing::",
    ];
    let mut found = Vec::new();
    for (path, text) in rust_files() {
        let inside = short(&path).starts_with("core/domain/src")
            || short(&path).starts_with("core/sync/src");
        if inside && !is_test(&path) {
            for word in words.iter().filter(|word| code_only(&text).contains(**word)) {
                found.push(format!("{} says {word}", short(&path)));
            }
        }
    }
    report("no I/O, clock, randomness or logging on floor 0 and in the protocol", found);
}

#[test]
fn every_profile_unwinds() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let panics: Vec<&str> = manifest.lines().filter(|line| line.starts_with("panic")).collect();
    assert!(panics.len() >= 2, "dev and release both say it");
    let wrong = panics.iter().filter(|line| !line.starts_with("panic = \"unwind\""));
    report("the gate and the bindings need to catch", wrong.map(|line| line.to_string()).collect());
}

#[test]
fn the_floors_hold() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("counterfoil-domain", &[] as &[&str]),
        ("counterfoil-sync", &["counterfoil-domain"]),
        ("counterfoil-store", &["counterfoil-domain"]),
        ("counterfoil-client", &["counterfoil-domain", "counterfoil-store", "counterfoil-sync"]),
        ("counterfoil-server", &["counterfoil-domain", "counterfoil-sync"]),
        ("counterfoil-bindings", &["counterfoil-client", "counterfoil-domain"]),
        (
            "counterfoil-testkit",
            &["counterfoil-cli", "counterfoil-client", "counterfoil-domain", "counterfoil-server"],
        ),
        ("counterfoil-cli", &["counterfoil-client", "counterfoil-domain", "counterfoil-server"]),
        ("counterfoil-bindgen", &[]),
    ]);
    let mut wrong = Vec::new();
    // The tests stand beside the house and may open every door.
    let beside = ["counterfoil-tests", "counterfoil-prove"];
    for (name, depends) in workspace() {
        if beside.contains(&name.as_str()) {
            continue;
        }
        let Some(allowed) = allowed.get(name.as_str()) else {
            wrong.push(format!("{name} stands on no floor: say here what it may depend on"));
            continue;
        };
        for other in depends.iter().filter(|d| d.starts_with("counterfoil-")) {
            if !allowed.contains(&other.as_str()) {
                wrong.push(format!("{name} must not depend on {other}"));
            }
        }
    }
    report("the house's floors", wrong);
}

/// Packages of the workspace with their ordinary dependencies, from `cargo metadata`.
fn workspace() -> Vec<(String, Vec<String>)> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo metadata runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let row = |package: &serde_json::Value| {
        let depends = package["dependencies"].as_array().expect("dependencies").iter();
        let ordinary = depends.filter(|d| d["kind"].is_null());
        let names = ordinary.map(|d| d["name"].as_str().unwrap_or_default().to_owned());
        (package["name"].as_str().unwrap_or_default().to_owned(), names.collect())
    };
    let rows: Vec<_> = packages.iter().map(row).collect();
    assert!(rows.len() >= 7, "the whole workspace");
    rows
}

#[test]
fn the_project_speaks_of_counterfoil_alone() {
    let mut found = Vec::new();
    let names = project_files();
    assert!(names.len() > 300, "the walk found the project: {} files", names.len());
    for name in &names {
        let Ok(text) = fs::read_to_string(root().join(name)) else { continue };
        let text = text.replace(concat!("cf/ro", "ot/1"), ""); // a context string of the formats
        let paths = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tm", "p/wt")];
        if paths.iter().any(|path| text.contains(path)) {
            found.push(name.clone());
        }
    }
    report("no path of a builder's machine", found);
}

/// Every file that git knows; in an unpacked archive, which has no git, every file outside build folders.
fn project_files() -> Vec<String> {
    let listed = Command::new("git").args(["ls-files"]).current_dir(root()).output();
    if let Some(listed) = listed.ok().filter(|listed| listed.status.success()) {
        return String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect();
    }
    let (mut folders, mut files) = (vec![root()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let is_built = name == "target" || name.to_string_lossy().starts_with('.');
            if path.is_dir() && !is_built {
                folders.push(path);
            } else if path.is_file() {
                files.push(short(&path));
            }
        }
    }
    files
}
