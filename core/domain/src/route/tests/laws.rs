//! What holds for every route.

use super::world::{Dice, problem};
use crate::map::Point;
use crate::route::{
    Pins, RouteError, Speed, Travel, Window, WindowCheck, WindowRefusal, advise, check_window,
    diff, travel,
};

#[test]
fn a_search_gives_every_stop_once_keeps_every_pin_and_is_never_worse() {
    for seed in 0..40 {
        println!("seed {seed}");
        let mut problem = problem(seed, 14);
        problem.pins = Pins { first: vec![3], kept: vec![9, 2, 11, 5], last: vec![0, 7] };
        let wished: Vec<usize> = (0..14).collect();
        let table = problem.search(&wished).expect("a route");
        let order = table.order();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, wished, "every stop once");
        assert_eq!((order[0], &order[12..]), (3, &[0, 7][..]), "first and last");
        let kept: Vec<usize> =
            order.iter().copied().filter(|stop| [9, 2, 11, 5].contains(stop)).collect();
        assert_eq!(kept, [9, 2, 11, 5], "the courier's own order");
        assert_eq!(table, problem.timetable(&order).expect("a timetable"), "one reckoning");
        assert_eq!(
            table,
            problem.search(&wished).expect("a route"),
            "equal questions, equal answers"
        );
        let late: i64 = table.late().iter().filter(|one| one.is_breach).map(|one| one.by_s).sum();
        assert_eq!(late, table.cost.breach_s, "every breach is told");
    }
}

#[test]
fn a_couriers_own_order_stands_and_what_is_better_is_only_offered() {
    let mut offered = 0;
    for seed in 0..20 {
        println!("seed {seed}");
        let problem = problem(seed, 12);
        let own: Vec<usize> = vec![5, 1, 8, 2, 10, 0, 7, 3];
        let advice = advise(&problem, &own, true).expect("advice");
        let stands: Vec<usize> =
            advice.table.order().into_iter().filter(|stop| own.contains(stop)).collect();
        assert_eq!(stands, own);
        assert_eq!(advice.put_in, [4, 6, 9, 11], "new stops are named");
        if let Some(offer) = &advice.offer {
            offered += 1;
            assert!(offer.table.cost < advice.table.cost && !offer.diff.is_empty());
        }
        let free = advise(&problem, &own, false).expect("advice");
        assert!(free.table.cost <= advice.table.cost && free.offer.is_none());
    }
    assert!(offered > 15, "an arbitrary order can be bettered: {offered} of 20");
}

#[test]
fn a_stop_that_nobody_can_find_is_no_short_cut() {
    let mut problem = problem(7, 6);
    problem.stops.iter_mut().for_each(|stop| stop.window = None);
    let without = problem.timetable(&[0, 1, 2, 3, 4, 5]).expect("a timetable");
    problem.stops[5].is_unlocated = true;
    let direct = problem.timetable(&[0, 1, 2, 3, 4, 5]).expect("a timetable");
    let between = problem.timetable(&[0, 1, 5, 2, 3, 4]).expect("a timetable");
    assert_eq!(direct.metres, between.metres);
    assert!(direct.metres < without.metres);
    assert!(
        between.visits[2].is_guess && between.visits[3].is_guess && !between.visits[1].is_guess
    );
    let advice = advise(&problem, &[], false).expect("advice");
    assert_eq!(advice.table.visits.len(), 6, "it is not left out");
}

#[test]
fn a_window_that_cannot_be_kept_is_refused_with_its_reason() {
    let problem = problem(3, 8);
    let order = problem.search(&[0, 1, 2, 3, 4, 5, 6, 7]).expect("a route").order();
    let at = |from: i64, to: i64| Window { from_s: Some(from), to_s: Some(to), is_hard: true };
    let ask = |stop, window| check_window(&problem, &order, stop, window).expect("an answer");
    let why = |check| match check {
        WindowCheck::Refused { why, words } => {
            assert!(!words.zh.is_empty() && !words.en.is_empty());
            why
        }
        WindowCheck::Fits { .. } => panic!("it fits"),
    };
    let start = problem.start_s;
    assert_eq!(why(ask(0, at(start + 900, start + 600))), WindowRefusal::Inverted);
    assert_eq!(why(ask(0, at(start - 900, start - 600))), WindowRefusal::Over);
    assert!(matches!(why(ask(0, at(start, start + 30))), WindowRefusal::TooFar { .. }));
    let late = at(start + 9 * 3_600, start + 10 * 3_600);
    match ask(order[0], late) {
        WindowCheck::Fits { begin_s, order } => {
            assert!((start + 9 * 3_600..=start + 10 * 3_600).contains(&begin_s));
            assert_eq!(order.len(), 8);
        }
        other => panic!("there is time: {other:?}"),
    }
}

#[test]
fn one_window_may_not_cost_another() {
    let (near, far) = (302_000_000, 303_500_000);
    let point = |north| Some(Point { latitude_e7: north, longitude_e7: 1_201_000_000 });
    let mut problem = problem(1, 2);
    problem.breaks.clear();
    problem.travel = travel(point(near), &[point(near), point(far)], None, &Speed::default());
    let hour = 3_600;
    let start = problem.start_s;
    let (from_s, to_s) = (Some(start + hour), Some(start + hour + 300));
    problem.stops[0].window = Some(Window { from_s, to_s, is_hard: true });
    problem.stops[1].window = None;
    let wish =
        Window { from_s: Some(start + hour), to_s: Some(start + hour + 1_200), is_hard: true };
    match check_window(&problem, &[0, 1], 1, wish).expect("an answer") {
        WindowCheck::Refused {
            why: WindowRefusal::NoRoom { .. } | WindowRefusal::MakesLate { .. },
            ..
        } => {}
        other => panic!("17 km in 20 minutes by scooter: {other:?}"),
    }
}

#[test]
fn a_difference_is_as_few_moves_as_tell_it() {
    let told = diff(&[1, 2, 3, 4, 5, 6], &[6, 1, 2, 4, 3, 7]);
    assert_eq!(told.moved.iter().map(|one| one.stop).collect::<Vec<_>>().len(), 2);
    assert_eq!((told.added, told.removed), (vec![(7, 5)], vec![(5, 4)]));
    assert!(diff(&[1, 2], &[1, 2]).is_empty());
}

#[test]
fn what_is_no_question_has_no_answer() {
    let good = problem(1, 5);
    let order = [0, 1, 2, 3, 4];
    let mut pinned = good.clone();
    pinned.pins.first = vec![5];
    assert_eq!(pinned.search(&order), Err(RouteError::WrongPin));
    pinned.pins = Pins { first: vec![1], kept: vec![1], last: vec![] };
    assert_eq!(pinned.search(&order), Err(RouteError::WrongPin));
    assert_eq!(good.search(&[0, 1, 2, 3, 3]), Err(RouteError::WrongOrder));
    assert_eq!(good.search(&[0, 1]), Err(RouteError::WrongOrder));
    assert_eq!(advise(&good, &[9], true), Err(RouteError::WrongOrder));
    let mut small = good.clone();
    small.travel = Travel { seconds: vec![0; 3], metres: vec![0; 3] };
    assert_eq!(small.timetable(&order), Err(RouteError::WrongTable));
    let mut late = good;
    late.start_s = i64::MAX;
    assert_eq!(late.timetable(&order), Err(RouteError::WrongTime));
    let mut dice = Dice(1);
    assert!(dice.below(5) < 5);
}
