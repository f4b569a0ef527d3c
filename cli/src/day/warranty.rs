//! "It is under warranty": Bo asks with the plate, without signal; the outlet answers in the evening. And a claim for
//! what went warm.

use serde_json::json;

use super::Day;
use super::hands::must;
use super::roster::{DayOrder, Who};
use crate::CliError;

const STEP: &str = "warranty_yes";

impl Day {
    /// The invoice and the number on the plate do not agree: Bo says what he sees, and asks.
    pub(super) async fn warranty_disputed(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Bo, |one| one.cell("标题").contains("保修争议"))?;
        self.bo.arrive(&order).await?;
        self.bo.photo(&order, &self.camera.take()?, "nameplate").await?;
        let claim = json!({
            "do": "claim", "order": order.id, "about": "warranty", "holds": true,
            "who": "technician", "words": "铭牌2025年3月出厂,没拆过,按保修报",
        });
        self.bo.tell(claim).await?;
        let ask =
            json!({"do": "ask_approval", "order": order.id, "step": STEP, "note": "客户在家等"});
        self.bo.tell(ask).await?;
        let early = self.bo.ask(json!({"do": "step", "order": order.id, "name": STEP})).await?;
        must(early["error"]["kind"] == "not_allowed", || format!("nobody has agreed: {early}"))?;
        self.bo.leave(&order, "maker_permission").await?;
        self.disputed = Some(order);
        self.teller.step(
            "热水器保修争议:小博拍铭牌、写明情况、申请保修审核;没人批,手机不让按保修修",
            "a heater, is it under warranty: Bo photographs the plate, says what he sees and asks; \
             nobody has agreed, so his phone does not let him go on",
        );
        Ok(())
    }

    /// Chen writes down what is lost, at the door where it was refused.
    pub(super) async fn claim_for(&mut self, order: &DayOrder) -> Result<(), CliError> {
        let item = json!({"do": "item", "order": order.id, "form": "claim", "repeat": "goods"});
        let item = super::office::text(&self.chen.tell(item).await?, "item")?;
        let mut answers = json!({
            "what": "spoiled", "outer": "intact", "insured": false,
            "words": "路上温度超标,客户当面拒收,整箱变质",
        });
        answers[format!("thing/{item}")] = json!("生鲜一箱");
        answers[format!("worth/{item}")] = json!(168);
        let fill_in =
            json!({"do": "fill_in", "order": order.id, "form": "claim", "answers": answers});
        self.chen.tell(fill_in).await.map(drop)
    }

    /// The outlet looks at exactly what Bo's phone showed, agrees, and he goes on.
    pub(super) async fn warranty_agreed(&mut self) -> Result<(), CliError> {
        let Some(order) = self.disputed.take() else { return Ok(()) };
        let path = format!("/v1/office/orders/{}", order.id);
        let shown = self.office.get(&path).await?;
        let none = Vec::new();
        let rows = shown["approvals"].as_array().unwrap_or(&none);
        let row = rows.iter().find(|row| row["transition"] == STEP);
        let row = row.ok_or_else(|| format!("nothing is asked: {shown}"))?;
        let yes = json!({
            "transition": STEP, "level": row["level"], "request": row["request"], "granted": true,
        });
        self.office.post(&format!("{path}/approvals"), &yes, "warranty").await?;
        self.bo.drain().await?;
        self.bo.step(&order, STEP).await?;
        self.bo.drain().await?;
        let stage = self.office.get(&path).await?["sheet"]["card"]["stage"].clone();
        must(stage == "warranty_work", || format!("it stands at {stage}"))?;
        self.teller.step(
            "网点在电脑上看过铭牌和说明,同意按保修;小博同步后转为保内维修",
            "the outlet looks at plate and words and agrees; after a sync Bo's repair is one under warranty",
        );
        Ok(())
    }
}
