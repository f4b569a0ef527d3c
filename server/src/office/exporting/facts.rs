//! The facts of orders as rows of a table: what happened, who said so, when as people read it, what it changed,
//! how much was taken in which way, and the hashes of what proves it.

use std::collections::BTreeSet;

use counterfoil_domain::ids::FactId;
use counterfoil_domain::order::sums::{PaymentStanding, method_name};
use counterfoil_domain::order::telling::{Told, told};
use counterfoil_domain::order::timeline::TimelineRow;
use counterfoil_domain::playbook::words::Words;
use counterfoil_domain::subject::Key;

use super::Context;
use crate::office::days::{Days, time_of};
use crate::office::reading::OrderRead;
use crate::tables::values;
use crate::tables::written::Value;

/// The headers, 简体中文 and English, in the order of the columns.
const HEADERS: [(&str, &str); 19] = [
    ("单号", "number"),
    ("类型", "kind"),
    ("时间", "at"),
    ("时间说明", "when"),
    ("人员", "who"),
    ("事项", "what"),
    ("内容", "details"),
    ("环节变更", "stage change"),
    ("款项", "money for"),
    ("现金", "cash"),
    ("扫码", "qr"),
    ("刷卡", "card"),
    ("转账", "transfer"),
    ("币种", "currency"),
    ("标记", "mark"),
    ("证据哈希", "evidence sha-256"),
    ("中心收到", "hub had it"),
    ("日志序号", "log index"),
    ("存根编号", "counterfoil id"),
];
/// The ways in which money is taken, in the order of their columns.
const METHODS: [&str; 4] = ["cash", "qr", "card", "transfer"];
/// Schemes by which people call an order, the best one first.
const SCHEMES: [&str; 4] = ["waybill", "order_no", "sscc", "serial"];
/// Rows that are bookkeeping of the hub and no deed of anybody.
const BOOKKEEPING: &str = "generation";

/// The header row.
pub(super) fn headers(context: &Context) -> Vec<String> {
    HEADERS.iter().map(|(zh, en)| context.word(zh, en).to_owned()).collect()
}

/// The rows of one order that lie in the days, each with the time and the place by which all are sorted.
pub(super) fn rows(
    read: &OrderRead,
    days: &Days,
    context: &Context,
) -> Vec<((u64, u64), Vec<Value>)> {
    let writer = Writer { read, days, context, counted: counted(read), number: number(read) };
    let mut stage: Option<Words> = None;
    let mut rows = Vec::new();
    for row in read.state.timeline() {
        // What was written for another order is a row of that one.
        if row.kind == BOOKKEEPING || (row.person.is_some() && row.of.is_some()) {
            continue;
        }
        let words = writer.told(&row);
        let change = words.stage_after.as_ref().map(|after| writer.change(stage.as_ref(), after));
        if let Some(at_ms) = time_of(&row).filter(|at| days.holds(*at)) {
            let place = (at_ms, row.index.unwrap_or(u64::MAX));
            rows.push((place, writer.cells(&row, at_ms, &words, change)));
        }
        stage = words.stage_after.or(stage);
    }
    rows
}

/// Payments whose sums count: of one deed the telling that came first, and none that has not come.
fn counted(read: &OrderRead) -> BTreeSet<FactId> {
    let state = &read.state;
    let deeds = state.payments();
    let stand = deeds.iter().filter(|deed| state.payment_standing(deed) != PaymentStanding::Denied);
    stand.filter_map(|deed| deed.told_by.first().copied()).collect()
}

/// The number by which people call an order.
fn number(read: &OrderRead) -> String {
    let rank = |key: &Key| {
        let place = SCHEMES.iter().position(|scheme| key.scheme == *scheme);
        place.unwrap_or(SCHEMES.len())
    };
    let mut keys = read.state.keys();
    keys.sort_by_key(rank);
    keys.into_iter().next().map(|key| key.value).unwrap_or_default()
}

struct Writer<'a> {
    read: &'a OrderRead,
    days: &'a Days,
    context: &'a Context,
    counted: BTreeSet<FactId>,
    number: String,
}

impl Writer<'_> {
    fn told(&self, row: &TimelineRow) -> Told {
        let name_of = |id: &str| self.context.people.get(&id.parse().ok()?).cloned();
        told(row, &self.read.playbook, self.read.state.kind(), &name_of)
    }

    fn say<'w>(&self, words: &'w Words) -> &'w str {
        words.in_lang(self.context.lang)
    }

    fn change(&self, before: Option<&Words>, after: &Words) -> String {
        match before.filter(|before| *before != after) {
            Some(before) => format!("{} → {}", self.say(before), self.say(after)),
            None => self.say(after).to_owned(),
        }
    }

    fn cells(
        &self,
        row: &TimelineRow,
        at_ms: u64,
        words: &Told,
        change: Option<String>,
    ) -> Vec<Value> {
        let (purpose, sums, currency) = self.money(row);
        let mut cells = vec![
            Value::Text(self.number.clone()),
            Value::Text(self.kind()),
            Value::Text(self.clock(at_ms)),
            Value::Text(self.when(row)),
            Value::Text(self.who(row)),
            Value::Text(self.say(&words.title).to_owned()),
            Value::Text(self.details(words)),
            Value::Text(change.unwrap_or_default()),
            Value::Text(purpose),
        ];
        cells.extend(sums);
        cells.extend([
            Value::Text(currency),
            Value::Text(self.mark(row, words)),
            Value::Text(hashes(row)),
            Value::Text(row.hub_time_ms.map(|ms| self.clock(ms)).unwrap_or_default()),
            row.index.map_or_else(Value::empty, |index| Value::Number(index.to_string())),
            Value::Text(self.read.state.subject.to_string()),
        ]);
        cells
    }

    fn kind(&self) -> String {
        let id = self.read.state.kind();
        self.read.playbook.kind(id).map_or(id, |kind| self.say(&kind.name)).to_owned()
    }

    /// A moment to the second, so that rows sort as texts.
    fn clock(&self, ms: u64) -> String {
        let offset_ms = i64::from(self.days.offset_minutes) * 60_000;
        let local = i64::try_from(ms).ok().and_then(|ms| ms.checked_add(offset_ms));
        let at = local.and_then(chrono::DateTime::from_timestamp_millis);
        at.map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
    }

    /// When it happened, as exactly as anybody can say; the hub's own rows say nothing more.
    fn when(&self, row: &TimelineRow) -> String {
        let by_a_person = row.person.is_some();
        let words = by_a_person.then(|| row.believed.words(self.days.offset_minutes));
        words.map(|words| self.say(&words).to_owned()).unwrap_or_default()
    }

    fn who(&self, row: &TimelineRow) -> String {
        match row.person {
            Some(person) => self.context.names(&[person]),
            None => self.context.word("系统", "hub").to_owned(),
        }
    }

    fn details(&self, words: &Told) -> String {
        let part = |part: &counterfoil_domain::order::telling::ToldPart| {
            let colon = self.context.word(":", ": ");
            format!("{}{colon}{}", self.say(&part.name), self.say(&part.text))
        };
        words.parts.iter().map(part).collect::<Vec<_>>().join(self.context.word(";", "; "))
    }

    /// What for, the sum in the column of its method, and the currency. Only what counts is a number: the columns
    /// add up to what was taken.
    fn money(&self, row: &TimelineRow) -> (String, Vec<Value>, String) {
        let nothing = || (String::new(), vec![Value::empty(); METHODS.len()], String::new());
        let Some(id) = row.fact.filter(|id| self.counted.contains(id)) else { return nothing() };
        let state = &self.read.state;
        let deeds = state.payments();
        let Some(deed) = deeds.iter().find(|deed| deed.told_by.first() == Some(&id)) else {
            return nothing();
        };
        let paid = deed.counted;
        let sums = METHODS.map(|method| match method == method_name(paid.method) {
            true => Value::Number(values::money_text(paid.amount.minor)),
            false => Value::empty(),
        });
        let purposes = &self.read.playbook.file().purposes;
        let id = counterfoil_domain::order::sums::purpose_name(paid.purpose);
        let name = counterfoil_domain::playbook::name_in(purposes, id);
        (self.say(&name).to_owned(), sums.into(), paid.amount.currency.clone())
    }

    fn mark(&self, row: &TimelineRow, words: &Told) -> String {
        let mut marks: Vec<&str> = words.mark.iter().map(|mark| self.say(mark)).collect();
        if row.struck_by.is_some() {
            marks.push(self.context.word("已撤回", "taken back"));
        }
        if row.moved_to.is_some() {
            marks.push(self.context.word("已移到别的单", "moved to another order"));
        }
        if !row.missing.is_empty() {
            marks.push(self.context.word("条件不足,环节未变", "moved nothing"));
        }
        marks.extend(row.warnings.iter().map(|warning| self.say(&warning.words)));
        marks.join(self.context.word(";", "; "))
    }
}

/// The hashes of the originals, each once.
fn hashes(row: &TimelineRow) -> String {
    let all: BTreeSet<String> = row.evidence.iter().map(|blob| blob.hash.to_string()).collect();
    all.into_iter().collect::<Vec<_>>().join(" ")
}
