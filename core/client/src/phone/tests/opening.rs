//! Opening: what is acknowledged is there again; a copy goes on under another name.

use counterfoil_store::chain;

use super::{Device, found};
use crate::error::ClientError;
use crate::orders::ScanVerdict;
use crate::topics::Topic;

#[test]
fn what_was_captured_is_there_after_a_restart() {
    let device = Device::new();
    let phone = device.enrolled();
    assert!(phone.opening().is_new);
    let (parcel, _) = found(&phone, "SF1234567890123");
    phone.captures().comment(parcel, "放门口鞋柜上").unwrap();
    drop(phone);
    let again = device.open();
    assert!(!again.opening().is_new && !again.opening().restored_copy);
    let sheet = again.orders().sheet(parcel).unwrap();
    assert_eq!(sheet.sheet.card.counts.comments, 1);
    assert_eq!(again.syncing().status().unwrap().on_phone, 2);
    let found = again.orders().search("0123").unwrap();
    assert_eq!(found.len(), 1, "by the last four digits");
    let verdict = again.orders().lookup(" sf1234-567890123").unwrap();
    assert_eq!(verdict, ScanVerdict::Known { orders: vec![parcel] });
}

#[test]
fn a_store_is_open_once_and_closed_for_good() {
    let device = Device::new();
    let phone = device.enrolled();
    let second = device.open_at(device.folder.path());
    assert!(matches!(second, Err(ClientError::AlreadyOpen)));
    let news = phone.topics().subscribe();
    let (parcel, _) = found(&phone, "YT1111111111111");
    assert!(std::iter::from_fn(|| news.try_next()).any(|topic| topic == Topic::Order(parcel)));
    phone.close();
    phone.close();
    assert!(matches!(phone.orders().sheet(parcel), Err(ClientError::Closed)));
    assert!(device.open_at(device.folder.path()).is_ok());
}

fn copy_backed_up(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.ends_with("unbacked") {
            continue;
        }
        if path.is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy_backed_up(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_phone_restored_from_a_copy_goes_on_under_another_name() {
    let device = Device::new();
    let phone = device.enrolled();
    let (parcel, _) = found(&phone, "SF1234567890123");
    let first = phone.core.read(|c| Ok(chain::current(c)?)).unwrap();
    phone.close();
    let backup = tempfile::tempdir().unwrap();
    copy_backed_up(device.folder.path(), backup.path());
    let restored = device.open_at(backup.path()).unwrap();
    assert!(restored.opening().restored_copy);
    let now = restored.core.read(|c| Ok(chain::current(c)?)).unwrap();
    assert_ne!(now.incarnation, first.incarnation);
    let before = now.predecessor.expect("it names the chain that it goes on from");
    assert_eq!((before.chain.incarnation, before.size), (first.incarnation, 1));
    restored.captures().comment(parcel, "还在").unwrap();
    assert_eq!(restored.syncing().status().unwrap().on_phone, 2, "nothing is lost");
    drop(restored);
    let again = device.open_at(backup.path()).unwrap();
    assert!(!again.opening().restored_copy, "only once");
}

#[test]
fn without_enrolment_nothing_is_written_and_the_reason_is_plain() {
    let device = Device::new();
    let phone = device.open();
    let refused = phone.orders().found(super::parcel("SF1234567890123"));
    assert!(matches!(refused, Err(ClientError::SignInAgain)));
    let status = phone.account().status().unwrap();
    assert!(status.enrolled.is_none() && status.sign_in_again);
}
