//! An order whose rules are of a newer program: its stages are locked, what people record on it is kept.

use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::Comment;
use counterfoil_domain::playbook::Playbook;
use counterfoil_store::signed;

use super::{Device, enrol, found};
use crate::error::ClientError;

fn start() -> Command {
    Command::Transition(TransitionCommand { name: "start".into(), ..TransitionCommand::default() })
}

#[test]
fn stages_are_locked_and_what_is_recorded_is_kept() {
    let device = Device::new();
    let phone = device.open();
    enrol(&phone);
    // 1. The company's own rules are in force, and an order is made under them.
    let text = std::str::from_utf8(Playbook::builtin_bytes()).unwrap();
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    file["version"] = serde_json::json!(2);
    let bytes = serde_json::to_vec(&file).unwrap();
    phone.core.write(|tx| Ok(signed::put_playbook(tx, 2, &bytes).map(|_| ())?)).unwrap();
    let (order, _) = found(&phone, "SF1234567890123");
    let sheet = phone.orders().sheet(order).unwrap();
    assert!(!sheet.offers.is_empty() && !sheet.sheet.card.update_needed);
    // 2. The same order on a phone whose program is older than the rules.
    file["format"] = serde_json::json!(9);
    let newer = serde_json::to_vec(&file).unwrap();
    phone
        .core
        .write(|tx| {
            let mut put = tx.prepare("UPDATE playbook SET bytes = ?1 WHERE version = (SELECT max(version) FROM playbook)").unwrap();
            put.execute([newer.as_slice()]).unwrap();
            Ok(())
        })
        .unwrap();
    phone.close();
    let phone = device.open();
    let sheet = phone.orders().sheet(order).unwrap();
    assert!(sheet.offers.is_empty() && sheet.sheet.card.update_needed, "{:?}", sheet.offers);
    // 3. No step, and it says why; a remark is kept, under the rules of the order.
    let refused = phone.orders().act(order, start(), None);
    let Err(ClientError::NotAllowed { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.code == "update_needed" && reason.words_zh[0].contains("更新"), "{reason:?}");
    let remark = Command::Comment(Comment { text: "门口有狗".into() }, Vec::new());
    phone.orders().act(order, remark, None).unwrap();
    assert_eq!(phone.orders().sheet(order).unwrap().sheet.card.counts.comments, 1);
    // 4. After its update all of it is there, and the order goes on.
    phone
        .core
        .write(|tx| {
            let mut put = tx.prepare("UPDATE playbook SET bytes = ?1 WHERE version = (SELECT max(version) FROM playbook)").unwrap();
            put.execute([bytes.as_slice()]).unwrap();
            Ok(())
        })
        .unwrap();
    phone.close();
    let phone = device.open();
    let sheet = phone.orders().sheet(order).unwrap();
    assert!(!sheet.offers.is_empty() && sheet.sheet.card.counts.comments == 1);
    assert!(!sheet.sheet.card.update_needed);
}
