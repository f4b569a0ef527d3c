//! A part's label scanned on an order: which of its parts the label names, and whether that one is still to come.
//!
//! A label names an article (its stock-keeping number, or a GS1 item number) and perhaps one piece of it (a serial
//! number). It is judged against what the store sent for this order; what was sent with a serial is that piece alone.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::OrderState;
use crate::fact::Part;
use crate::gs1;
use crate::hash::sha256;
use crate::playbook::words::Words;
use crate::subject::normalise_key;

/// GS1 identifiers that name an article: the customer's part number, more on the item, the trade item's number.
const ARTICLE_AIS: [&str; 3] = ["241", "240", "01"];
/// GS1 identifiers that name one piece: its serial, the serial of an individual asset.
const SERIAL_AIS: [&str; 2] = ["21", "8004"];

/// What a scanned label says of the parts of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartVerdict {
    /// 领到: it was on its way to this order, and is here.
    Received,
    /// 重复: what was sent of it was received before.
    Already,
    /// 未发出: the order asked for it, and the store has not sent it.
    NotSent,
    /// 别单的: another order waits for it.
    Another,
    /// 分不清: it may be several articles of the order.
    Ambiguous,
    /// 不符: the order has no such part, or another piece of it was sent.
    Wrong,
}

impl PartVerdict {
    /// What is said to the person.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Received => Words::new("领到", "received"),
            Self::Already => Words::new("这件已领过", "received before"),
            Self::NotSent => Words::new("仓库还没发出", "not sent yet"),
            Self::Another => Words::new("是别的工单的配件", "for another order"),
            Self::Ambiguous => {
                Words::new("分不清是哪种配件,请选择", "may be several parts, choose")
            }
            Self::Wrong => Words::new("不是本单的配件", "no part of this order"),
        }
    }

    /// Whether the label names a part of the order on which it was scanned.
    #[must_use]
    pub fn is_of_the_order(self) -> bool {
        matches!(self, Self::Received | Self::Already | Self::NotSent | Self::Ambiguous)
    }
}

/// An article by its number and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Article {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    pub name: String,
}

/// A label as an order judges it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartScan {
    /// What it says.
    pub verdict: PartVerdict,
    /// The articles that it names: one, or several that cannot be told apart.
    pub articles: Vec<Article>,
    /// The piece, where label or store name it.
    pub serial: Option<String>,
    /// Pieces of the article that are still to come, without this one.
    pub due: u64,
    /// The deed that it is: one piece, received.
    pub deed: Option<Part>,
}

impl OrderState {
    /// What a label says of this order's parts.
    #[must_use]
    pub fn scan_part(&self, raw: &str) -> PartScan {
        let deeds = self.parts();
        let parts: Vec<&Part> = deeds.iter().map(|deed| deed.counted).collect();
        judge(&parts, raw)
    }
}

/// What a label says, given the deeds of an order, each once.
fn judge(parts: &[&Part], raw: &str) -> PartScan {
    let label = Label::of(raw);
    let ways = ways(parts);
    let named = label.named(&ways);
    let articles: Vec<Article> = named.iter().map(|sku| ways[sku].article(sku)).collect();
    let none = |verdict| PartScan { verdict, articles, serial: None, due: 0, deed: None };
    match named.as_slice() {
        [] => none(PartVerdict::Wrong),
        [sku] => ways[sku].judge(sku, &label, none(PartVerdict::Wrong)),
        _ => none(PartVerdict::Ambiguous),
    }
}

/// What a label names, in one spelling.
struct Label<'a> {
    raw: &'a str,
    articles: Vec<String>,
    serials: Vec<String>,
    /// The serial as a GS1 label writes it; any other code may be a serial or may be none.
    serial: Option<String>,
}

impl<'a> Label<'a> {
    fn of(raw: &'a str) -> Self {
        let raw = raw.trim();
        let Ok(Some(read)) = gs1::read(raw) else {
            let code: Vec<String> =
                [spelt(raw)].into_iter().filter(|one| !one.is_empty()).collect();
            return Self { raw, articles: code.clone(), serials: code, serial: None };
        };
        let values = |ais: &[&str]| ais.iter().filter_map(|ai| read.value(ai)).map(spelt).collect();
        let serial = SERIAL_AIS.iter().find_map(|ai| read.value(ai)).map(str::to_owned);
        Self { raw, articles: values(&ARTICLE_AIS), serials: values(&SERIAL_AIS), serial }
    }

    fn is_serial_of(&self, part: &Part) -> bool {
        part.serial.as_deref().is_some_and(|serial| self.serials.contains(&spelt(serial)))
    }

    /// The articles that it names. A piece is surer than an article, a number that is spelt alike than one that is only
    /// read alike, and what is on its way than what is not.
    fn named<'w>(&self, ways: &BTreeMap<&'w str, Way<'w>>) -> Vec<&'w str> {
        let by = |fits: &dyn Fn(&str, &Way<'_>) -> bool| -> BTreeSet<&'w str> {
            ways.iter().filter(|(sku, way)| fits(sku, way)).map(|(sku, _)| *sku).collect_set()
        };
        let by_piece = by(&|_, way| way.all.iter().any(|part| self.is_serial_of(part)));
        let by_article = by(&|sku, _| self.articles.contains(&spelt(sku)));
        let both: BTreeSet<&str> = by_piece.intersection(&by_article).copied().collect_set();
        let mut named = if both.is_empty() { &by_piece | &by_article } else { both };
        for surer in [by(&|sku, _| sku == self.raw), by(&|_, way| way.due() > 0)] {
            let left = &named & &surer;
            if named.len() > 1 && !left.is_empty() {
                named = left;
            }
        }
        named.into_iter().collect()
    }
}

/// The way of one article on an order.
#[derive(Default)]
struct Way<'a> {
    all: Vec<&'a Part>,
    sent: u64,
    received: u64,
}

fn ways<'a>(parts: &[&'a Part]) -> BTreeMap<&'a str, Way<'a>> {
    let mut ways: BTreeMap<&str, Way<'_>> = BTreeMap::new();
    for part in parts {
        let way = ways.entry(part.sku.as_str()).or_default();
        way.all.push(part);
        let pieces = u64::from(part.quantity);
        match part.step.as_str() {
            "sent" => way.sent = way.sent.saturating_add(pieces),
            "received" => way.received = way.received.saturating_add(pieces),
            _ => {}
        }
    }
    ways
}

impl<'a> Way<'a> {
    fn due(&self) -> u64 {
        self.sent.saturating_sub(self.received)
    }

    fn article(&self, sku: &str) -> Article {
        let name = self.all.last().map(|part| part.name.clone()).unwrap_or_default();
        Article { sku: sku.to_owned(), name }
    }

    fn steps(&self, step: &'static str) -> impl Iterator<Item = &'a Part> + '_ {
        self.all.iter().copied().filter(move |part| part.step == step)
    }

    fn judge(&self, sku: &str, label: &Label<'_>, scan: PartScan) -> PartScan {
        let piece = self.all.iter().find(|part| label.is_serial_of(part));
        let serial = piece.and_then(|part| part.serial.clone()).or_else(|| label.serial.clone());
        let scan = PartScan { serial: serial.clone(), due: self.due(), ..scan };
        let said = |verdict| PartScan { verdict, ..scan.clone() };
        if serial.is_some() && self.steps("received").any(|part| label.is_serial_of(part)) {
            return said(PartVerdict::Already);
        }
        if self.due() == 0 {
            let already = self.received > 0;
            return said(if already { PartVerdict::Already } else { PartVerdict::NotSent });
        }
        let sent = self.steps("sent").find(|part| label.is_serial_of(part));
        let unnamed = self.steps("sent").filter(|part| part.serial.is_none()).last();
        let Some(sent) = sent.or(unnamed).or_else(|| self.anonymous(serial.as_deref())) else {
            return PartScan { deed: None, ..said(PartVerdict::Wrong) };
        };
        let slip = self.slip(serial.as_deref());
        let (name, place, step) = (sent.name.clone(), sent.place, "received".to_owned());
        let deed = Part { sku: sku.to_owned(), name, step, quantity: 1, serial, slip, place };
        let due = self.due().saturating_sub(1);
        PartScan { verdict: PartVerdict::Received, due, deed: Some(deed), ..scan }
    }

    /// What was sent, for a label that names no piece.
    fn anonymous(&self, serial: Option<&str>) -> Option<&'a Part> {
        if serial.is_none() { self.steps("sent").last() } else { None }
    }

    /// With order and article it names one deed: two phones that scan one piece tell of the same.
    fn slip(&self, serial: Option<&str>) -> String {
        if let Some(serial) = serial {
            let digest = sha256(spelt(serial).as_bytes());
            return format!("scan/{}", hex::encode(&digest.0[..12]));
        }
        let taken = |slip: &String| self.steps("received").any(|part| part.slip == *slip);
        let mut slips = (1_u32..).map(|n| format!("scan/{n}"));
        slips.find(|slip| !taken(slip)).unwrap_or_default()
    }
}

/// One spelling for numbers on labels; leading zeros fill a GTIN up and mean nothing.
fn spelt(value: &str) -> String {
    let value = normalise_key(value);
    match value.bytes().all(|byte| byte.is_ascii_digit()) {
        true => value.trim_start_matches('0').to_owned(),
        false => value,
    }
}

#[cfg(test)]
mod tests;
