//! A hundred thousand mutated changes of real phones at the gate; ten thousand in the small tier.

// One copy: the control of the domain's own tests.
#[path = "../../../../core/domain/tests/document/alone.rs"]
mod alone;
mod mutated;

use std::time::Instant;

use counterfoil_prove::quiet::silence_caught_panics;
use counterfoil_prove::tier::{Tier, seed};

use alone::Plain;
use mutated::{mutate, record};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mutated_change_leaves_a_document_that_cannot_be_loaded() {
    let rounds = Tier::asked().of(10_000, 100_000, 1_000_000);
    let recorded = record().await;
    println!("{} changes recorded", recorded.len());
    assert!(recorded.len() > 40, "or there is little to mutate");
    silence_caught_panics();
    let began = Instant::now();
    let tally = mutate(&recorded, rounds, seed());
    println!("seed {}, {rounds} mutated changes in {:?}", seed(), began.elapsed());
    for ((alone, code), count) in &tally.counts {
        println!("{count:7} automerge alone: {alone:?}; the gate: {code}");
    }
    println!(
        "without the last step {} would be in, {} of them spoiled; with automerge's word alone {}, {} spoiled",
        tally.without_last, tally.spoiled, tally.without_ours, tally.spoiled_without_ours
    );
    assert!(tally.said("accepted") > rounds / 1_000, "the mutations reach the end of the gate");
    // Controls: automerge alone panics and spoils documents, and so does a gate that trusts its reading.
    assert!(tally.alone(Plain::Panicked) > 0 && tally.alone(Plain::NeverLoadsAgain) > 0);
    assert!(tally.spoiled_without_ours > 0);
    // So would a gate that has every step but the last, in one change of some thousand.
    assert!(tally.spoiled > 0 || rounds < 100_000);
}
