//! Standing permissions: what somebody allowed once, at a place, for every order there. They are consents that
//! stand on the place, good until a date and until they are taken back; relying on one costs no tap.
//!
//! Both ends are judged by moments, as everything that is about time: an act that may have been in time was.

use unicode_normalization::UnicodeNormalization as _;

use super::consents::ConsentRow;
use super::fields::{CONTACT_NAME, CONTACT_PHONE};
use super::state::{EntryRow, OrderState};
use crate::fact::{Consent, Fact};
use crate::ids::{FactId, PersonId, SubjectId};
use crate::limits::PLACE_PERMISSIONS_MAX;
use crate::moment::Interval;
use crate::playbook::measures::Source;
use crate::playbook::view::{ConsentSeen, Seen};
use crate::playbook::{Playbook, name_in};

/// A consent that stands on a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Its fact, on the place.
    pub fact: FactId,
    /// The place, as the order names it.
    pub place: SubjectId,
    /// What was agreed to.
    pub consent: Consent,
    /// Who wrote it down.
    pub by: PersonId,
    /// When.
    pub at: Interval,
    /// When it was taken back, and where in the log that stands.
    pub ended: Option<(Interval, Option<u64>)>,
}

impl Permission {
    /// The permissions of a place that an order names as `site`, with those of the places that are one with it: the
    /// latest [`PLACE_PERMISSIONS_MAX`], oldest first.
    #[must_use]
    pub fn of(place: &OrderState, site: SubjectId) -> Vec<Self> {
        let mut found = Vec::new();
        for row in &place.facts {
            let Some(Fact::Consent(consent)) = &row.fact else { continue };
            let entry = place.entry_of(row);
            if !entry.verdict.takes_facts() {
                continue;
            }
            let word = row.struck.and_then(|word| place.fact(&word));
            let ended = word.map(|word| place.entry_of(word));
            found.push(Self {
                fact: row.id,
                place: site,
                consent: consent.clone(),
                by: entry.person,
                at: entry.believed,
                ended: ended.map(|ended| (ended.believed, ended.index)),
            });
        }
        let more = found.len().saturating_sub(PLACE_PERMISSIONS_MAX);
        found.split_off(more)
    }

    /// Whether it was surely over when something was done: run out, or taken back before or to the knowledge of
    /// whoever did it.
    fn is_over(&self, act: &EntryRow) -> bool {
        let taken_back = self.ended.is_some_and(|(when, index)| {
            let after = when.latest_ms.zip(act.believed.earliest_ms);
            let knew = index.zip(act.seen).is_some_and(|(index, seen)| index < seen.index);
            knew || after.is_some_and(|(end, act)| act >= end)
        });
        taken_back || OrderState::has_lapsed(&self.consent, act)
    }
}

impl OrderState {
    /// Takes the permissions of the place that the order names; facts of the order itself are untouched.
    pub fn set_permissions(&mut self, permissions: Vec<Permission>) {
        self.permissions = permissions;
    }

    /// Permissions of the order's person at its place, by a channel that asks for a date.
    fn own_permissions<'a>(
        &'a self,
        playbook: &'a Playbook,
    ) -> impl Iterator<Item = &'a Permission> {
        let people = [CONTACT_NAME, CONTACT_PHONE].map(|path| self.text_field(path));
        let people: Vec<String> = people.iter().flatten().map(|text| plain(text)).collect();
        let site = self.site();
        let stands = |channel: &str| {
            let channels = &playbook.file().channels;
            channels.iter().any(|one| one.id == channel && one.source == Source::Until)
        };
        self.permissions.iter().filter(move |one| {
            let who = plain(&one.consent.who);
            site == Some(one.place)
                && stands(&one.consent.channel)
                && !who.is_empty()
                && people.contains(&who)
        })
    }

    /// The permissions as the engines of the playbook are told about them.
    pub(super) fn permissions_seen(&self, playbook: &Playbook) -> Vec<ConsentSeen> {
        let act = self.entries.last();
        let seen = |one: &Permission| ConsentSeen {
            seen: Seen::new(one.by, Some(one.fact)),
            kind: one.consent.to.clone(),
            channel: one.consent.channel.clone(),
            lacks: one.consent.until_ms.is_none().then(|| Source::Until.name().to_owned()),
            lapsed: act.is_some_and(|act| one.is_over(act)),
        };
        self.own_permissions(playbook).map(seen).collect()
    }

    /// The permissions that have not been taken back, for people.
    pub(super) fn permission_rows(&self, playbook: &Playbook) -> Vec<ConsentRow> {
        let row = |one: &Permission| ConsentRow {
            fact: one.fact,
            to: one.consent.to.clone(),
            to_name: name_in(&playbook.file().consents, &one.consent.to),
            who: one.consent.who.clone(),
            channel: one.consent.channel.clone(),
            words: one.consent.words.clone(),
            at: one.at,
            person: one.by,
            attempts: Vec::new(),
            screenshot: None,
            place: Some(one.place),
            until_ms: one.consent.until_ms,
            lacks: one.consent.until_ms.is_none().then(|| Source::Until.name().to_owned()),
        };
        self.own_permissions(playbook).filter(|one| one.ended.is_none()).map(row).collect()
    }
}

/// A name or number without what people write differently.
pub(super) fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
}
