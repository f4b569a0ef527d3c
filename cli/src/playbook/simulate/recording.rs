//! What a script records on the order: photographs, signatures, payments; and that all of it is from before once the
//! order has come to another stage.

use counterfoil_domain::playbook::facts;
use counterfoil_domain::playbook::view::{
    ConsentSeen, ContactAttemptSeen, OtherSeen, PaymentSeen, PhotoSeen, QuoteSeen, SignatureSeen,
    UnsignedSeen,
};

use super::Bench;

impl Bench<'_> {
    pub(super) fn fact(&mut self, verb: &str, what: &str, more: &[&str]) -> Result<(), String> {
        let (seen, view) = (self.seen(), &mut self.view);
        let kind = what.to_owned();
        let next = more.first().copied().unwrap_or_default().to_owned();
        match verb {
            "photo" => view.photos.push(PhotoSeen { seen, role: kind }),
            "sign" => view.signatures.push(SignatureSeen { seen, role: kind }),
            "unsigned" => view.unsigned.push(UnsignedSeen { seen, role: kind, reason: next }),
            "consent" => {
                let (lacks, lapsed) = (None, false);
                view.consents.push(ConsentSeen { seen, kind, channel: next, lacks, lapsed });
            }
            "attempt" => {
                let (channel, outcome) = (kind, next);
                // Nobody says how long: a rule about lengths or pauses finds neither.
                let (lasted_ms, after_previous_ms) = (0, None);
                let attempt =
                    ContactAttemptSeen { seen, channel, outcome, lasted_ms, after_previous_ms };
                view.contact_attempts.push(attempt);
            }
            "pay" => {
                let amount_minor = next.parse().map_err(|_| "pay WHAT AMOUNT, in minor units")?;
                let (currency, method) = ("CNY".to_owned(), "cash".to_owned());
                let (purpose, confirmed) = (kind, true);
                view.payments.push(PaymentSeen {
                    seen,
                    purpose,
                    amount_minor,
                    currency,
                    method,
                    confirmed,
                });
            }
            "quote" => {
                let total_minor = what.parse().map_err(|_| "quote AMOUNT, in minor units")?;
                view.quotes.iter_mut().for_each(|quote| quote.current = false);
                let number = view.quotes.len() as i64 + 1;
                let (currency, signed, current) = ("CNY".to_owned(), next == "signed", true);
                view.quotes.push(QuoteSeen {
                    seen,
                    number,
                    total_minor,
                    currency,
                    signed,
                    current,
                });
            }
            "fact" if facts::is_fact_kind(what) => view.others.push(OtherSeen { seen, kind }),
            "fact" => return Err(format!("there is no kind of fact {what}")),
            _ => return Err(format!("{verb} is nothing that happens")),
        }
        Ok(())
    }

    /// The order has come to another stage: what was recorded before is from before.
    pub(super) fn what_was_is_earlier(&mut self) {
        let view = &mut self.view;
        let photos = view.photos.iter_mut().map(|one| &mut one.seen);
        let signed = view.signatures.iter_mut().map(|one| &mut one.seen);
        let unsigned = view.unsigned.iter_mut().map(|one| &mut one.seen);
        let consents = view.consents.iter_mut().map(|one| &mut one.seen);
        let attempts = view.contact_attempts.iter_mut().map(|one| &mut one.seen);
        let others = view.others.iter_mut().map(|one| &mut one.seen);
        let all =
            photos.chain(signed).chain(unsigned).chain(consents).chain(attempts).chain(others);
        all.for_each(|seen| seen.earlier = true);
    }
}

/// Which kind of fact a line is.
pub(super) fn fact_kind<'l>(verb: &'l str, what: &'l str) -> &'l str {
    match verb {
        "sign" => "signature",
        "attempt" => "contact_attempt",
        "pay" => "payment",
        "fact" => what,
        verb => verb,
    }
}
