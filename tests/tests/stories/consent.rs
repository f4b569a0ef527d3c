//! What the customer wrote into the order is a consent, if the courier quotes it; what nobody wrote is none.

use counterfoil_client::ClientError;
use counterfoil_domain::command::Command;
use counterfoil_domain::fact::Consent;
use counterfoil_domain::ids::{FactId, SubjectId};
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

fn agreed(to: &str, channel: &str, words: &str, screenshot: Option<FactId>) -> Command {
    Command::Consent(Consent {
        to: to.into(),
        who: "李女士".into(),
        channel: channel.into(),
        words: words.into(),
        attempts: Vec::new(),
        place: None,
        screenshot,
        until_ms: None,
    })
}

fn leaves(who: &Person, order: SubjectId, way: &str) -> Result<(), Vec<String>> {
    match who.tries(order, Person::step(way, None, Vec::new())) {
        Ok(_) => Ok(()),
        Err(ClientError::NotAllowed { reason }) => Err(reason.words_zh),
        Err(other) => panic!("{other:?}"),
    }
}

async fn parcel(world: &World, to: &Person, remark: &str) -> SubjectId {
    let fields = json!({"title": "一箱苹果", "contact/name": "李女士", "remark": remark});
    world.order_with("parcel", Some(to.id), fields).await
}

#[tokio::test]
async fn the_orders_own_remark_is_leave_for_what_it_says_and_for_nothing_else() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let said = parcel(&world, &ann, "放门口鞋柜上,不要按门铃,宝宝在睡").await;
    let silent = parcel(&world, &ann, "到了打电话,微信也行").await;
    ann.sync().await;
    ann.signal().off();
    // 1. Without a word of anybody's the phone lets nothing stand at a door.
    for order in [said, silent] {
        ann.photographs(order, "door");
        assert!(leaves(&ann, order, "deliver_doorstep").is_err());
    }
    // 2. She quotes the remark, with blanks where there were none: that is leave. Words that are not there are none.
    ann.does(said, agreed("doorstep", "remark", "放门口 鞋柜上", None));
    assert_eq!(leaves(&ann, said, "deliver_doorstep"), Ok(()));
    ann.does(silent, agreed("doorstep", "remark", "放门口鞋柜上", None));
    let why = leaves(&ann, silent, "deliver_doorstep").expect_err("nobody wrote that");
    assert!(why.iter().any(|words| words == "订单备注同意须有订单备注里的原话"), "{why:?}");
    // 3. Then she asks by WeChat, and keeps the screenshot.
    let shot = ann.photographs(silent, "consent").fact;
    ann.does(silent, agreed("doorstep", "wechat", "放门口拍照就行", Some(shot)));
    assert_eq!(leaves(&ann, silent, "deliver_doorstep"), Ok(()));
    // 4. The hub judges both alike, and shows where the leave came from.
    ann.signal().on();
    ann.sync().await;
    for (order, channel) in [(said, "remark"), (silent, "wechat")] {
        let sheet = world.hub_sheet(order).await;
        assert_eq!((&*sheet.card.stage, sheet.exceptions.len()), ("delivered", 0));
        let good = sheet.consents.iter().find(|row| row.lacks.is_none()).expect("one that counts");
        assert_eq!(good.channel, channel);
    }
}

#[tokio::test]
async fn leave_for_one_way_is_none_for_another() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = parcel(&world, &ann, "不在家请放驿站").await;
    ann.sync().await;
    ann.does(order, agreed("station", "remark", "放驿站", None));
    for (way, role) in [("deliver_locker", "locker"), ("deliver_doorstep", "door")] {
        ann.photographs(order, role);
        let why = leaves(&ann, order, way).expect_err("it was said of the station");
        assert!(!why.is_empty());
    }
    ann.photographs(order, "station");
    assert_eq!(leaves(&ann, order, "deliver_station"), Ok(()));
}
