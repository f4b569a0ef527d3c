//! Messages with what stands in them: how they were made is told in `extraction/make.py`.

#[path = "extraction/held_out.rs"]
mod held_out;

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::extract::{
    CodeDoubt, Extraction, Healing, LocalNow, PhoneDoubt, read_text,
};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::subject::Key;
use serde::Deserialize;

const HAND: &str = include_str!("extraction/hand.jsonl");
const MADE: &str = include_str!("extraction/made.jsonl");

/// A message, the values that stand in it, and what it is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    /// The text.
    t: String,
    /// Order numbers.
    #[serde(default)]
    o: BTreeSet<String>,
    /// Waybills and codes of crates.
    #[serde(default)]
    w: BTreeSet<String>,
    /// Telephone numbers.
    #[serde(default)]
    p: BTreeSet<String>,
    /// Topics.
    #[serde(default)]
    k: Option<BTreeSet<String>>,
}

fn messages(lines: &str) -> Vec<Labelled> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    lines.lines().map(read).collect()
}

type Part = fn(&Extraction) -> BTreeSet<String>;
type Label = fn(&Labelled) -> &BTreeSet<String>;

const PARTS: [(&str, Part, Label); 3] = [
    (
        "order numbers",
        |read| read.order_numbers.iter().map(|one| one.value.text().to_owned()).collect(),
        |one| &one.o,
    ),
    (
        "waybills",
        |read| read.codes.iter().map(|one| one.value.text().to_owned()).collect(),
        |one| &one.w,
    ),
    (
        "telephone numbers",
        |read| read.phones.iter().map(|one| one.value.text().to_owned()).collect(),
        |one| &one.p,
    ),
];

/// Of each sort how many messages are read exactly as they are labelled.
fn exact(all: &[Labelled]) -> BTreeMap<&'static str, usize> {
    let playbook = Playbook::builtin();
    let mut right: BTreeMap<&str, usize> = BTreeMap::new();
    for one in all {
        let read = read_text(&playbook, &one.t, None);
        for (what, found, labelled) in PARTS {
            let found = found(&read);
            let labelled = labelled(one);
            *right.entry(what).or_default() += usize::from(found == *labelled);
            if found != *labelled {
                println!("{what}: {found:?} for {labelled:?} in {}", one.t);
            }
        }
    }
    println!("{right:?} of {}", all.len());
    right
}

fn at_least(all: &[Labelled], percent: usize) {
    for (what, right) in exact(all) {
        assert!(right * 100 >= all.len() * percent, "{what}: {right} of {}", all.len());
    }
}

#[test]
fn messages_written_by_hand_are_read_exactly() {
    let all = messages(HAND);
    assert!(all.len() >= 200, "messages are missing: {}", all.len());
    at_least(&all, 98);
}

#[test]
fn messages_made_by_a_grammar_are_read_exactly() {
    let all = messages(MADE);
    assert!(all.len() + messages(HAND).len() >= 1_000, "messages are missing: {}", all.len());
    at_least(&all, 98);
}

#[test]
fn spans_cut_exactly_what_was_found() {
    let playbook = Playbook::builtin();
    for one in messages(HAND).iter().chain(&messages(MADE)) {
        let read = read_text(&playbook, &one.t, None);
        let chars: Vec<char> = one.t.chars().collect();
        let codes = read.codes.iter().map(|hint| hint.span);
        let orders = read.order_numbers.iter().map(|hint| hint.span);
        let phones = read.phones.iter().map(|hint| hint.span);
        let others = read.places.iter().map(|hint| hint.span);
        let topics = read.topics.iter().flat_map(|hit| hit.spans.iter().copied());
        for span in codes.chain(orders).chain(phones).chain(others).chain(topics) {
            let bytes = one.t.get(span.byte_from..span.byte_to).expect("whole characters");
            let by_chars: String = chars[span.char_from..span.char_to].iter().collect();
            assert_eq!(bytes, by_chars, "{}", one.t);
            assert_eq!(bytes.trim(), bytes, "{}", one.t);
            assert!(!bytes.is_empty());
        }
    }
}

#[test]
fn nothing_that_was_found_stands_in_a_debug() {
    let playbook = Playbook::builtin();
    for one in messages(HAND).iter().chain(&messages(MADE)) {
        let read = read_text(&playbook, &one.t, None);
        let shown = format!("{read:?} {:#?}", read.draft);
        let found = PARTS.iter().flat_map(|(_, found, _)| found(&read));
        // A word such as a locker's is the playbook's own name too.
        let addresses = read.places.iter().filter(|hint| hint.is_address);
        let places = addresses.map(|hint| hint.text.text().to_owned());
        let fields = read.draft.fields.values().cloned();
        let keys = read.draft.keys.iter().map(|key| key.value.clone());
        for value in found.chain(places).chain(fields).chain(keys) {
            if value.chars().count() > 4 {
                assert!(!shown.contains(&value), "{value} in {shown}");
            }
        }
    }
}

#[test]
fn what_is_ambiguous_has_two_candidates_and_a_mobile_number_none() {
    let playbook = Playbook::builtin();
    let both = read_text(&playbook, "单号431052698740163", None);
    let carriers: Vec<&str> =
        both.codes[0].candidates.iter().map(|one| one.carrier.as_str()).collect();
    assert_eq!(carriers, ["yunda", "sto"]);
    assert_eq!(both.codes[0].doubt, Some(CodeDoubt::Ambiguous));
    for text in ["19900006017", "单号19900006017", "运单号 199 0000 6017", "订单号19900006017"]
    {
        let read = read_text(&playbook, text, None);
        assert!(read.codes.is_empty() && read.order_numbers.is_empty(), "{text}");
        assert_eq!(read.phones.len(), 1, "{text}");
    }
}

#[test]
fn what_was_put_right_or_is_in_doubt_is_said() {
    let playbook = Playbook::builtin();
    let one = |text: &str| read_text(&playbook, text, None).codes.remove(0);
    assert_eq!(one("ＳＦ１ 2345 6789 0123").healed, [Healing::FullWidth, Healing::Grouped]);
    let misread = one("SF12O3846571902");
    assert_eq!((misread.doubt, misread.certain()), (Some(CodeDoubt::Misread), None));
    assert_eq!(one("单号:EA123456784CN").doubt, Some(CodeDoubt::BadCheck));
    let unknown = one("单号LJTC-20261122-07");
    assert_eq!(unknown.doubt, Some(CodeDoubt::UnknownFormat));
    assert!(unknown.candidates.is_empty());
    let phone = |text: &str| read_text(&playbook, text, None).phones.remove(0).doubt;
    assert_eq!(phone("电话1990000123"), Some(PhoneDoubt::WrongLength));
    assert_eq!(phone("19900001122是空号"), Some(PhoneDoubt::NotInService));
    assert_eq!(phone("19900001122"), None);
}

#[test]
fn a_deadline_is_a_moment_once_it_is_known_what_time_it_is() {
    let playbook = Playbook::builtin();
    // 2026-11-22 13:10 in Shanghai.
    let now = LocalNow { at_ms: 1_795_324_200_000, utc_offset_minutes: 480 };
    let read = read_text(&playbook, "合同今天下午四点前必须到,开标用", Some(now));
    let deadline = read.deadline.expect("a deadline");
    assert_eq!((deadline.days_ahead, deadline.minute), (0, Some(16 * 60)));
    assert_eq!(deadline.minutes_left, Some(170));
    assert_eq!(deadline.at_ms, Some(1_795_324_200_000 + 170 * 60_000));
    for (text, days, minute) in [
        ("今天17:30前要用", 0, Some(17 * 60 + 30)),
        ("明天上午10点前要到", 1, Some(600)),
        ("老人的胰岛素今天必须送到", 0, None),
        ("今天下班前一定要送到公司", 0, Some(18 * 60)),
        ("四点半之前", 0, Some(4 * 60 + 30)),
        ("we need it by 4pm today", 0, Some(16 * 60)),
        ("before 10 am tomorrow", 1, Some(600)),
    ] {
        let read = read_text(&playbook, text, None).deadline.unwrap_or_else(|| panic!("{text}"));
        assert_eq!((read.days_ahead, read.minute), (days, minute), "{text}");
    }
    for text in ["7楼前台", "两天前寄的", "约了9点到12点", "2026-11-22 14:30 到的", "前天"]
    {
        assert_eq!(read_text(&playbook, text, None).deadline, None, "{text}");
    }
}

#[test]
fn a_draft_is_a_proposal_with_keys_fields_and_priority() {
    let text = "SF1203456789017的空调不制冷,19900006017,望湖路188号云栖花园3幢2单元1102室";
    let read = read_text(&Playbook::builtin(), text, None);
    let draft = &read.draft;
    assert_eq!(draft.kind.as_deref(), Some("repair"));
    assert_eq!(draft.keys, [Key::new("waybill", "SF1203456789017")]);
    assert_eq!(draft.fields["contact/phone"], "19900006017");
    assert_eq!(draft.fields["address/text"], "望湖路188号云栖花园3幢2单元1102室");
    assert_eq!(draft.fields["fault"], text);
    assert_eq!(draft.title.as_ref().map(|title| title.zh.as_str()), Some("报修"));
    // The rule and its version stay with the ticket that is made of it.
    let version = Playbook::builtin().version();
    let by = read.priority.as_ref().and_then(|one| one.rule.as_deref()).unwrap_or("default");
    assert_eq!(draft.fields["priority/rule"], format!("{by}@builtin/{version}"));
    let order = draft.order(Lang::Zh).expect("an order");
    assert!(order.fields.iter().any(|one| one.path == "priority/rule"));
    assert_eq!(read_text(&Playbook::builtin(), "你好", None).draft.keys, []);
}

#[test]
fn topics_are_all_found_and_no_others() {
    let playbook = Playbook::builtin();
    let all = messages(HAND);
    let about_nothing = all.iter().filter(|one| one.k.as_ref().is_some_and(BTreeSet::is_empty));
    assert!(about_nothing.count() >= 80, "messages about nothing are missing");
    let mut wrong = Vec::new();
    for one in &all {
        let Some(labelled) = &one.k else { continue };
        let read = read_text(&playbook, &one.t, None);
        let found: BTreeSet<String> = read.topics.iter().map(|hit| hit.topic.clone()).collect();
        if found != *labelled {
            wrong.push(format!("{found:?} for {labelled:?} in {}", one.t));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
