//! The scripts that pack the library for phones need an NDK or a Mac. What can be said without either: they are sound
//! shell, and with `--dry-run` they print the commands that a person would expect.

use std::path::Path;
use std::process::Command;

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the project")
}

fn lines(script: &str, arguments: &[&str]) -> Vec<String> {
    let mut command = Command::new(root().join(script));
    command.args(arguments).env_remove("ANDROID_NDK_HOME").env_remove("RUSTFLAGS");
    let ran = command.output().expect("it runs");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.is_empty(), "{script}: {told}");
    String::from_utf8(ran.stdout).expect("text").lines().map(|line| line.trim().into()).collect()
}

fn has(lines: &[String], parts: &[&str]) {
    let found = lines.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(found, "no line with {parts:?} in {lines:#?}");
}

#[test]
fn every_script_is_sound_shell() {
    let own = ["size", "targets", "narrow", "wall", "phone-flags", "android-libraries"];
    for script in own.map(|name| format!("bindings/{name}")) {
        sound(&script);
    }
    for script in ["check", "generate", "swift", "xcframework"].map(|name| format!("ios/{name}")) {
        sound(&script);
    }
    for script in ["check", "generate", "bench", "release"].map(|name| format!("android/{name}")) {
        sound(&script);
    }
}

fn sound(script: &str) {
    let read = Command::new("bash").arg("-n").arg(root().join(script)).output().expect("bash");
    assert!(read.status.success(), "{script}: {}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn the_android_libraries_are_built_for_four_abis_with_their_own_openssl() {
    let lines = lines("bindings/android-libraries", &["--dry-run"]);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let abis = ["arm64-v8a", "armeabi-v7a", "x86_64", "x86"].map(|abi| format!("--target {abi} "));
    has(&lines, &abis.each_ref().map(String::as_str));
    has(&lines, &["max-page-size=16384", "cargo ndk", "--profile phone", "sqlcipher-vendored"]);
    has(&lines, &["pack-dyn-relocs=android", "icf=all", "ENABLE_RTREE", "registry/src=crates"]);
    has(&lines, &["version-script=", "bindings/phone-hidden"]);
    has(&lines, &["--output-dir android/counterfoil-ffi/src/main/jniLibs build"]);
    let refused = Command::new(root().join("bindings/android-libraries"))
        .env_remove("ANDROID_NDK_HOME")
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("ANDROID_NDK_HOME"), "{told}");
}

#[test]
fn the_xcframework_holds_phone_simulators_and_mac() {
    let lines = lines("ios/xcframework", &["--dry-run", "--testkit", "--zip"]);
    for target in
        ["aarch64-apple-ios", "aarch64-apple-ios-sim", "x86_64-apple-ios", "x86_64-apple-darwin"]
    {
        let word = format!("--target {target}");
        assert!(lines.iter().any(|line| line.ends_with(&word)), "{target}: {lines:#?}");
    }
    has(
        &lines,
        &["cargo rustc -p counterfoil-bindings", "--crate-type staticlib", "--profile phone"],
    );
    has(&lines, &["lipo -create", "x86_64-apple-ios/phone/libcounterfoil_ffi.a", "simulator"]);
    has(&lines, &["xcodebuild -create-xcframework", "-output ios/CounterfoilFFI.xcframework"]);
    has(&lines, &["-output ios/CounterfoilTestKitFFI.xcframework"]);
    has(&lines, &["compute-checksum ios/CounterfoilFFI.xcframework.zip"]);
}
