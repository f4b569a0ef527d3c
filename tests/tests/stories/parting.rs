//! Two parcels that one waybill made one order, and the office parts them again: each is what its own history
//! says, byte for byte.

use counterfoil_domain::cbor;
use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{CustodyAct, CustodyStep};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::subject::Key;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

/// The facts of an order that were written for itself, as bytes.
fn facts(sheet: &Sheet) -> Vec<Vec<u8>> {
    let own = sheet.timeline.iter().filter(|row| row.fact.is_some() && row.of.is_none());
    let own = own.filter(|row| row.kind != "decided"); // the hub's words name a fact as well
    own.map(cbor::encode).collect()
}

fn waybill() -> FoundOrder {
    let keys = vec![Key::new("waybill", "SF1777000000011")];
    FoundOrder { kind: "parcel".into(), keys, fields: Vec::new() }
}

fn takes(who: &Person, order: SubjectId) {
    let act = CustodyAct::Taken;
    let step = CustodyStep { act, person: None, place: None, key: None };
    who.does(order, Command::Custody(step));
}

/// Ann and Bo each found the waybill without signal; what each did on it stands on both of their orders.
async fn joined(world: &World) -> ((Person, SubjectId), (Person, SubjectId)) {
    let ann = world.phone("ann", &["courier"]).await;
    let bo = world.phone("bo", &["courier"]).await;
    ann.sync().await;
    bo.sync().await;
    let (first, _) = ann.phone().orders().found(waybill()).expect("founded");
    takes(&ann, first);
    ann.says(first, "车上的这件");
    ann.sync().await;
    let (second, _) = bo.phone().orders().found(waybill()).expect("founded");
    takes(&bo, second);
    bo.photographs(second, "parcel");
    bo.sync().await;
    ((ann, first), (bo, second))
}

#[tokio::test]
async fn story_11_parting_two_orders_restores_the_histories_of_both_byte_for_byte() {
    let world = World::start().await;
    let ((ann, first), (bo, second)) = joined(&world).await;
    // 1. One waybill, one order: Ann's leads, as it came first; what Bo did shows on it.
    let (lead, other) = (world.hub_sheet(first).await, world.hub_sheet(second).await);
    assert_eq!((lead.card.joined.clone(), other.card.lead), (vec![second], Some(first)));
    assert_eq!(lead.card.counts.photos, 1);
    let (anns, bos) = (facts(&lead), facts(&other));
    // 2. Bo delivers his; the office sees one delivered order.
    bo.delivers(second);
    bo.sync().await;
    ann.sync().await;
    assert_eq!(world.hub_sheet(first).await.card.stage, "delivered");
    assert_eq!(ann.sheet(first).card.stage, "delivered", "Ann hears so");
    let bos_delivered = facts(&world.hub_sheet(second).await);
    // 3. There were two boxes with one number. The office parts them; asked twice, it is done once.
    let path = format!("/v1/office/orders/{second}/part");
    let parted = world.post(&path, &json!({ "other": first })).await;
    assert_eq!(parted["lead"], first.to_string());
    assert!(parted["index"].is_u64(), "{parted}");
    let again = world.post(&path, &json!({ "other": first })).await;
    assert!(again["index"].is_null(), "{again}");
    ann.sync().await;
    bo.sync().await;
    // 4. Ann's is where it was before, with what was hers; Bo's is delivered, with his photographs. Everywhere.
    for (who, sheet) in [("the hub", world.hub_sheet(first).await), ("ann", ann.sheet(first))] {
        assert_eq!(facts(&sheet), anns, "{who}");
        assert_eq!((sheet.card.stage.as_str(), sheet.card.counts.photos), ("ready", 0), "{who}");
        assert_eq!((sheet.card.holder, sheet.card.joined.len()), (Some(ann.id), 0), "{who}");
        assert!(sheet.card.also_taken_by.is_empty(), "{who}: {:?}", sheet.card.also_taken_by);
        assert!(sheet.timeline.iter().any(|row| row.kind == "parted"), "{who}");
    }
    for (who, sheet) in [("the hub", world.hub_sheet(second).await), ("bo", bo.sheet(second))] {
        assert_eq!(facts(&sheet)[..bos.len()], bos, "{who}");
        assert_eq!(facts(&sheet), bos_delivered, "{who}");
        assert_eq!((sheet.card.stage.as_str(), sheet.card.lead), ("delivered", None), "{who}");
        assert_eq!(sheet.card.holder, world.hub_sheet(second).await.card.holder, "{who}");
        assert!(sheet.timeline.iter().any(|row| row.kind == "parted"), "{who}");
    }
    // 5. They stay apart, whatever happens on either; each goes its own way.
    ann.says(first, "再扫一次");
    ann.delivers(first);
    ann.sync().await;
    let (mine, his) = (world.hub_sheet(first).await, world.hub_sheet(second).await);
    assert_eq!((mine.card.stage.as_str(), his.card.stage.as_str()), ("delivered", "delivered"));
    assert!(!mine.card.disputed && !his.card.disputed && mine.card.joined.is_empty());
    assert_eq!(ann.sheet(first).card.stage, "delivered");
}
