//! What a colleague photographed is fetched when somebody wants to see it, by those who may, and leaves with the order.

use counterfoil_client::ClientError;
use counterfoil_client::captures::{PhotoSource, Picture};
use counterfoil_client::syncing::{Budget, Uploads};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_sync::access::chain_download_path;
use counterfoil_tests::harness::{Person, World, pictures};

/// A picture of several pieces, as a camera of some megapixels makes it.
fn large(person: &Person, seed: u32) -> (PhotoSource, Vec<u8>) {
    let bytes = pictures::large_picture(seed);
    assert!(bytes.len() > 1_300_000, "{} bytes", bytes.len());
    let source = person.shoots("door");
    std::fs::write(&source.path, &bytes).expect("a file");
    (source, bytes)
}

fn pictures_of(person: &Person, order: SubjectId) -> Vec<Picture> {
    person.phone().captures().pictures(order).expect("a list")
}

fn fetched_files(person: &Person) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(person.store_folder().join("fetched")).expect("a folder");
    files.map(|file| file.expect("a file").path()).collect()
}

async fn fetch(person: &Person, order: SubjectId, original: Hash) -> Result<(), ClientError> {
    person.phone().captures().fetch(order, original).await
}

#[tokio::test]
async fn bo_takes_over_an_order_and_looks_at_what_ann_photographed() {
    let world = World::start().await;
    let (ann, mut bo) =
        (world.phone("ann", &["courier"]).await, world.phone("bo", &["courier"]).await);
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    // 1. Ann photographs the door and lets somebody sign; everything arrives. Then the order is Bo's.
    let (source, bytes) = large(&ann, 1);
    let taken = ann.takes_in(order, &source);
    ann.lets_sign(&[order], "recipient");
    ann.sync().await;
    world.assign(order, Some(bo.id)).await;
    bo.sync().await;
    // 2. Bo's phone knows of both, and holds neither.
    let listed = pictures_of(&bo, order);
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert!(listed.iter().all(|one| !one.is_here && one.thumbnail.is_none() && one.order == order));
    let captures = bo.phone().captures();
    assert!(matches!(captures.thumbnail(taken.original), Err(ClientError::NotFound { .. })));
    // 3. The signal goes in the middle: what has come stays, and the rest comes later.
    bo.signal().cut_after(1_150_000);
    assert!(matches!(fetch(&bo, order, taken.original).await, Err(ClientError::Offline)));
    assert_eq!(fetched_files(&bo).len(), 1, "one piece");
    bo.signal().on();
    let before = bo.signal().carried_bytes();
    fetch(&bo, order, taken.original).await.expect("fetched");
    let carried = bo.signal().carried_bytes() - before;
    assert!(carried < bytes.len() as u64 - 900_000, "{carried} of {}", bytes.len());
    // 4. It is as it was taken, by the same stream as one's own, with a copy for lists; sealed on the disk.
    let stream = bo.phone().captures().open_blob(taken.original).expect("here");
    let mut plain = Vec::new();
    while plain.len() < bytes.len() {
        plain.extend(stream.read(1024 * 1024).expect("a part"));
    }
    assert!(plain == bytes && stream.media_type() == "image/jpeg");
    let small = bo.phone().captures().thumbnail(taken.original).expect("a copy");
    assert!(small.bytes.len() < bytes.len() / 10 && small.media_type == "image/jpeg");
    let stroke = listed.iter().find(|one| one.original != taken.original).expect("a signature");
    fetch(&bo, order, stroke.original).await.expect("fetched");
    let drawn = bo.phone().captures().thumbnail(stroke.original).expect("a drawing");
    assert_eq!(drawn.media_type, "image/png");
    let files = fetched_files(&bo);
    assert_eq!(files.len(), 4, "two originals and two copies: {files:?}");
    for file in &files {
        assert!(std::fs::read(file).expect("a file").starts_with(b"age-encryption.org/v1"));
    }
    // 5. After the process was killed it is still here; nothing travels again, and no shift counts it.
    bo.closes();
    bo.opens();
    bo.signal().off();
    fetch(&bo, order, taken.original).await.expect("here");
    assert!(pictures_of(&bo, order).iter().all(|one| one.is_here && one.thumbnail.is_some()));
    assert!(bo.phone().account().inventory().expect("open").blobs.is_empty());
    // 6. The order goes to somebody else, and the pictures leave with it.
    bo.signal().on();
    world.assign(order, Some(ann.id)).await;
    bo.sync().await;
    assert!(fetched_files(&bo).is_empty(), "{:?}", fetched_files(&bo));
    assert!(matches!(fetch(&bo, order, taken.original).await, Err(ClientError::NotFound { .. })));
}

#[tokio::test]
async fn a_picture_that_has_not_arrived_and_one_that_left_the_phone() {
    let world = World::start().await;
    let (ann, bo) = (world.phone("ann", &["courier"]).await, world.phone("bo", &["courier"]).await);
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    let taken = ann.photographs(order, "door");
    // 1. Ann's phone has said that there is a photograph, and not carried it yet.
    let words_alone = Budget { uploads: Uploads::Nothing, ..Budget::default() };
    ann.phone().syncing().run(words_alone).await.expect("synced");
    world.assign(order, Some(bo.id)).await;
    bo.sync().await;
    let not_yet = fetch(&bo, order, taken.original).await;
    assert!(matches!(not_yet, Err(ClientError::NotFound { what: "file at the hub" })));
    ann.sync().await;
    fetch(&bo, order, taken.original).await.expect("now it is there");
    // 2. A picture that nobody took, and no signal.
    let nothing = fetch(&bo, order, Hash([7; 32])).await;
    assert!(matches!(nothing, Err(ClientError::NotFound { what: "picture" })));
    // 3. What has left Ann's own phone comes back when she looks at it.
    world.assign(order, Some(ann.id)).await;
    world.backup().await;
    ann.sync().await;
    ann.sync().await;
    let left = ann.phone().syncing().drop_safe_blobs(i64::MAX).expect("dropped");
    assert!(left >= 1 && !ann.still_has(taken.original), "{left}");
    ann.signal().off();
    assert!(matches!(fetch(&ann, order, taken.original).await, Err(ClientError::Offline)));
    ann.signal().on();
    fetch(&ann, order, taken.original).await.expect("fetched");
    assert!(ann.still_has(taken.original));
    ann.phone().captures().thumbnail(taken.original).expect("a copy");
}

#[tokio::test]
async fn the_hub_gives_pictures_to_those_alone_who_may_see_the_order() {
    let world = World::start().await;
    let ann = world.phone("ann", &["courier"]).await;
    let order = world.order("parcel", &ann).await;
    ann.sync().await;
    let taken = ann.photographs(order, "door");
    ann.sync().await;
    let fact = pictures_of(&ann, order)[0].fact;
    let place = (&fact.device, &fact.incarnation, fact.seq);
    let path = chain_download_path(place, &taken.original);
    // 1. Chen is a courier of the same outlet: he scans her parcels and does not see her photographs.
    let chen = world.hand_phone("chen", &["courier"]).await;
    let token = chen.token().await.expect("a token");
    for (path, token, expected) in [
        (path.clone(), Some(token.as_str()), 404),
        (path.clone(), None, 401),
        // 2. Nor does a place or a name that is none tell anything.
        (chain_download_path((place.0, place.1, 99), &taken.original), Some(token.as_str()), 404),
        (chain_download_path(place, &Hash([7; 32])), Some(token.as_str()), 404),
    ] {
        let reply = chen.get(&path, token).await;
        assert_eq!(reply.status, expected, "{path}: {}", reply.code());
        assert_ne!(reply.code(), "blob_missing", "{path}");
    }
    // 3. Once the order is his, he gets it.
    world.assign(order, Some(chen.person())).await;
    let reply = chen.get(&path, Some(&token)).await;
    assert_eq!(
        (reply.status, counterfoil_domain::hash::sha256(&reply.body)),
        (200, taken.original)
    );
}
