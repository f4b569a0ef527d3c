//! What a command may do: policy, the playbook's names, and facts that refer to others.

use super::refusal::Refusal;
use super::{FieldSet, bounds};
use crate::document::FieldValue;
use crate::fact::{CustodyAct, Fact};
use crate::ids::FactId;
use crate::limits;
use crate::order::{Actor, OrderState};
use crate::playbook::Playbook;
use crate::playbook::file::ValueType;
use crate::playbook::policy::{self, Standing};
use crate::shift::DutyState;

type Checked = Result<(), Refusal>;

/// A command's author on an order.
pub(super) struct Checks<'a> {
    pub(super) playbook: &'a Playbook,
    pub(super) state: &'a OrderState,
    pub(super) actor: &'a Actor,
    /// The order's kind; of an order that is being founded the kind that it gets.
    pub(super) kind: &'a str,
    /// Its stage, or the one that it gets.
    pub(super) stage: &'a str,
}

impl Checks<'_> {
    fn any_role(&self, allows: impl Fn(&Standing<'_>) -> bool) -> bool {
        self.actor.roles.iter().any(|role| {
            let (kind, stage, assigned) = (self.kind, self.stage, self.actor.assigned);
            allows(&Standing { role, kind, stage, assigned })
        })
    }

    /// Whether the author may add this fact, and whether it is one that can be.
    pub(super) fn fact(&self, fact: &Fact) -> Checked {
        bounds::fact(fact)?;
        let kind = fact.name();
        // Settling is setting: policy speaks of the path.
        let follows_path = matches!(fact, Fact::Settled(_));
        if !follows_path && !self.any_role(|one| policy::may_add(self.playbook, one, kind)) {
            return Err(Refusal::MayNotAdd { kind: kind.to_owned() });
        }
        self.names(fact)?;
        self.references(fact)?;
        self.follows(fact)
    }

    /// Names that the playbook has to know.
    fn names(&self, fact: &Fact) -> Checked {
        let file = self.playbook.file();
        let known = |list: &[crate::playbook::file::Named], what, name: &str| {
            if list.iter().any(|one| one.id == name) {
                Ok(())
            } else {
                Err(Refusal::NotInPlaybook { what, name: name.to_owned() })
            }
        };
        match fact {
            Fact::Photo(one) => known(&file.photo_roles, "photo role", &one.role),
            Fact::Signature(one) => known(&file.signature_roles, "signature role", &one.role),
            Fact::Consent(one) => known(&file.consents, "consent", &one.to),
            Fact::Timer(one) if !file.timers.is_empty() => known(&file.timers, "timer", &one.name),
            Fact::Keyed(one) => known(&file.keys, "key", &one.key.scheme),
            Fact::Found(one) if self.playbook.kind(&one.kind).is_none() => {
                Err(Refusal::NotInPlaybook { what: "kind", name: one.kind.clone() })
            }
            Fact::Found(one) => {
                one.keys.iter().try_for_each(|key| known(&file.keys, "key", &key.scheme))
            }
            Fact::Proposed(one) => {
                self.audience(&one.path)?;
                let may = |one_of: &Standing<'_>, path: &str| {
                    policy::may_propose(self.playbook, one_of, path)
                };
                match self.any_role(|standing| may(standing, &one.path)) {
                    true => Ok(()),
                    false => Err(Refusal::MayNotAdd { kind: "proposed".to_owned() }),
                }
            }
            _ => Ok(()),
        }
    }

    /// Facts that speak of others, and numbers that have to follow.
    fn references(&self, fact: &Fact) -> Checked {
        if fact.has_position() {
            self.on_duty()?;
        }
        match fact {
            Fact::Withdrawn(one) => self.known(&one.fact),
            Fact::Moved(one) => self.movable(&one.evidence),
            Fact::UrgeAnswer(one) => self.known(&one.urge),
            Fact::ClockResumed(one) => self.known(&one.stop),
            Fact::Settled(one) => one.proposal.iter().try_for_each(|id| self.known(id)),
            Fact::Custody(one) => match one.act {
                CustodyAct::Given if one.person.is_none() => Err(Refusal::Empty { what: "person" }),
                CustodyAct::Shelved if one.place.is_none() => Err(Refusal::Empty { what: "place" }),
                _ => Ok(()),
            },
            Fact::Found(_) if self.state.founding().is_some() => {
                Err(Refusal::Wrong { what: "found" })
            }
            Fact::ShiftClosed(one) if one.drafts > 0 => Err(Refusal::Wrong { what: "drafts" }),
            _ => Ok(()),
        }
    }

    /// Positions are recorded on duty alone.
    fn on_duty(&self) -> Checked {
        let duty = self.actor.chain.map(|chain| self.actor.duty.state_of(chain));
        match duty.unwrap_or(DutyState::Off) {
            DutyState::On { .. } => Ok(()),
            DutyState::Break { .. } => Err(Refusal::OffDuty { in_break: true }),
            DutyState::Off => Err(Refusal::OffDuty { in_break: false }),
        }
    }

    fn known(&self, id: &FactId) -> Checked {
        self.state.fact(id).map(|_| ()).ok_or(Refusal::UnknownFact(*id))
    }

    /// Evidence may move; what was decided stays where it was decided.
    fn movable(&self, id: &FactId) -> Checked {
        let row = self.state.fact(id).ok_or(Refusal::UnknownFact(*id))?;
        let fixed = matches!(
            row.fact,
            None | Some(
                Fact::Transition(_)
                    | Fact::Custody(_)
                    | Fact::Assignment(_)
                    | Fact::Found(_)
                    | Fact::Withdrawn(_)
                    | Fact::Moved(_)
            )
        );
        if fixed { Err(Refusal::Wrong { what: "evidence" }) } else { Ok(()) }
    }

    /// The audience of a path.
    pub(super) fn audience(&self, path: &str) -> Result<String, Refusal> {
        let audience = self.playbook.audience_of_path(path).map(str::to_owned);
        audience.ok_or_else(|| Refusal::NotInPlaybook { what: "field", name: path.to_owned() })
    }

    /// Whether the author may set this field to this value.
    pub(super) fn field(&self, set: &FieldSet) -> Checked {
        bounds::path(&set.path)?;
        if set.value.weight_bytes() > limits::FIELD_VALUE_BYTES_MAX {
            let max = limits::FIELD_VALUE_BYTES_MAX;
            return Err(Refusal::TooLong { what: "value", max, unit: "bytes" });
        }
        self.audience(&set.path)?;
        self.may_set(&set.path)?;
        let fits = match (&set.value, self.playbook.field(&set.path).map(|rule| rule.value)) {
            (_, None) => false,
            (FieldValue::Null, Some(_)) => true,
            (FieldValue::Text(_), Some(kind)) => kind == ValueType::Text,
            (FieldValue::Int(_), Some(kind)) => kind == ValueType::Integer,
            (FieldValue::Bool(_), Some(kind)) => kind == ValueType::Boolean,
        };
        if fits { Ok(()) } else { Err(Refusal::Wrong { what: "value" }) }
    }

    /// Whether the author may set a path.
    pub(super) fn may_set(&self, path: &str) -> Checked {
        if self.any_role(|one| policy::may_set(self.playbook, one, path)) {
            Ok(())
        } else {
            Err(Refusal::MayNotSet { path: path.to_owned() })
        }
    }

    /// Whether a field has this value alone already.
    pub(super) fn unchanged(&self, audience: &str, set: &FieldSet) -> bool {
        self.state.documents.iter().any(|document| {
            document.subject == self.state.subject
                && document.audience == audience
                && document.name == set.document
                && document.fields.get(&set.path) == Some(&set.value)
                && !document.conflicts.iter().any(|conflict| conflict.path == set.path)
        })
    }
}
