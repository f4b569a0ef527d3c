//! What an order has to say on its report, in one language.
//!
//! The report is for the customer: whole telephone numbers, remarks between colleagues, urges and the office's own
//! fields stay out, whoever makes it.

mod forms;
mod history;
mod money;

use counterfoil_domain::fact::Fact;
use counterfoil_domain::moment::Interval;
use counterfoil_domain::order::value::Value;
use counterfoil_domain::order::{Sheet, conflicts::FieldRow};
use counterfoil_domain::playbook::words::{Lang, Words};

pub(super) use self::forms::Asked;
use super::paper::{Labels, Paper};
use super::{MadeBy, ReportAsk};
use crate::layers::View;

/// Fields that stand elsewhere on the report, as answers of forms do, or that are nobody's business but the workers'.
const ELSEWHERE: [&str; 11] = [
    "title",
    "area",
    "priority",
    "intercepted",
    "masked/",
    "contact/",
    "address/",
    "window/",
    "a/",
    "handover/",
    "shift/",
];

/// An order that is told.
pub(super) struct Teller<'a> {
    pub(super) view: &'a View,
    pub(super) sheet: &'a Sheet,
    pub(super) ask: &'a ReportAsk,
    pub(super) by: &'a MadeBy,
}

impl Teller<'_> {
    /// Everything but pictures, signatures and the evidence.
    pub(super) fn paper(&self) -> Paper {
        let card = &self.sheet.card;
        let kind = self.view.playbook.kind(&card.kind);
        let number = card.keys.first().map_or_else(|| card.id.to_string(), |key| key.value.clone());
        Paper {
            language: self.say("zh-CN", "en"),
            title: self.title().to_owned(),
            kind: join([self.by.tenant.as_str(), kind.map_or("", |kind| self.of(&kind.name))]),
            number,
            stage: self.of(&card.stage_name).to_owned(),
            when: self.standing(),
            facts: self.facts(),
            tables: self.tables(),
            charts: self.charts(),
            events: self.events(),
            labels: self.labels(),
            ..Paper::default()
        }
    }

    /// One of both languages.
    pub(super) fn of<'w>(&self, words: &'w Words) -> &'w str {
        words.in_lang(self.ask.language)
    }

    /// One of both texts.
    pub(super) fn say<'w>(&self, zh: &'w str, en: &'w str) -> &'w str {
        if self.ask.language == Lang::Zh { zh } else { en }
    }

    /// When something was, in the asker's zone.
    pub(super) fn time(&self, at: Interval) -> String {
        self.of(&at.words(self.ask.utc_offset_minutes)).to_owned()
    }

    fn title(&self) -> &'static str {
        let sheet = self.sheet;
        if !sheet.quotes.is_empty() || !sheet.parts.is_empty() || !sheet.visits.is_empty() {
            return self.say("服务报告", "Service report");
        }
        let signed = sheet.card.counts.signatures > 0 || sheet.card.counts.photos > 0;
        match sheet.card.terminal && signed {
            true => self.say("签收存根", "Proof of delivery"),
            false => self.say("工单存根", "Order counterfoil"),
        }
    }

    /// When it came to where it stands, and whether the hub has said so.
    fn standing(&self) -> String {
        let stage = &self.sheet.card.stage;
        let mut moves = self.sheet.timeline.iter().rev();
        let step =
            moves.find(|row| row.stage_after.as_ref() == Some(stage) && row.struck_by.is_none());
        let when = step.map(|row| self.time(row.believed)).unwrap_or_default();
        match self.sheet.card.predicted {
            true => {
                join([when.as_str(), self.say("尚待服务器确认", "not yet confirmed by the hub")])
            }
            false => when,
        }
    }

    fn facts(&self) -> Vec<(String, String)> {
        let card = &self.sheet.card;
        let mut facts = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            facts.extend(
                value.filter(|value| !value.is_empty()).map(|value| (name.to_owned(), value)),
            );
        };
        for key in &card.keys {
            let name =
                counterfoil_domain::playbook::name_in(&self.view.playbook.file().keys, &key.scheme);
            put(self.of(&name), Some(key.value.clone()));
        }
        put(self.say("品名", "Item"), card.title.clone());
        put(self.say("收件人", "Customer"), card.contact_name.clone());
        put(self.say("电话", "Phone"), card.phone.as_deref().map(|phone| self.last_digits(phone)));
        put(self.say("时间窗", "Window"), self.window());
        put(self.say("地址", "Address"), card.address.clone());
        for row in self.sheet.fields.iter().filter(|row| is_told(row)) {
            put(self.of(&row.name), self.value(&row.value));
        }
        put(self.say("位置", "Place"), self.place());
        facts
    }

    fn last_digits(&self, phone: &str) -> String {
        let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
        let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
        match self.ask.language {
            Lang::Zh => format!("尾号 {last}"),
            Lang::En => format!("ends in {last}"),
        }
    }

    fn window(&self) -> Option<String> {
        let at = |ms: Option<i64>| ms.and_then(|ms| u64::try_from(ms).ok());
        let (from, to) = (at(self.sheet.card.window_from_ms), at(self.sheet.card.window_to_ms));
        let some = from.is_some() || to.is_some();
        some.then(|| self.time(Interval { earliest_ms: from, latest_ms: to }))
    }

    fn value(&self, value: &Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text.clone()),
            Value::Int(number) => Some(number.to_string()),
            Value::Bool(true) => Some(self.say("是", "yes").to_owned()),
            Value::Bool(false) => Some(self.say("否", "no").to_owned()),
            Value::Cleared => None,
        }
    }

    /// Where the last position was taken: that of the deed, not of the way to it.
    fn place(&self) -> Option<String> {
        let fixes = self.view.state.standing().rev().filter_map(|(_, fact)| match fact {
            Fact::Fix(fix) => Some(fix),
            _ => None,
        });
        let fix = fixes.max_by_key(|fix| fix.of.is_some())?;
        let degrees = |e7: i32| f64::from(e7) / 1e7;
        let (latitude, longitude) = (degrees(fix.latitude_e7), degrees(fix.longitude_e7));
        let mut text =
            format!("{latitude:.5}, {longitude:.5} (±{} m, WGS-84)", fix.accuracy_dm / 10);
        let found = counterfoil_domain::quality::judge(
            &Fact::Fix(fix.clone()),
            &self.view.playbook,
            self.view.state.kind(),
            &[],
        );
        for warning in found {
            text.push_str(self.say(";", "; "));
            text.push_str(self.of(&warning.words));
        }
        Some(text)
    }

    fn labels(&self) -> Labels {
        let made = self.time(self.by.at);
        let foot = match self.ask.language {
            Lang::Zh => format!("存根 Counterfoil · 手机离线生成 · {made}"),
            Lang::En => format!("Counterfoil · made on the phone, offline · {made}"),
        };
        let say = |zh, en| self.say(zh, en).to_owned();
        Labels {
            order: say("单据", "Order"),
            signatures: say("签字", "Signature"),
            shown: say("签字时屏幕上显示的内容", "What the screen showed when it was signed"),
            photos: say("照片", "Photographs"),
            events: say("过程", "What happened"),
            proof: say("证据", "Evidence"),
            scan: say("扫码核验", "Scan to verify"),
            foot,
        }
    }
}

fn is_told(row: &FieldRow) -> bool {
    // Sums due stand among the money; the office's own fields are its own.
    row.audience != "money"
        && row.audience != "desk"
        && !ELSEWHERE
            .iter()
            .any(|path| row.path == *path || (path.ends_with('/') && row.path.starts_with(path)))
}

/// Parts with a dot between them, those that say something.
pub(super) fn join<'p>(parts: impl IntoIterator<Item = &'p str>) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
