//! What a role may not see is not on its phone: the whole database, decrypted, and every file beside it are
//! searched for what was planted; old values and what was seen before an order went to somebody else included.

use counterfoil_tests::harness::{Person, World};
use serde_json::json;

/// Values that the office writes, with who may ever have them: a name for each to be told by.
const FIRST_PHONE: &str = "19900001111";
const SECOND_PHONE: &str = "19900002222";
const STREET: &str = "槐荫里七号院九单元";
/// In fen: an integer in the documents' own writing, and in cards.
const MONEY_FEN: u32 = 735_190_246;
const DESK_FIELD: &str = "欠款客户勿提";
const DESK_FIELD_BEFORE: &str = "疑似恶意投诉";
const REMARK: &str = "送到先打电话暗号柿子";

/// What was taken out of a phone: where it lay, and its bytes.
type Dump = Vec<(String, Vec<u8>)>;

/// Where bytes stand in what was taken out of a phone.
fn finds(dump: &Dump, needle: impl AsRef<[u8]>) -> Vec<String> {
    let needle = needle.as_ref();
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|part| part == needle);
    dump.iter().filter(|(_, bytes)| holds(bytes)).map(|(place, _)| place.clone()).collect()
}

/// The sum as CBOR has it, as automerge has it (LEB128), and as a text.
fn money() -> [Vec<u8>; 3] {
    let (mut rest, mut leb128) = (MONEY_FEN, Vec::new());
    while rest >= 0x40 {
        leb128.push(u8::try_from(rest & 0x7f).expect("seven bits") | 0x80);
        rest >>= 7;
    }
    leb128.push(u8::try_from(rest).expect("seven bits"));
    [MONEY_FEN.to_be_bytes().to_vec(), leb128, MONEY_FEN.to_string().into_bytes()]
}

fn has_none(who: &mut Person, what: &[&str]) {
    let dump = who.dump();
    assert!(dump.len() > 20, "{}: nothing was dumped", who.name);
    for text in what {
        let found = finds(&dump, text);
        assert!(found.is_empty(), "{} has {text}: {found:?}", who.name);
    }
}

/// Nothing of the order's sum, in any writing, and no document for others' eyes.
fn knows_no_money(who: &mut Person) {
    let dump = who.dump();
    for bytes in money() {
        let found = finds(&dump, &bytes);
        assert!(found.is_empty(), "{} has the sum as {bytes:x?}: {found:?}", who.name);
    }
    assert_eq!(who.document_audiences(), Vec::<String>::new(), "{}", who.name);
}

#[tokio::test]
async fn a_dump_of_a_phone_shows_nothing_that_its_role_may_not_see() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let mut chen = world.phone("chen", &["courier"]).await;
    let mut bo = world.phone("bo", &["technician"]).await;
    // 1. The office makes Ann's parcel, and corrects the telephone number and an inner note.
    let fields = json!({
        "title": "一箱苹果", "contact/name": "李女士", "contact/phone": FIRST_PHONE,
        "address/line": STREET, "goods_due_minor": MONEY_FEN, "desk/risk": DESK_FIELD_BEFORE,
    });
    let order = world.order_with("parcel", Some(ann.id), fields).await;
    world.edit(order, json!({"contact/phone": SECOND_PHONE, "desk/risk": DESK_FIELD})).await;
    world.comment(order, REMARK).await;
    for phone in [&ann, &chen, &bo] {
        phone.sync().await;
    }
    // 2. Ann has what she needs: the search finds it, so it would find the rest. Of the desk's nothing.
    let dump = ann.dump();
    for text in [SECOND_PHONE, STREET, REMARK] {
        assert!(!finds(&dump, text).is_empty(), "Ann lacks {text}");
    }
    assert!(
        money().iter().filter(|bytes| !finds(&dump, bytes).is_empty()).count() >= 2,
        "the sum is there"
    );
    assert!(!ann.document_audiences().contains(&"desk".to_owned()));
    has_none(&mut ann, &[DESK_FIELD, DESK_FIELD_BEFORE]);
    // 3. Chen is on duty at the same outlet, Bo repairs: they know that the parcel is there, and nothing more.
    let all = [FIRST_PHONE, SECOND_PHONE, STREET, DESK_FIELD, DESK_FIELD_BEFORE, REMARK];
    has_none(&mut chen, &all);
    has_none(&mut bo, &all);
    knows_no_money(&mut chen);
    knows_no_money(&mut bo);
    // 4. The parcel goes to Chen. What Ann had is gone from her phone, old values too; Chen has it.
    world.assign(order, Some(chen.id)).await;
    ann.sync().await;
    chen.sync().await;
    has_none(&mut ann, &all);
    knows_no_money(&mut ann);
    let dump = chen.dump();
    for text in [SECOND_PHONE, STREET, REMARK] {
        assert!(!finds(&dump, text).is_empty(), "Chen lacks {text}");
    }
    has_none(&mut chen, &[DESK_FIELD, DESK_FIELD_BEFORE]);
    // 5. It comes to an end; Bo and Ann still know nothing.
    world.cancel(order).await;
    for phone in [&ann, &chen, &bo] {
        phone.sync().await;
    }
    has_none(&mut bo, &all);
    has_none(&mut ann, &all);
}

#[tokio::test]
async fn a_role_that_is_taken_away_takes_its_words_out_of_the_search_at_that_time() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let fields =
        json!({"title": "一箱苹果", "contact/phone": SECOND_PHONE, "address/line": STREET});
    let order = world.order_with("parcel", Some(ann.id), fields).await;
    ann.sync().await;
    // The index holds numbers behind a letter, each without what it shares with the one before.
    let in_search = |dump: &Dump| {
        finds(dump, &SECOND_PHONE[1..]).iter().filter(|place| place.contains("search")).count()
    };
    assert!(in_search(&ann.dump()) > 0, "the search knows the number");
    // She moves to the desk of claims: the order is still hers to carry, but whom it is for is not hers to read.
    let path = format!("/v1/office/people/{}/roles", ann.id);
    world.put(&path, &json!({"roles": ["customer_service"]})).await;
    ann.sync().await;
    assert_eq!(in_search(&ann.dump()), 0);
    has_none(&mut ann, &[SECOND_PHONE, STREET]);
    assert!(ann.phone().orders().sheet(order).is_ok(), "it is here, with less");
}
