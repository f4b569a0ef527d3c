//! The loading scan: every read is kept on the shift, answered at once and without a network.

use std::sync::PoisonError;

use counterfoil_domain::command::{Command, FoundOrder};
use counterfoil_domain::fact::{CustodyAct, CustodyStep, LoadScan};
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::carriers::Candidate;
use counterfoil_domain::scan;
use counterfoil_domain::shift::{LoadRead, LoadVerdict, load};
use counterfoil_domain::subject::{Key, Subject, SubjectKind, normalise_key};
use counterfoil_store::Transaction;

use super::Captures;
use crate::account::{not_now, open_shift};
use crate::capturing::{self, Done, Intent};
use crate::error::{CauseError, Caused, ClientError};
use crate::layers;
use crate::orders::{Resolved, new_subject, resolve, resolve_read, tell};
use crate::phone::core::Core;

/// What one read means, and what was kept of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadAnswer {
    /// What it means.
    pub verdict: LoadVerdict,
    /// The order; of what nobody knows the one that was founded, if one was.
    pub order: Option<SubjectId>,
    /// Who has it.
    pub holder: Option<PersonId>,
    /// What people call it.
    pub title: Option<String>,
    /// What is worth saying of it: ids of the playbook's marks (到付, 冷链).
    pub marks: Vec<String>,
    /// Different codes of the order that were read, this one included.
    pub piece: u32,
    /// Pieces of the order.
    pub pieces: u32,
    /// What the code may be, where nobody knows it or a letter was misread.
    pub candidates: Vec<Candidate>,
    /// The key under which it was found, if the code as read is another.
    pub read_as: Option<String>,
    /// Whether the read founded an order.
    pub founded: bool,
    /// Whether the thing is now in the reader's custody by this read.
    pub taken: bool,
    /// The same label, seen again at once: nothing was written.
    pub repeated: bool,
    /// The envelope of the read on the shift; absent if it was repeated.
    pub done: Option<Done>,
}

impl Captures {
    /// One read of a loading scan. Every read is kept on the open shift; what is to be loaded comes
    /// into custody, and a waybill that nobody knows is founded where the playbook says so. The same
    /// label that is seen again within three seconds of its last sight is one read, also beside others.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] without an open shift or for an empty code.
    pub fn load(&self, code: &str, symbology: &str) -> Result<LoadAnswer, ClientError> {
        let core = &self.core;
        if let Some(answer) = repeated(core, code) {
            return Ok(answer);
        }
        let (answer, shift) = core.capture(|tx| {
            let id = open_shift(tx)?
                .ok_or_else(|| not_now("no_shift", "请先上班再扫描", "begin a shift first"))?;
            let shift = Subject { kind: SubjectKind::Shift, id };
            Ok((Scan { core, tx, shift, code, symbology }.keep()?, id))
        })?;
        remember(core, code, &answer);
        tell(core, answer.order.into_iter().chain([shift]));
        Ok(answer)
    }
}

fn repeated(core: &Core, code: &str) -> Option<LoadAnswer> {
    let mut recent = core.recent_reads.lock().unwrap_or_else(PoisonError::into_inner);
    let now = core.ports.moments.clocks();
    let answer = recent.again(&scan::label_of(code), now.boot, now.monotonic_ms)?;
    Some(LoadAnswer { repeated: true, done: None, ..answer })
}

fn remember(core: &Core, code: &str, answer: &LoadAnswer) {
    let mut recent = core.recent_reads.lock().unwrap_or_else(PoisonError::into_inner);
    let now = core.ports.moments.clocks();
    recent.keep(&scan::label_of(code), now.boot, now.monotonic_ms, answer.clone());
}

/// One read on its way into the store.
struct Scan<'a> {
    core: &'a Core,
    tx: &'a Transaction<'a>,
    shift: Subject,
    code: &'a str,
    symbology: &'a str,
}

impl Scan<'_> {
    fn keep(&self) -> Caused<LoadAnswer> {
        let (core, tx) = (self.core, self.tx);
        let reads = load::reads(&layers::view(core, tx, self.shift)?.state);
        let playbook = core.playbook(tx, 0)?;
        let resolved = resolve(core, tx, self.code)?;
        let mut answer = self.judge(&resolved, &reads, &playbook)?;
        if answer.verdict == LoadVerdict::Unknown && answer.order.is_none() {
            self.found(&playbook, resolved.certain.as_ref(), &mut answer)?;
        } else if answer.verdict.loads() && playbook.file().loading.takes {
            self.take(&mut answer)?;
        }
        let scan = LoadScan {
            raw: self.code.to_owned(),
            symbology: self.symbology.to_owned(),
            told: answer.verdict.code().to_owned(),
            order: answer.order,
        };
        let intent = Intent::new(self.shift, Command::LoadScan(scan));
        answer.done = Some(capturing::write(core, tx, intent)?);
        Ok(answer)
    }

    fn judge(
        &self,
        resolved: &Resolved,
        reads: &[LoadRead],
        playbook: &Playbook,
    ) -> Caused<LoadAnswer> {
        let label = scan::label_of(self.code);
        let known = resolved.known.as_ref();
        let before = reads.iter().any(|read| scan::label_of(&read.raw) == label);
        let piece = self.pieces_read(resolved, reads)? + u32::from(!before);
        let found_here = |id: SubjectId| {
            let unknown = LoadVerdict::Unknown.code();
            reads.iter().any(|read| read.order == Some(id) && read.told == unknown)
        };
        let verdict = match known {
            _ if before => LoadVerdict::Duplicate,
            None => LoadVerdict::Unknown,
            Some(known) if known.lead.is_none() && found_here(known.order) => LoadVerdict::Unknown,
            Some(known) => match known.verdict(playbook.file().loading.assigns) {
                LoadVerdict::Here if piece > 1 => LoadVerdict::NextPiece,
                other => other,
            },
        };
        let doubtful = known.is_none() || resolved.read_as.is_some();
        Ok(LoadAnswer {
            verdict,
            order: known.map(|known| known.order),
            holder: known.and_then(|known| known.holder),
            title: known.and_then(|known| known.title.clone()),
            marks: known.map(|known| known.marks.clone()).unwrap_or_default(),
            piece,
            pieces: known.map_or(1, |known| known.pieces),
            candidates: if doubtful { resolved.candidates.clone() } else { Vec::new() },
            read_as: resolved.read_as.clone(),
            founded: false,
            taken: false,
            repeated: false,
            done: None,
        })
    }

    /// Different labels of the same order that were read before.
    fn pieces_read(&self, resolved: &Resolved, reads: &[LoadRead]) -> Caused<u32> {
        let Some(known) = &resolved.known else { return Ok(0) };
        let mut codes = std::collections::BTreeSet::new();
        for read in reads {
            let same = read.order == Some(known.order) || read.order == known.lead;
            let same = same
                || (read.order.is_none() && {
                    let other = resolve_read(self.core, self.tx, read)?;
                    other.is_some_and(|other| other.counted_as() == known.counted_as())
                });
            if same {
                codes.insert(scan::label_of(&read.raw));
            }
        }
        Ok(u32::try_from(codes.len()).unwrap_or(u32::MAX))
    }

    /// A waybill that nobody knows becomes an order of this phone; the hub joins it by its key.
    fn found(&self, playbook: &Playbook, key: Option<&Key>, answer: &mut LoadAnswer) -> Caused<()> {
        let loading = &playbook.file().loading;
        let (Some(kind), Some(key)) = (&loading.founds, key.cloned()) else {
            return Ok(());
        };
        let id = new_subject();
        let founded =
            FoundOrder { kind: kind.clone(), keys: vec![key.clone()], fields: Vec::new() };
        let intent = Intent::new(Subject::order(id), Command::FoundOrder(founded));
        match capturing::write(self.core, self.tx, intent) {
            // A role that may not found keeps the read alone.
            Err(CauseError::NotAllowed(_)) => return Ok(()),
            Err(other) => return Err(other),
            Ok(_) => {}
        }
        (answer.order, answer.founded) = (Some(id), true);
        if loading.takes {
            self.take_as(id, Some(key), answer)?;
        }
        Ok(())
    }

    fn take(&self, answer: &mut LoadAnswer) -> Caused<()> {
        let Some(id) = answer.order else { return Ok(()) };
        if answer.holder == Some(self.core.person()?) {
            return Ok(());
        }
        let key = self.key_of(id, answer)?;
        self.take_as(id, key, answer)
    }

    /// The key of the order that was read.
    fn key_of(&self, id: SubjectId, answer: &LoadAnswer) -> Caused<Option<Key>> {
        let own = answer.read_as.clone().unwrap_or_else(|| normalise_key(self.code));
        let playbook = self.core.playbook(self.tx, 0)?;
        let read = scan::read(&playbook, self.code).candidates;
        let Some(row) = counterfoil_store::cards::of_subject(self.tx, id)? else { return Ok(None) };
        let card = crate::orders::content(&row)?;
        let named = |key: &Key| key.value == own || read.iter().any(|one| one.key == *key);
        Ok(card.keys.into_iter().find(named))
    }

    fn take_as(&self, id: SubjectId, key: Option<Key>, answer: &mut LoadAnswer) -> Caused<()> {
        let step = CustodyStep { act: CustodyAct::Taken, person: None, place: None, key };
        let intent = Intent::new(Subject::order(id), Command::Custody(step));
        match capturing::write(self.core, self.tx, intent) {
            Err(CauseError::NotAllowed(_)) => {}
            Err(other) => return Err(other),
            Ok(_) => {
                answer.taken = true;
                answer.holder = Some(self.core.person()?);
            }
        }
        Ok(())
    }
}
