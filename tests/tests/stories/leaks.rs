//! What a role may not see is not on its phone: the whole database, decrypted, and every file beside it are
//! searched for what was planted; old values and what was seen before an order went to somebody else included.

use counterfoil_domain::command::{Command, TransitionCommand};
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
    has_none(&mut ann, &[DESK_FIELD, DESK_FIELD_BEFORE, FIRST_PHONE]);
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

#[tokio::test]
async fn a_number_that_was_corrected_leaves_the_phones_that_had_it_and_nothing_unsent_is_lost() {
    let world = World::start().await;
    let mut ann = world.phone("ann", &["courier"]).await;
    let mut dora = world.phone("dora", &["dispatcher"]).await;
    let fields = json!({"title": "一箱苹果", "contact/phone": FIRST_PHONE, "address/line": STREET});
    let order = world.order_with("parcel", Some(ann.id), fields).await;
    for phone in [&ann, &dora] {
        phone.sync().await;
    }
    assert!(!finds(&ann.dump(), FIRST_PHONE).is_empty(), "she was to call this number");
    // 1. Both lose signal. Ann writes a remark; Dora, on the same document, what the customer said.
    for phone in [&ann, &dora] {
        phone.signal().off();
    }
    ann.says(order, REMARK);
    dora.sets(order, "remark", "放门卫");
    // 2. The number was somebody else's: the office corrects it. Their next sync takes the wrong one away.
    world.edit(order, json!({"contact/phone": SECOND_PHONE})).await;
    for phone in [&ann, &dora] {
        phone.signal().on();
        phone.sync().await;
    }
    ann.sync().await;
    for phone in [&mut ann, &mut dora] {
        has_none(phone, &[FIRST_PHONE]);
        let dump = phone.dump();
        for text in [SECOND_PHONE, STREET, "放门卫", REMARK] {
            assert!(!finds(&dump, text).is_empty(), "{} lacks {text}", phone.name);
        }
        let (own, hubs) = (phone.sheet(order).fields, world.hub_sheet(order).await.fields);
        assert_eq!(own, hubs, "{}", phone.name);
    }
    // 3. Another value of the same document does not begin it anew.
    let generation = world.hub_document(order, "contact").await.expect("there").key().generation;
    world.edit(order, json!({"remark": "放快递柜"})).await;
    let after = world.hub_document(order, "contact").await.expect("there").key().generation;
    assert_eq!((generation, after), (1, 1));
}

/// A step with a few words.
fn noted(name: &str) -> Command {
    let (name, note) = (name.to_owned(), Some("见照片".to_owned()));
    Command::Transition(TransitionCommand { name, note, ..Default::default() })
}

#[tokio::test]
async fn the_back_office_has_what_its_work_needs_while_it_needs_it() {
    let world = World::start().await;
    let mut kai = world.phone("kai", &["outlet_clerk"]).await;
    let mut wang = world.phone("wang", &["warehouse"]).await;
    let bo = world.phone("bo", &["technician"]).await;
    let fields = json!({
        "title": "冰箱主板", "contact/phone": FIRST_PHONE, "address/line": STREET,
        "repair_due_minor": MONEY_FEN,
    });
    let order = world.order_with("outlet_repair", Some(bo.id), fields).await;
    bo.sync().await;
    let knows_the_sum = |who: &mut Person| {
        let dump = who.dump();
        money().iter().any(|bytes| !finds(&dump, bytes).is_empty())
    };
    // 1. While it is mended, clerk and store have the machine and no customer, and no sum.
    bo.does(order, Person::step("diagnose", None, Vec::new()));
    bo.does(order, noted("expect"));
    for role in ["before", "nameplate"] {
        bo.photographs(order, role);
    }
    bo.does(order, Person::step("begin", None, Vec::new()));
    bo.photographs(order, "after");
    bo.sync().await;
    for phone in [&mut kai, &mut wang] {
        phone.sync().await;
        has_none(phone, &[FIRST_PHONE, STREET]);
        assert!(!finds(&phone.dump(), "冰箱主板").is_empty(), "{} knows what it is", phone.name);
        assert!(!knows_the_sum(phone), "{}", phone.name);
    }
    // 2. It is done: the clerk hands it back and takes the money, so he sees how much; the store does not.
    bo.does(order, Person::step("finish", Some("fixed"), Vec::new()));
    bo.sync().await;
    for phone in [&kai, &wang] {
        phone.sync().await;
    }
    assert!(knows_the_sum(&mut kai), "he is to ask for it");
    assert!(!knows_the_sum(&mut wang));
    // 3. It is taken back: what the stage had brought leaves.
    bo.does(order, noted("reopen"));
    bo.sync().await;
    kai.sync().await;
    assert!(!knows_the_sum(&mut kai), "not while it is being mended");
    // 4. Kai becomes an inspector, who has nothing to do with repairs: all of it leaves.
    let path = format!("/v1/office/people/{}/roles", kai.id);
    world.put(&path, &json!({"roles": ["inspector"]})).await;
    kai.sync().await;
    has_none(&mut kai, &["冰箱主板", "见照片", FIRST_PHONE, STREET]);
}
