//! Rebase: while the office edits, corrects, reassigns and takes back, every command that a phone acknowledged is kept
//! at the hub, written once more, or listed with a reason. Nothing leaves without a word.

use std::collections::{BTreeMap, BTreeSet};

use counterfoil_domain::envelope::Header;
use counterfoil_domain::fact::{Fact, Refusal};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_prove::dice::Dice;
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_tests::harness::hand::verdicts;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

/// Fields of a parcel; the first is not a courier's to set, and the phone says so.
const FIELDS: [&str; 4] = ["remark", "a/note", "a/floor", "a/code"];

/// Some days of one phone.
struct Play {
    world: World,
    ann: Person,
    bo: Person,
    orders: Vec<SubjectId>,
    dice: Dice,
    /// What was acknowledged: by envelope.
    done: BTreeMap<Hash, String>,
    refused_here: usize,
}

impl Play {
    async fn begin(seed: u64) -> Self {
        let world = World::start().await;
        let ann = world.phone("ann", &["courier"]).await;
        let bo = world.phone("bo", &["courier"]).await;
        let orders = vec![world.order("parcel", &ann).await, world.order("parcel", &ann).await];
        ann.sync().await;
        let dice = Dice::new(seed);
        Self { world, ann, bo, orders, dice, done: BTreeMap::new(), refused_here: 0 }
    }

    async fn round(&mut self, number: usize) {
        let order = self.orders[self.dice.below(self.orders.len())];
        let field = FIELDS[self.dice.below(FIELDS.len())];
        match self.dice.below(14) {
            0..=5 => self.ann_acts(order, field, number),
            6 => self.world.edit(order, json!({ field: format!("office {number}") })).await,
            // A corrected number begins the document anew: what was written on the old one is written once more.
            7 => {
                let phone = format!("1990000{:04}", number % 10_000);
                self.world.edit(order, json!({ "contact/phone": phone })).await;
            }
            8 => self.world.assign(order, Some(self.bo.id)).await,
            9 => self.world.assign(order, Some(self.ann.id)).await,
            10 => self.world.restart_hub().await,
            11 => self.has_roles(&["inspector"]).await,
            12 => self.has_roles(&["courier"]).await,
            _ => drop(self.ann.try_sync().await),
        }
    }

    /// Her roles change while she is away: what she writes meanwhile may be hers to write no longer.
    async fn has_roles(&self, roles: &[&str]) {
        let path = format!("/v1/office/people/{}/roles", self.ann.id);
        self.world.put(&path, &json!({ "roles": roles })).await;
    }

    fn ann_acts(&mut self, order: SubjectId, field: &str, number: usize) {
        use counterfoil_domain::command::{Command, FieldSet};
        use counterfoil_domain::document::FieldValue;
        use counterfoil_domain::fact::Comment;
        let command = if self.dice.coin() {
            Command::Comment(Comment { text: format!("remark {number}") }, Vec::new())
        } else {
            let value = FieldValue::text(format!("ann {number}"));
            Command::SetFields(vec![FieldSet::new(field, value)])
        };
        // What the phone does not take (she does not see the order any more) was never acknowledged.
        match self.ann.tries(order, command) {
            Ok(done) => {
                let word = format!("{field} {number}");
                self.done.extend(done.envelopes.into_iter().map(|hash| (hash, word.clone())));
            }
            Err(_) => self.refused_here += 1,
        }
    }

    /// Everybody has signal until nothing is left to do.
    async fn settles(&mut self) {
        self.has_roles(&["courier"]).await;
        for order in self.orders.clone() {
            self.world.assign(order, Some(self.ann.id)).await;
        }
        for _ in 0..3 {
            self.ann.sync().await;
        }
    }

    /// How each acknowledged command ended; `Err` for one of which nobody says anything.
    async fn fates(&self) -> Result<BTreeMap<&'static str, usize>, String> {
        let (server, mut fates) = (self.world.server(), BTreeMap::new());
        let (storage, tenant) = (&server.storage, server.tenant());
        let listed: BTreeSet<Hash> =
            self.ann.status().stuck.iter().filter_map(|one| one.hash).collect();
        let tip = storage.tip(tenant).await.expect("a tip");
        let log = storage.entries(tenant, 0, tip.size, 100_000).await.expect("the log");
        let headers = log.iter().filter_map(|entry| entry.envelope.as_ref());
        let headers = headers.filter_map(|one| Header::from_bytes(&one.header).ok());
        let again: BTreeSet<Hash> = headers.filter_map(|header| header.instead_of).collect();
        for (hash, word) in &self.done {
            let known = storage.known(tenant, vec![*hash]).await.expect("read");
            let verdict = known.first().and_then(|known| known.verdict.clone());
            let fate =
                match verdict {
                    Some(Verdict::Accepted | Verdict::Flagged { .. }) => "accepted",
                    Some(Verdict::Late) => "late",
                    _ if again.contains(hash) => "written once more",
                    Some(
                        Verdict::Refused { .. } | Verdict::Blocked { .. } | Verdict::Held { .. },
                    ) if listed.contains(hash) => "listed",
                    Some(Verdict::Blocked { .. }) => "stood there already",
                    other => {
                        let status = self.ann.status();
                        return Err(format!("{word}: {other:?} and nobody says why; {status:?}"));
                    }
                };
            *fates.entry(fate).or_default() += 1;
        }
        Ok(fates)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_command_is_kept_or_listed_with_a_reason() {
    let plays = Tier::asked().of(4, 40, 500);
    let mut sum: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in seed()..seed() + plays {
        let mut play = Play::begin(seed).await;
        for number in 0..40 {
            play.round(number).await;
        }
        play.settles().await;
        let fates = play.fates().await.unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        for (fate, count) in fates {
            *sum.entry(fate).or_default() += count;
        }
        assert_eq!(play.ann.status().on_phone, 0, "seed {seed}: {:?}", play.ann.status());
    }
    println!("seeds {} to {}: {sum:?}", seed(), seed() + plays - 1);
    assert!(sum.values().sum::<usize>() > 40 && sum.len() > 1, "{sum:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_that_never_reached_anybody_is_found() {
    let mut play = Play::begin(seed()).await;
    play.done.insert(Hash([7; 32]), "a control".to_owned());
    play.settles().await;
    assert!(play.fates().await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_for_a_role_is_judged_when_the_role_is_given() {
    let world = World::start().await;
    let mut kai = world.hand_phone("kai", &["inspector"]).await;
    let order = world.order_with("parcel", Some(kai.person()), json!({ "title": "梨" })).await;
    // 1. He does a courier's work before the office has made him one: it waits.
    let refused = Refusal { reason: "not_wanted".into(), who: None, note: None };
    let hash = kai.write(Subject::order(order), "work", vec![Fact::Refusal(refused)], Vec::new());
    assert_eq!(verdicts(&kai.push().await), [Verdict::Held { why: "access".into() }]);
    // 2. The office makes him one, and touches the order no further.
    let path = format!("/v1/office/people/{}/roles", kai.person());
    world.put(&path, &json!({ "roles": ["courier"] })).await;
    let (server, asked) = (world.server(), vec![hash]);
    let known = server.storage.known(server.tenant(), asked).await.expect("read");
    assert!(known[0].verdict.as_ref().is_some_and(Verdict::takes_facts), "{known:?}");
}
