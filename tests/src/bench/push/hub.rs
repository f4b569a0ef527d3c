//! The hub's side: its engine with its database, the office's orders in it, and the push taken by
//! the same function that answers a phone's request.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use counterfoil_domain::fact::{Assignment, Fact, Found};
use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{LineageId, PersonId, SubjectId};
use counterfoil_domain::keys::{Purpose, SoftwareKey};
use counterfoil_domain::log::{Enrolled, Granted, Statement};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::subject::Key;
use counterfoil_domain::verdict::Verdict;
use counterfoil_server::exchange::{Caller, Moment, exchange};
use counterfoil_server::gate::ProcessWorker;
use counterfoil_server::hub::Hub;
use counterfoil_server::storage::{SqliteStorage, Storage};
use counterfoil_sync::wire::{Expected, OpenedAnswer, Problem, Request, SectionVerdicts};
use tokio::runtime::Runtime;

use crate::ann::{Draft, LINEAGE, Store, TENANT};
use crate::bench::bytes::pushing;
use crate::bench::{Measured, timing};

const NOON_MS: u64 = 1_790_050_000_000;
/// Requests after which a push that does not end is given up.
const REQUESTS_MAX: u32 = 50;

/// A hub that knows the orders.
pub(super) struct ReadyHub {
    runtime: Runtime,
    hub: Hub,
    storage: Arc<dyn Storage>,
    answer_key: SoftwareKey,
    size: u64,
}

/// What taking the push cost and gave.
pub(super) struct Taken {
    pub(super) cpu_ms: f64,
    pub(super) requests: u32,
    pub(super) verdicts: String,
    /// Whether every envelope was accepted.
    pub(super) whole: bool,
}

/// A fresh hub in whose log the office has founded every order and given it to Ann.
pub(super) fn ready(path: &Path, orders: &[SubjectId]) -> Measured<ReadyHub> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let storage: Arc<dyn Storage> = Arc::new(SqliteStorage::open(path)?);
    let program = std::env::current_exe()?;
    let worker = ProcessWorker::start(program, vec![crate::bench::GATE_WORKER.into()])?;
    let hub = Hub::with_worker(storage.clone(), Arc::new(worker));
    let answer_key = SoftwareKey::ed25519(&[0x33; 32]);
    let mut ready = ReadyHub { runtime, hub, storage, answer_key, size: 0 };
    ready.begin()?;
    ready.found(orders)?;
    let tip = ready.runtime.block_on(ready.storage.tip(TENANT))?;
    ready.size = tip.size;
    Ok(ready)
}

impl ReadyHub {
    /// Entries in its log.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    fn begin(&self) -> Measured<()> {
        let playbook = Playbook::builtin_bytes().to_vec();
        let version = Playbook::builtin().version();
        self.runtime.block_on(async {
            self.storage.begin_tenant(TENANT, LINEAGE, NOON_MS).await?;
            self.storage.publish_playbook(TENANT, version, playbook, None, NOON_MS).await?;
            Ok(())
        })
    }

    /// Founds the orders and assigns them to Ann, as a dispatcher's push.
    fn found(&self, orders: &[SubjectId]) -> Measured<()> {
        let mut office = Store::new(99);
        office.seen = 0;
        office.playbook = Playbook::builtin().version();
        let ann = Store::new(super::SEED).person;
        self.admit(&office, "dispatcher", true)?;
        for (n, order) in (0..).zip(orders) {
            let keys = vec![Key::new("order_no", &format!("WX2026{n:06}"))];
            let found =
                Found { kind: "repair".into(), keys, stage: "reported".into(), parent: None };
            let assigned = Assignment { to: Some(ann), reason: None };
            office.write(*order, 50, draft("keys", Fact::Found(found)));
            office.write(*order, 50, draft("plan", Fact::Assignment(assigned)));
        }
        office.seal();
        let taken = self.push_all(&office)?;
        if taken.accepted() == office.envelopes.len() {
            Ok(())
        } else {
            Err(format!("the office's orders: {}", taken.said()).into())
        }
    }

    /// Enrols Ann's phone.
    pub(super) fn enrol(&self, ann: &Store) -> Measured<()> {
        self.admit(ann, "technician", false)
    }

    fn admit(&self, store: &Store, role: &str, office: bool) -> Measured<()> {
        let person: PersonId = store.person;
        let granted = Granted { person, roles: vec![role.to_owned()] };
        let enrolled = Enrolled {
            device: store.chain.device,
            person,
            seal_key: store.key.public(),
            session_key: store.key.public(),
            recipient: "age1".into(),
            office,
            ticket: None,
        };
        let statements = vec![Statement::Granted(granted), Statement::Enrolled(enrolled)];
        self.runtime.block_on(self.storage.append(TENANT, statements, NOON_MS))?;
        Ok(())
    }

    /// Takes the push; `bytes` is its first request.
    pub(super) fn take(&self, ann: &Store, bytes: &[u8]) -> Measured<Taken> {
        let taken = self.push_from(ann, bytes.to_vec())?;
        let counted: usize = taken.counts.values().sum();
        if counted != ann.envelopes.len() {
            return Err(format!("{counted} verdicts on {} envelopes", ann.envelopes.len()).into());
        }
        Ok(Taken {
            cpu_ms: taken.cpu_ms,
            requests: taken.requests,
            verdicts: taken.said(),
            whole: taken.accepted() == counted,
        })
    }

    fn push_all(&self, store: &Store) -> Measured<Pushed> {
        self.push_from(store, pushing(store, vec![store.section(0)]).to_bytes()?)
    }

    /// Sends, and sends what is left when the hub asks to wait, until its chain is whole.
    fn push_from(&self, store: &Store, first: Vec<u8>) -> Measured<Pushed> {
        let (mut bytes, mut now_ms, mut from) = (first, NOON_MS, 0);
        let mut pushed = Pushed::default();
        while pushed.requests < REQUESTS_MAX {
            pushed.requests += 1;
            let asked = pushing(store, vec![store.section(from)]);
            let (cpu_ms, answer) = timing::cpu_timed(|| self.exchange(store, &bytes, now_ms));
            pushed.cpu_ms += cpu_ms;
            let verdicts = self.open(&asked, &bytes, &answer?)?;
            pushed.count(&verdicts);
            from = verdicts.size;
            if from == store.envelopes.len() as u64 {
                return Ok(pushed);
            }
            match verdicts.problem {
                Some(Problem::Busy(wait_ms)) => now_ms += wait_ms,
                problem => return Err(format!("the hub stopped at {from}: {problem:?}").into()),
            }
            bytes = pushing(store, vec![store.section(from)]).to_bytes()?;
        }
        Err(format!("after {REQUESTS_MAX} requests the hub had {from} envelopes").into())
    }

    fn exchange(&self, store: &Store, bytes: &[u8], now_ms: u64) -> Measured<Vec<u8>> {
        let sign = |statement: &[u8]| self.answer_key.sign(Purpose::Answer, statement);
        let moment = Moment {
            now_ms,
            nonce: [7; 16],
            lineage: LineageId([3; 16]),
            safe: None,
            mark: &|_| [5; 16],
            sign: &sign,
        };
        self.runtime.block_on(async {
            let device = self.storage.device(TENANT, store.chain.device).await?;
            let device = device.ok_or("the phone is not enrolled")?;
            let caller = Caller { tenant: TENANT, device, may_pull: false };
            let (answer, _) = exchange(&self.hub, &caller, bytes, moment).await?;
            Ok(answer)
        })
    }

    fn open(&self, asked: &Request, bytes: &[u8], answer: &[u8]) -> Measured<SectionVerdicts> {
        let expected = Expected {
            carrier: asked.carrier,
            request: sha256(bytes),
            cursor: None,
            keys: vec![self.answer_key.public()],
        };
        let opened = OpenedAnswer::from_bytes(answer, &expected)?;
        let verdicts = opened.payload.sections.into_iter().next();
        Ok(verdicts.ok_or("no verdicts came")?)
    }
}

fn draft(audience: &'static str, fact: Fact) -> Draft {
    Draft { audience, facts: vec![fact], ..Draft::default() }
}

#[derive(Default)]
struct Pushed {
    cpu_ms: f64,
    requests: u32,
    counts: BTreeMap<&'static str, usize>,
}

impl Pushed {
    fn count(&mut self, verdicts: &SectionVerdicts) {
        for judged in &verdicts.verdicts {
            *self.counts.entry(name(&judged.verdict)).or_default() += 1;
        }
    }

    fn accepted(&self) -> usize {
        self.counts.get("accepted").copied().unwrap_or_default()
    }

    fn said(&self) -> String {
        let counts = self.counts.iter().map(|(name, count)| format!("{count} {name}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Flagged { .. } => "flagged",
        Verdict::Late => "late",
        Verdict::Refused { .. } => "refused",
        Verdict::Blocked { .. } => "blocked",
        Verdict::Held { .. } => "held",
        Verdict::Retry { .. } => "put off",
    }
}
