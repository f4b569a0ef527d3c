//! The Merkle log of RFC 6962, section 2: one shape for every device's chain and for the hub's log.
//!
//! A leaf's hash is `SHA-256(0x00 ‖ leaf)`, a node's `SHA-256(0x01 ‖ left ‖ right)`, the empty log's root
//! `SHA-256("")`. [`Frontier`] appends in O(log n); proofs are made from the list of leaf hashes.

use crate::hash::{sha256, sha256_parts};
use crate::ids::Hash;

/// Hash of a leaf's bytes.
#[must_use]
pub fn leaf_hash(leaf: &[u8]) -> Hash {
    sha256_parts(&[&[0x00], leaf])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256_parts(&[&[0x01], &left.0, &right.0])
}

/// The right edge of a growing log: the roots of its full subtrees, largest first. At most 64 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Frontier {
    /// Leaves so far.
    #[n(0)]
    size: u64,
    #[n(1)]
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The edge of an empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// The root over all leaves so far.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(mut root) = peaks.next().copied() else { return sha256(b"") };
        for peak in peaks {
            root = node_hash(peak, &root);
        }
        root
    }

    /// Whether the stored parts can belong together; run it on an edge that was decoded.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.peaks.len() == self.size.count_ones() as usize && self.size < u64::MAX
    }
}

/// The root over `leaves` (their hashes).
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut edge = Frontier::new();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    edge.root()
}

/// The largest power of two below `n`; `n` is at least 2.
fn split(n: usize) -> usize {
    1 << (n - 1).ilog2()
}

/// The audit path of leaf `index` in the log of `leaves`, lowest sibling first; `None` past the end.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: u64) -> Option<Vec<Hash>> {
    if index >= leaves.len() as u64 {
        return None;
    }
    let mut path = Vec::new();
    let (mut part, mut index) = (leaves, index);
    while part.len() > 1 {
        let middle = split(part.len());
        let (left, right) = part.split_at(middle);
        match index.checked_sub(middle as u64) {
            None => {
                path.push(root(right));
                part = left;
            }
            Some(behind) => {
                path.push(root(left));
                (part, index) = (right, behind);
            }
        }
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` stands at `index` in the log of `size` leaves with this `root`
/// (RFC 9162, 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut node) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            node = node_hash(sibling, &node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = node_hash(&node, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && node == *root
}

/// The consistency proof from the first `old_size` leaves to all of `leaves`; `None` past the end or from 0.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], old_size: u64) -> Option<Vec<Hash>> {
    if old_size == 0 || old_size > leaves.len() as u64 {
        return None;
    }
    let mut path = Vec::new();
    subproof(leaves, old_size, true, &mut path);
    Some(path)
}

fn subproof(leaves: &[Hash], old: u64, whole: bool, path: &mut Vec<Hash>) {
    let size = leaves.len() as u64;
    if old == size {
        if !whole {
            path.push(root(leaves));
        }
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    match old.checked_sub(middle as u64) {
        None | Some(0) => {
            subproof(left, old, whole, path);
            path.push(root(right));
        }
        Some(behind) => {
            subproof(right, behind, false, path);
            path.push(root(left));
        }
    }
}

/// Whether `path` proves that the log of `size` leaves only appended to that of `old_size`
/// (RFC 9162, 2.1.4.2).
#[must_use]
pub fn verify_consistency(
    (old_size, old_root): (u64, &Hash),
    (size, new_root): (u64, &Hash),
    path: &[Hash],
) -> bool {
    if old_size == 0 || old_size > size {
        return false;
    }
    if old_size == size {
        return path.is_empty() && old_root == new_root;
    }
    let mut rest = path.iter();
    let first = if old_size.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (old_size - 1, size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old_node, mut new_node) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_node = node_hash(sibling, &old_node);
            new_node = node_hash(sibling, &new_node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_node = node_hash(&new_node, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_node == *old_root && new_node == *new_root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(n: u64) -> Vec<Hash> {
        (0..n).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    #[test]
    fn the_vectors_of_certificate_transparency() {
        // From the reference implementation of RFC 6962 (google/certificate-transparency, test vectors).
        let data: [&str; 8] = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let hashes: Vec<Hash> =
            data.iter().map(|d| leaf_hash(&hex::decode(d).expect("hex"))).collect();
        let want = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
        assert_eq!(root(&hashes).to_string(), want);
        assert_eq!(
            root(&[]).to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn every_inclusion_proof_holds_and_no_other() {
        for size in 1..=33u64 {
            let all = leaves(size);
            let root = root(&all);
            for index in 0..size {
                let path = inclusion_proof(&all, index).expect("inside");
                assert!(verify_inclusion(&all[index as usize], index, size, &path, &root));
                assert!(!verify_inclusion(&all[index as usize], index + 1, size, &path, &root));
                let other = leaf_hash(b"another");
                assert!(!verify_inclusion(&other, index, size, &path, &root));
            }
        }
    }

    #[test]
    fn every_consistency_proof_holds_and_no_other() {
        for size in 1..=33u64 {
            let all = leaves(size);
            for old in 1..=size {
                let path = consistency_proof(&all, old).expect("inside");
                let was = root(&all[..old as usize]);
                let now = root(&all);
                assert!(verify_consistency((old, &was), (size, &now), &path), "{old} of {size}");
                if old < size {
                    let lie = leaf_hash(b"lie");
                    assert!(!verify_consistency((old, &lie), (size, &now), &path));
                    assert!(!verify_consistency((old, &was), (size, &lie), &path));
                }
            }
        }
    }

    #[test]
    fn the_edge_agrees_with_the_recursive_definition() {
        fn recursive(leaves: &[Hash]) -> Hash {
            if leaves.len() < 2 {
                return leaves.first().copied().unwrap_or_else(|| sha256(b""));
            }
            let (left, right) = leaves.split_at(split(leaves.len()));
            node_hash(&recursive(left), &recursive(right))
        }
        for size in 0..=70 {
            assert_eq!(root(&leaves(size)), recursive(&leaves(size)), "size {size}");
        }
    }
}
