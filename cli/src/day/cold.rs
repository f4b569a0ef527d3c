//! Chen and the cold van: temperatures, an excursion, a return that is fetched.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::roster::{DayOrder, Who};
use crate::CliError;

/// Minutes between two readings of the van's logger.
const EVERY_MINUTES: u64 = 5;

impl Day {
    /// Handed over at the door, each with what the logger said on the way.
    pub(super) async fn cold_doors(&mut self) -> Result<(), CliError> {
        let orders = self.roster.take_some(Who::Chen, 4, DayOrder::is_cold)?;
        for order in &orders {
            let (turn, series) = (self.turn(), self.logger(order, None));
            self.chen.step(order, "start").await?;
            self.chen.readings(order, series).await?;
            self.chen.photo(order, &self.camera.take()?, "door").await?;
            let signer = (order.cell("收件人"), "recipient");
            self.chen.sign(std::slice::from_ref(order), signer, turn).await?;
            self.here(Who::Chen, order).await?;
            self.chen.step(order, "deliver").await?;
        }
        self.teller.step(
            &format!("冷链 {} 单送到:每单带全程温度,拍照、签字、签收", orders.len()),
            &format!(
                "{} chilled orders delivered, each with its temperatures, photo and signature",
                orders.len()
            ),
        );
        Ok(())
    }

    /// The van's door stood open: the logger shows it, the customer refuses.
    pub(super) async fn too_warm(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Chen, DayOrder::is_cold)?;
        let peak_milli = 7_000 + self.chance.between(0, 19) as i64 * 100;
        self.chen.step(&order, "start").await?;
        let series = self.logger(&order, Some(peak_milli));
        self.chen.readings(&order, series).await?;
        let sheet = self.chen.sheet(&order).await?;
        let seen = sheet["card"]["excursions"].as_u64().unwrap_or_default();
        must(seen == 1, || format!("{seen} excursions: {}", sheet["readings"]))?;
        self.chen.photo(&order, &self.camera.take()?, "thermometer").await?;
        let refusal = json!({
            "do": "refuse", "order": order.id, "reason": "refused_temperature",
            "who": order.cell("收件人"),
        });
        self.chen.tell(refusal).await?;
        self.chen.step_for(&order, "refuse", "refused_temperature").await?;
        self.claim_for(&order).await?;
        let (whole, tenth) = (peak_milli / 1_000, peak_milli % 1_000 / 100);
        self.teller.step(
            &format!(
                "一单路上升到 {whole}.{tenth} ℃:手机当场标出超温,客户拒收,记温度超标,当场登记理赔"
            ),
            &format!(
                "one went up to {whole}.{tenth} ℃ on the way: the phone says so, the \
             customer refuses it, and a claim is begun"
            ),
        );
        Ok(())
    }

    /// A return: the other way round.
    pub(super) async fn fetch_a_return(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Chen, |one| one.kind() == "退货上门取件")?;
        let turn = self.turn();
        self.chen.step(&order, "start").await?;
        self.chen.photo(&order, &self.camera.take()?, "goods").await?;
        let scan = json!({"do": "scan", "code": order.code, "order": order.id});
        self.chen.tell(scan).await?;
        let signer = (order.cell("收件人"), "customer");
        self.chen.sign(std::slice::from_ref(&order), signer, turn).await?;
        let answers = json!({
            "matches": true, "packing": "opened", "tags": true, "used": false, "verdict": "pass",
        });
        let form = "doorstep_inspection";
        let fill_in = json!({"do": "fill_in", "order": order.id, "form": form, "answers": answers});
        self.chen.tell(fill_in).await?;
        self.chen.step(&order, "collect").await?;
        self.teller.step(
            "退货上门取件:拍货、扫单、逐项验货、客户签字,取走",
            "a return is fetched: the goods photographed, scanned, inspected by the form, signed for",
        );
        Ok(())
    }

    /// What the van's logger wrote down: minutes ago and thousandths of a degree, with a hump in it or without.
    fn logger(&mut self, order: &DayOrder, peak_milli: Option<i64>) -> Value {
        let frozen = order.cell("温区").contains("18");
        let base = if frozen { -21_000 } else { 1_800 };
        let reading = |n: u64, chance: &mut super::chance::Chance| {
            let noise = chance.between(0, 10) as i64 * 100;
            let hump = peak_milli.filter(|_| (3..=5).contains(&n));
            let value = hump.map_or(base + noise, |peak| peak - (4 - n as i64).abs() * 900);
            json!([(9 - n) * EVERY_MINUTES * 60_000, value])
        };
        json!((0..9).map(|n| reading(n, &mut self.chance)).collect::<Vec<_>>())
    }
}

impl super::process::PhoneProcess {
    async fn readings(&mut self, order: &DayOrder, series: Value) -> Result<Value, CliError> {
        let reading = json!({
            "do": "reading", "order": order.id, "sensor": "冷藏车 3 号记录仪", "series": series,
        });
        self.tell(reading).await
    }
}

impl DayOrder {
    fn is_cold(&self) -> bool {
        self.kind() == "生鲜冷链" && !self.is_stopped()
    }
}
