//! Rows of a snapshot: what a reader needs, without what only a verifier does.

use counterfoil_domain::envelope::Header;
use counterfoil_domain::ids::Hash;

use crate::wire::{Content, WireError, slim_body};

/// The row of a snapshot for an envelope whose change is in a document of the group, or took no effect:
/// commitment zero, no k, no change. `body` is absent where it is withheld, erased or not here.
pub fn slim(header: &Header, body: Option<&[u8]>) -> Result<Content, WireError> {
    row(header, body, false)
}

/// The same with its change. The group then leaves that document out, and the phone applies the changes of its
/// rows, in their order, to the document's genesis. For a short history this takes a third of the bytes: a
/// saved document spells out its actors and heads, the frame of a change needs neither.
pub fn slim_with_change(header: &Header, body: Option<&[u8]>) -> Result<Content, WireError> {
    row(header, body, true)
}

fn row(header: &Header, body: Option<&[u8]>, keep_change: bool) -> Result<Content, WireError> {
    let body = body.map(|body| slim_body(body, keep_change)).transpose()?;
    let body_len = body.as_ref().map_or(0, Vec::len) as u64;
    let header = Header { body_len, commitment: Hash::ZERO, ..header.clone() };
    Ok(Content::Slim { header, body })
}
