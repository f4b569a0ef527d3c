//! Every place where bytes of others come in, over a corpus of real inputs and broken ones made from them by a seed.

use std::time::{Duration, Instant};

use counterfoil_prove::fuzz::{Target, erased_by_routes, hunt, targets};
use counterfoil_prove::quiet::{silence_caught_panics, silently};
use counterfoil_prove::tier::{Tier, seed};

/// The longest that one input may take, on a machine that does other things too.
const SLOWEST: Duration = Duration::from_secs(10);

fn hunted(name: &str) {
    silence_caught_panics();
    let target = targets().into_iter().find(|target| target.name == name).expect("a target");
    let rounds = target.rounds * Tier::asked().of(1, 10, 100);
    let began = Instant::now();
    let found = hunt(&target, rounds, seed());
    println!(
        "{name}, seed {}: {} real inputs, {} broken ones, {:?}, the slowest {:?}",
        seed(),
        found.real,
        found.broken,
        began.elapsed(),
        found.slowest
    );
    for (round, input) in &found.failures {
        println!("round {round}: {}", hex::encode(&input[..input.len().min(2_000)]));
    }
    assert!(found.real > 1 && found.broken > 0, "{name} has no corpus");
    assert_eq!(found.failures.len(), 0, "{name}");
    assert!(found.slowest < SLOWEST, "{name}: {:?}", found.slowest);
}

macro_rules! hunts {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                hunted(stringify!($name));
            }
        )*

        #[test]
        fn every_target_is_hunted_here() {
            let here = [$(stringify!($name)),*];
            let all: Vec<&str> = targets().iter().map(|target| target.name).collect();
            assert_eq!(all, here);
        }
    };
}

hunts! { pre_scan envelope apply projection machine routes pictures strokes forms scans salvage imports erasing }

#[test]
fn every_target_has_its_wrapper_for_cargo_fuzz_and_its_line_and_nothing_else_has() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect(name);
    let mut all: Vec<&str> = targets().iter().map(|target| target.name).collect();
    all.sort_unstable();
    // 1. A file for each, which runs that one.
    let files = std::fs::read_dir(folder.join("targets")).expect("wrappers").flatten();
    let mut files: Vec<String> =
        files.map(|file| file.file_name().to_string_lossy().replace(".rs", "")).collect();
    files.sort_unstable();
    assert_eq!(files, all);
    for name in &all {
        let wrapper = read(&format!("targets/{name}.rs"));
        assert!(wrapper.contains(&format!("fuzz::target(\"{name}\")(bytes)")), "{name}");
    }
    // 2. A program for each, and a line of what may never happen.
    let manifest = read("Cargo.toml");
    let quoted = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches('"').to_owned());
    let named = |key: &str| -> Vec<String> {
        let mut found: Vec<String> = manifest
            .lines()
            .skip_while(|line| *line != "[[bin]]")
            .filter_map(|line| quoted(line, key))
            .collect();
        found.sort_unstable();
        found
    };
    assert_eq!(named("name = "), all);
    assert_eq!(
        named("path = "),
        all.iter().map(|name| format!("targets/{name}.rs")).collect::<Vec<_>>()
    );
    let told = read("README.md");
    let mut told: Vec<&str> =
        told.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    told.sort_unstable();
    assert_eq!(told, all);
}

#[test]
fn an_input_of_the_corpus_gets_through_to_the_erasure_of_an_order() {
    let routes = targets().into_iter().find(|target| target.name == "routes").expect("a target");
    let before = erased_by_routes();
    (routes.corpus)().iter().for_each(|input| (routes.run)(input));
    assert!(erased_by_routes() > before);
}

#[test]
fn a_target_with_a_planted_fault_is_caught() {
    // A control: a reader that trusts a length which it was given.
    fn trusting(bytes: &[u8]) {
        let length = usize::from(bytes.first().copied().unwrap_or_default());
        assert!(length < 200 || bytes.get(length).is_some(), "planted");
    }
    let corpus = || vec![vec![3, 1, 2, 3], vec![1, 7]];
    let target = Target { name: "planted", run: trusting, corpus, rounds: 0 };
    silence_caught_panics();
    let found = silently(|| hunt(&target, 5_000, seed()));
    assert!(!found.failures.is_empty(), "nothing was found");
}
