//! Power cuts at every call of the disk: what was acknowledged stands, and no act stands half.
//!
//! The full tier asks for 150,000 images of a sealed store and, built plain, as many again.

use counterfoil_prove::power::{Regime, Script, Tally, cut};
use counterfoil_prove::scripts::{Bench, HalfMigration, Layout, Migrating, Steps, StoreDay, Sync};
use counterfoil_prove::tier::{Tier, seed};

/// Cuts the power of a script and tells what was found.
fn cut_and_tell(script: &mut impl Script, images: usize) -> Tally {
    let begun = std::time::Instant::now();
    let tally = cut(script, Regime { images, seed: seed() });
    let Tally { images, cuts, acts, lost, torn, broken, .. } = &tally;
    let (name, seconds) = (script.name(), begun.elapsed().as_secs());
    println!(
        "{name}, seed {}: {images} images of {cuts} cuts in {acts} acts: {lost} lost, {torn} torn, {broken} broken; {seconds} s",
        seed()
    );
    tally.examples.iter().for_each(|example| println!("  {example}"));
    tally
}

#[test]
fn a_store_loses_nothing_and_shows_nothing_half() {
    let images = Tier::asked().of(40_000, 125_000, 400_000);
    let day = cut_and_tell(&mut StoreDay::new(6), images);
    assert_eq!((day.failures(), day.images), (0, images));
}

#[test]
fn a_migration_is_done_or_not_begun() {
    let images = Tier::asked().of(5_000, 25_000, 100_000);
    let migration = cut_and_tell(&mut Migrating::new(40), images);
    assert_eq!((migration.failures(), migration.images), (0, images));
}

// Controls: these must break, or what did not break above means nothing.

#[test]
fn a_table_kept_as_the_store_keeps_its_own_loses_nothing() {
    let images = Tier::asked().of(1_000, 10_000, 30_000);
    assert_eq!(cut_and_tell(&mut Bench::sound(200), images).failures(), 0);
}

#[test]
fn a_disk_asked_at_checkpoints_only_loses_what_was_acknowledged() {
    let mut normal = Bench::new(200, Sync::Normal, Layout::PlainHeader, Steps::One);
    let found = cut_and_tell(&mut normal, 1_000);
    assert!(found.lost > 100 && found.torn == 0 && found.broken == 0, "{found:?}");
}

#[cfg(feature = "sqlcipher")]
#[test]
fn a_salt_in_the_first_page_loses_whole_databases() {
    let mut salt = Bench::new(200, Sync::Full, Layout::SaltInside, Steps::One);
    let found = cut_and_tell(&mut salt, 4_000);
    assert!(found.broken > 0, "{found:?}");
}

#[test]
fn an_act_of_two_transactions_stands_half() {
    let mut two = Bench::new(200, Sync::Full, Layout::PlainHeader, Steps::Two);
    let found = cut_and_tell(&mut two, 1_000);
    assert!(found.torn > 100 && found.lost == 0, "{found:?}");
}

#[test]
fn a_migration_of_two_transactions_breaks() {
    let found = cut_and_tell(&mut HalfMigration::new(), 400);
    assert!(found.broken > 0, "{found:?}");
}
