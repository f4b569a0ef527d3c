//! Damaged stores: while the database alone is hit no unsent work is lost, and whatever is hit is told.

use counterfoil_prove::damage::{PARTS, Part, Specimen, bench};
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_store::vault::Identity;

#[test]
fn whatever_is_hit_is_told_and_what_can_be_saved_is_saved() {
    let begun = std::time::Instant::now();
    let times = Tier::asked().of(150, 750, 20_000);
    let home = bench();
    let whole = Specimen::new(home.path());
    let mut broken = Vec::new();
    for part in PARTS {
        let found = whole.hit(part, times, seed(), home.path());
        let (stores, refused, aside) = (found.stores, found.refused, found.set_aside);
        println!(
            "{part:?}, seed {}: {stores} stores hit, {refused} refused, {aside} databases put aside, {} given back by the \
             outbox file; unsent envelopes: {} there, {} lost",
            seed(),
            found.given_back,
            found.there,
            found.lost
        );
        assert_eq!(stores, times);
        match part {
            Part::Database => assert!(aside > times / 4 && found.lost == 0),
            Part::Log => assert!(found.given_back > times / 10 && found.lost == 0),
            Part::Segments => assert!(aside == 0 && found.lost == 0),
            Part::Notes => assert!(refused > 0 && found.lost == 0),
            Part::Both => assert!(found.there > found.lost),
        }
        broken.extend(found.broken);
    }
    println!("{} s", begun.elapsed().as_secs());
    broken.iter().for_each(|why| println!("  {why}"));
    assert!(broken.is_empty());
}

#[test]
fn without_the_second_copies_work_is_lost() {
    // The control: the same damage, and nothing beside the database.
    let times = Tier::asked().of(60, 300, 1_000);
    let home = bench();
    let bare = Specimen::new(home.path()).without_segments();
    let [database, log] =
        [Part::Database, Part::Log].map(|part| bare.hit(part, times, seed(), home.path()));
    println!("lost without segments: {} by the database, {} by its log", database.lost, log.lost);
    assert!(database.lost > 100 && log.lost > 10);
}

#[test]
fn a_lost_key_costs_no_unsent_work() {
    let home = bench();
    let whole = Specimen::new(home.path());
    let salvaged = whole.loses_its_key(&home.path().join("keyless"));
    println!("{salvaged:?}");
    let salvaged = salvaged.expect("everything unsent");
    assert!(salvaged.unsent >= 30 && salvaged.unreadable == 1);
    let bare = Specimen::new(bench().path()).without_segments();
    assert!(bare.loses_its_key(&home.path().join("bare")).is_err(), "the control");
}

#[test]
fn rescue_on_a_blank_machine_gives_the_same_outbox_byte_for_byte() {
    let home = bench();
    let whole = Specimen::new(home.path());
    let rescued = whole.rescued(whole.rescue_key()).expect("opened");
    let unsent = whole.unsent(&home.path().join("phone"));
    assert!(unsent.len() >= 30);
    for (hash, bytes) in &unsent {
        assert_eq!(rescued.get(hash), Some(bytes), "{hash}");
    }
    assert_eq!(whole.rescued(&Identity::generate()), None, "unreadable without the key");
}
