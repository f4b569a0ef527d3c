//! Three phones, one hub and a network that loses, doubles, delays, cuts and garbles.

use counterfoil_sync::phone::{Event, Noticed, Now, TransportFailure, Why};

use crate::ann::Dice;
use crate::model_hub::ModelHub;
use crate::model_phone::{Bug, ModelPhone};

/// Worlds in an ordinary run.
const SEEDS: u64 = 25;

struct World {
    hub: ModelHub,
    phones: Vec<ModelPhone>,
    /// Answers that were overtaken, for each phone.
    stale: Vec<Vec<Vec<u8>>>,
    dice: Dice,
    now_ms: u64,
}

impl World {
    fn new(seed: u64, bug: Bug) -> Self {
        let mut hub = ModelHub::new();
        let key = hub.key.public();
        let phones: Vec<ModelPhone> =
            (0..3).map(|n| ModelPhone::new(seed * 31 + n, key.clone(), bug)).collect();
        for phone in &phones {
            hub.seal_keys.insert(phone.store.chain, phone.store.key.public());
        }
        Self { hub, phones, stale: vec![Vec::new(); 3], dice: Dice::new(seed), now_ms: 1_000 }
    }

    fn now(&mut self) -> Now {
        self.now_ms += 50;
        Now { ms: self.now_ms, random: self.dice.roll() }
    }

    /// One step of phone `n`: whatever it waits for happens, well or badly.
    fn step(&mut self, n: usize, faults: bool) {
        let now = self.now();
        let roll = if faults { self.dice.below(14) } else { 99 };
        if roll == 0 {
            self.phones[n].restart();
        }
        if roll == 1 {
            self.hub.forget_keys();
        }
        if let Some(request) = self.phones[n].on_its_way.take() {
            let event = self.network(n, &request, roll);
            self.phones[n].happen(event, now);
        } else if let Some(at_ms) = self.phones[n].wake_at_ms.take() {
            self.now_ms = self.now_ms.max(at_ms);
            let now = self.now();
            self.phones[n].happen(Event::Woken, now);
        } else {
            self.phones[n].begin(now);
        }
    }

    fn network(&mut self, n: usize, request: &[u8], roll: u64) -> Event {
        let carrier = self.phones[n].store.carrier();
        let offline = Event::TransportFailed(TransportFailure::Offline);
        if roll == 2 {
            return offline; // the request was lost
        }
        if roll == 3 {
            self.hub.exchange(request, carrier); // it came twice
        }
        if roll == 4 {
            let cut = self.dice.below(request.len() as u64) as usize;
            assert!(self.hub.exchange(&request[..cut], carrier).is_none(), "half a request");
        }
        let Some(mut answer) = self.hub.exchange(request, carrier) else { return offline };
        self.stale[n].push(answer.clone());
        match roll {
            5 | 6 => return offline, // the answer was lost
            7 => answer.truncate(self.dice.below(answer.len() as u64) as usize),
            8 => {
                let at = self.dice.below(answer.len() as u64) as usize;
                answer[at] ^= 1 << self.dice.below(8);
            }
            9 => {
                let old = self.dice.below(self.stale[n].len() as u64) as usize;
                answer = self.stale[n][old].clone(); // an earlier answer overtook this one
            }
            _ => {}
        }
        Event::Answer(answer)
    }

    /// Lets all phones sync without faults until each has nothing left.
    fn settle(&mut self) {
        for _ in 0..4 {
            for n in 0..3 {
                for _ in 0..600 {
                    let done = self.phones[n].finished.take();
                    if done.is_some_and(|done| done.why == Why::Done && done.unsent == 0) {
                        break;
                    }
                    self.step(n, false);
                }
            }
        }
    }

    /// The laws.
    fn check(&self) -> Result<(), String> {
        for (n, phone) in self.phones.iter().enumerate() {
            let written: Vec<_> = phone.store.envelopes.iter().map(|e| e.hash()).collect();
            let filed = self.hub.log.iter().filter(|entry| entry.chain == phone.store.chain);
            let filed: Vec<_> = filed.map(|entry| entry.hash).collect();
            if filed != written {
                return Err(format!(
                    "phone {n} wrote {} envelopes and the hub holds {}",
                    written.len(),
                    filed.len()
                ));
            }
            if phone.hub_size != written.len() as u64 {
                return Err(format!("phone {n}'s queue is not empty"));
            }
            let log: Vec<_> = self.hub.log.iter().map(|entry| entry.hash).collect();
            let seen: Vec<_> = phone.acknowledged.values().copied().collect();
            if seen != log || phone.digest != self.hub.digest() {
                return Err(format!("phone {n} has seen {} of {}", seen.len(), log.len()));
            }
            let bad = |noticed: &&Noticed| {
                !matches!(noticed, Noticed::NotTrusted | Noticed::Unsealed { .. })
            };
            if let Some(noticed) = phone.noticed.iter().find(bad) {
                return Err(format!("phone {n} noticed {noticed:?}"));
            }
        }
        Ok(())
    }
}

/// Runs one world; gives how often the hub lacked a salt.
fn run(seed: u64, bug: Bug) -> Result<u32, String> {
    let mut world = World::new(seed, bug);
    for _ in 0..150 {
        let n = world.dice.below(3) as usize;
        if world.dice.below(3) == 0 {
            world.phones[n].work();
        }
        world.step(n, true);
    }
    world.settle();
    world.check().map(|()| world.hub.salts_asked)
}

#[test]
fn phones_and_hub_agree_after_every_kind_of_fault() {
    let mut salts_asked = 0;
    for seed in 1..=SEEDS {
        println!("seed {seed}");
        match run(seed, Bug::None) {
            Ok(asked) => salts_asked += asked,
            Err(law) => panic!("seed {seed}: {law}"),
        }
    }
    assert!(salts_asked > 0, "the faults reached the rarer paths too");
}

#[test]
fn a_phone_that_forgets_what_was_sent_is_caught() {
    let caught = (1..=20).filter(|seed| run(*seed, Bug::ForgetsWhatWasSent).is_err()).count();
    assert!(caught >= 15, "the planted bug was caught on {caught} of 20 seeds");
}
