//! Consents: what was agreed to, by whom, and what stands behind it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::permissions::plain;
use super::state::{EntryRow, OrderState};
use crate::fact::{Consent, ContactOutcome, Fact};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::moment::Interval;
use crate::playbook::Playbook;
use crate::playbook::measures::Source;
use crate::playbook::name_in;
use crate::playbook::words::Words;

/// The field with what was said when the order was made.
const REMARK: &str = "remark";

/// A consent, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct ConsentRow {
    /// Its fact.
    #[n(0)]
    pub fact: FactId,
    /// To what: `locker`, `station`, `proxy`, `doorstep`.
    #[n(1)]
    pub to: String,
    /// The same for people.
    #[n(2)]
    pub to_name: Words,
    /// Who consented.
    #[n(3)]
    pub who: String,
    /// By which channel.
    #[n(4)]
    pub channel: String,
    /// Their words.
    #[n(5)]
    pub words: String,
    /// When it was written down.
    #[n(6)]
    pub at: Interval,
    /// Who wrote it down.
    #[n(7)]
    pub person: PersonId,
    /// The attempts to reach somebody that stand behind it.
    #[n(8)]
    pub attempts: Vec<FactId>,
    /// The screenshot.
    #[n(9)]
    pub screenshot: Option<FactId>,
    /// The place that holds a standing consent.
    #[n(10)]
    pub place: Option<SubjectId>,
    /// Until when it is good, ms since 1970, exclusive.
    #[n(11)]
    pub until_ms: Option<u64>,
    /// What its channel asks for and does not stand behind it.
    #[n(12)]
    pub lacks: Option<String>,
}

impl OrderState {
    /// What a consent's channel asks for and does not stand behind it.
    #[must_use]
    pub fn consent_lacks(&self, playbook: &Playbook, consent: &Consent) -> Option<&'static str> {
        let channels = &playbook.file().channels;
        if channels.is_empty() {
            return None;
        }
        let Some(channel) = channels.iter().find(|one| one.id == consent.channel) else {
            return Some("channel");
        };
        let stands = match channel.source {
            Source::Nothing => true,
            Source::Words => !consent.words.trim().is_empty(),
            Source::Until => consent.until_ms.is_some(),
            Source::Remark => self.remark_says(&consent.words),
            Source::Photo => {
                let shown = consent.screenshot.and_then(|id| self.standing_fact(&id));
                matches!(shown, Some(Fact::Photo(_)))
            }
            Source::ContactAttempt => consent.attempts.iter().any(|id| self.reached(id)),
        };
        (!stands).then(|| channel.source.name())
    }

    /// Whether a standing consent had surely run out at the time of an act.
    #[must_use]
    pub fn has_lapsed(consent: &Consent, act: &EntryRow) -> bool {
        consent.until_ms.zip(act.believed.earliest_ms).is_some_and(|(until, now)| now >= until)
    }

    /// Whether the order's remark holds these words, whatever blanks and letters they are written in.
    fn remark_says(&self, words: &str) -> bool {
        let words = plain(words);
        let remark = self.text_field(REMARK).unwrap_or_default();
        !words.is_empty() && plain(&remark).contains(&words)
    }

    fn reached(&self, id: &FactId) -> bool {
        matches!(
            self.standing_fact(id),
            Some(Fact::ContactAttempt(attempt)) if attempt.outcome == ContactOutcome::Reached
        )
    }

    /// A fact that stands.
    #[must_use]
    pub fn standing_fact(&self, id: &FactId) -> Option<&Fact> {
        let row = self.fact(id)?;
        if self.counts(row) { row.fact.as_ref() } else { None }
    }

    /// Consents that stand, oldest first; then what the place permits.
    #[must_use]
    pub fn consent_rows(&self, playbook: &Playbook) -> Vec<ConsentRow> {
        let mut rows = Vec::new();
        for (row, fact) in self.standing() {
            let Fact::Consent(consent) = fact else { continue };
            let entry = self.entry_of(row);
            rows.push(ConsentRow {
                fact: row.id,
                to: consent.to.clone(),
                to_name: name_in(&playbook.file().consents, &consent.to),
                who: consent.who.clone(),
                channel: consent.channel.clone(),
                words: consent.words.clone(),
                at: entry.believed,
                person: entry.person,
                attempts: consent.attempts.clone(),
                screenshot: consent.screenshot,
                place: consent.place,
                until_ms: consent.until_ms,
                lacks: self.consent_lacks(playbook, consent).map(str::to_owned),
            });
        }
        rows.extend(self.permission_rows(playbook));
        rows
    }
}
