//! The shortest day: an order comes, a photograph and a remark go, everything is safe, the phone is closed.

use counterfoil_ffi::account::HubPin;
use counterfoil_ffi::phone::{Removal, SharedDevice};
use counterfoil_ffi::ports::{Ports, file_secret_store};
use counterfoil_ffi::values::captures::PhotoSource;
use counterfoil_ffi::values::facts::Consent;
use counterfoil_ffi::values::lists::{ListOrder, OrderFilter, ScanVerdict};
use counterfoil_ffi::values::syncing::SessionEnd;
use counterfoil_ffi::{CounterfoilError, Phone};

use crate::ann::{Ann, config, ports, wait};

fn everything() -> OrderFilter {
    OrderFilter { kind: None, stages: vec![], is_open: None, is_mine: None, attention: None }
}

fn picture(ann: &Ann) -> PhotoSource {
    let path = format!("{}/door.jpg", ann.folder.path());
    let encoder = jpeg_encoder::Encoder::new_file(&path, 90).expect("a file");
    let pixels: Vec<u8> = (0..320 * 240 * 3).map(|at: usize| (at * at / 97) as u8).collect();
    encoder.encode(&pixels, 320, 240, jpeg_encoder::ColorType::Rgb).expect("a picture");
    PhotoSource { path, preview: None, role: "door".into() }
}

#[test]
fn an_order_comes_and_what_was_done_on_it_is_safe() {
    let ann = Ann::enrolled();
    // 1. Two orders come.
    let (first, second) = (ann.order(1), ann.order(2));
    let report = ann.sync();
    assert_eq!((report.end, report.is_done), (SessionEnd::Done, true), "{report:?}");
    let orders = ann.phone.orders();
    let page = orders.list(everything(), ListOrder::Due, None, 1).expect("a page");
    let next = orders.list(everything(), ListOrder::Due, page.next, 10).expect("a page");
    let mut ids: Vec<String> = page.cards.into_iter().chain(next.cards).map(|c| c.id).collect();
    ids.sort();
    let mut made = [first.clone(), second];
    made.sort();
    assert_eq!(ids, made);
    let found = orders.lookup("sf 0000 0000 00001".into()).expect("looked up");
    assert_eq!(found, ScanVerdict::Known { orders: vec![first.clone()] });
    // 2. The sheet says what can be done, in words.
    let sheet = orders.sheet(first.clone()).expect("a sheet");
    assert_eq!(sheet.sheet.card.title.as_deref(), Some("一箱苹果"));
    assert!(!sheet.offers.is_empty(), "something can be done next");
    let missing = sheet.offers.iter().flat_map(|offer| &offer.missing);
    assert!(missing.clone().all(|one| !one.words.zh.is_empty() && !one.words.en.is_empty()));
    // 3. A photograph and a remark, and they go.
    let taken = ann.phone.captures().photo(first.clone(), picture(&ann)).expect("taken");
    assert!(taken.sharpness.is_some());
    ann.phone.captures().comment(first.clone(), "门口有狗".into()).expect("a remark");
    let before = ann.phone.syncing().status().expect("status");
    assert!(before.on_phone >= 2 && before.blobs_waiting >= 2, "{before:?}");
    let report = ann.sync();
    assert!(report.is_done && report.uploaded >= 2, "{report:?}");
    assert_eq!(ann.phone.syncing().status().expect("status").on_phone, 0);
    // 4. The office sees both.
    let path = format!("/v1/office/orders/{first}");
    let shown = ann.hub.office("GET".into(), path, None).expect("shown");
    assert!(shown.contains("门口有狗") && shown.contains(&taken.original), "{shown}");
    // 5. The picture is readable here, by its name.
    let captures = ann.phone.captures();
    let bytes = captures.blob(taken.original.clone()).expect("bytes");
    assert_eq!(bytes.get(..2), Some(&[0xff, 0xd8][..]));
    let pictures = captures.pictures(first).expect("pictures");
    assert_eq!(pictures.len(), 1);
    assert!(pictures[0].is_here && pictures[0].original == taken.original);
    let small = captures.thumbnail(taken.original.clone()).expect("a thumbnail");
    assert_eq!(small.bytes.get(..2), Some(&[0xff, 0xd8][..]));
    let stream = captures.open_blob(taken.original).expect("a stream");
    let mut read = Vec::new();
    loop {
        let part = stream.read(1_000).expect("read");
        if part.is_empty() {
            break;
        }
        read.extend(part);
    }
    assert!(read == bytes && stream.size_bytes() == bytes.len() as i64);
    stream.close();
    assert_eq!(stream.read(1).err(), Some(CounterfoilError::Closed));
}

#[test]
fn what_was_written_offline_goes_when_there_is_signal() {
    let ann = Ann::enrolled();
    let order = ann.order(3);
    ann.sync();
    ann.hub.signal_off().expect("off");
    ann.phone.captures().comment(order, "没人在家".into()).expect("a remark");
    let report = ann.sync();
    assert_eq!(report.end, SessionEnd::Offline, "being offline is no error");
    assert_eq!(report.unsent, 1);
    ann.hub.signal_on().expect("on");
    assert!(ann.sync().is_done);
}

#[test]
fn errors_say_what_a_person_can_do() {
    let ann = Ann::enrolled();
    let orders = ann.phone.orders();
    // A text that is no id, an id that is nobody's, a page that no list gave.
    let not_found = |what: &str| CounterfoilError::NotFound { what: what.into() };
    assert_eq!(orders.sheet("x".into()).unwrap_err(), not_found("order"));
    assert_eq!(orders.sheet("0".repeat(32)).unwrap_err(), not_found("order"));
    let page = orders.list(everything(), ListOrder::Due, Some("x".into()), 5);
    assert_eq!(page.unwrap_err(), not_found("page"));
    // A second opening, and a shift in a shift, in both languages.
    let again = Ports { secrets: ann.secrets.clone(), ..ports() };
    let second = Phone::open(config(&ann.folder), again);
    assert!(matches!(second, Err(CounterfoilError::AlreadyOpen)), "{second:?}");
    match ann.phone.account().begin_shift(None, None).unwrap_err() {
        CounterfoilError::NotAllowed { reason } => {
            assert_eq!(reason.code, "shift_open");
            assert_eq!(reason.words_zh, ["已经在班"]);
            assert_eq!(reason.words_en.len(), 1);
        }
        other => panic!("{other}"),
    }
    // A number that cannot be, and an id within a record.
    let order = ann.order(4);
    ann.sync();
    let consent = Consent {
        to: "locker".into(),
        who: "李女士".into(),
        channel: "phone".into(),
        words: String::new(),
        attempts: vec!["not a fact".into()],
        place: None,
        screenshot: None,
        until_ms: None,
    };
    let captures = ann.phone.captures();
    let refused = captures.consent(order.clone(), consent.clone()).unwrap_err();
    assert_eq!(refused, not_found("fact"));
    let consent = Consent { attempts: vec![], until_ms: Some(-1), ..consent };
    let refused = captures.consent(order, consent).unwrap_err();
    assert!(matches!(refused, CounterfoilError::NotAllowed { reason } if reason.code == "number"));
    // A code that is none, and a code that was used.
    let enrol = |code: String| wait(ann.phone.account().enrol(code));
    assert!(matches!(enrol("hello".into()), Err(CounterfoilError::NotAllowed { .. })));
    let root = "01".repeat(32);
    for (hub_url, fingerprint) in [("https://hub.example", "none"), ("hub.example", root.as_str())]
    {
        let pin = HubPin { hub_url: hub_url.into(), root_fingerprint: fingerprint.into() };
        match wait(ann.phone.account().enrol_with_ticket(pin, "ticket".into())) {
            Err(CounterfoilError::NotAllowed { reason }) => assert_eq!(reason.code, "hub_pin"),
            other => panic!("{hub_url} {fingerprint}: {other:?}"),
        }
    }
}

#[test]
fn a_closed_phone_says_so_and_opens_again() {
    let ann = Ann::enrolled();
    let order = ann.order(5);
    ann.sync();
    ann.phone.close();
    ann.phone.close();
    let closed = Some(CounterfoilError::Closed);
    assert_eq!(ann.phone.orders().sheet(order).err(), closed);
    assert_eq!(ann.phone.syncing().status().err(), closed);
    assert_eq!(wait(ann.phone.syncing().run(crate::ann::budget())).err(), closed);
    // The same secrets open the same store.
    let again = Ports { secrets: ann.secrets.clone(), ..ports() };
    let phone = Phone::open(config(&ann.folder), again).expect("opened again");
    assert!(!phone.opening().is_new && !phone.opening().restored_copy);
    assert!(phone.account().status().expect("status").enrolled.is_some());
    phone.close();
}

#[test]
fn two_people_share_a_device_and_keep_their_own() {
    let folder = counterfoil_testkit::TestFolder::make().expect("a folder");
    let device = SharedDevice::at(folder.path());
    let secrets = || file_secret_store(device.secrets_folder()).expect("a key store");
    for name in ["ann", "波"] {
        let config = device.person(name.into()).expect("a store of one's own");
        let phone = Phone::open(config, Ports { secrets: secrets(), ..ports() }).expect("opened");
        assert!(phone.opening().is_new);
        phone.close();
    }
    assert_eq!(device.people(), ["ann", "波"]);
    let with = || Ports { secrets: secrets(), ..ports() };
    let about = device.about("波".into(), with()).expect("known");
    assert_eq!((about.enrolled, about.unsent), (None, 0));
    device.remove("波".into(), with(), Removal::PutAside).expect("put aside");
    assert_eq!(device.people(), ["ann"]);
    device.bring_back("波".into()).expect("back");
    device.remove("波".into(), with(), Removal::IfNothingLeft).expect("nothing is left");
    assert_eq!(device.people(), ["ann"]);
    let ann = device.person("ann".into()).expect("hers");
    let phone = Phone::open(ann, Ports { secrets: secrets(), ..ports() }).expect("opened");
    assert!(!phone.opening().is_new);
    phone.close();
    assert!(matches!(device.person("../x".into()), Err(CounterfoilError::NotAllowed { .. })));
    folder.close().expect("gone");
}
