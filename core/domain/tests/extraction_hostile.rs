//! Texts that want to do harm: whatever stands in them, they are read quickly and nothing falls over.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use counterfoil_domain::extract::{LocalNow, read_text};
use counterfoil_domain::limits::{MESSAGE_CHARS_MAX, MESSAGE_FINDINGS_MAX};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::scan;
use proptest::prelude::*;

const NOW: LocalNow = LocalNow { at_ms: u64::MAX, utc_offset_minutes: i32::MIN };

/// Reads a text both ways; how long that took.
fn read(playbook: &Playbook, text: &str) -> Duration {
    let began = Instant::now();
    for now in [None, Some(NOW)] {
        let read = read_text(playbook, text, now);
        assert!(read.codes.len() + read.order_numbers.len() <= MESSAGE_FINDINGS_MAX);
        for span in read.topics.iter().flat_map(|hit| &hit.spans) {
            assert!(text.get(span.byte_from..span.byte_to).is_some());
        }
    }
    let took = began.elapsed();
    let _ = scan::read(playbook, text);
    took
}

/// Time is bounded by the characters: the longest text of one kind may take so much, on a busy machine.
const LONGEST: Duration = Duration::from_secs(5);

#[test]
fn a_long_text_of_one_kind_is_read_in_bounded_time() {
    let playbook = Playbook::builtin();
    let pieces = [
        "1",
        "1 ",
        "1-",
        "0",
        "00",
        "(00)",
        "4 ",
        "SF1",
        "SF1 ",
        "O",
        "OIL0 ",
        "转",
        "199****",
        "x",
        "*",
        "+86",
        "没有",
        "说点来点了",
        "说点",
        "签收",
        "代收",
        "不要",
        "单号",
        "订单号:1-1-",
        "今天",
        "下午四点",
        "(",
        "((((",
        "路1",
        "号",
        "3幢",
        "第三次",
        "\u{200B}",
        "\u{1D}",
        "]C1",
        "𠮷",
        "é",
        "\u{301}",
        "😀",
        "https://a/01/",
        "%",
        "by ",
        "12:",
        "一二三四",
    ];
    for piece in pieces {
        let text: String = piece.chars().cycle().take(MESSAGE_CHARS_MAX * 2).collect();
        let took = read(&playbook, &text);
        assert!(took < LONGEST, "{piece:?} took {took:?}");
        assert!(read_text(&playbook, &text, None).cut);
    }
}

/// The data folder beside the project, where there is one.
fn shared() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = own.ancestors().map(|folder| folder.join("shared/data/text/naughty-strings"));
    beside.into_iter().find(|folder| folder.is_dir())
}

#[test]
fn naughty_strings_are_only_strings() {
    let Some(folder) = shared() else {
        println!("skipped: no shared data");
        return;
    };
    let playbook = Playbook::builtin();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        for line in text.lines().take(2_000) {
            read(&playbook, line);
            count += 1;
        }
    }
    assert!(count > 100, "the strings are missing: {count}");
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("单号".to_owned()),
        Just("电话".to_owned()),
        Just("没有".to_owned()),
        Just("破损".to_owned()),
        Just("转".to_owned()),
        Just("今天下午".to_owned()),
        Just("四点前".to_owned()),
        Just("\u{1D}".to_owned()),
        Just("(01)".to_owned()),
        "[0-9]{1,20}",
        "[A-Z]{1,4}[0-9]{9,15}",
        "[ -/:-@]{1,3}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(word, 0..40).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in words()) {
        read(&Playbook::builtin(), &text);
    }

    #[test]
    fn any_characters_are_read(text in any::<String>()) {
        read(&Playbook::builtin(), &text);
    }
}
