//! Whether what a transition or a reason needs is there.

use std::collections::BTreeSet;

use super::{Answer, Missing};
use crate::ids::FactId;
use crate::playbook::Playbook;
use crate::playbook::steps::{Need, Since};
use crate::playbook::view::{
    ConsentSeen, ContactAttemptSeen, OrderView, Scalar, Seen, TransitionRequest, UnsignedSeen,
};

/// The occasion of the reasons for which something is handed over without a signature.
const UNSIGNED: &str = "unsigned";

/// The order and the request that needs are looked up in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The rules.
    pub(super) playbook: &'a Playbook,
    /// The order.
    pub(super) view: &'a OrderView,
    /// What is wanted.
    pub(super) request: &'a TransitionRequest,
}

impl<'a> Asked<'a> {
    /// Whether one need is met.
    pub(super) fn answer(&self, need: &Need) -> Answer {
        let view = self.view;
        match need {
            Need::Photo { role, count, since } => {
                let fits = view.photos.iter().filter(|photo| photo.role == *role);
                self.counted("photo", Some(role), *count, *since, fits.map(|photo| &photo.seen))
            }
            Need::Signature { role, since, or_unsigned } => self.signed(role, *since, *or_unsigned),
            Need::Consent { kinds, since } => self.agreed(kinds, *since),
            Need::Payment { purpose, due } => self.paid(purpose, due),
            Need::ContactAttempt { outcomes, count, apart_minutes, since } => {
                self.attempted(outcomes, *count, *apart_minutes, *since)
            }
            Need::Fact { kind, count, since } => {
                self.counted(kind, None, *count, *since, self.facts(kind))
            }
            Need::SubOrders { kinds, count } => self.parts_over(kinds, *count),
            Need::Form { form, exceptions } => self.filled_in(form, exceptions.as_deref()),
            Need::NextDate => Answer::test(self.request.until_ms.is_some(), || Missing::NextDate),
            Need::Note => Answer::test(self.has_note(), || Missing::Note),
            Need::AnyOf { of } => self.any_of(of),
        }
    }

    /// What the hub said of the parts stands on the order itself: whoever sees it knows.
    fn parts_over(&self, kinds: &[String], count: u32) -> Answer {
        let fits = |kind: &String| kinds.is_empty() || kinds.contains(kind);
        let parts: Vec<_> = self.view.sub_orders.iter().filter(|one| fits(&one.kind)).collect();
        let all = u32::try_from(parts.len()).unwrap_or(u32::MAX);
        let open = parts.iter().filter(|one| !one.ended).count();
        let open = u32::try_from(open).unwrap_or(u32::MAX);
        let absent = count.saturating_sub(all);
        Answer::test(open == 0 && absent == 0, || Missing::SubOrders {
            kinds: kinds.to_vec(),
            open,
            absent,
        })
    }

    fn has_note(&self) -> bool {
        self.request.note.as_ref().is_some_and(|note| !note.trim().is_empty())
    }

    /// The audience of a kind of fact, if it is not visible here.
    fn unseen(&self, kind: &str) -> Option<&'a str> {
        let audience = self.playbook.audience_of_fact(kind)?;
        (!self.view.audiences.contains(audience)).then_some(audience)
    }

    /// Evidence that is visible counts even if its audience is not: somebody sees what is their
    /// own.
    fn counted<'s>(
        &self,
        kind: &str,
        role: Option<&String>,
        count: u32,
        since: Since,
        seen: impl Iterator<Item = &'s Seen>,
    ) -> Answer {
        let fresh: Vec<&Seen> = seen.filter(|seen| counts(seen, since)).collect();
        let have = u32::try_from(fresh.len()).unwrap_or(u32::MAX);
        if have >= count {
            return met_by(fresh);
        }
        match self.unseen(kind) {
            Some(audience) => Answer::unknown(audience),
            None => Answer::Lacks {
                missing: Missing::Evidence {
                    kind: kind.to_owned(),
                    role: role.cloned(),
                    count: count - have,
                },
            },
        }
    }

    /// Attempts that count: each at least so long after the one before that counted. Who offline cannot prove
    /// the time between two is believed.
    fn attempted(&self, outcomes: &[String], count: u32, apart: u32, since: Since) -> Answer {
        let fits = |attempt: &&ContactAttemptSeen| {
            let ends = outcomes.is_empty() || outcomes.contains(&attempt.outcome);
            ends && counts(&attempt.seen, since)
        };
        let apart_ms = u64::from(apart).saturating_mul(60_000);
        let mut far: Vec<&ContactAttemptSeen> = Vec::new();
        // From the end of the last that counted to the begin of the next; nobody can tell: absent.
        let mut passed_ms = Some(apart_ms);
        for attempt in &self.view.contact_attempts {
            let first = far.is_empty();
            if !first {
                passed_ms =
                    passed_ms.zip(attempt.after_previous_ms).map(|(a, b)| a.saturating_add(b));
            }
            if fits(&attempt) && (first || passed_ms.is_none_or(|ms| ms >= apart_ms)) {
                far.push(attempt);
                passed_ms = Some(0);
            } else if !first {
                passed_ms = passed_ms.map(|ms| ms.saturating_add(attempt.lasted_ms));
            }
        }
        let ends = (!outcomes.is_empty()).then(|| outcomes.join("|"));
        let seen = far.iter().map(|attempt| &attempt.seen);
        let answer = self.counted("contact_attempt", ends.as_ref(), count, since, seen);
        match answer {
            Answer::Lacks { missing: Missing::Evidence { count, .. } } if apart > 0 => {
                let outcomes = outcomes.to_vec();
                let missing = Missing::Attempts { outcomes, count, apart_minutes: apart };
                Answer::Lacks { missing }
            }
            answer => answer,
        }
    }

    fn signed(&self, role: &String, since: Since, or_unsigned: bool) -> Answer {
        let view = self.view;
        let fits = |unsigned: &&UnsignedSeen| {
            or_unsigned && unsigned.role == *role && counts(&unsigned.seen, since)
        };
        let refused = view.unsigned.iter().filter(fits);
        let answers: Vec<Answer> = refused.filter_map(|one| self.left_unsigned(one)).collect();
        let met = answers.iter().find(|answer| matches!(answer, Answer::Met { .. }));
        if let Some(answer) = met.or(answers.last()) {
            return answer.clone();
        }
        let fits = view.signatures.iter().filter(|signature| signature.role == *role);
        self.counted("signature", Some(role), 1, since, fits.map(|signature| &signature.seen))
    }

    /// Whether a reason for no signature is one, and what it needs is there: a thing that is left without contact
    /// needs the same consent as one that is left at the door.
    fn left_unsigned(&self, unsigned: &UnsignedSeen) -> Option<Answer> {
        let reason =
            self.playbook.reasons_in(UNSIGNED).find(|reason| reason.id == unsigned.reason)?;
        let lacks = reason.needs.iter().map(|need| self.answer(need));
        let lacks = lacks.into_iter().find(|answer| !matches!(answer, Answer::Met { .. }));
        Some(lacks.unwrap_or_else(|| met_by(vec![&unsigned.seen])))
    }

    fn agreed(&self, kinds: &[String], since: Since) -> Answer {
        let fits =
            |consent: &&ConsentSeen| kinds.contains(&consent.kind) && counts(&consent.seen, since);
        let given: Vec<&ConsentSeen> = self.view.consents.iter().filter(fits).collect();
        let good = given.iter().filter(|consent| consent.lacks.is_none() && !consent.lapsed);
        let good: Vec<&Seen> = good.map(|consent| &consent.seen).collect();
        match (good.is_empty(), self.unseen("consent")) {
            (false, _) => met_by(good),
            (true, Some(audience)) => Answer::unknown(audience),
            (true, None) => Answer::Lacks { missing: no_good_consent(kinds, given.last()) },
        }
    }

    fn paid(&self, purpose: &str, due: &str) -> Answer {
        let view = self.view;
        let money = self.playbook.audience_of_path(due).unwrap_or_default();
        if !view.audiences.contains(money) {
            return Answer::unknown(money);
        }
        let due_minor = match view.fields.get(money).and_then(|fields| fields.get(due)) {
            Some(Scalar::Integer(minor)) if *minor > 0 => *minor,
            _ => return Answer::met(),
        };
        if let Some(audience) = self.unseen("payment") {
            return Answer::unknown(audience);
        }
        let fits = || view.payments.iter().filter(|payment| payment.purpose == purpose);
        let paid_minor =
            fits().fold(0_i64, |sum, payment| sum.saturating_add(payment.amount_minor));
        if paid_minor == due_minor {
            return met_by(fits().map(|payment| &payment.seen).collect());
        }
        let purpose = purpose.to_owned();
        Answer::Lacks { missing: Missing::Payment { purpose, amount_minor: due_minor, paid_minor } }
    }

    fn any_of(&self, of: &[Need]) -> Answer {
        let (mut lacks, mut unknown) = (Vec::new(), BTreeSet::new());
        for need in of {
            match self.answer(need) {
                met @ Answer::Met { .. } => return met,
                Answer::Lacks { missing } => lacks.push(missing),
                Answer::Unknown { audiences } => unknown.extend(audiences),
            }
        }
        if unknown.is_empty() {
            Answer::Lacks { missing: Missing::AnyOf { of: lacks } }
        } else {
            Answer::Unknown { audiences: unknown }
        }
    }

    fn facts(&self, kind: &str) -> Box<dyn Iterator<Item = &'a Seen> + 'a> {
        let view = self.view;
        match kind {
            "photo" => Box::new(view.photos.iter().map(|fact| &fact.seen)),
            "signature" => Box::new(view.signatures.iter().map(|fact| &fact.seen)),
            "unsigned" => Box::new(view.unsigned.iter().map(|fact| &fact.seen)),
            "consent" => Box::new(view.consents.iter().map(|fact| &fact.seen)),
            "payment" => Box::new(view.payments.iter().map(|fact| &fact.seen)),
            "contact_attempt" => Box::new(view.contact_attempts.iter().map(|fact| &fact.seen)),
            "part" => Box::new(view.parts.iter().map(|fact| &fact.seen)),
            "quote" => Box::new(view.quotes.iter().map(|fact| &fact.seen)),
            other => {
                let other = other.to_owned();
                let fits = view.others.iter().filter(move |fact| fact.kind == other);
                Box::new(fits.map(|fact| &fact.seen))
            }
        }
    }
}

/// Why nothing that was agreed counts, by the last word.
fn no_good_consent(kinds: &[String], last: Option<&&ConsentSeen>) -> Missing {
    match last {
        None => Missing::Consent { kinds: kinds.to_vec() },
        Some(ConsentSeen { lacks: Some(source), channel, .. }) => {
            Missing::Source { channel: channel.clone(), source: source.clone() }
        }
        Some(_) => Missing::Lapsed { kinds: kinds.to_vec() },
    }
}

fn counts(seen: &Seen, since: Since) -> bool {
    since == Since::Order || !seen.earlier
}

fn met_by(seen: Vec<&Seen>) -> Answer {
    let by: Vec<FactId> = seen.into_iter().filter_map(|seen| seen.fact).collect();
    Answer::Met { by }
}
