//! What everybody finds once the phones and the hub have met: both sides of everything.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::material;
use super::roster::{DayOrder, Who};
use crate::CliError;

/// How couriers answer an urge, by the playbook's names.
const ANSWERS: [&str; 3] = ["you_are_next", "in_20_minutes", "cannot_reach"];

impl Day {
    /// The dispute is there with both sides, at the hub and on the phone.
    pub(super) async fn both_sides(&mut self) -> Result<(), CliError> {
        let order = self.cancelled.clone().ok_or("nothing was cancelled")?;
        let shown = self.shown(&order).await?;
        let phone = self.ann.sheet(&order).await?;
        for (who, sheet) in [("the hub", &shown["sheet"]), ("the phone", &phone)] {
            let sides = sheet["dispute"].as_array().map_or(0, Vec::len);
            must(sides == 2, || format!("{who} shows {sides} sides of the dispute"))?;
        }
        self.teller.step(
            "已取消又已签收:两边都摆着,等调度裁定,什么都没扔",
            "cancelled and delivered: both sides are shown, for the dispatcher to decide",
        );
        Ok(())
    }

    /// Two values of one field stand side by side; late work is kept and credited.
    pub(super) async fn conflict_and_late_work(&mut self) -> Result<(), CliError> {
        let order = self.twice.clone().ok_or("nothing was written twice")?;
        let phone = self.ann.sheet(&order).await?;
        must(phone["card"]["counts"]["conflicts"] == 1, || {
            format!("two values: {}", phone["card"]["counts"])
        })?;
        let order = self.reassigned.clone().ok_or("nothing was reassigned")?;
        let shown = self.shown(&order).await?;
        let late = shown["sheet"]["card"]["counts"]["late"].as_u64().unwrap_or_default();
        must(late > 0, || {
            format!(
                "Bo's work after the reassignment: \
         {}",
                shown["sheet"]["card"]
            )
        })?;
        self.teller.step(
            &format!(
                "\u{201c}放哪儿\u{201d}两个值并排显示;改派后小博做的 {late} 条记为迟到,照样算他的"
            ),
            &format!(
                "the two places stand side by side; {late} records of Bo's after the \
             reassignment are kept as late, and his"
            ),
        );
        Ok(())
    }

    /// The office accepts what Ann proposed; her phone shows it.
    pub(super) async fn proposal_accepted(&mut self) -> Result<(), CliError> {
        let order = self.proposed.clone().ok_or("nothing was proposed")?;
        let shown = self.shown(&order).await?;
        let proposal = &shown["proposals"][0];
        let accept = json!({"proposal": proposal["fact"], "accept": true});
        let path = format!("/v1/office/orders/{}/proposals", order.id);
        self.office.post(&path, &accept, "accept-1").await?;
        self.ann.tell(json!({"do": "sync"})).await?;
        let address = self.ann.sheet(&order).await?["card"]["address"].clone();
        must(address.as_str().is_some_and(|text| text.contains("南门驿站")), || {
            format!("accepted, but the phone shows {address}")
        })?;
        self.teller.step(
            "小安提议的新地址,调度一点就采纳,她的手机上已经换了",
            "the dispatcher accepts Ann's address with one tap; her phone shows it",
        );
        Ok(())
    }

    /// The urges have arrived; each is answered by whoever has the order.
    pub(super) async fn urges_answered(&mut self) -> Result<(), CliError> {
        let mut answered = 0;
        for who in Who::ALL {
            let list = self.phone(who).tell(json!({"do": "list"})).await?;
            let urged = list.as_array().into_iter().flatten().filter(|card| {
                card["urges"].as_u64().unwrap_or_default() > 0 && card["terminal"] == json!(false)
            });
            for (n, card) in urged.enumerate() {
                let answer = json!({
                    "do": "urge_answer", "order": card["id"], "answer": ANSWERS[n % ANSWERS.len()],
                });
                self.phone(who).tell(answer).await?;
                answered += 1;
            }
            self.phone(who).tell(json!({"do": "sync"})).await?;
        }
        self.teller.step(
            &format!("催办都到了手机上:还没送完的 {answered} 单,一键回复"),
            &format!(
                "the urges are on the phones: {answered} orders that are still open are \
             answered with one tap"
            ),
        );
        Ok(())
    }

    /// What Ann founded without signal is what the office had imported; what changed hands is with Chen.
    pub(super) async fn nothing_twice(&mut self) -> Result<(), CliError> {
        let late = material::rows(material::LATE);
        for row in &late {
            let found =
                self.office.get(&format!("/v1/office/orders?text={}", row["运单号"])).await?;
            let rows = found["orders"].as_array().into_iter().flatten();
            let leads = rows.filter(|card| card["lead"].is_null()).count();
            must(leads == 1, || format!("{} stands {leads} times", row["运单号"]))?;
        }
        let handed = self.handed.clone();
        for order in &handed {
            let holder = self.shown(order).await?["sheet"]["card"]["holder"].clone();
            must(holder == self.person(Who::Chen), || {
                format!(
                    "{} is with \
             {holder}",
                    order.code
                )
            })?;
        }
        let (twins, handed) = (late.len(), handed.len());
        self.teller.step(
            &format!("小安先扫到、网点后来才导入的 {twins} 件自动并成一单;交给小陈的 {handed} 件都在他名下"),
            &format!("{twins} parcels that Ann scanned before she knew them are one with the \
             office's; the {handed} handed over are in Chen's hands"),
        );
        Ok(())
    }

    /// An order as the office sees it.
    async fn shown(&self, order: &DayOrder) -> Result<Value, CliError> {
        self.office.get(&format!("/v1/office/orders/{}", order.id)).await
    }
}
