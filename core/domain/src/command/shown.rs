//! One signature over several orders: what was shown is a list of lines, what is signed is the RFC
//! 6962 root over them, and each order's fact proves its own line alone.

use crate::fact::{ShownLine, SignatureFact};
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
    /// or more than [`limits::ACT_ENVELOPES_MAX`].
    #[must_use]
    pub fn over(texts: &[String]) -> Option<Self> {
        if texts.is_empty() || texts.len() > limits::ACT_ENVELOPES_MAX {
            return None;
        }
        let count = u32::try_from(texts.len()).ok()?;
        let leaves: Vec<Hash> = texts.iter().map(|text| line_hash(text)).collect();
        let line = |(index, text): (u32, &String)| {
            let path = merkle::inclusion_proof(&leaves, u64::from(index))?;
            Some(ShownLine { index, count, text: text.clone(), path })
        };
        let lines = (0u32..).zip(texts).map(line).collect::<Option<Vec<_>>>()?;
        Some(Self { root: merkle::root(&leaves), lines })
    }
}

/// The hash of one line: that of a leaf which holds the line's UTF-8 bytes.
#[must_use]
pub fn line_hash(text: &str) -> Hash {
    merkle::leaf_hash(text.as_bytes())
}

/// Whether a signature's own line stands under what was signed. A signature over one order alone
/// has no line, and nothing to prove here.
#[must_use]
pub fn line_stands(signature: &SignatureFact) -> bool {
    signature.line.as_ref().is_none_or(|line| {
        let (index, count) = (u64::from(line.index), u64::from(line.count));
        merkle::verify_inclusion(&line_hash(&line.text), index, count, &line.path, &signature.shown)
    })
}
