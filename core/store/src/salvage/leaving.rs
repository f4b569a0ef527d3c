//! Databases beside a store: one that was set aside, or copied before a migration, holds what people wrote; it goes when
//! nothing in it is needed any more, and after some days whatever it holds.

use std::path::Path;
use std::time::UNIX_EPOCH;

use counterfoil_domain::limits::SET_ASIDE_DAYS_MAX;

use super::{NOTES, WreckChain, name_of, notes};
use crate::chain;
use crate::error::StoreError;
use crate::folder::{remove_if_there, sync_folder};
use crate::outbox;
use crate::progress;
use crate::store::Store;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

impl Store {
    /// Deletes databases that lie aside once what salvage brought back of them is safe, and copies from before a
    /// migration once everything is; at most [`SET_ASIDE_DAYS_MAX`] days after their last change, if salvage has looked
    /// at them to its end. Gives how many went. `now_ms` is this phone's wall clock.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn drop_asides(&self, now_ms: i64) -> Result<usize, StoreError> {
        let folder = self.database().folder();
        let (asides, copies) = (folder.set_asides()?, folder.copies()?);
        if asides.is_empty() && copies.is_empty() {
            return Ok(0);
        }
        let counts = self.read(outbox::counts)?;
        let all_safe = counts.unsent + counts.stored == 0;
        let (known, chains) = self.read(|c| Ok((notes(c)?, chain::all(c)?)))?;
        // The hub has every chain of it as far as it went, and nothing of any chain is on its way.
        let is_there = |one: &WreckChain| {
            let found = chains.iter().find(|chain| chain.incarnation == one.incarnation);
            found.is_some_and(|chain| chain.hub_size >= one.edge.size())
        };
        let mut gone = 0;
        for path in asides {
            let Some(note) = known.get(&name_of(&path)) else { continue };
            let whole = note.chains.as_ref().is_some_and(|chains| chains.iter().all(is_there));
            if (all_safe && whole) || is_old(&path, now_ms) {
                // The note first: the name may be given again, and what lies there then has to be looked at.
                self.write(|tx| progress::clear_note(tx, &format!("{NOTES}{}", name_of(&path))))?;
                for ending in ["-wal", "-shm", ""] {
                    let mut name = path.clone().into_os_string();
                    name.push(ending);
                    remove_if_there(Path::new(&name))?;
                }
                gone += 1;
            }
        }
        for path in copies {
            if all_safe || is_old(&path, now_ms) {
                remove_if_there(&path)?;
                gone += 1;
            }
        }
        sync_folder(folder.path())?;
        Ok(gone)
    }
}

fn is_old(path: &Path, now_ms: i64) -> bool {
    let changed = path.metadata().and_then(|found| found.modified()).ok();
    let since = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let changed_ms = since.map(|since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    let now_ms = u64::try_from(now_ms).unwrap_or_default();
    changed_ms.is_some_and(|at| now_ms.saturating_sub(at) >= SET_ASIDE_DAYS_MAX * DAY_MS)
}
