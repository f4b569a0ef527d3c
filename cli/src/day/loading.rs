//! Ann's load: 180 reads without signal, each with its verdict, and the check with its five counts.

use serde_json::{Value, json};

use super::Day;
use super::hands::must;
use super::material::{self, Row};
use super::morning::GIVEN_EARLY;
use super::roster::{DayOrder, Who};
use crate::CliError;

/// Reads of the loading scan.
const READS: usize = 180;
/// A parcel that nobody has ever entered.
const KNOWN_TO_NOBODY: &str = "YT6099281734650";

impl Day {
    /// The signal goes; a sync says so and loses nothing.
    pub(super) async fn signal_goes(&mut self) -> Result<(), CliError> {
        self.signal.off();
        for who in Who::ALL {
            let answer = self.phone(who).tell(json!({"do": "sync"})).await?;
            let offline = answer["ended"] == "Transport(Offline)" && answer["pushed"] == 0;
            must(offline, || format!("without signal a sync says so: {answer}"))?;
        }
        self.teller.step("信号没了,三个人都断网", "the signal is gone, for all three");
        Ok(())
    }

    /// Ann scans her load; her phone knows each parcel or says what is odd about it, and keeps every read.
    pub(super) async fn loading(&mut self) -> Result<(), CliError> {
        let reads = self.pile();
        must(reads.len() == READS, || format!("the pile has {} parcels", reads.len()))?;
        for (code, verdict) in &reads {
            let told = self.ann.tell(json!({"do": "load", "code": code})).await?;
            must(told["verdict"] == *verdict, || format!("{code} should be {verdict}: {told}"))?;
            if told["founded"] == json!(true) {
                self.roster.on_the_van.push(super::office::text(&told, "order")?);
            }
        }
        self.teller.step(
            &format!("小安扫码装车 {READS} 次,一次不丢,每一声都报对"),
            &format!("Ann scans her load: {READS} reads, none lost, every verdict right"),
        );
        let check = self.ann.tell(json!({"do": "load_check"})).await?;
        let counts = &check["counts"];
        must(check["reads"] == READS && *counts == five_counts(), || {
            format!("load check: {check}")
        })?;
        let count = |name: &str| counts[name].as_u64().unwrap_or_default();
        let (here, absent, another) = (count("here"), count("absent"), count("another"));
        let (unknown, stay) = (count("unknown"), count("do_not_load"));
        let stopped = check["lists"]["do_not_load"].as_array().into_iter().flatten();
        let seen = stopped.filter(|line| line["code"].is_string()).count();
        self.teller.note(
            &format!("单上有、货也在 {here} · 单上有、货没到 {absent} · 别人的 {another} · 系统里没有 {unknown} · \
             拦截不装 {stay}(扫到 {seen})"),
            &format!("{here} on her list and here · {absent} absent · {another} somebody \
             else's · {unknown} unknown · {stay} stopped, {seen} of them scanned"),
        );
        Ok(())
    }

    /// Chen loads the cold van the same way.
    pub(super) async fn chen_loads(&mut self) -> Result<(), CliError> {
        let goes_along = |order: &&DayOrder| ["生鲜冷链", "质量换货"].contains(&order.kind());
        let mut load: Vec<DayOrder> =
            self.roster.of(Who::Chen).filter(goes_along).cloned().collect();
        self.chance.shuffle(&mut load);
        for order in &load {
            let told = self.chen.tell(json!({"do": "load", "code": order.code})).await?;
            must(told["verdict"] == "here", || format!("{}: {}", order.code, told["verdict"]))?;
        }
        let count = load.len();
        self.teller.step(
            &format!("小陈装冷藏车 {count} 件,件件在单上"),
            &format!("Chen loads the cold van: {count} parcels, all on his list"),
        );
        Ok(())
    }

    /// What lies before her: code and the verdict that is right, in an order that follows from the seed.
    fn pile(&mut self) -> Vec<(String, &'static str)> {
        let hers = |order: &&DayOrder| order.service() != "改派";
        let mut pile: Vec<(String, &str)> = Vec::new();
        let (stopped, list): (Vec<_>, Vec<_>) =
            self.roster.of(Who::Ann).filter(hers).partition(|order| order.is_stopped());
        pile.extend(list.iter().map(|order| (order.code.clone(), "here")));
        pile.extend(stopped.iter().take(1).map(|order| (order.code.clone(), "do_not_load")));
        // What else the table marks for Chen went to his van: on her list and not here.
        let chens = self.roster.redirected().into_iter().take(GIVEN_EARLY);
        pile.extend(chens.map(|order| (order.code, "another")));
        let late: Vec<Row> = material::rows(material::LATE);
        pile.extend(late.iter().map(|row| (row["运单号"].clone(), "unknown")));
        pile.push((KNOWN_TO_NOBODY.to_owned(), "unknown"));
        let second = list.iter().find(|order| !order.cell("子件号").is_empty());
        let second = second.map(|order| (order.cell("子件号").to_owned(), "next_piece"));
        self.chance.shuffle(&mut pile);
        pile.extend(second); // its first piece lies above it
        pile
    }
}

/// The five lists of the load check.
fn five_counts() -> Value {
    json!({"here": 171, "absent": 3, "another": 2, "unknown": 5, "do_not_load": 4})
}
