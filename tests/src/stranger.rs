//! What a stranger has who checks our proofs: a CBOR reader written from RFC 8949, SHA-256 and the signature
//! algorithms from public libraries, and `docs/format.md`. Nothing of Counterfoil's code is used here.

pub mod tables;

use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Verifier;
use sha2::{Digest, Sha256};

/// A CBOR item that remembers which bytes it was.
#[derive(Debug, Clone)]
pub enum Item {
    /// A whole number.
    Number(i128),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map under whole numbers.
    Map(Vec<(i128, Node)>),
    /// 20 false, 21 true, 22 null.
    Simple(u8),
}

/// An item and the bytes that it was.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub item: Item,
    /// Its bytes.
    pub raw: Vec<u8>,
}

impl Node {
    /// The one item that these bytes are.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Node {
        let (node, used) = Node::take(bytes);
        assert_eq!(used, bytes.len(), "nothing follows the value");
        node
    }

    fn take(bytes: &[u8]) -> (Node, usize) {
        let (major, info) = (bytes[0] >> 5, bytes[0] & 31);
        let width = match info {
            0..=23 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            _ => 8,
        };
        let long = bytes[1..1 + width].iter().fold(0u64, |sum, b| sum << 8 | u64::from(*b));
        let value = if width == 0 { u64::from(info) } else { long };
        let mut at = 1 + width;
        let item = match major {
            0 => Item::Number(i128::from(value)),
            1 => Item::Number(-1 - i128::from(value)),
            2 | 3 => {
                let slice = &bytes[at..at + value as usize];
                at += value as usize;
                if major == 2 {
                    Item::Bytes(slice.to_vec())
                } else {
                    Item::Text(String::from_utf8(slice.to_vec()).expect("UTF-8"))
                }
            }
            4 => Item::List((0..value).map(|_| Node::next(bytes, &mut at)).collect()),
            5 => Item::Map(
                (0..value)
                    .map(|_| (Node::next(bytes, &mut at).number(), Node::next(bytes, &mut at)))
                    .collect(),
            ),
            _ => Item::Simple(info),
        };
        (Node { item, raw: bytes[..at].to_vec() }, at)
    }

    fn next(bytes: &[u8], at: &mut usize) -> Node {
        let (node, used) = Node::take(&bytes[*at..]);
        *at += used;
        node
    }

    /// A number.
    #[must_use]
    pub fn number(&self) -> i128 {
        match &self.item {
            Item::Number(n) => *n,
            other => panic!("a number, not {other:?}"),
        }
    }

    /// A byte string.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.item {
            Item::Bytes(b) => b,
            other => panic!("bytes, not {other:?}"),
        }
    }

    /// A text.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.item {
            Item::Text(t) => t,
            other => panic!("a text, not {other:?}"),
        }
    }

    /// A list.
    #[must_use]
    pub fn list(&self) -> &[Node] {
        match &self.item {
            Item::List(l) => l,
            other => panic!("a list, not {other:?}"),
        }
    }

    /// What a map holds under a key.
    #[must_use]
    pub fn key(&self, key: i128) -> &Node {
        self.opt(key).unwrap_or_else(|| panic!("key {key} is there"))
    }

    /// The same, where it may be absent.
    #[must_use]
    pub fn opt(&self, key: i128) -> Option<&Node> {
        match &self.item {
            Item::Map(m) => m.iter().find(|(k, _)| *k == key).map(|(_, v)| v),
            other => panic!("a map, not {other:?}"),
        }
    }
}

/// SHA-256 over parts.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// RFC 6962's root over leaf hashes.
#[must_use]
pub fn merkle_root(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves.len() {
        0 => sha256(&[]),
        1 => leaves[0],
        n => {
            let middle = n.next_power_of_two() / 2;
            let (left, right) = leaves.split_at(middle);
            sha256(&[&[1], &merkle_root(left), &merkle_root(right)])
        }
    }
}

/// Whether a signature stands: algorithm 1 is Ed25519, 2 is ECDSA over P-256 with SHA-256.
#[must_use]
pub fn stands(algorithm: u8, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    if algorithm == 1 {
        let key = VerifyingKey::from_bytes(key.try_into().expect("32 bytes")).expect("a key");
        key.verify_strict(message, &Signature::from_slice(signature).expect("64 bytes")).is_ok()
    } else {
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).expect("a key");
        let signature = p256::ecdsa::Signature::from_slice(signature).expect("64 bytes");
        key.verify(message, &signature).is_ok()
    }
}

/// Checks `[statement, [algorithm, key id, bytes]]` under a key and a context, and that one bit breaks it.
pub fn check_signed(whole: &Node, context: &str, (algorithm, key): (u8, &[u8])) -> Node {
    let (statement, signature) = (whole.list()[0].clone(), whole.list()[1].list().to_vec());
    check_signature(&statement.raw, &signature, context, (algorithm, key));
    statement
}

/// Checks a signature over a statement's bytes, and that one bit breaks it.
pub fn check_signature(
    statement: &[u8],
    signature: &[Node],
    context: &str,
    (algorithm, key): (u8, &[u8]),
) {
    assert_eq!(signature[0].number(), i128::from(algorithm), "the algorithm");
    let id = &sha256(&[b"cf/key/1\0", &[algorithm], key])[..8];
    assert_eq!(signature[1].bytes(), id, "the signature names the key");
    let mut message = [context.as_bytes(), &[0], statement].concat();
    assert!(stands(algorithm, key, &message, signature[2].bytes()), "the signature verifies");
    *message.last_mut().expect("bytes") ^= 1;
    assert!(!stands(algorithm, key, &message, signature[2].bytes()), "one bit breaks it");
}

/// What a header commits to: `SHA-256("cf/body/1" ‖ salt ‖ body)`, the salt from k, incarnation and place.
#[must_use]
pub fn commitment(k: &[u8], incarnation: &[u8], seq: u64, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(k).expect("a key");
    mac.update(incarnation);
    mac.update(&seq.to_be_bytes());
    let salt = &mac.finalize().into_bytes()[..16];
    sha256(&[b"cf/body/1", salt, body])
}
