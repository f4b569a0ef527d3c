//! Evening: signal returns, badly; then everything is closed and certified.

use serde_json::{Value, json};

use super::Day;
use super::process::PhoneProcess;
use super::words::Teller;
use crate::CliError;

/// Rounds of syncing before the day gives up.
const ROUNDS_MAX: usize = 40;

impl Day {
    /// Cuts, then a whole sync, the end of the shift, and the certificates.
    pub(super) async fn evening(&mut self) -> Result<(), CliError> {
        for round in 0..4 {
            let bytes = self.chance.between(200, 60_000 * (round + 1));
            self.signal.cut_after(bytes);
            let ann = self.ann.ask(json!({"do": "sync"})).await?;
            let bo = self.bo.ask(json!({"do": "sync"})).await?;
            let zh = format!("第 {} 次:信号在 {bytes} 字节后断开", round + 1);
            let en = format!("try {}: the signal is cut after {bytes} bytes", round + 1);
            self.teller.note(&zh, &en);
            drop((ann, bo));
        }
        if self.signal.cuts() == 0 {
            return Err("the signal was never cut in the middle of a sync".into());
        }
        self.teller
            .step("信号时断时续,同步被切断四次", "the signal comes and goes; four syncs are cut");
        self.signal.on();
        drain(&mut self.ann, &self.teller).await?;
        drain(&mut self.bo, &self.teller).await?;
        self.teller.step("信号稳定,全部送达", "the signal is steady, everything arrives");
        self.both_sides().await?;
        close(&mut self.ann, &self.teller).await?;
        self.teller.step("小安的手机:本机无遗留", "Ann's phone: nothing left on this phone");
        close(&mut self.bo, &self.teller).await?;
        self.teller.step("小博的手机:本机无遗留", "Bo's phone: nothing left on this phone");
        Ok(())
    }

    /// The dispute is there with both sides, at the hub and on the phone.
    async fn both_sides(&mut self) -> Result<(), CliError> {
        let order = self.nth("ann", "parcel", 2)?;
        let shown = self.office.get(&format!("/v1/office/orders/{}", order.id)).await?;
        let phone = self.ann.tell(json!({"do": "sheet", "order": order.id})).await?;
        for (who, sheet) in [("the hub", &shown["sheet"]), ("the phone", &phone)] {
            let sides = sheet["dispute"].as_array().map_or(0, Vec::len);
            if sides != 2 {
                return Err(format!("{who} shows {sides} sides of the dispute").into());
            }
        }
        self.teller.step(
            "已取消又已妥投:两边都在,等调度裁定",
            "cancelled and delivered: both sides are shown, and nothing is thrown away",
        );
        Ok(())
    }
}

fn is_drained(status: &Value) -> bool {
    ["on_phone", "blobs_waiting"].iter().all(|name| status[*name] == json!(0))
}

/// Syncs until nothing is left, and says what it cost.
async fn drain(phone: &mut PhoneProcess, teller: &Teller) -> Result<(), CliError> {
    let mut cost = Cost::default();
    for _ in 0..ROUNDS_MAX {
        cost.add(&phone.tell(json!({"do": "sync"})).await?);
        let status = phone.tell(json!({"do": "status"})).await?;
        if is_drained(&status) {
            teller.note(&cost.words_zh(&phone.name), &cost.words_en(&phone.name));
            return Ok(());
        }
    }
    let status = phone.tell(json!({"do": "status"})).await?;
    Err(format!("{}'s queue does not drain: {status}", phone.name).into())
}

/// What the last, whole sync of a phone cost.
#[derive(Default)]
struct Cost {
    pushed: u64,
    pulled: u64,
    uploaded: u64,
    bytes_up: u64,
    bytes_down: u64,
    round_trips: u64,
}

impl Cost {
    fn add(&mut self, report: &Value) {
        let number = |name: &str| report[name].as_u64().unwrap_or_default();
        self.pushed += number("pushed");
        self.pulled += number("pulled");
        self.uploaded += number("uploaded");
        self.bytes_up += number("bytes_up");
        self.bytes_down += number("bytes_down");
        self.round_trips += number("round_trips");
    }

    fn words_zh(&self, name: &str) -> String {
        let Self { pushed, pulled, uploaded, bytes_up, bytes_down, round_trips } = self;
        format!(
            "{name}:送出 {pushed} 个信封、{uploaded} 个文件,收到 {pulled} 条;\
             上行 {bytes_up} 字节,下行 {bytes_down} 字节,往返 {round_trips} 次"
        )
    }

    fn words_en(&self, name: &str) -> String {
        let Self { pushed, pulled, uploaded, bytes_up, bytes_down, round_trips } = self;
        format!(
            "{name}: {pushed} envelopes and {uploaded} files sent, {pulled} entries received; \
             {bytes_up} bytes up, {bytes_down} down, {round_trips} round trips"
        )
    }
}

/// Ends the shift and asks for the certificate until a backup has made everything safe.
async fn close(phone: &mut PhoneProcess, teller: &Teller) -> Result<(), CliError> {
    phone.tell(json!({"do": "end_shift"})).await?;
    phone.tell(json!({"do": "close_shift"})).await?;
    let mut last = Value::Null;
    for _ in 0..ROUNDS_MAX {
        phone.tell(json!({"do": "sync"})).await?;
        let answer = phone.ask(json!({"do": "certificate"})).await?;
        if answer["ok"]["nothing_left"] == json!(true) {
            let words = &answer["ok"];
            let text = |lang: &str| words["words"][lang].as_str().unwrap_or_default().to_owned();
            teller.note(&text("zh"), &text("en"));
            return Ok(());
        }
        last = answer;
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    Err(format!("{} gets no certificate: {last}", phone.name).into())
}
