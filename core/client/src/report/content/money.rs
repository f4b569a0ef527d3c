//! Quotes, money and parts.

use counterfoil_domain::fact::{Money, Payer, QuoteLine};
use counterfoil_domain::order::sheet::PaymentRow;
use counterfoil_domain::order::sums::{QuoteSeen, amount};
use counterfoil_domain::playbook::name_in;
use counterfoil_domain::playbook::words::Lang;

use super::super::paper::Table;
use super::{Teller, join};

impl Teller<'_> {
    /// The quotes, each with its lines, then what was paid, then the parts.
    pub(super) fn tables(&self) -> Vec<Table> {
        let quotes = self.view.state.quotes();
        let mut tables: Vec<Table> = quotes.iter().map(|seen| self.quote(seen)).collect();
        tables.extend(self.payments());
        tables.extend(self.parts());
        tables
    }

    fn quote(&self, seen: &QuoteSeen<'_>) -> Table {
        let number = seen.quote.number;
        let title = match (self.ask.language, seen.current) {
            (Lang::Zh, true) => format!("报价 {number}"),
            (Lang::Zh, false) => format!("报价 {number}(已作废)"),
            (Lang::En, true) => format!("Quote {number}"),
            (Lang::En, false) => format!("Quote {number} (replaced)"),
        };
        let note = match seen.signed_by.is_empty() {
            true => self.say("客户未签字", "not signed by the customer"),
            false => self.say("客户已就此报价签字", "signed by the customer, this very quote"),
        };
        let total = (
            self.say("客户应付", "To be paid by the customer").to_owned(),
            money(&seen.quote.total),
        );
        let rows = seen.quote.lines.iter().map(|line| self.quote_line(line)).collect();
        Table { title, rows, total: Some(total), note: note.to_owned() }
    }

    fn quote_line(&self, line: &QuoteLine) -> (String, String) {
        let kind = match line.labour {
            true => self.say("工时", "labour"),
            false => self.say("配件", "part"),
        };
        let payer = match line.payer {
            Payer::Customer => "",
            Payer::Warranty => self.say("保修承担", "under warranty"),
            Payer::Maker => self.say("厂家承担", "paid by the maker"),
        };
        let pieces = format!("{}{}", line.quantity_milli / 1_000, fraction(line.quantity_milli));
        (join([line.text.as_str(), kind, payer]), format!("{pieces} × {}", money(&line.unit_price)))
    }

    fn payments(&self) -> Option<Table> {
        let file = self.view.playbook.file();
        let due = self.sheet.card.due.iter().map(|due| {
            let name = name_in(&file.purposes, &due.purpose);
            let what = join([self.of(&name), self.say("应收", "due")]);
            (what, money(&Money { minor: due.minor, currency: due.currency.clone() }))
        });
        let paid = self.sheet.payments.iter().map(|row| {
            let name = name_in(&file.purposes, &row.purpose);
            let what =
                join([self.of(&name), self.method(row), self.sureness(row), row.slip.as_str()]);
            (what, money(&Money { minor: row.minor, currency: row.currency.clone() }))
        });
        let rows: Vec<(String, String)> = due.chain(paid).collect();
        let title = self.say("收款", "Money").to_owned();
        (!rows.is_empty()).then_some(Table { title, rows, ..Table::default() })
    }

    fn method(&self, row: &PaymentRow) -> &'static str {
        match row.method.as_str() {
            "cash" => self.say("现金", "cash"),
            "qr" => self.say("扫码", "QR"),
            "card" => self.say("刷卡", "card"),
            _ => self.say("转账", "transfer"),
        }
    }

    fn sureness(&self, row: &PaymentRow) -> &'static str {
        match row.standing.as_str() {
            "said" => self.say("客户称已付,待核实", "said to be paid, to be confirmed"),
            "confirmed" => self.say("已到账", "confirmed"),
            "denied" => self.say("未到账", "did not arrive"),
            _ => self.say("已收", "received"),
        }
    }

    fn parts(&self) -> Option<Table> {
        let used = self.sheet.parts.iter().filter(|row| row.used > 0);
        let rows: Vec<(String, String)> = used
            .map(|row| (join([row.name.as_str(), row.sku.as_str()]), format!("× {}", row.used)))
            .collect();
        let title = self.say("更换配件", "Parts used").to_owned();
        (!rows.is_empty()).then_some(Table { title, rows, ..Table::default() })
    }
}

/// `¥18.00` where the sign is known, else `18.00 EUR`.
fn money(money: &Money) -> String {
    let text = amount(money);
    match text.strip_suffix(" CNY") {
        Some(yuan) => format!("¥{yuan}"),
        None => text,
    }
}

fn fraction(milli: i64) -> String {
    match milli.unsigned_abs() % 1_000 {
        0 => String::new(),
        rest => format!(".{rest:03}").trim_end_matches('0').to_owned(),
    }
}
