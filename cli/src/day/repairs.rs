//! Bo's repairs: a quote and a dearer one, a part that is missing, a job that was somebody else's all along.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::material;
use super::roster::{DayOrder, Who};
use super::signal::now_ms;
use super::words::yuan;
use crate::CliError;

const DAY_MS: u64 = 86_400_000;

impl Day {
    /// ¥180 for gas; then the board is found dead: ¥420. A signature on the first quote does not sign the second.
    pub(super) async fn two_quotes(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Bo, |one| one.cell("标题").contains("E4"))?;
        self.bo.arrive(&order).await?;
        self.bo.timer(&order, "start").await?;
        self.bo.photo(&order, &self.camera.take()?, "before").await?;
        let turn = self.turn();
        let first = [("上门检测", true, 8_000), ("补加制冷剂 R32", false, 10_000)];
        let first = self.bo.quote(&order, &first).await?;
        self.bo.sign_quote(&order, &first, turn).await?;
        self.bo.photo(&order, &self.camera.take()?, "fault").await?;
        let second =
            [("检测、更换室外机主板", true, 12_000), ("室外机主板 PCB-KFR35", false, 30_000)];
        let second = self.bo.quote(&order, &second).await?;
        let part = json!({
            "do": "part", "order": order.id, "sku": "PCB-KFR35", "name": "室外机主板",
            "step": "used", "quantity": 1, "serial": "B2611-0077", "slip": "P-1",
        });
        self.bo.tell(part).await?;
        self.bo.photo(&order, &self.camera.take()?, "after").await?;
        self.here(Who::Bo, &order).await?;
        let finish = json!({"do": "step", "order": order.id, "name": "finish", "reason": "fixed"});
        let refused = self.bo.ask(finish.clone()).await?;
        must(refused["error"]["kind"] == "not_allowed", || {
            format!("the dearer quote is not signed yet: {refused}")
        })?;
        self.bo.sign_quote(&order, &second, turn + 1).await?;
        self.bo.tell(finish).await?;
        let due = second["total_minor"].as_i64().unwrap_or_default();
        self.bo.pay(&order, ("repair", "qr"), due).await?;
        let signer = (order.cell("收件人"), "customer");
        self.bo.sign(std::slice::from_ref(&order), signer, turn + 2).await?;
        self.bo.timer(&order, "stop").await?;
        self.bo.step(&order, "accept").await?;
        self.bo.leave(&order, "fixed").await?;
        let (less, more) = (yuan(first["total_minor"].as_i64().unwrap_or_default()), yuan(due));
        self.teller.step(
            &format!("空调 E4:先报 {less} 客户签字,拆开发现主板坏了,改报 {more};没重新签字不让完工,签完换板、收款、验收"),
            &format!("air conditioner, E4: {less} quoted and signed; the board is dead, {more}; \
              not finished until that is signed too; part used, paid, accepted"),
        );
        Ok(())
    }

    /// A part is missing: back on Thursday.
    pub(super) async fn back_on_thursday(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Bo, |one| one.cell("标题").contains("E2"))?;
        self.bo.arrive(&order).await?;
        self.bo.photo(&order, &self.camera.take()?, "fault").await?;
        let part = json!({
            "do": "part", "order": order.id, "sku": "PUMP-E2", "name": "排水泵",
            "step": "asked", "quantity": 1, "slip": "P-2",
        });
        self.bo.tell(part).await?;
        let early = json!({"do": "wait", "order": order.id, "reason": "part_needed"});
        let refused = self.bo.ask(early).await?;
        must(refused["error"]["kind"] == "not_allowed", || {
            format!("waiting without a next date must be refused: {refused}")
        })?;
        let wait = json!({
            "do": "wait", "order": order.id, "reason": "part_needed", "until_ms": thursday_ms(now_ms()),
            "note": "周四带排水泵再来",
        });
        self.bo.tell(wait).await?;
        self.bo.leave(&order, "part_needed").await?;
        self.teller.step(
            "洗衣机 E2,地下车库 B2:缺排水泵,报了备件;不约下次时间不让走,约好周四下午再来",
            "washing machine, E2, in the garage on B2: a pump is missing; not without a next \
             date, so back on Thursday",
        );
        Ok(())
    }

    /// The dispatcher gives the job to Chen while Bo works on it: his work is kept, and shown as late.
    pub(super) async fn reassigned_meanwhile(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Bo, |one| one.kind() == "安装")?;
        let path = format!("/v1/office/orders/{}/assign", order.id);
        let to = json!({"to": self.person(Who::Chen)});
        self.office.post(&path, &to, "reassign-1").await?;
        self.bo.arrive(&order).await?;
        self.bo.photo(&order, &self.camera.take()?, "before").await?;
        self.bo.comment(&order, "烟道口偏 3 厘米,要开孔,已和业主说过").await?;
        self.reassigned = Some(order);
        self.teller.step(
            "油烟机安装:网点改派给小陈;小博没信号,人已到、拍了照、开了工",
            "the cooker hood: the dispatcher gives it to Chen; Bo, without signal, is there \
             and has begun",
        );
        Ok(())
    }
}

impl super::process::PhoneProcess {
    pub(super) async fn arrive(&mut self, order: &DayOrder) -> Result<(), CliError> {
        self.step(order, "travel").await?;
        self.tell(json!({"do": "visit", "order": order.id, "step": "begin"})).await?;
        self.step(order, "begin").await?;
        Ok(())
    }

    pub(super) async fn leave(
        &mut self,
        order: &DayOrder,
        outcome: &str,
    ) -> Result<Value, CliError> {
        let leave = json!({"do": "visit", "order": order.id, "step": "end", "outcome": outcome});
        self.tell(leave).await
    }

    async fn timer(&mut self, order: &DayOrder, step: &str) -> Result<Value, CliError> {
        self.tell(json!({"do": "timer", "order": order.id, "name": "labour", "step": step})).await
    }

    /// Lines of text, whether it is labour, and what it costs, minor units.
    async fn quote(
        &mut self,
        order: &DayOrder,
        lines: &[(&str, bool, i64)],
    ) -> Result<Value, CliError> {
        let line = |(text, labour, minor): &(&str, bool, i64)| json!({"text": text, "labour": labour, "unit_minor": minor});
        let lines: Vec<Value> = lines.iter().map(line).collect();
        self.tell(json!({"do": "quote", "order": order.id, "lines": lines})).await
    }

    async fn sign_quote(
        &mut self,
        order: &DayOrder,
        quote: &Value,
        turn: u64,
    ) -> Result<Value, CliError> {
        let sign = json!({
            "do": "sign", "orders": [order.id], "quote": quote["number"], "role": "customer",
            "signer": order.cell("收件人"), "strokes": material::strokes(turn),
        });
        self.tell(sign).await
    }
}

/// Two in the afternoon of the next Thursday in China, ms since 1970. The first day of 1970 was one.
fn thursday_ms(now_ms: u64) -> u64 {
    let weeks = now_ms / (7 * DAY_MS);
    (weeks + 1) * 7 * DAY_MS + 6 * 3_600_000
}

#[cfg(test)]
mod tests {
    use super::thursday_ms;

    #[test]
    fn the_next_thursday_is_in_the_future_and_a_thursday() {
        let sunday = 1_795_305_600_000; // 22 November 2026
        assert_eq!(thursday_ms(sunday), 1_795_672_800_000); // 26 November 2026, 06:00 UTC
    }
}
