//! Files of the hub, fetched piece by piece: each piece lies sealed under its own hash, and one sealed file is made
//! when all are here. A fetch that was cut goes on where it stopped, also after the process was killed.

use std::io::{self, Read};

use counterfoil_domain::cbor;
use counterfoil_domain::ids::Hash;
use counterfoil_domain::limits::FETCHED_PIECE_BYTES;
use counterfoil_store::{Connection, Store, StoreError, Transaction, Vault, progress};
use minicbor::{Decode, Encode};

use crate::door::{self, Knock, Traffic};
use crate::error::{CauseError, Caused};
use crate::phone::core::Core;

/// A piece of a file: a sealed file of its own until all are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(crate) struct PieceHeld {
    /// SHA-256 of the piece.
    #[n(0)]
    pub(crate) hash: Hash,
    /// Its bytes.
    #[n(1)]
    pub(crate) size_bytes: u64,
}

/// Where files of one sort lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Documents for workers.
    Manuals,
    /// Pictures that were fetched to be looked at.
    Pictures,
}

impl Shelf {
    /// The folder of sealed files.
    pub(crate) fn vault(self, store: &Store) -> &Vault {
        match self {
            Self::Manuals => store.manuals(),
            Self::Pictures => store.fetched(),
        }
    }

    fn notes(self) -> &'static str {
        match self {
            Self::Manuals => "manuals/pieces/",
            Self::Pictures => "fetched/pieces/",
        }
    }

    fn note(self, file: Hash) -> String {
        format!("{}{file}", self.notes())
    }
}

/// A file to be fetched.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Where it will lie.
    pub(crate) shelf: Shelf,
    /// SHA-256 of its bytes.
    pub(crate) hash: Hash,
    /// Its bytes.
    pub(crate) size_bytes: u64,
    /// Where the hub has it; a range of it may be asked for.
    pub(crate) path: String,
}

/// How far a fetch may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// On the monotonic clock, ms.
    pub(crate) until_ms: u64,
    /// Bytes of bodies of the whole session, both ways.
    pub(crate) bytes: u64,
}

/// The pieces of a file that are here, in their order. Notes that cannot be read count as none.
pub(crate) fn held(connection: &Connection, shelf: Shelf, file: Hash) -> Caused<Vec<PieceHeld>> {
    let bytes = progress::note(connection, &shelf.note(file))?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()).unwrap_or_default())
}

/// Files of which pieces are here.
pub(crate) fn begun(connection: &Connection, shelf: Shelf) -> Caused<Vec<Hash>> {
    let notes = progress::notes(connection, shelf.notes())?;
    let name = |(name, _): (String, _)| name.strip_prefix(shelf.notes())?.parse().ok();
    Ok(notes.into_iter().filter_map(name).collect())
}

/// The hashes of all pieces that are here.
pub(crate) fn all(connection: &Connection, shelf: Shelf) -> Caused<Vec<Hash>> {
    let mut pieces = Vec::new();
    for file in begun(connection, shelf)? {
        pieces.extend(held(connection, shelf, file)?.into_iter().map(|piece| piece.hash));
    }
    Ok(pieces)
}

/// Keeps which pieces are here; none forgets them.
fn keep(tx: &Transaction<'_>, shelf: Shelf, file: Hash, held: &Vec<PieceHeld>) -> Caused<()> {
    let name = shelf.note(file);
    match held.is_empty() {
        true => progress::clear_note(tx, &name)?,
        false => progress::set_note(tx, &name, &cbor::encode(held))?,
    }
    Ok(())
}

/// Forgets the pieces of a file: the note first, so that no note ever names a file that is gone.
pub(crate) fn drop_pieces(core: &Core, shelf: Shelf, file: Hash) -> Caused<()> {
    let store = core.store()?;
    let pieces = core.read(|connection| held(connection, shelf, file))?;
    core.write(|tx| keep(tx, shelf, file, &Vec::new()))?;
    for piece in pieces.iter().filter(|piece| piece.hash != file) {
        let may_go = || -> Result<bool, StoreError> { Ok(true) };
        shelf.vault(&store).remove_if(piece.hash, may_go)?;
    }
    Ok(())
}

/// Fetches a file from where it stands; `false` if the budget ended first.
pub(crate) async fn fetch(
    core: &Core,
    wanted: &Wanted,
    budget: Budget,
    traffic: &mut Traffic,
) -> Caused<bool> {
    let store = core.store()?;
    let (shelf, file) = (wanted.shelf, wanted.hash);
    let mut pieces = core.read(|connection| held(connection, shelf, file))?;
    loop {
        let here: u64 = pieces.iter().map(|piece| piece.size_bytes).sum();
        if here >= wanted.size_bytes {
            put_together(core, &store, wanted, &pieces)?;
            return Ok(true);
        }
        let spent = traffic.bytes_up + traffic.bytes_down >= budget.bytes;
        if spent || core.ports.moments.clocks().monotonic_ms >= budget.until_ms {
            return Ok(false);
        }
        let bytes = fetch_piece(core, wanted, here, traffic).await?;
        store.require_room()?;
        let sealed = shelf.vault(&store).put_bytes(&bytes)?;
        pieces.push(PieceHeld { hash: sealed.hash, size_bytes: sealed.size });
        core.write(|tx| keep(tx, shelf, file, &pieces))?;
    }
}

async fn fetch_piece(
    core: &Core,
    wanted: &Wanted,
    here: u64,
    traffic: &mut Traffic,
) -> Caused<Vec<u8>> {
    let last = here.saturating_add(FETCHED_PIECE_BYTES).min(wanted.size_bytes).saturating_sub(1);
    let max = usize::try_from(FETCHED_PIECE_BYTES).unwrap_or(usize::MAX);
    let mut knock = Knock::get(wanted.path.clone(), max);
    knock.headers.push(("range".to_owned(), format!("bytes={here}-{last}")));
    let answer = door::send_proven(core, knock, true, traffic).await?;
    let whole = (last + 1).saturating_sub(here);
    let is_part = answer.status == 206;
    let body = door::success(answer)?;
    if is_part && body.len() as u64 == whole {
        Ok(body)
    } else {
        Err(CauseError::Answer("not the piece that was asked for"))
    }
}

/// Makes one sealed file of the pieces. If it is not the promised one, everything begins anew.
fn put_together(core: &Core, store: &Store, wanted: &Wanted, pieces: &[PieceHeld]) -> Caused<()> {
    let (shelf, file) = (wanted.shelf, wanted.hash);
    let vault = shelf.vault(store);
    let mut whole: Box<dyn Read> = Box::new(io::empty());
    for piece in pieces {
        match vault.open_blob(piece.hash) {
            Ok(reader) => whole = Box::new(whole.chain(reader)),
            Err(_) => {
                drop_pieces(core, shelf, file)?;
                return Err(CauseError::Answer("a piece is gone"));
            }
        }
    }
    let put = vault.put(whole);
    let is_promised = matches!(&put, Ok(sealed) if sealed.hash == file);
    match put {
        Ok(sealed) if !is_promised => {
            vault.remove_if(sealed.hash, || Ok(true))?;
        }
        Ok(_) => {}
        Err(error) if error.is_damage() => {}
        Err(error) => return Err(error.into()),
    }
    drop_pieces(core, shelf, file)?;
    if is_promised { Ok(()) } else { Err(CauseError::Answer("not the promised file")) }
}
