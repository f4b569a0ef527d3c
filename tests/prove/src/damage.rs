//! Damaged stores: bytes of a phone's folder that nobody wrote. Whatever is hit, opening and salvage say what is wrong
//! and never panic; while the database alone is hit, all unsent work is there afterwards; and the report is true.

mod hit;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use counterfoil_domain::ids::{Hash, Incarnation};
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::verdict::Verdict;
use counterfoil_store::outbox_file::{Reader, Segment};
use counterfoil_store::salvage::Salvaged;
use counterfoil_store::vault::{Identity, Recipient};
use counterfoil_store::{Database, SegmentKeys, StoreError, StoreKey, chain, outbox};

use self::hit::{HITS, belongs, files_below, spoil, write_files};
pub use self::hit::{PARTS, Part};
use crate::dice::Dice;
use crate::phone::{NOW_MS, Phone, order};
use crate::power::fast_folder;

/// A phone's folder as it lay there, and what was in it.
pub struct Specimen {
    files: BTreeMap<PathBuf, Vec<u8>>,
    identity: Identity,
    rescue: Identity,
    /// Unsent work in the order of writing.
    unsent: Vec<Hash>,
    /// Everything that was captured.
    written: BTreeSet<Hash>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Tally {
    /// Stores that were hit.
    pub stores: usize,
    /// Refused with a word of why, and nothing changed.
    pub refused: usize,
    /// Databases that were put aside.
    pub set_aside: usize,
    /// Stores to which the outbox file gave something back.
    pub given_back: usize,
    /// Unsent envelopes that were there afterwards, and that were not.
    pub there: usize,
    /// Not there any more.
    pub lost: usize,
    /// A promise did not hold, with what is needed to see it again.
    pub broken: Vec<String>,
}

/// How a store comes out of it.
enum End {
    Refused(StoreError),
    Open { phone: Box<Phone>, was_put_aside: bool, salvaged: Option<Salvaged> },
}

impl Specimen {
    /// A phone after some openings: work that is safe, work that the hub has, photographs, and work that nobody has yet,
    /// some of it in the write-ahead log alone.
    ///
    /// # Panics
    /// When the phone does not work while nothing is wrong.
    #[must_use]
    pub fn new(home: &Path) -> Self {
        let (identity, rescue) = (Identity::generate(), Identity::generate());
        let folder = home.join("whole");
        let mut phone = phone_at(&folder, &identity, &rescue.to_public());
        phone.switch_on();
        phone.begins();
        let mut said = Vec::new();
        for n in 0..40 {
            said.push(match n % 8 {
                5 => phone.photo(order(n), &[n; 3_000]).0,
                _ => phone.comment(order(n % 11)),
            });
            if n % 9 == 8 {
                phone.switch_on();
            }
        }
        for (index, hash) in (0..).zip(said.iter().take(16)) {
            phone.answer(*hash, Verdict::Accepted, Some(index));
        }
        let hub_has = |tx: &counterfoil_store::Transaction<'_>| {
            chain::note_hub_size(tx, Incarnation([1; 8]), 16)
        };
        phone.write(hub_has);
        phone.seen(16);
        phone.write(|tx| outbox::mark_safe(tx, 8));
        phone.switch_on();
        said.extend((0..6).map(|n| phone.comment(order(n))));
        let (unsent, written) = (phone.to_send(), said.into_iter().collect());
        // While it is on: the newest work stands in the log.
        let files = files_below(&folder);
        drop(phone);
        Self { files, identity, rescue, unsent, written }
    }

    /// The same without the second copies.
    #[must_use]
    pub fn without_segments(&self) -> Self {
        let files = self.files.clone().into_iter().filter(|(path, _)| !path.starts_with("outbox"));
        let (identity, rescue) = (self.identity.clone(), self.rescue.clone());
        let (unsent, written) = (self.unsent.clone(), self.written.clone());
        Self { files: files.collect(), identity, rescue, unsent, written }
    }

    /// Hits a part of it, once for each of `times`, and looks at what comes of it.
    #[must_use]
    pub fn hit(&self, part: Part, times: usize, seed: u64, home: &Path) -> Tally {
        let mut tally = Tally::default();
        let folder = home.join("hit");
        for time in 0..times {
            let mut dice = Dice::new(seed ^ (time as u64) << 8 ^ part as u64);
            let how = self.write_hit(part, &folder, &mut dice);
            tally.stores += 1;
            let looked = catch_unwind(AssertUnwindSafe(|| self.look(part, &folder, &mut tally)));
            let why = match looked {
                Err(_) => "a panic".to_owned(),
                Ok(Err(why)) => why,
                Ok(Ok(())) => continue,
            };
            tally.broken.push(format!("seed {seed}, {part:?} {time}, {how}: {why}"));
        }
        tally
    }

    /// Writes the folder with one or two hits; says which.
    fn write_hit(&self, part: Part, folder: &Path, dice: &mut Dice) -> String {
        let mut files = self.files.clone();
        let mut told = Vec::new();
        let parts = match part {
            Part::Both => vec![Part::Database, Part::Segments],
            one => vec![one],
        };
        for part in parts {
            for _ in 0..=dice.below(2) {
                let of_part: Vec<PathBuf> =
                    files.keys().filter(|path| belongs(path, part)).cloned().collect();
                let Some(path) = of_part.get(dice.below(of_part.len())) else { continue };
                let hit = HITS[dice.below(HITS.len())];
                told.push(format!("{hit:?} {}", path.display()));
                spoil(&mut files, path, hit, dice);
            }
        }
        write_files(&files, folder);
        if dice.coin() {
            // Somebody met the damage before: every page is read at the next opening.
            std::fs::write(folder.join("store.suspect"), b"").expect("a note");
        }
        told.join(", ")
    }

    /// Opens what lies there as the app does, and judges.
    fn look(&self, part: Part, folder: &Path, tally: &mut Tally) -> Result<(), String> {
        let end = self.opens(folder)?;
        let End::Open { phone, was_put_aside, salvaged } = end else {
            tally.refused += 1;
            let End::Refused(error) = end else { return Ok(()) };
            // Only a note that says another thing than the truth may keep somebody out, and the work is where it was.
            return match (part, error) {
                (Part::Notes, StoreError::WrongKey | StoreError::UpdateNeeded { .. }) => Ok(()),
                (_, error) => Err(format!("not opened: {error}")),
            };
        };
        tally.set_aside += usize::from(was_put_aside);
        tally.given_back += usize::from(salvaged.is_some() && !was_put_aside);
        let there: BTreeSet<Hash> = phone.to_send().into_iter().collect();
        let missing = self.unsent.iter().filter(|hash| !there.contains(hash)).count();
        tally.there += self.unsent.len() - missing;
        tally.lost += missing;
        if missing > 0 && part != Part::Both && self.has_segments() {
            return Err(format!("{missing} unsent envelopes are lost"));
        }
        // A file that is not there any more says nothing of what it held.
        let left = files_below(folder).keys().filter(|path| path.starts_with("outbox")).count();
        let all_speak = self.has_segments() && left >= self.segments();
        self.report_is_true(&phone, salvaged, if all_speak { missing } else { 0 })?;
        self.whole_as_written(&phone)
    }

    /// What the person is told is what happened.
    fn report_is_true(
        &self,
        phone: &Phone,
        salvaged: Option<Salvaged>,
        missing: usize,
    ) -> Result<(), String> {
        let told = salvaged.unwrap_or_default();
        if told.unreadable == 0 && told.lost < missing {
            return Err(format!("{missing} missing, told {told:?}"));
        }
        let rows = phone.store().read(|c| outbox::from_seq(c, Incarnation([1; 8]), 0, 1_000));
        let rows = rows.map_err(|error| format!("not read: {error}"))?.len();
        if told.envelopes > rows || told.unsent > told.envelopes {
            return Err(format!("{rows} envelopes are here, told {told:?}"));
        }
        Ok(())
    }

    /// Nothing is here that was not written, and every copy of it is whole.
    fn whole_as_written(&self, phone: &Phone) -> Result<(), String> {
        let rows = phone.store().read(|c| outbox::to_send(c, i64::MAX, 10_000, 1 << 30));
        for row in rows.map_err(|error| format!("not read: {error}"))? {
            if row.envelope.hash() != row.hash || !self.written.contains(&row.hash) {
                return Err("an envelope that nobody wrote".to_owned());
            }
        }
        let complete = phone.store().outbox_file().is_complete(phone.store().database());
        match complete {
            Ok(true) => Ok(()),
            Ok(false) => Err("unsent work without its second copy".to_owned()),
            Err(error) => Err(format!("the outbox file: {error}")),
        }
    }

    /// Opens, reads, and opens once more if reading met damage, as the app does.
    fn opens(&self, folder: &Path) -> Result<End, String> {
        let (mut was_put_aside, mut told) = (false, None);
        for _ in 0..4 {
            let mut phone = phone_at(folder, &self.identity, &self.rescue.to_public());
            match phone.try_switch_on() {
                Ok(opening) => was_put_aside |= opening.set_aside.is_some(),
                Err(error) if error.is_damage() => continue,
                Err(error) => return Ok(End::Refused(error)),
            }
            match phone.store().salvage_all(NOW_MS) {
                Ok(salvaged) => told = sum(told, salvaged),
                Err(error) if error.is_damage() => continue,
                Err(error) => return Err(format!("salvage: {error}")),
            }
            if reads_all(&phone).is_ok() {
                return Ok(End::Open { phone: Box::new(phone), was_put_aside, salvaged: told });
            }
        }
        Err("damage that four openings do not get rid of".to_owned())
    }

    fn has_segments(&self) -> bool {
        self.segments() > 0
    }

    fn segments(&self) -> usize {
        self.files.keys().filter(|path| path.starts_with("outbox")).count()
    }

    /// The key of the database is another one: refused, and nothing is changed. Then it is lost for good: everything
    /// unsent comes back from the segments under a new one.
    ///
    /// # Errors
    /// What was otherwise.
    pub fn loses_its_key(&self, folder: &Path) -> Result<Salvaged, String> {
        write_files(&self.files, folder);
        let other = StoreKey::from_bytes([0x99; 32]);
        match Database::open(folder, &other) {
            Err(StoreError::WrongKey) => {}
            found => return Err(format!("with another key: {found:?}")),
        }
        let mut after = files_below(folder);
        after.retain(|path, _| path.to_str() != Some("store.lock"));
        let same = |(path, bytes): (&PathBuf, &Vec<u8>)| self.files.get(path) == Some(bytes);
        if !after.iter().all(same) {
            return Err("another key changed something".to_owned());
        }
        let told = |error: StoreError| error.to_string();
        drop(Database::abandon_and_open(folder, &other).map_err(told)?);
        let mut phone = phone_at(folder, &self.identity, &self.rescue.to_public());
        phone.key = [0x99; 32];
        phone.try_switch_on().map_err(told)?;
        let salvaged = phone.store().salvage_all(NOW_MS).map_err(told)?.unwrap_or_default();
        let there: BTreeSet<Hash> = phone.to_send().into_iter().collect();
        match self.unsent.iter().all(|hash| there.contains(hash)) {
            true => Ok(salvaged),
            false => Err(format!("unsent work is lost: {salvaged:?}")),
        }
    }

    /// On a blank machine, with the rescue key and the copied segments alone: header, salt and body of all that was not
    /// safe, by hash. `None` in place of a segment that this key does not open.
    #[must_use]
    pub fn rescued(&self, key: &Identity) -> Option<BTreeMap<Hash, Vec<u8>>> {
        let mut found = BTreeMap::new();
        for (_, bytes) in self.files.iter().filter(|(path, _)| path.starts_with("outbox")) {
            let segment = Segment::read(bytes, key, Reader::Rescue).ok()?;
            for (_, envelope) in segment.records.iter().filter_map(|record| record.envelope()) {
                let hash = envelope.hash();
                found.insert(hash, in_one(envelope));
            }
        }
        Some(found)
    }

    /// What the phone itself has not sent, in the same form.
    ///
    /// # Panics
    /// When the whole phone does not open.
    #[must_use]
    pub fn unsent(&self, folder: &Path) -> BTreeMap<Hash, Vec<u8>> {
        write_files(&self.files, folder);
        let mut phone = phone_at(folder, &self.identity, &self.rescue.to_public());
        phone.switch_on();
        let rows = phone.store().read(|c| outbox::to_send(c, NOW_MS, 1_000, 1 << 30));
        rows.expect("read").into_iter().map(|row| (row.hash, in_one(row.envelope))).collect()
    }

    /// The rescue key.
    #[must_use]
    pub fn rescue_key(&self) -> &Identity {
        &self.rescue
    }
}

/// A place to hit stores in.
///
/// # Panics
/// When there is no room for one.
#[must_use]
pub fn bench() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("damage").tempdir_in(fast_folder()).expect("a folder")
}

fn in_one(envelope: counterfoil_domain::envelope::Envelope) -> Vec<u8> {
    let body = envelope.body.expect("unsent work has its body");
    [envelope.header_bytes, body.salt.to_vec(), body.bytes].concat()
}

fn phone_at(folder: &Path, identity: &Identity, rescue: &Recipient) -> Phone {
    let mut phone = Phone::at(folder.to_owned(), identity.clone());
    let session = Some(SoftwareKey::ed25519(&[7; 32])); // frames have tickets, which are hit as well
    phone.segments =
        SegmentKeys { rescue: Some(rescue.clone()), session, ..SegmentKeys::default() };
    phone
}

fn reads_all(phone: &Phone) -> Result<(), StoreError> {
    phone.store().read(|connection| {
        let mut tables = connection.prepare(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
        )?;
        let names: Vec<String> =
            tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        for name in names {
            let mut all = connection.prepare(&format!("SELECT * FROM \"{name}\" NOT INDEXED"))?;
            let mut rows = all.query([])?;
            while rows.next()?.is_some() {}
        }
        let whole: String =
            connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
        match whole.as_str() {
            "ok" => Ok(()),
            // Sooner or later somebody meets it: the store notes that and looks at every page at its next opening.
            _ => Err(StoreError::Damaged { what: "database" }),
        }
    })
}

fn sum(told: Option<Salvaged>, more: Option<Salvaged>) -> Option<Salvaged> {
    let Some(more) = more else { return told };
    let told = told.unwrap_or_default();
    Some(Salvaged {
        envelopes: told.envelopes + more.envelopes,
        unsent: told.unsent + more.unsent,
        lost: told.lost + more.lost,
        blobs: told.blobs + more.blobs,
        unreadable: told.unreadable + more.unreadable,
    })
}
