//! Approvals: who has agreed, who is asked, and what is shown to whoever answers.

use counterfoil_client::orders as core;
use counterfoil_domain::approval::{Shown as CoreShown, ShownFact, ShownField};
use counterfoil_domain::fact::{FactRecord, kind_name};
use counterfoil_domain::order::details::details;

use super::card::Interval;
use super::fields::FieldValue;
use super::history::Detail;
use super::words::{Key, Words};
use crate::crossing::{Shown, shown};

shown! {
    /// One level of the approvals of one transition.
    ApprovalRow from counterfoil_domain::order::approvals::ApprovalRow {
        /// The transition.
        transition: String,
        /// The same for people.
        transition_name: Words,
        /// The level, from 1.
        level: i64,
        /// What explanations call it.
        level_id: String,
        /// What people call it.
        level_name: Words,
        /// The roles that may approve.
        roles: Vec<String>,
        /// How many have to.
        needed: i64,
        /// How many have, and it still counts.
        granted: i64,
        /// Whether somebody has said no.
        denied: bool,
        /// Whether it is this level's turn: those before it are complete, and it is not.
        is_open: bool,
        /// What an approval has to name now: the fingerprint of what is shown.
        request: String,
        /// The last request for this level.
        asked: Option<ApprovalAsk>,
        /// Answers, oldest first.
        answers: Vec<ApprovalAnswer>,
    }
}

shown! {
    /// Who asked for an approval.
    ApprovalAsk from counterfoil_domain::order::approvals::AskRow {
        /// The fact.
        fact: String,
        /// Who.
        person: String,
        /// When.
        at: Interval,
        /// His words.
        note: Option<String>,
        /// Whether what was shown has changed since: it has to be asked again.
        changed: bool,
    }
}

shown! {
    /// An answer to a request for approval.
    ApprovalAnswer from counterfoil_domain::order::approvals::AnswerRow {
        /// The fact.
        fact: String,
        /// Who.
        approver: String,
        /// In whose stead.
        in_stead_of: Option<String>,
        /// Yes or no.
        granted: bool,
        /// Good until, exclusive, ms since 1970.
        expires_ms: Option<i64>,
        /// Why it counts no more: `changed`, `expired`.
        lapsed: Option<String>,
        /// Whether only the hub can tell whose phone signed it.
        unverified: bool,
    }
}

/// A field that is shown to whoever approves.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ApprovalField {
    /// Its path.
    pub path: String,
    /// Its value.
    pub value: FieldValue,
}

impl Shown<ApprovalField> for ShownField {
    fn shown(self) -> ApprovalField {
        let value = match (self.text, self.number, self.yes) {
            (Some(text), ..) => FieldValue::Text { text },
            (_, Some(number), _) => FieldValue::Number { number },
            (.., Some(yes)) => FieldValue::Flag { yes },
            _ => FieldValue::Cleared,
        };
        ApprovalField { path: self.path, value }
    }
}

/// A fact that is shown to whoever approves: a quote, a reading.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ApprovalFact {
    /// Its kind: `quote`; empty for one of a newer program.
    pub kind: String,
    /// What it says, name by name.
    pub details: Vec<Detail>,
}

impl Shown<ApprovalFact> for ShownFact {
    fn shown(self) -> ApprovalFact {
        let kind = kind_name(self.kind).unwrap_or_default().to_owned();
        let record = FactRecord { kind: self.kind, version: 1, payload: self.payload };
        let fact = record.fact().ok().flatten();
        ApprovalFact { kind, details: fact.as_ref().map(details).unwrap_or_default().shown() }
    }
}

fn seen(shown: CoreShown) -> (Vec<ApprovalField>, Vec<ApprovalFact>) {
    (shown.fields.shown(), shown.facts.shown())
}

/// A request that waits for an answer of this person's role.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WaitingApproval {
    /// The order.
    pub order: String,
    /// What people call it.
    pub title: Option<String>,
    /// The level that is asked, with who asks.
    pub row: ApprovalRow,
    /// The fields that an approval is good for.
    pub fields: Vec<ApprovalField>,
    /// The facts that it is good for.
    pub facts: Vec<ApprovalFact>,
}

impl Shown<WaitingApproval> for core::WaitingApproval {
    fn shown(self) -> WaitingApproval {
        let (fields, facts) = seen(self.shown);
        let (order, row) = (self.order.shown(), self.row.shown());
        WaitingApproval { order, title: self.title, row, fields, facts }
    }
}

/// What another phone's code asks, as this phone shows it. Nothing is signed yet.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AskedApproval {
    /// The code, to be handed back with the answer.
    pub code: String,
    /// The order. It need not be on this phone.
    pub order: String,
    /// A key by which people know it.
    pub key: Option<Key>,
    /// Who asks.
    pub asker: String,
    /// His words.
    pub note: Option<String>,
    /// The transition for people.
    pub transition_name: Words,
    /// The level for people.
    pub level_name: Words,
    /// The fields that are agreed to.
    pub fields: Vec<ApprovalField>,
    /// The facts that are agreed to.
    pub facts: Vec<ApprovalFact>,
}

impl AskedApproval {
    pub(crate) fn of(code: String, asked: &core::AskedApproval) -> Self {
        let (fields, facts) = seen(asked.shown().clone());
        Self {
            code,
            order: asked.order().shown(),
            key: asked.key().cloned(),
            asker: asked.asker().shown(),
            note: asked.note().map(str::to_owned),
            transition_name: asked.transition_name.clone(),
            level_name: asked.level_name.clone(),
            fields,
            facts,
        }
    }
}
