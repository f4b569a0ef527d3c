//! Ten thousand cards as a busy outlet has them: Chinese names, streets, telephones and waybills, the same for
//! one seed.

use counterfoil_domain::order::{self, OrderState};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_store::cards::{Card, FindableCard};

use crate::ann::Dice;
use crate::visit::{name, order_id};

/// Cards in the store.
pub(crate) const CARDS: u64 = 10_000;

const STREETS: [&str; 12] = [
    "漕溪北路",
    "虹桥路",
    "肇嘉浜路",
    "天钥桥路",
    "淮海中路",
    "宜山路",
    "中山西路",
    "番禺路",
    "长宁路",
    "江苏路",
    "建国西路",
    "复兴中路",
];
const GOODS: [&str; 6] = ["服装", "生鲜水果", "手机配件", "图书", "母婴用品", "小家电"];
const STAGES: [(&str, &str); 6] = [
    ("assigned", "已派单"),
    ("loaded", "已装车"),
    ("out_for_delivery", "派送中"),
    ("attempted", "派送未成功"),
    ("delivered", "已签收"),
    ("returned", "已退回"),
];
const MORNING_MS: i64 = 1_790_000_000_000;

/// One parcel's card with what it is found by.
pub(crate) fn parcel(playbook: &Playbook, dice: &mut Dice, n: u64) -> FindableCard {
    let id = order_id(dice, n);
    let waybill = format!("SF13{:011}", dice.below(100_000_000_000));
    let phone = format!("13{:09}", dice.below(1_000_000_000));
    let person = name(dice);
    let street = STREETS[dice.below(STREETS.len() as u64) as usize];
    let (number, building) = (1 + dice.below(1_200), 1 + dice.below(30));
    let room = 101 + dice.below(30) * 100;
    let (stage, stage_zh) = STAGES[dice.below(STAGES.len() as u64) as usize];
    let due_ms = MORNING_MS + dice.below(24 * 4) as i64 * 900_000;

    let mut card = order::Card::from(&OrderState::empty(id), playbook);
    card.kind = "parcel".into();
    card.stage = stage.into();
    card.stage_name.zh = stage_zh.into();
    card.terminal = matches!(stage, "delivered" | "returned");
    card.title = Some(GOODS[dice.below(GOODS.len() as u64) as usize].into());
    card.area = Some("徐家汇网点".into());
    card.address = Some(format!("上海市徐汇区{street}{number}号{building}栋{room}室"));
    card.window_from_ms = Some(due_ms - 2 * 3_600_000);
    card.window_to_ms = Some(due_ms);
    card.contact_name = Some(person);
    card.phone = Some(phone);
    card.keys = vec![Key::new("waybill", &waybill)];
    card.updated_index = Some(n * 7);
    findable(card, due_ms)
}

fn findable(card: order::Card, due_ms: i64) -> FindableCard {
    let parts = [&card.contact_name, &card.phone, &card.address, &card.title];
    let mut text: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    text.extend(card.keys.iter().map(|key| key.value.as_str()));
    let text = text.join("\n");
    FindableCard {
        card: Card {
            subject: Subject::order(card.id),
            order_kind: card.kind.clone(),
            stage: card.stage.clone(),
            is_open: !card.terminal,
            is_mine: true,
            attention: false,
            due_at_ms: Some(due_ms),
            place_in_route: None,
            content: card.to_bytes(),
        },
        keys: card.keys,
        text,
    }
}
