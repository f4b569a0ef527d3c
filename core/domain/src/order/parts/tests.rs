//! Labels by examples: what was sent, what comes twice, what is somebody else's, and what cannot be told apart.

use super::{PartScan, PartVerdict, judge};
use crate::fact::Part;
use crate::ids::SubjectId;

const SHELF: SubjectId = SubjectId([9; 16]);

fn part(sku: &str, step: &str, quantity: u32, serial: Option<&str>) -> Part {
    let slip = format!("{step}-{}", serial.unwrap_or("1"));
    let (sku, name, step) = (sku.to_owned(), "排水泵".to_owned(), step.to_owned());
    let serial = serial.map(str::to_owned);
    Part { sku, name, step, quantity, serial, slip, place: Some(SHELF) }
}

fn scanned(parts: &[Part], raw: &str) -> PartScan {
    judge(&parts.iter().collect::<Vec<_>>(), raw)
}

fn verdict(parts: &[Part], raw: &str) -> PartVerdict {
    scanned(parts, raw).verdict
}

#[test]
fn each_piece_that_was_sent_is_received_once() {
    let mut parts = vec![part("PUMP-E2", "asked", 2, None), part("PUMP-E2", "reserved", 2, None)];
    assert_eq!(verdict(&parts, "PUMP-E2"), PartVerdict::NotSent);
    parts.push(part("PUMP-E2", "sent", 2, None));
    for (due, slip) in [(1, "scan/1"), (0, "scan/2")] {
        // However the scanner spells it.
        let scan = scanned(&parts, "pump e2");
        assert_eq!((scan.verdict, scan.due), (PartVerdict::Received, due));
        let deed = scan.deed.expect("a deed");
        assert_eq!((deed.sku.as_str(), deed.quantity, deed.place), ("PUMP-E2", 1, Some(SHELF)));
        assert_eq!((deed.step.as_str(), deed.slip.as_str()), ("received", slip));
        parts.push(deed);
    }
    let third = scanned(&parts, "PUMP-E2");
    assert_eq!((third.verdict, third.deed), (PartVerdict::Already, None));
    assert_eq!(verdict(&parts, "FAN-3"), PartVerdict::Wrong);
    assert_eq!(verdict(&parts, ""), PartVerdict::Wrong);
    assert_eq!(verdict(&[], "PUMP-E2"), PartVerdict::Wrong);
}

#[test]
fn a_piece_with_a_serial_is_that_piece_alone() {
    let mut parts =
        vec![part("BOARD-4", "sent", 1, Some("S-100")), part("BOARD-4", "sent", 1, Some("S-101"))];
    // Its own label, or the box's with article and serial in one.
    let scan = scanned(&parts, "s100");
    assert_eq!((scan.verdict, scan.serial.as_deref()), (PartVerdict::Received, Some("S-100")));
    let boxed = scanned(&parts, "(241)BOARD-4(21)S-100");
    assert_eq!(boxed.deed.as_ref().map(|deed| &deed.slip), scan.deed.as_ref().map(|one| &one.slip));
    parts.extend(scan.deed);
    // The same piece again is a repetition, though another one is to come; a third piece was never sent.
    assert_eq!(verdict(&parts, "S-100"), PartVerdict::Already);
    assert_eq!(verdict(&parts, "(241)BOARD-4(21)S-777"), PartVerdict::Wrong);
    // The article's label alone does not say which piece: it is the one that is to come.
    let scan = scanned(&parts, "BOARD-4");
    assert_eq!((scan.verdict, scan.due), (PartVerdict::Received, 0));
}

#[test]
fn a_trade_item_number_names_an_article_with_or_without_leading_zeros() {
    let parts = vec![part("6901234567892", "sent", 1, None)];
    for raw in
        ["6901234567892", "06901234567892", "]C10106901234567892", "(01)06901234567892(21)A7"]
    {
        assert_eq!(verdict(&parts, raw), PartVerdict::Received, "{raw}");
    }
    let scan = scanned(&parts, "(01)06901234567892(21)A7");
    assert_eq!(
        scan.deed.and_then(|deed| deed.serial).as_deref(),
        Some("A7"),
        "kept, for the warranty"
    );
}

#[test]
fn what_several_articles_may_be_is_asked_and_a_number_that_is_spelt_out_decides() {
    let mut parts = vec![part("SEAL-12", "sent", 1, None), part("SEAL12", "sent", 1, None)];
    let scan = scanned(&parts, "seal 12");
    assert_eq!((scan.verdict, scan.deed), (PartVerdict::Ambiguous, None));
    let skus: Vec<&str> = scan.articles.iter().map(|one| one.sku.as_str()).collect();
    assert_eq!(skus, ["SEAL-12", "SEAL12"]);
    assert_eq!(scanned(&parts, "SEAL-12").articles[0].sku, "SEAL-12");
    // Of two that it may be the one that is on its way is meant.
    parts.push(part("SEAL-12", "received", 1, None));
    let scan = scanned(&parts, "seal 12");
    assert_eq!((scan.verdict, &*scan.articles[0].sku), (PartVerdict::Received, "SEAL12"));
    // A serial of one and the number of another.
    let crossed = vec![part("A-1", "sent", 1, Some("B-1")), part("B-1", "sent", 1, None)];
    assert_eq!(verdict(&crossed, "b1"), PartVerdict::Ambiguous);
    assert_eq!(scanned(&crossed, "B-1").articles[0].sku, "B-1");
}
