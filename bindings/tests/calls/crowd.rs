//! Many callers at once, small stacks, and a phone that is closed under them.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use counterfoil_ffi::CounterfoilError;
use counterfoil_ffi::values::lists::{ListOrder, OrderFilter};

use crate::ann::Ann;

const CALLERS: u32 = 50;
/// What threads of Swift's pool have.
const SMALL_STACK_BYTES: usize = 512 * 1024;

fn filter() -> OrderFilter {
    OrderFilter { kind: None, stages: vec![], is_open: None, is_mine: None, attention: None }
}

#[test]
fn fifty_callers_at_once_on_small_stacks_lose_nothing() {
    let ann = Ann::enrolled();
    let orders: Vec<String> = (0..5).map(|number| ann.order(number)).collect();
    ann.sync();
    let begin = Barrier::new(CALLERS as usize);
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (ann, orders, begin) = (&ann, &orders, &begin);
            let work = move || {
                begin.wait();
                let order = &orders[caller as usize % orders.len()];
                let desk = ann.phone.orders();
                desk.list(filter(), ListOrder::Due, None, 100).expect("a page");
                desk.sheet(order.clone()).expect("a sheet");
                let words = format!("第{caller}次");
                ann.phone.captures().comment(order.clone(), words).expect("a remark");
            };
            let thread = thread::Builder::new().stack_size(SMALL_STACK_BYTES);
            thread.spawn_scoped(scope, work).expect("a thread");
        }
    });
    let comments = |order: &String| ann.phone.orders().sheet(order.clone()).expect("a sheet");
    let kept: i64 = orders.iter().map(|one| comments(one).sheet.card.counts.comments).sum();
    assert_eq!(kept, i64::from(CALLERS));
    let report = ann.sync();
    assert!(report.is_done, "{report:?}");
}

#[test]
fn a_phone_that_is_closed_under_its_callers_gives_closed_and_nothing_else() {
    let ann = Ann::enrolled();
    let order = ann.order(1);
    ann.sync();
    let (begin, written) = (Barrier::new(11), AtomicU32::new(0));
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                begin.wait();
                loop {
                    match ann.phone.captures().comment(order.clone(), "在".into()) {
                        Ok(_) => written.fetch_add(1, Ordering::SeqCst),
                        Err(CounterfoilError::Closed) => return,
                        Err(other) => panic!("{other}"),
                    };
                }
            });
        }
        begin.wait();
        while written.load(Ordering::SeqCst) < 20 {
            thread::yield_now();
        }
        ann.phone.close();
    });
    assert!(written.load(Ordering::SeqCst) >= 20);
}
