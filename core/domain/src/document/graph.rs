//! The changes that a document knows: who made which, upon which others. automerge keeps the
//! same, but not in a form that can be asked cheaply before a foreign change is let in.

use crate::sorting::CollectSmall as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::key::{ActorBytes, GENESIS_ACTOR};
use crate::ids::Hash;

/// One change that the document holds.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) hash: Hash,
    pub(super) actor: ActorBytes,
    pub(super) seq: u64,
    pub(super) max_op: u64,
    deps: Vec<u32>,
}

/// Every change of a document, each after those that it depends on.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    changes: Vec<Known>,
    index: HashMap<Hash, u32>,
    of_actor: BTreeMap<ActorBytes, Vec<u32>>,
    heads: BTreeSet<Hash>,
    op_count: usize,
    genesis_ops: usize,
}

/// What lies behind some changes: the same set for everybody who knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Past {
    /// Changes of each actor, by actor ascending.
    pub(super) actors: BTreeMap<ActorBytes, u64>,
    /// The highest operation number.
    pub(super) max_op: u64,
}

/// Whether an actor is one of those that begin a generation, see [`super::generation`]: all others are hashes.
fn is_genesis(actor: &ActorBytes) -> bool {
    actor[..12] == GENESIS_ACTOR[..12]
}

impl Graph {
    /// Adds a change; `false`, and nothing added, if it is known or one of `deps` is not.
    pub(super) fn add(
        &mut self,
        hash: Hash,
        (actor, seq): (ActorBytes, u64),
        (start_op, max_op): (u64, u64),
        deps: &[Hash],
    ) -> bool {
        let places: Option<Vec<u32>> =
            deps.iter().map(|dep| self.index.get(dep).copied()).collect();
        let (Some(deps_at), Ok(at)) = (places, u32::try_from(self.changes.len())) else {
            return false;
        };
        if self.index.contains_key(&hash) {
            return false;
        }
        self.index.insert(hash, at);
        for dep in deps {
            self.heads.remove(dep);
        }
        self.heads.insert(hash);
        let ops = usize::try_from((max_op + 1).saturating_sub(start_op)).unwrap_or(0);
        self.op_count += ops;
        if is_genesis(&actor) {
            self.genesis_ops += ops;
        }
        self.of_actor.entry(actor).or_default().push(at);
        self.changes.push(Known { hash, actor, seq, max_op, deps: deps_at });
        true
    }

    pub(super) fn get(&self, hash: &Hash) -> Option<&Known> {
        self.index.get(hash).and_then(|at| self.changes.get(*at as usize))
    }

    pub(super) fn contains(&self, hash: &Hash) -> bool {
        self.index.contains_key(hash)
    }

    /// Operations of all changes together.
    pub(super) fn op_count(&self) -> usize {
        self.op_count
    }

    /// Those of them that people wrote since the generation began.
    pub(super) fn ops_since_genesis(&self) -> usize {
        self.op_count - self.genesis_ops
    }

    /// Heads, ascending.
    pub(super) fn heads(&self) -> Vec<Hash> {
        self.heads.iter().copied().collect()
    }

    /// What the heads become when a change upon `deps` is added.
    pub(super) fn heads_with(&self, hash: Hash, deps: &[Hash]) -> Vec<Hash> {
        let mut heads = self.heads.clone();
        for dep in deps {
            heads.remove(dep);
        }
        heads.insert(hash);
        heads.into_iter().collect()
    }

    /// The changes of an actor, oldest first.
    pub(super) fn of_actor(&self, actor: &ActorBytes) -> impl DoubleEndedIterator<Item = &Known> {
        let places = self.of_actor.get(actor).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.changes.get(*at as usize))
    }

    pub(super) fn count_of(&self, actor: &ActorBytes) -> u64 {
        self.of_actor.get(actor).map_or(0, |changes| changes.len() as u64)
    }

    /// The genesis change, if the document has one.
    pub(super) fn genesis(&self) -> Option<Hash> {
        self.of_actor(&GENESIS_ACTOR).next().map(|known| known.hash)
    }

    /// The changes whose hash begins with `prefix`: a document has at most some thousand.
    pub(super) fn with_prefix(&self, prefix: &[u8]) -> impl Iterator<Item = &Known> {
        self.changes.iter().filter(move |known| known.hash.0.starts_with(prefix))
    }

    /// What lies behind `deps`, themselves included; `None` if one is unknown.
    pub(super) fn past(&self, deps: &[Hash]) -> Option<Past> {
        let named: BTreeSet<Hash> = deps.iter().copied().collect_set();
        if self.heads.is_subset(&named) && named.iter().all(|dep| self.contains(dep)) {
            return Some(self.whole());
        }
        let mut open: Vec<u32> = Vec::with_capacity(deps.len());
        for dep in deps {
            open.push(*self.index.get(dep)?);
        }
        Some(self.walk(open))
    }

    fn whole(&self) -> Past {
        let count = |(actor, changes): (&ActorBytes, &Vec<u32>)| (*actor, changes.len() as u64);
        let max_op = self.changes.iter().map(|known| known.max_op).max();
        Past { actors: self.of_actor.iter().map(count).collect_map(), max_op: max_op.unwrap_or(0) }
    }

    fn walk(&self, mut open: Vec<u32>) -> Past {
        let mut seen = vec![false; self.changes.len()];
        let mut past = Past::default();
        while let Some(at) = open.pop() {
            let (Some(known), Some(mark)) =
                (self.changes.get(at as usize), seen.get_mut(at as usize))
            else {
                continue;
            };
            if !std::mem::replace(mark, true) {
                *past.actors.entry(known.actor).or_default() += 1;
                past.max_op = past.max_op.max(known.max_op);
                open.extend(&known.deps);
            }
        }
        past
    }
}
