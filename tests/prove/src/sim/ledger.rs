//! What phones acknowledged, and where each piece of it lies: on the disks of phones, in their copies, at the hub. A
//! piece is lost with reason only when every disk that held it is gone.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::ids::{Hash, SubjectId};

/// One acknowledged envelope.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which phone made it, by its number.
    pub phone: usize,
    /// On which subject, where that is known.
    pub order: Option<SubjectId>,
    /// The step of the plan.
    pub step: usize,
}

/// Everything that was acknowledged.
#[derive(Debug, Default)]
pub struct Ledger {
    /// By the envelope's hash.
    pub entries: BTreeMap<Hash, Entry>,
    /// Originals of photographs that were acknowledged, by their hash, with the envelope that names them.
    pub photographs: BTreeMap<Hash, Hash>,
    /// Bad items that were planted, each with its order; they are acknowledged as well.
    pub planted: BTreeMap<Hash, SubjectId>,
    /// Envelopes and photographs whose every disk is gone.
    pub excused: BTreeSet<Hash>,
    on_phones: BTreeMap<usize, BTreeSet<Hash>>,
    in_copies: BTreeMap<usize, BTreeSet<Hash>>,
    /// Envelopes that only the hub still has.
    only_at_hub: BTreeSet<Hash>,
}

impl Ledger {
    /// A call returned.
    pub fn acknowledged(&mut self, hashes: &[Hash], entry: &Entry) {
        for hash in hashes {
            self.entries.insert(*hash, entry.clone());
            self.on_phones.entry(entry.phone).or_default().insert(*hash);
        }
    }

    /// A copy of a phone was made.
    pub fn copied(&mut self, phone: usize) {
        let held = self.on_phones.get(&phone).cloned().unwrap_or_default();
        self.in_copies.insert(phone, held);
    }

    /// A phone was copied to another; both go on.
    pub fn cloned(&mut self, phone: usize, to: usize) {
        let held = self.on_phones.get(&phone).cloned().unwrap_or_default();
        self.on_phones.insert(to, held);
    }

    /// What a phone would lose if it were set up from its copy now.
    #[must_use]
    pub fn at_stake(&self, phone: usize) -> Vec<Hash> {
        let none = BTreeSet::new();
        let held = self.on_phones.get(&phone).unwrap_or(&none);
        let copied = self.in_copies.get(&phone).unwrap_or(&none);
        let elsewhere = |hash: &Hash| {
            self.on_phones.iter().any(|(other, held)| *other != phone && held.contains(hash))
        };
        held.difference(copied).filter(|hash| !elsewhere(hash)).copied().collect()
    }

    /// A phone was set up from its copy; `at_hub` are those of [`Ledger::at_stake`] that the hub had then, `arrived`
    /// the photographs of which it had the bytes.
    pub fn restored(&mut self, phone: usize, at_hub: &BTreeSet<Hash>, arrived: &BTreeSet<Hash>) {
        for hash in self.at_stake(phone) {
            let kept =
                if at_hub.contains(&hash) { &mut self.only_at_hub } else { &mut self.excused };
            kept.insert(hash);
        }
        self.excuse_photographs(arrived);
        let copied = self.in_copies.get(&phone).cloned().unwrap_or_default();
        self.on_phones.insert(phone, copied);
    }

    /// Photographs of envelopes that no phone holds any more, and whose bytes had not arrived.
    fn excuse_photographs(&mut self, arrived: &BTreeSet<Hash>) {
        for (original, envelope) in &self.photographs {
            if self.only_at_hub.contains(envelope) && !arrived.contains(original) {
                self.excused.insert(*original);
            }
        }
    }

    /// What only the hub has.
    #[must_use]
    pub fn only_at_hub(&self) -> Vec<Hash> {
        self.only_at_hub.iter().copied().collect()
    }

    /// The hub was set up from a backup; `there` are those of [`Ledger::only_at_hub`] that it has now, `arrived` the
    /// photographs of which it has the bytes.
    pub fn hub_restored(&mut self, there: &BTreeSet<Hash>, arrived: &BTreeSet<Hash>) {
        let gone: Vec<Hash> = self.only_at_hub.difference(there).copied().collect();
        self.excuse_photographs(arrived);
        for hash in gone {
            self.only_at_hub.remove(&hash);
            self.excused.insert(hash);
        }
    }
}
