//! The reckoning: what each phone says that it has made beside what the hub says that it holds.

use std::collections::BTreeSet;

use counterfoil_domain::hash::sha256_parts;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::receipt::set_root;
use counterfoil_server::office::StoreShown;

use super::record::{DayRecord, PhoneRecord};

/// One phone and the hub, side by side.
pub(super) struct Compared<'a> {
    pub(super) phone: &'a PhoneRecord,
    /// What the hub has of it; absent if it knows nothing of this store.
    pub(super) store: Option<&'a StoreShown>,
    pub(super) envelopes: Both,
    pub(super) blobs: Both,
    /// One hash over all roots of either side, for the pattern that people compare by eye.
    pub(super) mark: (Hash, Hash),
}

/// A number on either side, and whether what is behind it is the same.
#[derive(Clone, Copy)]
pub(super) struct Both {
    pub(super) made: u64,
    pub(super) held: u64,
    pub(super) equal: bool,
}

impl Both {
    pub(super) fn sum(all: impl Iterator<Item = Self>) -> Self {
        let nothing = Self { made: 0, held: 0, equal: true };
        all.fold(nothing, |sum, one| Self {
            made: sum.made + one.made,
            held: sum.held + one.held,
            equal: sum.equal && one.equal,
        })
    }
}

/// A certificate against what the hub has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certified {
    /// It covers everything.
    Whole,
    /// Work was written after it.
    Lapsed,
    /// None was given.
    No,
}

/// Every phone beside the hub.
pub(super) fn compare(record: &DayRecord) -> Vec<Compared<'_>> {
    record.phones.iter().map(|phone| compare_phone(record, phone)).collect()
}

/// Whether nothing was lost: every phone's records are at the hub and equal.
pub(super) fn nothing_lost(compared: &[Compared<'_>]) -> bool {
    !compared.is_empty() && compared.iter().all(|one| one.envelopes.equal && one.blobs.equal)
}

fn compare_phone<'a>(record: &'a DayRecord, phone: &'a PhoneRecord) -> Compared<'a> {
    let device = phone.inventory.device;
    let store = record.hub.stores.iter().find(|store| store.device == device);
    type Chain<'a> = (&'a str, u64, Hash);
    let made: BTreeSet<Chain<'_>> = phone
        .inventory
        .chains
        .iter()
        .filter(|chain| chain.size > 0)
        .map(|chain| (chain.incarnation.as_str(), chain.size, chain.root))
        .collect();
    let at_hub = store.map(|store| store.chains.as_slice()).unwrap_or_default();
    let held: BTreeSet<Chain<'_>> =
        at_hub.iter().map(|chain| (chain.incarnation.as_str(), chain.size, chain.root)).collect();
    let envelopes = |chains: &BTreeSet<Chain<'_>>| chains.iter().map(|(_, size, _)| size).sum();
    let blobs_root = (
        set_root(phone.inventory.blobs.iter().copied()),
        store.map_or(Hash::ZERO, |store| store.blobs_root),
    );
    let blobs_held = store.map_or(0, |store| store.blobs_here);
    let blobs_made = phone.inventory.blobs.len() as u64;
    let blobs_equal = blobs_made == blobs_held && (blobs_made == 0 || blobs_root.0 == blobs_root.1);
    Compared {
        phone,
        store,
        envelopes: Both {
            made: envelopes(&made),
            held: envelopes(&held),
            equal: store.is_some_and(|store| store.bodies_missing == 0) && made == held,
        },
        blobs: Both { made: blobs_made, held: blobs_held, equal: blobs_equal },
        mark: (mark(&made, blobs_root.0), mark(&held, blobs_root.1)),
    }
}

fn mark(chains: &BTreeSet<(&str, u64, Hash)>, blobs_root: Hash) -> Hash {
    let roots = chains.iter().map(|(_, _, root)| &root.0[..]);
    let parts: Vec<&[u8]> = roots.chain([&blobs_root.0[..]]).collect();
    sha256_parts(&parts)
}

impl Compared<'_> {
    /// Whether the certificate covers what the hub has now.
    pub(super) fn certified(&self) -> Certified {
        let Some(certificate) = &self.phone.certificate else { return Certified::No };
        let now = self.store.map(|store| store.chains.as_slice()).unwrap_or_default();
        let now: BTreeSet<(&str, u64, Hash)> =
            now.iter().map(|chain| (chain.incarnation.as_str(), chain.size, chain.root)).collect();
        let then: BTreeSet<(&str, u64, Hash)> = certificate
            .chains
            .iter()
            .map(|chain| (chain.incarnation.as_str(), chain.size, chain.root))
            .collect();
        let same_blobs = self.store.is_some_and(|store| store.blobs_root == certificate.blobs_root);
        if now == then && same_blobs { Certified::Whole } else { Certified::Lapsed }
    }
}
