//! Morning: the office makes the orders, the phones enrol and pull.

use std::path::Path;

use serde_json::{Value, json};

use super::chance::Chance;
use super::office::{Office, text};
use super::process::{HubProcess, PhoneProcess};
use super::signal::{Signal, now_ms};
use super::words::Teller;
use super::{Day, DayOrder, STEPS, material};
use crate::CliError;
use crate::args::DayArgs;

impl Day {
    /// Starts hub and phones.
    pub(super) async fn begin(args: &DayArgs, dir: &Path) -> Result<Self, CliError> {
        let teller = Teller::new(args.lang, STEPS);
        let signal = Signal::start().await?;
        let public_url = format!("http://{}", signal.address);
        let hub = HubProcess::start(dir, &public_url, "临江市滨河网点").await?;
        signal.leads_to(hub.url.trim_start_matches("http://").parse()?);
        let office = Office::sign_in(&hub.url, &hub.secret_file)?;
        teller.step("中心已启动,备份文件夹已就绪", "the hub runs, with a folder for its backups");
        let ann = PhoneProcess::start("Ann", &dir.join("ann")).await?;
        let bo = PhoneProcess::start("Bo", &dir.join("bo")).await?;
        Ok(Self {
            teller,
            chance: Chance::new(args.seed),
            signal,
            hub,
            office,
            ann,
            bo,
            people: [String::new(), String::new()],
            orders: Vec::new(),
            photos: material::photos(&dir.join("camera"))?,
            track: material::track()?,
            began_ms: now_ms(),
        })
    }

    /// People, orders, enrolment, first pull.
    pub(super) async fn morning(&mut self) -> Result<(), CliError> {
        let (ann, ann_code) = self.office.invite("Ann", &["courier"]).await?;
        let (bo, bo_code) = self.office.invite("Bo", &["technician"]).await?;
        self.people = [ann.clone(), bo.clone()];
        self.ann.tell(json!({"do": "enrol", "invitation": ann_code})).await?;
        self.bo.tell(json!({"do": "enrol", "invitation": bo_code})).await?;
        self.teller.step("小安和小博扫码登记了手机", "Ann and Bo enrol their phones by code");
        for (n, order) in material::orders()?.into_iter().enumerate() {
            let owner = text(&order, "for")?;
            let person = if owner == "ann" { &ann } else { &bo };
            let made = self.make_order(n, &order, person).await?;
            self.orders.push(made);
        }
        self.teller.step(
            "网点录入并派出 12 单:8 件快递,4 单维修",
            "the office makes and assigns 12 orders: 8 parcels, 4 repairs",
        );
        self.first_pull().await
    }

    async fn make_order(
        &self,
        n: usize,
        order: &Value,
        person: &str,
    ) -> Result<DayOrder, CliError> {
        let body = json!({
            "kind": order["kind"], "keys": order["keys"], "fields": order["fields"],
            "assign": person,
        });
        let made = self.office.post("/v1/office/orders", &body, &format!("order-{n}")).await?;
        let again = self.office.post("/v1/office/orders", &body, &format!("order-{n}")).await?;
        if made != again {
            return Err("the same request made a second order".into());
        }
        Ok(DayOrder {
            id: text(&made, "order")?,
            owner: text(order, "for")?,
            kind: text(order, "kind")?,
            code: text(&order["keys"][0], "value")?,
        })
    }

    async fn first_pull(&mut self) -> Result<(), CliError> {
        for (phone, owner) in [(&mut self.ann, "ann"), (&mut self.bo, "bo")] {
            phone.tell(json!({"do": "begin_shift", "outlet": "滨河网点"})).await?;
            phone.tell(json!({"do": "sync"})).await?;
            let list = phone.tell(json!({"do": "list"})).await?;
            let count = list.as_array().map_or(0, Vec::len);
            let want = self.orders.iter().filter(|order| order.owner == owner).count();
            if count != want {
                return Err(format!("{owner} pulled {count} orders, not {want}").into());
            }
        }
        self.teller.step("两部手机拉取了今天的工单", "both phones pull the day's orders");
        Ok(())
    }
}
