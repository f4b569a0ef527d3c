//! The page of an answer: what a phone lacks after its cursor, by subject, as far as its person may see it.
//!
//! Everything is bounded by indexes: `from` is the cursor, `to` the page's end, `tip` the log's. A subject is
//! told of as it is at `to`, but never more than the person may see at `tip`.

mod group;
mod snapshot;

use std::sync::Arc;

use counterfoil_domain::cbor;
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{ChainId, SubjectId, TenantId};
use counterfoil_domain::limits::{PAGE_BYTES_MAX, PAGE_ENTRIES_MAX};
use counterfoil_domain::log::Digest;
use counterfoil_sync::wire::{
    Content, Cursor, Group, GroupMode, KeysRow, Page, PlaybookFile, Row, SnapshotPlace,
};

use crate::gate::Shelf;
use crate::hub::Hub;
use crate::scope::{KeysCard, Part, View, digest_for};
use crate::storage::{PlaybookRow, Stored, SubjectAt, Tip, Touched};

/// Subjects that are looked at together.
const SUBJECTS_AT_ONCE: usize = 100_000;
/// What a subject weighs in a page besides its entries; a row of keys weighs as much.
const SUBJECT_WEIGHT: usize = 4;

/// Who pulls, and from where.
#[derive(Debug, Clone)]
pub struct Pull {
    /// The tenant.
    pub tenant: TenantId,
    /// The view as it is today.
    pub view: View,
    /// The cursor, if the log contains it.
    pub cursor: Option<Cursor>,
    /// What the cursor's view means; absent if the hub does not know it any more.
    pub old_view: Option<View>,
    /// Chains whose envelopes the phone holds.
    pub holds: Vec<ChainId>,
}

/// A page with the cursor after it.
#[derive(Debug, Clone)]
pub struct Pulled {
    /// The page.
    pub page: Page,
    /// The cursor after it.
    pub cursor: Cursor,
    /// The scope's digest, if nothing is missing after this page.
    pub digest: Option<Digest>,
    /// Whether there is another page.
    pub more: bool,
}

/// Builds the page at `tip`.
pub async fn build(hub: &Hub, tip: Tip, shelf: Arc<Shelf>, pull: &Pull) -> Stored<Pulled> {
    let builder = Builder { hub, tip, shelf, pull };
    let same_view = pull.cursor.as_ref().is_some_and(|cursor| cursor.view == pull.view.hash());
    match (&pull.cursor, &pull.old_view) {
        (Some(cursor), Some(_)) if cursor.snapshot.is_none() => builder.after(cursor.index).await,
        (Some(cursor), _) if same_view => match cursor.snapshot {
            Some(place) => builder.snapshots(place.at, Some(place.after)).await,
            None => builder.after(cursor.index).await,
        },
        _ => builder.snapshots(tip.size, None).await,
    }
}

pub(super) struct Builder<'a> {
    hub: &'a Hub,
    tip: Tip,
    shelf: Arc<Shelf>,
    pull: &'a Pull,
}

impl Builder<'_> {
    /// What came after a cursor.
    async fn after(&self, from: u64) -> Stored<Pulled> {
        let to = self.tip.size.min(from.saturating_add(PAGE_ENTRIES_MAX as u64));
        let bytes = PAGE_BYTES_MAX as u64;
        let mut to = self.hub.storage.page_end(self.pull.tenant, from, to, bytes).await?;
        let cursor = self.pull.cursor.as_ref();
        let same_view = cursor.is_some_and(|cursor| cursor.view == self.pull.view.hash());
        loop {
            if let Some(pulled) = self.between(from, to).await? {
                return Ok(pulled);
            }
            // Many subjects come whole: corrected all at once, or taken up. Fewer entries bring fewer of them.
            let sooner = from.midpoint(to);
            if !same_view || sooner == from {
                // He sees another part than before, which no cursor lies within: everything comes anew, in pages.
                return self.snapshots(self.tip.size, None).await;
            }
            to = sooner;
        }
    }

    /// The page from a cursor to an index; `None` if more has come than one page holds.
    async fn between(&self, from: u64, to: u64) -> Stored<Option<Pulled>> {
        let mut page = Page::default();
        let mut digest = Digest::default();
        let old_view = self.pull.old_view.as_ref().unwrap_or(&self.pull.view);
        for subject in self.subjects((from, to), None, SUBJECTS_AT_ONCE).await? {
            let before = old_view.part(subject.before.as_ref(), &self.shelf);
            let now = self.part_at(&subject, to).await?;
            if let Part::Audiences(seen) = &now {
                digest = digest.plus(digest_for(&subject.digests, seen));
            }
            self.tell(&mut page, &subject, (before, now), (from, to)).await?;
            if is_full(&page) {
                return Ok(None);
            }
        }
        let published = self.hub.storage.playbooks(self.pull.tenant, from, to).await?;
        page.playbooks.splice(0..0, published.into_iter().map(playbook_file));
        dedup(&mut page.playbooks);
        let more = to < self.tip.size;
        let cursor = self.cursor(to, None).await?;
        let digest = if more { None } else { self.if_still_so(digest).await? };
        Ok(Some(Pulled { page, cursor, digest, more }))
    }

    /// What one subject adds to the page after a cursor.
    async fn tell(
        &self,
        page: &mut Page,
        subject: &SubjectAt,
        (before, now): (Part, Part),
        (from, to): (u64, u64),
    ) -> Stored<()> {
        let Some(state) = subject.now.as_ref().or(subject.before.as_ref()) else {
            return Ok(());
        };
        let id = state.subject.id;
        match (&before, &now) {
            (Part::Audiences(had), Part::Audiences(seen)) if had == seen && subject.touched => {
                page.groups.extend(self.entries(state.subject, seen, from, to).await?);
            }
            (Part::Audiences(had), Part::Audiences(seen)) if had == seen => {}
            (_, Part::Audiences(seen)) => {
                page.groups.push(self.snapshot(state.subject, seen, to).await?);
                self.pin(page, state.playbook).await?;
                if before == Part::Keys {
                    page.keys_gone.push(id);
                }
            }
            (Part::Audiences(_), _) => page.gone.push(id),
            (Part::Keys, Part::Out) => page.keys_gone.push(id),
            _ => {}
        }
        if now == Part::Keys && (before != Part::Keys || subject.touched) {
            page.keys.extend(keys_row(id, subject));
        }
        Ok(())
    }

    /// Snapshots of the scope at `at`, from the subject after `after` on.
    async fn snapshots(&self, at: u64, after: Option<SubjectId>) -> Stored<Pulled> {
        let mut page = Page::default();
        let first = after.is_none();
        if first {
            self.pin(&mut page, self.shelf.newest_version()).await?;
            self.left_behind(&mut page).await?;
        }
        let (mut weight, mut bytes, mut last) = (0, 0, after);
        let mut whole = true;
        for subject in self.subjects((at, at), after, SUBJECTS_AT_ONCE).await? {
            let Some(state) = &subject.now else { continue };
            if weight >= PAGE_ENTRIES_MAX || bytes >= PAGE_BYTES_MAX {
                whole = false;
                break;
            }
            match self.part_at(&subject, at).await? {
                Part::Audiences(seen) => {
                    let group = self.snapshot(state.subject, &seen, at).await?;
                    weight += SUBJECT_WEIGHT + group.rows.len();
                    bytes += bytes_of(&group);
                    page.groups.push(group);
                    self.pin(&mut page, state.playbook).await?;
                }
                Part::Keys => {
                    weight += SUBJECT_WEIGHT;
                    page.keys.extend(keys_row(state.subject.id, &subject));
                }
                Part::Out => {}
            }
            last = Some(state.subject.id);
        }
        let place = last.filter(|_| !whole).map(|after| SnapshotPlace { at, after });
        let more = !whole || at < self.tip.size;
        let cursor = self.cursor(at, place).await?;
        let digest = match more {
            true => None,
            false => self.if_still_so(self.scope_digest(at).await?).await?,
        };
        Ok(Pulled { page, cursor, digest, more })
    }

    /// A scope's digest, unless the log grew while it was read: the sums are kept as they are now, not as they
    /// were at the tip of this answer, and a phone that compared them would repair what is whole.
    async fn if_still_so(&self, digest: Digest) -> Stored<Option<Digest>> {
        let now = self.hub.storage.tip(self.pull.tenant).await?;
        Ok((now.size == self.tip.size && now.lineage == self.tip.lineage).then_some(digest))
    }

    /// When everything comes anew although the old view is known: what left with it.
    async fn left_behind(&self, page: &mut Page) -> Stored<()> {
        let (Some(cursor), Some(old)) = (&self.pull.cursor, &self.pull.old_view) else {
            return Ok(());
        };
        let sizes = (cursor.index, self.tip.size);
        for subject in self.subjects(sizes, None, SUBJECTS_AT_ONCE).await? {
            let before = old.part(subject.before.as_ref(), &self.shelf);
            let now = self.pull.view.part(subject.now.as_ref(), &self.shelf);
            let Some(state) = &subject.before else { continue };
            match (before, now) {
                (Part::Audiences(_), Part::Keys | Part::Out) => page.gone.push(state.subject.id),
                (Part::Keys, Part::Out) => page.keys_gone.push(state.subject.id),
                _ => {}
            }
        }
        Ok(())
    }

    async fn scope_digest(&self, at: u64) -> Stored<Digest> {
        let mut digest = Digest::default();
        for subject in self.subjects((at, at), None, SUBJECTS_AT_ONCE).await? {
            if let Part::Audiences(seen) = self.part_at(&subject, at).await? {
                digest = digest.plus(digest_for(&subject.digests, &seen));
            }
        }
        Ok(digest)
    }

    async fn subjects(
        &self,
        sizes: (u64, u64),
        after: Option<SubjectId>,
        limit: usize,
    ) -> Stored<Vec<SubjectAt>> {
        let (tenant, person) = (self.pull.tenant, self.pull.view.person);
        self.hub.storage.subjects_at(tenant, person, Touched::All, sizes, after, limit).await
    }

    /// What the person gets of a subject as it was at `size`: never more than at the tip.
    async fn part_at(&self, subject: &SubjectAt, size: u64) -> Stored<Part> {
        let view = &self.pull.view;
        let then = view.part(subject.now.as_ref(), &self.shelf);
        let Some(state) = &subject.now else { return Ok(then) };
        if size == self.tip.size || then == Part::Out {
            return Ok(then);
        }
        let id = state.subject.id;
        let today = self.subject_today(id).await?;
        Ok(then.and(&view.part(today.as_ref().and_then(|at| at.now.as_ref()), &self.shelf)))
    }

    async fn subject_today(&self, id: SubjectId) -> Stored<Option<SubjectAt>> {
        let before = predecessor(id);
        let sizes = (self.tip.size, self.tip.size);
        Ok(self.subjects(sizes, before, 1).await?.into_iter().next())
    }

    /// The playbook version that a subject is pinned to goes before it.
    async fn pin(&self, page: &mut Page, version: u32) -> Stored<()> {
        if page.playbooks.iter().any(|file| file.version == version) {
            return Ok(());
        }
        let row = self.hub.storage.playbook(self.pull.tenant, version).await?;
        page.playbooks.extend(row.map(playbook_file));
        Ok(())
    }

    async fn cursor(&self, index: u64, snapshot: Option<SnapshotPlace>) -> Stored<Cursor> {
        let root = self.hub.storage.root_at(self.pull.tenant, index).await?;
        let root = root.map(|root| root.short()).unwrap_or_default();
        let (lineage, view) = (self.tip.lineage, self.pull.view.hash());
        Ok(Cursor { lineage, index, root, view, snapshot, mark: None })
    }
}

/// Whether the snapshots in a page are more than one page should hold.
fn is_full(page: &Page) -> bool {
    let snapshots = || page.groups.iter().filter(|group| group.mode == GroupMode::Snapshot);
    let weight: usize = snapshots().map(|group| SUBJECT_WEIGHT + group.rows.len()).sum();
    let keys = page.keys.len() * SUBJECT_WEIGHT;
    weight + keys > 2 * PAGE_ENTRIES_MAX
        || snapshots().map(bytes_of).sum::<usize>() > 2 * PAGE_BYTES_MAX
}

fn bytes_of(group: &Group) -> usize {
    let body = |row: &Row| match &row.content {
        Content::Envelope(envelope) => envelope.body.as_ref().map_or(0, |body| body.bytes.len()),
        Content::Slim { body, .. } => body.as_ref().map_or(0, Vec::len),
        _ => 0,
    };
    let bodies: usize = group.rows.iter().map(body).sum();
    bodies + group.documents.iter().map(|document| document.saved.len()).sum::<usize>()
}

/// The id before this one, in the order of ids.
pub(crate) fn predecessor(id: SubjectId) -> Option<SubjectId> {
    u128::from_be_bytes(id.0).checked_sub(1).map(|before| SubjectId(before.to_be_bytes()))
}

fn keys_row(subject: SubjectId, at: &SubjectAt) -> Option<KeysRow> {
    let card: KeysCard = cbor::decode(at.keys.as_ref()?).ok()?;
    let KeysCard { holder, do_not_load, keys, kind, assigned } = card;
    let assigned = assigned.unwrap_or(false);
    Some(KeysRow { subject, holder, do_not_load, keys, kind, assigned })
}

fn playbook_file(row: PlaybookRow) -> PlaybookFile {
    let PlaybookRow { version, bytes, signed, .. } = row;
    PlaybookFile { version, hash: sha256(&bytes), bytes, signed }
}

fn dedup(files: &mut Vec<PlaybookFile>) {
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.version));
}
