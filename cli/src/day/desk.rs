//! The dispatcher's desk while nobody can be reached.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::morning::GIVEN_EARLY;
use super::roster::{DayOrder, Who};
use super::signal::now_ms;
use crate::CliError;

/// Orders whose address changes, and orders whose window does.
const EDITS: usize = 6;
/// Orders that customers ask after.
const URGES: usize = 40;
const HOUR_MS: u64 = 3_600_000;

impl Day {
    /// Addresses, windows, urges.
    pub(super) async fn desk_goes_on(&mut self) -> Result<(), CliError> {
        let mut orders: Vec<DayOrder> =
            self.roster.all().iter().filter(|order| !order.is_stopped()).cloned().collect();
        self.chance.shuffle(&mut orders);
        let (edited, rest) = orders.split_at(2 * EDITS);
        for (n, order) in edited.iter().enumerate() {
            let address = format!("{}(客户来电更正:走 {} 号门)", order.cell("地址"), n % 4 + 1);
            let window_to_ms = now_ms() + (3 + n as u64 % 3) * HOUR_MS;
            let fields = match n % 2 {
                0 => json!({"address/text": address}),
                _ => {
                    json!({"window/from_ms": window_to_ms - 2 * HOUR_MS, "window/to_ms": window_to_ms})
                }
            };
            let path = format!("/v1/office/orders/{}/fields", order.id);
            self.office.post(&path, &json!({"fields": fields}), &format!("edit-{n}")).await?;
        }
        let urged = self.urge(&rest[..URGES]).await?;
        let redirected = self.roster.redirected();
        let given = self.give(Who::Chen, &redirected[GIVEN_EARLY..], "noon").await?;
        self.teller.step(
            &format!("调度改了 {EDITS} 个地址、{EDITS} 个时间窗,批量催办 {urged} 单,又改派 {given} 件;三部手机都还不知道"),
            &format!("the dispatcher changes {EDITS} addresses and {EDITS} windows and urges \
             {urged} orders at once, {given} more go to Chen; no phone knows"),
        );
        Ok(())
    }

    /// Gives orders to somebody, whoever had them; gives how many.
    pub(super) async fn give(
        &self,
        who: Who,
        orders: &[DayOrder],
        key: &str,
    ) -> Result<usize, CliError> {
        let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
        let act = json!({"act": "reassign", "orders": ids, "to": self.person(who)});
        let done = self.office.post("/v1/office/bulk", &act, key).await?;
        must(done["counts"]["done"] == orders.len(), || format!("given: {}", done["counts"]))?;
        Ok(orders.len())
    }

    /// Many at once: first what would happen, then the act with an answer by row.
    async fn urge(&self, orders: &[DayOrder]) -> Result<Value, CliError> {
        let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
        let mut bulk = json!({
            "act": "urge", "orders": ids, "reason": "客户来电催,今天一定要到", "preview": true,
        });
        let would = self.office.post("/v1/office/bulk", &bulk, "urge-preview").await?;
        bulk["preview"] = json!(false);
        let done = self.office.post("/v1/office/bulk", &bulk, "urge").await?;
        let (would, done) = (&would["counts"]["would"], &done["counts"]["done"]);
        must(would == done, || format!("{would} would be urged, {done} were"))?;
        Ok(done.clone())
    }

    /// The office cancels what Ann is delivering.
    pub(super) async fn cancelled_meanwhile(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let turn = self.turn();
        self.ann.step(&order, "start").await?;
        let path = format!("/v1/office/orders/{}/cancel", order.id);
        let cancel = json!({"reason": "not_wanted", "note": "买家已退款"});
        self.office.post(&path, &cancel, "cancel-1").await?;
        self.ann.photo(&order, &self.camera.take()?, "door").await?;
        let signer = (order.cell("收件人"), "recipient");
        self.ann.sign(std::slice::from_ref(&order), signer, turn).await?;
        self.ann.step(&order, "deliver").await?;
        self.cancelled = Some(order);
        self.teller.step(
            "调度取消一单;小安没信号,人已到门口,客户签收了",
            "the dispatcher cancels an order; Ann, without signal, is at its door: signed for",
        );
        Ok(())
    }

    /// Both write down where a parcel is to go: neither is lost.
    pub(super) async fn same_field_twice(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, DayOrder::is_plain)?;
        let path = format!("/v1/office/orders/{}/fields", order.id);
        let theirs = json!({"fields": {"a/leave_with": "物业前台(客户来电)"}});
        self.office.post(&path, &theirs, "edit-same").await?;
        let ours = json!({
            "do": "set", "order": order.id, "fields": {"a/leave_with": "门卫王师傅(客户当面说的)"},
        });
        self.ann.tell(ours).await?;
        self.roster.on_the_van.push(order.id.clone());
        self.twice = Some(order);
        self.teller.step(
            "同一栏\u{201c}放哪儿\u{201d},调度写物业前台,小安写门卫王师傅:谁也没看见谁",
            "where to leave it: the dispatcher writes one thing, Ann another, and neither sees \
             the other",
        );
        Ok(())
    }
}
