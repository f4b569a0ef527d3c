//! Cards are hidden however they are typed, and what looks like one is not.

use super::*;

#[test]
fn a_card_is_hidden_however_it_is_typed() {
    // Numbers that the organisations publish for tests, and a UnionPay number of 19 digits made to fit.
    for (typed, shown) in [
        ("卡号4111111111111111,尽快退", "卡号************1111,尽快退"),
        ("4111 1111 1111 1111", "**** **** **** 1111"),
        ("4111-1111-1111-1111 转账", "****-****-****-1111 转账"),
        ("５５５５５５５５５５５５４４４４", "************４４４４"),
        ("378282246310005", "***********0005"),
        ("3782 822463 10005", "**** ****** *0005"),
        ("3056 930902 5904", "**** ****** 5904"),
        ("6222 0212 3456 7890 128", "**** **** **** ***0 128"),
        ("622202 1234567890128", "****** *********0128"),
        ("退到6222021234567890128(工行)", "退到***************0128(工行)"),
        ("2223003122003222和6011111111111117", "************3222和************1117"),
        ("电话19900006017 4111111111111111", "电话19900006017 ************1111"),
        ("19900006017 4111 1111 1111 1111", "19900006017 **** **** **** 1111"),
    ] {
        assert_eq!(hide_cards(typed, &[]).as_deref(), Some(shown), "{typed}");
        assert_eq!(hide_cards(shown, &[]), None, "hidden once for all: {shown}");
        assert_eq!(typed.chars().count(), shown.chars().count());
    }
}

#[test]
fn waybills_telephones_and_times_stay_as_they_are() {
    for text in [
        "SF1203456789017",
        "运单YT8801234567890,电话19900006017",
        "JD4111111111111111",
        "4111111111111112",
        "41111111111111111111",
        "0571-86005521转802",
        "2026-11-22 18:30:00",
        "订单 20261122001 20261122002",
        "1790000000000",
        "4312345678905",
        "75412345678905",
        "690123456789012345",
        "1111 1111 1111 1111",
        "",
    ] {
        assert_eq!(hide_cards(text, &[]), None, "{text}");
    }
    assert_eq!(hide_cards("单号4111111111111111", &["4111111111111111"]), None, "its own waybill");
}

#[test]
fn every_single_wrong_digit_is_seen_and_so_is_every_right_one() {
    let card = "6222021234567890128";
    for place in 2..card.len() {
        for digit in b'0'..=b'9' {
            let mut other = card.as_bytes().to_vec();
            other[place] = digit;
            let other = String::from_utf8(other).expect("digits");
            assert_eq!(hide_cards(&other, &[]).is_some(), other == card, "{other}");
        }
    }
}

#[test]
fn telephones_and_names_show_what_tells_them_apart() {
    for (number, shown) in [
        ("19900006017", "199****6017"),
        ("+86 199 0000 6017", "+86 1** **** 6017"),
        ("0571-86005521", "057*-****5521"),
        ("86005521", "86****21"),
        ("17000001234转5678", "170********转5678"),
        ("199****6017", "199****6017"),
        ("12345", "*****"),
        ("无", "*"),
        ("王伟 13812345678", "** 138****5678"),
        ("13812345678*801", "138*********801"),
    ] {
        assert_eq!(hide_phone(number), shown);
    }
    for (name, shown) in [("王女士", "王**"), (" Ann Lee ", "A******"), ("", "")] {
        assert_eq!(hide_name(name), shown);
    }
    assert_eq!(hide_name(&"长".repeat(90)).chars().count(), limits::MASKED_NAME_CHARS_MAX);
}

#[test]
fn an_address_is_shown_down_to_its_road() {
    for (address, shown) in [
        ("临江市滨河区望湖路188号云栖花园3幢2单元1102室", "临江市滨河区望湖路***"),
        ("上海市徐汇区漕溪北路595号B座", "上海市徐汇区漕溪北路***"),
        ("望湖路186号沿街商铺(老李水果店旁)", "望湖路***"),
        ("云栖花园北门丰巢柜(靠近物业)", "***"),
        ("滨河区石桥村5组,村口小卖部代收", "滨河区***"),
        ("李女士19900006017", "***"),
        ("", "***"),
    ] {
        assert_eq!(hide_address(address), shown, "{address}");
    }
    // Whatever is written, no door, no telephone and no name comes through.
    let english = hide_address("Room 1102, Building 3, 188 Wanghu Road, Binhe District, Linjiang");
    assert!(english.starts_with("***") && english.contains("Wanghu"), "{english}");
    assert!(!english.contains("1102") && !english.contains("188"), "{english}");
    let odd = hide_address("电话19900006017路188号");
    assert!(!odd.contains("19900006017"), "{odd}");
}

#[test]
fn an_identity_number_is_no_card() {
    // Eighteen digits that begin as UnionPay's do and whose last one fits; the middle is a day of birth.
    let ends = (0..10).map(|last| format!("62010119840215001{last}"));
    assert!(ends.clone().all(|number| hide_cards(&number, &[]).is_none()));
    let cards = (0..10).map(|last| format!("62010199840215001{last}"));
    assert_eq!(cards.filter(|number| hide_cards(number, &[]).is_some()).count(), 1);
}
