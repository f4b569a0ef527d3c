//! The orders of the day by person; each scene takes its own, in an order that follows from the seed.

use super::chance::Chance;
use super::material::Row;
use crate::CliError;

/// The three with phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Courier.
    Ann,
    /// Technician.
    Bo,
    /// Courier with the cold van.
    Chen,
}

impl Who {
    pub(super) const ALL: [Self; 3] = [Self::Ann, Self::Bo, Self::Chen];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ann => "Ann",
            Self::Bo => "Bo",
            Self::Chen => "Chen",
        }
    }

    pub(super) fn zh(self) -> &'static str {
        match self {
            Self::Ann => "小安",
            Self::Bo => "小博",
            Self::Chen => "小陈",
        }
    }
}

/// An order of the day: what its row says, and its id at the hub.
#[derive(Debug, Clone)]
pub(super) struct DayOrder {
    pub(super) id: String,
    pub(super) who: Who,
    /// Waybill or number of the repair.
    pub(super) code: String,
    row: Row,
}

impl DayOrder {
    pub(super) fn new(id: String, row: Row) -> Result<Self, CliError> {
        let cell = |name: &str| row.get(name).map(String::as_str).unwrap_or_default();
        let who = Who::ALL.into_iter().find(|who| who.name() == cell("派给"));
        let code = [cell("运单号"), cell("工单号")].into_iter().find(|code| !code.is_empty());
        Ok(Self {
            id,
            who: who.ok_or("a row for nobody")?,
            code: code.ok_or("a row without a number")?.to_owned(),
            row,
        })
    }

    /// A cell of its row.
    pub(super) fn cell(&self, name: &str) -> &str {
        self.row.get(name).map(String::as_str).unwrap_or_default()
    }

    pub(super) fn service(&self) -> &str {
        self.cell("服务")
    }

    /// Its kind, in the table's words.
    pub(super) fn kind(&self) -> &str {
        self.cell("类型")
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.cell("拦截") == "是"
    }

    /// 到付, minor units.
    pub(super) fn freight_minor(&self) -> i64 {
        minor(self.cell("到付(元)"))
    }

    /// 代收货款, minor units.
    pub(super) fn goods_minor(&self) -> i64 {
        minor(self.cell("代收货款(元)"))
    }

    /// Nothing special: no money, not intercepted, one piece, no other courier's.
    pub(super) fn is_plain(&self) -> bool {
        !self.is_stopped()
            && self.freight_minor() == 0
            && self.goods_minor() == 0
            && self.cell("子件号").is_empty()
            && self.service() != "改派"
    }
}

/// `36.80` as 3680.
fn minor(text: &str) -> i64 {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    number(whole) * 100 + number(&format!("{cents:0<2}"))
}

/// All orders, and which of them a scene has taken already.
#[derive(Debug, Default)]
pub(super) struct Roster {
    orders: Vec<DayOrder>,
    free: Vec<usize>,
    /// What is still on Ann's van: ids of parcels that she tried and could not deliver, or found there.
    pub(super) on_the_van: Vec<String>,
}

impl Roster {
    pub(super) fn new(orders: Vec<DayOrder>, chance: &mut Chance) -> Self {
        let mut free: Vec<usize> = (0..orders.len()).collect();
        chance.shuffle(&mut free);
        Self { orders, free, on_the_van: Vec::new() }
    }

    pub(super) fn all(&self) -> &[DayOrder] {
        &self.orders
    }

    pub(super) fn of(&self, who: Who) -> impl Iterator<Item = &DayOrder> {
        self.orders.iter().filter(move |order| order.who == who)
    }

    /// What the table lists for Ann and marks for Chen.
    pub(super) fn redirected(&self) -> Vec<DayOrder> {
        self.of(Who::Ann).filter(|order| order.service() == "改派").cloned().collect()
    }

    /// The next order of somebody that fits and that no scene has had.
    pub(super) fn take(
        &mut self,
        who: Who,
        fits: impl Fn(&DayOrder) -> bool,
    ) -> Result<DayOrder, CliError> {
        let at = self.free.iter().position(|n| {
            let order = &self.orders[*n];
            order.who == who && fits(order)
        });
        let at = at.ok_or_else(|| format!("{} has no such order left", who.name()))?;
        Ok(self.orders[self.free.remove(at)].clone())
    }

    /// So many of them.
    pub(super) fn take_some(
        &mut self,
        who: Who,
        count: usize,
        fits: impl Fn(&DayOrder) -> bool,
    ) -> Result<Vec<DayOrder>, CliError> {
        (0..count).map(|_| self.take(who, &fits)).collect()
    }

    /// All that fit and that no scene has had.
    pub(super) fn take_rest(
        &mut self,
        who: Who,
        fits: impl Fn(&DayOrder) -> bool,
    ) -> Vec<DayOrder> {
        std::iter::from_fn(|| self.take(who, &fits).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::minor;

    #[test]
    fn yuan_with_and_without_cents() {
        assert_eq!(
            [minor("18.00"), minor("36.8"), minor("36.80"), minor(""), minor("268")],
            [1_800, 3_680, 3_680, 0, 26_800]
        );
    }
}
