//! What guards can read: the fields of each audience, lists of facts, and who asks for what.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeSet, HashMap};

use cel::Value;

use crate::limits;
use crate::playbook::Playbook;
use crate::playbook::file::ValueType;
use crate::playbook::view::{Actor, OrderView, Scalar, Seen, TransitionRequest};

use ValueType::{Boolean, Integer, Text};

/// A variable with fixed fields: one record, or a list of them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The variable's name.
    pub(super) name: &'static str,
    /// For a list, the kind of fact in it.
    pub(super) facts: Option<&'static str>,
    /// Its fields, or those of its members.
    pub(super) fields: &'static [(&'static str, ValueType)],
}

const fn facts(
    name: &'static str,
    kind: &'static str,
    fields: &'static [(&'static str, ValueType)],
) -> Record {
    Record { name, facts: Some(kind), fields }
}

const fn one(name: &'static str, fields: &'static [(&'static str, ValueType)]) -> Record {
    Record { name, facts: None, fields }
}

/// Every variable besides the audiences.
pub(super) static RECORDS: [Record; 12] = [
    facts("photos", "photo", &[("mine", Boolean), ("earlier", Boolean), ("role", Text)]),
    facts("signatures", "signature", &[("mine", Boolean), ("earlier", Boolean), ("role", Text)]),
    facts(
        "unsigned",
        "unsigned",
        &[("mine", Boolean), ("earlier", Boolean), ("role", Text), ("reason", Text)],
    ),
    facts(
        "consents",
        "consent",
        &[("mine", Boolean), ("earlier", Boolean), ("kind", Text), ("channel", Text)],
    ),
    facts(
        "payments",
        "payment",
        &[
            ("mine", Boolean),
            ("earlier", Boolean),
            ("purpose", Text),
            ("amount_minor", Integer),
            ("currency", Text),
            ("method", Text),
            ("confirmed", Boolean),
        ],
    ),
    facts(
        "contact_attempts",
        "contact_attempt",
        &[("mine", Boolean), ("earlier", Boolean), ("channel", Text), ("outcome", Text)],
    ),
    facts(
        "parts",
        "part",
        &[
            ("mine", Boolean),
            ("earlier", Boolean),
            ("code", Text),
            ("quantity", Integer),
            ("payer", Text),
        ],
    ),
    facts(
        "quotes",
        "quote",
        &[
            ("mine", Boolean),
            ("earlier", Boolean),
            ("number", Integer),
            ("total_minor", Integer),
            ("currency", Text),
            ("signed", Boolean),
            ("current", Boolean),
        ],
    ),
    one(
        "order",
        &[
            ("kind", Text),
            ("stage", Text),
            ("founded", Boolean),
            ("joined", Boolean),
            ("held", Boolean),
            ("held_by_actor", Boolean),
        ],
    ),
    one("actor", &[("role", Text), ("assigned", Boolean), ("former", Boolean)]),
    one("request", &[("transition", Text), ("reason", Text), ("has_note", Boolean)]),
    one("moment", &[("earliest_ms", Integer), ("latest_ms", Integer)]),
];

/// The record of a variable.
pub(super) fn record(name: &str) -> Option<&'static Record> {
    RECORDS.iter().find(|record| record.name == name)
}

/// The audience that a variable belongs to; none for what everybody knows.
pub(super) fn audience<'a>(playbook: &'a Playbook, variable: &str) -> Option<&'a str> {
    match record(variable) {
        Some(record) => playbook.audience_of_fact(record.facts?),
        None => playbook.audiences().find(|audience| *audience == variable),
    }
}

/// Everything that a guard is evaluated on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs<'a> {
    /// The rules.
    pub(super) playbook: &'a Playbook,
    /// The order.
    pub(super) view: &'a OrderView,
    /// What is wanted.
    pub(super) request: &'a TransitionRequest,
    /// By whom.
    pub(super) actor: &'a Actor,
}

type Fields = HashMap<String, Value>;

impl Inputs<'_> {
    fn sees(&self, audience: &str) -> bool {
        self.view.audiences.contains(audience)
    }

    /// The audiences of these variables that whoever asks does not hold; `moment` where no time is
    /// known.
    pub(super) fn unseen(&self, variables: &BTreeSet<String>) -> BTreeSet<String> {
        let missing = |name: &String| {
            if name == "moment" {
                return self.view.at.is_none().then(|| name.clone());
            }
            let audience = audience(self.playbook, name)?;
            (!self.sees(audience)).then(|| audience.to_owned())
        };
        variables.iter().filter_map(missing).collect_set()
    }

    /// One of these variables that has more members than a guard may walk.
    pub(super) fn longest_list<'v>(&self, variables: &'v BTreeSet<String>) -> Option<&'v str> {
        let mut names = variables.iter().map(String::as_str);
        names.find(|name| self.length(name) > limits::GUARD_LIST_MAX)
    }

    /// Members of a list variable.
    pub(super) fn length(&self, variable: &str) -> usize {
        let view = self.view;
        match variable {
            "photos" => view.photos.len(),
            "signatures" => view.signatures.len(),
            "unsigned" => view.unsigned.len(),
            "consents" => view.consents.len(),
            "payments" => view.payments.len(),
            "contact_attempts" => view.contact_attempts.len(),
            "parts" => view.parts.len(),
            "quotes" => view.quotes.len(),
            _ => 0,
        }
    }

    /// The value of a variable; none if it is unknown here.
    pub(super) fn value(&self, variable: &str) -> Option<Value> {
        if audience(self.playbook, variable).is_some_and(|audience| !self.sees(audience)) {
            return None;
        }
        match record(variable) {
            None => Some(self.fields(variable)),
            Some(record) if record.facts.is_some() => Some(self.list(variable)),
            Some(_) => self.single(variable),
        }
    }

    fn fields(&self, audience: &str) -> Value {
        let none = std::collections::BTreeMap::new();
        let fields = self.view.fields.get(audience).unwrap_or(&none);
        let pairs = fields.iter().map(|(path, value)| (path.clone(), scalar(value)));
        Value::from(pairs.collect::<Fields>())
    }

    fn single(&self, variable: &str) -> Option<Value> {
        let (view, actor, request) = (self.view, self.actor, self.request);
        let mut of = Fields::new();
        match variable {
            "order" => {
                put(&mut of, "kind", view.kind.as_str());
                put(&mut of, "stage", view.stage.as_str());
                put(&mut of, "founded", view.founded);
                put(&mut of, "joined", view.joined);
                put(&mut of, "held", view.holder.is_some());
                put(&mut of, "held_by_actor", view.holder == Some(actor.person));
            }
            "actor" => {
                put(&mut of, "role", actor.role.as_str());
                put(&mut of, "assigned", actor.assigned);
                put(&mut of, "former", actor.former);
            }
            "request" => {
                put(&mut of, "transition", request.transition.as_str());
                put(&mut of, "reason", request.reason.as_deref().unwrap_or_default());
                put(&mut of, "has_note", request.note.is_some());
            }
            _ => {
                let at = view.at?;
                put(&mut of, "earliest_ms", at.earliest_ms);
                put(&mut of, "latest_ms", at.latest_ms);
            }
        }
        Some(Value::from(of))
    }

    fn list(&self, variable: &str) -> Value {
        let view = self.view;
        match variable {
            "photos" => self.members(&view.photos, |photo, of| {
                put(of, "role", photo.role.as_str());
                &photo.seen
            }),
            "signatures" => self.members(&view.signatures, |signature, of| {
                put(of, "role", signature.role.as_str());
                &signature.seen
            }),
            "unsigned" => self.members(&view.unsigned, |unsigned, of| {
                put(of, "role", unsigned.role.as_str());
                put(of, "reason", unsigned.reason.as_str());
                &unsigned.seen
            }),
            "consents" => self.members(&view.consents, |consent, of| {
                put(of, "kind", consent.kind.as_str());
                put(of, "channel", consent.channel.as_str());
                &consent.seen
            }),
            "contact_attempts" => self.members(&view.contact_attempts, |attempt, of| {
                put(of, "channel", attempt.channel.as_str());
                put(of, "outcome", attempt.outcome.as_str());
                &attempt.seen
            }),
            _ => self.sums(variable),
        }
    }

    /// Lists about money and stock.
    fn sums(&self, variable: &str) -> Value {
        let view = self.view;
        match variable {
            "payments" => self.members(&view.payments, |payment, of| {
                put(of, "purpose", payment.purpose.as_str());
                put(of, "amount_minor", payment.amount_minor);
                put(of, "currency", payment.currency.as_str());
                put(of, "method", payment.method.as_str());
                put(of, "confirmed", payment.confirmed);
                &payment.seen
            }),
            "parts" => self.members(&view.parts, |part, of| {
                put(of, "code", part.code.as_str());
                put(of, "quantity", part.quantity);
                put(of, "payer", part.payer.as_str());
                &part.seen
            }),
            _ => self.members(&view.quotes, |quote, of| {
                put(of, "number", quote.number);
                put(of, "total_minor", quote.total_minor);
                put(of, "currency", quote.currency.as_str());
                put(of, "signed", quote.signed);
                put(of, "current", quote.current);
                &quote.seen
            }),
        }
    }

    fn members<T>(
        &self,
        list: &[T],
        fill: impl for<'t> Fn(&'t T, &mut Fields) -> &'t Seen,
    ) -> Value {
        let member = |item: &T| {
            let mut of = Fields::new();
            let seen = fill(item, &mut of);
            put(&mut of, "mine", seen.by == self.actor.person);
            put(&mut of, "earlier", seen.earlier);
            Value::from(of)
        };
        Value::from(list.iter().map(member).collect::<Vec<Value>>())
    }
}

fn put(of: &mut Fields, key: &str, value: impl Into<Value>) {
    of.insert(key.to_owned(), value.into());
}

fn scalar(value: &Scalar) -> Value {
    match value {
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Integer(value) => Value::Int(*value),
        Scalar::Text(value) => Value::from(value.as_str()),
    }
}
