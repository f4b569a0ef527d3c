//! A hub that is killed while it erases, and once more while its opening finishes that.

use std::path::Path;
use std::time::{Duration, Instant};

use counterfoil_domain::ids::SubjectId;
use counterfoil_prove::dice::Dice;
use counterfoil_prove::kill_erasing::{ERASES, hub_in};
use counterfoil_prove::kill_wipe::Opening;
use counterfoil_prove::tier::{Tier, seed};
use counterfoil_server::keyring::SubjectKeys;

use super::{Scene, found, judge, scene, trial};

fn erasing(root: &Path, order: SubjectId) -> Opening {
    let program = Path::new(env!("CARGO_BIN_EXE_proved-phone"));
    let order = order.to_string();
    Opening::of(program, &[ERASES.as_ref(), root.as_os_str(), order.as_ref()])
}

/// Whether the office's word stands in the hub's journal: from then on it has to be carried out.
fn is_said(root: &Path, order: SubjectId) -> bool {
    SubjectKeys::open(&hub_in(root).subject_keys()).expect("the folder of keys").is_erased(order)
}

/// What became of one hub.
#[derive(Default)]
struct Counted {
    before: usize,
    within: usize,
    after: usize,
}

/// Kills one hub at up to two instants of an erasure that takes so long, and judges it.
async fn killed(
    scene: &Scene,
    (name, takes): (&str, Duration),
    dice: &mut Dice,
    counted: &mut Counted,
) -> Result<(), String> {
    let config = trial(scene, name);
    let root = scene.world.path(name);
    for _ in 0..=dice.below(2) {
        let erasing = erasing(&root, scene.order);
        std::thread::sleep(takes.mul_f64(1.2 * dice.unit()));
        erasing.is_killed();
    }
    let left = found(&scene.flock, &config.dir).len();
    let said = is_said(&root, scene.order);
    match (said, left) {
        (false, _) => counted.before += 1,
        (true, 0) => counted.after += 1,
        (true, _) => counted.within += 1,
    }
    let judged = judge(&config, scene).await;
    let _ = std::fs::remove_dir_all(&root);
    match judged {
        // Nobody has decided anything: all of it stands as it stood.
        Err(why) if !said && why == "it is not erased" && left > 0 => Ok(()),
        Ok(()) if !said => Err("it was erased, and nobody had said so".to_owned()),
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_is_killed_while_it_erases_finishes_it_when_it_opens() {
    let (seed, began) = (seed(), Instant::now());
    let kills = Tier::asked().of(12, 120, 600);
    let mut dice = Dice::new(seed);
    let scene = scene(&mut dice).await;
    // Nobody kills it: that it is erased is the process's own doing, and how long it takes.
    let config = trial(&scene, "whole");
    let mut whole = erasing(&scene.world.path("whole"), scene.order);
    let from = Instant::now();
    assert!(whole.is_done(), "an erasure that nobody kills");
    let takes = from.elapsed();
    whole.is_killed();
    assert!(found(&scene.flock, &config.dir).is_empty(), "the process itself erases");
    judge(&config, &scene).await.expect("erased without a kill");
    let (mut counted, mut broken) = (Counted::default(), Vec::new());
    for number in 0..kills {
        let name = format!("kill-{number}");
        if let Err(why) = killed(&scene, (&name, takes), &mut dice, &mut counted).await {
            broken.push(format!("kill {number}: {why}"));
        }
    }
    let Counted { before, within, after } = counted;
    println!(
        "seed {seed}: {kills} hubs killed in an erasure of {} ms: {before} before it was said, {within} with words still \
         there, {after} after the last of them; {} broken; {} s",
        takes.as_millis(),
        broken.len(),
        began.elapsed().as_secs()
    );
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(within > 0, "no kill came in the midst of it");
}
