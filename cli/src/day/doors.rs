//! Ann at the doors: money, signatures, a locker, nobody at home, the wrong button, a door that is elsewhere.

use serde_json::json;

use super::Day;
use super::hands::{fact, must};
use super::material;
use super::roster::{DayOrder, Who};
use super::words::yuan;
use crate::CliError;

impl Day {
    /// 到付: what is missing is said first, then everything is there.
    pub(super) async fn freight_due_at_the_door(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, |one| one.freight_minor() > 0)?;
        let (minor, turn) = (order.freight_minor(), self.turn());
        self.ann.step(&order, "start").await?;
        let early = json!({"do": "step", "order": order.id, "name": "deliver"});
        let refused = self.ann.ask(early).await?;
        let missing = refused["error"]["words"].as_array().map_or(0, Vec::len);
        must(refused["error"]["kind"] == "not_allowed" && missing >= 2, || {
            format!("delivering without evidence must be explained: {refused}")
        })?;
        self.ann.photo(&order, &self.camera.take()?, "door").await?;
        self.ann
            .sign(std::slice::from_ref(&order), (order.cell("收件人"), "recipient"), turn)
            .await?;
        self.here(Who::Ann, &order).await?;
        self.ann.pay(&order, ("freight", "cash"), minor).await?;
        self.ann.step(&order, "deliver").await?;
        let due = yuan(minor);
        self.teller.step(
            &format!("第一件就是到付:先说清缺什么,再拍照、签字、定位、收现金 {due},签收"),
            &format!(
                "first, freight due: what is missing is said; photo, signature, place, \
             {due} in cash, delivered"
            ),
        );
        Ok(())
    }

    /// Five parcels for one person: one signature, one photograph, and one of the five is refused.
    pub(super) async fn five_at_one_door(&mut self) -> Result<(), CliError> {
        let first = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let area = first.cell("片区").to_owned();
        let mut five = vec![first];
        let near = |one: &DayOrder| one.is_plain() && one.cell("片区") == area;
        five.extend(self.roster.take_some(Who::Ann, 4, near)?);
        let refused = self.chance.place(5);
        self.ann.photo(&five[refused], &self.camera.take()?, "damage").await?;
        let part = |(n, order): (usize, &DayOrder)| match n == refused {
            false => json!({
                "order": order.id, "step": "deliver", "shown": format!("{} 签收", order.code),
            }),
            true => json!({
                "order": order.id, "step": "refuse", "reason": "refused_damaged",
                "shown": format!("{} 外包装破损,拒收", order.code),
                "refusal": {"reason": "refused_damaged", "who": "赵经理"},
            }),
        };
        let line = json!({
            "do": "together", "orders": five.iter().enumerate().map(part).collect::<Vec<_>>(),
            "photos": [{"file": self.camera.take()?, "role": "door"}],
            "signature": {
                "signer": "赵经理", "role": "recipient", "strokes": material::strokes(self.turn()),
            },
        });
        self.here(Who::Ann, &five[(refused + 1) % 5]).await?;
        let told = self.ann.tell(line).await?;
        let done = told["done"].as_array().map_or(0, Vec::len);
        must(done == 5, || format!("five at one door: {told}"))?;
        self.roster.on_the_van.push(five.swap_remove(refused).id);
        self.teller.step(
            "一家五件:一次签字、一张照片,签收四件;一件外包装破损拒收",
            "five parcels for one door, one photo and one signature: four delivered, one \
             refused, its box damaged",
        );
        Ok(())
    }

    /// Without consent there is no way into a locker; so she calls first.
    pub(super) async fn call_then_locker(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        self.ann.photo(&order, &self.camera.take()?, "locker").await?;
        let drop = json!({"do": "step", "order": order.id, "name": "deliver_locker"});
        let refused = self.ann.ask(drop.clone()).await?;
        must(refused["error"]["kind"] == "not_allowed", || {
            format!("a locker without consent must be refused: {refused}")
        })?;
        self.ann.agreed_by_phone(&order, "locker", "电话同意放3号丰巢柜").await?;
        self.here(Who::Ann, &order).await?;
        self.ann.tell(drop).await?;
        self.teller.step(
            "想放丰巢柜:没征得同意不让放;打电话问过,客户同意,才放柜",
            "a locker: refused without consent; she calls, the customer agrees, it goes in",
        );
        Ok(())
    }

    pub(super) async fn nobody_at_home(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        self.ann.step(&order, "start").await?;
        self.ann.call(&order, "no_answer", 25_000).await?;
        self.here(Who::Ann, &order).await?;
        self.ann.step_for(&order, "fail", "no_answer").await?;
        self.ann.comment(&order, "敲门无人应,邻居说晚上在家").await?;
        self.roster.on_the_van.push(order.id);
        self.teller.step(
            "敲门没人,电话无人接听:派送未成功,记原因",
            "nobody opens, nobody answers the phone: attempt failed, with its reason",
        );
        Ok(())
    }

    /// "Delivered" on the wrong parcel, taken back by the one who pressed it.
    pub(super) async fn wrong_button(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let turn = self.turn();
        let before = self.ann.stage(&order).await?;
        self.ann.photo(&order, &self.camera.take()?, "door").await?;
        self.ann.sign(std::slice::from_ref(&order), ("门卫王师傅", "recipient"), turn).await?;
        self.here(Who::Ann, &order).await?;
        let done = self.ann.step(&order, "deliver").await?;
        let fact = done["facts"][0].clone();
        let back = json!({
            "do": "withdraw", "order": order.id, "fact": fact, "reason": "pressed_wrongly",
        });
        self.ann.tell(back).await?;
        let stage = self.ann.stage(&order).await?;
        self.roster.on_the_van.push(order.id);
        must(stage == before, || format!("taken back, the parcel is {stage}, not {before}"))?;
        self.teller.step(
            "点错了\u{201c}签收\u{201d},自己撤回:件回到车上,照片签字都还在",
            "delivered, but it was the wrong parcel: taken back, it is on the van again, \
             nothing deleted",
        );
        Ok(())
    }

    /// Photographs on the wrong order go to the right one; nothing is deleted.
    pub(super) async fn photo_on_the_wrong_order(&mut self) -> Result<(), CliError> {
        let area = |order: &DayOrder| order.cell("片区").to_owned();
        let right = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let near = area(&right);
        let wrong = self.roster.take(Who::Ann, |one| one.is_plain() && one.cell("片区") == near)?;
        self.roster.on_the_van.push(wrong.id.clone());
        let turn = self.turn();
        for role in ["door", "parcel"] {
            let taken = self.ann.photo(&wrong, &self.camera.take()?, role).await?;
            let moved = json!({
                "do": "move", "order": wrong.id, "fact": fact(&taken), "to": right.id,
                "reason": "wrong_order",
            });
            self.ann.tell(moved).await?;
        }
        let signer = (right.cell("收件人"), "recipient");
        self.ann.sign(std::slice::from_ref(&right), signer, turn).await?;
        self.here(Who::Ann, &right).await?;
        let deliver = json!({"do": "step", "order": right.id, "name": "deliver"});
        let counts_there = self.ann.ask(deliver.clone()).await?["ok"].is_object();
        if !counts_there {
            self.ann.photo(&right, &self.camera.take()?, "door").await?;
            self.ann.tell(deliver).await?;
        }
        let (zh, en) = match counts_there {
            true => ("不用重拍", "not taken again"),
            false => ("门口补拍一张", "one more of the door"),
        };
        self.teller.step(
            &format!("两张照片拍到隔壁那单上了:移到对的单,{zh},签收"),
            &format!(
                "two photos were on the neighbour's parcel: moved to the right one, {en}; \
                 delivered"
            ),
        );
        Ok(())
    }

    /// "The door is here": a proposal with its photograph; the office decides.
    pub(super) async fn the_door_is_elsewhere(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let seen = self.ann.photo(&order, &self.camera.take()?, "gate").await?;
        let proposal = json!({
            "do": "propose", "order": order.id, "path": "address/text", "evidence": [fact(&seen)],
            "value": format!("{}(北门已封,走南门驿站旁小门)", order.cell("地址")),
        });
        self.ann.tell(proposal).await?;
        self.here(Who::Ann, &order).await?;
        self.ann.step_for(&order, "fail", "address_wrong").await?;
        self.roster.on_the_van.push(order.id.clone());
        self.proposed = Some(order);
        self.teller.step(
            "地址不对,门不在那边:拍下来,提议新地址,等网点采纳",
            "the address is wrong, \u{201c}the door is here\u{201d}: a photo and a proposal, \
             for the office to accept",
        );
        Ok(())
    }

    /// In a break nobody is where he is: the phone keeps no position.
    pub(super) async fn break_without_a_place(&mut self) -> Result<(), CliError> {
        let order = self.roster.all().first().cloned().ok_or("no order")?;
        let somewhere = self.next_place(Who::Ann);
        self.ann.tell(json!({"do": "begin_break"})).await?;
        let refused = self.ann.fix(&order, somewhere).await;
        must(refused.is_err(), || "a position was kept in a break".to_owned())?;
        self.ann.tell(json!({"do": "end_break"})).await?;
        self.ann.fix(&order, somewhere).await?;
        self.teller.step(
            "午休打卡:休息时不记位置,手机直接不收;歇完接着记",
            "a break: no position is kept in it, the phone takes none; after it, again",
        );
        Ok(())
    }
}
