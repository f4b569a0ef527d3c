//! A process that is killed in the middle of a migration: the next one finds the old store or the new one, whole.

use std::path::Path;

use counterfoil_prove::kill_opening::kill_openings;
use counterfoil_prove::tier::{Tier, seed};

#[test]
fn a_migration_that_is_killed_is_done_or_not_begun() {
    let kills = Tier::asked().of(60, 400, 2_000);
    let home = tempfile::tempdir().expect("a folder");
    let begun = std::time::Instant::now();
    let program = Path::new(env!("CARGO_BIN_EXE_proved-opening"));
    let tally = kill_openings(program, home.path(), kills, seed());
    let (before, after, with_log) = (tally.before, tally.after, tally.with_log);
    println!(
        "seed {}, {kills} kills: {before} before the migration stood, {after} after, {with_log} left a log; {} s",
        seed(),
        begun.elapsed().as_secs()
    );
    tally.broken.iter().take(5).for_each(|why| println!("  {why}"));
    assert_eq!(tally.broken.len(), 0);
    assert!(before > kills / 10 && after > 0 && with_log > 0, "{tally:?}");
}
