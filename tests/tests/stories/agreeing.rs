//! Who counts when several have to agree: two different people at one level, somebody in another's stead, an answer
//! that runs out, and a no; by way of the hub and from phone to phone without network.

use counterfoil_client::ClientError;
use counterfoil_tests::harness::{Person, World, by_id, refusal};
use serde_json::{Value, json};

use crate::workshop::{STEP, Workshop, pin_of};

const HOUR_MS: u64 = 3_600_000;

/// A workshop where the first level takes two chief technicians.
async fn with_two_chiefs() -> (Workshop, Person) {
    let world = World::start().await;
    let two = |file: &mut Value| {
        let flow = by_id(&mut file["workflows"], "precision_repair");
        let rule = &mut by_id(&mut flow["transitions"], STEP)["approvals"];
        by_id(&mut rule["levels"], "technical")["count"] = json!(2);
    };
    world.publishes(two).await;
    let qin = world.phone("qin", &["chief_technician"]).await;
    (Workshop::open_in(world).await, qin)
}

/// How many agree at each level, as the hub counts.
async fn counted(shop: &Workshop) -> Vec<u32> {
    let sheet = shop.world.hub_sheet(shop.order).await;
    sheet.approvals.iter().map(|row| row.granted).collect()
}

/// Bo shows his code, somebody's phone reads it and answers.
fn answers_bos_code(shop: &Workshop, who: &Person, granted: bool) -> Result<String, ClientError> {
    let code = shop.bo.phone().orders().approval_code(shop.order, STEP, None)?;
    let orders = who.phone().orders();
    let asked = orders.read_approval_code(&code)?;
    let pin = pin_of(who);
    if granted { orders.grant(&asked, &pin) } else { orders.deny(&asked, &pin) }
}

#[tokio::test]
async fn two_chiefs_are_two_people_and_one_with_two_phones_is_one() {
    let (shop, qin) = with_two_chiefs().await;
    let spare = shop.world.second_phone(&shop.hua, "hua's spare").await;
    spare.sync().await;
    // 1. In the basement Hua agrees on her phone, then on her spare one, which knows nothing of it.
    for who in [&shop.bo, &shop.hua, &spare, &qin] {
        who.signal().off();
    }
    let first = answers_bos_code(&shop, &shop.hua, true).expect("hua agrees");
    shop.takes(&first);
    let again = answers_bos_code(&shop, &spare, true);
    if let Ok(again) = again {
        let taken = shop.bo.phone().orders().take_approval(&again);
        assert!(taken.is_err() || lacks(&shop, "技术主管审批"), "one person counts once");
    }
    assert!(lacks(&shop, "技术主管审批"), "one of two");
    // 2. Qin is another person.
    let second = answers_bos_code(&shop, &qin, true).expect("qin agrees");
    shop.takes(&second);
    assert!(!lacks(&shop, "技术主管审批"));
    // 3. The hub counts two, also after every phone has told it what it knows.
    for who in [&shop.bo, &shop.hua, &spare, &qin] {
        who.signal().on();
        who.sync().await;
    }
    assert_eq!(counted(&shop).await, [2, 0, 0]);
    shop.agrees(&shop.lin).await;
    shop.agrees(&shop.meng).await;
    shop.begins().expect("all have agreed");
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
}

/// Whether a level is named among what is missing.
fn lacks(shop: &Workshop, level: &str) -> bool {
    let missing = shop.begins().expect_err("not everybody has agreed");
    missing.iter().any(|words| words.contains(level))
}

#[tokio::test]
async fn who_is_away_names_somebody_and_the_hub_asks_when_it_was_answered_not_when_it_heard() {
    let shop = Workshop::open().await;
    let world = &shop.world;
    let lu = world.phone("lu", &["workshop_manager"]).await;
    // 1. A manager is no chief technician: his phone refuses Bo's code.
    lu.sync().await;
    let refused = answers_bos_code(&shop, &lu, true);
    assert!(!refusal(refused).is_empty());
    // 2. Hua names him for two hours.
    let until_ms = world.now_ms() + 2 * HOUR_MS;
    shop.hua.sync().await;
    let named = shop.hua.phone().orders().delegate_approval(shop.order, lu.id, until_ms, None);
    named.expect("hua names lu");
    shop.hua.sync().await;
    shop.bo.sync().await;
    lu.sync().await;
    // 3. An hour later, without network, he agrees in her stead, and Bo takes it along.
    for who in [&shop.bo, &lu] {
        who.signal().off();
    }
    world.passes(&[&shop.bo, &shop.hua, &shop.lin, &shop.meng, &lu], HOUR_MS);
    let answer = answers_bos_code(&shop, &lu, true).expect("in her stead");
    shop.takes(&answer);
    assert!(!lacks(&shop, "技术主管审批"), "on the phone");
    // 4. The hub hears of it four hours later: it was given in time, and shows whose stead it was in.
    world.passes(&[&shop.bo, &shop.hua, &shop.lin, &shop.meng, &lu], 4 * HOUR_MS);
    shop.bo.signal().on();
    shop.bo.sync().await;
    let sheet = world.hub_sheet(shop.order).await;
    let row = &sheet.approvals[0];
    assert_eq!((row.granted, row.answers[0].in_stead_of), (1, Some(shop.hua.id)));
    assert_eq!(row.answers[0].approver, lu.id);
    // 5. He who stood in for her does not count again at his own level, and after her word ran out he is nobody's.
    lu.signal().on();
    lu.sync().await;
    shop.agrees(&shop.lin).await;
    assert!(!refusal(answers_bos_code(&shop, &lu, true)).is_empty(), "nobody counts twice");
    shop.agrees(&shop.meng).await;
    shop.begins().expect("all have agreed");
}

#[tokio::test]
async fn after_its_time_a_stand_in_is_none_and_an_answer_runs_out() {
    let shop = Workshop::open().await;
    let world = &shop.world;
    let lu = world.phone("lu", &["quality_engineer"]).await;
    let everybody = [&shop.bo, &shop.hua, &shop.lin, &shop.meng, &lu];
    // 1. Hua's word is good for an hour; two hours later Lu's phone says no by itself.
    shop.hua.sync().await;
    let until_ms = world.now_ms() + HOUR_MS;
    let named = shop.hua.phone().orders().delegate_approval(shop.order, lu.id, until_ms, None);
    named.expect("hua names lu");
    shop.hua.sync().await;
    lu.sync().await;
    shop.bo.sync().await;
    world.passes(&everybody, 2 * HOUR_MS);
    assert!(!refusal(answers_bos_code(&shop, &lu, true)).is_empty());
    // 2. All three agree; the manager's yes is good for a day. Bo comes to it a day later, without signal.
    for who in [&shop.hua, &shop.lin, &shop.meng] {
        shop.agrees(who).await;
    }
    shop.bo.signal().off();
    world.passes(&everybody, 25 * HOUR_MS);
    let why = shop.begins().expect_err("it has run out");
    assert!(why.len() == 1 && why[0].contains("车间主任审批"), "{why:?}");
    let rows = shop.bo.phone().orders().approvals(shop.order).expect("rows");
    assert_eq!(rows[2].answers[0].lapsed.as_deref(), Some("expired"));
    // 3. Asked again, he agrees again, and the hub begins with the new word.
    shop.bo.signal().on();
    shop.bo.sync().await;
    shop.agrees(&shop.meng).await;
    shop.begins().expect("all have agreed");
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
}

#[tokio::test]
async fn a_no_forbids_it_at_the_hub_also_when_it_came_from_phone_to_phone() {
    let shop = Workshop::open().await;
    shop.agrees(&shop.hua).await;
    // 1. Without network Lin says no, and Bo's phone takes her word as it would take a yes.
    shop.bo.signal().off();
    shop.lin.signal().off();
    let no = answers_bos_code(&shop, &shop.lin, false).expect("lin says no");
    shop.takes(&no);
    assert!(lacks(&shop, "质量审批"));
    // 2. At the hub it stands as a no; somebody else's yes at that level does not outvote it.
    shop.bo.signal().on();
    shop.bo.sync().await;
    let said = shop.world.hub_sheet(shop.order).await.approvals[1].clone();
    assert_eq!((said.granted, said.answers[0].granted), (0, false));
    let gu = shop.world.phone("gu", &["quality_engineer"]).await;
    gu.sync().await;
    if let Ok(yes) = answers_bos_code(&shop, &gu, true) {
        shop.takes(&yes);
        shop.bo.sync().await;
        assert!(lacks(&shop, "质量审批"), "a no stands until its author says otherwise");
    }
    // 3. She looks at the bearing herself and says yes: only now the third level is asked.
    shop.lin.signal().on();
    shop.lin.sync().await;
    let yes = answers_bos_code(&shop, &shop.lin, true).expect("lin agrees after all");
    shop.takes(&yes);
    shop.bo.sync().await;
    assert!(!lacks(&shop, "质量审批"));
    shop.agrees(&shop.meng).await;
    shop.begins().expect("all have agreed");
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
}
