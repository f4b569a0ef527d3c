//! A damaged database: what comes back is sent, and while anything may be missing nobody says "nothing left".

use std::fs;
use std::path::Path;

use counterfoil_client::account::{CertificateOutcome, Left};
use counterfoil_client::phone::Salvaged;
use counterfoil_store::StoreFolder;
use counterfoil_tests::harness::{Person, World};

const PAGE_BYTES: usize = 4_096;

/// Ann on duty, with a delivery that the hub does not know yet.
async fn ann_without_signal(world: &World) -> Person {
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.sync().await;
    ann.signal().off();
    ann.delivers(order);
    for n in 0..20 {
        ann.says(order, &format!("第{n}句:门口没人,已放前台"));
    }
    ann
}

fn salvaged(ann: &Person) -> Salvaged {
    ann.phone().opening().salvaged.expect("a wreck was looked at")
}

/// Ann closes a shift with signal, everything is backed up, and she asks.
async fn asks(world: &World, ann: &Person) -> CertificateOutcome {
    ann.signal().on();
    ann.sync().await;
    ann.phone().account().begin_shift(None, None).expect("on duty");
    ann.closes_the_shift();
    ann.sync().await;
    world.backup().await;
    ann.certificate().await
}

#[tokio::test]
async fn a_phone_that_dies_between_setting_aside_and_salvage_goes_on_at_its_next_opening() {
    let world = World::start().await;
    let mut ann = ann_without_signal(&world).await;
    let unsent = ann.status().on_phone;

    // 1. The database is put aside, and the phone dies there and then.
    ann.closes();
    StoreFolder::open(&ann.store_folder()).expect("the lock").set_aside().expect("put aside");

    // 2. The next opening finds it, and brings everything back; the one after has nothing to do.
    ann.opens();
    let back = salvaged(&ann);
    assert_eq!((back.unsent as u64, back.lost, back.unreadable), (unsent, 0, 0), "{back:?}");
    ann.closes();
    ann.opens();
    assert_eq!(ann.phone().opening().salvaged, None);

    // 3. It is sent under the old chain, and the certificate names that chain too.
    let outcome = asks(&world, &ann).await;
    let CertificateOutcome::NothingLeft(given) = outcome else { panic!("{outcome:?}") };
    assert_eq!(given.statement.chains.len(), 2, "the chain of the wreck and the new one");
}

#[tokio::test]
async fn a_wreck_that_nobody_can_read_is_never_certified_away() {
    let world = World::start().await;
    let mut ann = ann_without_signal(&world).await;
    let unsent = ann.status().on_phone;
    ann.closes();
    let database = ann.store_folder().join("store.db");
    fs::remove_file(ann.store_folder().join("store.db-wal")).ok();
    let length = fs::metadata(&database).expect("a database").len() as usize;
    fs::write(&database, vec![0x5a; length]).expect("overwritten");

    ann.opens();
    let back = salvaged(&ann);
    // The second copies are all there; what else the wreck held, nobody can say.
    assert_eq!((back.unsent as u64, back.lost, back.unreadable), (unsent, 0, 1), "{back:?}");
    let CertificateOutcome::Left(left) = asks(&world, &ann).await else { panic!("certified") };
    assert_eq!(left, [Left::SetAside(1)]);
}

#[tokio::test]
async fn a_wreck_that_gives_back_a_part_is_not_certified_away_either() {
    let world = World::start().await;
    let mut ann = ann_without_signal(&world).await;
    ann.closes();
    let whole = world.path("whole");
    fs::create_dir_all(&whole).expect("a folder");
    ann.backs_up(&whole);
    let back = loses_work_with_one_page(&mut ann, &whole);
    println!("{back:?}");

    let outcome = asks(&world, &ann).await;
    let CertificateOutcome::Left(left) = outcome else { panic!("certified: {outcome:?}") };
    assert!(!left.is_empty());
}

/// Breaks one page after the other of the same database until one of them costs work, and takes the second copies away:
/// with them none does.
fn loses_work_with_one_page(ann: &mut Person, whole: &Path) -> Salvaged {
    let bytes = fs::read(whole.join("store.db")).expect("the database");
    for page in 1..bytes.len() / PAGE_BYTES {
        ann.closes();
        ann.is_put_back(whole);
        let mut broken = bytes.clone();
        broken[page * PAGE_BYTES..(page + 1) * PAGE_BYTES].fill(0x5a);
        fs::write(ann.store_folder().join("store.db"), broken).expect("broken");
        fs::remove_dir_all(ann.store_folder().join("outbox")).expect("no second copies");
        fs::write(ann.store_folder().join("store.suspect"), b"").expect("suspect");
        ann.opens();
        match ann.phone().opening().salvaged {
            Some(back) if back.lost > 0 && back.unreadable == 0 => return back,
            _ => {}
        }
    }
    panic!("no page held an envelope");
}
