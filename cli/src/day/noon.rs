//! Noon: no signal. They work all the same; a phone is killed; the office changes its mind.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Day, DayOrder, material};
use crate::CliError;

impl Day {
    /// Hours without signal.
    pub(super) async fn without_signal(&mut self) -> Result<(), CliError> {
        self.signal.off();
        let answer = self.ann.ask(json!({"do": "sync"})).await?;
        if answer["ok"]["ended"] != "Transport(Offline)" || answer["ok"]["pushed"] != 0 {
            return Err(format!("without signal a sync says so: {answer}").into());
        }
        self.teller.step("信号没了", "the signal is gone");
        self.load().await?;
        self.deliver_with_cash().await?;
        self.killed_in_the_middle().await?;
        self.failed_attempt().await?;
        self.deliver_and_refuse_at_one_door().await?;
        self.deliver_what_is_cancelled_meanwhile().await?;
        self.repair().await?;
        self.wait_for_a_part().await?;
        self.office_goes_on().await
    }

    /// Ann scans her load; one parcel is known to nobody.
    async fn load(&mut self) -> Result<(), CliError> {
        let parcels: Vec<DayOrder> = self.of("ann", "parcel").cloned().collect();
        for order in &parcels {
            let found = self.ann.tell(json!({"do": "scan", "code": order.code})).await?;
            if found["order"] != json!(order.id) {
                return Err(format!("a scan without signal found {found}").into());
            }
            self.ann.tell(json!({"do": "custody", "order": order.id, "act": "taken"})).await?;
            self.ann.tell(json!({"do": "step", "order": order.id, "name": "load"})).await?;
        }
        let unknown = self.ann.tell(json!({"do": "scan", "code": "SF9900000000001"})).await?;
        if !unknown["order"].is_null() {
            return Err("an unknown parcel was found".into());
        }
        let founded = json!({
            "do": "found", "kind": "parcel",
            "keys": [{"scheme": "waybill", "value": "SF9900000000001"}],
        });
        self.ann.tell(founded).await?;
        self.teller.step(
            "小安装车 8 件,另有 1 件系统里没有,先建单",
            "Ann loads eight parcels; one more is known to nobody, and she founds it",
        );
        Ok(())
    }

    fn fix(&mut self, order: &str) -> Value {
        let at = self.chance.between(0, self.track.len() as u64) as usize;
        let (latitude, longitude) = self.track[at];
        json!({
            "do": "fix", "order": order, "latitude": latitude, "longitude": longitude,
            "accuracy_m": 8.0, "age_ms": 900, "provider": "satellite",
        })
    }

    fn sign(&mut self, orders: &[&DayOrder], signer: &str, role: &str) -> Value {
        let shown: Vec<String> =
            orders.iter().map(|order| format!("签收 {} {}", order.code, signer)).collect();
        let ids: Vec<&str> = orders.iter().map(|order| order.id.as_str()).collect();
        let turn = self.chance.between(0, 30);
        json!({
            "do": "sign", "orders": ids, "signer": signer, "role": role, "shown": shown,
            "strokes": material::strokes(turn),
        })
    }

    /// Evidence first is refused with a reason; then everything is there.
    async fn deliver_with_cash(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 0)?;
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "start"})).await?;
        let early = json!({"do": "step", "order": order.id, "name": "deliver"});
        let refused = self.ann.ask(early.clone()).await?;
        let words = refused["error"]["words"].as_array().map_or(0, Vec::len);
        if refused["error"]["kind"] != "not_allowed" || words < 2 {
            return Err(format!("delivering without evidence must be explained: {refused}").into());
        }
        let door = json!({"do": "photo", "order": order.id, "file": self.photo(0), "role": "door"});
        self.ann.tell(door).await?;
        let signed = self.sign(&[&order], "李女士", "recipient");
        self.ann.tell(signed).await?;
        let fix = self.fix(&order.id);
        self.ann.tell(fix).await?;
        let freight = json!({
            "do": "pay", "order": order.id, "purpose": "freight", "method": "cash",
            "minor": 1800, "currency": "CNY", "slip": "F-1",
        });
        self.ann.tell(freight).await?;
        self.ann.tell(early).await?;
        self.teller.step(
            "第一件:先说明缺什么,再拍照、签名、定位、收到付 ¥18,妥投",
            "first parcel: what is missing is said; then photo, signature, place, ¥18 freight, delivered",
        );
        Ok(())
    }

    /// The phone dies while it takes a photograph, and again after it was told.
    async fn killed_in_the_middle(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 1)?;
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "start"})).await?;
        let before = self.photos_of(&order).await?;
        let photo =
            json!({"do": "photo", "order": order.id, "file": self.photo(1), "role": "door"});
        self.ann.begin(&photo).await?;
        let wait = self.chance.between(1, 400);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.ann.kill_and_restart().await?;
        let after = self.photos_of(&order).await?;
        if after != before && after != before + 1 {
            return Err(format!("{after} photographs after the kill, {before} before").into());
        }
        if after == before {
            self.ann.tell(photo).await?;
        }
        let goods = json!({
            "do": "pay", "order": order.id, "purpose": "goods", "method": "cash",
            "minor": 26800, "currency": "CNY", "slip": "G-1",
        });
        self.ann.tell(goods).await?;
        let signed = self.sign(&[&order], "王先生", "recipient");
        self.ann.tell(signed).await?;
        self.ann.kill_and_restart().await?; // what was acknowledged survives
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "deliver"})).await?;
        let zh = format!("拍照第 {wait} 毫秒手机断电,重启后照片完整或可重拍;代收货款 ¥268,妥投");
        let en = format!(
            "killed {wait} ms into a photograph; it was whole or taken again; ¥268 collected, delivered"
        );
        self.teller.step(&zh, &en);
        Ok(())
    }

    async fn photos_of(&mut self, order: &DayOrder) -> Result<u64, CliError> {
        let sheet = self.ann.tell(json!({"do": "sheet", "order": order.id})).await?;
        Ok(sheet["card"]["counts"]["photos"].as_u64().unwrap_or_default())
    }

    async fn failed_attempt(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 6)?;
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "start"})).await?;
        let call = json!({
            "do": "contact", "order": order.id, "channel": "phone", "outcome": "no_answer",
            "lasted_ms": 25_000,
        });
        self.ann.tell(call).await?;
        let failed =
            json!({"do": "step", "order": order.id, "name": "fail", "reason": "no_answer"});
        self.ann.tell(failed).await?;
        let words =
            json!({"do": "comment", "order": order.id, "text": "敲门无人应,邻居说晚上在家"});
        self.ann.tell(words).await?;
        self.teller.step(
            "有大狗那家:电话无人接,派送未成功",
            "the house with the dog: nobody answers, the attempt failed",
        );
        Ok(())
    }

    /// One signature for two parcels at one door.
    async fn deliver_and_refuse_at_one_door(&mut self) -> Result<(), CliError> {
        let (first, second) = (self.nth("ann", "parcel", 3)?, self.nth("ann", "parcel", 4)?);
        let signed = self.sign(&[&first, &second], "赵经理", "recipient");
        self.ann.tell(signed).await?;
        for (n, order) in [&first, &second].into_iter().enumerate() {
            let photo = json!({"do": "photo", "order": order.id, "file": self.photo(2 + n), "role": "door"});
            self.ann.tell(photo).await?;
            self.ann.tell(json!({"do": "step", "order": order.id, "name": "deliver"})).await?;
        }
        let order = self.nth("ann", "parcel", 5)?;
        let refusal = json!({"do": "refuse", "order": order.id, "reason": "refused_damaged", "who": "周护士"});
        let reasons = self.ann.ask(refusal).await?;
        if reasons.get("ok").is_none() {
            return Err(format!("a refusal by the customer is kept: {reasons}").into());
        }
        let damage =
            json!({"do": "photo", "order": order.id, "file": self.photo(2), "role": "damage"});
        self.ann.tell(damage).await?;
        let refused = json!({
            "do": "step", "order": order.id, "name": "refuse", "reason": "refused_damaged",
        });
        self.ann.tell(refused).await?;
        self.teller.step(
            "一次签名收两件;一件外包装破损被拒收",
            "one signature for two parcels; a third is refused, its box damaged",
        );
        Ok(())
    }

    async fn deliver_what_is_cancelled_meanwhile(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 2)?;
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "start"})).await?;
        let cancel = json!({"reason": "not_wanted", "note": "寄件人要求退回"});
        let path = format!("/v1/office/orders/{}/cancel", order.id);
        self.office.post(&path, &cancel, "cancel-1").await?;
        let photo =
            json!({"do": "photo", "order": order.id, "file": self.photo(3), "role": "door"});
        self.ann.tell(photo).await?;
        let signed = self.sign(&[&order], "陈㛃", "recipient");
        self.ann.tell(signed).await?;
        self.ann.tell(json!({"do": "step", "order": order.id, "name": "deliver"})).await?;
        self.teller.step(
            "网点取消了一单,小安没有信号,已经妥投",
            "the office cancels an order; Ann, without signal, delivers it",
        );
        Ok(())
    }

    /// Bo: quote, signature on the quote, part, photographs, paid.
    async fn repair(&mut self) -> Result<(), CliError> {
        let order = self.nth("bo", "repair", 0)?;
        for step in ["travel", "begin"] {
            self.bo.tell(json!({"do": "step", "order": order.id, "name": step})).await?;
        }
        let before =
            json!({"do": "photo", "order": order.id, "file": self.photo(0), "role": "before"});
        self.bo.tell(before).await?;
        let part = json!({
            "do": "part", "order": order.id, "sku": "PCB-KFR35", "name": "室外机主板",
            "step": "used", "quantity": 1, "slip": "P-1",
        });
        self.bo.tell(part).await?;
        let after =
            json!({"do": "photo", "order": order.id, "file": self.photo(1), "role": "after"});
        self.bo.tell(after).await?;
        let finish = json!({"do": "step", "order": order.id, "name": "finish", "reason": "fixed"});
        self.bo.tell(finish).await?;
        let signed = self.sign(&[&order], "吴女士", "customer");
        self.bo.tell(signed).await?;
        self.bo.tell(json!({"do": "step", "order": order.id, "name": "accept"})).await?;
        self.teller.step(
            "小博修好空调:换主板,前后照片,客户签字验收",
            "Bo repairs the air conditioner: a new board, photographs, signed",
        );
        Ok(())
    }

    async fn wait_for_a_part(&mut self) -> Result<(), CliError> {
        let order = self.nth("bo", "repair", 1)?;
        for step in ["travel", "begin"] {
            self.bo.tell(json!({"do": "step", "order": order.id, "name": step})).await?;
        }
        let part = json!({
            "do": "part", "order": order.id, "sku": "PUMP-E2", "name": "排水泵",
            "step": "asked", "quantity": 1, "slip": "P-2",
        });
        self.bo.tell(part).await?;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now_ms = now.map_or(0, |since| since.as_secs() * 1_000);
        let thursday_ms = now_ms + 3 * 86_400_000;
        let wait = json!({
            "do": "wait", "order": order.id, "reason": "part_needed", "until_ms": thursday_ms,
        });
        self.bo.tell(wait).await?;
        let edited = json!({
            "do": "set", "order": order.id, "fields": {"a/next_visit": "周四带排水泵再来"},
        });
        self.bo.tell(edited).await?;
        self.teller.step(
            "地下车库 B2:缺排水泵,约周四再来",
            "in the garage on B2: a pump is missing, back on Thursday",
        );
        Ok(())
    }

    /// Meanwhile the office edits an address that Ann has proposed to change too.
    async fn office_goes_on(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 7)?;
        let path = format!("/v1/office/orders/{}/fields", order.id);
        let edit = json!({"fields": {"address/text": "大学城南区9号宿舍楼,放南门驿站"}});
        self.office.post(&path, &edit, "edit-1").await?;
        let proposed = json!({
            "do": "propose", "order": order.id, "path": "address/text", "value": "8号楼已封,改南门驿站",
        });
        self.ann.tell(proposed).await?;
        let path = format!("/v1/office/orders/{}/urge", self.nth("bo", "repair", 2)?.id);
        self.office.post(&path, &json!({"reason": "客户第二次来电"}), "urge-1").await?;
        self.teller.step(
            "网点改了地址,催办一单;小安也提出了新地址",
            "the office edits an address and urges; Ann proposes an address too",
        );
        Ok(())
    }
}
