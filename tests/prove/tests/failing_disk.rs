//! A disk that fails: what was refused is not there, what was acknowledged is, and the next try works.

use std::sync::{Mutex, PoisonError};

use counterfoil_prove::failing::{Regime, Tally, fail};
use counterfoil_prove::full::{SmallDisk, fill};
use counterfoil_prove::scripts::ROUND_ACTS;
use counterfoil_prove::tier::{Tier, seed};

/// SQLite's memory is the process's: while one test is short of it, another would be refused as well.
static MEMORY: Mutex<()> = Mutex::new(());

#[test]
fn every_call_of_the_disk_may_fail() {
    let _alone = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = std::time::Instant::now();
    // A round holds every kind of act; the second one comes upon a store with a past.
    let regime = Tier::asked().of(
        Regime { stride: 5, acts: ROUND_ACTS + 2 },
        Regime { stride: 1, acts: 2 * ROUND_ACTS + 2 },
        Regime { stride: 1, acts: 5 * ROUND_ACTS + 2 },
    );
    let tally = fail(regime);
    let Tally { failed, survived, starved, .. } = &tally;
    let seconds = begun.elapsed().as_secs();
    println!(
        "{failed} calls failed, {survived} acts were acknowledged all the same; {starved} times no memory; {seconds} s"
    );
    tally.broken.iter().for_each(|why| println!("  {why}"));
    assert!(*failed > 1_000 && *survived > 100 && survived < failed && *starved > 20);
    assert_eq!(tally.broken.len(), 0);
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let _alone = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    // The reserve, some databases and their copies, and photographs.
    let Some(disk) = SmallDisk::of(48 * 1024 * 1024) else {
        println!("skipped: this user may not mount a small disk");
        return;
    };
    let times = Tier::asked().of(8, 40, 100);
    let tally = fill(&disk, times, seed());
    println!("seed {}: {tally:?}", seed());
    assert_eq!((tally.times, tally.refused), (times, times));
    assert!(tally.finished > 0, "the reserve is there so that something can end");
}
