//! Sums over facts: money, parts, quotes. A business key (order, purpose, slip) makes one deed of
//! however many facts that tell of it.

use std::collections::BTreeMap;

use super::state::{FactRow, OrderState};
use crate::fact::{Fact, Money, Part, Payment, PaymentMethod, PaymentPurpose, Quote};
use crate::hash::sha256;
use crate::ids::{ChainId, FactId};

/// One deed, told by one fact or by several under the same business key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed<'a, T> {
    /// What counts: the telling that came first.
    pub counted: &'a T,
    /// Every fact that tells of it, in log order.
    pub told_by: Vec<FactId>,
    /// Whether different stores tell of it, or the tellings differ: it counts once, until a person
    /// decides.
    pub in_question: bool,
}

/// Money that was taken for one purpose in one way, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What for.
    pub purpose: PaymentPurpose,
    /// How.
    pub method: PaymentMethod,
    /// How much.
    pub sum: Money,
    /// How much of it is only said to be paid, minor units.
    pub said_minor: i64,
    /// Whether a deed among them is in question.
    pub in_question: bool,
}

/// How sure a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStanding {
    /// In the worker's hand, or on a terminal's slip.
    Received,
    /// Said to be paid; nobody who sees the account has said so.
    Said,
    /// Said to be paid, and it has come.
    Confirmed,
    /// Said to be paid, and it has not come: it does not count.
    Denied,
}

impl PaymentStanding {
    /// Its name in read models.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Said => "said",
            Self::Confirmed => "confirmed",
            Self::Denied => "denied",
        }
    }
}

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartSum {
    /// Stock-keeping number.
    pub sku: String,
    /// What people call it.
    pub name: String,
    /// Pieces asked for.
    pub asked: u64,
    /// Pieces that the store keeps for it.
    pub reserved: u64,
    /// Pieces that the store has not.
    pub short: u64,
    /// Pieces on the way.
    pub sent: u64,
    /// Pieces received.
    pub received: u64,
    /// Pieces used.
    pub used: u64,
    /// Pieces given back.
    pub returned: u64,
    /// Whether a deed among them is in question.
    pub in_question: bool,
}

/// A quote with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteSeen<'a> {
    /// Its fact.
    pub row: &'a FactRow,
    /// The quote.
    pub quote: &'a Quote,
    /// Whether no later quote took its place.
    pub current: bool,
    /// The signatures over exactly this quote.
    pub signed_by: Vec<FactId>,
}

impl OrderState {
    fn deeds<'a, T: PartialEq, K: Ord>(
        &'a self,
        pick: impl Fn(&'a Fact) -> Option<(&'a T, K, &'a str)>,
    ) -> Vec<Deed<'a, T>> {
        let mut places: BTreeMap<(K, &str), usize> = BTreeMap::new();
        let mut deeds: Vec<Deed<'a, T>> = Vec::new();
        for (row, fact) in self.standing() {
            let Some((told, kind, slip)) = pick(fact) else { continue };
            let known = places.get(&(kind, slip)).copied().filter(|_| !slip.is_empty());
            if let Some(deed) = known.and_then(|at| deeds.get_mut(at)) {
                let first = deed.told_by.first().map(chain_of);
                deed.in_question |= first != Some(chain_of(&row.id)) || deed.counted != told;
                deed.told_by.push(row.id);
                continue;
            }
            let Some((_, kind, slip)) = pick(fact) else { continue };
            places.insert((kind, slip), deeds.len());
            deeds.push(Deed { counted: told, told_by: vec![row.id], in_question: false });
        }
        deeds
    }

    /// Payments, each deed once. A payment without a slip is a deed of its own.
    #[must_use]
    pub fn payments(&self) -> Vec<Deed<'_, Payment>> {
        self.deeds(|fact| match fact {
            Fact::Payment(payment) => Some((payment, payment.purpose, payment.slip.as_str())),
            _ => None,
        })
    }

    /// How sure a payment is: the last word of who sees the account.
    #[must_use]
    pub fn payment_standing(&self, deed: &Deed<'_, Payment>) -> PaymentStanding {
        let mut last = match deed.counted.method.is_hearsay() {
            true => PaymentStanding::Said,
            false => PaymentStanding::Received,
        };
        for (_, fact) in self.standing() {
            let Fact::Confirmed(word) = fact else { continue };
            if deed.told_by.contains(&word.payment) {
                last = match word.received {
                    true => PaymentStanding::Confirmed,
                    false => PaymentStanding::Denied,
                };
            }
        }
        last
    }

    /// What was taken, by purpose, method and currency, in that order; what has not come does not count, and is in
    /// question.
    #[must_use]
    pub fn taken(&self) -> Vec<Taken> {
        let mut sums: BTreeMap<(PaymentPurpose, PaymentMethod, &str), (i64, i64, bool)> =
            BTreeMap::new();
        let payments = self.payments();
        for deed in &payments {
            let payment = deed.counted;
            let key = (payment.purpose, payment.method, payment.amount.currency.as_str());
            let sum = sums.entry(key).or_default();
            let (minor, word) = (payment.amount.minor, self.payment_standing(deed));
            if word != PaymentStanding::Denied {
                sum.0 = sum.0.saturating_add(minor);
            }
            if word == PaymentStanding::Said {
                sum.1 = sum.1.saturating_add(minor);
            }
            sum.2 |= deed.in_question || word == PaymentStanding::Denied;
        }
        let taken = sums.into_iter().map(|((purpose, method, currency), sum)| {
            let (minor, said_minor, in_question) = sum;
            let sum = Money { minor, currency: currency.to_owned() };
            Taken { purpose, method, sum, said_minor, in_question }
        });
        taken.collect()
    }

    /// Parts, each deed once.
    #[must_use]
    pub fn parts(&self) -> Vec<Deed<'_, Part>> {
        self.deeds(|fact| match fact {
            Fact::Part(part) => {
                Some((part, (part.sku.as_str(), part.step.as_str()), part.slip.as_str()))
            }
            _ => None,
        })
    }

    /// What became of each article, by stock-keeping number.
    #[must_use]
    pub fn part_sums(&self) -> Vec<PartSum> {
        let mut sums: BTreeMap<&str, PartSum> = BTreeMap::new();
        let parts = self.parts();
        for deed in &parts {
            let part = deed.counted;
            let sum = sums.entry(part.sku.as_str()).or_default();
            sum.sku.clone_from(&part.sku);
            sum.name.clone_from(&part.name);
            sum.in_question |= deed.in_question;
            let count = match part.step.as_str() {
                "asked" => &mut sum.asked,
                "reserved" => &mut sum.reserved,
                "short" => &mut sum.short,
                "sent" => &mut sum.sent,
                "received" => &mut sum.received,
                "used" => &mut sum.used,
                "returned" => &mut sum.returned,
                _ => continue,
            };
            *count = count.saturating_add(u64::from(part.quantity));
        }
        sums.into_values().collect()
    }

    /// Quotes in log order. A signature signs the quote whose text it hashes, and no other.
    #[must_use]
    pub fn quotes(&self) -> Vec<QuoteSeen<'_>> {
        let quotes = self.standing().filter_map(|(row, fact)| match fact {
            Fact::Quote(quote) => Some((row, quote)),
            _ => None,
        });
        let all: Vec<(&FactRow, &Quote)> = quotes.collect();
        let last = all.iter().map(|(_, quote)| quote.number).max();
        let seen = all.iter().map(|(row, quote)| {
            let replaced = all.iter().any(|(_, other)| other.supersedes == Some(quote.number));
            let current = !replaced && Some(quote.number) == last;
            QuoteSeen { row, quote, current, signed_by: self.signatures_over(quote) }
        });
        seen.collect()
    }

    /// What the customer pays by the newest quote that was signed, minor units.
    pub(crate) fn signed_quote_minor(&self) -> Option<i64> {
        let quotes = self.quotes();
        let signed = quotes.iter().filter(|seen| !seen.signed_by.is_empty());
        signed.max_by_key(|seen| seen.quote.number).map(|seen| seen.quote.total.minor)
    }

    fn signatures_over(&self, quote: &Quote) -> Vec<FactId> {
        let text = quote_text(quote);
        let shown = sha256(text.as_bytes());
        let over = self.standing().filter(|(_, fact)| match fact {
            Fact::Signature(signed) => match &signed.line {
                Some(line) => line.text == text,
                None => signed.shown == shown,
            },
            _ => false,
        });
        over.map(|(row, _)| row.id).collect()
    }
}

fn chain_of(id: &FactId) -> ChainId {
    ChainId { device: id.device, incarnation: id.incarnation }
}

/// A quote as it is shown to who signs it: what his signature hashes, to the byte.
#[must_use]
pub fn quote_text(quote: &Quote) -> String {
    let mut text = format!("报价 Quote {}\n", quote.number);
    for line in &quote.lines {
        let kind = if line.labour { "工时 labour" } else { "配件 part" };
        let payer = match line.payer {
            crate::fact::Payer::Customer => "客户 customer",
            crate::fact::Payer::Warranty => "保修 warranty",
            crate::fact::Payer::Maker => "厂家 maker",
        };
        let quantity = thousandths(line.quantity_milli);
        let price = amount(&line.unit_price);
        text.push_str(&format!("{} | {kind} | {quantity} x {price} | {payer}\n", line.text));
    }
    text.push_str(&format!("合计 Total {}\n", amount(&quote.total)));
    text
}

/// An amount with two decimals and its currency.
#[must_use]
pub fn amount(money: &Money) -> String {
    let sign = if money.minor < 0 { "-" } else { "" };
    let minor = money.minor.unsigned_abs();
    format!("{sign}{}.{:02} {}", minor / 100, minor % 100, money.currency)
}

fn thousandths(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let size = milli.unsigned_abs();
    match size % 1_000 {
        0 => format!("{sign}{}", size / 1_000),
        rest => format!("{sign}{}.{rest:03}", size / 1_000),
    }
}

/// The name of a purpose, as playbooks write it.
#[must_use]
pub fn purpose_name(purpose: PaymentPurpose) -> &'static str {
    match purpose {
        PaymentPurpose::Freight => "freight",
        PaymentPurpose::Goods => "goods",
        PaymentPurpose::Service => "repair",
    }
}

/// The name of a method, as playbooks write it.
#[must_use]
pub fn method_name(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Cash => "cash",
        PaymentMethod::Qr => "qr",
        PaymentMethod::Card => "card",
        PaymentMethod::Transfer => "transfer",
    }
}
