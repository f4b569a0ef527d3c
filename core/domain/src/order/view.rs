//! What the playbook's engines are told about an order: the standing facts and the fields, from a
//! state.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet};

use super::length::Instant;
use super::state::{FactRow, OrderState};
use super::sums::{PaymentStanding, method_name, purpose_name};
use crate::decision::StageState;
use crate::document::FieldValue;
use crate::fact::{Consent, ContactAttempt, ContactOutcome, Fact};
use crate::ids::FactId;
use crate::moment;
use crate::playbook::Playbook;
use crate::playbook::quality::QualityAct;
use crate::playbook::view::{
    ConsentSeen, ContactAttemptSeen, Interval, OrderView, OtherSeen, PartSeen, PaymentSeen,
    PhotoSeen, QuoteSeen, Scalar, Seen, SignatureSeen, UnsignedSeen,
};
use crate::quality::{self, Look};

/// What whoever judges may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Everything: the hub.
    All,
    /// The facts and fields of these audiences: a phone.
    Only(BTreeSet<String>),
}

impl OrderState {
    /// The order as the engines of the playbook are told about it.
    #[must_use]
    pub fn view(&self, playbook: &Playbook, sight: &Sight) -> OrderView {
        let audiences = match sight {
            Sight::All => playbook.audiences().map(str::to_owned).collect_set(),
            Sight::Only(seen) => seen.clone(),
        };
        let mut view = OrderView {
            kind: self.kind().to_owned(),
            stage: self.stage.stage.clone(),
            stage_unknown: self.is_keys_only() && self.moves.is_empty(),
            disputed: self.stage.is_disputed(),
            audiences,
            fields: self.field_scalars(),
            lanes: self.lanes_seen(),
            sub_orders: self.parts_seen(),
            assignees: self.assigned.clone(),
            holder: self.custody.holder,
            founded: self.founded_by_phone(),
            joined: self.lead.is_some() || !self.joined.is_empty(),
            at: self.entries.last().and_then(|entry| interval(&entry.believed)),
            attempts: self.attempts_made(playbook),
            ..OrderView::default()
        };
        (view.approvals, view.approval_requests) = self.approvals_seen(playbook);
        self.add_facts(playbook, &mut view);
        view.consents.extend(self.permissions_seen(playbook));
        self.add_deeds(&mut view);
        view
    }

    /// Whether a phone founded it and no join has made it an order of the office. Where no
    /// enrolment of the office is at hand, nobody can tell, and it counts as the office's.
    fn founded_by_phone(&self) -> bool {
        let alone = self.lead.is_none() && self.joined.is_empty();
        let by_office = |id: &FactId| self.office.contains(&id.device);
        let founding = self.founding();
        !self.office.is_empty() && alone && founding.is_some_and(|(row, _)| !by_office(&row.id))
    }

    /// Fields by audience and path; the main document's value before that of a form, the lead's
    /// before the other's.
    pub(super) fn field_scalars(&self) -> BTreeMap<String, BTreeMap<String, Scalar>> {
        let mut fields: BTreeMap<String, BTreeMap<String, Scalar>> = BTreeMap::new();
        for document in &self.documents {
            let audience = fields.entry(document.audience.clone()).or_default();
            for (path, value) in &document.fields {
                if let Some(value) = scalar(value) {
                    audience.entry(path.clone()).or_insert(value);
                }
            }
        }
        fields
    }

    /// Facts up to here came before the order stood where it stands.
    fn entries_before_stage(&self) -> usize {
        let here = |after: &StageState| {
            (&after.stage, after.by, &after.disputed)
                == (&self.stage.stage, self.stage.by, &self.stage.disputed)
        };
        let reached = self.moves.iter().find(|step| here(&step.after));
        let Some(reached) = reached.filter(|step| step.after.by.is_some()) else { return 0 };
        match reached.index {
            Some(index) => {
                let before = |row: &&super::EntryRow| row.index.is_some_and(|own| own <= index);
                self.entries.iter().filter(before).count()
            }
            None => {
                let of = |cause: &FactId| {
                    self.entries.iter().position(|row| {
                        row.chain.device == cause.device
                            && row.chain.incarnation == cause.incarnation
                            && row.seq == cause.seq
                    })
                };
                reached.cause.as_ref().and_then(of).map_or(0, |at| at + 1)
            }
        }
    }

    fn seen(&self, row: &FactRow, before: usize) -> Seen {
        let mut seen = Seen::new(self.entry_of(row).person, Some(row.id));
        seen.earlier = row.entry < before;
        seen
    }

    fn add_facts(&self, playbook: &Playbook, view: &mut OrderView) {
        let before = self.entries_before_stage();
        let mut sharp = Sharp::of(playbook, self.kind());
        for (row, fact) in self.standing().filter(|(_, fact)| sharp.enough(fact)) {
            let seen = self.seen(row, before);
            match fact {
                Fact::Photo(photo) => {
                    view.photos.push(PhotoSeen { seen, role: photo.role.clone() });
                }
                Fact::Signature(signed) => {
                    view.signatures.push(SignatureSeen { seen, role: signed.role.clone() });
                }
                // "Would not sign" names no role: it stands for whoever should have signed.
                Fact::Unsigned(unsigned) => {
                    let roles = playbook.file().signature_roles.iter();
                    view.unsigned.extend(roles.map(|role| UnsignedSeen {
                        seen: seen.clone(),
                        role: role.id.clone(),
                        reason: unsigned.reason.clone(),
                    }));
                }
                Fact::Consent(consent) => {
                    view.consents.push(self.consent_seen(playbook, seen, consent));
                }
                Fact::ContactAttempt(attempt) => {
                    view.contact_attempts.push(self.contact_seen(row, seen, attempt));
                }
                Fact::Payment(_) | Fact::Part(_) | Fact::Quote(_) => {}
                other => view.others.push(OtherSeen { seen, kind: other.name().to_owned() }),
            }
        }
    }

    fn contact_seen(
        &self,
        row: &FactRow,
        seen: Seen,
        attempt: &ContactAttempt,
    ) -> ContactAttemptSeen {
        let ended = |row: &FactRow, attempt: &ContactAttempt, longer_ms: u64| {
            let ago_ms = attempt.ended_ago_ms.unwrap_or(0).saturating_add(longer_ms);
            Instant::of(self.entry_of(row), ago_ms)
        };
        let begun = ended(row, attempt, attempt.lasted_ms);
        let before = self.standing().take_while(|(other, _)| other.id != row.id);
        let previous = before.filter_map(|(row, fact)| match fact {
            Fact::ContactAttempt(attempt) => Some(ended(row, attempt, 0)),
            _ => None,
        });
        let passed = previous.last().map(|previous| previous.until(&begun));
        ContactAttemptSeen {
            seen,
            channel: attempt.channel.clone(),
            outcome: outcome_name(attempt.outcome).to_owned(),
            lasted_ms: attempt.lasted_ms,
            after_previous_ms: passed.and_then(|passed| passed.at_most_ms),
        }
    }

    fn consent_seen(&self, playbook: &Playbook, seen: Seen, consent: &Consent) -> ConsentSeen {
        let act = self.entries.last();
        ConsentSeen {
            seen,
            kind: consent.to.clone(),
            channel: consent.channel.clone(),
            lacks: self.consent_lacks(playbook, consent).map(str::to_owned),
            lapsed: act.is_some_and(|act| Self::has_lapsed(consent, act)),
        }
    }

    fn add_deeds(&self, view: &mut OrderView) {
        let before = self.entries_before_stage();
        let seen = |id: &FactId| self.fact(id).map(|row| self.seen(row, before));
        for deed in self.payments() {
            let word = self.payment_standing(&deed);
            if word == PaymentStanding::Denied {
                continue;
            }
            let Some(seen) = deed.told_by.first().and_then(seen) else { continue };
            view.payments.push(PaymentSeen {
                seen,
                purpose: purpose_name(deed.counted.purpose).to_owned(),
                amount_minor: deed.counted.amount.minor,
                currency: deed.counted.amount.currency.clone(),
                method: method_name(deed.counted.method).to_owned(),
                confirmed: word != PaymentStanding::Said,
            });
        }
        for deed in self.parts() {
            let Some(seen) = deed.told_by.first().and_then(seen) else { continue };
            view.parts.push(PartSeen {
                seen,
                code: deed.counted.sku.clone(),
                quantity: i64::from(deed.counted.quantity),
                payer: String::new(),
            });
        }
        for quote in self.quotes() {
            view.quotes.push(QuoteSeen {
                seen: self.seen(quote.row, before),
                number: i64::from(quote.quote.number),
                total_minor: quote.quote.total.minor,
                currency: quote.quote.total.currency.clone(),
                signed: !quote.signed_by.is_empty(),
                current: quote.current,
            });
        }
    }
}

/// What is no evidence for its quality, where the playbook requires better.
struct Sharp<'a> {
    playbook: &'a Playbook,
    kind: &'a str,
    requires: bool,
    /// Photographs of the order that count.
    looks: Vec<Look>,
}

impl<'a> Sharp<'a> {
    fn of(playbook: &'a Playbook, kind: &'a str) -> Self {
        let mut rules = playbook.file().quality.iter();
        let requires = rules.any(|rule| rule.act == QualityAct::Require);
        Self { playbook, kind, requires, looks: Vec::new() }
    }

    /// Whether a fact is good enough to count; the author's phone measured it.
    fn enough(&mut self, fact: &Fact) -> bool {
        if !self.requires {
            return true;
        }
        let found = quality::judge(fact, self.playbook, self.kind, &self.looks);
        let counts = !found.iter().any(|warning| warning.required);
        if let (true, Fact::Photo(photo)) = (counts, fact) {
            self.looks.extend(photo.look.map(|hash| Look { hash, same_order: true }));
        }
        counts
    }
}

/// The engines' word for a field's value; a cleared field is unset.
pub(super) fn scalar(value: &FieldValue) -> Option<Scalar> {
    match value {
        FieldValue::Text(text) => Some(Scalar::Text(text.clone())),
        FieldValue::Int(number) => Some(Scalar::Integer(*number)),
        FieldValue::Bool(yes) => Some(Scalar::Boolean(*yes)),
        FieldValue::Null => None,
    }
}

fn interval(believed: &moment::Interval) -> Option<Interval> {
    let earliest_ms = i64::try_from(believed.earliest_ms?).ok()?;
    let latest_ms = i64::try_from(believed.latest_ms?).ok()?;
    Some(Interval { earliest_ms, latest_ms })
}

/// The name of an outcome, as playbooks write it.
#[must_use]
pub fn outcome_name(outcome: ContactOutcome) -> &'static str {
    match outcome {
        ContactOutcome::Reached => "reached",
        ContactOutcome::NoAnswer => "no_answer",
        ContactOutcome::Declined => "rejected",
        ContactOutcome::WrongNumber => "invalid",
        ContactOutcome::Off => "off",
    }
}
