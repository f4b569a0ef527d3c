//! Pictures whose files are not on this phone: a colleague took them, or they have left. They are fetched from the hub
//! when somebody asks to see them, and kept as copies within a bound: nobody's evidence, and in no count of a shift.

use counterfoil_domain::sorting::{CollectSmall as _, SortSmall as _};
use std::collections::BTreeSet;

use counterfoil_domain::cbor;
use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::ids::{FactId, Hash, SubjectId};
use counterfoil_domain::limits::{BLOB_BYTES_MAX, FETCHED_PICTURES_BYTES_MAX};
use counterfoil_store::{Connection, Store, StoreError, Vault, pages, progress};
use counterfoil_sync::access::chain_download_path;
use minicbor::{Decode, Encode};

use super::Captures;
use super::pictures::{SmallPicture, is_raster};
use super::signature::{PNG_WIDTH_PX, STROKES};
use crate::capturing::look;
use crate::door::{self, Traffic};
use crate::error::{CauseError, Caused, ClientError};
use crate::media::photo::{PhotoPolicy, develop, read_exif};
use crate::media::signature::{Background, Signature};
use crate::phone::core::Core;
use crate::pieces::{self, Budget, Shelf, Wanted};
use crate::topics::Topic;

const NOTE: &str = "fetched/file/";

/// What is known of a file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Fetched {
    /// The order that names it.
    #[n(0)]
    order: SubjectId,
    /// Media type of the original.
    #[n(1)]
    pub(super) media_type: String,
    /// Its bytes.
    #[n(2)]
    pub(super) size_bytes: u64,
    /// When it came, on this phone's wall clock, ms since 1970.
    #[n(3)]
    at_ms: i64,
    /// A small copy that was made here, with its media type.
    #[n(4)]
    pub(super) small: Option<(Hash, String)>,
}

impl Captures {
    /// Fetches the original of a picture that this phone does not hold, from the hub: one that a colleague took, or
    /// one that has left this phone. Afterwards [`Captures::open_blob`] and [`Captures::thumbnail`] give it as any
    /// other. It comes in pieces and is compared with its hash; what was cut goes on where it stopped. Nothing
    /// happens if it is here. It may leave this phone again with its order, or when others are fetched.
    ///
    /// # Errors
    /// [`ClientError::NotFound`] for a picture that the order does not name or this person may not see (`picture`),
    /// and for one that has not come to the hub yet (`file at the hub`); [`ClientError::Offline`],
    /// [`ClientError::SignInAgain`], [`ClientError::StorageFull`].
    pub async fn fetch(&self, order: SubjectId, original: Hash) -> Result<(), ClientError> {
        let core = &self.core;
        let work = async {
            // One after the other: two views that want one picture fetch it once.
            let _turn = core.fetching.lock().await;
            match fetch(core, order, original).await {
                Err(CauseError::Hub { status: 404, code }) if code == "blob_missing" => {
                    Err(ClientError::NotFound { what: "file at the hub" })
                }
                Err(CauseError::Hub { status: 404, .. }) => {
                    Err(ClientError::NotFound { what: "picture" })
                }
                other => Ok(other?),
            }
        };
        core.until_closed(work).await
    }
}

async fn fetch(core: &Core, order: SubjectId, original: Hash) -> Caused<()> {
    let (fact, blob) = named(core, order, original)?;
    let store = core.store()?;
    if store.vault().contains(original) {
        return Ok(());
    }
    if !store.fetched().contains(original) {
        bring(core, &fact, &blob).await?;
    }
    if core.read(|connection| note(connection, original))?.is_none() {
        keep(core, order, &blob)?;
    }
    forget(core)?;
    core.topics.tell([Topic::Order(order)]);
    Ok(())
}

async fn bring(core: &Core, fact: &FactId, blob: &BlobRef) -> Caused<()> {
    let mut traffic = Traffic::default();
    if !door::ensure_token(core, &mut traffic).await? {
        return Err(CauseError::NotEnrolled);
    }
    let wanted = Wanted {
        shelf: Shelf::Pictures,
        hash: blob.hash,
        size_bytes: blob.size_bytes,
        path: chain_download_path((&fact.device, &fact.incarnation, fact.seq), &blob.hash),
    };
    let whole = Budget { until_ms: u64::MAX, bytes: u64::MAX };
    pieces::fetch(core, &wanted, whole, &mut traffic).await?;
    Ok(())
}

/// The fact of an order that names a picture, as far as the hub has it.
fn named(core: &Core, order: SubjectId, original: Hash) -> Caused<(FactId, BlobRef)> {
    let rows = look(core, order)?.state.timeline();
    let found = rows.iter().filter(|row| row.index.is_some()).find_map(|row| {
        let named = |blob: &&BlobRef| blob.hash == original && blob.role != "shown";
        Some((row.fact?, row.evidence.iter().find(named)?.clone()))
    });
    found.ok_or(CauseError::NotFound("picture"))
}

fn keep(core: &Core, order: SubjectId, blob: &BlobRef) -> Caused<()> {
    let fetched = Fetched {
        order,
        media_type: blob.media_type.clone(),
        size_bytes: blob.size_bytes,
        at_ms: core.wall_ms(),
        small: small_copy(core, blob)?,
    };
    let name = format!("{NOTE}{}", blob.hash);
    core.write(|tx| Ok(progress::set_note(tx, &name, &cbor::encode(&fetched))?))
}

/// A copy for lists, made here: of a photograph a thumbnail, of strokes a drawing. What cannot be decoded has none.
fn small_copy(core: &Core, blob: &BlobRef) -> Caused<Option<(Hash, String)>> {
    let store = core.store()?;
    let bytes = store.fetched().read(blob.hash, BLOB_BYTES_MAX)?;
    let made = if blob.media_type == STROKES {
        let signature = Signature::from_bytes(&bytes).ok();
        signature.and_then(|one| one.to_png(PNG_WIDTH_PX, Background::White).ok())
    } else {
        let policy = PhotoPolicy { two_threads: false, ..core.config.photos };
        develop(&bytes, read_exif(&bytes).orientation, &policy).ok().map(|it| it.thumbnail.jpeg)
    };
    let Some(made) = made else { return Ok(None) };
    let kind = if blob.media_type == STROKES { "image/png" } else { "image/jpeg" };
    Ok(Some((store.fetched().put_bytes(&made)?.hash, kind.to_owned())))
}

/// What is known of a file that was fetched.
pub(super) fn note(connection: &Connection, original: Hash) -> Caused<Option<Fetched>> {
    let bytes = progress::note(connection, &format!("{NOTE}{original}"))?;
    Ok(bytes.and_then(|bytes| cbor::decode(&bytes).ok()))
}

/// Where the file of this name lies, if it is on this phone.
pub(crate) fn vault_of(store: &Store, hash: Hash) -> Option<&Vault> {
    [store.vault(), store.fetched()].into_iter().find(|vault| vault.contains(hash))
}

/// The copy for lists of a picture that was fetched; the original itself where it is small.
pub(super) fn small_of(core: &Core, original: Hash) -> Caused<Option<SmallPicture>> {
    let store = core.store()?;
    let Some(fetched) = core.read(|connection| note(connection, original))? else {
        return Ok(None);
    };
    let own = is_raster(&fetched.media_type, fetched.size_bytes)
        .then(|| (original, fetched.media_type.clone()));
    let Some((hash, media_type)) = fetched.small.or(own) else { return Ok(None) };
    match store.fetched().read(hash, super::THUMBNAIL_BYTES_MAX) {
        Ok(bytes) => Ok(Some(SmallPicture { hash, media_type, bytes })),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Lets go what is not needed any more, unless something is being fetched: that sees to it itself.
pub(crate) fn tidy(core: &Core) -> Caused<()> {
    core.fetching.try_lock().map_or(Ok(()), |_turn| forget(core))
}

/// Lets go what was fetched of orders that have left this phone, and the oldest of what is too much. The caller holds
/// the turn of fetching.
fn forget(core: &Core) -> Caused<()> {
    let store = core.store()?;
    if store.fetched().list()?.is_empty() {
        return Ok(());
    }
    let (stays, goes) = core.read(sorted)?;
    core.write(|tx| {
        for hash in &goes {
            progress::clear_note(tx, &format!("{NOTE}{hash}"))?;
        }
        Ok(())
    })?;
    for hash in store.fetched().list()?.difference(&stays) {
        store.fetched().remove_if(*hash, || Ok(true))?;
    }
    Ok(())
}

/// The files that stay, the pieces of what is under way among them, and the notes that go.
fn sorted(connection: &Connection) -> Caused<(BTreeSet<Hash>, Vec<Hash>)> {
    let mut noted: Vec<(Hash, Option<Fetched>)> = progress::notes(connection, NOTE)?
        .into_iter()
        .filter_map(|(name, bytes)| {
            let hash = name.strip_prefix(NOTE)?.parse().ok()?;
            Some((hash, cbor::decode(&bytes).ok()))
        })
        .collect();
    noted.sort_small_by_key(|(_, fetched)| {
        std::cmp::Reverse(fetched.as_ref().map_or(i64::MIN, |one| one.at_ms))
    });
    let mut stays = pieces::all(connection, Shelf::Pictures)?.into_iter().collect_set();
    let (mut goes, mut bytes) = (Vec::new(), 0_u64);
    for (hash, fetched) in noted {
        let stands = fetched.as_ref().map(|one| is_shown(connection, one.order));
        bytes = bytes.saturating_add(fetched.as_ref().map_or(0, |one| one.size_bytes));
        if !stands.transpose()?.unwrap_or(false) || bytes > FETCHED_PICTURES_BYTES_MAX {
            goes.push(hash);
            continue;
        }
        stays.insert(hash);
        stays.extend(fetched.and_then(|one| one.small).map(|(small, _)| small));
    }
    Ok((stays, goes))
}

/// Whether an order is on this phone and not on its way out.
fn is_shown(connection: &Connection, order: SubjectId) -> Caused<bool> {
    Ok(pages::is_here(connection, order)? && !pages::has_left(connection, order)?)
}
