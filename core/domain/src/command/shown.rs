//! One signature over several orders: what was shown is a list of lines, what is signed is the RFC
//! 6962 root over them, and each order's fact proves its own line alone.

use crate::fact::{ShownLine, SignatureFact};
use crate::hash;
use crate::ids::Hash;
use crate::limits;
use crate::merkle;

/// What was shown to a signer who signs for several orders at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownList {
    /// What [`SignatureFact::shown`] holds on every order.
    pub root: Hash,
    /// Each order's own line, in the order in which they were shown.
    pub lines: Vec<ShownLine>,
}

impl ShownList {
    /// The list over `texts`, one for each order, each exactly as it was shown; `None` for no lines
    /// or more than [`limits::ACT_ENVELOPES_MAX`]. `secret` is random; from it follows each line's salt, so
    /// that nobody can test guesses of a neighbour's line against its hash in an audit path.
    #[must_use]
    pub fn over(texts: &[String], secret: &[u8; 16]) -> Option<Self> {
        if texts.is_empty() || texts.len() > limits::ACT_ENVELOPES_MAX {
            return None;
        }
        let count = u32::try_from(texts.len()).ok()?;
        let salted = |(index, text): (u32, &String)| {
            let salt = hash::line_salt(secret, index);
            (line_hash(&salt, text), salt)
        };
        let (leaves, salts): (Vec<Hash>, Vec<_>) = (0u32..).zip(texts).map(salted).unzip();
        let line = |(index, text): (u32, &String)| {
            let path = merkle::inclusion_proof(&leaves, u64::from(index))?;
            let salt = *salts.get(index as usize)?;
            Some(ShownLine { index, count, text: text.clone(), path, salt })
        };
        let lines = (0u32..).zip(texts).map(line).collect::<Option<Vec<_>>>()?;
        Some(Self { root: merkle::root(&leaves), lines })
    }
}

/// The hash of one line: that of a leaf which holds the salt and then the line's UTF-8 bytes.
#[must_use]
pub fn line_hash(salt: &[u8; 16], text: &str) -> Hash {
    merkle::leaf_hash(&[salt, text.as_bytes()].concat())
}

/// Whether a signature's own line stands under what was signed. A signature over one order alone
/// has no line, and nothing to prove here.
#[must_use]
pub fn line_stands(signature: &SignatureFact) -> bool {
    signature.line.as_ref().is_none_or(|line| {
        let (index, count) = (u64::from(line.index), u64::from(line.count));
        let leaf = line_hash(&line.salt, &line.text);
        merkle::verify_inclusion(&leaf, index, count, &line.path, &signature.shown)
    })
}
