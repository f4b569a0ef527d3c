//! Receipts verify: what phones keep as proof stands by the hub's keys, and the hub's log proves what is in it.

use counterfoil_client::ports::{FileSecretStore, SecretStore};
use counterfoil_domain::cbor;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::keys::{PublicKey, Purpose};
use counterfoil_domain::log::Leaf;
use counterfoil_domain::merkle::{leaf_hash, verify_inclusion};
use counterfoil_domain::receipt::SignedAnswer;
use counterfoil_store::signed::{self, SignedKind};
use counterfoil_store::vault::Identity;
use counterfoil_store::{
    Connection, SegmentKeys, Store, StoreError, StoreKey, StoreSecrets, chain,
};
use counterfoil_sync::phone::receipt_matches;

use crate::sim::phone::SimPhone;
use crate::sim::world::World;

/// Entries of a run whose place in the log is proven, at most.
const PROVEN_MAX: usize = 24;

/// What a phone keeps as proof.
#[derive(Debug, Clone, Default)]
pub struct Papers {
    /// The newest answer that confirmed a push: `[statement, signature]`.
    pub answer: Option<Vec<u8>>,
    /// Every life of the store: its name and the hashes of its headers.
    pub chains: Vec<([u8; 8], Vec<Hash>)>,
}

impl SimPhone {
    /// Closes the app, reads what it keeps as proof, and opens it again.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn papers(&mut self) -> Result<Papers, String> {
        self.closes();
        let read = self.read_store();
        self.opens().map_err(|why| why.to_string())?;
        read
    }

    fn read_store(&self) -> Result<Papers, String> {
        self.opens_store()?.read(read).map_err(|why| why.to_string())
    }

    /// Opens the store of a phone whose app is closed, by the phone's own keys.
    ///
    /// # Errors
    /// Why it cannot be opened.
    pub(crate) fn opens_store(&self) -> Result<Store, String> {
        let secrets = FileSecretStore::open(self.secrets()).map_err(|why| why.to_string())?;
        let name = std::fs::read_to_string(self.store().join("store.name"));
        let name = name.map_err(|why| why.to_string())?;
        let secret = |what: &str| {
            let held = secrets.get(&format!("counterfoil/{name}/{what}"));
            held.ok().flatten().map(|held| held.to_vec()).ok_or_else(|| format!("no {what}"))
        };
        let key: [u8; 32] = secret("database-key")?.try_into().map_err(|_| "no key")?;
        let identity = String::from_utf8(secret("blob-identity")?).map_err(|_| "no identity")?;
        let identity: Identity = identity.parse().map_err(|_| "no identity")?;
        let opened = StoreSecrets {
            key: StoreKey::from_bytes(key),
            identity,
            recipients: Vec::new(),
            segments: SegmentKeys::default(),
        };
        Store::open(&self.store(), opened).map(|(store, _)| store).map_err(|why| why.to_string())
    }
}

fn read(connection: &Connection) -> Result<Papers, StoreError> {
    let mut chains = Vec::new();
    for own in chain::all(connection)? {
        let leaves = chain::leaves(connection, own.incarnation, 0, u64::MAX)?;
        chains.push((own.incarnation.0, leaves));
    }
    Ok(Papers { answer: signed::newest(connection, SignedKind::Answer)?, chains })
}

/// What is wrong with papers, by the hub's answer key alone. Of a store that had another life the hub may know more.
#[must_use]
pub fn faults(papers: &Papers, key: &PublicKey, had_another_life: bool) -> Vec<String> {
    let Some(answer) = &papers.answer else { return Vec::new() };
    let Ok(answer) = cbor::decode::<SignedAnswer>(answer) else {
        return vec!["the answer is none".to_owned()];
    };
    let statement = cbor::encode(&answer.statement);
    let mut found = Vec::new();
    if key.verify(Purpose::Answer, &statement, &answer.signature).is_err() {
        found.push("the answer's signature does not stand".to_owned());
    }
    for receipt in &answer.statement.receipts {
        let own = papers.chains.iter().find(|(name, _)| *name == receipt.chain.incarnation.0);
        let knows_less = own.is_none_or(|(_, leaves)| (leaves.len() as u64) < receipt.size);
        if had_another_life && knows_less {
            continue;
        }
        if !own.is_some_and(|(_, leaves)| receipt_matches(receipt, leaves)) {
            found.push("a receipt is about another chain".to_owned());
        }
    }
    found
}

impl World {
    /// Each phone's newest receipt, and the place in the log of some of what was acknowledged.
    pub(super) async fn receipts_verify(&mut self) -> Vec<String> {
        let key = self.hub.server().keyring.answer.public();
        let mut found = Vec::new();
        for at in 0..self.phones.len() {
            let wrong = match self.phones[at].papers() {
                Ok(papers) => faults(&papers, &key, self.phones[at].had_another_life),
                Err(why) => vec![why],
            };
            found.extend(wrong.into_iter().map(|why| format!("receipts: phone {at}: {why}")));
        }
        found.extend(self.entries_are_in_the_log().await);
        found
    }

    async fn entries_are_in_the_log(&self) -> Vec<String> {
        let server = self.hub.server();
        let (storage, tenant) = (&server.storage, server.tenant());
        let tip = storage.tip(tenant).await.expect("the hub's storage");
        let hashes: Vec<Hash> = self.ledger.entries.keys().copied().collect();
        let known = storage.known(tenant, hashes).await.expect("the hub's storage");
        let placed = known.iter().filter_map(|one| one.index.map(|index| (index, one.hash)));
        let mut found = Vec::new();
        for (index, hash) in placed.take(PROVEN_MAX) {
            let proof =
                storage.inclusion(tenant, index, tip.size).await.expect("the hub's storage");
            let stands = proof.is_some_and(|proof| {
                let names = cbor::decode::<Leaf>(&proof.leaf).is_ok_and(|leaf| leaf.hash == hash);
                let leaf = leaf_hash(&proof.leaf);
                names && verify_inclusion(&leaf, index, tip.size, &proof.path, &tip.root)
            });
            if !stands {
                found.push(format!("receipts: the log does not prove entry {index}"));
            }
        }
        found
    }
}
