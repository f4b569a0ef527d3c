//! Rows of a snapshot: what a reader needs, without what only a verifier or a merging peer does.

use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::Hash;

use crate::wire::{Content, WireError, body_without_k_and_change};

/// The row of a snapshot for an envelope: commitment zero, no k, no change; those stand in the documents.
/// `body` is absent where it is withheld, erased or not here.
pub fn slim(header: &Header, body: Option<&[u8]>) -> Result<Content, WireError> {
    let body = body.map(body_without_k_and_change).transpose()?;
    let body_len = body.as_ref().map_or(0, Vec::len) as u64;
    let header = Header { body_len, commitment: Hash::ZERO, ..header.clone() };
    Ok(Content::Slim { header, body })
}
