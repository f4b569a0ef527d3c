//! Sixty parcels to one station.

use serde_json::{Value, json};

use super::Day;
use super::hands::{fact, must};
use super::material;
use super::roster::{DayOrder, Who};
use super::signal::now_ms;
use crate::CliError;

/// Parcels for the station.
const PARCELS: usize = 60;
/// How people agree: by text message, by telephone, once for all, with a screenshot.
const CHANNELS: [&str; 8] =
    ["sms", "sms", "standing", "phone", "sms", "standing", "in_person", "wechat"];
/// Screenshots that are kept; who sent one more is called instead.
const SCREENSHOTS: usize = 3;
/// For how long an authorisation stands, ms: to the end of the year, about.
const STANDS_MS: u64 = 39 * 86_400_000;

impl Day {
    /// Each with its consent; one photograph and one signature of the station for all.
    pub(super) async fn station(&mut self) -> Result<(), CliError> {
        let booked = |one: &DayOrder| one.is_plain() && one.service() == "驿站";
        let mut parcels = self.roster.take_rest(Who::Ann, booked);
        let more = PARCELS - parcels.len();
        let near = |one: &DayOrder| one.is_plain() && one.service() == "标准";
        parcels.extend(self.roster.take_some(Who::Ann, more, near)?);
        let mut parts = Vec::new();
        for (n, order) in parcels.iter().enumerate() {
            let consent = self.consent(n, order).await?;
            parts.push(json!({
                "order": order.id, "step": "deliver_station", "consent": consent,
                "shown": format!("驿站代收 {}", order.code),
            }));
        }
        let line = json!({
            "do": "together", "orders": parts,
            "photos": [{"file": self.camera.take()?, "role": "station"}],
            "signature": {
                "signer": "驿站老周", "role": "station", "strokes": material::strokes(self.turn()),
            },
        });
        if let Some(first) = parcels.first() {
            self.here(Who::Ann, first).await?;
        }
        let told = self.ann.tell(line).await?;
        let done = told["done"].as_array().map_or(0, Vec::len);
        must(done == PARCELS, || format!("the station took {done}: {}", told["left_out"]))?;
        self.teller.step(
            &format!("南区驿站 {PARCELS} 件:件件有客户同意和来源,驿站一次签字、一张照片全收"),
            &format!(
                "{PARCELS} parcels to a station: each with a consent and its source; one \
             photo, one signature for all"
            ),
        );
        Ok(())
    }

    /// What one customer said, and where that can be looked up.
    async fn consent(&mut self, n: usize, order: &DayOrder) -> Result<Value, CliError> {
        let mut channel = CHANNELS[n % CHANNELS.len()];
        if channel == "wechat" && n / CHANNELS.len() >= SCREENSHOTS {
            channel = "phone";
        }
        let words = match channel {
            "sms" => "短信回复\u{201c}放驿站\u{201d}",
            "phone" => "电话里说放驿站就行",
            "standing" => "长期授权:不在家放驿站,至12月31日",
            "in_person" => "上次当面说好以后都放驿站",
            _ => "微信截图:放驿站,下班去拿",
        };
        let mut consent = json!({
            "to": "station", "who": order.cell("收件人"), "channel": channel, "words": words,
        });
        match channel {
            "phone" => drop(self.ann.call(order, "reached", 12_000).await?),
            "standing" => consent["until_ms"] = json!(now_ms() + STANDS_MS),
            "wechat" => {
                let shot = self.ann.photo(order, &self.camera.take()?, "consent").await?;
                consent["screenshot"] = fact(&shot);
            }
            _ => {}
        }
        Ok(consent)
    }
}
