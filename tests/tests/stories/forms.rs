//! Forms: filled in on a phone without signal, needed before an order can be over, incomplete with a reason.

use counterfoil_domain::forms::LineShown;
use counterfoil_domain::ids::SubjectId;
use counterfoil_tests::harness::{Person, World, given, refusal};
use serde_json::json;

const ACCEPTANCE: &str = "install_acceptance";

/// An appliance at Bo's, in work, without signal, with everything but the form.
async fn hood_at_bos(world: &World) -> (Person, SubjectId) {
    let bo = world.phone("bo", &["technician"]).await;
    let order = world.order("install", &bo).await;
    bo.sync().await;
    bo.signal().off();
    bo.does(order, Person::step("begin", None, Vec::new()));
    for role in ["before", "after", "nameplate"] {
        bo.photographs(order, role);
    }
    (bo, order)
}

#[tokio::test]
async fn an_installation_is_over_only_with_its_form_and_the_hub_has_every_answer() {
    let world = World::start().await;
    let (mut bo, order) = hood_at_bos(&world).await;
    // 1. He would go, but the acceptance is not filled in: the phone says so without asking anybody.
    let finish = || Person::step("finish", Some("installed"), Vec::new());
    assert_eq!(refusal(bo.tries(order, finish())), ["请填好“安装验收”,还有 6 项"]);
    // 2. He fills in the first page. Five minutes of trial run are too short, "ten" is no number at all.
    let checks = [("place", "厨房"), ("level", "true"), ("earthed", "true"), ("leaks", "false")];
    bo.fills_in(order, ACCEPTANCE, &checks);
    let ten = given(&[("run_minutes", "十")]);
    assert_eq!(refusal(bo.phone().orders().answer(order, ACCEPTANCE, &ten, None)), ["须填整数"]);
    bo.fills_in(order, ACCEPTANCE, &[("run_minutes", "5")]);
    let sheet = bo.phone().orders().form(order, ACCEPTANCE).expect("the form");
    let wrong: Vec<&str> = sheet.problems.iter().map(|one| &*one.problem.words.zh).collect();
    assert_eq!(wrong, ["试机不少于 10 分钟", "此项必填"]);
    // 3. His battery dies. What he answered is there again.
    bo.closes();
    bo.opens();
    let page = bo.phone().orders().form_page(order, ACCEPTANCE, 0).expect("the page");
    let answers: Vec<String> = page
        .lines
        .into_iter()
        .filter_map(|line| match line {
            LineShown::Question(question) => Some(question.answer),
            _ => None,
        })
        .collect();
    assert_eq!(answers, ["厨房", "true", "true", "false", "5"], "where it leaks is not asked");
    assert_eq!(page.next, Some(1));
    // 4. He corrects the minutes, shows the customer how it works, and is done; all of it before any signal.
    bo.fills_in(order, ACCEPTANCE, &[("run_minutes", "15"), ("taught", "true")]);
    let rows = bo.phone().orders().forms(order).expect("the forms");
    assert!(rows.iter().any(|row| row.form == ACCEPTANCE && row.complete));
    bo.does(order, finish());
    bo.signal().on();
    bo.sync().await;
    // 5. The hub has judged the same, and shows the answers by the questions of the form.
    let hub = world.hub_sheet(order).await;
    assert_eq!(hub.card.stage, "done");
    let row = hub.fields.iter().find(|row| row.path == "a/install_acceptance/run_minutes");
    assert_eq!(row.map(|row| &*row.name.zh), Some("安装验收·试机多少分钟"));
    assert_eq!(row.map(|row| row.value.as_text()), Some(Some("15")));
}

#[tokio::test]
async fn a_form_that_cannot_be_filled_in_is_excepted_with_a_reason_that_stays() {
    let world = World::start().await;
    let (bo, order) = hood_at_bos(&world).await;
    let finish = || Person::step("finish", Some("installed"), Vec::new());
    // 1. The customer has no time for the trial run. "Because" is no reason; one of the group is.
    let orders = bo.phone().orders();
    let sheet = orders.form(order, ACCEPTANCE).expect("the form");
    assert_eq!(sheet.exceptions.as_deref(), Some("form_exceptions"));
    let because = orders.except_form(order, ACCEPTANCE, Some("because"));
    assert_eq!(refusal(because), ["不能以此原因免填"]);
    orders.except_form(order, ACCEPTANCE, Some("form_customer_declines")).expect("excepted");
    bo.does(order, finish());
    bo.signal().on();
    bo.sync().await;
    // 2. The hub lets it pass, and the exception stands among the answers for everybody to see.
    let hub = world.hub_sheet(order).await;
    assert_eq!(hub.card.stage, "done");
    let row = hub.fields.iter().find(|row| row.path == "a/install_acceptance/exception");
    assert_eq!(row.map(|row| row.value.as_text()), Some(Some("form_customer_declines")));
}

#[tokio::test]
async fn who_leaves_a_form_open_because_it_is_not_safe_there_is_heard_at_the_outlet() {
    let world = World::start().await;
    let (bo, order) = hood_at_bos(&world).await;
    bo.phone().orders().except_form(order, ACCEPTANCE, Some("form_unsafe")).expect("excepted");
    bo.does(order, Person::step("finish", Some("installed"), Vec::new()));
    bo.signal().on();
    bo.sync().await;
    let list = world.get("/v1/office/notices?unseen=true").await;
    let told = list["notices"].as_array().expect("notices");
    let [notice] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((&notice["level"], &notice["name"]["zh"]), (&json!(3), &json!("现场不安全")));
    assert_eq!(notice["order"], json!(order));
    let dora = world.phone("dora", &["dispatcher"]).await;
    dora.sync().await;
    assert_eq!(dora.phone().orders().notices().expect("notices").len(), 1);
}

#[tokio::test]
async fn two_phones_add_a_damaged_thing_each_and_the_claim_has_both() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let spare = world.second_phone(&ann, "spare").await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    spare.sync().await;
    // 1. Both phones are without signal; a thing is written down on each.
    let adds = |phone: &Person, thing: &str, worth: &str| {
        let (item, _) = phone.phone().orders().add_item(order, "claim", "goods").expect("one more");
        let (name, price) = (format!("thing/{item}"), format!("worth/{item}"));
        phone.fills_in(order, "claim", &[(&name, thing), (&price, worth)]);
        item
    };
    for phone in [&ann, &spare] {
        phone.signal().off();
        phone.fills_in(order, "claim", &[("what", "damaged")]);
    }
    adds(&ann, "碗", "30");
    let lamp = adds(&spare, "台灯", "199.5");
    for phone in [&ann, &spare, &ann] {
        phone.signal().on();
        phone.sync().await;
    }
    // 2. Nothing was lost and nothing mixed up: two items, and their sum.
    let total = |phone: &Person| {
        let page = phone.phone().orders().form_page(order, "claim", 1).expect("the page");
        page.lines.into_iter().find_map(|line| match line {
            LineShown::Question(question) if question.question == "total" => Some(question.answer),
            _ => None,
        })
    };
    assert_eq!(total(&ann).as_deref(), Some("229.5"));
    // 3. The lamp turns up whole. It is taken out, and is out on the other phone too.
    ann.phone().orders().remove_item(order, "claim", ("goods", &lamp)).expect("taken out");
    ann.sync().await;
    spare.sync().await;
    assert_eq!(total(&spare).as_deref(), Some("30"));
}

#[tokio::test]
async fn how_far_work_kept_to_its_form_is_counted_alike_on_the_phone_and_in_the_report() {
    let world = World::start().await;
    let (bo, whole) = hood_at_bos(&world).await;
    bo.signal().on();
    let hurried = world.order("install", &bo).await;
    bo.sync().await;
    bo.signal().off();
    let finish = || Person::step("finish", Some("installed"), Vec::new());
    // 1. One with everything that the form asks for: seven things, where it leaks not being one of them.
    let checks = [("place", "厨房"), ("level", "true"), ("earthed", "true"), ("leaks", "false")];
    bo.fills_in(whole, ACCEPTANCE, &checks);
    bo.fills_in(whole, ACCEPTANCE, &[("run_minutes", "15"), ("taught", "true")]);
    assert_eq!(bo.sheet(whole).card.adherence, None, "nothing has asked for it yet");
    bo.does(whole, finish());
    // 2. One in a hurry: four of the seven, and a reason for the rest.
    bo.does(hurried, Person::step("begin", None, Vec::new()));
    for role in ["before", "after", "nameplate"] {
        bo.photographs(hurried, role);
    }
    bo.fills_in(hurried, ACCEPTANCE, &checks[..3]);
    let orders = bo.phone().orders();
    orders.except_form(hurried, ACCEPTANCE, Some("form_customer_declines")).expect("excepted");
    bo.does(hurried, finish());
    let counted = |order| bo.sheet(order).card.adherence.expect("a form was asked for");
    assert_eq!((counted(whole).per_mille(), counted(whole).excepted), (Some(1_000), 0));
    let of_hurried = counted(hurried);
    assert_eq!((of_hurried.asked, of_hurried.met, of_hurried.excepted), (7, 4, 1));
    // 3. The office's report says the same of each, and eleven of fourteen of both.
    bo.signal().on();
    bo.sync().await;
    assert_eq!(world.hub_sheet(hurried).await.card.adherence, Some(of_hurried));
    let report = world.get("/v1/office/report").await;
    let row = &report["tally"]["adherence"][0];
    let said = ["kind", "orders", "whole", "asked", "met", "excepted", "per_mille"];
    let said: Vec<_> = said.iter().map(|key| row[key].clone()).collect();
    assert_eq!(json!(said), json!(["install", 2, 1, 14, 11, 1, 785]));
}
