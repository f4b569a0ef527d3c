//! Power: a phone that is killed in the middle of a photograph, and one whose battery is almost empty.

use std::time::Duration;

use serde_json::json;

use super::Day;
use super::hands::{must, photo};
use super::roster::{DayOrder, Who};
use super::words::{size, yuan};
use crate::CliError;

/// Bytes that a sync at three percent may cost.
const BATTERY_BYTES_MAX: u64 = 256 * 1024;

impl Day {
    /// The phone dies while it takes a photograph, and again after it was told.
    pub(super) async fn killed_in_the_middle(&mut self) -> Result<(), CliError> {
        let order = self.roster.take(Who::Ann, |one| one.goods_minor() > 0)?;
        let (minor, turn) = (order.goods_minor(), self.turn());
        self.ann.step(&order, "start").await?;
        let before = self.photos_of(&order).await?;
        let shot = photo(&order, &self.camera.take()?, "door");
        self.ann.begin(&shot).await?;
        let wait = self.chance.between(1, 200);
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.ann.kill_and_restart().await?;
        let after = self.photos_of(&order).await?;
        must(after == before || after == before + 1, || {
            format!("{after} photographs after the kill, {before} before")
        })?;
        if after == before {
            self.ann.tell(shot).await?;
        }
        self.ann.pay(&order, ("goods", "qr"), minor).await?;
        self.ann
            .sign(std::slice::from_ref(&order), (order.cell("收件人"), "recipient"), turn)
            .await?;
        self.ann.kill_and_restart().await?; // what was acknowledged survives
        self.ann.step(&order, "deliver").await?;
        let (due, zh_fate, en_fate) = match after == before {
            true => (yuan(minor), "照片没存下,重拍", "the photo was not there and is taken again"),
            false => (yuan(minor), "照片已存好", "the photo was already safe"),
        };
        self.teller.step(
            &format!("拍照 {wait} 毫秒时手机被强制断电,重启:{zh_fate};代收货款 {due} 扫码,签收"),
            &format!(
                "SIGKILL {wait} ms into a photo; {en_fate}; {due} for the goods by QR, delivered"
            ),
        );
        Ok(())
    }

    /// Bo's phone has three percent left: work, signatures and thumbnails go, originals wait for the charger.
    pub(super) async fn three_percent(&mut self) -> Result<(), CliError> {
        let report = self.bo.tell(json!({"do": "sync", "battery": 3})).await?;
        let number = |name: &str| report[name].as_u64().unwrap_or_default();
        let bytes = number("bytes_up") + number("bytes_down");
        let held = report["held_back"]["blobs"].as_u64().unwrap_or_default();
        must(bytes < BATTERY_BYTES_MAX && number("unsent") == 0 && held > 0, || {
            format!("at three percent: {report}")
        })?;
        let bytes = size(bytes);
        self.teller.step(
            &format!("小博手机只剩 3% 电:这次只花 {bytes},记录和签字先走,{held} 张原图等充电"),
            &format!(
                "Bo's phone is at 3 %: this sync costs {bytes}; records and signatures go, \
              {held} originals wait for the charger"
            ),
        );
        Ok(())
    }

    async fn photos_of(&mut self, order: &DayOrder) -> Result<u64, CliError> {
        let sheet = self.ann.sheet(order).await?;
        Ok(sheet["card"]["counts"]["photos"].as_u64().unwrap_or_default())
    }
}
