//! Role escalation: a courier says and writes everything that only the office, a manager or the hub itself may.

use std::collections::BTreeSet;
use std::time::Duration;

use counterfoil_domain::cbor::Raw;
use counterfoil_domain::document::{Author, Document};
use counterfoil_domain::fact::{Fact, FactRecord, Settled, kind_number};
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{Standing, may_add, may_set, sees};
use counterfoil_domain::subject::Subject;
use counterfoil_domain::verdict::Verdict;
use counterfoil_prove::siege::Siege;
use counterfoil_tests::harness::HandPhone;
use counterfoil_tests::harness::forge::Forged;
use counterfoil_tests::harness::hand::verdicts;
use serde_json::json;

/// Every kind of fact as the golden file has it.
fn every_fact() -> Vec<Fact> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/domain/tests/golden/facts.json");
    let text = std::fs::read_to_string(path).expect("the golden file");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let facts = rows.iter().filter_map(|row| {
        let payload = hex::decode(row["payload"].as_str()?).ok()?;
        let record = FactRecord {
            kind: u16::try_from(row["kind"].as_u64()?).ok()?,
            version: u16::try_from(row["version"].as_u64()?).ok()?,
            payload: Raw(payload),
        };
        record.fact().ok().flatten()
    });
    facts.collect()
}

/// The verdicts on the last so many envelopes.
async fn pushed(phone: &mut HandPhone, count: usize) -> Vec<Verdict> {
    let got = verdicts(&phone.push().await);
    assert_eq!(got.len(), count);
    got
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_courier_says_nothing_that_is_not_a_couriers_to_say() {
    let playbook = Playbook::builtin();
    let (mut facts, audiences) = (every_fact(), playbook.audiences().collect::<Vec<_>>());
    // "It was settled" of what the office planned.
    for path in ["title", "window/from_ms", "priority"] {
        let (path, candidates) = (path.to_owned(), Vec::new());
        facts.push(Fact::Settled(Settled { path, candidates, proposal: None }));
    }
    let kinds: BTreeSet<&str> = facts.iter().map(Fact::name).collect();
    assert!(kinds.len() >= 38, "{} kinds: the golden file has nearly all", kinds.len());
    let mut siege = Siege::begin().await;
    let (hers, anns) = (siege.hers, siege.anns);
    let before = siege.world.shown(anns).await["sheet"]["card"].clone();
    let (_, toll) = siege
        .under("every fact in every audience", async |world, mallory| {
            let stage = world.hub_sheet(hers).await.card.stage;
            let mut asked = Vec::new();
            let standing =
                |own| Standing { role: "courier", kind: "parcel", stage: &stage, assigned: own };
            // What she does not see makes her wait on that order, so what she sees comes first, and each fact has an
            // order of its own.
            let sees = sees(&playbook, &standing(true));
            let mut places = audiences.clone();
            places.sort_by_key(|audience| !sees.contains(audience));
            for fact in &facts {
                let own = world.order_with("parcel", Some(mallory.person()), json!({})).await;
                for (order, audience) in places.iter().flat_map(|one| [(own, *one), (anns, *one)]) {
                    mallory.write(Subject::order(order), audience, vec![fact.clone()], Vec::new());
                    asked.push((fact, audience, order));
                }
            }
            let got = pushed(mallory, asked.len()).await;
            let (mut taken, mut refused) = (BTreeSet::new(), 0);
            for ((fact, audience, order), verdict) in asked.iter().zip(&got) {
                if !verdict.takes_facts() {
                    refused += usize::from(matches!(verdict, Verdict::Refused { .. }));
                    continue;
                }
                let name = fact.name();
                taken.insert((name, *audience));
                let standing = standing(*order != anns);
                let (may, fits) = match fact {
                    Fact::Settled(word) => (
                        may_set(&playbook, &standing, &word.path),
                        playbook.audience_of_path(&word.path) == Some(*audience),
                    ),
                    _ => (
                        may_add(&playbook, &standing, name) || name == "proposed",
                        playbook.audience_of_fact(name).is_none_or(|own| own == *audience),
                    ),
                };
                assert!(may && fits, "{fact:?} in {audience}: {verdict:?}");
            }
            println!("{} asked, {refused} refused, taken: {taken:?}", asked.len());
            assert!(taken.len() > 5 && refused > 200, "or it shows little");
            // What makes somebody else of her, said outright.
            for name in ["assignment", "do_not_load", "confirmed", "revealed", "delegation"] {
                assert!(kind_number(name).is_some(), "{name} is a kind");
                assert!(taken.iter().all(|(kind, _)| *kind != name), "{name} was taken");
            }
        })
        .await;
    let after = siege.world.shown(anns).await["sheet"]["card"].clone();
    for key in ["stage", "assignees", "holder", "disputed"] {
        assert_eq!(before[key], after[key], "{key} of Ann's order");
    }
    assert!(toll.cpu < Duration::from_secs(30), "{toll}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_courier_writes_no_field_of_the_plan_through_any_document() {
    let playbook = Playbook::builtin();
    let mut siege = Siege::begin().await;
    let hers = siege.hers;
    siege
        .under("every field through every document", async |world, mallory| {
            let stage = world.hub_sheet(hers).await.card.stage;
            let own = Standing { role: "courier", kind: "parcel", stage: &stage, assigned: true };
            let paths: Vec<String> =
                playbook.file().fields.iter().map(|rule| rule.path.replace('*', "x")).collect();
            let (mut n, mut asked) = (0, Vec::new());
            for audience in playbook.audiences() {
                let Some(document) = world.hub_document(hers, audience).await else { continue };
                for path in &paths {
                    let forged = Forged::honest(&document, path);
                    let frame = frame(mallory, &document, n, &forged);
                    mallory.write_frame(hers, audience, frame);
                    asked.push((audience.to_owned(), path.clone()));
                    n += 1;
                }
            }
            let got = pushed(mallory, asked.len()).await;
            let mut taken = 0;
            for ((audience, path), verdict) in asked.iter().zip(&got) {
                if verdict.takes_change() && *verdict == Verdict::Accepted {
                    taken += 1;
                    let fits = playbook.audience_of_path(path) == Some(audience.as_str());
                    assert!(fits && may_set(&playbook, &own, path), "{path} through {audience}");
                }
            }
            println!("{taken} of {} changes were hers to make", asked.len());
            assert!(asked.len() > 50, "or this shows nothing: {}", asked.len());
            // The office's own fields stand as the office wrote them.
            let sheet = world.hub_sheet(hers).await;
            let title = sheet.fields.iter().find(|field| field.path == "title").expect("a title");
            assert!(format!("{title:?}").contains("一箱苹果"), "{title:?}");
        })
        .await;
}

/// The frame of a forged change; hand number `n`, so that no refusal blocks the next.
fn frame(phone: &HandPhone, document: &Document, n: u32, forged: &Forged) -> Vec<u8> {
    let notes: Vec<String> = document.note_paths().map(str::to_owned).collect();
    let genesis = Document::genesis(document.key().clone(), &notes).expect("the genesis change");
    let author = Author { device: phone.chain.device, incarnation: phone.chain.incarnation, n };
    forged.frame(author, document.key(), genesis.heads().first().copied())
}
