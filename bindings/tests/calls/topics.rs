//! Topics: the first value at once, one thread, no lock, and who throws harms nobody else.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, Weak};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use counterfoil_ffi::Phone;
use counterfoil_ffi::topics::{ListenerError, Subscription, Topic, TopicListener};

use crate::ann::Ann;

#[derive(Default)]
struct Hearing {
    heard: Mutex<Vec<(Topic, ThreadId)>>,
    news: Condvar,
}

impl TopicListener for Hearing {
    fn on_change(&self, topic: Topic) -> Result<(), ListenerError> {
        self.heard.lock().expect("whole").push((topic, thread::current().id()));
        self.news.notify_all();
        Ok(())
    }
}

impl Hearing {
    /// Waits until it has heard so much.
    fn wait_for(&self, enough: impl Fn(&[(Topic, ThreadId)]) -> bool) -> Vec<Topic> {
        let heard = self.heard.lock().expect("whole");
        let wait = Duration::from_secs(20);
        let (heard, out) =
            self.news.wait_timeout_while(heard, wait, |heard| !enough(heard)).expect("whole");
        assert!(!out.timed_out(), "heard only {heard:?}");
        heard.iter().map(|(topic, _)| topic.clone()).collect()
    }

    fn threads(&self) -> BTreeSet<String> {
        let heard = self.heard.lock().expect("whole");
        heard.iter().map(|(_, thread)| format!("{thread:?}")).collect()
    }
}

fn one(id: &str) -> Topic {
    Topic::Order { id: id.to_owned() }
}

#[test]
fn the_first_values_come_at_once_and_changes_follow_on_one_thread() {
    let ann = Ann::enrolled();
    let (order, other) = (ann.order(1), ann.order(2));
    ann.sync();
    let (all, single) = (Arc::new(Hearing::default()), Arc::new(Hearing::default()));
    let topics = ann.phone.topics();
    let subscription = topics.subscribe(all.clone());
    let _single = topics.subscribe_to(vec![one(&order)], single.clone());
    let first = all.wait_for(|heard| heard.len() >= 3);
    assert_eq!(BTreeSet::from_iter(first), [Topic::Orders, Topic::Syncing, Topic::Account].into());
    assert_eq!(single.wait_for(|heard| !heard.is_empty()), [one(&order)]);
    // A change of the order, and one of another.
    ann.phone.captures().comment(order.clone(), "到了".into()).expect("a remark");
    ann.phone.captures().comment(other.clone(), "到了".into()).expect("a remark");
    let heard_both = |heard: &[(Topic, ThreadId)]| {
        [&order, &other].iter().all(|id| heard.iter().any(|(topic, _)| *topic == one(id)))
    };
    all.wait_for(heard_both);
    assert_eq!(single.wait_for(|heard| heard.len() >= 2), [one(&order), one(&order)]);
    let mut threads = all.threads();
    threads.extend(single.threads());
    assert_eq!(threads.len(), 1, "one thread calls them all");
    assert!(!threads.contains(&format!("{:?}", thread::current().id())));
    // After `cancel` nothing comes; the other listener hears on.
    subscription.cancel();
    subscription.cancel();
    let before = all.heard.lock().expect("whole").len();
    ann.phone.captures().comment(order.clone(), "走了".into()).expect("a remark");
    single.wait_for(|heard| heard.len() >= 3);
    assert_eq!(all.heard.lock().expect("whole").len(), before);
}

/// Calls back into the phone, ends itself, then throws and panics.
struct Unruly {
    phone: Weak<Phone>,
    own: Mutex<Option<Arc<Subscription>>>,
    calls: Mutex<u32>,
}

impl TopicListener for Unruly {
    fn on_change(&self, _: Topic) -> Result<(), ListenerError> {
        let phone = self.phone.upgrade().expect("open");
        phone.syncing().status().expect("a call from a listener is answered");
        drop(phone.topics().subscribe(Arc::new(Hearing::default())));
        let calls = {
            let mut calls = self.calls.lock().expect("whole");
            *calls += 1;
            *calls
        };
        match calls {
            1 => Err(ListenerError::Threw),
            2 => panic!("a listener that panics: this is part of the test"),
            _ => {
                if let Some(own) = self.own.lock().expect("whole").take() {
                    own.cancel();
                }
                Ok(())
            }
        }
    }
}

#[test]
fn a_listener_that_throws_and_calls_back_harms_nobody() {
    let ann = Ann::enrolled();
    let order = ann.order(1);
    ann.sync();
    let unruly = Arc::new(Unruly {
        phone: Arc::downgrade(&ann.phone),
        own: Mutex::new(None),
        calls: Mutex::new(0),
    });
    let subscription = ann.phone.topics().subscribe(unruly.clone());
    *unruly.own.lock().expect("whole") = Some(subscription);
    let calm = Arc::new(Hearing::default());
    let _calm = ann.phone.topics().subscribe_to(vec![one(&order)], calm.clone());
    for _ in 0..5 {
        let heard = calm.wait_for(|heard| !heard.is_empty()).len();
        ann.phone.captures().comment(order.clone(), "到了".into()).expect("a remark");
        calm.wait_for(|now| now.len() > heard);
    }
    let begun = Instant::now();
    while unruly.own.lock().expect("whole").is_some() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it ended itself");
        thread::yield_now();
    }
}

/// Takes its time with the first topic.
struct Slow {
    gate: Mutex<bool>,
    opened: Condvar,
    heard: Hearing,
}

impl TopicListener for Slow {
    fn on_change(&self, topic: Topic) -> Result<(), ListenerError> {
        let gate = self.gate.lock().expect("whole");
        drop(self.opened.wait_while(gate, |open| !*open).expect("whole"));
        self.heard.on_change(topic)
    }
}

#[test]
fn what_changes_while_a_listener_is_slow_is_told_once() {
    let ann = Ann::enrolled();
    let order = ann.order(1);
    ann.sync();
    let heard = Hearing::default();
    let slow = Arc::new(Slow { gate: Mutex::new(false), opened: Condvar::new(), heard });
    let _slow = ann.phone.topics().subscribe_to(vec![one(&order), Topic::Orders], slow.clone());
    for _ in 0..30 {
        ann.phone.captures().comment(order.clone(), "到了".into()).expect("a call never waits");
    }
    *slow.gate.lock().expect("whole") = true;
    slow.opened.notify_all();
    let calls = slow.heard.wait_for(|heard| heard.len() >= 3).len();
    assert!(calls < 10, "thirty changes are few calls: {calls}");
}

/// Takes some milliseconds with every topic.
struct Tired(Hearing);

impl TopicListener for Tired {
    fn on_change(&self, topic: Topic) -> Result<(), ListenerError> {
        thread::sleep(Duration::from_millis(5));
        self.0.on_change(topic)
    }
}

#[test]
fn a_listener_with_hundreds_of_topics_holds_up_nobody() {
    let ann = Ann::enrolled();
    let many = (0..400).map(|number| one(&format!("{number}"))).chain([Topic::Account]).collect();
    let tired = Arc::new(Tired(Hearing::default()));
    let _tired = ann.phone.topics().subscribe_to(many, tired.clone());
    tired.0.wait_for(|heard| !heard.is_empty());
    // Who comes later gets its turn at once, not after four hundred others.
    let quick = Arc::new(Hearing::default());
    let _quick =
        ann.phone.topics().subscribe_to(vec![Topic::Orders, Topic::Syncing], quick.clone());
    quick.wait_for(|heard| heard.len() >= 2);
    let others = tired.0.heard.lock().expect("whole").len();
    assert!(others < 200, "{others} calls of the other one came first");
}

#[test]
fn of_1500_orders_that_one_sync_brings_a_slow_listener_hears_each_and_the_lists_first() {
    let ann = Ann::enrolled();
    ann.sync();
    let heard = Hearing::default();
    let slow = Arc::new(Slow { gate: Mutex::new(false), opened: Condvar::new(), heard });
    let _slow = ann.phone.topics().subscribe(slow.clone());
    // One table of parcels, in as few sessions as the hub gives them.
    let mut table = String::from("派给,类型,运单号,标题,收件人,电话,地址\n");
    for number in 0..1_500 {
        table += &format!("安娜,快递,SF1{number:012},包裹,李女士,19900006017,望湖路188号\n");
    }
    let report = ann.hub.import_table("今天.csv".into(), table.into_bytes()).expect("imported");
    assert!(report.replace(' ', "").contains("\"created\":1500"), "{report}");
    ann.sync_until_done();
    *slow.gate.lock().expect("whole") = true;
    slow.opened.notify_all();
    let singles = |heard: &[(Topic, ThreadId)]| {
        heard.iter().filter(|(topic, _)| matches!(topic, Topic::Order { .. })).count()
    };
    let heard = slow.heard.wait_for(|heard| singles(heard) >= 1_500);
    let lists = heard.iter().position(|topic| *topic == Topic::Orders).expect("the lists");
    assert!(lists < 5, "what is about all comes first, not {lists} topics later");
}
