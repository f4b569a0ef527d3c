//! A hub and its phones in one process: keys, chains and requests are real, time stands where a story puts it.

use std::collections::BTreeMap;
use std::sync::Arc;

use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::command::{AuthorContext, ChangeFrame, EnvelopeDraft, build_envelope};
use counterfoil_domain::document::{Author, Document, DocumentId, DocumentKey, FieldValue};
use counterfoil_domain::envelope::{ActMode, BlobRef, Envelope, Predecessor, Seen};
use counterfoil_domain::fact::{
    Assignment, Comment, CustodyAct, CustodyStep, Fact, Found, Photo, Refusal, Transition, Unsigned,
};
use counterfoil_domain::hash::{device_id, sha256};
use counterfoil_domain::ids::{
    ActId, ChainId, FactId, Hash, Incarnation, LineageId, PersonId, SubjectId, TenantId,
};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::{Enrolled, Granted, Revoked, Statement};
use counterfoil_domain::merkle;
use counterfoil_domain::moment::{Clocks, Moment as ActMoment};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::seal::{Seal, SealStatement};
use counterfoil_domain::subject::{Key, Subject};
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::exchange::{Caller, ExchangeError, Moment, exchange};
use counterfoil_server::hub::Hub;
use counterfoil_server::storage::safety::SafetyStorage as _;
use counterfoil_server::storage::{LogStorage as _, SqliteStorage, Storage};
use counterfoil_sync::wire::{
    Carrier, Cursor, Expected, OpenedAnswer, Request, Section, SectionVerdicts,
};

pub(crate) const TENANT: TenantId = TenantId([1; 16]);
pub(crate) const LINEAGE: LineageId = LineageId([2; 16]);
/// Noon of some day.
pub(crate) const NOON_MS: u64 = 1_790_000_000_000;

/// A hub with its folder.
pub(crate) struct World {
    pub(crate) hub: Hub,
    pub(crate) storage: SqliteStorage,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) now_ms: u64,
    answer_key: SoftwareKey,
}

/// One person's store with its chain.
#[derive(Clone)]
pub(crate) struct Phone {
    pub(crate) person: PersonId,
    pub(crate) chain: ChainId,
    pub(crate) made: Vec<Envelope>,
    pub(crate) cursor: Option<Cursor>,
    key: SoftwareKey,
    ks: BTreeMap<(SubjectId, String), [u8; 16]>,
    predecessor: Option<Predecessor>,
    pub(crate) documents: BTreeMap<(SubjectId, String), Document>,
    /// Fresh starts on documents.
    pub(crate) n: u32,
    /// What the next envelope stands for.
    instead_of: Option<Hash>,
    /// Envelopes that the hub is known to have.
    pub(crate) there: u64,
}

pub(crate) fn person(name: &str) -> PersonId {
    PersonId(sha256(name.as_bytes()).short())
}

pub(crate) fn order(number: u8) -> Subject {
    Subject::order(SubjectId([number; 16]))
}

pub(crate) fn waybill(value: &str) -> Key {
    Key::new("waybill", value)
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(&folder.path().join("hub.db")).unwrap();
        let world = Self {
            hub: Hub::new(Arc::new(storage.clone())),
            storage,
            folder,
            now_ms: NOON_MS,
            answer_key: SoftwareKey::ed25519(&[9; 32]),
        };
        world.storage.begin_tenant(TENANT, LINEAGE, NOON_MS).await.unwrap();
        let file = Playbook::builtin_bytes().to_vec();
        let version = Playbook::builtin().version();
        world.storage().publish_playbook(TENANT, version, file, None, NOON_MS).await.unwrap();
        world
    }

    pub(crate) fn storage(&self) -> Arc<dyn Storage> {
        self.hub.storage.clone()
    }

    /// A second hub process on the same file.
    pub(crate) fn again(&self) -> Self {
        let path = self.folder.path().join("hub.db");
        let storage = SqliteStorage::open(&path).unwrap();
        Self {
            hub: Hub::new(Arc::new(storage.clone())),
            storage,
            folder: tempfile::tempdir().unwrap(),
            now_ms: self.now_ms,
            answer_key: self.answer_key.clone(),
        }
    }

    /// A hub on a copy of this one's file: what comes later it has never seen.
    pub(crate) async fn copied(&self, name: &str) -> Self {
        let path = self.folder.path().join(name);
        self.storage.copy_to(TENANT, path.clone()).await.unwrap();
        let storage = SqliteStorage::open(&path).unwrap();
        Self {
            hub: Hub::new(Arc::new(storage.clone())),
            storage,
            folder: tempfile::tempdir().unwrap(),
            now_ms: self.now_ms,
            answer_key: self.answer_key.clone(),
        }
    }

    pub(crate) async fn say(&self, statement: Statement) {
        self.storage.append(TENANT, vec![statement], self.now_ms).await.unwrap();
    }

    pub(crate) async fn grant(&self, name: &str, roles: &[&str]) {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        self.say(Statement::Granted(Granted { person: person(name), roles })).await;
    }

    pub(crate) async fn phone(&self, name: &str, role: &str) -> Phone {
        self.grant(name, &[role]).await;
        self.enrol(name, role == "office" || role == "dispatcher").await
    }

    pub(crate) async fn enrol(&self, name: &str, office: bool) -> Phone {
        self.enrol_store(name, name, office).await
    }

    /// Another store of a person.
    pub(crate) async fn enrol_store(&self, name: &str, store: &str, office: bool) -> Phone {
        let key = SoftwareKey::ed25519(&sha256(format!("key of {store}").as_bytes()).0);
        let device = device_id(&key.public().bytes);
        let enrolled = Enrolled {
            device,
            person: person(name),
            seal_key: key.public(),
            session_key: key.public(),
            recipient: "age1".into(),
            office,
            ticket: None,
        };
        self.say(Statement::Enrolled(enrolled)).await;
        Phone {
            person: person(name),
            chain: ChainId { device, incarnation: Incarnation([1; 8]) },
            made: Vec::new(),
            cursor: None,
            key,
            ks: BTreeMap::new(),
            predecessor: None,
            documents: BTreeMap::new(),
            n: 0,
            instead_of: None,
            there: 0,
        }
    }

    pub(crate) async fn revoke(&self, phone: &Phone) {
        let revoked = Revoked { device: phone.chain.device, compromised_since: None };
        self.say(Statement::Revoked(revoked)).await;
    }

    /// One exchange: pushes what the hub lacks and pulls.
    pub(crate) async fn sync(&self, phone: &mut Phone) -> OpenedAnswer {
        let section = phone.section(phone.there, phone.made.len());
        let sections = section.into_iter().collect();
        let answer = self.ask(phone, sections, true).await;
        if let Some(section) = answer.payload.sections.first() {
            phone.there = section.size;
        }
        phone.cursor.clone_from(&answer.payload.cursor);
        answer
    }

    /// Pushes alone; the verdicts on it.
    pub(crate) async fn push(&self, phone: &mut Phone) -> SectionVerdicts {
        let sections = phone.section(phone.there, phone.made.len()).into_iter().collect();
        let answer = self.ask(phone, sections, false).await;
        let verdicts = answer.payload.sections.into_iter().next().unwrap();
        phone.there = verdicts.size;
        verdicts
    }

    /// Pushes to a hub that cannot judge now: nothing is answered, and the phone keeps all of it.
    pub(crate) async fn push_fails(&self, phone: &Phone) {
        let sections = phone.section(phone.there, phone.made.len()).into_iter().collect();
        assert!(self.try_ask(phone, sections, false).await.is_err());
    }

    pub(crate) async fn ask(
        &self,
        phone: &Phone,
        sections: Vec<Section>,
        pull: bool,
    ) -> OpenedAnswer {
        self.try_ask(phone, sections, pull).await.unwrap()
    }

    async fn try_ask(
        &self,
        phone: &Phone,
        sections: Vec<Section>,
        pull: bool,
    ) -> Result<OpenedAnswer, ExchangeError> {
        let carrier = Carrier { tenant: TENANT, device: phone.chain.device };
        let request = Request {
            carrier,
            cursor: phone.cursor.clone(),
            scope_digest: None,
            pull,
            receipts_for: vec![phone.chain],
            blobs: Vec::new(),
            sections,
        };
        let bytes = request.to_bytes().unwrap();
        let device = self.storage().device(TENANT, phone.chain.device).await.unwrap().unwrap();
        let caller = Caller { tenant: TENANT, device, may_pull: true };
        let key = self.answer_key.clone();
        let sign = move |statement: &[u8]| key.sign(Purpose::Answer, statement);
        let key = self.answer_key.clone();
        let mark = move |place: &[u8]| sha256(&key.sign(Purpose::Cursor, place).bytes).short();
        let moment = Moment {
            now_ms: self.now_ms,
            nonce: [7; 16],
            lineage: LineageId([3; 16]),
            safe: None,
            mark: &mark,
            sign: &sign,
        };
        let (answer, _) = exchange(&self.hub, &caller, &bytes, moment).await?;
        let expected = Expected {
            carrier,
            request: sha256(&bytes),
            cursor: phone.cursor.clone(),
            keys: vec![self.answer_key.public()],
        };
        Ok(OpenedAnswer::from_bytes(&answer, &expected).unwrap())
    }

    /// The verdict on an envelope, as the hub keeps it.
    pub(crate) async fn verdict(&self, envelope: Hash) -> Option<Verdict> {
        let known = self.storage().known(TENANT, vec![envelope]).await.unwrap();
        known.into_iter().next().and_then(|one| one.verdict)
    }

    /// The stage of an order, as the hub keeps it.
    pub(crate) async fn stage(&self, subject: Subject) -> String {
        let size = self.storage().tip(TENANT).await.unwrap().size;
        let all = self
            .storage()
            .subjects_at(
                TENANT,
                person("nobody"),
                counterfoil_server::storage::Touched::All,
                (size, size),
                None,
                1_000,
            )
            .await
            .unwrap();
        let found = all.into_iter().filter_map(|one| one.now);
        let mut found = found.filter(|state| state.subject == subject);
        found.next().map(|state| state.stage).unwrap_or_default()
    }
}

impl Phone {
    /// How far this phone has seen.
    pub(crate) fn seen(&self) -> Option<Seen> {
        let cursor = self.cursor.as_ref()?;
        Some(Seen { lineage: cursor.lineage, index: cursor.index })
    }

    /// A fresh start of the store: a new chain that names the old one.
    pub(crate) fn reborn(&self, incarnation: u8) -> Self {
        let size = self.made.len() as u64;
        Self {
            chain: ChainId { incarnation: Incarnation([incarnation; 8]), ..self.chain },
            made: Vec::new(),
            predecessor: Some(Predecessor { chain: self.chain, size }),
            ks: BTreeMap::new(),
            there: 0,
            ..self.clone()
        }
    }

    pub(crate) fn section(&self, from: u64, to: usize) -> Option<Section> {
        let envelopes = self.made.get(from as usize..to)?.to_vec();
        if envelopes.is_empty() {
            return None;
        }
        let hashes: Vec<Hash> = self.made[..to].iter().map(Envelope::hash).collect();
        let statement = SealStatement {
            version: 1,
            tenant: TENANT,
            device: self.chain.device,
            incarnation: self.chain.incarnation,
            size: to as u64,
            root: merkle::root(&hashes),
            clocks: clocks(to as u64),
        };
        let signature = self.key.sign(Purpose::Seal, &statement.to_bytes());
        let seals = vec![Seal { statement, signature }];
        Some(Section { chain: self.chain, from, salted: false, envelopes, seals })
    }

    /// Writes one envelope.
    pub(crate) fn write(&mut self, subject: Subject, audience: &str, facts: Vec<Fact>) -> Hash {
        self.write_in(subject, audience, facts, None, None)
    }

    /// Writes one of an act's envelopes on one subject, all or nothing.
    pub(crate) fn write_together(
        &mut self,
        act: u8,
        count: u32,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
    ) -> Hash {
        let act = Some((ActId([act; 16]), (ActMode::Together, count)));
        self.write_in(subject, audience, facts, None, act)
    }

    /// Sets fields, with facts beside them.
    pub(crate) fn set(
        &mut self,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
        sets: &[(&str, &str)],
    ) -> Hash {
        let change = self.change(subject, audience, sets);
        self.write_in(subject, audience, facts, Some(change), None)
    }

    /// Writes the change of a blocked envelope once more, upon what stands in [`Self::documents`].
    pub(crate) fn replay(
        &mut self,
        subject: Subject,
        audience: &str,
        instead_of: Hash,
        sets: &[(&str, &str)],
    ) -> Hash {
        let change = self.change(subject, audience, sets);
        self.instead_of = Some(instead_of);
        let hash = self.write_in(subject, audience, vec![], Some(change), None);
        self.instead_of = None;
        hash
    }

    fn change(
        &mut self,
        subject: Subject,
        audience: &str,
        sets: &[(&str, &str)],
    ) -> (ChangeDraft, ChangeFrame) {
        let place = (subject.id, audience.to_owned());
        let author = Author { n: self.n, ..Author::first(self.chain) };
        let book = Playbook::builtin();
        let document = self.documents.entry(place).or_insert_with(|| {
            let id = DocumentId {
                subject: subject.id,
                audience: audience.to_owned(),
                name: String::new(),
            };
            let notes: Vec<String> = book.notes_of(audience).map(str::to_owned).collect();
            Document::genesis(DocumentKey { id, generation: 0 }, &notes).unwrap()
        });
        let sets: Vec<(String, FieldValue)> = sets
            .iter()
            .map(|(path, value)| ((*path).to_owned(), FieldValue::text(*value)))
            .collect();
        let heads = document.heads();
        let edit = document.edit(author, &heads, &sets).unwrap();
        let generation = document.key().generation;
        (ChangeDraft::Sets(sets), ChangeFrame { generation, frame: edit.frame })
    }

    pub(crate) fn write_in(
        &mut self,
        subject: Subject,
        audience: &str,
        facts: Vec<Fact>,
        change: Option<(ChangeDraft, ChangeFrame)>,
        act: Option<(ActId, (ActMode, u32))>,
    ) -> Hash {
        let seq = self.made.len() as u64;
        let place = (subject.id, audience.to_owned());
        let fresh = sha256(format!("{place:?} {:?}", self.chain).as_bytes()).short();
        let k_is_new = !self.ks.contains_key(&place);
        let k = *self.ks.entry(place).or_insert(fresh);
        let (change, frame) = match change {
            Some((draft, frame)) => (Some((String::new(), draft)), Some(frame)),
            None => (None, None),
        };
        let blobs = facts.iter().filter_map(|fact| match fact {
            Fact::Photo(photo) => Some(BlobRef {
                hash: photo.original,
                size_bytes: 1,
                media_type: "image/jpeg".to_owned(),
                role: photo.role.clone(),
            }),
            _ => None,
        });
        let blobs = blobs.collect();
        let draft = EnvelopeDraft {
            subject,
            audience: audience.to_owned(),
            change,
            facts,
            blobs,
            act: act.map(|(_, how)| how),
            playbook: Playbook::builtin().version(),
        };
        let context = AuthorContext {
            tenant: TENANT,
            chain: self.chain,
            seq,
            person: self.person,
            moment: ActMoment { clocks: clocks(seq), anchor: None },
            seen: self.seen(),
            act: act.map(|(id, _)| id),
            instead_of: self.instead_of,
            predecessor: self.predecessor.filter(|_| seq == 0),
            k,
            k_is_new,
        };
        let envelope = build_envelope(&draft, &context, frame).unwrap();
        let hash = envelope.hash();
        self.made.push(envelope);
        hash
    }
}

fn clocks(seq: u64) -> Clocks {
    Clocks { wall_ms: (NOON_MS + seq * 1000) as i64, boot: [4; 8], monotonic_ms: seq * 1000 }
}

pub(crate) fn found(key: &str) -> Fact {
    let (kind, stage) = ("parcel".to_owned(), "ready".to_owned());
    Fact::Found(Found { kind, keys: vec![waybill(key)], stage, parent: None })
}

pub(crate) fn assign(name: Option<&str>) -> Fact {
    Fact::Assignment(Assignment { to: name.map(person), reason: None })
}

pub(crate) fn taken() -> Fact {
    let act = CustodyAct::Taken;
    Fact::Custody(CustodyStep { act, person: None, place: None, key: None })
}

pub(crate) fn comment(text: &str) -> Fact {
    Fact::Comment(Comment { text: text.to_owned() })
}

pub(crate) fn step(name: &str, from: &str) -> Fact {
    let (name, from) = (name.to_owned(), from.to_owned());
    Fact::Transition(Transition { name, from, reason: None, note: None, until_ms: None })
}

impl Phone {
    /// The id of the first fact of an envelope.
    pub(crate) fn fact_of(&self, seq: u64) -> FactId {
        let ChainId { device, incarnation } = self.chain;
        FactId { device, incarnation, seq, position: 0 }
    }
}

/// A step with a reason of the playbook.
pub(crate) fn step_because(name: &str, from: &str, reason: &str) -> Fact {
    let (name, from, reason) = (name.to_owned(), from.to_owned(), Some(reason.to_owned()));
    Fact::Transition(Transition { name, from, reason, note: None, until_ms: None })
}

pub(crate) fn received_from(name: &str) -> Fact {
    let act = CustodyAct::Received;
    let person = Some(person(name));
    Fact::Custody(CustodyStep { act, person, place: None, key: None })
}

pub(crate) fn refusal(reason: &str) -> Fact {
    Fact::Refusal(Refusal { reason: reason.to_owned(), who: None, note: None })
}

pub(crate) fn unsigned() -> Fact {
    Fact::Unsigned(Unsigned { reason: "signing_impossible".to_owned(), note: None })
}

pub(crate) fn photo(role: &str) -> Fact {
    Fact::Photo(Photo {
        original: sha256(role.as_bytes()),
        role: role.to_owned(),
        width_px: 10,
        height_px: 10,
        exif_taken_at: None,
        exif_latitude_e7: None,
        exif_longitude_e7: None,
        camera: None,
        look: None,
        unreadable: None,
        sharpness_milli: None,
        light: None,
    })
}

/// The verdicts of a section, in order.
pub(crate) fn verdicts(section: &SectionVerdicts) -> Vec<Verdict> {
    section.verdicts.iter().map(|judged| judged.verdict.clone()).collect()
}
