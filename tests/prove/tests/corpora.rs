//! Corpora of others, which lie beside the project: each part says so and ends where it is not there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use counterfoil_domain::keys::PublicKey;
use counterfoil_domain::playbook::Playbook;
use counterfoil_prove::fuzz::targets;
use counterfoil_prove::tier::Tier;
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::world::files_below;
use serde_json::Value;

/// The longest that one picture may take.
const PICTURE_WITHIN: Duration = Duration::from_secs(20);

/// A file or folder of the corpora.
fn beside(path: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = root.ancestors().map(|one| one.join("shared/data").join(path));
    let found = found.into_iter().find(|one| one.exists());
    if found.is_none() {
        println!("skipped: {path} is not beside the project");
    }
    found
}

/// What an archive holds, unpacked into a folder that ends with it.
fn unpacked(path: &str) -> Option<(tempfile::TempDir, Vec<PathBuf>)> {
    let (archive, folder) = (beside(path)?, tempfile::tempdir().expect("a folder"));
    let done = Command::new("tar").arg("xzf").arg(archive).arg("-C").arg(folder.path()).status();
    assert!(done.is_ok_and(|done| done.success()), "{path} unpacks");
    let files = files_below(folder.path());
    Some((folder, files))
}

#[test]
fn broken_and_odd_pictures_are_kept_or_have_a_reason() {
    let pictures = targets().into_iter().find(|target| target.name == "pictures").expect("there");
    let step = Tier::asked().of(6, 1, 1);
    for archive in ["photos/corrupt/corrupt.tar.gz", "photos/cameras/cameras.tar.gz"] {
        let Some((_folder, files)) = unpacked(archive) else { continue };
        let (mut looked_at, mut slowest) = (0, Duration::ZERO);
        for file in files.iter().step_by(step) {
            let began = Instant::now();
            (pictures.run)(&std::fs::read(file).expect("a file"));
            (looked_at, slowest) = (looked_at + 1, slowest.max(began.elapsed()));
        }
        println!("{archive}: {looked_at} of {} pictures, the slowest {slowest:?}", files.len());
        assert!(looked_at > 10 && slowest < PICTURE_WITHIN, "{looked_at}, {slowest:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn odd_json_is_read_or_refused_and_breaks_nothing() {
    let archive = "text/json-test-suite/test_parsing.tar.gz";
    let Some((_folder, files)) = unpacked(archive) else { return };
    let world = World::start().await;
    let phone = world.hand_phone("mallory", &["courier"]).await;
    let forms = targets().into_iter().find(|target| target.name == "forms").expect("there");
    let secret = format!("Bearer {}", world.server().keyring.office_secret);
    let (mut good, mut bad) = (0, 0);
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(file).expect("a file");
        // 1. Our reader takes what must be taken and refuses what must be refused.
        let read = serde_json::from_slice::<Value>(&bytes);
        match name.as_bytes().first() {
            Some(b'y') => assert!(read.is_ok(), "{name}: {read:?}"),
            Some(b'n') => assert!(read.is_err(), "{name}"),
            _ => {}
        }
        if read.is_ok() {
            good += 1
        } else {
            bad += 1
        }
        // 2. None of it is a playbook, a form or an order.
        assert!(Playbook::parse(&bytes).is_err(), "{name} is no playbook");
        (forms.run)(&bytes);
        for path in ["/v1/office/orders", "/v1/office/bulk", "/v1/office/playbook"] {
            let headers = [
                ("authorization", secret.clone()),
                ("content-type", "application/json".to_owned()),
                ("idempotency-key", name.chars().filter(char::is_ascii_alphanumeric).collect()),
            ];
            let reply = phone.send("POST", path, &headers, bytes.clone()).await;
            assert!((400..500).contains(&reply.status), "{path}, {name}: {}", reply.status);
        }
    }
    println!("{archive}: {good} read, {bad} refused");
    assert!(good > 90 && bad > 150, "{good}, {bad}");
}

/// The vectors of a file of Wycheproof: the key's group, the message, the signature, and what is said of it.
fn wycheproof(file: &str) -> Option<Vec<(Value, Value)>> {
    let path = beside(&format!("crypto/wycheproof/{file}"))?;
    let text = std::fs::read_to_string(path).expect("a file");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let groups = all["testGroups"].as_array().expect("groups").iter();
    let tests = groups.flat_map(|group| {
        let tests = group["tests"].as_array().expect("tests").iter();
        tests.map(|test| (group["publicKey"].clone(), test.clone()))
    });
    Some(tests.collect())
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("a text")).expect("hex")
}

#[test]
fn signatures_of_ed25519_are_judged_as_wycheproof_has_it() {
    let Some(tests) = wycheproof("ed25519_test.json") else { return };
    let (mut good, mut bad) = (0, 0);
    for (key, test) in &tests {
        let key: [u8; 32] = bytes(&key["pk"]).try_into().expect("32 bytes");
        let stands = PublicKey::from_ed25519(&key).is_some_and(|key| {
            key.verify_foreign(&bytes(&test["msg"]), &bytes(&test["sig"])).is_ok()
        });
        assert_eq!(stands, test["result"] == "valid", "{test}");
        if stands { good += 1 } else { bad += 1 }
    }
    println!("ed25519: {good} stand, {bad} do not");
    assert!(good > 50 && bad > 30, "{good}, {bad}");
}

/// r and s, 32 bytes each, of a signature in DER as RFC 3279 has it; none if it is another encoding.
fn r_and_s(der: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = der.split_first_chunk::<2>()?;
    let whole = head[0] == 0x30 && usize::from(head[1]) == rest.len();
    let mut both = Vec::new();
    for _ in 0..2 {
        let (head, tail) = rest.split_first_chunk::<2>()?;
        let (number, after) = tail.split_at_checked(usize::from(head[1]))?;
        let shortest = match number {
            [0, second, ..] => *second >= 0x80,
            [first, ..] => *first < 0x80,
            [] => false,
        };
        let plain = number.strip_prefix(&[0]).unwrap_or(number);
        if head[0] != 2 || !shortest || plain.len() > 32 {
            return None;
        }
        both.extend(std::iter::repeat_n(0, 32 - plain.len()));
        both.extend_from_slice(plain);
        rest = after;
    }
    (whole && rest.is_empty()).then_some(both)
}

#[test]
fn signatures_of_p256_are_judged_as_wycheproof_has_it() {
    let Some(tests) = wycheproof("ecdsa_secp256r1_sha256_test.json") else { return };
    let (mut good, mut bad, mut cannot_be_written) = (0, 0, 0);
    for (key, test) in &tests {
        let valid = test["result"] == "valid";
        let Some(signature) = r_and_s(&bytes(&test["sig"])) else {
            // Ours are two numbers of 32 bytes: what is odd about DER has no form here.
            assert!(!valid, "{test}");
            cannot_be_written += 1;
            continue;
        };
        let point = bytes(&key["uncompressed"]);
        let half = |from: usize| point[from..from + 32].try_into().expect("32 bytes");
        let stands = PublicKey::from_p256_point(&half(1), &half(33))
            .is_some_and(|key| key.verify_foreign(&bytes(&test["msg"]), &signature).is_ok());
        assert_eq!(stands, valid, "{test}");
        if stands { good += 1 } else { bad += 1 }
    }
    println!("p256: {good} stand, {bad} do not, {cannot_be_written} cannot be written here");
    assert!(good > 50 && bad > 30, "{good}, {bad}");
}
