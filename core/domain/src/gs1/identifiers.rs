//! The application identifiers that matter on parcels, crates and machines, with the form of their values.

use super::Gs1Error;
use super::date::Gs1Date;
use crate::playbook::words::Words;

/// What the value of an identifier looks like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// Digits that it begins with.
    digits: usize,
    /// Characters that may follow, at most; 0 for a value of digits alone.
    more: usize,
    /// Whether those too are digits.
    more_digits: bool,
    /// Digits of which the last is a check digit, from the beginning; 0 for none.
    checked: usize,
    date: bool,
}

impl Form {
    const fn digits(digits: usize) -> Self {
        Self { digits, more: 0, more_digits: true, checked: 0, date: false }
    }

    const fn up_to(digits: usize) -> Self {
        Self { digits: 0, more: digits, more_digits: true, checked: 0, date: false }
    }

    const fn text(chars: usize) -> Self {
        Self { digits: 0, more: chars, more_digits: false, checked: 0, date: false }
    }

    const fn then(self, more: usize, more_digits: bool) -> Self {
        Self { more, more_digits, ..self }
    }

    const fn checked(self, checked: usize) -> Self {
        Self { checked, ..self }
    }

    const fn date() -> Self {
        Self { date: true, ..Self::digits(6) }
    }

    /// Digits that a value always has, of an identifier that needs no separator behind it.
    pub(super) fn characters_max(self) -> usize {
        self.digits + self.more
    }
}

type Row = (&'static str, Form, &'static str, &'static str);

const GTIN: Form = Form::digits(14).checked(14);
const GLN: Form = Form::digits(13).checked(13);

/// Identifier, or its beginning where a digit for the decimals follows (`310` of `3103`), form, names.
const TABLE: &[Row] = &[
    ("00", Form::digits(18).checked(18), "物流箱码", "SSCC"),
    ("01", GTIN, "商品编码", "GTIN"),
    ("02", GTIN, "箱内商品编码", "GTIN of contained items"),
    ("10", Form::text(20), "批号", "batch or lot"),
    ("11", Form::date(), "生产日期", "production date"),
    ("12", Form::date(), "付款截止日期", "due date"),
    ("13", Form::date(), "包装日期", "packaging date"),
    ("15", Form::date(), "保质期", "best before"),
    ("16", Form::date(), "销售截止日期", "sell by"),
    ("17", Form::date(), "有效期", "expiration date"),
    ("20", Form::digits(2), "产品变体", "product variant"),
    ("21", Form::text(20), "序列号", "serial number"),
    ("22", Form::text(20), "消费品变体", "consumer product variant"),
    ("235", Form::text(28), "第三方序列号", "third-party serial"),
    ("240", Form::text(30), "附加标识", "additional identification"),
    ("241", Form::text(30), "客户料号", "customer's part number"),
    ("242", Form::up_to(6), "定制变体", "made-to-order variation"),
    ("250", Form::text(30), "二级序列号", "secondary serial"),
    ("251", Form::text(30), "源实体参考", "source entity"),
    ("253", Form::digits(13).checked(13).then(17, false), "单证编码", "document type"),
    ("254", Form::text(20), "位置扩展", "location extension"),
    ("255", Form::digits(13).checked(13).then(12, true), "优惠券", "coupon"),
    ("30", Form::up_to(8), "可变数量", "variable count"),
    ("310", Form::digits(6), "净重(千克)", "net weight, kg"),
    ("311", Form::digits(6), "长度(米)", "length, m"),
    ("312", Form::digits(6), "宽度(米)", "width, m"),
    ("313", Form::digits(6), "高度(米)", "height, m"),
    ("314", Form::digits(6), "面积(平方米)", "area, m²"),
    ("315", Form::digits(6), "净容积(升)", "net volume, l"),
    ("316", Form::digits(6), "净体积(立方米)", "net volume, m³"),
    ("320", Form::digits(6), "净重(磅)", "net weight, lb"),
    ("330", Form::digits(6), "毛重(千克)", "gross weight, kg"),
    ("331", Form::digits(6), "外长(米)", "outer length, m"),
    ("332", Form::digits(6), "外宽(米)", "outer width, m"),
    ("333", Form::digits(6), "外高(米)", "outer height, m"),
    ("336", Form::digits(6), "毛体积(立方米)", "gross volume, m³"),
    ("337", Form::digits(6), "每平方米千克", "kg per m²"),
    ("340", Form::digits(6), "毛重(磅)", "gross weight, lb"),
    ("356", Form::digits(6), "净重(金衡盎司)", "net weight, troy oz"),
    ("37", Form::up_to(8), "箱内件数", "count of contained items"),
    ("390", Form::up_to(15), "应付金额", "amount payable"),
    ("391", Form::digits(3).then(15, true), "应付金额(含币种)", "amount payable with currency"),
    ("392", Form::up_to(15), "单品金额", "amount for one item"),
    (
        "393",
        Form::digits(3).then(15, true),
        "单品金额(含币种)",
        "amount for one item with currency",
    ),
    ("400", Form::text(30), "客户订单号", "customer's order number"),
    ("401", Form::text(30), "托运单号", "consignment number (GINC)"),
    ("402", Form::digits(17).checked(17), "装运号", "shipment number (GSIN)"),
    ("403", Form::text(30), "路由代码", "routing code"),
    ("410", GLN, "交货地", "ship to"),
    ("411", GLN, "收票方", "bill to"),
    ("412", GLN, "供货方", "purchased from"),
    ("413", GLN, "最终交货地", "ship for"),
    ("414", GLN, "位置编码", "location"),
    ("415", GLN, "开票方", "invoicing party"),
    ("416", GLN, "生产地", "production location"),
    ("417", GLN, "参与方", "party"),
    ("420", Form::text(20), "收货邮编", "ship-to postal code"),
    ("421", Form::digits(3).then(9, false), "收货国家和邮编", "ship-to country and postal code"),
    ("422", Form::digits(3), "原产国", "country of origin"),
    ("424", Form::digits(3), "加工国", "country of processing"),
    ("426", Form::digits(3), "全程加工国", "country of full processing"),
    ("7003", Form::digits(10), "有效期和时刻", "expiration date and time"),
    ("7006", Form::date(), "首次冷冻日期", "first freeze date"),
    ("8001", Form::digits(14), "卷材尺寸", "roll dimensions"),
    ("8002", Form::text(20), "手机串号", "mobile serial"),
    ("8003", Form::digits(14).checked(14).then(16, false), "可回收资产", "returnable asset (GRAI)"),
    ("8004", Form::text(30), "单个资产", "individual asset (GIAI)"),
    ("8005", Form::digits(6), "单价", "price for a unit"),
    ("8006", Form::digits(18).checked(14), "组件", "piece of a trade item (ITIP)"),
    ("8008", Form::digits(8).then(4, true), "生产时刻", "production time"),
    ("8010", Form::text(30), "部件编码", "component (CPID)"),
    ("8011", Form::up_to(12), "部件序号", "component serial"),
    ("8013", Form::text(25), "型号全球编码", "global model number"),
    ("8017", Form::digits(18).checked(18), "服务提供方关系", "service relation, provider"),
    ("8018", Form::digits(18).checked(18), "服务接受方关系", "service relation, recipient"),
    ("8019", Form::up_to(10), "服务次序", "service instance"),
    ("8020", Form::text(25), "付款单号", "payment slip"),
    ("8200", Form::text(70), "扩展网址", "extended packaging URL"),
    ("90", Form::text(30), "双方约定", "mutually agreed"),
    ("9", Form::text(90), "企业内部", "company internal"),
];

/// Identifiers whose values need no separator behind them, by their first two digits (General Specifications, 7.8.5).
const PREDEFINED: [&str; 22] = [
    "00", "01", "02", "03", "04", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "31",
    "32", "33", "34", "35", "36", "41",
];

/// An identifier, found at the beginning of a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identifier {
    /// Its digits.
    pub(super) length: usize,
    pub(super) form: Form,
    /// Whether its length is fixed for parsing.
    pub(super) predefined: bool,
    pub(super) decimals: Option<u8>,
    zh: &'static str,
    en: &'static str,
}

impl Identifier {
    pub(super) fn name(self) -> Words {
        Words::new(self.zh, self.en)
    }
}

/// Whether the identifiers of a row have a fourth digit that says where the decimal point stands.
fn has_decimals(ai: &str) -> bool {
    ai.len() == 3
        && (ai.starts_with("31")
            || ai.starts_with("32")
            || ai.starts_with("33")
            || ai.starts_with("34")
            || ai.starts_with("35")
            || ai.starts_with("36")
            || ai.starts_with("39"))
}

/// The identifier that a code begins with.
pub(super) fn begins(code: &str) -> Option<Identifier> {
    let (ai, form, zh, en) = TABLE.iter().find(|(ai, ..)| code.starts_with(ai))?;
    let predefined = PREDEFINED.iter().any(|two| code.starts_with(two));
    let digit = |at: usize| code.as_bytes().get(at).filter(|byte| byte.is_ascii_digit());
    let (length, decimals) = match *ai {
        // 91 to 99.
        "9" => (2, digit(1).map(|_| None)?),
        ai if has_decimals(ai) => (4, Some(digit(3)? - b'0')),
        ai => (ai.len(), None),
    };
    Some(Identifier { length, form: *form, predefined, decimals, zh, en })
}

/// What an identifier is, for people.
#[must_use]
pub fn name_of(ai: &str) -> Option<Words> {
    begins(ai).filter(|known| known.length == ai.len()).map(Identifier::name)
}

/// Whether the values of an identifier have a check digit.
#[must_use]
pub fn is_checked(ai: &str) -> bool {
    begins(ai).is_some_and(|known| known.length == ai.len() && known.form.checked > 0)
}

/// The check digit behind digits, by weights 3 and 1 from the right, modulo 10.
#[must_use]
pub fn check_digit(digits: &str) -> Option<u32> {
    let mut sum = 0_u32;
    for (place, c) in digits.chars().rev().take(64).enumerate() {
        sum += c.to_digit(10)? * if place % 2 == 0 { 3 } else { 1 };
    }
    Some((10 - sum % 10) % 10)
}

/// Checks a value; the day, of one that is a date.
pub(super) fn check(ai: &str, form: Form, value: &str) -> Result<Option<Gs1Date>, Gs1Error> {
    let ai = || ai.to_owned();
    let length = value.chars().count();
    let least = form.digits.max(1);
    if length < least || length > form.characters_max() {
        return Err(Gs1Error::Length { ai: ai() });
    }
    let digit = |c: char| c.is_ascii_digit();
    let fits =
        value.chars().enumerate().all(|(at, c)| match at < form.digits || form.more_digits {
            true => digit(c),
            false => is_allowed(c),
        });
    if !fits {
        return Err(Gs1Error::Character { ai: ai() });
    }
    if form.checked > 0 {
        let (body, rest) = value.split_at(form.checked - 1);
        let stated = rest.chars().next().and_then(|c| c.to_digit(10));
        if check_digit(body) != stated {
            return Err(Gs1Error::CheckDigit { ai: ai() });
        }
    }
    match form.date {
        true => Gs1Date::of(value).map(Some).ok_or_else(|| Gs1Error::Date { ai: ai() }),
        false => Ok(None),
    }
}

/// GS1 character set 82.
fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!\"%&'()*+,-./:;<=>?_".contains(c)
}
