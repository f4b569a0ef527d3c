//! Ann has no signal and a message: it becomes an order, and what she scans is understood.

use std::sync::Arc;

use counterfoil_domain::moment::Anchor;
use counterfoil_domain::playbook::words::Lang;
use counterfoil_domain::shift::LoadVerdict;

use super::{Device, NOON_MS, found};
use crate::orders::ScanVerdict;
use crate::phone::core::Core;
use crate::ports::{Moments, SettableMoments};

const MESSAGE: &str = "我那个榴莲快递两天了还没到,都臭了,单号 YT 8812 3456 7001 9,电话19900006017";

#[test]
fn a_message_becomes_an_order_without_signal() {
    let device = Device::new();
    let phone = device.enrolled();
    // 1. She pastes what the customer wrote: nothing is written by that.
    let read = phone.orders().read_text(MESSAGE, 480).unwrap();
    assert_eq!(read.codes[0].value.text(), "YT8812345670019");
    assert_eq!(read.phones[0].value.text(), "19900006017");
    let priority = read.priority.as_ref().unwrap();
    assert_eq!(
        (priority.level.as_str(), priority.rule.as_deref()),
        ("urgent", Some("fresh_claim"))
    );
    assert_eq!(phone.syncing().status().unwrap().on_phone, 0);
    // 2. She founds it. A courier sets no telephone: the words go along as a remark.
    let (order, _) = phone.orders().found_from_draft(&read.draft, MESSAGE, Lang::Zh).unwrap();
    let sheet = phone.orders().sheet(order).unwrap().sheet;
    assert_eq!(sheet.card.kind, "fresh");
    assert_eq!(sheet.card.keys[0].value, "YT8812345670019");
    // How urgent it is, and by which version of which rule, is hers to propose.
    let proposed = |path: &str| {
        let row = sheet.fields.iter().find(|row| row.path == path);
        row.and_then(|row| row.proposals.first()).map(|one| one.value.clone())
    };
    assert_eq!(proposed("priority/rule"), Some(priority.by("builtin")));
    assert!(proposed("priority").is_some());
    assert_eq!(phone.orders().search("0019").unwrap().len(), 1);
    // 3. The same label is known from now on, in whatever form a scanner gives it.
    for code in ["YT8812345670019", "yt8812345670019", "https://a.example/t?n=YT8812345670019"] {
        let scanned = phone.captures().scan(order, code, "qr");
        assert!(scanned.is_ok_and(|scanned| scanned.matches), "{code}");
    }
}

/// The hub has just said that it is noon.
fn anchor(moments: &SettableMoments) -> Anchor {
    let now = moments.clocks();
    Anchor {
        hub_time_ms: NOON_MS as u64,
        log_size: 0,
        log_root: [0; 16],
        boot: now.boot,
        sent_ms: now.monotonic_ms,
        received_ms: now.monotonic_ms,
    }
}

#[test]
fn a_second_ticket_on_the_same_matter_is_told_of_the_first_for_three_days() {
    let mut device = Device::new();
    let moments = Arc::new(SettableMoments::at(NOON_MS));
    device.ports.moments = moments.clone();
    let phone = device.enrolled();
    phone.core.write(|tx| Core::set_anchor(tx, &anchor(&moments))).unwrap();
    let read = phone.orders().read_text(MESSAGE, 480).unwrap();
    assert!(phone.orders().same_matter(&read.draft).unwrap().is_empty());
    let (order, _) = phone.orders().found_from_draft(&read.draft, MESSAGE, Lang::Zh).unwrap();
    // 1. The customer writes again, in other words: the number and the kind are the same.
    let again = "榴莲还没到!!单号yt8812345670019 都坏了";
    let mut draft = phone.orders().read_text(again, 480).unwrap().draft;
    let hint = phone.orders().same_matter(&draft).unwrap();
    assert_eq!(
        hint.iter().map(|one| (one.order, one.is_over)).collect::<Vec<_>>(),
        [(order, false)]
    );
    // 2. Another number or another kind of matter is another matter.
    let other = phone.orders().read_text("榴莲还没到,单号YT8812345670020,坏了", 480).unwrap();
    assert!(phone.orders().same_matter(&other.draft).unwrap().is_empty());
    let fresh = draft.kind.replace("parcel".into());
    assert!(phone.orders().same_matter(&draft).unwrap().is_empty());
    draft.kind = fresh;
    // 3. After three days it is a new one, whatever the wall clock says.
    moments.pass(71 * 3_600_000);
    moments.set_back(9 * 3_600_000);
    assert_eq!(phone.orders().same_matter(&draft).unwrap().len(), 1);
    moments.pass(2 * 3_600_000);
    assert!(phone.orders().same_matter(&draft).unwrap().is_empty());
}

#[test]
fn a_deadline_is_reckoned_from_the_believed_time_and_not_from_a_clock_that_was_set_back() {
    let mut device = Device::new();
    let moments = Arc::new(SettableMoments::at(NOON_MS));
    device.ports.moments = moments.clone();
    let phone = device.enrolled();
    let deadline = || {
        let read = phone.orders().read_text("冰箱坏了,明天下午三点前来修", 480).unwrap();
        read.deadline.unwrap().at_ms.unwrap()
    };
    let anchor = anchor(&moments);
    let right = deadline();
    phone.core.write(|tx| Core::set_anchor(tx, &anchor)).unwrap();
    assert_eq!(deadline(), right);
    moments.set_back(3 * 24 * 3_600_000);
    assert_eq!(deadline(), right, "three days back on the wall, and tomorrow is tomorrow");
}

#[test]
fn a_crate_is_loaded_by_any_of_its_labels() {
    let device = Device::new();
    let phone = device.enrolled();
    phone.account().begin_shift(None, None).unwrap();
    let label = "]C100106141411234567897";
    let answer = phone.captures().load(label, "code128").unwrap();
    assert_eq!(answer.verdict, LoadVerdict::Unknown);
    assert!(answer.founded && answer.taken);
    let order = answer.order.unwrap();
    let keys = phone.orders().sheet(order).unwrap().sheet.card.keys;
    assert_eq!((keys[0].scheme.as_str(), keys[0].value.as_str()), ("sscc", "106141411234567897"));
    let bare = phone.captures().scan(order, "00106141411234567897", "code128").unwrap();
    assert!(bare.matches);
    // A damaged label names nothing, and says why.
    let damaged = phone.orders().read_scan("]C100106141411234567890").unwrap();
    assert!(damaged.refused.is_some() && damaged.candidates.is_empty());
}

#[test]
fn labels_that_stay_in_sight_are_read_once() {
    let device = Device::new();
    let phone = device.enrolled();
    found(&phone, "SF1234567890123");
    phone.account().begin_shift(None, None).unwrap();
    let codes = ["SF1234567890123", "YT8812345678901"];
    for _ in 0..5 {
        for code in codes {
            phone.captures().load(code, "code128").unwrap();
        }
    }
    assert_eq!(phone.orders().load_check().unwrap().reads, 2);
    assert!(matches!(phone.orders().lookup(codes[0]), Ok(ScanVerdict::Known { .. })));
}
