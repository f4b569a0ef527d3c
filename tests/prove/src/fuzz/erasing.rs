//! Erasure at the hub, by a script: runs of a chain come in any pieces and order, sealed or not, with bodies and without,
//! by their phone and by who rescued them, and in the midst of it one of two orders is erased. And its messages as bytes.

use std::sync::{Mutex, OnceLock, PoisonError};

use counterfoil_domain::cbor;
use counterfoil_domain::erasure::{Erasure, ErasureReason};
use counterfoil_domain::ids::SubjectId;
use counterfoil_server::erasing::EraseAsk;
use counterfoil_server::office::{RescuedEnvelope, RescuedRun};
use counterfoil_server::storage::LoadRequest;
use counterfoil_sync::access::{ErasuresAnswer, ErasuresAsk};
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{HandPhone, World};
use tokio::runtime::Runtime;

/// Envelopes of one script at most.
const ENVELOPES_MAX: usize = 6;
/// Pieces of one script at most.
const PIECES_MAX: usize = 5;
/// Scripts after which a fresh hub begins: every file of it is read after each.
const SCRIPTS_MAX: u64 = 100;
const MINUTE_MS: u64 = 60_000;

struct Scene {
    world: World,
    mia: HandPhone,
    played: u64,
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a runtime"))
}

/// What stands after any script: nothing of the erased order, and all that was written on the other. What is one value of
/// CBOR is a message and no script.
pub(super) fn target(bytes: &[u8]) {
    if cbor::check(bytes).is_ok() {
        return messages(bytes);
    }
    static SCENE: Mutex<Option<Scene>> = Mutex::new(None);
    let mut held = SCENE.lock().unwrap_or_else(PoisonError::into_inner);
    runtime().block_on(async {
        let mut scene = match held.take().filter(|scene| scene.played < SCRIPTS_MAX) {
            Some(scene) => scene,
            None => {
                let world = World::start().await;
                let mia = world.hand_phone("mia", &["courier"]).await;
                Scene { world, mia, played: 0 }
            }
        };
        scene.played += 1;
        scene.plays(&mut Script(bytes.iter())).await;
        *held = Some(scene);
    });
}

/// What was read is the same when it was written and read again.
fn messages(bytes: &[u8]) {
    macro_rules! same {
        ($($message:ty)*) => {
            $(if let Ok(read) = cbor::decode::<$message>(bytes) {
                let again = cbor::decode::<$message>(&cbor::encode(&read));
                assert_eq!(again.ok().as_ref(), Some(&read));
            })*
        };
    }
    same! { ErasuresAsk ErasuresAnswer Erasure RescuedRun }
}

/// What the bytes say, read one after the other; 0 when there are no more.
struct Script<'a>(std::slice::Iter<'a, u8>);

impl Script<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }

    fn below(&mut self, count: usize) -> usize {
        usize::from(self.byte()) % count.max(1)
    }
}

impl Scene {
    async fn plays(&mut self, script: &mut Script<'_>) {
        let (world, number) = (&self.world, self.played);
        let gone = world.order("parcel", self.mia.person()).await;
        let stays = world.order("parcel", self.mia.person()).await;
        let (secret, other) = (format!("秘密{number:012}"), format!("旁边{number:012}"));
        self.mia.begin_chain(&format!("life {number}"));
        let count = 2 + script.below(ENVELOPES_MAX - 1);
        let mut beside = 0;
        for _ in 0..count {
            if script.byte().is_multiple_of(2) {
                self.mia.comment(gone, &secret);
            } else {
                self.mia.comment(stays, &format!("{other} {beside}"));
                beside += 1;
            }
        }
        let erases_at = script.below(PIECES_MAX);
        for piece in 0..PIECES_MAX {
            if piece == erases_at {
                self.erases(gone).await;
            }
            self.piece(script, gone).await;
        }
        // In the end the phone sends all that it has, and whoever waited for something has it.
        let world = &self.world;
        world.hub_time_passes(MINUTE_MS);
        self.mia.exchange(&self.mia.request_from(0, false), None).await;
        self.holds(count, (gone, &secret), (stays, &other, beside)).await;
    }

    async fn erases(&self, order: SubjectId) {
        let asked = EraseAsk { reason: ErasureReason::Request, basis: "PIPL 47".to_owned() };
        self.world.server().erase_order(order, &asked).await.expect("erased");
    }

    /// One piece of the chain, by one way or another. What becomes of it is the hub's to say; it may not fail.
    async fn piece(&mut self, script: &mut Script<'_>, gone: SubjectId) {
        let how = script.byte();
        let from = script.below(self.mia.made.len());
        let to = from + 1 + script.below(self.mia.made.len() - from);
        let sealed = how & 4 != 0;
        self.world.hub_time_passes(MINUTE_MS);
        match how % 4 {
            0 => {}
            1 => self.is_rescued(from, to, sealed).await,
            // Of the order that it has erased a phone has headers alone.
            way => {
                let whole = self.mia.made.clone();
                if way == 3 {
                    let of_gone = |one: &[u8]| one.windows(16).any(|part| part == gone.0);
                    let mine = self.mia.made.iter_mut().filter(|one| of_gone(&one.header_bytes));
                    mine.for_each(|one| one.body = None);
                }
                let request = match sealed {
                    true => self.mia.request_from(from, false),
                    false => self.mia.request_between(from, to),
                };
                self.mia.exchange(&request, None).await;
                self.mia.made = whole;
            }
        }
    }

    async fn is_rescued(&self, from: usize, to: usize, sealed: bool) {
        let to = if sealed { self.mia.made.len() } else { to };
        let envelopes = self.mia.made[from..to].iter().filter_map(|one| {
            let body = one.body.as_ref()?;
            let (header, salt) = (one.header_bytes.clone(), body.salt);
            Some(RescuedEnvelope { header, salt, body: body.bytes.clone() })
        });
        let run = RescuedRun {
            by: "周队长".to_owned(),
            chain: self.mia.chain,
            from: from as u64,
            envelopes: envelopes.collect(),
            seals: if sealed { vec![self.mia.seal()] } else { Vec::new() },
        };
        let taken = self.world.server().take_rescued(run).await;
        taken.expect("a run of an enrolled phone is taken, or kept");
    }

    async fn holds(
        &self,
        count: usize,
        (gone, secret): (SubjectId, &str),
        (stays, other, beside): (SubjectId, &str, usize),
    ) {
        let hub = self.world.server();
        let chain = hub.storage.chain(hub.tenant(), self.mia.chain).await.expect("read");
        assert_eq!(chain.map(|row| row.edge.size()), Some(count as u64), "the chain is whole");
        let request = LoadRequest { subjects: vec![gone, stays], ..LoadRequest::default() };
        let loaded = hub.storage.load_for_gate(hub.tenant(), request).await.expect("read");
        let (erased, kept) = (&loaded.subjects[&gone], &loaded.subjects[&stays]);
        assert!(erased.held.is_empty() && erased.awaited.is_empty(), "everything has its word");
        let here = kept.entries.iter().filter_map(|one| one.envelope.as_ref()?.body.as_ref());
        let words = |body: &&counterfoil_domain::envelope::SaltedBody| contains(&body.bytes, other);
        assert_eq!(here.filter(words).count(), beside, "what stands beside it is there, once");
        for file in files_below(&self.world.config().dir) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert!(!contains(&bytes, secret), "it stands in {}", file.display());
        }
    }
}

fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|part| part == words.as_bytes())
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let script = |envelopes: &[u8], erases_at: u8, pieces: &[[u8; 3]]| {
        let mut bytes = vec![envelopes.len() as u8 - 2];
        bytes.extend_from_slice(envelopes);
        bytes.push(erases_at);
        bytes.extend(pieces.iter().flatten());
        bytes
    };
    // On the erased order 0, beside it 1. Ways: 1 rescued, 2 pushed, 3 pushed without bodies; 4 more: sealed to its end.
    let mut found = vec![
        script(&[1, 0, 1, 0], 2, &[[6, 1, 0], [6, 3, 0], [2, 0, 0]]),
        script(&[1, 0, 1, 0], 0, &[[6, 1, 0], [6, 3, 0], [2, 0, 0]]),
        script(&[0, 1, 0], 1, &[[5, 1, 0], [5, 0, 0]]),
        script(&[0, 1, 0], 3, &[[5, 1, 0], [1, 0, 0], [1, 2, 0]]),
        script(&[0, 0, 1, 1, 0], 0, &[[7, 0, 0]]),
        script(&[0, 0, 1, 1, 0], 2, &[[2, 0, 1], [7, 2, 0], [7, 0, 0], [6, 0, 0]]),
        script(&[1, 0], 4, &[[3, 0, 1], [2, 1, 0], [5, 1, 0], [7, 0, 0]]),
    ];
    let records = super::corpus::json("core/domain/tests/golden/records.json");
    found.extend(super::corpus::hex_under(&records, &["cbor", "bytes"]));
    found.push(cbor::encode(&ErasuresAsk { through: 7 }));
    found
}
