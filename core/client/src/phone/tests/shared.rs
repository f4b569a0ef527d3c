//! A scanner that goes from hand to hand: two people, two sealed stores, one key store.

use std::time::{Duration, Instant};

use super::{Device, enrol, found, parcel};
use crate::error::ClientError;
use crate::phone::{Phone, Removal, SharedDevice};

#[test]
fn ann_hands_the_scanner_to_bo_and_her_work_stays_hers() {
    let device = Device::new();
    let shared = SharedDevice::new(device.folder.path());
    let open = |name: &str| Phone::open(shared.person(name).unwrap(), device.ports.clone());
    // 1. Ann works; what she found is on this device alone.
    let ann = open("ann").unwrap();
    enrol(&ann);
    found(&ann, "SF1234567890123");
    let about = shared.about("ann", &device.ports);
    assert!(matches!(about, Err(ClientError::AlreadyOpen)), "she works");
    ann.close();
    // 2. Bo takes over at once and sees nothing of hers; the list tells both apart.
    let began = Instant::now();
    let bo = open("bo").unwrap();
    assert!(began.elapsed() < Duration::from_secs(1), "changing hands took {:?}", began.elapsed());
    enrol(&bo);
    assert!(bo.orders().search("0123").unwrap().is_empty());
    assert_eq!(shared.people(), ["ann", "bo"]);
    let about = shared.about("ann", &device.ports).unwrap();
    assert_eq!((about.unsent, about.has_nothing_left()), (1, false));
    assert_eq!(about.enrolled.unwrap().person_name, "安");
    // 3. While Bo works, Ann's store can be opened to be sent; without a network nothing is lost.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let budget = crate::syncing::Budget::default();
    runtime.block_on(shared.send_for("ann", &device.ports, budget)).unwrap();
    assert_eq!(shared.about("ann", &device.ports).unwrap().unsent, 1);
    bo.orders().found(parcel("YT1111111111111")).unwrap();
    // 4. Her store goes only when nothing is left, or aside, whole, when somebody says so.
    let refused = shared.remove("ann", &device.ports, Removal::IfNothingLeft);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert_eq!(reason.code, "unsent");
    let bos = shared.remove("bo", &device.ports, Removal::PutAside);
    assert!(matches!(bos, Err(ClientError::AlreadyOpen)), "nobody loses the store he works with");
    shared.remove("ann", &device.ports, Removal::PutAside).unwrap();
    assert_eq!(shared.people(), ["bo"]);
    let gone = shared.about("ann", &device.ports);
    assert!(matches!(gone, Err(ClientError::NotFound { .. })), "asking makes no store");
    assert_eq!(shared.people(), ["bo"]);
    // 5. It comes back as it was.
    shared.bring_back("ann").unwrap();
    assert!(shared.bring_back("bo").is_err());
    let ann = open("ann").unwrap();
    assert!(!ann.opening().restored_copy);
    assert_eq!(ann.orders().search("0123").unwrap().len(), 1);
    ann.close();
}

#[test]
fn a_store_with_nothing_left_is_deleted_with_its_keys() {
    let device = Device::new();
    let shared = SharedDevice::new(device.folder.path());
    let open = || Phone::open(shared.person("ann").unwrap(), device.ports.clone()).unwrap();
    let ann = open();
    enrol(&ann);
    let name = ann.core.store_name.clone();
    ann.close();
    let secret = format!("counterfoil/{name}/database-key");
    assert!(device.ports.secrets.get(&secret).unwrap().is_some());
    shared.remove("ann", &device.ports, Removal::IfNothingLeft).unwrap();
    assert!(shared.people().is_empty());
    for secret in ["database-key", "session-key", "seal-key", "blob-identity", "enrolment"] {
        let name = format!("counterfoil/{name}/{secret}");
        assert_eq!(device.ports.secrets.get(&name).unwrap(), None);
    }
    let anew = open();
    assert!(anew.opening().is_new && anew.account().status().unwrap().enrolled.is_none());
}
