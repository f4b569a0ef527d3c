//! Morning: the office takes in its orders, the phones enrol and pull.

use std::path::Path;

use serde_json::{Value, json};

use super::chance::Chance;
use super::hands::must;
use super::material::{self, Camera, Row};
use super::office::{Office, text};
use super::process::{HubProcess, PhoneProcess};
use super::roster::{DayOrder, Roster, Who};
use super::signal::{Signal, now_ms};
use super::words::Teller;
use super::{Day, STEPS};
use crate::CliError;
use crate::args::DayArgs;

/// Parcels that are given to Chen before anybody pulls.
pub(super) const GIVEN_EARLY: usize = 2;

impl Day {
    /// Starts hub and phones.
    pub(super) async fn begin(args: &DayArgs, dir: &Path) -> Result<Self, CliError> {
        let mut teller = Teller::new(args.lang, STEPS);
        teller.part("早晨,滨河网点", "Morning at the outlet");
        let signal = Signal::start().await?;
        let public_url = format!("http://{}", signal.address);
        let hub = HubProcess::start(dir, &public_url, "临江市滨河网点").await?;
        signal.leads_to(hub.url.trim_start_matches("http://").parse()?);
        let office = Office::sign_in(&hub.url, &hub.secret_file)?;
        let ann = PhoneProcess::start("Ann", &dir.join("ann")).await?;
        let bo = PhoneProcess::start("Bo", &dir.join("bo")).await?;
        let chen = PhoneProcess::start("Chen", &dir.join("chen")).await?;
        teller.step(
            "中心和三部手机开机:四个真实进程,各有各的文件夹",
            "the hub and three phones are on: four real processes, each with its own folder",
        );
        Ok(Self {
            teller,
            chance: Chance::new(args.seed),
            signal,
            hub,
            office,
            ann,
            bo,
            chen,
            people: Default::default(),
            roster: Roster::default(),
            scanner: dir.join("scanner"),
            handed: Vec::new(),
            returned: Vec::new(),
            camera: Camera::new(dir.join("camera"))?,
            track: material::track()?,
            walked: [0; 3],
            cancelled: None,
            proposed: None,
            twice: None,
            reassigned: None,
            disputed: None,
            began_ms: now_ms(),
        })
    }

    /// People, orders, enrolment, first pull.
    pub(super) async fn morning(&mut self) -> Result<(), CliError> {
        self.enrol().await?;
        self.import().await?;
        self.give_to_chen().await?;
        self.first_pull().await?;
        self.scanner_in_the_morning().await?;
        let report = self.office.import(material::LATE, "late.csv", false).await?;
        let late = imported(&report, material::LATE)?.len();
        self.teller.step(
            &format!("手机拉完之后,又补录了 {late} 件小安的快递,她还不知道"),
            &format!(
                "after that, {late} more parcels for Ann are imported; her phone does not know \
                 them"
            ),
        );
        Ok(())
    }

    /// The outlet's table: first what would happen, then the import, then the same file once more by mistake.
    async fn import(&mut self) -> Result<(), CliError> {
        let dry = self.office.import(material::ORDERS, "orders.csv", true).await?;
        let report = self.office.import(material::ORDERS, "orders.csv", false).await?;
        let orders = imported(&report, material::ORDERS)?;
        let (ready, made, odd) =
            (&dry["counts"]["ready"], &report["counts"]["created"], &report["counts"]["flagged"]);
        must(ready == made, || format!("the dry run says {ready}, the import {made}"))?;
        self.roster = Roster::new(orders, &mut self.chance);
        let count = |who| self.roster.of(who).count();
        let (ann, bo, chen) = (count(Who::Ann), count(Who::Bo), count(Who::Chen));
        self.teller.step(
            &format!("调度导入表格:{made} 单,{odd} 行有提醒;派给小安 {ann} 件、小博 {bo} 单、小陈 {chen} 件"),
            &format!("the dispatcher imports a table: {made} orders, {odd} rows with a remark; \
             {ann} for Ann, {bo} for Bo, {chen} for Chen"),
        );
        let again = self.office.import(material::ORDERS, "orders.csv", false).await?;
        let counts = &again["counts"];
        must(counts["created"] == 0, || format!("the same file twice made {counts}"))?;
        self.teller.step(
            &format!("手一抖同一份表又导了一次:新建 0 单,{} 单已在", counts["exists"]),
            &format!(
                "the same file once more, by mistake: 0 made, {} were there already",
                counts["exists"]
            ),
        );
        Ok(())
    }

    /// Two of the parcels that the table marks for Chen are his before anybody pulls; they lie on Ann's pile all the
    /// same. The others follow at noon.
    async fn give_to_chen(&mut self) -> Result<(), CliError> {
        let given = self.give(Who::Chen, &self.roster.redirected()[..GIVEN_EARLY], "early").await?;
        self.teller.step(
            &format!("{given} 件临时改派给小陈,件却已经堆在小安那一摞里"),
            &format!("{given} parcels are given to Chen, but they already lie on Ann's pile"),
        );
        Ok(())
    }

    async fn enrol(&mut self) -> Result<(), CliError> {
        for (who, roles) in [
            (Who::Ann, &["courier"][..]),
            (Who::Bo, &["technician"]),
            (Who::Chen, &["courier", "technician"]),
        ] {
            let (person, invitation) = self.office.invite(who.name(), roles).await?;
            self.people[who as usize] = person;
            self.phone(who).tell(json!({"do": "enrol", "invitation": invitation})).await?;
        }
        self.teller.step(
            "小安(快递)、小博(维修)、小陈(冷链)扫码登记手机",
            "Ann (courier), Bo (technician) and Chen (courier, cold van) enrol by scanning a \
             code",
        );
        Ok(())
    }

    /// Orders that somebody is to do this morning.
    fn expected(&self, who: Who) -> usize {
        match who {
            Who::Ann => self.roster.of(who).count() - GIVEN_EARLY,
            Who::Bo => self.roster.of(who).count(),
            Who::Chen => self.roster.of(who).count() + GIVEN_EARLY,
        }
    }

    async fn first_pull(&mut self) -> Result<(), CliError> {
        let mut pulled = Vec::new();
        for who in Who::ALL {
            let want = self.expected(who);
            let phone = self.phone(who);
            phone.tell(json!({"do": "begin_shift", "outlet": "滨河网点"})).await?;
            let report = phone.tell(json!({"do": "sync"})).await?;
            let count = phone.mine().await?;
            must(count == want, || format!("{} pulled {count} orders, not {want}", who.name()))?;
            let bytes = report["bytes_down"].as_u64().unwrap_or_default();
            let trips = report["round_trips"].as_u64().unwrap_or_default();
            pulled.push((who, count, super::words::size(bytes), trips));
        }
        let zh: Vec<String> = pulled
            .iter()
            .map(|(who, count, size, trips)| {
                format!("{} {count} 单 {size}(往返 {trips} 次)", who.zh())
            })
            .collect();
        let en: Vec<String> = pulled
            .iter()
            .map(|(who, count, size, trips)| {
                format!("{} {count} orders in {size} ({trips} round trips)", who.name())
            })
            .collect();
        self.teller.step(
            &format!("上班打卡,拉取今天的活:{}", zh.join(",")),
            &format!("they begin their shifts and pull: {}", en.join(", ")),
        );
        Ok(())
    }
}

impl PhoneProcess {
    /// Orders on the list of this phone's person.
    pub(super) async fn mine(&mut self) -> Result<usize, CliError> {
        let list = self.tell(json!({"do": "list"})).await?;
        Ok(list.as_array().map_or(0, Vec::len))
    }
}

/// The orders of an import, each with its row of the table.
fn imported(report: &Value, table: &str) -> Result<Vec<DayOrder>, CliError> {
    let mut made = report["rows"].as_array().into_iter().flatten();
    let order = |row: Row| {
        let made = made.next().ok_or("the import's report is short")?;
        must(made["outcome"] == "created", || format!("a row was not imported: {made}"))?;
        DayOrder::new(text(made, "order")?, row)
    };
    material::rows(table).into_iter().map(order).collect()
}
