//! Addresses of a real day and many more; the vectors hold each part, these the laws.

use super::{Address, AddressFault, Anchors, DoorKey, KnownPlace, SpotKind, faults};
use crate::limits::ADDRESS_CHARS_MAX;

fn key(text: &str) -> DoorKey {
    Address::parse(text).door_key().unwrap_or_else(|| panic!("{text} names a place"))
}

#[test]
fn one_door_in_many_spellings_is_one() {
    let spellings = [
        "临江市滨河区望湖路188号云栖花园3幢2单元1102室",
        "云栖花园3栋2-1102",
        "云栖花园 3 幢 2 单元 1102",
        "云栖花园小区3号楼2单元1102室",
        "临江市滨河区望湖路188号云栖花园3幢2单元1102室",
        "云栖花园三幢二单元1102室",
        "云栖花园3#2-1102",
        "云栖花园3-2-1102",
        "云栖花园3幢2单元11楼02室",
        "临江市,滨河区,望湖路188号,云栖花园,3幢,2单元,1102室",
        "滨河区云栖花园03幢02单元1102室(按门铃)",
        "云栖花园3樓2單元1102號",
        "云栖花园3座2门1102",
    ];
    let first = key(spellings[0]);
    for spelling in spellings {
        assert!(key(spelling).is_same(&first), "{spelling}: {:?}", Address::parse(spelling));
    }
}

#[test]
fn neighbours_are_not_one_door() {
    let doors = [
        "云栖花园3幢2单元1102室",
        "云栖花园3幢2单元1101室",
        "云栖花园3幢1单元1102室",
        "云栖花园13幢2单元1102室",
        "云栖花园二期3幢2单元1102室",
        "江畔名邸3幢2单元1102室",
        "云栖花园3幢1102室",
        "云栖花园B幢2单元1102室",
    ];
    for (nth, one) in doors.iter().enumerate() {
        for other in &doors[nth + 1..] {
            assert!(!key(one).is_same(&key(other)), "{one} is not {other}");
        }
    }
    let (here, there) = (key("临江市云栖花园3幢101室"), key("海州市云栖花园3幢101室"));
    assert!(!here.is_same(&there), "one name in two cities");
}

#[test]
fn a_road_number_stands_for_its_community_once_somebody_named_both() {
    let whole = Address::parse("望湖路188号云栖花园3幢2单元1102室");
    let short = Address::parse("望湖路188号3幢2单元1102室");
    let anchors = Anchors::learn([&whole, &short]);
    let keys = (DoorKey::of(&whole, &anchors), DoorKey::of(&short, &anchors));
    assert_eq!(keys.0, keys.1);
    let other = Address::parse("望湖路188号江畔名邸1幢101室");
    let anchors = Anchors::learn([&other, &whole, &short]);
    assert_ne!(DoorKey::of(&whole, &anchors), DoorKey::of(&short, &anchors), "two claim it");
}

#[test]
fn a_locker_is_one_spot_of_many_and_a_shop_is_not() {
    let locker = Address::parse("云栖花园北门丰巢柜(靠近物业)");
    assert_eq!(locker.spot.as_deref(), Some("北门丰巢柜"));
    assert_eq!(locker.spot_kind, Some(SpotKind::Locker));
    assert_eq!(locker.hint.as_deref(), Some("靠近物业"));
    assert!(locker.is_shared_spot());
    let shop = Address::parse("望湖路186号沿街商铺(老李水果店旁)");
    assert_eq!((shop.number.as_deref(), shop.is_shared_spot()), (Some("186"), false));
}

#[test]
fn twelve_buildings_have_no_thirteenth() {
    let known = KnownPlace { name: "云栖花园".into(), last_building: Some(12) };
    let wrong = Address::parse("云栖花园13幢2单元1102室");
    let found = faults(&wrong, std::slice::from_ref(&known));
    let says = found.iter().map(|fault| fault.words().zh).collect::<Vec<_>>();
    assert_eq!(says, ["云栖花园只到12幢,没有13幢,先打电话核实"]);
    assert_eq!(faults(&Address::parse("云栖花园12幢2单元1102室"), &[known]), []);
    assert_eq!(faults(&Address::parse("放门口"), &[]), [AddressFault::NoPlace]);
}

#[test]
fn rare_characters_stay() {
    let long = "㛃𠮷".repeat(18);
    let address = Address::parse(&format!("临江市滨河区{long}家园3幢101室"));
    assert_eq!(address.community.as_deref(), Some(format!("{long}家园").as_str()));
    assert_eq!(address.door.as_deref(), Some("101"));
}

#[test]
fn nothing_panics_and_nothing_is_read_for_ever() {
    let alphabet: Vec<char> =
        "市区县省路街号弄幢栋座楼单元室层组村-#/,()(3十一甲东BF 放地下负丰巢柜门𠮷\u{202e}\0ﷺ"
            .chars()
            .collect();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    println!("seed {seed:#x}");
    for round in 0..2_000 {
        let mut text = String::new();
        for _ in 0..round % 60 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).expect("31 bits") % alphabet.len();
            text.push(alphabet[at]);
        }
        let address = Address::parse(&text);
        let _ = (address.door_key(), faults(&address, &[]));
    }
    for hostile in
        ["3-".repeat(100_000), "(".repeat(100_000), "十".repeat(100_000), "ﷺ".repeat(100_000)]
    {
        let address = Address::parse(&hostile);
        let kept = serde_json::to_string(&address).expect("JSON").chars().count();
        assert!(kept < 4 * ADDRESS_CHARS_MAX, "{kept} characters are kept");
    }
}
