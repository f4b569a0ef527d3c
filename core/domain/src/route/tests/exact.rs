//! Up to nine stops the best order is known: all are tried.

use super::world::problem;
use crate::route::{Cost, Problem};

/// The least cost of all orders.
fn best(problem: &Problem, order: &mut Vec<usize>, from: usize, least: &mut Option<Cost>) {
    if from == order.len() {
        let cost = problem.timetable(order).expect("a timetable").cost;
        *least = Some(least.map_or(cost, |least| least.min(cost)));
        return;
    }
    for place in from..order.len() {
        order.swap(from, place);
        best(problem, order, from + 1, least);
        order.swap(from, place);
    }
}

#[test]
fn up_to_seven_stops_the_search_finds_the_best_order() {
    for seed in 0..12 {
        let stops = 3 + usize::try_from(seed).expect("small") % 5;
        println!("seed {seed}: {stops} stops");
        let problem = problem(seed, stops);
        let mut order: Vec<usize> = (0..stops).collect();
        let found = problem.search(&order).expect("a route").cost;
        let mut least = None;
        best(&problem, &mut order, 0, &mut least);
        assert_eq!(Some(found), least);
    }
}
