//! The end of the shift: things, cash and work are counted, then the certificate.

use std::time::Duration;

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::process::PhoneProcess;
use super::roster::Who;
use super::words::yuan;
use crate::CliError;

/// Times that a phone asks for its certificate before the day gives up.
const ASKS_MAX: usize = 60;
/// How long it waits for the next backup.
const PATIENCE: Duration = Duration::from_millis(250);

impl Day {
    /// Counts what each has, ends the shift, and asks for the certificate.
    pub(super) async fn go_home(&mut self) -> Result<(), CliError> {
        for who in Who::ALL {
            let phone = self.phone(who);
            let balances = phone.count_cash().await?;
            let certified = phone.close_shift().await?;
            let (zh, en) = told(&balances);
            self.teller
                .step(&format!("{}交班。{zh}", who.zh()), &format!("{} counts: {en}", who.name()));
            let text = |lang: &str| certified["words"][lang].as_str().unwrap_or_default();
            self.teller.note(text("zh"), text("en"));
        }
        Ok(())
    }
}

/// Things and cash in one line.
fn told(balances: &Value) -> (String, String) {
    let things = &balances["things"];
    let size = |list: &str| things[list].as_array().map_or(0, Vec::len);
    let (loaded, delivered, returned) = (size("loaded"), size("delivered"), size("returned"));
    let (handed, held) = (size("handed_over"), size("held"));
    let counted = |method: &str| {
        let rows = balances["cash"]["methods"].as_array().into_iter().flatten();
        let of = rows.filter(|row| row["method"] == method);
        of.map(|row| row["said_minor"].as_i64().unwrap_or_default()).sum::<i64>()
    };
    let (cash, qr) = (yuan(counted("cash")), yuan(counted("qr")));
    if loaded == 0 {
        let work = |list: &str| balances["work"][list].as_array().map_or(0, Vec::len);
        let (done, waiting, open) = (work("done"), work("waiting"), work("open"));
        return (
            format!("修完 {done} 单,等件 {waiting} 单,还开着 {open} 单;扫码收款 {qr}"),
            format!("{done} done, {waiting} waiting, {open} open; {qr} by QR"),
        );
    }
    (
        format!(
            "装车 {loaded} = 送达 {delivered} + 带回 {returned} + 转交 {handed} + 在手 {held};现金 {cash} \
             点清,扫码 {qr}"
        ),
        format!(
            "{loaded} loaded = {delivered} delivered + {returned} back + {handed} handed over \
             + {held} held; {cash} in cash, counted, {qr} by QR"
        ),
    )
}

impl PhoneProcess {
    /// Counts the cash in hand; gives the balances of the shift, which must be even.
    async fn count_cash(&mut self) -> Result<Value, CliError> {
        let before = self.tell(json!({"do": "balances"})).await?;
        let methods = before["balances"]["cash"]["methods"].as_array().cloned().unwrap_or_default();
        for row in methods.iter().filter(|row| row["method"] == "cash") {
            let count = json!({
                "do": "count", "list": "money", "method": "cash", "minor": row["said_minor"],
                "currency": row["currency"],
            });
            self.tell(count).await?;
        }
        let mut after = self.tell(json!({"do": "balances"})).await?;
        let lost = after["balances"]["things"]["unexplained"].as_array().map_or(0, Vec::len);
        must(lost == 0, || format!("{}: {lost} things are nowhere", self.name))?;
        Ok(after["balances"].take())
    }

    /// Ends the shift and asks until a backup has made everything safe.
    pub(super) async fn close_shift(&mut self) -> Result<Value, CliError> {
        self.tell(json!({"do": "end_shift"})).await?;
        self.tell(json!({"do": "close_shift"})).await?;
        let mut last = Value::Null;
        for _ in 0..ASKS_MAX {
            self.tell(json!({"do": "sync"})).await?;
            last = self.ask(json!({"do": "certificate"})).await?;
            if last["ok"]["nothing_left"] == json!(true) {
                return Ok(last["ok"].take());
            }
            tokio::time::sleep(PATIENCE).await;
        }
        Err(format!("{} gets no certificate: {last}", self.name).into())
    }
}
