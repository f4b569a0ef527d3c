//! What workers do on their phones. An act may be refused with reason; what a phone says yes to is written down.

use counterfoil_client::captures::{PhotoSource, ShownOrder, SignatureInput};
use counterfoil_client::orders::{CardOrder, Done, OrderFilter, OrderSheet};
use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::{Command, FieldSet, FoundOrder, TransitionCommand};
use counterfoil_domain::document::FieldValue;
use counterfoil_domain::fact::{
    Comment, Money, Payer, Payment, PaymentMethod, PaymentPurpose, QuoteLine,
};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::subject::Key;
use counterfoil_tests::harness::pen;
use counterfoil_tests::harness::pictures;

use super::phone::SimPhone;
use super::plan::Deed;
use crate::dice::Dice;

/// Orders of a list that a worker looks at.
const LIST_COUNT: usize = 200;
/// Fields that workers and the office both set.
pub const FIELDS: [&str; 4] = ["a/note", "a/gate", "a/floor", "a/shelf"];

/// What a phone said yes to.
#[derive(Debug, Default)]
pub struct Made {
    /// The subject, where it is one.
    pub order: Option<SubjectId>,
    /// The envelopes.
    pub envelopes: Vec<Hash>,
    /// A photograph's original.
    pub photograph: Option<Hash>,
    /// Money: its slip, and how much in minor units.
    pub paid: Option<(String, i64)>,
}

impl Made {
    /// What a command made.
    #[must_use]
    pub fn of(order: SubjectId, done: Done) -> Self {
        Self { order: Some(order), envelopes: done.envelopes, ..Self::default() }
    }

    fn and(mut self, done: Done) -> Self {
        self.envelopes.extend(done.envelopes);
        self
    }
}

/// The orders that a phone lists, in the order of their ids.
///
/// # Errors
/// Those of the store.
pub fn listed(phone: &Phone) -> Result<Vec<SubjectId>, ClientError> {
    let (filter, order) = (OrderFilter::default(), CardOrder::Due);
    let page = phone.orders().list(&filter, order, None, LIST_COUNT)?;
    let mut ids: Vec<SubjectId> = page.cards.into_iter().map(|card| card.id).collect();
    // What is due first may hang on more than the plan.
    ids.sort();
    Ok(ids)
}

/// Somebody does something; `None`: there was nothing to do it on.
///
/// # Errors
/// What the phone says no with.
pub fn act(
    phone: &SimPhone,
    deed: Deed,
    number: usize,
    dice: &mut Dice,
) -> Result<Option<Made>, ClientError> {
    let open = phone.phone();
    match deed {
        Deed::Found => return found(open, number).map(Some),
        Deed::Shift => return shift(open, dice).map(Some),
        _ => {}
    }
    let orders = listed(open)?;
    if orders.is_empty() {
        return Ok(None);
    }
    let order = orders[dice.below(orders.len())];
    let sheet = open.orders().sheet(order)?;
    let made = match deed {
        Deed::Photograph => photograph(phone, order, number),
        Deed::Signature => signature(open, &orders, dice),
        Deed::Field => field(open, &sheet, number, dice),
        Deed::Advance => return advance(phone, &sheet, number, dice),
        Deed::Pay => pay(open, &sheet, number, dice),
        Deed::Quote => quote(open, order, dice),
        Deed::Scan => scan(open, &sheet, dice),
        _ => remark(open, &sheet, number),
    };
    made.map(Some)
}

fn does(phone: &Phone, sheet: &OrderSheet, command: Command) -> Result<Made, ClientError> {
    let order = sheet.sheet.card.id;
    let done = phone.orders().act(order, command, Some(&sheet.shown))?;
    Ok(Made::of(order, done))
}

fn remark(phone: &Phone, sheet: &OrderSheet, number: usize) -> Result<Made, ClientError> {
    let text = format!("第{number}句");
    does(phone, sheet, Command::Comment(Comment { text }, Vec::new()))
}

fn photograph(phone: &SimPhone, order: SubjectId, number: usize) -> Result<Made, ClientError> {
    let source = shoots(phone, "other", number);
    let taken = phone.phone().captures().photo(order, &source)?;
    Ok(Made { photograph: Some(taken.original), ..Made::of(order, taken.done) })
}

fn shoots(phone: &SimPhone, role: &str, number: usize) -> PhotoSource {
    // No two phones take one picture.
    let seed = u32::try_from(number).unwrap_or(0);
    let path = pictures::photograph(&phone.camera(), seed);
    PhotoSource { path, preview: None, role: role.to_owned() }
}

fn signed_by(orders: &[SubjectId], role: &str) -> SignatureInput {
    let shown = |id: &SubjectId| ShownOrder { id: *id, text: format!("签收 {id}") };
    SignatureInput {
        orders: orders.iter().map(shown).collect(),
        signature: pen(),
        signer: "客户".to_owned(),
        role: role.to_owned(),
    }
}

/// One signature, for one order or for several.
fn signature(phone: &Phone, orders: &[SubjectId], dice: &mut Dice) -> Result<Made, ClientError> {
    let from = dice.below(orders.len());
    let to = (from + 1 + dice.below(3)).min(orders.len());
    let mut made = Made { order: Some(orders[from]), ..Made::default() };
    for (_, done) in phone.captures().sign(&signed_by(&orders[from..to], "recipient"))? {
        match done {
            Ok(done) => made = made.and(done),
            // What one order forbids does not stop the others.
            Err(ClientError::NotAllowed { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(made)
}

fn field(
    phone: &Phone,
    sheet: &OrderSheet,
    number: usize,
    dice: &mut Dice,
) -> Result<Made, ClientError> {
    let path = FIELDS[dice.below(FIELDS.len())];
    let set = FieldSet::new(path, FieldValue::text(format!("值{number}")));
    does(phone, sheet, Command::SetFields(vec![set]))
}

/// A step of the workflow: as it is, else with a photograph and a signature.
fn advance(
    phone: &SimPhone,
    sheet: &OrderSheet,
    number: usize,
    dice: &mut Dice,
) -> Result<Option<Made>, ClientError> {
    if sheet.offers.is_empty() {
        return match phone.lacks {
            [] => remark(phone.phone(), sheet, number).map(Some),
            _ => Ok(None),
        };
    }
    let offer = &sheet.offers[dice.below(sheet.offers.len())];
    let reasons = offer.reason_group.as_deref().map(|group| sheet.playbook.reasons_in(group));
    let reasons: Vec<String> =
        reasons.into_iter().flatten().map(|reason| reason.id.clone()).collect();
    let reason = (!reasons.is_empty()).then(|| reasons[dice.below(reasons.len())].clone());
    let step = TransitionCommand {
        name: offer.transition.clone(),
        reason,
        note: dice.coin().then(|| "备注".to_owned()),
        ..TransitionCommand::default()
    };
    let plain = does(phone.phone(), sheet, Command::Transition(step.clone()));
    let Err(ClientError::NotAllowed { .. }) = plain else { return plain.map(Some) };
    let captures = phone.phone().captures();
    let role = if dice.coin() { "door" } else { "after" };
    let mut with = vec![captures.prepare_photo(&shoots(phone, role, number))?];
    let signed = captures.prepare_signature(&signed_by(&[sheet.sheet.card.id], "recipient"))?;
    with.extend(signed.into_iter().map(|(_, command)| command));
    let with = Command::Transition(TransitionCommand { with, ..step });
    does(phone.phone(), sheet, with).map(Some)
}

/// Takes money: by cash on a slip of its own.
fn pay(
    phone: &Phone,
    sheet: &OrderSheet,
    number: usize,
    dice: &mut Dice,
) -> Result<Made, ClientError> {
    let (slip, minor) = (format!("C-{number}"), 100 + dice.below(90_000) as i64);
    let payment = Payment {
        purpose: PaymentPurpose::Goods,
        method: PaymentMethod::Cash,
        amount: Money::fen(minor),
        slip: slip.clone(),
    };
    let made = does(phone, sheet, Command::Pay(payment))?;
    Ok(Made { paid: Some((slip, minor)), ..made })
}

/// A quote, which the customer signs, and by mistake signs again.
fn quote(phone: &Phone, order: SubjectId, dice: &mut Dice) -> Result<Made, ClientError> {
    let line = QuoteLine {
        text: "更换".to_owned(),
        labour: dice.coin(),
        quantity_milli: 1_000,
        unit_price: Money::fen(1_000 + dice.below(50_000) as i64),
        payer: Payer::Customer,
    };
    let quoted = phone.captures().next_quote(order, &[line], "CNY")?;
    let mut made = Made::of(order, quoted.done);
    let mut signed = signed_by(&[order], "customer");
    signed.orders[0].text = quoted.text;
    for _ in 0..1 + dice.below(2) {
        for (_, done) in phone.captures().sign(&signed)? {
            match done {
                Ok(done) => made = made.and(done),
                Err(ClientError::NotAllowed { .. }) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(made)
}

/// A code: the order's own, or another one.
fn scan(phone: &Phone, sheet: &OrderSheet, dice: &mut Dice) -> Result<Made, ClientError> {
    let card = &sheet.sheet.card;
    let own = card.keys.first().map(|key| key.value.clone()).filter(|_| dice.coin());
    let raw = own.unwrap_or_else(|| format!("SF1{:012}", dice.below(1_000_000)));
    Ok(Made::of(card.id, phone.captures().scan(card.id, &raw, "code128")?.done))
}

fn found(phone: &Phone, number: usize) -> Result<Made, ClientError> {
    let order = FoundOrder {
        kind: "parcel".to_owned(),
        keys: vec![Key::new("waybill", &format!("SF3{number:012}"))],
        fields: Vec::new(),
    };
    let (id, done) = phone.orders().found(order)?;
    Ok(Made::of(id, done))
}

fn shift(phone: &Phone, dice: &mut Dice) -> Result<Made, ClientError> {
    if dice.coin() {
        let begun = phone.account().begin_shift(None, None);
        if let Ok(order) = begun {
            return Ok(Made { order: Some(order), ..Made::default() });
        }
    }
    let closed = phone.account().close_shift()?;
    Ok(Made { envelopes: vec![closed], ..Made::default() })
}
