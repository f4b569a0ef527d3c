//! Pictures of a sealed store on a screen: thumbnails in one piece, originals as a stream that is checked.

use std::path::{Path, PathBuf};

use counterfoil_domain::hash::sha256;
use counterfoil_domain::ids::{Hash, SubjectId};

use super::{Device, found};
use crate::captures::{PhotoSource, ShownOrder, SignatureInput};
use crate::error::ClientError;
use crate::media::signature::{Point, Signature};
use crate::phone::Phone;

/// The repository's own photograph, and a large one of a real camera where the set is at hand.
fn photographs() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cli/data/day/photos");
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data: PathBuf = std::env::var_os("COUNTERFOIL_TEST_DATA").map_or_else(beside, Into::into);
    let jpegs = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("jpg")));
        paths.sort_by_key(|path| std::fs::metadata(path).map(|found| found.len()).ok());
        paths
    };
    let mut chosen: Vec<_> = jpegs(&own).pop().into_iter().collect();
    assert_eq!(chosen.len(), 1, "the repository has a photograph");
    match jpegs(&data.join("photos/cameras")).pop() {
        Some(large) => chosen.push(large),
        None => eprintln!("skipped: the photographs of real cameras are not at hand"),
    }
    chosen
}

fn taken(phone: &Phone, path: &Path) -> (SubjectId, Hash, Vec<u8>) {
    let (parcel, _) = found(phone, "SF1234567890123");
    let source = PhotoSource { path: path.to_owned(), preview: None, role: "door".into() };
    let taken = phone.captures().photo(parcel, &source).unwrap();
    (parcel, taken.original, std::fs::read(path).unwrap())
}

#[test]
fn a_photograph_is_shown_without_a_plain_file() {
    for path in photographs() {
        let device = Device::new();
        let phone = device.enrolled();
        let (parcel, original, bytes) = taken(&phone, &path);
        // 1. The list shows the thumbnail, a picture of its own that is small.
        let pictures = phone.captures().pictures(parcel).unwrap();
        assert_eq!(pictures.len(), 1);
        let picture = &pictures[0];
        assert_eq!((picture.original, picture.role.as_str()), (original, "door"));
        assert!(picture.is_here && !picture.struck && picture.size_bytes == bytes.len() as u64);
        let small = phone.captures().thumbnail(original).unwrap();
        assert_eq!(
            (Some(small.hash), small.media_type.as_str()),
            (picture.thumbnail, "image/jpeg")
        );
        let shown = image::load_from_memory(&small.bytes).unwrap();
        assert_eq!(shown.width().max(shown.height()), 320);
        // 2. The whole screen reads the original as a stream, its size known beforehand.
        let stream = phone.captures().open_blob(original).unwrap();
        assert_eq!((stream.size_bytes(), stream.media_type()), (bytes.len() as u64, "image/jpeg"));
        let mut read = Vec::new();
        while read.len() < bytes.len() {
            read.extend(stream.read(100_000).unwrap());
        }
        assert!(read == bytes && stream.read(1).unwrap().is_empty());
        // 3. A loader that wants the middle gets the middle, and goes on from there.
        let middle = bytes.len() / 2;
        assert_eq!(stream.read_at(middle as u64, 70_000).unwrap(), slice(&bytes, middle, 70_000));
        assert_eq!(stream.read(10).unwrap(), slice(&bytes, middle + 70_000, 10));
        assert_eq!(stream.read_at(0, 3).unwrap(), [0xff, 0xd8, 0xff]);
        assert_eq!(stream.skip(u64::MAX).unwrap(), bytes.len() as u64 - 3);
        assert!(stream.read_at(u64::MAX, 10).unwrap().is_empty());
        // 4. Nothing of it lies anywhere in plain: not the head of the file, not its middle.
        no_plain_copy(device.folder.path(), &bytes);
        stream.close();
        stream.close();
        assert!(matches!(stream.read(1), Err(ClientError::Closed)));
    }
}

fn slice(bytes: &[u8], from: usize, len: usize) -> &[u8] {
    &bytes[from.min(bytes.len())..(from + len).min(bytes.len())]
}

fn no_plain_copy(folder: &Path, bytes: &[u8]) {
    let middle = &bytes[bytes.len() / 2..][..64];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_plain_copy(&path, bytes);
            continue;
        }
        let held = std::fs::read(&path).unwrap();
        assert!(!held.windows(64).any(|piece| piece == middle), "{}", path.display());
    }
}

#[test]
fn reading_from_anywhere_gives_what_reading_it_all_gives() {
    let device = Device::new();
    let phone = device.enrolled();
    // A whole number of the seal's pieces, and one byte around it: where seeking goes wrong if it does.
    for size in [0usize, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let bytes: Vec<u8> = (0..size).map(|n| (n * 7 % 251) as u8).collect();
        let vault_holds = phone.core.store().unwrap().vault().put_bytes(&bytes).unwrap();
        let stream = phone.captures().open_blob(vault_holds.hash).unwrap();
        let places = [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 199_999, 65_536, 0, 200_000];
        for (from, len) in
            places.into_iter().flat_map(|from| [1, 65_536, 70_000].map(|len| (from, len)))
        {
            let read = stream.read_at(from as u64, len).unwrap();
            assert!(read == slice(&bytes, from, len), "{len} bytes from {from} of {size}");
        }
        assert_eq!(stream.read_at(0, size).unwrap(), bytes);
    }
}

#[test]
fn a_flipped_bit_is_an_error_and_never_a_picture() {
    let device = Device::new();
    let phone = device.enrolled();
    let (_, original, bytes) = taken(&phone, &photographs()[0]);
    let path = phone.core.store().unwrap().vault().sealed_path(original);
    let whole = std::fs::read(&path).unwrap();
    // 1. One bit in the last third: what came before it is given, it and what follows never.
    let mut flipped = whole.clone();
    let place = whole.len() * 2 / 3;
    flipped[place] ^= 1;
    std::fs::write(&path, &flipped).unwrap();
    let stream = phone.captures().open_blob(original).unwrap();
    let mut good = Vec::new();
    let error = loop {
        match stream.read(30_000) {
            Ok(piece) => good.extend(piece),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ClientError::Damaged { .. }), "{error}");
    assert!(bytes.starts_with(&good) && good.len() < bytes.len());
    assert!(matches!(stream.read_at(0, 10), Err(ClientError::Damaged { .. })), "from then on");
    // 2. A file that was cut is found out when it is opened.
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    let cut = phone.captures().open_blob(original);
    assert!(matches!(cut, Err(ClientError::Damaged { .. })));
    // 3. A whole file of another blob under this name: found out before the last bytes are given.
    let other = phone.core.store().unwrap().vault().put_bytes(b"another").unwrap();
    let other = phone.core.store().unwrap().vault().sealed_path(other.hash);
    std::fs::copy(other, &path).unwrap();
    let swapped = phone.captures().open_blob(original).unwrap();
    assert_eq!(swapped.read(6).unwrap(), b"anothe");
    assert!(matches!(swapped.read(1), Err(ClientError::Damaged { .. })));
}

#[test]
fn what_is_being_shown_is_shown_to_the_end_when_it_leaves_the_phone() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, original, bytes) = taken(&phone, &photographs()[0]);
    let stream = phone.captures().open_blob(original).unwrap();
    let mut read = stream.read(1_000).unwrap();
    assert!(phone.core.store().unwrap().vault().remove_if(original, || Ok(true)).unwrap());
    while read.len() < bytes.len() {
        read.extend(stream.read(usize::MAX).unwrap());
    }
    assert_eq!(sha256(&read), original);
    let gone = phone.captures().open_blob(original);
    assert!(matches!(gone, Err(ClientError::NotFound { .. })));
    let picture = &phone.captures().pictures(parcel).unwrap()[0];
    assert!(!picture.is_here && picture.thumbnail.is_some(), "the copies stay");
    // Closing the phone ends what is being read too.
    let copy = phone.captures().open_blob(picture.scaled.unwrap()).unwrap();
    phone.close();
    assert!(matches!(copy.read(1), Err(ClientError::Closed)));
}

#[test]
fn a_signature_is_shown_as_its_drawing() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let point = |n: u16| Point { x: 10 * n, y: 5 * n, t_ms: u32::from(n) * 16, pressure: 128 };
    let input = SignatureInput {
        orders: vec![ShownOrder { id: parcel, text: "一件".into() }],
        signature: Signature::new(300, 150, vec![(0..20).map(point).collect()]).unwrap(),
        signer: "王".into(),
        role: "recipient".into(),
    };
    phone.captures().sign(&input).unwrap();
    let pictures = phone.captures().pictures(parcel).unwrap();
    assert_eq!(pictures.len(), 1, "what was shown to the signer is no picture");
    let drawn = phone.captures().thumbnail(pictures[0].original).unwrap();
    assert_eq!((Some(drawn.hash), drawn.media_type.as_str()), (pictures[0].scaled, "image/png"));
    assert!(image::load_from_memory(&drawn.bytes).is_ok());
}
