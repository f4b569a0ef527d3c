//! Stories of search: what people type, and what they find.

use std::time::Instant;

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::migrations::Schema;

fn index_of(cards: &[&str]) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(Schema::CURRENT.projection).unwrap();
    for (row, text) in cards.iter().enumerate() {
        put(&connection, row as i64, text).unwrap();
    }
    connection
}

fn finds(text: &str, typed: &str) -> bool {
    find(&index_of(&[text]), typed).unwrap() == [0]
}

#[test]
fn two_chinese_characters_are_enough() {
    let card = "北京市朝阳区建国路88号SOHO现代城 王小明";
    for typed in
        ["北京", "朝阳", "国路", "小明", "现代城", "88号", "soho", "北京 小明", "小明 北京"]
    {
        assert!(finds(card, typed), "{typed}");
    }
    for typed in ["京北", "上海", "明小", "北京 上海"] {
        assert!(!finds(card, typed), "{typed}");
    }
}

#[test]
fn the_last_four_digits_of_a_phone_or_a_waybill_are_enough() {
    let card = "SF1234567890123 13800136017 张三";
    for typed in ["6017", "0123", "13800136017", "138001", "sf123456", "1234567890123", "1234567"] {
        assert!(finds(card, typed), "{typed}");
    }
    assert!(!finds(card, "8001"), "four digits from the middle");
    assert!(!finds(card, "9999"));
}

#[test]
fn a_phone_is_found_however_it_was_written() {
    for card in ["138-0013-6017", "138 0013 6017", "13800136017", "１３８００１３６０１７"]
    {
        for typed in ["13800136017", "138 0013 6017", "138-0013-6017", "6017", "６０１７"] {
            assert!(finds(card, typed), "{typed} in {card}");
        }
    }
}

#[test]
fn width_and_case_do_not_matter() {
    assert!(finds("ＡＢＣ大厦", "abc"));
    assert!(finds("ABC大厦", "ａｂｃ大"));
    assert!(finds("㈱山田ｶﾞﾗｽ", "ガラス"));
}

#[test]
fn characters_beyond_the_first_plane_are_found() {
    // Rare characters of names, from the extensions B, G and a place not yet assigned.
    for name in ["\u{20BB7}野家", "\u{30EDE}面", "\u{3FFF0}某"] {
        let two: String = name.chars().take(2).collect();
        assert!(finds(&format!("收件人{name}"), &two), "{name}");
    }
}

#[test]
fn a_word_may_be_half_typed() {
    assert!(finds("Johannes Schmidt", "schm"));
    assert!(!finds("Johannes Schmidt", "midt"));
}

#[test]
fn a_card_that_was_removed_or_changed_is_not_found_under_its_old_words() {
    let index = index_of(&["北京", "上海"]);
    put(&index, 0, "广州").unwrap();
    assert!(find(&index, "北京").unwrap().is_empty());
    assert_eq!(find(&index, "广州").unwrap(), [0]);
    remove(&index, 1).unwrap();
    assert!(find(&index, "上海").unwrap().is_empty());
}

#[test]
fn nothing_typed_finds_nothing() {
    let index = index_of(&["北京"]);
    for typed in ["", "   ", "***", "\"", "。，"] {
        assert!(find(&index, typed).unwrap().is_empty(), "{typed:?}");
    }
}

#[test]
fn ten_thousand_cards_are_searched_quickly() {
    let streets = ["建国路", "中山北路", "人民大道", "解放路", "长江东街"];
    let names = ["王小明", "李雷", "韩梅梅", "欧阳娜娜", "赵铁柱"];
    let cards: Vec<String> = (0..10_000u64)
        .map(|n| {
            let (street, name) = (streets[n as usize % 5], names[(n / 7) as usize % 5]);
            let number = n * 7_919;
            format!("SF{:013} 北京市朝阳区{street}{}号 {name} 138{number:08}", number, n % 300)
        })
        .collect();
    let refs: Vec<&str> = cards.iter().map(String::as_str).collect();
    let index = index_of(&refs);
    for typed in ["小明", "中山 李雷", "6017", "中山北路6号", "sf00000"] {
        let begun = Instant::now();
        let found = find(&index, typed).unwrap();
        let took = begun.elapsed();
        println!("{typed}: {} cards in {took:?}", found.len());
        assert!(!found.is_empty(), "{typed}");
        assert!(took.as_millis() < 500, "{typed} took {took:?}");
    }
}

fn han() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::char::range('\u{4E00}', '\u{9FFF}'),
        1 => proptest::char::range('\u{3400}', '\u{4DBF}'),
        1 => proptest::char::range('\u{20000}', '\u{323AF}'),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_two_neighbouring_characters_are_found(
        text in proptest::collection::vec(
            prop_oneof![9 => han(), 1 => Just(' '), 1 => Just('，'), 1 => Just('7')], 2..60),
    ) {
        let written: String = text.iter().collect();
        let index = index_of(&[&written]);
        let is_han = |c: &char| *c >= '\u{3400}' && *c != '，';
        for pair in text.windows(2).filter(|pair| pair.iter().all(is_han)) {
            let typed: String = pair.iter().collect();
            prop_assert_eq!(find(&index, &typed).unwrap(), [0], "{} in {}", typed, written);
        }
    }

    #[test]
    fn no_question_is_an_error(
        typed in any::<String>(),
        hostile in "[\"*:^(){}+\\-a-cANDORNOTNEAR0-9 ]{0,60}",
    ) {
        let index = index_of(&["北京 a b c 123456"]);
        prop_assert!(find(&index, &typed).is_ok(), "{typed:?}");
        prop_assert!(find(&index, &hostile).is_ok(), "{hostile:?}");
    }

    #[test]
    fn a_text_is_found_by_its_own_tail(number in "[0-9]{5,20}") {
        let index = index_of(&[&format!("单号{number}，急")]);
        let tail = &number[number.len() - 4..];
        prop_assert_eq!(find(&index, tail).unwrap(), [0]);
        prop_assert_eq!(find(&index, &number).unwrap(), [0]);
    }
}
