//! The shelf by examples: the last one taken twice, what is on its way, a count in between.

use super::{Count, Move, Stock, reckon, short_slip};
use crate::fact::Part;
use crate::ids::{DeviceId, FactId, Incarnation, SubjectId};
use crate::moment::Interval;

const SHELF: SubjectId = SubjectId([9; 16]);

fn at(ms: u64) -> Interval {
    Interval { earliest_ms: Some(ms), latest_ms: Some(ms + 10) }
}

fn count(pieces: u32, index: u64) -> Count {
    let (sku, name) = ("PUMP-E2".to_owned(), Some("排水泵".to_owned()));
    Count { sku, name, pieces, index, when: at(index * 1_000) }
}

fn step(order: u8, step: &str, quantity: u32, index: u64) -> Move {
    let (device, incarnation) = (DeviceId([order; 16]), Incarnation([1; 8]));
    let (sku, name) = ("PUMP-E2".to_owned(), "排水泵".to_owned());
    let (slip, step) = (format!("{step}-{index}"), step.to_owned());
    let part = Part { sku, name, step, quantity, serial: None, slip, place: Some(SHELF) };
    let fact = FactId { device, incarnation, seq: index, position: 0 };
    Move { order: SubjectId([order; 16]), fact, index, when: at(index * 1_000), part }
}

fn numbers(stock: &Stock) -> (Option<i64>, Option<i64>, u64) {
    let row = &stock.rows[0];
    (row.on_shelf, row.free, row.reserved)
}

#[test]
fn who_takes_the_last_one_second_is_short_and_it_is_the_same_however_often_it_is_reckoned() {
    let (first, second) = (step(1, "received", 1, 5), step(2, "received", 1, 6));
    for moves in
        [vec![first.clone(), second.clone()], vec![second.clone(), first.clone(), second.clone()]]
    {
        let stock = reckon(SHELF, &[count(1, 1)], moves);
        assert_eq!(numbers(&stock), (Some(-1), Some(-1), 0));
        let [short] = stock.shortages.as_slice() else { panic!("{:?}", stock.shortages) };
        assert_eq!((short.order, short.of, short.part.quantity), (second.order, second.fact, 1));
        assert_eq!((&*short.part.step, &short.part.slip), ("short", &short_slip(&second.fact)));
    }
}

#[test]
fn what_is_reserved_sent_received_and_used_leaves_the_shelf_once() {
    let way = ["reserved", "sent", "received", "used"];
    let moves: Vec<Move> =
        way.iter().zip(5..).map(|(name, index)| step(1, name, 2, index)).collect();
    let seen = |taken: usize| numbers(&reckon(SHELF, &[count(3, 1)], moves[..taken].to_vec()));
    assert_eq!(seen(1), (Some(3), Some(1), 2), "kept, and still there");
    for taken in 2..=4 {
        assert_eq!(seen(taken), (Some(1), Some(1), 0));
    }
    let mut back = moves;
    back.push(step(1, "returned", 1, 9));
    assert_eq!(numbers(&reckon(SHELF, &[count(3, 1)], back)), (Some(2), Some(2), 0));
}

#[test]
fn only_what_is_lacking_is_short() {
    let stock =
        reckon(SHELF, &[count(3, 1)], vec![step(1, "sent", 2, 5), step(2, "reserved", 4, 6)]);
    assert_eq!(stock.shortages[0].part.quantity, 3);
    assert_eq!(numbers(&stock), (Some(1), Some(-3), 4));
}

#[test]
fn a_count_holds_what_surely_happened_before_it_and_a_shelf_nobody_counted_is_never_short() {
    let mut late = step(1, "received", 1, 20);
    late.when = at(3_000); // done before the count, heard of after it
    let stock = reckon(SHELF, &[count(4, 10)], vec![late, step(2, "received", 1, 21)]);
    assert_eq!(numbers(&stock), (Some(3), Some(3), 0));
    assert_eq!(stock.rows[0].orders, [SubjectId([2; 16])]);
    let unknown = reckon(SHELF, &[], vec![step(1, "received", 5, 5)]);
    assert_eq!((unknown.shortages.len(), unknown.rows[0].on_shelf), (0, None));
}

#[test]
fn any_numbers_give_an_answer() {
    let moves = (0..50).map(|n| step(1, ["sent", "returned", "used"][n % 3], u32::MAX, n as u64));
    let stock = reckon(SHELF, &[count(u32::MAX, 1)], moves.collect());
    assert_eq!(stock.rows.len(), 1);
}
